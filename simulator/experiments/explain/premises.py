"""What an answer rests on, short enough to stand beside it: assumed values, days, prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simulator.experiments.explain.assumed import Assumed, constant, nothing_varies
from simulator.experiments.explain.load import GroupLoad
from simulator.reading.times import DAYS, WEEKDAYS, Promise
from simulator.reporting.numbers import listed, number
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.section import Carrier
from simulator.units import HOUR, clock_text

NAMED = 2
"""Assumed values that are named; the others are counted."""
SAME_DAY = Promise("working days", 0)
MUCH = 0.02
"""Part of a class's orders by the cut-off that its last truck may miss without a word."""
_DAYS = ("no", "one", "two", "three", "four", "five", "six")


def premises(
    scenario: Scenario, loads: Sequence[GroupLoad], assumed: Sequence[Assumed]
) -> tuple[str, ...]:
    """Sentences with the key to write: what cannot hold, the heaviest assumed values, the days.

    An assumed value weighs by its share of the work of those who do it, times how loaded these are:
    what idle people do decides nothing.
    """
    days = working_day(scenario)
    sentences = [
        *_never_the_same_day(scenario),
        *_assumed(loads, assumed),
        *_alike(scenario),
        *_after_cut_off(scenario),
        *_no_truck(scenario),
    ]
    return (*sentences, *([days] if days else []))


def _assumed(loads: Sequence[GroupLoad], assumed: Sequence[Assumed]) -> Iterator[str]:
    load = {load.name: load.load for load in loads}
    ranked = sorted(assumed, key=lambda each: -abs(each.share) * load.get(each.whose, 0.0))
    if not ranked:
        return
    named = [f"{each.what} (write {each.path}: {each.weight})" for each in ranked[:NAMED]]
    more = len(ranked) - len(named)
    rest = [f"{more} more that 'simulator explain' names"] if more else []
    yield f"Assumed, since the scenario does not say: {listed([*named, *rest])}."


def _alike(scenario: Scenario) -> Iterator[str]:
    """That every day is alike, with the keys that make days differ."""
    if not nothing_varies(scenario):
        return
    keys = ["demand.day_to_day_cv (such as 0.18)"]
    if "nobody is ever absent" in constant(scenario):
        keys.append("absence under each crew")
    yield (
        f"Every day is alike, and real days are not: write {listed(keys)}, or ± is too narrow and "
        "a bad day never comes."
    )


def _after_cut_off(scenario: Scenario) -> Iterator[str]:
    """That on-time ship counts orders placed after the cut-off, where all are promised the day."""
    asked = {target.kpi for target in scenario.targets}
    classes = scenario.demand.classes.values()
    cut = all(
        order_class.ship_by == SAME_DAY and order_class.order_cut_off is not None
        for order_class in classes
    )
    if cut and "on_time_ship" in asked and "same_day_share" not in asked:
        yield (
            "On-time ship counts orders placed after the cut-off too, which may leave the next "
            "working day: a target on same_day_share counts those before it alone."
        )


def _no_truck(scenario: Scenario) -> Iterator[str]:
    """Days on which people work and orders come and no truck does, which the same day leaves out.

    Of carriers that alone or together come on some days; those that are called may come on any.
    """
    asked = {target.kpi for target in scenario.targets}
    weights = scenario.demand.day_of_week
    ordered = {k for k in range(7) if weights is None or weights[k] > 0}
    worked = {day for shift in scenario.shifts.values() for day in shift.days} & ordered
    carriers = scenario.carriers.values()
    if "same_day_share" not in asked or any(each.on_call is not None for each in carriers):
        return
    comes = {k for each in carriers for k, times in enumerate(each.pick_ups) if times}
    missing = sorted(worked - comes)
    if missing and comes:
        days = listed([DAYS[k] for k in missing])
        yield (
            f"No truck comes on {days}, though people work: orders of "
            f"{'this day are' if len(missing) == 1 else 'these days are'} not counted in what left "
            "the same day. If one comes, write it in pick_ups (shipping.carriers)."
        )


