"""All that is estimated of a history, from what was known at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from simulator.fitting.after_the_order import Later, cancellations, no_returns, returns
from simulator.fitting.arrivals import Arrivals, arrivals
from simulator.fitting.by_class import OwnSizes, sizes_by_class
from simulator.fitting.classes import Classes, classes, label, promised_within
from simulator.fitting.destinations import regions_by_class
from simulator.fitting.drawn_promises import Drawn, drawn_estimates, drawn_promises
from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.families import shape
from simulator.fitting.history import (
    Floats,
    History,
    Integers,
    date_of,
    day_of,
    happened,
    weekday_of,
)
from simulator.fitting.lags import Lag, lags
from simulator.fitting.lanes import Lanes, by_lane
from simulator.fitting.lanes import lanes as lanes_of
from simulator.fitting.payments import Payments, payments, unknown_payments
from simulator.fitting.pick_ups import PickUps, pick_ups
from simulator.fitting.promise_rules import Rule, rule_estimates, rules_of
from simulator.fitting.sizes import shares_of_lines, shares_of_units, size_estimates
from simulator.fitting.survival import Durations
from simulator.fitting.transits import Transit, transits
from simulator.measure.statistics import wilson
from simulator.reading.times import WEEKDAYS
from simulator.units import DAY, HOUR, clock_text

FEWEST = 20
"""Of anything: with fewer it is assumed."""
BUSY = 10
"""Usual hand-overs of a weekday from which a day with few is told from chance."""
CLOSED = 0.1
"""A working day is found closed if it has this much of its weekday's usual hand-overs or less."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """The parts of a scenario that a history tells; None where it does not.

    `history` is what was known; `holidays` are those that were given and the days found closed.
    With `lanes` its regions are those, and not destinations alone. `rules` are those by which each
    class is promised its delivery, `within` hours the medians, `drawn` what follows no rule.
    `own_regions` are shares of regions of the classes that go elsewhere than all do.
    """

    history: History
    holidays: tuple[date, ...]
    closed: tuple[date, ...]
    classes: Classes
    class_shares: Floats
    within: tuple[int, ...]
    regions: tuple[str, ...]
    region_shares: Floats
    lines: Floats
    units: Floats
    own_sizes: Mapping[str, OwnSizes]
    arrivals: Arrivals
    payments: Payments | None
    lag: Lag | None
    pick_ups: PickUps | None
    transit: Transit | None
    canceled: Later | None
    returned: Later | None
    estimates: tuple[Estimate, ...]
    lanes: Lanes | None = None
    rules: tuple[Rule | None, ...] = ()
    own_regions: Mapping[str, Floats] = field(default_factory=dict)
    drawn: Drawn = field(default_factory=dict)


def fitted(
    history: History, holidays: tuple[date, ...], by_class: str = "auto", transit_by: str = "auto"
) -> Fitted:
    """Everything that the history tells by its end."""
    closed = _closed_days(history, holidays)
    off = tuple(sorted({*holidays, *closed}))
    of_classes = classes(history, by_class)
    codes = of_classes.of(history)
    road_by, lanes = transit_by, None
    if transit_by == "auto" or "lane" in transit_by:
        lanes = lanes_of(history, of_classes, off, is_asked=transit_by != "auto")
        road_by = transit_by.replace("lane", "region")
    if lanes is not None:
        history = lanes.of(history)
    ones = np.ones(history.n)
    shares = np.bincount(codes, minlength=len(of_classes.names)) / history.n
    within = tuple(promised_within(history, codes, ones, len(of_classes.names)))
    regions, region_shares = _regions(history)
    own_sizes, size_by_class = sizes_by_class(history, of_classes)
    paying = payments(history)
    lag = lags(history, off) if _has(history.handed_over) else None
    called_off = None if lag is None else cancellations(history)
    come = arrivals(history, off, asked(history, paying is not None, called_off is not None))
    picked_up = None if lag is None else pick_ups(history, lag.weekdays, lag.leaving)
    road = None
    if lag is not None and _has(history.delivered):
        road = transits(history, of_classes, off, road_by)
        if lanes is not None:
            road = replace(road, tried=(*lanes.tried, *by_lane(road.tried)))
    back = None if road is None else returns(history)
    rules = rules_of(history, of_classes, road.way.drives if road else None, off)
    drawn = drawn_promises(history, codes, rules, len(of_classes.names))
    own_regions, region_by_class = regions_by_class(history, of_classes, codes, regions)
    estimates = (
        *come.estimates,
        *size_estimates(history),
        *size_by_class,
        *_untold(history),
        *(paying.estimates if paying is not None else unknown_payments()),
        *_class_estimates(history, of_classes, shares),
        *region_by_class,
        *rule_estimates(history, of_classes, rules, {k for k, _ in drawn}),
        *drawn_estimates(drawn, of_classes, rules),
        *_lag_estimates(lag, picked_up),
        *_transit_estimates(road, history, of_classes.by, lanes is not None),
        *(() if called_off is None else called_off.estimates),
        *((no_returns(history),) if back is None else back.estimates),
        _people(back is not None),
    )
    return Fitted(history, off, closed, of_classes, shares, within, regions, region_shares,
                  shares_of_lines(history), shares_of_units(history), own_sizes, come, paying,
                  lag, picked_up, road, called_off, back, estimates, lanes, rules,
                  own_regions, drawn)  # fmt: skip


def asked(history: History, paying: bool, canceling: bool) -> Integers:
    """(k,) When orders came: those that ship, and those that the scenario takes away again.

    These are the ones never paid if it has payments, those canceled if it has cancellations.
    """
    gone = history.unshipped
    kept = gone.placed[(gone.refused & paying) | (~gone.refused & canceling)]
    return np.sort(np.concatenate([history.placed, kept]))


def _has(moments: object) -> bool:
    return isinstance(moments, np.ndarray) and int(happened(moments).sum()) >= FEWEST


def _closed_days(history: History, holidays: tuple[date, ...]) -> tuple[date, ...]:
    """Working days without hand-overs although others of that weekday have many."""
    if not _has(history.handed_over):
        return ()
    day = day_of(history.when_handed_over[happened(history.when_handed_over)])
    days = np.arange(int(day.min()), int(day.max()) + 1)
    counts, weekday = np.bincount(day - days[0], minlength=len(days)), weekday_of(days)
    placed = (int(history.placed[0]) // DAY, int(history.placed[-1]) // DAY)
    closed = []
    for each in range(7):
        usual = np.median(counts[weekday == each]) if (weekday == each).any() else 0
        mine = (
            (weekday == each) & (days > placed[0] + 7) & (days < min(placed[1], history.end // DAY))
        )
        if usual >= BUSY:
            quiet = np.flatnonzero(mine & (counts <= CLOSED * usual))
            closed += [date_of(day * DAY) for day in days[quiet].tolist()]
    return tuple(sorted(set(closed) - set(holidays)))


def _regions(history: History) -> tuple[tuple[str, ...], Floats]:
    if history.region is None:
        return ("all",), np.ones(1)
    counts = np.bincount(history.region.codes + 1, minlength=len(history.region.names) + 1)
    names = tuple(label(word) for word in history.region.names)
    shares = counts[1:] / max(counts[1:].sum(), 1)
    kept = [k for k, name in enumerate(history.region.names) if name and counts[k + 1]]
    return tuple(names[k] for k in kept), shares[kept] / shares[kept].sum()


def _untold(history: History) -> Iterator[Estimate]:
    """Destinations and promises that no column tells."""
    if history.region is None:
        why = "no column says where orders go"
        yield assumed("demand.regions", "destinations", "all alike", why)
    if history.promised is None:
        why = "no column says what was promised"
        yield assumed("", "delivery promised", "nothing", why)


def mix_of(history: History, codes: Integers, like: Fitted) -> tuple[Floats, Floats]:
    """Shares of classes and of regions, as `like` names them."""
    shares = np.bincount(codes, minlength=len(like.classes.names)) / history.n
    regions, some = _regions(history)
    mix = dict(zip(regions, some.tolist(), strict=True))
    return shares, np.array([mix.get(name, 0.0) for name in like.regions])


def _class_estimates(history: History, classes: Classes, shares: Floats) -> list[Estimate]:
    if classes.by == "none":
        return []
    method = {"promise": "shares of promises in eight bins", "service": "shares of the services"}
    estimates = []
    for name, share in zip(classes.names, shares.tolist(), strict=True):
        low, high = wilson(round(share * history.n), history.n)
        estimates.append(
            Estimate(f"demand.classes.{name}.share", f"orders of class '{name}'", 100 * share, "%",
                     history.n, method[classes.by], low=100 * low, high=100 * high)
        )  # fmt: skip
    return estimates


def hours_text(hours: tuple[int, int]) -> str:
    """'08:00-18:00'"""
    return "-".join("24:00" if hour == DAY else clock_text(hour)[:5] for hour in hours)


def days_text(days: tuple[int, ...]) -> str:
    """'mon, tue, wed'"""
    return ", ".join(WEEKDAYS[day] for day in days)


def _lag_estimates(lag: Lag | None, picked_up: PickUps | None) -> list[Estimate]:
    if lag is None or picked_up is None:
        why = "no column says when orders are handed over"
        return [assumed("handling", "handling in the house", "off", why)]
    n = lag.taken.n
    hours = f"{days_text(lag.weekdays)}, {lag.way.called}"
    method = (
        f"the weekdays with hand-overs; of {len(lag.tried)} ways the one with least error on later "
        "parts of the history"
    )
    estimates = [
        assumed("handling.hours", "working days and hours", hours, "too few hand-overs", n)
        if lag.assumed
        else Estimate("handling.hours", "working days and hours", None, "", n, method, told=hours)
    ]
    for p, name in ((0.5, "median"), (0.9, "P90")):
        low, high = lag.taken.interval(p)
        estimates.append(
            Estimate("handling.lag", f"working time from release to hand-over, {name}",
                     lag.taken.quantile(p) / HOUR, "h", n, "Kaplan and Meier",
                     low=low / HOUR, high=high / HOUR)
        )  # fmt: skip
    estimates += shape("the lag", lag.taken)
    times = picked_up.times[lag.weekdays[0]]
    told = ", ".join(clock_text(time)[:5] for time in times[:4]) + (
        ", ..." if len(times) > 4 else ""
    )
    sentence = "clusters of hand-overs" if picked_up.clustered else "no clusters: all day"
    estimates.append(
        Estimate("shipping.carriers.carrier.pick_ups", "pick-ups", None, "", picked_up.n, sentence,
                 told=told)
    )  # fmt: skip
    return estimates


def _transit_estimates(
    road: Transit | None, history: History, by: str, by_origin: bool
) -> list[Estimate]:
    if road is None:
        why = "no column says when orders are delivered"
        return [assumed("shipping.carriers.carrier.services", "transit", "at once", why)]
    every = [*road.by_group.values()]
    n = int(happened(history.when_handed_over).sum())
    told = road.way.called.replace("class", "promise" if by == "promise" else "class")
    told = told.replace("region", "origin and destination") if by_origin else told
    estimates = [
        Estimate("", "what transit is split by", None, "", n,
                 "least error on later parts, the simplest within one standard error",
                 told=told),
    ]  # fmt: skip
    rest: Durations = max(every, key=lambda each: each.n)
    for p, name in ((0.5, "median"), (0.9, "P90")):
        low, high = rest.interval(p)
        estimates.append(
            Estimate("shipping.carriers.carrier.services", f"transit of the largest group, {name}",
                     rest.quantile(p) / DAY, "d", rest.n, "Kaplan and Meier", low=low / DAY,
                     high=high / DAY)
        )  # fmt: skip
    estimates += shape("transit of the largest group", rest)
    estimates.append(
        Estimate("shipping.carriers.carrier.services.lost", "parcels that never arrive",
                 100 * road.lost, "%", n, "Kaplan and Meier's remainder")
    )  # fmt: skip
    return estimates


def _people(for_returns: bool) -> Estimate:
    """What no history of this kind tells."""
    who = "as many as inspect what comes back, at all hours" if for_returns else "none"
    return assumed("crews", "people", who, "handling is a lag, nobody is asked for it")
