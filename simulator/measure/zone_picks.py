"""An order that is picked in zones: work while one of them works on it, waiting in between.

In parallel an order waits for the zone that is the last to finish its part; with pick and pass, all
orders of a tour wait for the zone that comes next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.servers import Waiting
from simulator.results.timeline import Timeline
from simulator.stages import ACTIVITIES
from simulator.units import NEVER

Numbers = npt.NDArray[np.int64]
Milliseconds = npt.NDArray[np.int64]

_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Picks:
    """The first picks of some orders, one row each: an open one ends at the horizon.

    `zone` is that of the first line, at which an order waits whose tour has not been formed.
    """

    order: Numbers  # ascending
    zone: npt.NDArray[np.int16]
    queued: Milliseconds
    ended: Milliseconds
    open: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Parts:
    """Which rows of the log of tours (`part`) belong to which pick (`row`)."""

    row: Numbers
    part: Numbers


def zone_waits(timeline: Timeline, picks: Picks, passed_on: bool) -> Waiting:
    """The times at which nobody picks any part of an order; a pick's rest is work."""
    log = timeline.tours
    parts = _parts_of_tours(timeline, picks) if passed_on else _own_parts(timeline, picks)
    row, part, began, ended = _stretches(timeline, picks, parts)
    by_time = np.lexsort((part, began, row))
    row, part, began, ended = row[by_time], part[by_time], began[by_time], ended[by_time]
    since = _worked_until(row, ended, picks.queued)
    rests = began > since
    row, part, since, began = row[rests], part[rests], since[rests], began[rests]
    awaited = part if passed_on else _last_part(timeline, picks, parts)[row]
    unformed = _without_parts(picks, parts)
    row = np.concatenate((row, unformed))
    since = np.concatenate((since, picks.queued[unformed]))
    until = np.concatenate((began, picks.ended[unformed]))
    released = np.concatenate((log.queued[awaited], picks.ended[unformed]))
    place = np.concatenate((log.zone[awaited], picks.zone[unformed]))
    entered = np.where(since < released, picks.queued[row], released)
    return Waiting(row, place, since, until, entered, released)


def _own_parts(timeline: Timeline, picks: Picks) -> _Parts:
    """Each order has its own lines in the parts."""
    log = timeline.tours
    part = np.repeat(np.arange(len(log.orders)), log.orders)
    return _of_picks(timeline, picks, log.members, part)


def _parts_of_tours(timeline: Timeline, picks: Picks) -> _Parts:
    """All orders of a tour go through all of its parts."""
    log = timeline.tours
    toured = np.flatnonzero(timeline.batch != NEVER)
    toured = toured[np.argsort(timeline.batch[toured], kind="stable")]
    tours = timeline.batch[toured]
    low = np.searchsorted(tours, log.number, side="left")
    counts = np.searchsorted(tours, log.number, side="right") - low
    part = np.repeat(np.arange(len(log.number)), counts)
    return _of_picks(timeline, picks, toured[_ranges(low, counts)], part)


def _of_picks(timeline: Timeline, picks: Picks, order: Numbers, part: Numbers) -> _Parts:
    row_of = np.full(timeline.n, -1, dtype=np.int64)
    row_of[picks.order] = np.arange(len(picks.order))
    row = row_of[order]
    mine = row >= 0
    return _Parts(row[mine], part[mine])


def _ranges(low: Numbers, counts: Numbers) -> Numbers:
    """low[0], low[0] + 1, ... (counts[0] of them), low[1], ... as one array."""
    before = np.cumsum(counts) - counts
    ranges: Numbers = np.arange(int(counts.sum())) + np.repeat(low - before, counts)
    return ranges


def _stretches(
    timeline: Timeline, picks: Picks, parts: _Parts
) -> tuple[Numbers, Numbers, Milliseconds, Milliseconds]:
    """(row, part, began, ended) of all work on the parts within their pick.

    A part that is not finished of an open pick has a stretch of no length at the end, so that what
    is before it is waiting.
    """
    log, stretches = timeline.tours, timeline.log.stretches
    of_zones = (stretches.activity == ACTIVITIES.index("picking")) & (stretches.visit == 1)
    worked = np.flatnonzero(of_zones & (stretches.parcel < timeline.n))
    zones = len(timeline.places["picking"])
    key = timeline.batch[stretches.parcel[worked]] * zones + stretches.place[worked]
    worked = worked[np.argsort(key, kind="stable")]
    key = np.sort(key)
    wanted = (log.number * zones + log.zone)[parts.part]
    low = np.searchsorted(key, wanted, side="left")
    counts = np.searchsorted(key, wanted, side="right") - low
    stretch = worked[_ranges(low, counts)]
    row, part = np.repeat(parts.row, counts), np.repeat(parts.part, counts)
    began, ended = stretches.began[stretch], stretches.ended[stretch]
    ended = np.where(ended == NEVER, _FAR, ended)
    unfinished = (log.ended[parts.part] == NEVER) & picks.open[parts.row]
    row = np.concatenate((row, parts.row[unfinished]))
    part = np.concatenate((part, parts.part[unfinished]))
    never = np.full(int(unfinished.sum()), _FAR, dtype=np.int64)
    low_, high = picks.queued[row], picks.ended[row]
    return (
        row,
        part,
        np.clip(np.concatenate((began, never)), low_, high),
        np.clip(np.concatenate((ended, never)), low_, high),
    )


def _worked_until(row: Numbers, ended: Milliseconds, queued: Milliseconds) -> Milliseconds:
    """Until when some earlier stretch of the same row went on, its queueing at the least.

    `row` ascends, and the stretches of a row are in order of their begin.
    """
    if not len(row):
        return np.empty(0, dtype=np.int64)
    apart = int(ended.max()) + 1
    latest = np.maximum.accumulate(row * apart + ended) - row * apart
    first = np.append(True, row[1:] != row[:-1])
    before = np.append(0, latest[:-1])
    return np.where(first, queued[row], np.maximum(before, queued[row]))


def _last_part(timeline: Timeline, picks: Picks, parts: _Parts) -> Numbers:
    """By pick, the part that is finished last: an open one before all others."""
    ended = timeline.tours.ended[parts.part]
    ended = np.where(ended == NEVER, _FAR, ended)
    last = np.zeros(len(picks.order), dtype=np.int64)
    by_end = np.argsort(ended, kind="stable")
    last[parts.row[by_end]] = parts.part[by_end]  # of several, the last one written counts
    return last


def _without_parts(picks: Picks, parts: _Parts) -> Numbers:
    """Picks whose tour was never formed; what they wait for is the batch."""
    none = np.ones(len(picks.order), dtype=np.bool_)
    none[parts.row] = False
    return np.flatnonzero(none & (picks.ended > picks.queued))
