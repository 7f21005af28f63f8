"""What limits a house, from what stands behind the hours of its orders: who could have served them.

Where promises are broken, it is what made most orders late; where they are kept or none is made,
what all orders wait for longest, and nothing where they wait less than they are worked on. A crew
stands behind the closed hours of an order that had found it at work. To wait for the planned
pick-up limits nobody, unless orders were late that waited for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import isnan, nan
from typing import Any

from simulator.measure.measurement import Measurement
from simulator.measure.waits import AVOIDABLE, WORK, Behind, Waits, Weight
from simulator.scenario.scenario import Scenario
from simulator.stages import CAUSES, STATIONS
from simulator.units import convert

CAUSES_IN_THE_HOUSE = {name: cause.spoken for name, cause in CAUSES.items() if cause.spoken}
"""The causes that end when the parcel leaves, in words."""
KEPT = 1.0
"""Per cent of the promised orders that may be late where no target says how many."""
RARE = 0.1
"""Per cent of late orders up to which nothing is said of them."""
HELPS = {
    "off_shift": "; longer or later hours may help, more heads do not",
    "pick_up": "; a later pick-up or an earlier cut-off helps, more heads do not",
    "late_pick_up": "; another pick-up or carrier helps, more heads do not",
    "pick_up_capacity": "; more room or another pick-up helps, more heads do not",
}
"""What would make these orders be in time, of causes that more people do not change."""
SAME_DAY, ALL = "same_day_share", "all"
MOST = 2 / 3
"""Share of a crew's hours from which its shift, zone or lane is named."""


Row = tuple[str, float | None, float | None, float | None]
"""(name, hours an order, busy in per cent, per cent of the late orders that it made late)"""


