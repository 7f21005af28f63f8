"""The log as spells: a parcel waits at a spot, then it is worked on there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from simulator.reporting.replay.spots import PICKING, Spot
from simulator.results.timeline import Timeline
from simulator.stages import ACTIVITIES
from simulator.units import NEVER

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LATER = 2**61
"""The moment of what has not happened by the horizon: after all that has."""


def or_later(moments: Numbers) -> Numbers:
    """Moments with `LATER` in place of NEVER, so that they can be compared."""
    comparable: Numbers = np.where(moments == NEVER, LATER, moments)
    return comparable


@dataclass(frozen=True)
class Spells:
    """One row per spell; a parcel waits in [queued, began) and is worked on in [began, ended).

    `LATER`: it has not happened. Work that was stopped and goes on is a spell for each stretch.
    `spot` indexes the spots, `crew` `Timeline.crews` (-1: nobody, or nobody yet). Of all who are on
    one pick tour one `is_person`, so that a picker is counted once.
    """

    parcel: Numbers
    spot: Numbers
    queued: Numbers
    began: Numbers
    ended: Numbers
    crew: Numbers
    is_person: Flags

    def rows(self, rows: Numbers | Flags) -> Spells:
        """Some of them."""
        return Spells(*(getattr(self, each.name)[rows] for each in fields(Spells)))


@dataclass(frozen=True)
class _Visits:
    """Visits to one activity, a row each; `lead` is the parcel under which stretches are."""

    parcel: Numbers
    visit: Numbers
    queued: Numbers
    began: Numbers
    ended: Numbers
    crew: Numbers
    place: Numbers
    lead: Numbers
    is_person: Flags

    def rows(self, rows: Numbers | Flags) -> _Visits:
        return _Visits(*(getattr(self, each.name)[rows] for each in fields(_Visits)))


def spells_of(timeline: Timeline, spots: Sequence[Spot]) -> Spells:
    """All spells of a replication, by (parcel, queued, began, spot)."""
    parts = [
        part
        for activity in dict.fromkeys(spot.activity for spot in spots)
        for part in _of_activity(timeline, spots, activity)
    ]
    if not parts:
        none = np.empty(0, dtype=np.int64)
        return Spells(none, none, none, none, none, none, none.astype(np.bool_))
    columns = (np.concatenate([getattr(p, each.name) for p in parts]) for each in fields(Spells))
    every = Spells(*columns)
    return every.rows(np.lexsort((every.spot, every.began, every.queued, every.parcel)))


def _of_activity(timeline: Timeline, spots: Sequence[Spot], activity: str) -> list[Spells]:
    here = [number for number, spot in enumerate(spots) if spot.activity == activity]
    visits = _until_the_end(timeline, spots[here[0]], _visits(timeline, activity))
    by_place = np.array([number for number in here if spots[number].place is not None], np.int64)
    if not len(by_place):
        worked = _in_stretches(timeline, activity, visits)
        return [_spells(worked, np.full(len(worked.parcel), here[0]))]
    if spots[by_place[0]].part_of is None:
        worked = _in_stretches(timeline, activity, visits)
        return [_spells(worked, by_place[worked.place])]
    nobody = np.zeros(len(visits.parcel), dtype=np.bool_)
    whole = Spells(
        visits.parcel,
        np.full(len(visits.parcel), here[0]),
        visits.queued,
        visits.began,
        visits.ended,
        visits.crew,
        nobody,
    )
    on_tour = (visits.visit == 1) & (visits.parcel < timeline.n)
    parts = [_parts_of_tours(timeline), visits.rows(~on_tour)]
    in_zones = [_in_stretches(timeline, activity, part, by_zone=True) for part in parts]
    return [whole, *(_spells(each, by_place[each.place]) for each in in_zones)]


def _spells(visits: _Visits, spot: Numbers) -> Spells:
    return Spells(
        visits.parcel,
        spot,
        visits.queued,
        visits.began,
        visits.ended,
        visits.crew,
        visits.is_person,
    )


def _visits(timeline: Timeline, activity: str) -> _Visits:
    """First and later visits that were queued; those that took no time at all are left out."""
    first, again = timeline.log.first[activity], timeline.log.further
    rows = np.flatnonzero((first.queued != NEVER) & (first.ended != first.queued))
    later = np.flatnonzero(again.activity == ACTIVITIES.index(activity))
    later = later[again.ended[later] != again.queued[later]]
    parcel = np.concatenate((rows, again.parcel[later]))
    visit = np.concatenate((np.ones(len(rows), np.int64), again.visit[later].astype(np.int64)))
    lead = parcel if activity != PICKING else _leads(timeline, parcel, visit)

    def both(name: str) -> Numbers:
        columns = getattr(first, name)[rows], getattr(again, name)[later]
        return np.concatenate(columns).astype(np.int64)

    queued, began, ended = (or_later(both(name)) for name in ("queued", "began", "ended"))
    who_and_where = both("server"), both("place")
    return _Visits(parcel, visit, queued, began, ended, *who_and_where, lead, lead == parcel)


def _leads(timeline: Timeline, parcel: Numbers, visit: Numbers) -> Numbers:
    """The lowest parcel of the first tour that a visit is on; its own parcel for others."""
    lead = parcel.copy()
    on_tour = np.flatnonzero((visit == 1) & (parcel < timeline.n))
    tour = timeline.batch[parcel[on_tour]]
    on_tour, tour = on_tour[tour != NEVER], tour[tour != NEVER]
    _, first, number = np.unique(tour, return_index=True, return_inverse=True)
    lead[on_tour] = parcel[on_tour][first][number]  # parcels ascend
    return lead


def _until_the_end(timeline: Timeline, spot: Spot, visits: _Visits) -> _Visits:
    """An order that is given up while it waits is there no longer."""
    over = or_later(timeline.parcels.ended)[visits.parcel]
    given_up = (over >= visits.queued) & (over < visits.ended) & spot.before_the_door
    began = np.where(given_up & (visits.began > over), over, visits.began)
    return replace(visits, began=began, ended=np.where(given_up, over, visits.ended))


def _parts_of_tours(timeline: Timeline) -> _Visits:
    """What each order of a tour has picked in each zone of it."""
    log = timeline.tours
    row = np.repeat(np.arange(len(log.number)), log.orders)
    first = np.append(0, np.cumsum(log.orders))[:-1]
    is_first = np.zeros(len(row), dtype=np.bool_)
    is_first[first] = True
    _, of_tour = np.unique(log.number, return_inverse=True)
    leads = np.full(len(log.number), np.iinfo(np.int64).max)
    np.minimum.at(leads, of_tour[row], log.members)
    ones = np.ones(len(row), dtype=np.int64)
    return _Visits(
        log.members,
        ones,
        log.queued[row],
        or_later(log.began)[row],
        or_later(log.ended)[row],
        -ones,
        log.zone[row].astype(np.int64),
        leads[of_tour[row]],
        is_first,
    )


def _in_stretches(
    timeline: Timeline, activity: str, visits: _Visits, by_zone: bool = False
) -> _Visits:
    """The same, where a visit that was worked on in stretches has a row for each of them.

    After the last of them it waits on, unless that has ended it.
    """
    log = timeline.log.stretches
    mine = np.flatnonzero(log.activity == ACTIVITIES.index(activity))
    if not len(mine):
        return visits
    often = int(max(visits.visit.max(initial=1), log.visit[mine].max())) + 1
    zones = int(max(visits.place.max(initial=0), log.place[mine].max())) + 1 if by_zone else 1
    key = (log.parcel[mine] * often + log.visit[mine]) * zones
    wanted = (visits.lead * often + visits.visit) * zones
    if by_zone:
        key, wanted = key + log.place[mine], wanted + visits.place
    order = np.lexsort((log.began[mine], key))
    mine, key = mine[order], key[order]
    low = np.searchsorted(key, wanted, side="left")
    count = np.searchsorted(key, wanted, side="right") - low
    whole = visits.rows(count == 0)
    cut, low, count = np.flatnonzero(count), low[count > 0], count[count > 0]
    before = np.cumsum(count) - count
    number = np.arange(int(count.sum())) - np.repeat(before, count)
    row, stretch = np.repeat(cut, count), mine[np.repeat(low, count) + number]
    log_ended = or_later(log.ended)
    ended = log_ended[stretch]
    since = np.where(number == 0, visits.queued[row], np.append(0, ended)[:-1])
    last = stretch[before + count - 1]
    rest = log_ended[last] < visits.ended[cut]
    tail, at = visits.rows(cut[rest]), log_ended[last][rest]
    worked = replace(
        visits.rows(row),
        queued=since,
        began=log.began[stretch],
        ended=ended,
        crew=log.server[stretch].astype(np.int64),
    )
    waits = replace(tail, queued=at, began=tail.ended)
    every = (whole, worked, waits)
    return _Visits(
        *(np.concatenate([getattr(each, f.name) for each in every]) for f in fields(_Visits))
    )
