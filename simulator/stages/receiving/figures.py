"""How long pallets take to the shelf, what waits at the dock, and whose hours go into it.

Of the window: trucks that came in it with something on board, and their pallets.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figures, moments
from simulator.measure.inbound import inbound_work
from simulator.measure.labor import percent
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Scopes
from simulator.measure.steps import happened, most_at_once, overlap
from simulator.results.timeline import Receipts
from simulator.stages import INBOUND
from simulator.stages.receiving.trucks import Trucks
from simulator.units import HOUR, MINUTE, NEVER

RECEIVING = ("receiving",)
Flags = npt.NDArray[np.bool_]
Milliseconds = npt.NDArray[np.int64]


def _kpi(
    name: str,
    unit: str,
    definition: str,
    better: Better = "neutral",
    sections: tuple[str, ...] = RECEIVING,
    called: str = "",
) -> Kpi:
    whole = f"receiving.{name}"
    return Kpi(whole, unit, "receiving", definition, better, False, sections=sections,
               called=called)  # fmt: skip


def _moments(name: str, unit: str, definition: str, *statistics: str) -> tuple[Kpi, ...]:
    figures = moments(
        f"receiving.{name}", unit, "receiving", definition, statistics, sections=RECEIVING
    )
    return tuple(_kpi(each.name.partition(".")[2], unit, each.definition, "lower")
                 for each in figures)  # fmt: skip


@figures(
    *_moments(
        "dock_to_stock",
        "h",
        "from the truck's arrival at the house to the end of the put-away, each pallet",
        "mean",
        "p50",
        "p90",
    ),
    *_moments(
        "door_to_stock",
        "h",
        "from the truck's arrival at a door to the end of the put-away, each pallet",
        "mean",
        "p90",
    ),
    *_moments("yard_wait", "min", "from the truck's arrival to a door, each truck", "mean", "p90"),
)
def times(observed: Observation) -> Kpis:
    """Pallets and trucks that came in the window; those not put away by the horizon are left
    out, and are in the backlog.
    """
    _, receipts = _both(observed)
    put_away = receipts.log.first["put_away"].ended
    here = _came_in(observed, receipts)
    came, docked = receipts.came[receipts.truck], receipts.docked[receipts.truck]
    done = here[receipts.truck] & (put_away != NEVER)
    at_a_door = here & (receipts.docked != NEVER)
    return {
        **_statistics("dock_to_stock", (put_away - came)[done] / HOUR, "mean", "p50", "p90"),
        **_statistics("door_to_stock", (put_away - docked)[done] / HOUR, "mean", "p90"),
        **_statistics("yard_wait", (receipts.docked - receipts.came)[at_a_door] / MINUTE,
                      "mean", "p90"),
    }  # fmt: skip


@figures(
    _kpi("trucks", "trucks", "trucks that came in the window"),
    _kpi("pallets", "pallets", "pallets on them"),
    _kpi("no_shows", "trucks", "trucks of the window's appointments that did not come", "lower"),
    _kpi(
        "unloaded_in_time",
        "%",
        "trucks whose last pallet was off by receiving.unload_within after the appointment, or "
        "after the arrival if it was late / trucks whose time was over by the horizon",
        "higher",
        called="Trucks unloaded in time",
    ),
    _kpi(
        "door_utilization",
        "%",
        "time in the window in which doors had a truck / doors x window",
        called="Dock doors, utilization",
    ),
)
def at_the_doors(observed: Observation) -> Kpis:
    """Trucks and doors."""
    trucks, receipts = _both(observed)
    section, window, horizon = observed.scenario.receiving, observed.cohort.window, _end(observed)
    assert section is not None
    here = _came_in(observed, receipts)
    limit = np.maximum(trucks.appointment, receipts.came) + section.unload_within
    known = here & ((receipts.unloaded != NEVER) | (limit < horizon))
    in_time = known & (receipts.unloaded != NEVER) & (receipts.unloaded <= limit)
    docked = np.flatnonzero(receipts.docked != NEVER)
    until = happened(receipts.unloaded[docked], horizon)
    busy = int(overlap(receipts.docked[docked], until, window).sum())
    low, high = window
    asked = (trucks.appointment >= low) & (trucks.appointment < high)
    return {
        ("receiving.trucks", ALL): float(np.count_nonzero(here)),
        ("receiving.pallets", ALL): float(np.count_nonzero(here[receipts.truck])),
        ("receiving.no_shows", ALL): float(np.count_nonzero(asked & ~trucks.comes)),
        ("receiving.unloaded_in_time", ALL): percent(
            int(np.count_nonzero(in_time)), int(np.count_nonzero(known))
        ),
        ("receiving.door_utilization", ALL): percent(busy, section.doors * (high - low)),
    }


@figures(
    _kpi("backlog.mean", "pallets", "came and not put away, mean", "lower"),
    _kpi("backlog.peak", "pallets", "came and not put away, most", "lower"),
    _kpi("backlog.end", "pallets", "the same at the end of the window", "lower"),
)
def backlog(observed: Observation) -> Kpis:
    """Pallets in the yard and on the dock, whenever they came."""
    _, receipts = _both(observed)
    low, high = observed.cohort.window
    begin = receipts.came[receipts.truck]
    put_away = receipts.log.first["put_away"].ended
    end = happened(put_away, _end(observed))
    there = (begin <= high) & ((put_away == NEVER) | (put_away > high))
    mean = float(overlap(begin, end, (low, high)).sum()) / (high - low)
    return {
        ("receiving.backlog.mean", ALL): mean,
        ("receiving.backlog.peak", ALL): float(most_at_once(begin, end, (low, high))),
        ("receiving.backlog.end", ALL): float(np.count_nonzero(there)),
    }


@figures(
    *(
        _kpi(
            f"hours.{name}",
            "h",
            f"hours of work in the window at {name.replace('_', '-')}",
            sections=(*RECEIVING, place.section),
        )
        for name, place in INBOUND.items()
    ),
    _kpi(
        "hours.of_pickers",
        "h",
        "hours of work in the window at all of these by crews that may also pick: what "
        "receiving takes from picking",
        sections=(*RECEIVING, "picking"),
        called="Receiving, hours of crews that may also pick",
    ),
)
def hours(observed: Observation) -> Kpis:
    """Whose hours went into receiving."""
    window, kpis, of_pickers = observed.cohort.window, Kpis(), 0
    crews, sections = observed.timeline.crews, observed.scenario.crews
    may_pick = np.array([*("picking" in sections[crew].skills for crew in crews), False])
    for activity, work in inbound_work(observed.timeline).items():
        spent = overlap(work.began, work.until, window)
        kpis[f"receiving.hours.{activity}", ALL] = int(spent.sum()) / HOUR
        of_pickers += int(spent[may_pick[work.server]].sum())
    if observed.scenario.picking is not None:
        kpis["receiving.hours.of_pickers", ALL] = of_pickers / HOUR
    return kpis


def _both(observed: Observation) -> tuple[Trucks, Receipts]:
    return observed.workload.of_receiving, observed.timeline.of_receiving


def _end(observed: Observation) -> int:
    return observed.timeline.horizon


def _came_in(observed: Observation, receipts: Receipts) -> Flags:
    """(trucks,) Those that came in the window."""
    low, high = observed.cohort.window
    inside: Flags = (receipts.came != NEVER) & (receipts.came >= low) & (receipts.came < high)
    return inside


def _statistics(name: str, values: npt.NDArray[np.float64], *statistics: str) -> Kpis:
    rows = np.ones(len(values), dtype=np.bool_)
    every = Scopes((ALL,), np.zeros(len(values), dtype=np.int16))
    return every.moments(f"receiving.{name}", values, rows, 1, statistics)
