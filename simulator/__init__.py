"""Discrete-event simulation of e-commerce order fulfillment.

`import simulator as sim; results = sim.run("baseline")`. Importing does nothing and loads
nothing heavy: each public name is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.experiments.answer import Answer
    from simulator.experiments.ask import (
        bottleneck,
        compare,
        optimize,
        stress,
        sweep,
        warmup,
    )
    from simulator.experiments.explain import explain
    from simulator.experiments.order_files import orders
    from simulator.experiments.replication import replicate
    from simulator.experiments.results import Results
    from simulator.experiments.run import run
    from simulator.journey import simulate
    from simulator.measure.own_kpis import kpi
    from simulator.policies.own import policy
    from simulator.results.loading import RunFolder, load_run
    from simulator.scenario import Loaded, Scenario, ScenarioError, load, shipped
    from simulator.workload.sampling import sample

__version__ = "0.1.0"

_HOMES = {
    "Answer": "simulator.experiments.answer",
    "bottleneck": "simulator.experiments.ask",
    "compare": "simulator.experiments.ask",
    "explain": "simulator.experiments.explain",
    "optimize": "simulator.experiments.ask",
    "orders": "simulator.experiments.order_files",
    "stress": "simulator.experiments.ask",
    "sweep": "simulator.experiments.ask",
    "warmup": "simulator.experiments.ask",
    "Loaded": "simulator.scenario",
    "RunFolder": "simulator.results.loading",
    "Results": "simulator.experiments.results",
    "Scenario": "simulator.scenario",
    "ScenarioError": "simulator.scenario",
    "kpi": "simulator.measure.own_kpis",
    "load": "simulator.scenario",
    "load_run": "simulator.results.loading",
    "policy": "simulator.policies.own",
    "replicate": "simulator.experiments.replication",
    "run": "simulator.experiments.run",
    "sample": "simulator.workload.sampling",
    "shipped": "simulator.scenario",
    "simulate": "simulator.journey",
}

__all__ = [
    "Answer",
    "Loaded",
    "Results",
    "RunFolder",
    "Scenario",
    "ScenarioError",
    "bottleneck",
    "compare",
    "explain",
    "kpi",
    "load",
    "load_run",
    "optimize",
    "orders",
    "policy",
    "replicate",
    "run",
    "sample",
    "shipped",
    "simulate",
    "stress",
    "sweep",
    "warmup",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'simulator' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
