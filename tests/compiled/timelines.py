"""What a world is simulated to by both engines, and where the two differ."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np

import simulator as sim
from simulator.compiled.run import simulate
from simulator.journey import simulate_in_simpy
from simulator.results.timeline import Timeline
from simulator.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import Workload

ROOT = Path(__file__).resolve().parents[2]


def differences(one: object, other: object, path: str = "timeline") -> Iterator[str]:
    """Every part in which two timelines are not the same: values, kinds, shapes and order."""
    if type(one) is not type(other):
        yield f"{path}: {type(one).__name__} and {type(other).__name__}"
    elif isinstance(one, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            yield f"{path}: {one.dtype}{one.shape} and {other.dtype}{other.shape}"
        elif one.tobytes() != other.tobytes():
            rows = np.flatnonzero(one != other)
            yield f"{path}: {len(rows)} rows, first {rows[0]}: {one[rows[0]]}, {other[rows[0]]}"
    elif is_dataclass(one):
        for field in fields(one):
            mine, theirs = getattr(one, field.name), getattr(other, field.name)
            yield from differences(mine, theirs, f"{path}.{field.name}")
    elif isinstance(one, dict):
        if list(one) != list(other):
            yield f"{path}: {list(one)} and {list(other)}"
        else:
            for key in one:
                yield from differences(one[key], other[key], f"{path}[{key}]")
    elif one != other:
        yield f"{path}: {one!r} and {other!r}"


def both(scenario: Scenario, number: int = 0) -> tuple[Timeline, Timeline]:
    """A replication by SimPy and by the compiled engine, each of a workload of its own."""
    by_simpy = simulate_in_simpy(scenario, sim.sample(scenario, number))
    return by_simpy, simulate(scenario, sim.sample(scenario, number))


def assert_same(scenario: Scenario, number: int = 0) -> None:
    """Both engines give the same timeline, to the byte."""
    found = list(differences(*both(scenario, number)))
    assert found == [], "\n".join(found)


def saved_worlds() -> list[tuple[str, dict[str, str]]]:
    """The drawn worlds of tests/same: texts, each with the files beside it."""
    saved = gzip.decompress((ROOT / "tests" / "same" / "worlds.jsonl.gz").read_bytes())
    worlds = [json.loads(line) for line in saved.decode().splitlines()]
    return [(world["text"], world["files"]) for world in worlds]


def loaded(world: tuple[str, dict[str, str]], folder: Path) -> Scenario:
    """A saved world, read from a folder."""
    text, files = world
    for name, content in {"drawn.yaml": text, **files}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return sim.load(folder / "drawn.yaml").scenario


def rounded(workload: Workload, step: int) -> Workload:
    """The same with all moments and durations multiples of `step`, so that much happens at once."""

    def to_steps(values: np.ndarray) -> np.ndarray:
        return np.where(values == NEVER, NEVER, values // step * step)

    names = ("created", "in_cart", "ship_by", "authorization", "review", "pick_setup", "line_pick")
    names += ("pack", "label", "label_by_hand", "transit", "attempt_time", "return_after")
    changed = {name: to_steps(getattr(workload, name)) for name in (*names, "inspection")}
    pick = np.add.reduceat(changed["line_pick"], workload.line_start[:-1])
    supply = replace(workload.supply, lead_time=to_steps(workload.supply.lead_time))
    return replace(workload, **changed, pick=pick, supply=supply)
