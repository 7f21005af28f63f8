"""What is in the house at a moment of a run of ours, out of what its replication left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.state.cut_customers import Paying, asked_by, leave_anyway
from simulator.intake.floor_record import MarkRow
from simulator.intake.standing import StandingLine, StandingOrder, Visited, mark_of
from simulator.results.orders import names_of
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement, Timeline
from simulator.stages import ACTIVITIES, LAGS, STATIONS
from simulator.stages.notification.messages import messages_of
from simulator.units import NEVER
from simulator.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Rows = list[dict[str, Any]]
"""Rows of a file by column; moments are milliseconds since the start."""

KEPT = (*STATIONS, *LAGS, "shipping")
"""Activities whose visits a snapshot has on record."""


@dataclass(frozen=True)
class Supplied:
    """What suppliers will bring, (SKU, units, due) each, and by SKU how often it was reordered."""

    on_order: tuple[tuple[int, int, int], ...] = ()
    reorders: tuple[int, ...] = ()


def cut(
    workload: Workload,
    timeline: Timeline,
    at: int,
    supplied: Supplied,
    paying: Paying,
    put_back: int = 0,
) -> dict[str, Rows]:
    """The files of the state at the end of a moment: all that happens at it has happened.

    `put_back` is how long after its end what was picked of a canceled order is on the shelf again.
    """
    is_put_back = (timeline.outcome == Outcome.CALLED_OFF) & (timeline.ended + put_back > at)
    open_ = np.flatnonzero(_is_open(workload, timeline, at) | is_put_back)
    visits = _visits(workload, timeline, open_, at)
    files = {
        "orders": list(_orders(workload, timeline, open_, visits, at, paying)),
        "lines": list(_lines(workload, timeline, open_, at)),
        "history": [row for rows in visits.values() for row in rows],
    }
    if workload.supply.policed:
        files["stock"] = list(_stock(workload, timeline, open_, at, supplied))
        files["on_order"] = [
            {"sku": workload.supply.sku[sku], "units": units, "due": due}
            for sku, units, due in supplied.on_order
        ]
    return files


def marks_of(files: Mapping[str, Rows], at: int) -> tuple[MarkRow, ...]:
    """A mark of each order of the files that `cut` makes."""
    lines: dict[str, list[StandingLine]] = {}
    for row in files["lines"]:
        same_line = ("sku", "units", "came", "state", "line_value")
        line = StandingLine(**{name: row[name] for name in same_line})
        lines.setdefault(row["order"], []).append(line)
    visits: dict[str, list[Visited]] = {}
    for row in files["history"]:
        visits.setdefault(row["order"], []).append(
            Visited(**{k: v for k, v in row.items() if k != "order"})
        )
    same = ("stage", "since", "placed", "created", "paid", "value", "begun", "crew", "identity",
            "number")  # fmt: skip
    return tuple(
        MarkRow(
            row["order"],
            mark_of(
                StandingOrder(
                    name=row["order"],
                    enters=NEVER,
                    tour=NEVER if row["tour"] == "" else row["tour"],
                    is_abandoned=bool(row["abandoned"]),
                    lines=tuple(lines.get(row["order"], ())),
                    visits=tuple(visits.get(row["order"], ())),
                    **{name: row[name] for name in same},
                ),
                at,
            ),
        )
        for row in files["orders"]
    )


def next_numbers(workload: Workload, timeline: Timeline, at: int) -> dict[str, int]:
    """What the next order would be called, and the next pick tour, after a moment."""
    picking = timeline.visits.get("picking")
    begun = np.zeros(timeline.n, dtype=np.bool_)
    if picking is not None:
        begun = (picking.began != NEVER) & (picking.began <= at)
    next_, next_tour = int(np.searchsorted(workload.created, at, side="right")), 0
    begins = workload.begins
    if begins is not None:
        number = begins.number
        next_ = int(number[next_] if next_ < len(number) else number.max(initial=-1) + 1)
        next_tour = begins.next_tour
    last = int(timeline.batch[begun].max(initial=-1))
    return {"next_order": next_, "next_tour": max(next_tour, last + 1)}


def _is_open(workload: Workload, timeline: Timeline, at: int) -> Flags:
    """(n,) Orders that have not ended, carts that become one, and what is to come back."""
    placed = workload.created + workload.in_cart
    in_cart = (workload.created <= at) & (placed > at)
    there = ~workload.abandons & (workload.created <= at)
    ended = (timeline.ended != NEVER) & (timeline.ended <= at)
    back = _dealt_with(timeline, at)
    failed = timeline.outcome == Outcome.RETURNED_TO_SENDER
    comes_back = ((timeline.outcome == Outcome.DELIVERED) & workload.returns) | failed
    still: Flags = in_cart | (there & (~ended | (comes_back & ~back)))
    still[_hears(workload, timeline, at)] = True
    return still


def _hears(workload: Workload, timeline: Timeline, at: int) -> Numbers:
    """Orders of which a message is on its way."""
    sent = messages_of(workload, timeline)
    under_way = (sent.sent <= at) & (sent.sent + sent.latency > at) & ~sent.bounced
    return sent.order[under_way]


def _dealt_with(timeline: Timeline, at: int) -> Flags:
    """(n,) Orders that have come back, and were inspected where that is done."""
    visit = timeline.visits.get("inspection") or timeline.visits.get("returns")
    if visit is None:
        return np.ones(timeline.n, dtype=np.bool_)
    done: Flags = (visit.ended != NEVER) & (visit.ended <= at)
    return done


def _visits(workload: Workload, timeline: Timeline, open_: Numbers, at: int) -> dict[int, Rows]:
    """The visits of the open orders that were queued by then, as far as they had come."""
    by_order: dict[int, Rows] = {int(order): [] for order in open_}
    names, table = names_of(workload), timeline.parcels
    is_open = np.zeros(timeline.n, dtype=np.bool_)
    is_open[open_] = True

    def note(parcel: int, activity: str, visit: int, moments: list[int], server: int) -> None:
        order = int(table.order[parcel])
        queued, began, ended = (k if k <= at else NEVER for k in moments)
        by_order[order].append(
            {
                "order": names[order],
                "activity": activity,
                "parcel": int(table.number[parcel]),
                "visit": visit,
                "queued": queued,
                "began": began,
                "ended": ended,
                "crew": timeline.crews[server] if server >= 0 and began != NEVER else "",
            }
        )

    for activity, visit in timeline.log.first.items():
        if activity in KEPT:
            queued = (visit.queued != NEVER) & (visit.queued <= at)
            for k in np.flatnonzero(queued & is_open[table.order]).tolist():
                moments = [int(visit.queued[k]), int(visit.began[k]), int(visit.ended[k])]
                note(k, activity, 1, moments, int(visit.server[k]))
    again = timeline.log.further
    later = (again.queued <= at) & is_open[table.order[again.parcel]]
    for k in np.flatnonzero(later).tolist():
        activity = ACTIVITIES[again.activity[k]]
        if activity in KEPT:
            moments = [int(again.queued[k]), int(again.began[k]), int(again.ended[k])]
            note(int(again.parcel[k]), activity, int(again.visit[k]), moments, int(again.server[k]))
    return by_order


def _orders(
    workload: Workload,
    timeline: Timeline,
    open_: Numbers,
    visits: dict[int, Rows],
    at: int,
    paying: Paying,
) -> Iterator[dict[str, Any]]:
    names = names_of(workload)
    numbers = None if workload.begins is None else workload.begins.number
    abandons = leave_anyway(workload)
    asked = asked_by(timeline, at)
    for order in open_.tolist():
        stage, last = _stage(workload, timeline, order, visits[order], at)
        placed = int(workload.created[order] + workload.in_cart[order])
        tour = int(timeline.batch[order])
        yield {
            "order": names[order],
            "stage": stage,
            "since": last["queued"] if last else min(placed, at),
            "placed": placed,
            "begun": last["began"] if last and stage in STATIONS else NEVER,
            "class": workload.classes[workload.order_class[order]],
            "region": workload.regions[workload.region[order]],
            "crew": last["crew"] if last else "",
            "tour": "" if tour == NEVER else tour,
            "abandoned": "yes" if abandons[order] else "",
            "paid": paying.paid_at(workload, timeline, order, at),
            "value": sum(map(workload.value_of, _lines_of(workload, order))),
            "created": int(workload.created[order]),
            "identity": int(workload.identity[order]),
            "number": order if numbers is None else int(numbers[order]),
            **paying.told(order, stage == "payment"),
            **({} if asked is None else {"asked": int(asked[order])}),
        }


def _stage(
    workload: Workload, timeline: Timeline, order: int, visits: Rows, at: int
) -> tuple[str, dict[str, Any] | None]:
    """Where an order is, and the visit that it is at."""
    if workload.created[order] + workload.in_cart[order] > at:
        return "checkout", None
    if timeline.ended[order] != NEVER and timeline.ended[order] <= at:
        return "returns", None
    if timeline.handed_over[order] != NEVER and timeline.handed_over[order] <= at:
        return "transit", None
    here = [row for row in visits if row["ended"] == NEVER]
    if here:
        last = max(here, key=lambda row: (row["queued"], KEPT.index(row["activity"])))
        return str(last["activity"]), last
    paid = timeline.paid[order]
    return ("inventory" if paid != NEVER and paid <= at else "payment"), None


def _lines(
    workload: Workload, timeline: Timeline, open_: Numbers, at: int
) -> Iterator[dict[str, Any]]:
    """Each line, with its state, and when its stock came if it had to wait for it."""
    names, log = names_of(workload), timeline.stock
    so_far = log.time <= at
    waited: dict[tuple[int, int], int] = {}
    for kind in (Movement.BACKORDERED, Movement.BACKORDER_ENDED):
        for k in np.flatnonzero(so_far & (log.kind == kind)).tolist():
            moment = NEVER if kind == Movement.BACKORDERED else int(log.time[k])
            waited[int(log.order[k]), int(log.sku[k])] = moment
    held = log.kind == Movement.RESERVED
    rows = np.flatnonzero(so_far & held)
    reserved = set(zip(log.order[rows].tolist(), log.sku[rows].tolist(), strict=True))
    there = _units_of(timeline, open_, at)
    asked = timeline.visits.get("inventory")
    for order in open_.tolist():
        has_asked = asked is not None and NEVER != asked.queued[order] <= at
        for line in _lines_of(workload, order):
            sku, units = int(workload.line_sku[line]), int(workload.line_units[line])
            came = waited.get((order, sku))
            if came is None and has_asked and (order, sku) not in reserved:
                came = NEVER  # it was not there, and left the order
            yield {
                "order": names[order],
                "sku": workload.supply.sku[sku],
                "units": units,
                "state": "waiting" if came == NEVER else _state_of(there, order, sku, units),
                "came": NEVER if came is None else came,
                "line_value": NEVER if workload.line_value is None else workload.value_of(line),
            }


def _lines_of(workload: Workload, order: int) -> range:
    return range(*workload.line_start[order : order + 2].tolist())


def _units_of(timeline: Timeline, open_: Numbers, at: int) -> dict[tuple[int, int, str], int]:
    """Units that are reserved or picked for open orders, by order, SKU and which of the two."""
    log, units = timeline.stock, dict[tuple[int, int, str], int]()
    effects = {
        Movement.RESERVED: (("reserved", 1),),
        Movement.RELEASED: (("reserved", -1),),
        Movement.WRITTEN_OFF: (("reserved", -1),),
        Movement.PICKED: (("reserved", -1), ("picked", 1)),
        Movement.RESTOCKED: (("picked", -1),),
    }
    mine = (log.time <= at) & np.isin(log.order, open_) & np.isin(log.kind, [*effects])
    for k in np.flatnonzero(mine).tolist():
        for state, sign in effects[Movement(int(log.kind[k]))]:
            key = int(log.order[k]), int(log.sku[k]), state
            units[key] = units.get(key, 0) + sign * int(log.units[k])
    return units


def _state_of(there: dict[tuple[int, int, str], int], order: int, sku: int, units: int) -> str:
    """The state of the next line of an order with a SKU; takes its units away."""
    for state in ("picked", "reserved"):
        if there.get((order, sku, state), 0) >= units:
            there[order, sku, state] -= units
            return state
    return ""


def _stock(
    workload: Workload, timeline: Timeline, open_: Numbers, at: int, supplied: Supplied
) -> Iterator[dict[str, Any]]:
    """Levels at the end of the moment, and what left the shelf for open orders."""
    log, skus = timeline.stock, len(workload.supply.sku)
    so_far = log.time <= at
    of_open = np.isin(log.order, open_)
    effect = np.zeros(max(Movement) + 1, dtype=np.int64)
    effect[[Movement.RECEIVED, Movement.RESTOCKED]] = 1
    effect[[Movement.PICKED, Movement.WRITTEN_OFF]] = -1

    def moved(rows: Flags, sign: int = 1) -> Numbers:
        units = sign * effect[log.kind[rows]] * log.units[rows]
        return np.bincount(log.sku[rows], units, minlength=skus).astype(np.int64)

    on_hand = workload.supply.initial + moved(so_far)
    gone = moved(so_far & of_open, -1)
    for k, sku in enumerate(workload.supply.sku):
        yield {
            "sku": sku,
            "on_hand": int(on_hand[k]),
            "gone": int(gone[k]),
            "reorders": supplied.reorders[k],
        }
