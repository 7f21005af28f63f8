"""How long parcels are on the road: by class and region where these tell something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.fitting.classes import FEWEST, Classes
from simulator.fitting.history import (
    Flags,
    Floats,
    History,
    Integers,
    day_of,
    happened,
    weekday_of,
)
from simulator.fitting.lags import WORKING_DAY, working_time
from simulator.fitting.recency import HALF_LIVES, Tried, simplest, weights
from simulator.fitting.scored import brier, grid_of, parts
from simulator.fitting.survival import Durations, durations
from simulator.units import DAY, NEVER
from simulator.working_time import WorkingTime

SPLITS: tuple[tuple[str, ...], ...] = (("class", "region"), ("region",), ("class",), ())
"""From the finest on: the simplest of those that predict about as well is taken."""

Group = tuple[int, int]
"""Class and region, -1 for all that have no group of their own."""


@dataclass(frozen=True, eq=False)
class Way:
    """One way to estimate transit: what it is split by, which days count, how long the past does.

    `drives` are the days that count, None for all.
    """

    split: tuple[str, ...]
    drives: tuple[int, ...] | None
    half_life: int | None

    @property
    def called(self) -> str:
        """In a few words."""
        by = " and ".join(self.split) or "all alike"
        time = "elapsed" if self.drives is None else "delivery days"
        recent = "" if self.half_life is None else f", half-life {self.half_life} d"
        return f"by {by}, {time}{recent}" if self.split else f"{by}, {time}{recent}"


@dataclass(frozen=True, eq=False)
class Transit:
    """Transit by group; `tried` are the ways that were compared."""

    way: Way
    by_group: Mapping[Group, Durations]
    tried: tuple[Tried, ...]
    lost: float


def group_of(groups: Mapping[Group, object], of_class: int, region: int) -> Group:
    """The smallest group that has these: its own, else one of both that is pooled."""
    order = ((of_class, region), (of_class, -1), (-1, region), (-1, -1))
    return next(group for group in order if group in groups)


def delivery_days(history: History) -> tuple[int, ...]:
    """Weekdays with deliveries worth the name."""
    told = history.when_delivered[happened(history.when_delivered)]
    counts = np.bincount(weekday_of(day_of(told)), minlength=7)
    return tuple(np.flatnonzero(counts >= WORKING_DAY * max(counts.max(), 1)).tolist())


def transits(
    history: History, classes: Classes, holidays: tuple[date, ...], by: str = "auto"
) -> Transit:
    """Transit from the hand-over, of what was handed over by the end; what is open is censored.

    How it is split, which days count and how much the recent past does is chosen by later parts of
    the history than each way was fitted to; `by` names the split instead (class, region,
    class-region, none).
    """
    codes = classes.of(history)
    splits = [each for each in SPLITS if _possible(each, classes, history)]
    if by != "auto":
        splits = [tuple(part for part in by.split("-") if part != "none")]
    days = delivery_days(history)
    drives: list[tuple[int, ...] | None] = [days, None] if len(days) < 7 else [None]
    ways = [Way(split, drive, None) for split in splits for drive in drives]
    tried = [Tried(way.called, errors(history, codes, way, holidays)) for way in ways]
    chosen = ways[simplest(tried)]
    ways = [Way(chosen.split, chosen.drives, half) for half in HALF_LIVES]
    again = [Tried(way.called, errors(history, codes, way, holidays)) for way in ways]
    way = ways[simplest(again)]
    model = fitted(history, codes, way, holidays)
    took, over, _ = times(history, None)
    return Transit(way, model, (*tried, *again[:-1]), durations(took, over).lost)


def _possible(split: tuple[str, ...], classes: Classes, history: History) -> bool:
    return ("class" not in split or len(classes.names) > 1) and (
        "region" not in split or history.region is not None
    )


def driving(history: History, way: Way, holidays: tuple[date, ...]) -> WorkingTime | None:
    """The time that counts, None for all."""
    if way.drives is None:
        return None
    return working_time(way.drives, (0, DAY), holidays, history.begin, history.end)


def fitted(
    history: History, codes: Integers, way: Way, holidays: tuple[date, ...]
) -> dict[Group, Durations]:
    """The distribution of each group with enough deliveries, and of what is left."""
    took, over, kept = times(history, driving(history, way, holidays))
    count = weights(history.when_handed_over[kept], history.end, way.half_life)
    nobody = np.full(len(took), -1)
    of_class = codes[kept] if "class" in way.split else nobody
    region = regions_of(history)[kept] if "region" in way.split else nobody
    by_group: dict[Group, Durations] = {}
    left = np.ones(len(took), dtype=np.bool_)
    for second in (region, nobody):
        for group in {*zip(of_class[left].tolist(), second[left].tolist(), strict=True)}:
            mine = left & (of_class == group[0]) & (second == group[1])
            if group != (-1, -1) and over[mine].sum() >= FEWEST:
                by_group[group] = durations(took[mine], over[mine], count[mine])
                left &= ~mine
    rest = left if over[left].sum() >= FEWEST else np.ones(len(took), dtype=np.bool_)
    by_group[-1, -1] = durations(took[rest], over[rest], count[rest])
    return by_group


def regions_of(history: History) -> Integers:
    """(n,) Code of each destination, -1 where it is not told."""
    return np.full(history.n, -1) if history.region is None else history.region.codes


def times(history: History, drive: WorkingTime | None) -> tuple[Floats, Flags, Flags]:
    """(k,) Transit so far of what was handed over, whether it is over; (n,) which orders those are.

    What was delivered before it was handed over is not among them.
    """
    kept = happened(history.when_handed_over)
    handed, delivered = history.when_handed_over[kept], history.when_delivered[kept]
    over = delivered != NEVER
    sound = ~over | (delivered >= handed)
    kept[np.flatnonzero(kept)[~sound]] = False
    handed, until = handed[sound], np.where(over, delivered, history.end)[sound]
    took = until - handed if drive is None else drive.between(handed, until)
    return np.maximum(took, 0).astype(np.float64), over[sound], kept


def errors(history: History, codes: Integers, way: Way, holidays: tuple[date, ...]) -> Floats:
    """Integrated squared error of the distribution function, by order of later parts (Brier).

    Only of orders handed over so early that one had time to see them delivered, and up to a time
    that all of them had, so that what is open bends nothing.
    """
    took, over, kept = times(history, None)
    if over.sum() < FEWEST:
        return np.zeros(0)
    grid = grid_of(took, over)
    handed, drive = history.when_handed_over[kept], driving(history, way, holidays)
    of_class, region = codes[kept], regions_of(history)[kept]
    errors = []
    for cut, until in parts(history):
        test = (handed >= cut) & (handed < min(until, history.end - grid[-1]))
        known = history.known_at(cut)
        if not test.any() or happened(known.when_delivered).sum() < FEWEST:
            continue
        groups = fitted(known, codes[history.placed < cut], way, holidays)
        numbers = {group: k for k, group in enumerate(groups)}
        pairs = zip(of_class[test].tolist(), region[test].tolist(), strict=True)
        number = np.array([numbers[group_of(groups, *pair)] for pair in pairs])
        by_number = dict(enumerate(groups.values()))
        errors.append(brier(by_number, number, handed[test], took[test], over[test], grid, drive))
    return np.concatenate(errors) if errors else np.zeros(0)
