"""Whether a run has prices at all: a cost of 0 of nothing is left out, and it is said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import shown_of
from simulator.experiments.trials import Trials
from simulator.measure.kpis import headline
from simulator.reading.times import Promise
from simulator.scenario.scenario import Scenario

COST, SAME_DAY = "cost_per_order", "same_day_share"
PROMISED = Promise("working days", 0)
"""The same day."""
NO_PRICES = (
    "Nothing is priced, so no cost is told: write crews.NAME.wage and cost under each service to "
    "have one."
)


NO_MARGIN = "Margin is not told: nothing has a price; write catalog.price to have it."


def untold_margin(sold: bool, scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """The sentence that says so where nothing is sold; not where only the orders are missing."""
    priced = any("price" in each.catalog.model_fields_set for each in scenarios)
    return () if sold or priced else (NO_MARGIN,)


REVENUE, MARGIN, TOTAL_COST = "total_revenue", "total_margin", "total_cost"


def sold(known: Trials, those: Iterable[Alternative], numbers: Sequence[int]) -> bool:
    """Whether any of these earns anything: where all revenue is 0 a margin is minus the cost."""
    return any((known.values(each, numbers, REVENUE) != 0).any() for each in those)


class Measured(Protocol):
    """What is asked of the results of a run."""

    @property
    def scenario(self) -> Scenario:
        """As it was run."""

    @property
    def keys(self) -> Collection[tuple[str, str]]:
        """(KPI, scope) of all that was measured."""

    def values(self, kpi: str, scope: str = "all") -> list[float]:
        """One a replication."""


def unpriced(results: Measured) -> bool:
    """Whether an order cost nothing in every replication, and no target asks for its cost."""
    asked = any(target.kpi == COST for target in results.scenario.targets)
    return not asked and (COST, "all") in results.keys and not any(results.values(COST))


def headline_of(results: Measured) -> tuple[str, ...]:
    """The headline KPIs that were measured; no cost where nothing has a price.

    Where all orders are promised to leave the same day up to a cut-off, the share of those before
    it that do comes second: that of all orders is of later ones too, which have another day.
    """
    left_out = {COST} if unpriced(results) else set[str]()
    first, *others = headline()
    same_day = (SAME_DAY,) if _leaves_the_same_day(results.scenario) else ()
    names = (first, *same_day, *others)
    return tuple(name for name in names if (name, "all") in results.keys and name not in left_out)


def _leaves_the_same_day(scenario: Scenario) -> bool:
    """Whether all classes have a cut-off, and a promise to ship on the day."""
    return all(
        each.order_cut_off is not None and each.ship_by == PROMISED
        for each in scenario.demand.classes.values()
    )


def shown_in(results: Measured) -> tuple[str, ...]:
    """The KPIs that the run's answer rests on; no cost where nothing has a price."""
    left_out = {COST} if unpriced(results) else set[str]()
    return tuple(name for name in shown_of(results.scenario) if name not in left_out)


def no_prices(results: Measured) -> tuple[str, ...]:
    """The sentence that says so, where nothing has a price and somebody works."""
    return (NO_PRICES,) if unpriced(results) and results.scenario.crews else ()
