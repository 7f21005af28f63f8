"""What is given for a fit besides the history: the house, holidays, how things are split."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from simulator.experiments.alternatives import seeded
from simulator.fitting.fitted import Fitted, fitted
from simulator.fitting.history import History
from simulator.fitting.written_classes import Section
from simulator.scenario import load
from simulator.scenario.scenario import Scenario

STATIONS = ("picking", "packing", "labeling")


@dataclass(frozen=True)
class How:
    """What is given for a fit besides the history; `stages` are sections of stages with times.

    `files` are those that they name, by path. `seed` is that of all replications, None for the
    scenario's own, and of what is drawn anew.
    """

    holidays: tuple[date, ...]
    class_by: str
    transit_by: str
    base: str | Path | None
    currency: str
    replications: int
    stages: Mapping[str, Section]
    files: Mapping[str, bytes]
    seed: int | None = None

    @property
    def has_floor(self) -> bool:
        """Whether the base has stations, which stand in place of the lag."""
        return self.base is not None and has_floor(load(self.base).scenario)

    def fitted(self, history: History) -> Fitted:
        """What a history tells by its end."""
        return fitted(history, self.holidays, self.class_by, self.transit_by)


def has_floor(house: Scenario | None) -> bool:
    """Whether a house has stations, which stand in place of the lag."""
    return house is not None and any(getattr(house, stage) is not None for stage in STATIONS)


def head_of(how: How, written: Section) -> Section:
    """What stands before the sections: of a base, what of it gives way to the history."""
    if how.base is None:
        return {"currency": how.currency}
    house = load(how.base)
    if has_floor(house.scenario):
        written.pop("handling", None)
    given = Path(how.base)
    path = str(given.resolve()) if given.exists() else str(how.base)
    _keep_promises(written, _mapping(house.data.get("demand")))
    if house.scenario.returns is None:
        written.pop("returns", None)
    written.pop("crews", None)
    there = [name for name in ("demand", "catalog", "payment", "handling", "shipping")
             if name in written and getattr(house.scenario, name, None) is not None]  # fmt: skip
    written.update(how.stages)
    times = [f"{stage}.time" for stage in how.stages if "time" in (house.data.get(stage) or {})]
    times += [f"{name}.after" for name in ("cancellation", "returns")
              if name in written and "after" in _mapping(house.data.get(name))]  # fmt: skip
    return {"extends": path, "remove": [*there, *times]}


def _keep_promises(written: Section, demand: Mapping[str, object]) -> None:
    """Of classes that the base has too its own keys, where the history tells nothing of them.

    What it promises, by which hour and before whom is its own rule; how many come is the history's.
    """
    ours = written.get("demand")
    classes = ours.get("classes") if isinstance(ours, dict) else None
    base = _mapping(demand.get("classes"))
    if not isinstance(classes, dict):
        return
    for name, told in classes.items():
        if name in base:
            known = {key: value for key, value in told.items() if value != "none"}
            kept = json.loads(json.dumps(_mapping(base[name]), default=str))  # plain, to be written
            kept.pop("regions", None)  # those of the history are others
            if {"deliver_within", "promised_days"} & {*known}:
                for key in ("deliver_within", "deliver_cut_off", "promised_days"):
                    kept.pop(key, None)  # of the promise that gives way
            classes[name] = {**told, **kept, **known}


def _mapping(section: object) -> Mapping[str, object]:
    """What is written of a section that may be `on`."""
    return section if isinstance(section, Mapping) else {}


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def opened(how: How, folder: Path, files: Mapping[str, bytes], name: str) -> Scenario:
    """The scenario of one of these files, put into a folder, with the seed that is asked for."""
    return load(put(folder, files) / name, overrides=seeded(how.seed)).scenario