def _never_the_same_day(scenario: Scenario) -> Iterator[str]:
    """Carriers whose last truck leaves before the cut-off up to which a class promises the day."""
    for at, carrier in scenario.carriers.items():
        for name, promised in scenario.demand.classes.items():
            cut_off = promised.order_cut_off
            if promised.ship_by != SAME_DAY or cut_off is None or carrier.on_call is not None:
                continue
            last = {
                k: max(times) - carrier.cut_off for k, times in enumerate(carrier.pick_ups) if times
            }
            early = {k: max(0, time) for k, time in last.items() if time < cut_off}
            part = _share(scenario, carrier, name) * _missed(scenario, last, cut_off)
            if part < MUCH:
                continue
            days = "" if len(early) == len(last) else f" on {listed([WEEKDAYS[k] for k in early])}"
            yield (
                f"Class '{name}' promises the same day until {clock_text(cut_off)}, but the last "
                f"truck of '{at}' leaves at {clock_text(min(early.values()))}{days}, "
                f"too early for {number(100 * part, 0)} % of what comes until then, whatever the "
                f"heads and hours: write a later pick-up "
                f"(shipping.carriers.{at}.pick_ups) or an earlier cut-off "
                f"(demand.classes.{name}.order_cut_off)."
            )


def _missed(scenario: Scenario, last: Mapping[int, int], cut_off: int) -> float:
    """Part of the orders by a cut-off that comes after the day's last truck; 0 of real orders.

    `last` is when it leaves, by weekday; days without one promise nothing for the same day.
    """
    demand = scenario.demand
    if demand.trace is not None:
        return 0.0
    hours = np.resize(demand.hour_of_day or (1.0,), 168).reshape(7, 24)
    if demand.hour_of_day is None or len(demand.hour_of_day) < 168:
        hours = hours * np.reshape(demand.day_of_week or (1.0,) * 7, (7, 1))
    by_then = too_late = 0.0
    for day, time in last.items():
        so_far = np.append(0, np.cumsum(hours[day]))
        placed, early = np.interp(
            [cut_off, min(max(0, time), cut_off)], np.arange(25) * HOUR, so_far
        )
        by_then, too_late = by_then + placed, too_late + placed - early
    return too_late / by_then if by_then else 0.0


def _share(scenario: Scenario, carrier: Carrier, order_class: str) -> float:
    """Part of the orders of a class that goes with a carrier; 0 where no draw decides it."""
    named = {name for other in scenario.carriers.values() for name in _served(other)}
    mine = [
        service.share
        for service in carrier.services.values()
        if order_class in service.serves or not (service.serves or order_class in named)
    ]
    drawn = scenario.shipping is None or scenario.shipping.choice == "by share"
    return sum(mine) if drawn else 0.0


def _served(carrier: Carrier) -> Iterator[str]:
    for service in carrier.services.values():
        yield from service.serves


def working_day(scenario: Scenario) -> str:
    """What a day gets on which somebody works and orders come; empty where all days are such."""
    demand = scenario.demand
    if demand.orders_per_day is None or demand.forecast is not None:
        return ""
    weights = demand.day_of_week
    ordered = [k for k in range(7) if weights is None or weights[k] > 0]
    if weights is not None and len(ordered) == 7:
        return ""  # who weighs a day on which nobody works knows of it, and days are not alike
    worked = {day for shift in scenario.shifts.values() for day in shift.days} or set(range(7))
    days = len(worked & set(ordered))
    if any(crew.heads for crew in scenario.crews.values()) or not 0 < days < 7:
        return ""
    mean = demand.orders_per_day * demand.scale
    worked_on = demand.orders_per_day * days / 7
    written = f"{worked_on:.1f}" if worked_on >= 1 else f"{worked_on:.2g}"
    why = "come and are worked on" if len(ordered) < 7 else "are worked on"
    each, such = (number(orders, 0) if orders >= 10 else f"{orders:.2g}"
                  for orders in (7 * mean / days, mean))  # fmt: skip
    return (
        f"{such} orders a day are the mean of all seven days: {each} for each of the "
        f"{_DAYS[days]} on which they {why}. If such a day gets {such}, "
        f"write demand.orders_per_day: {written}."
    )
