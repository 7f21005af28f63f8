"""The event log, one row per activity visit, message or tracking event; and the stock movements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.results.columns import Columns, Words, arrays, moments
from simulator.results.orders import index_of
from simulator.results.parcels import parcels
from simulator.results.promises import Promises
from simulator.results.timeline import Movement, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES
from simulator.stages.contacts.moments import Answered, contacts_so_far
from simulator.stages.contacts.reasons import REASONS
from simulator.stages.delivery.points import AtPoint, at_point_of
from simulator.stages.delivery.scans import Scans, scans_of
from simulator.stages.notification.delay_notices import DelayNotices, delay_notices_of
from simulator.stages.notification.messages import MESSAGES, messages_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]

EVENT_ACTIVITIES = (*ACTIVITIES, "notification", "tracking", "contacts", "promise")
TRACKING = ("handed_over", "out_for_delivery", "attempt_failed", "delivered", "lost")
CLAIMS = ("claimed", "sent_again", "arrived_again", "lost_again", "paid_back")
"""What becomes of a parcel that is lost or came damaged: see `results.claims`."""
DELAY_NOTICE = ("delay_notice", "delay_notice_bounced")
PROMISES = ("promised", "put_off", "left_over_promise")
"""What a customer is told at checkout where promises know the backlog, and who leaves over it."""
SCANNED = "scanned"
"""By a depot on the way; its `visit` is which of its carrier's scans."""
POINTS = ("collected_at_point", "reminded", "not_collected")
"""What becomes of an order that stands at a pick-up point; carriers collect parcels too."""
MACHINE = "(machine)"
"""Who did it where no crew is needed; no crew can be called so."""
DETAILS = tuple(
    dict.fromkeys(
        (
            *MESSAGES,
            *(f"{message}_bounced" for message in MESSAGES),
            *TRACKING,
            *REASONS,
            *CLAIMS,
            SCANNED,
            *DELAY_NOTICE,
            *PROMISES,
            *POINTS,
        )
    )
)
"""Values of `detail`: a message that arrives, one that bounces, a tracking event, why a customer
contacts the shop, a claim's, a promise's, what becomes of an order at a pick-up point."""


@dataclass(frozen=True)
class Events:
    """Rows of the event log; `activity`, `detail` and `done_by` are indexes.

    `done_by` indexes the crews and, after them, `MACHINE`; -1 is missing. All that is small is
    narrow: to put the rows in order takes half the time then.
    """

    order: Numbers
    activity: Small
    parcel: Small
    visit: Small
    detail: Small
    queued: Numbers
    began: Numbers
    ended: Numbers
    done_by: Small


def _events(
    order: Numbers,
    activity: str | Small,
    queued: Numbers,
    began: Numbers,
    ended: Numbers,
    *,
    parcel: Numbers | Small | int = 1,
    visit: Numbers | Small | int = 1,
    detail: Numbers | Small | int = -1,
    done_by: Numbers | Small | int = -1,
) -> Events:
    def column(value: Numbers | Small | int) -> Small:
        return np.broadcast_to(np.asarray(value, dtype=np.int16), order.shape)

    number = EVENT_ACTIVITIES.index(activity) if isinstance(activity, str) else activity
    return Events(
        order=order,
        activity=column(number),
        parcel=column(parcel),
        visit=column(visit),
        detail=column(detail),
        queued=queued,
        began=began,
        ended=ended,
        done_by=column(done_by),
    )


def event_rows(
    workload: Workload,
    timeline: Timeline,
    with_messages: bool,
    scans: Scans | None = None,
    notices: DelayNotices | None = None,
    answered: Answered | None = None,
    at_point: AtPoint | None = None,
) -> Events:
    """All rows, by (began, or queued while it waits; order; activity; parcel; visit; detail)."""
    parts = [*_first_visits(timeline), _further_visits(timeline), *_tracking(timeline)]
    if with_messages:
        parts.append(_messages(workload, timeline))
    if "contacts" in workload.added:
        parts.append(_contacts(workload, timeline, answered))
    if notices is not None:
        parts.append(_notices(timeline, notices))
    if timeline.promises is not None:
        parts.append(_promises(workload, timeline.promises))
    if scans is not None:
        parts.append(_scans(timeline, scans))
    if at_point is not None:
        parts += _at_point(at_point)
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Events.__dataclass_fields__
    }
    key = np.where(columns["began"] == NEVER, columns["queued"], columns["began"])
    names = ("detail", "visit", "parcel", "activity", "order")
    by = np.lexsort((*(columns[name] for name in names), key))
    return Events(**{name: values[by] for name, values in columns.items()})


