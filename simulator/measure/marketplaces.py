"""What marketplaces ask of their sellers and nobody else does; where a target asks for it."""

from __future__ import annotations

from collections.abc import Callable

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.results.outcomes import REFUSED, Outcome, is_any_of
from simulator.scenario.limits import CANCELS, TRACKS
from simulator.scenario.scenario import Scenario

BY_THE_HOUSE = (Outcome.OUT_OF_STOCK, Outcome.REJECTED, Outcome.EXPIRED)


def asked_for(name: str, wanted: str) -> Callable[[Scenario, str], str | None]:
    """Why a figure is not in a scenario: no target is of it, such as the one `wanted`."""

    def absent(scenario: Scenario, _: str = "") -> str | None:
        if any(target.kpi == name for target in scenario.targets):
            return None
        target = wanted.replace("CURRENCY", scenario.currency)
        return f"no target asks for it; write targets: [{{{target}}}]"

    return absent


@figures(
    Kpi(
        CANCELS,
        "%",
        "demand",
        "canceled by the house (out of stock, waited too long, rejected) / orders placed whose "
        "payment was not refused",
        "lower",
        absent=asked_for(CANCELS, "limit: amazon cancellations"),
        called="Canceled by the house",
    ),
    group="cancellations",
)
def seller_cancellations(observed: Observation) -> Kpis:
    """Orders that the seller cancels; what customers call off is not counted against it."""
    outcome = observed.timeline.outcome
    placed = observed.cohort.orders & ~is_any_of(outcome, REFUSED)
    return observed.scopes.share(CANCELS, is_any_of(outcome, BY_THE_HOUSE), placed)


@figures(
    Kpi(
        TRACKS,
        "%",
        "labeling",
        "orders with a label of the carrier's service, none written by hand / shipped orders",
        "higher",
        sections=("shipping",),
        absent=asked_for(TRACKS, "limit: amazon valid tracking"),
        called="Valid tracking",
    ),
    group="service",
    after="order_accuracy",
)
def valid_tracking(observed: Observation) -> Kpis:
    """A label by hand has no number that the marketplace can follow."""
    by_hand = observed.timeline.label_by_hand
    return observed.scopes.share(TRACKS, ~by_hand, observed.cohort.shipped)