@dataclass(frozen=True)
class Limit:
    """What orders wait for: its hours an order, or an order that is late, and how busy it is.

    `cause` is one of `stages.CAUSES`; `who` the crew or the carrier; `shift` that of a crew
    that works in several, and `place` its zone or lane, where most of the hours are in one. `place`
    is the station, zone or lane of machines. What has no such thing is empty, `busy` (per cent)
    None. `made_late` is the share of late orders that it made late, in per cent; None where the
    hours are those of all orders.
    """

    cause: str
    hours: float
    who: str = ""
    shift: str = ""
    place: str = ""
    busy: float | None = None
    made_late: float | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What there would have to be more of, as `Behind.limit`."""
        return self.cause, self.who, self.place if self.cause == "equipment" else ""

    @property
    def name(self) -> str:
        """In words: "'packers' of the shift 'late'", "missing stock"."""
        shift = f" of the shift '{self.shift}'" if self.shift else ""
        crew = f"'{self.who}'{shift}"
        if self.cause == "labor":
            return f"{crew}{_where(self.place)}"
        if self.cause == "off_shift":
            return f"the working hours of {crew}{_where(self.place)}"
        if self.cause == "equipment":
            return _machines(self.place)
        if self.cause == "pick_up_capacity":
            return f"full pick-ups of '{self.who}'"
        if self.cause == "late_pick_up":
            return f"late and missing trucks of '{self.who}'"
        if self.cause == "pick_up":
            return f"the times at which '{self.who}' comes"
        if self.cause == "road_delay":
            return f"delays of '{self.who}' on the road"
        words = {**CAUSES_IN_THE_HOUSE, "transit": "the road", "delivery": "the last mile"}
        return words[self.cause]

    @property
    def words(self) -> str:
        """With its figures: "'packers' (2.1 h an order, 98 % busy)"."""
        told = [f"{_hours(self.hours)} an order"]
        if self.made_late is not None:
            told = [f"behind {self.made_late:.0f} % of the late orders"]
        if self.busy is not None:
            told.append(f"{self.busy:.0f} % busy")
        return f"{self.name} ({', '.join(told)})"


@dataclass(frozen=True)
class Limits:
    """What limits a house; `first` is None where nothing does, and `orders` 0 where none came.

    `waits` are all avoidable waits of an order, the longest first; `of_late` all that made orders
    late, what made most of them late first. `late` is the share of the promised orders that were
    late, in per cent, None where nothing was promised; `kept` says whether that is within what is
    asked, so that `first` is of all orders. Otherwise it is of the late ones.
    """

    orders: int
    first: Limit | None
    waits: tuple[Limit, ...]
    of_late: tuple[Limit, ...]
    late: float | None
    kept: bool

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return self.orders > 0

    @property
    def name(self) -> str:
        """Without figures, so that two houses that are limited by the same have the same."""
        return "nothing" if self.first is None else self.first.name

    @property
    def words(self) -> str:
        """What comes after "limited by"; "nothing" too; empty where no order came."""
        if not self.orders:
            return ""
        return "nothing" if self.first is None else self.first.words

    @property
    def sentence(self) -> str:
        """The answer to "what limits it"; empty where no order came."""
        if not self.orders:
            return ""
        if not self.kept and self.first is not None:
            helps = HELPS.get(self.first.cause, "")
            return f"The house is limited by {self.first.words}{helps}."
        if self.first is None:
            kept = "orders leave in time and " if self.late is not None else "orders "
            return f"Nothing limits the house: {kept}wait less than they are worked on."
        longest = f"wait longest for {self.first.words}"
        if self.late is None:
            return f"Orders {longest}."
        few, made_late = "", self.of_late[0] if self.late > RARE else None
        if made_late and made_late.cause in AVOIDABLE and made_late.name != self.first.name:
            few = f"; the few late ones waited for {made_late.name}"
        return f"Orders leave in time; they {longest}{few}."

    @property
    def rows(self) -> tuple[Row, ...]:
        """The avoidable waits, and what else made orders late, of which hours are not told."""
        shares = {each.key: each.made_late for each in self.of_late}
        none = None if self.late is None else 0.0
        rows: list[Row] = [(w.name, w.hours, w.busy, shares.pop(w.key, none)) for w in self.waits]
        rest = [each for each in self.of_late if each.key in shares and each.made_late]
        return (*rows, *((each.name, None, each.busy, each.made_late) for each in rest))

    @property
    def facts(self) -> dict[str, Any]:
        """For machines."""
        return {
            "first": None if self.first is None else asdict(self.first),
            "waits": [asdict(wait) for wait in self.waits],
            "of_late": [asdict(wait) for wait in self.of_late],
            "late_percent": self.late,
            "promises_kept": self.kept,
        }


def limits(scenario: Scenario, measured: Sequence[Measurement]) -> Limits:
    """What limits the house in these replications, taken together."""
    waits = together([each.waits for each in measured])
    late = 100 * waits.late / waits.promised if waits.promised else None
    kept = late is None or (late <= _allowed(scenario) and not _day_missed(scenario, measured))
    every = _ranked(scenario, waits, measured, of_late=False)
    work = sum(each.hours for each in every if each.cause in WORK)
    avoidable = tuple(each for each in every if each.cause in AVOIDABLE)
    first = next((each for each in avoidable if each.hours > work), None)
    of_late = _ranked(scenario, waits, measured, of_late=True) if late else ()
    if not kept and of_late:
        first = of_late[0]
    return Limits(waits.orders, first, avoidable, of_late, late, kept)


def together(waits: Sequence[Waits]) -> Waits:
    """The sums over replications."""
    total: dict[Behind, Weight] = {}
    for each in waits:
        for behind, weight in each.behind.items():
            total[behind] = _sum([total.get(behind, Weight(0.0, 0.0, 0)), weight])
    return Waits(
        sum(each.orders for each in waits),
        sum(each.promised for each in waits),
        sum(each.late for each in waits),
        total,
    )


def _ranked(
    scenario: Scenario, waits: Waits, measured: Sequence[Measurement], of_late: bool
) -> tuple[Limit, ...]:
    """All that took time: the longest first, or what made most orders late."""
    busy, groups = _busy(measured), dict[tuple[str, str, str], dict[Behind, Weight]]()
    for behind, weight in waits.behind.items():
        groups.setdefault(behind.limit, {})[behind] = weight
    limits = []
    for (cause, who, place), parts in groups.items():
        weight, shift = _sum(list(parts.values())), ""
        if cause in ("labor", "off_shift"):
            hours = {b: each.late_hours if of_late else each.hours for b, each in parts.items()}
            place = _mostly(hours, "place")
            place = place if "." in place else ""
            shift = _mostly(hours, "shift") if _shifts(scenario, who) > 1 else ""
        limit = Limit(cause, 0.0, who, shift, place, _busy_of(cause, who, place, busy))
        if of_late:
            share = 100 * weight.late_orders / waits.late
            limits.append(replace(limit, hours=weight.late_hours / waits.late, made_late=share))
        else:
            limits.append(replace(limit, hours=weight.hours / waits.orders))
    ranked = sorted(limits, key=lambda each: (-(each.made_late or 0.0), -each.hours, each.name))
    return tuple(ranked)


def _sum(weights: Sequence[Weight]) -> Weight:
    hours, late_hours, late_orders = (sum(column) for column in zip(*weights, strict=True))
    return Weight(hours, late_hours, int(late_orders))


def _allowed(scenario: Scenario) -> float:
    """How many per cent may be late, by the target for on-time ship of all orders."""
    asked = [
        100 - target.at_least.in_unit("%")
        for target in scenario.targets
        if target.kpi == "on_time_ship" and target.class_ is None and target.at_least is not None
    ]
    return max(asked, default=KEPT)


def _day_missed(scenario: Scenario, measured: Sequence[Measurement]) -> bool:
    """Whether fewer leave on the day of their order than a target asks of those by the cut-off."""
    for target in scenario.targets:
        if target.kpi == SAME_DAY and target.class_ is None and target.at_least is not None:
            values = [each.kpis.get((SAME_DAY, ALL), nan) for each in measured]
            known = [value for value in values if not isnan(value)]
            if known and sum(known) / len(known) < target.at_least.in_unit("%"):
                return True
    return False


def _mostly(hours: Mapping[Behind, float], attribute: str) -> str:
    """What most of the hours have in common; empty if nothing."""
    by_value: dict[str, float] = {}
    for behind, each in hours.items():
        value = getattr(behind, attribute)
        by_value[value] = by_value.get(value, 0.0) + each
    value = max(by_value, key=by_value.__getitem__)
    return value if by_value[value] >= MOST * sum(by_value.values()) else ""


def _shifts(scenario: Scenario, crew: str) -> int:
    return sum(
        crew in shift.heads or any(crew in other.heads for other in shift.heads_on)
        for shift in scenario.shifts.values()
    )


def _busy(measured: Sequence[Measurement]) -> dict[str, float]:
    """Mean utilization by KPI name, in per cent; undefined ones left out."""
    shares: dict[str, list[float]] = {}
    for each in measured:
        for (name, scope), value in each.kpis.items():
            is_one = name.startswith(("utilization.", "machine_utilization."))
            if is_one and scope == "all" and not isnan(value):
                shares.setdefault(name, []).append(value)
    return {name: sum(values) / len(values) for name, values in shares.items()}


def _busy_of(cause: str, who: str, place: str, busy: Mapping[str, float]) -> float | None:
    if cause == "labor":
        return busy.get(f"utilization.{who}")
    return busy.get(f"machine_utilization.{place}") if cause == "equipment" else None


def _where(place: str) -> str:
    station, _, part = place.partition(".")
    if not part:
        return ""
    return f" in zone '{part}'" if station == "picking" else f" at the lane {_lane(part)}"


def _lane(name: str) -> str:
    return "for one line" if name == "single_line" else "for several lines"


def _machines(place: str) -> str:
    station, _, part = place.partition(".")
    if station == "picking":
        return f"room in zone '{part}'"
    return f"{STATIONS[station].machines}{_where(place)}"


def _hours(value: float) -> str:
    if value >= 1:
        return f"{value:.1f} h"
    minutes = convert(value, "h", "min")
    return f"{minutes:.0f} min" if minutes >= 1 else f"{convert(value, 'h', 's'):.0f} s"
