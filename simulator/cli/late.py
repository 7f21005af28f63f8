"""Modules that a command loads when it runs, and not for its `--help`: the one place for that.

`late.ask.compare(...)` loads the module at its first use. What is light is imported as usual.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator import scenario as scenario
    from simulator import units as units
    from simulator.cli import changes as changes
    from simulator.cli import terminal as terminal
    from simulator.experiments import alternatives as alternatives
    from simulator.experiments import ask as ask
    from simulator.experiments import checked as checked
    from simulator.experiments import listings as listings
    from simulator.experiments import order_files as order_files
    from simulator.experiments import replays as replays
    from simulator.experiments import run as run
    from simulator.experiments import summary as summary
    from simulator.experiments import trials as trials
    from simulator.experiments import writing as writing
    from simulator.experiments.explain import explain as explain
    from simulator.experiments.explain import explained as explained
    from simulator.experiments.explain import load_sheets as load_sheets
    from simulator.experiments.explain import page as page
    from simulator.experiments.roster import ask_roster as ask_roster
    from simulator.experiments.running import executors as executors
    from simulator.experiments.state import snapshot as snapshot
    from simulator.experiments.store import queries as queries
    from simulator.experiments.store import store as store
    from simulator.experiments.sweep import sweep as sweep
    from simulator.experiments.worth import ask_worth as ask_worth
    from simulator.fitting import fit as fit
    from simulator.fitting import read_history as read_history
    from simulator.fitting import told as told
    from simulator.intake import layouts as layouts
    from simulator.reading import nodes as nodes
    from simulator.reading import quantities as quantities
    from simulator.reporting import console as console
    from simulator.reporting import findings as findings
    from simulator.reporting import numbers as numbers
    from simulator.reporting.workbook import listing as listing
    from simulator.reporting.workbook import whole_file as whole_file
    from simulator.reporting.workbook import workbooks as workbooks
    from simulator.results import folder as folder
    from simulator.scenario import below as below
    from simulator.scenario import checks_size as checks_size
    from simulator.scenario import described as described
    from simulator.scenario import policies_used as policies_used
    from simulator.scenario import questions as questions
    from simulator.scenario import sources as sources
    from simulator.scenario import variants as variants
    from simulator.verification import files as files
    from simulator.verification import systems as systems
    from simulator.verification import tables as tables
    from simulator.verification import verify as verify
    from simulator.web import question as question
    from simulator.web import serving as serving

_PACKAGES = {
    "simulator": ("scenario", "units"),
    "simulator.cli": ("changes", "terminal"),
    "simulator.experiments": (
        "alternatives",
        "ask",
        "checked",
        "listings",
        "order_files",
        "replays",
        "run",
        "summary",
        "trials",
        "writing",
    ),
    "simulator.experiments.explain": ("explain", "explained", "load_sheets", "page"),
    "simulator.experiments.roster": ("ask_roster",),
    "simulator.experiments.running": ("executors",),
    "simulator.experiments.state": ("snapshot",),
    "simulator.experiments.store": ("queries", "store"),
    "simulator.experiments.sweep": ("sweep",),
    "simulator.experiments.worth": ("ask_worth",),
    "simulator.fitting": ("fit", "read_history", "told"),
    "simulator.intake": ("layouts",),
    "simulator.reading": ("nodes", "quantities"),
    "simulator.reporting": ("console", "findings", "numbers"),
    "simulator.reporting.workbook": ("listing", "whole_file", "workbooks"),
    "simulator.results": ("folder",),
    "simulator.scenario": (
        "below",
        "checks_size",
        "described",
        "policies_used",
        "questions",
        "sources",
        "variants",
    ),
    "simulator.verification": ("files", "systems", "tables", "verify"),
    "simulator.web": ("question", "serving"),
}
_HOMES = {name: f"{package}.{name}" for package, names in _PACKAGES.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> ModuleType:
        if name in _HOMES:
            return import_module(_HOMES[name])
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
