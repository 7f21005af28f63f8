"""All systems with a known answer, and where their scenarios are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.verification import systems_journey, systems_queues, systems_stock
from simulator.verification.system import System


@cache
def systems() -> tuple[System, ...]:
    """All systems; their exact values are computed by the first call, in about two seconds."""
    return (*systems_queues.systems(), *systems_stock.systems(), *systems_journey.systems())


def named(names: Sequence[str]) -> tuple[System, ...]:
    """The systems of these scenarios; InputError for a name that none has."""
    every = systems()
    known = dict.fromkeys(each.scenario for each in every)
    for name in names:
        if name not in known:
            raise InputError(f"--only {name}: has no known answer; {did_you_mean(name, known)}")
    return tuple(each for each in every if each.scenario in names)


def scenario_file(name: str) -> Path:
    """The file of a verification scenario, in the wheel or in the repository."""
    package = Path(__file__).resolve().parent.parent
    folders = [home / "scenarios" / "verification" for home in (package, package.parent)]
    return next((folder for folder in folders if folder.is_dir()), folders[0]) / f"{name}.yaml"
