"""Why payments are refused for good, for the answer of a run in which many are."""

from __future__ import annotations

from simulator.scenario.scenario import Scenario
from simulator.stages.demand.trace_window import order_file


def why_declined(scenario: Scenario) -> str:
    """What declines orders, to stand behind their share; empty without payment or declines."""
    payment, trace = scenario.payment, scenario.demand.trace
    if payment is None:
        return ""
    if trace is not None and order_file(scenario, trace).unpaid is not None:
        return "the order file has no payment of theirs"
    share = sum(way.share * (way.declined.soft + way.declined.hard) for way in payment.ways)
    if not share:
        return ""
    written = any(way.declined.model_fields_set for way in payment.ways)
    assumed = "" if written else ", an assumed default"
    return f"{100 * share:.3g} % of first payments are refused{assumed}"
