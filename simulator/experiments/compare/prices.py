"""What circumstances cost: each choice under one less the same choice in the ordinary case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.crossing import Crossed
from simulator.experiments.compare.put_off import GROWTH
from simulator.experiments.compare.states import COST
from simulator.experiments.trials import Trials
from simulator.experiments.unpriced import MARGIN, TOTAL_COST, sold
from simulator.measure.statistics import Estimate, paired_difference

SERVICE = "on_time_ship"


@dataclass(frozen=True)
class Price:
    """What a circumstance changes for one choice, paired, over the measurement window.

    `amount` is the margin that it takes: what is earned less, and what is spent more; where nothing
    is `sold` for money, what is spent more. `per_order`
    is the change of cost per order, `service` that of on-time ship in points, `growth` that of the
    backlog's growth; without a mean where it is not measured. `other_demand`: not the same orders
    are placed under it, so that margin changes with the demand as well.
    """

    choice: str
    case: str
    amount: Estimate
    per_order: Estimate
    service: Estimate
    growth: Estimate
    other_demand: bool
    sold: bool = True

    @property
    def figure(self) -> tuple[str, float]:
        """The KPI behind `amount`, and the sign with which its change is told."""
        return (MARGIN, -1.0) if self.sold else (TOTAL_COST, 1.0)


def prices(crossed: Crossed, known: Trials, numbers: Sequence[int]) -> tuple[Price, ...]:
    """Of every circumstance for every choice, the baseline first."""
    priced = sold(known, crossed.cells.values(), numbers)
    return tuple(
        _price(crossed, choice.name, case, known, numbers, priced)
        for case in crossed.circumstances
        for choice in crossed.choices
    )


def _price(
    crossed: Crossed, name: str, case: str, known: Trials, numbers: Sequence[int], priced: bool
) -> Price:
    confidence = crossed.baseline.scenario.experiment.confidence
    ordinary, changed = crossed.cells[name, ORDINARY], crossed.cells[name, case]

    def change(figure: str) -> Estimate:
        after, before = (known.values(each, numbers, figure) for each in (changed, ordinary))
        return paired_difference(after, before, confidence)

    if priced:
        margin, left = (known.values(each, numbers, MARGIN) for each in (ordinary, changed))
        amount = paired_difference(margin, left, confidence)
    else:
        amount = change(TOTAL_COST)
    placed, other = (known.values(each, numbers, "orders.placed") for each in (ordinary, changed))
    return Price(
        choice=name,
        case=case,
        amount=amount,
        per_order=change(COST),
        service=change(SERVICE),
        growth=change(GROWTH),
        other_demand=not np.array_equal(placed, other, equal_nan=True),
        sold=priced,
    )
