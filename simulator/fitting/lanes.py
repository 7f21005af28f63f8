"""Where parcels come from: a lane from an origin to a destination as a region of its own.

A scenario's carriers go by region. Where transit hangs on the origin too, regions are lanes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from simulator.fitting.classes import FEWEST, Classes
from simulator.fitting.history import Flags, History, Words, happened
from simulator.fitting.recency import Tried, simplest
from simulator.fitting.transits import Way, delivery_days, errors

OTHERS = "others"
"""Origins of a destination with fewer than `FEWEST` deliveries each."""


@dataclass(frozen=True)
class Lanes:
    """Origin and destination of each lane with enough deliveries, by their words.

    Other origins of a destination are one lane; an order that tells no destination has none.
    `tried` are the errors of lanes and of destinations alone, empty where lanes are asked for.
    """

    kept: frozenset[tuple[str, str]]
    tried: tuple[Tried, ...] = ()

    def of(self, history: History) -> History:
        """The same history with lanes for regions."""
        pairs = _pairs(history)
        words = [
            "" if not there else f"{come if (come, there) in self.kept else OTHERS} to {there}"
            for come, there in pairs
        ]
        names = tuple(sorted({*words} - {""}))
        number = {name: k for k, name in enumerate(names)} | {"": -1}
        codes = np.array([number[word] for word in words], dtype=np.int64)
        return replace(history, region=Words(codes, names))


def can_have_lanes(history: History) -> bool:
    """Whether it tells where parcels come from and go to."""
    return history.origin is not None and history.region is not None


def lanes(
    history: History, classes: Classes, holidays: tuple[date, ...], is_asked: bool
) -> Lanes | None:
    """Lanes where transit goes by them, so that they predict later parts better; else None.

    They have to by more than a standard error, as every finer split has. Asked for, they are not
    compared.
    """
    if not can_have_lanes(history) or history.handed_over is None or history.delivered is None:
        return None
    arrived = happened(history.delivered) & happened(history.handed_over)
    kept = _kept(history, arrived)
    if is_asked:
        return Lanes(kept)
    if len(kept) < 2:
        return None
    days, codes = delivery_days(history), classes.of(history)
    way = Way(("region",), days if len(days) < 7 else None, None)
    tried = (
        Tried(_named(way.called), errors(Lanes(kept).of(history), codes, way, holidays)),
        Tried(way.called, errors(history, codes, way, holidays)),
    )
    return Lanes(kept, tried) if simplest(tried) == 0 else None


def by_lane(tried: tuple[Tried, ...]) -> tuple[Tried, ...]:
    """Ways with the word for what their regions are."""
    return tuple(replace(each, name=_named(each.name)) for each in tried)


def _named(way: str) -> str:
    return way.replace("region", "origin and destination")


def _kept(history: History, arrived: Flags) -> frozenset[tuple[str, str]]:
    counts = Counter(pair for pair, there in zip(_pairs(history), arrived, strict=True) if there)
    return frozenset(
        pair for pair, count in counts.items() if count >= FEWEST and pair[0] and pair[1]
    )


def _pairs(history: History) -> list[tuple[str, str]]:
    """Origin and destination of each order, empty where it tells none."""
    assert history.origin is not None
    assert history.region is not None
    come, there = ((*words.names, "") for words in (history.origin, history.region))
    codes = zip(history.origin.codes.tolist(), history.region.codes.tolist(), strict=True)
    return [(come[origin], there[region]) for origin, region in codes]
