"""Which engine simulates a replication, and why not the compiled one.

`auto` begins with SimPy and goes over to the compiled engine once a run has lasted: two seconds
where the compiled code is on disk, since loading it takes about half a second, and twenty where it
must be compiled first, which takes about that long. So no run is slower for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Literal, get_args

from simulator.compiled import cache
from simulator.compiled.covers import not_covered
from simulator.mistakes import InputError
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import shown
from simulator.workload import Workload

Engine = Literal["auto", "simpy", "compiled"]
VARIABLE = "SIMULATOR_ENGINE"
"""The environment variable that says which engine, where nothing else does.

By it `compiled` is a preference: what that engine does not know is simulated by SimPy.
"""
LASTED, LASTED_LONG = 2.0, 20.0
"""Seconds of a run after which `auto` loads compiled code, and after which it compiles."""


@dataclass(frozen=True)
class Asked:
    """Which engine is asked for; `since` is when the run began, in seconds of `time.time`."""

    engine: Engine = "simpy"
    since: float = 0.0


IN_SIMPY = Asked()


@dataclass
class Ran:
    """What was simulated by which engine: "compiled", or "simpy" with the reason."""

    engines: list[str] = field(default_factory=list)


_ASKED: ContextVar[Asked | None] = ContextVar("the engine that is asked for", default=None)
_RAN: ContextVar[Ran | None] = ContextVar("where the engine that ran is noted", default=None)


def engine_named(name: str | None) -> Engine:
    """An engine by its name; None is what the environment says, or auto. Raises InputError."""
    given = name if name is not None else os.environ.get(VARIABLE) or "auto"
    engines: tuple[Engine, ...] = get_args(Engine)
    for engine in engines:
        if given == engine:
            return engine
    option = "--engine" if name is not None else f"{VARIABLE}="
    raise InputError(f"{option} {shown(given)}: is not an engine; write auto, simpy or compiled")


@contextmanager
def asked_for(asked: Asked) -> Iterator[Ran]:
    """Inside, this engine is asked for; what ran is noted."""
    ran = Ran()
    before, noted = _ASKED.set(asked), _RAN.set(ran)
    try:
        yield ran
    finally:
        _ASKED.reset(before)
        _RAN.reset(noted)


def insist(scenario: Scenario) -> None:
    """Raise InputError where the compiled engine is asked for and cannot simulate a scenario."""
    if find_spec("numba") is None:
        wrong = "Numba is not installed; run: pip install 'fulfillment-simulator[fast]'"
        raise InputError(f"--engine compiled: {wrong}")
    rule = not_covered(scenario)
    if rule is not None:
        raise InputError(
            f"--engine compiled: does not know {rule} yet; write --engine auto, by which SimPy "
            "simulates what the compiled engine does not know"
        )


def load(scenario: Scenario) -> None:
    """Have the compiled code in this process where it is to simulate, for those that it forks."""
    if find_spec("numba") is not None and not_covered(scenario) is None:
        from simulator.compiled.run import load as load_code

        load_code()


def compiled(scenario: Scenario, workload: Workload) -> Timeline | None:
    """The timeline by the compiled engine; None where SimPy is to simulate."""
    asked = _ASKED.get()
    if asked is None:
        named = os.environ.get(VARIABLE)
        asked = Asked(engine_named(None)) if named else IN_SIMPY
    why = _why_not(asked, scenario)
    timeline = None
    if not why:
        from simulator.compiled.run import TooLargeError, simulate

        try:
            timeline = simulate(scenario, workload)
        except TooLargeError:
            why = "its numbers are too large"
    ran = _RAN.get()
    if ran is not None:
        ran.engines.append(f"simpy: {why}" if why else "compiled")
    return timeline


def _why_not(asked: Asked, scenario: Scenario) -> str:
    """Why the compiled engine does not simulate; empty if it does."""
    if asked.engine == "simpy":
        return "asked for"
    lasted = time.time() - asked.since
    if asked.engine == "auto" and lasted < LASTED:
        return f"begun within {LASTED:g} s"
    if find_spec("numba") is None:
        return "Numba is not installed"
    rule = not_covered(scenario)
    if rule is not None:
        return f"only it knows {rule}"
    if asked.engine == "auto" and not cache.is_loaded_fast():
        if lasted < LASTED_LONG:
            return f"compiled code is not there yet, and the run began within {LASTED_LONG:g} s"
        if cache.is_being_made():
            return "the other engine is being compiled"
    return ""
