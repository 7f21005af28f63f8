"""Messages to customers and the seller."""

from __future__ import annotations

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.stages.notification.messages import messages_of
from simulator.units import SECOND


def messages(observed: Observation) -> Kpis:
    """Messages sent, bounced and their latency; {} with notification off."""
    if observed.scenario.notification is None:
        return {}
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
