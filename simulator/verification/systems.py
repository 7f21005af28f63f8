"""All systems with a known answer, and where their scenarios are."""

from __future__ import annotations

from pathlib import Path

from simulator.verification import systems_journey, systems_queues, systems_stock
from simulator.verification.system import System


def systems() -> tuple[System, ...]:
    """All systems; their exact values are computed by this call, in about two seconds."""
    return (*systems_queues.systems(), *systems_stock.systems(), *systems_journey.systems())


def scenario_file(name: str) -> Path:
    """The file of a verification scenario, in the wheel or in the repository."""
    package = Path(__file__).resolve().parent.parent
    folders = [home / "scenarios" / "verification" for home in (package, package.parent)]
    return next((folder for folder in folders if folder.is_dir()), folders[0]) / f"{name}.yaml"
