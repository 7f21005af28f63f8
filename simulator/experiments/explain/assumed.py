"""What the figures rest on: defaults that carry weight, and what does not vary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np
from annotated_types import Gt

from simulator.distributions import Distribution, make
from simulator.experiments.explain.advice import with_value
from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.explain.work import hours_of_all
from simulator.reading import quantities, spreads
from simulator.reading.fields import Section
from simulator.reporting.numbers import listed, percent
from simulator.scenario.scenario import Scenario
from simulator.stages import STAGES
from simulator.units import DAY, MINUTE, SECOND, duration_text
from simulator.workload import Workload
from simulator.workload.tasks import placed

MATTERS = 0.05
"""Share of a crew's work from which a default is named (assumption: below it nobody would plan
otherwise)."""
ALIKE = 0.8
"""Of the greatest share those that may be as great: who has little work has few of the orders that
are tried, so that chance moves their share most. The share is told of whoever has most work."""
TRIED = 1500
"""Orders for which each default is tried: enough that a share of work is right to about a point,
since both sides serve the same orders."""
ROOTS = ("demand", "checkout", *(stage.name for stage in STAGES if stage.stations))
"""Sections that bring work to people or machines."""
WORDS = {
    "setup": "set-up", "per_line": "a line", "per_unit": "a unit", "lines": "an order",
    "units_per_line": "a line", "carrier_call": "for the carrier's label service",
}  # fmt: skip
UNCLEAR = ("time", "share", "finds", "after", "speed", "soft", "hard")
"""Keys that say too little without their section's."""


@dataclass(frozen=True)
class Assumed:
    """A value that the scenario leaves at its default, and what it weighs.

    `share` of the work of `whose` people or machines is due to it; negative where there would be
    so much more without it. Of a number of lines or units it is what one more would add.
    """

    path: str
    value: str
    share: float
    whose: str
    what: str
    weight: str

    @property
    def text(self) -> str:
        """'60 s set-up assumed: 46 % of the pickers' work'."""
        return f"{self.what} assumed: {self.weight}"


class _Default(NamedTuple):
    path: tuple[str, ...]
    value: Any
    without: Any


def assumed(scenario: Scenario, loads: Sequence[GroupLoad], first: Workload) -> list[Assumed]:
    """Defaults that carry at least `MATTERS` of somebody's work, the heaviest first.

    Each is left out in turn (a time is 0 s, a share 0 %) for the same orders, which are the first
    of the workload; what goes with it is its weight. Work alone is weighed: costs that are missing
    are remarks, and what a default wait adds to an order's time is minutes.
    """
    short = _first_orders(scenario, first)
    whole = hours_of_all(short)
    assumptions = []
    for default in _defaults(scenario):
        without = hours_of_all(with_value(short, default.path, default.without))
        shares = [(_share(whole, without, load), load) for load in loads if load.people]
        most = max((abs(share) for share, _ in shares), default=0.0)
        if most >= MATTERS:
            alike = [share for share in shares if abs(share[0]) >= ALIKE * most]
            assumptions.append(_told(default, *max(alike, key=lambda each: _hours(whole, each[1]))))
    return sorted(assumptions, key=lambda each: -abs(each.share))


def _first_orders(scenario: Scenario, workload: Workload) -> Scenario:
    """The scenario with a horizon that holds `TRIED` orders, at least a day where it has one."""
    moments, length = np.sort(placed(workload).moment), scenario.clock.horizon
    if len(moments) > TRIED:
        length = min(max(int(moments[TRIED]), DAY), length)
    clock = scenario.clock.model_copy(update={"warm_up": 0, "run": length, "cool_down": 0})
    return scenario.model_copy(update={"clock": clock, "state": None})


def _hours(work: Mapping[str, float], load: GroupLoad) -> float:
    return sum(work.get(name, 0.0) for name in load.station_names)


def _share(whole: Mapping[str, float], without: Mapping[str, float], load: GroupLoad) -> float:
    total, less = _hours(whole, load), _hours(without, load)
    return (total - less) / total if total else 0.0


def _defaults(scenario: Scenario) -> Iterator[_Default]:
    """Values at their default that could bring work, with what stands in their place."""
    for root in ROOTS:
        section = getattr(scenario, root)
        if section is not None:
            yield from _below(section, (root,))


def _below(section: Section, path: tuple[str, ...]) -> Iterator[_Default]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _below(value, (*path, name))
        elif name not in section.model_fields_set and value is not None:
            without = _without(field, value)
            if without is not None and without != value:
                yield _Default((*path, name), value, without)


