"""Where the figures of an experiment come from."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import simulator
from simulator.experiments.alternatives import Alternative
from simulator.experiments.own_told import own_told
from simulator.experiments.trials import Trials
from simulator.scenario import Loaded, scenario_hash


def provenance(
    alternatives: Sequence[Alternative],
    known: Trials,
    command: str,
    seconds: float,
    replications: int,
) -> dict[str, Any]:
    """For a manifest: the command, the seed, the hash of each scenario and the versions."""
    return {
        "command": command,
        "seed": alternatives[0].scenario.experiment.seed,
        "replications": replications,
        "runs": known.runs,
        "read_from_store": known.batch.reused,
        "engine": dict(known.batch.engines),
        "seconds": round(seconds, 3),
        "scenarios": {
            each.name: {"command": each.command, "sha256": scenario_hash(each.loaded)}
            for each in alternatives
        },
        **own_told(each.scenario for each in alternatives),
        "versions": versions(),
    }


def of_one(loaded: Loaded, command: str, seconds: float, replications: int) -> dict[str, Any]:
    """The same where all is of one scenario."""
    scenario = loaded.scenario
    return {
        "command": command,
        "scenario": scenario.name,
        **own_told([scenario]),
        "scenario_sha256": scenario_hash(loaded),
        "seed": scenario.experiment.seed,
        "replications": replications,
        "seconds": round(seconds, 3),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Of Python, of this project and of what its figures depend on."""
    installed = {"python": platform.python_version(), "simulator": simulator.__version__}
    for package in ("simpy", "numpy", "scipy", "pandas", "matplotlib", "duckdb", "pydantic"):
        try:
            installed[package] = version(package)
        except PackageNotFoundError:
            continue
    return installed
