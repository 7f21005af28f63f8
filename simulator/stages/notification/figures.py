"""Messages to customers and the seller."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.scenario.checks_figures import no_delay_notices
from simulator.stages.notification.delay_notices import DelayNotices, delay_notices_of
from simulator.stages.notification.messages import messages_of
from simulator.units import SECOND

NOTIFICATION = ("notification",)


@figures(
    Kpi(
        "messages.sent",
        "messages",
        "notification",
        "messages to customers and the seller",
        sections=NOTIFICATION,
    ),
    Kpi(
        "messages.bounce_rate",
        "%",
        "notification",
        "messages bounced / messages sent",
        "lower",
        sections=NOTIFICATION,
    ),
    *moments(
        "messages.latency",
        "s",
        "notification",
        "received - sent, of the messages that arrive",
        ("mean", "p95"),
        sections=NOTIFICATION,
    ),
    group="messages",
)
def messages(observed: Observation) -> Kpis:
    """Messages sent, bounced and their latency."""
    sent = messages_of(observed.workload, observed.timeline, observed.cohort.orders)
    order, bounced, latency = sent.order, sent.bounced, sent.latency
    notices = _notices(observed)
    if notices is not None:
        order = np.concatenate((order, notices.order))
        bounced = np.concatenate((bounced, notices.bounced))
        latency = np.concatenate((latency, notices.latency))
    rows, all_of_them = observed.scopes.of(order), np.ones(len(order), dtype=np.bool_)
    return {
        **rows.count("messages.sent", all_of_them),
        **rows.share("messages.bounce_rate", bounced, all_of_them),
        **rows.moments("messages.latency", latency, ~bounced, SECOND, ("mean", "p95")),
    }


def _kpi(name: str, unit: str, definition: str, better: Better, called: str, *more: str) -> Kpi:
    return Kpi(
        f"messages.{name}",
        unit,
        "notification",
        definition,
        better,
        sections=(*NOTIFICATION, *more),
        absent=no_delay_notices,
        called=called,
    )


@figures(
    _kpi(
        "delay_notices",
        "messages",
        "notices of a delay, one an order at most; they are in messages.sent too",
        "neutral",
        "Notices of a delay",
    ),
    _kpi(
        "late_told",
        "%",
        "orders whose customers have a notice of a delay before the promised delivery passes / "
        "orders late for it",
        "higher",
        "Late orders whose customers were told",
        "delivery",
    ),
    _kpi(
        "false_alarms",
        "%",
        "delivered in time all the same / orders with a notice of a delay whose promised delivery "
        "has passed, or that were delivered",
        "lower",
        "Notices of a delay that was none",
        "delivery",
    ),
    group="messages",
)
def notices_of_delays(observed: Observation) -> Kpis:
    """Who is told that an order comes late, and who is told so in vain."""
    notices, scopes, cohort = _notices(observed), observed.scopes, observed.cohort
    if notices is None:
        return {}
    told, in_time = (np.zeros(observed.timeline.n, dtype=np.bool_) for _ in range(2))
    told[notices.order] = True
    here = notices.sent + notices.latency <= observed.workload.deliver_by[notices.order]
    in_time[notices.order[here & ~notices.bounced]] = True
    kpis = scopes.count("messages.delay_notices", told)
    if observed.scenario.delivery is not None:
        due, kept = cohort.delivery_due, cohort.delivered_on_time
        kpis |= scopes.share("messages.late_told", in_time & due & ~kept, due & ~kept)
        kpis |= scopes.share("messages.false_alarms", told & due & kept, told & due)
    return kpis


def _notices(observed: Observation) -> DelayNotices | None:
    """Those of the cohort."""
    every = delay_notices_of(observed.scenario, observed.workload, observed.timeline)
    if every is None:
        return None
    ours = observed.cohort.orders[every.order]
    return DelayNotices(*(column[ours] for column in vars(every).values()))
