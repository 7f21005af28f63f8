"""Discrete-event simulation of e-commerce order fulfillment.

`import simulator as sim; results = sim.run("baseline")`. Importing does nothing and loads
nothing heavy: each public name is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.experiments.answer import Answer as Answer
    from simulator.experiments.ask import bottleneck as bottleneck
    from simulator.experiments.ask import compare as compare
    from simulator.experiments.ask import forecast as forecast
    from simulator.experiments.ask import optimize as optimize
    from simulator.experiments.ask import stress as stress
    from simulator.experiments.ask import sweep as sweep
    from simulator.experiments.ask import warmup as warmup
    from simulator.experiments.explain.explain import explain as explain
    from simulator.experiments.order_files import orders as orders
    from simulator.experiments.results import Results as Results
    from simulator.experiments.roster.ask_roster import roster as roster
    from simulator.experiments.run import run as run
    from simulator.experiments.running.replication import replicate as replicate
    from simulator.experiments.state.snapshot import snapshot as snapshot
    from simulator.experiments.worth.ask_worth import worth as worth
    from simulator.fitting.fit import fit as fit
    from simulator.journey import simulate as simulate
    from simulator.measure.own_kpis import kpi as kpi
    from simulator.policies.own import policy as policy
    from simulator.reporting.run_folder import RunFolder as RunFolder
    from simulator.reporting.run_folder import load_run as load_run
    from simulator.scenario import Loaded as Loaded
    from simulator.scenario import Scenario as Scenario
    from simulator.scenario import ScenarioError as ScenarioError
    from simulator.scenario import load as load
    from simulator.scenario import shipped as shipped
    from simulator.workload.sampling import sample as sample

__version__ = "0.1.0"

_PUBLIC = {
    "simulator.experiments.answer": ("Answer",),
    "simulator.experiments.ask": (
        "bottleneck",
        "compare",
        "forecast",
        "optimize",
        "stress",
        "sweep",
        "warmup",
    ),
    "simulator.experiments.worth.ask_worth": ("worth",),
    "simulator.experiments.explain.explain": ("explain",),
    "simulator.experiments.order_files": ("orders",),
    "simulator.experiments.running.replication": ("replicate",),
    "simulator.experiments.results": ("Results",),
    "simulator.experiments.run": ("run",),
    "simulator.experiments.state.snapshot": ("snapshot",),
    "simulator.fitting.fit": ("fit",),
    "simulator.journey": ("simulate",),
    "simulator.measure.own_kpis": ("kpi",),
    "simulator.policies.own": ("policy",),
    "simulator.reporting.run_folder": ("RunFolder", "load_run"),
    "simulator.experiments.roster.ask_roster": ("roster",),
    "simulator.scenario": ("Loaded", "Scenario", "ScenarioError", "load", "shipped"),
    "simulator.workload.sampling": ("sample",),
}
_HOMES = {name: module for module, names in _PUBLIC.items() for name in names}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'simulator' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