def _first_visits(timeline: Timeline) -> list[Events]:
    parts, table = [], timeline.parcels
    for activity, visit in timeline.log.first.items():
        rows = np.flatnonzero((visit.queued != NEVER) | (visit.began != NEVER))
        server = visit.server[rows]
        if activity in timeline.equipment:
            begun = (visit.began[rows] != NEVER) & (rows < timeline.n)
            server = np.where(begun & (server < 0), len(timeline.crews), server)
        parts.append(
            _events(
                table.order[rows],
                activity,
                visit.queued[rows],
                visit.began[rows],
                visit.ended[rows],
                parcel=table.number[rows],
                done_by=server,
            )
        )
    return parts


def _further_visits(timeline: Timeline) -> Events:
    again = timeline.log.further
    return _events(
        timeline.parcels.order[again.parcel],
        again.activity,
        again.queued,
        again.began,
        again.ended,
        parcel=timeline.parcels.number[again.parcel],
        visit=again.visit,
        done_by=again.server,
    )


def _tracking(timeline: Timeline) -> list[Events]:
    """What the carrier shows of each parcel: moments without duration."""
    every = parcels(timeline)
    of_parcel = (every.order, every.parcel)
    parts = [_at("handed_over", *of_parcel, every.handed_over)]
    delivery, again = timeline.log.first.get("delivery"), timeline.log.further
    if delivery is not None:
        rows = again.activity == ACTIVITIES.index("delivery")
        parcel = np.concatenate((np.arange(len(every.order)), again.parcel[rows]))
        order, number = every.order[parcel], every.parcel[parcel]
        ended = np.concatenate((delivery.ended, again.ended[rows]))
        visit = np.concatenate((np.ones(len(every.order), np.int64), again.visit[rows]))
        began = np.concatenate((delivery.began, again.began[rows]))
        parts.append(_at("out_for_delivery", order, number, began, visit))
        failed = np.where(ended == every.delivered[parcel], NEVER, ended)
        parts.append(_at("attempt_failed", order, number, failed, visit))
    parts.append(_at("delivered", *of_parcel, every.delivered))
    parts.append(_at("lost", *of_parcel, every.lost))
    claims = timeline.claims
    if claims is not None:
        theirs = every.order[claims.parcel], every.parcel[claims.parcel]
        ends = (claims.made, claims.reshipped, claims.arrived, claims.lost_again, claims.refunded)
        parts += [_at(kind, *theirs, at) for kind, at in zip(CLAIMS, ends, strict=True)]
    return parts


def _at(
    kind: str, order: Numbers, parcel: Numbers, moment: Numbers, visit: Numbers | None = None
) -> Events:
    rows = np.flatnonzero(moment != NEVER)
    at = moment[rows]
    return _events(
        order[rows],
        "tracking",
        at,
        at,
        at,
        parcel=parcel[rows],
        visit=1 if visit is None else visit[rows],
        detail=DETAILS.index(kind),
    )


def _messages(workload: Workload, timeline: Timeline) -> Events:
    sent = messages_of(workload, timeline)
    received = sent.sent + sent.latency
    received = np.where(sent.bounced | (received > timeline.horizon), NEVER, received)
    detail = sent.kind.astype(np.int64) + len(MESSAGES) * sent.bounced
    return _events(
        sent.order,
        "notification",
        sent.sent,
        sent.sent,
        received,
        parcel=sent.parcel,
        detail=detail,
    )


