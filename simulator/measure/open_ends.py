"""Between what a figure lies that leaves out open orders: should all of them end badly, or well.

An order whose promise ends after the simulation is neither early nor late, and one that is not
finished has no cycle time: its figure is of the others, and says little where these are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Kpis
from simulator.measure.observation import Observation
from simulator.measure.same_day import cut_offs_of
from simulator.measure.scopes import Scopes
from simulator.results.parcels import damaged_orders
from simulator.units import HOUR, NEVER

Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]

FEW = 0.01
"""Share of orders that may be open before a figure that asks for no promise is in doubt: of a mean
nothing is known with a single order open (assumption)."""
NEVER_DONE = 10**15
"""Milliseconds that stand for never: no order takes as long."""


@dataclass(frozen=True)
class Ends:
    """A figure should all open orders end badly or well, in the KPI's unit.

    `until` is how long after the simulation's end the last of their promises ends, in milliseconds;
    None where they have none.
    """

    worst: float
    best: float
    until: int | None = None


OpenEnds = Mapping[tuple[str, str], Ends]
"""By KPI and scope, of the figures that open orders leave in doubt."""


def ends_of(
    measured: Iterable[tuple[Kpis, OpenEnds]], key: tuple[str, str]
) -> npt.NDArray[np.float64]:
    """(n, 2) A figure by replication should all that is open end badly, and well."""
    rows = []
    for kpis, ends in measured:
        known = ends.get(key)
        value = kpis.get(key, np.nan)
        rows.append((value, value) if known is None else (known.worst, known.best))
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def open_ends(observed: Observation) -> OpenEnds:
    """Of the shares of orders in time or in full, and of the times that orders take."""
    cohort, timeline, workload = observed.cohort, observed.timeline, observed.workload
    still = cohort.in_flight
    if not still.any():
        return {}
    scopes, gone = observed.scopes, cohort.left != NEVER
    short = _short(observed)
    delivery = observed.scenario.delivery is not None
    to_ship = still & ~gone & _later(workload.ship_by, cohort.horizon)
    to_come = still & _later(workload.deliver_by, cohort.horizon) & delivery
    on_time, due = cohort.delivered_on_time, cohort.delivery_due
    by_key: dict[tuple[str, str], Ends] = {}
    ship, arrive = (
        _until(limit, open_, cohort.horizon)
        for limit, open_ in ((workload.ship_by, to_ship), (workload.deliver_by, to_come))
    )
    by_key |= _share(
        scopes, "on_time_ship", cohort.ship_on_time, cohort.ship_due, to_ship, to_ship, ship
    )
    if to_come.any():
        bad = short | damaged_orders(workload, timeline) | timeline.wrong_items
        perfect = on_time & ~bad
        by_key |= _share(scopes, "on_time_delivery", on_time, due, to_come, to_come, arrive)
        by_key |= _share(scopes, "otif", on_time & ~short, due, to_come, to_come & ~short, arrive)
        by_key |= _share(scopes, "perfect_order", perfect, due, to_come, to_come & ~bad, arrive)
    by_key |= _same_day(observed, still & ~gone)
    many = np.count_nonzero(still) > FEW * np.count_nonzero(cohort.orders)
    if many:
        finished = cohort.finished
        by_key |= _share(
            scopes, "in_full", finished & ~short, finished, still, still & ~short, None
        )
        by_key |= _times(observed)
    return by_key


def _short(observed: Observation) -> Flags:
    rows = np.repeat(np.arange(observed.timeline.n), observed.workload.lines)
    canceled = observed.timeline.line_canceled
    return np.asarray(np.bincount(rows[canceled], minlength=observed.timeline.n) > 0)


def _later(limit: Milliseconds, horizon: int) -> Flags:
    return np.asarray((limit != NEVER) & (limit > horizon))


def _until(limit: Milliseconds, still: Flags, horizon: int) -> int | None:
    return int(limit[still].max()) - horizon if still.any() else None


def _share(
    scopes: Scopes,
    kpi: str,
    hits: Flags,
    base: Flags,
    still: Flags,
    may_hit: Flags,
    until: int | None,
) -> dict[tuple[str, str], Ends]:
    """Of a percentage of the base, to which what is `still` open comes, some of it as a hit."""
    every = base | still
    worst = scopes.share(kpi, hits & base, every)
    best = scopes.share(kpi, (hits & base) | may_hit, every)
    return dict(_apart(worst, best, until))


def _apart(worst: Kpis, best: Kpis, until: int | None) -> Iterator[tuple[tuple[str, str], Ends]]:
    for key, value in worst.items():
        if value != best[key] and not isnan(value + best[key]):
            yield key, Ends(value, best[key], until)


def _same_day(observed: Observation, inside: Flags) -> dict[tuple[str, str], Ends]:
    scenario, cohort = observed.scenario, observed.cohort
    if scenario.shipping is None or not scenario.demand.has_cut_off or not inside.any():
        return {}
    released, cut = observed.timeline.released, cut_offs_of(scenario, observed.workload)
    still = inside & cut.before & (cut.day_ends > cohort.horizon)
    gone = cohort.left != NEVER
    base = cohort.accepted & cut.before & (gone | (cut.day_ends <= cohort.horizon))
    ready = (released != NEVER) & (released <= cut.cut_off)
    hits = base & ready & gone & (cohort.left < cut.day_ends)
    may_hit = still & (ready | ((released == NEVER) & (cut.cut_off > cohort.horizon)))
    until = _until(cut.day_ends, still, cohort.horizon)
    return _share(observed.scopes, "same_day_share", hits, base, still, may_hit, until)


def _times(observed: Observation) -> dict[tuple[str, str], Ends]:
    """At best all that is open ends at once, at worst never."""
    cohort, released = observed.cohort, observed.timeline.released
    inside = cohort.in_flight & (cohort.first_left == NEVER)
    begun = cohort.orders & (cohort.first_left != NEVER)
    since = np.where(released != NEVER, released, cohort.horizon)
    by_key: dict[tuple[str, str], Ends] = {}
    for kpi, end, start, done, still in (
        ("cycle_time", cohort.finished_at, cohort.placed, cohort.finished, cohort.in_flight),
        ("click_to_ship", cohort.first_left, cohort.placed, begun, inside),
        ("release_to_ship", cohort.first_left, since, begun & (released != NEVER), inside),
    ):
        if not still.any():
            continue
        took = np.where(still, cohort.horizon, end) - start
        best = observed.scopes.moments(kpi, took, done | still, HOUR)
        never = np.where(still, NEVER_DONE, took)
        worst = observed.scopes.moments(kpi, never, done | still, HOUR)
        longest = float(took[done].max()) / HOUR if done.any() else 0.0
        worst = {
            key: NEVER_DONE / HOUR if value > longest else value for key, value in worst.items()
        }
        by_key |= dict(_apart(worst, best, None))
    return by_key
