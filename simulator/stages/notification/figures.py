"""Messages to customers and the seller."""

from __future__ import annotations

from simulator.measure.figures import Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
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
    scopes = observed.scopes
    sent = messages_of(observed.workload, observed.timeline)
    mine = observed.cohort.orders[sent.order]
    rows = scopes.of(sent.order)
    return {
        **rows.count("messages.sent", mine),
        **rows.share("messages.bounce_rate", sent.bounced, mine),
        **rows.moments(
            "messages.latency", sent.latency, mine & ~sent.bounced, SECOND, ("mean", "p95")
        ),
    }