def _notices(timeline: Timeline, notices: DelayNotices) -> Events:
    """E-mails about delays."""
    received = notices.sent + notices.latency
    received = np.where(notices.bounced | (received > timeline.horizon), NEVER, received)
    kinds = np.array([DETAILS.index(kind) for kind in DELAY_NOTICE])
    detail = kinds[notices.bounced.astype(np.int64)]
    sent = notices.sent
    return _events(notices.order, "notification", sent, sent, received, detail=detail)


def _scans(timeline: Timeline, scans: Scans) -> Events:
    """Depots read labels: moments without duration."""
    table = timeline.parcels
    order, parcel = table.order[scans.parcel], table.number[scans.parcel].astype(np.int64)
    return _at(SCANNED, order, parcel, scans.at, scans.number.astype(np.int64))


def _at_point(at_point: AtPoint) -> list[Events]:
    """What is seen at pick-up points: moments without duration."""
    first = np.ones(len(at_point.collected), dtype=np.int64)  # no order to a point is split
    order = np.arange(len(first))
    seen = (at_point.collected, at_point.reminded, at_point.not_collected)
    return [_at(kind, order, first, at) for kind, at in zip(POINTS, seen, strict=True)]


def _contacts(workload: Workload, timeline: Timeline, answered: Answered | None) -> Events:
    """Customers' contacts: moments without duration, unless people answer."""
    contacts = contacts_so_far(workload, timeline)
    detail = np.array([DETAILS.index(reason) for reason in REASONS])[contacts.reason]
    if answered is None:
        return _events(
            contacts.order, "contacts", contacts.at, contacts.at, contacts.at, detail=detail
        )
    began, ended, server = answered.began, answered.ended, answered.server
    return _events(
        contacts.order, "contacts", contacts.at, began, ended, detail=detail, done_by=server
    )


def _promises(workload: Workload, promises: Promises) -> Events:
    """Promises at checkout: moments without duration; `visit` is the day told, 0 for the same."""
    columns = promises.columns
    put_off = columns["put_off"].astype(np.int64)
    order = np.flatnonzero(put_off != NEVER)
    at = (workload.created + workload.in_cart)[order]
    promised, later, left = (DETAILS.index(each) for each in PROMISES)
    detail = np.where(put_off[order] > 0, later, promised)
    detail = np.where(columns["lost_to_backlog"][order].astype(np.bool_), left, detail)
    days = columns["days"][order].astype(np.int64)
    return _events(order, "promise", at, at, at, visit=days, detail=detail)


def event_log(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    index: pd.Index[str] | None = None,
    answered: Answered | None = None,
) -> Columns:
    """The columns of `columns.EVENTS`; messages only where notification is on.

    `index` is that of `orders.index_of`, here and below.
    """
    scans = scans_of(scenario, workload, timeline)
    notices = delay_notices_of(scenario, workload, timeline)
    at_point = at_point_of(scenario, workload, timeline)
    rows = event_rows(
        workload, timeline, scenario.notification is not None, scans, notices, answered, at_point
    )
    dates = scenario.clock.calendar
    return arrays(
        {
            "order": Words(rows.order, index_of(workload) if index is None else index),
            "activity": Words(rows.activity, EVENT_ACTIVITIES),
            "parcel": rows.parcel.astype(np.int64),
            "visit": rows.visit.astype(np.int64),
            "detail": Words(rows.detail, DETAILS),
            "queued_at": moments(rows.queued, dates),
            "began_at": moments(rows.began, dates),
            "ended_at": moments(rows.ended, dates),
            "done_by": Words(rows.done_by, (*timeline.crews, MACHINE)),
        }
    )


def stock_movements(
    scenario: Scenario, workload: Workload, timeline: Timeline, index: pd.Index[str] | None = None
) -> Columns:
    """The columns of `columns.STOCK`."""
    log = timeline.stock
    kinds = tuple(kind.name.lower() for kind in Movement)
    names = index_of(workload) if index is None else index
    return arrays(
        {
            "at": moments(log.time, scenario.clock.calendar),
            "sku": Words(log.sku, workload.supply.sku),
            "movement": Words(log.kind, kinds),
            "units": log.units.astype(np.int64),
            "order": Words(np.where(log.order == NEVER, -1, log.order), names),
        }
    )