def _without(field: Any, value: Any) -> Any:
    """What a value is without its weight, by its kind; None for kinds that have none."""
    reads = {getattr(each, "func", None) for each in field.metadata}
    if spreads.durations in reads:
        return make("constant", value=0)
    if spreads.counts in reads:
        return make("constant", value=value.mean + 1)
    if quantities.duration in reads or quantities.positive_duration in reads:
        return 0
    if quantities.share in reads and not any(isinstance(each, Gt) for each in field.metadata):
        return 0.0
    if quantities.speed in reads:
        return inf
    return 0 if quantities.length in reads else None


def _told(default: _Default, share: float, load: GroupLoad) -> Assumed:
    value, path = _value_text(default.value), ".".join(default.path)
    words = WORDS.get(default.path[-1], _words(default.path))
    whose = _whose(load)
    if default.path[0] == "demand":
        noun = "line" if default.path[-1] == "lines" else "unit"
        weight = f"one more would add {_whole(-share)} to {whose}"
        return Assumed(path, "1", -share, load.name, f"1 {noun} {words}", weight)
    weight = f"{_whole(share)} of {whose}"
    if share < 0:
        weight = f"without it {_whole(-share)} more of {whose}"
    mean = " on average" if isinstance(default.value, Distribution) and default.value.sd else ""
    return Assumed(path, value, share, load.name, f"{value} {words}{mean}", weight)


def _words(path: tuple[str, ...]) -> str:
    """The last key in words; with its section's where the key alone says too little."""
    keys = path[-2:] if path[-1] in UNCLEAR else path[-1:]
    return " ".join(key.replace("_", " ") for key in keys)


def _value_text(value: Any) -> str:
    if isinstance(value, Distribution):
        return _duration(value.mean)
    return _duration(value) if isinstance(value, int) else percent(value).replace(".0 %", " %")


def _duration(milliseconds: float) -> str:
    """As people say service times: '60 s', '3 min', '1 h'."""
    if milliseconds <= 2 * MINUTE:
        return f"{milliseconds / SECOND:.3g} s"
    return duration_text(round(milliseconds))


def _whole(share: float) -> str:
    return f"{100 * share:.0f} %"


def _whose(load: GroupLoad) -> str:
    """'the pickers' work', or 'the work of ...'."""
    if len(load.crews) == 1 and load.crews[0].endswith("s"):
        return f"the {load.crews[0].replace('_', ' ')}' work"
    named = [f"'{crew}'" for crew in load.crews] or [load.name]
    return f"the work of {listed(named)}"


def constant(scenario: Scenario) -> tuple[str, ...]:
    """What is the same every day in a scenario: parts of a sentence, none where nothing is."""
    constants = []
    demand = scenario.demand
    if demand.trace is None and demand.day_to_day_cv == 0:
        constants.append("demand has no day-to-day spread")
    times = list(_times(scenario))
    if times and all(time.sd == 0 for time in times) and not _packing_varies(scenario):
        constants.append("every task takes its mean time")
    if scenario.crews and all(crew.absence == 0 for crew in scenario.crews.values()):
        constants.append("nobody is ever absent")
    if scenario.shifts and not any(shift.breaks for shift in scenario.shifts.values()):
        constants.append("no shift has a break")
    return tuple(constants)


def nothing_varies(scenario: Scenario) -> str:
    """A sentence where demand has no spread from day to day; empty where it has, or is a trace's.

    Without that spread ± is of single orders alone, which even out over a day.
    """
    parts = constant(scenario)
    if not parts or not parts[0].startswith("demand"):
        return ""
    begin = "Nothing varies from day to day" if len(parts) > 1 else "Demand varies too little"
    return (
        f"{begin}: {listed(list(parts))}. ± shows only how single orders fall, and real days "
        "differ more (write demand.day_to_day_cv; Olist: 0.18)."
    )


def _times(scenario: Scenario) -> Iterator[Distribution]:
    """Service times that are part of the model."""
    if scenario.picking is not None:
        yield from vars(scenario.picking.time).values()
    if scenario.packing is not None:
        yield from (scenario.packing.time.setup, scenario.packing.time.per_unit)
    if scenario.labeling is not None:
        yield from (scenario.labeling.carrier_call, scenario.labeling.time)


def _packing_varies(scenario: Scenario) -> bool:
    return scenario.packing is not None and scenario.packing.time.cv > 0
