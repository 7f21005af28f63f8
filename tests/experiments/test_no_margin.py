"""Where nothing is sold for money, no answer tells a margin: what more orders cost is no loss."""

from __future__ import annotations

import pytest

from simulator.experiments.alternatives import made
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.charts import price_panels
from simulator.experiments.compare.tables import circumstances
from simulator.experiments.gaps import gaps
from simulator.experiments.stress.disturbances import disturbances
from simulator.experiments.stress.findings import findings
from simulator.experiments.stress.stress import stress
from simulator.experiments.trials import trials
from simulator.experiments.unpriced import NO_MARGIN
from tests.experiments.figured import compared, week
from tests.experiments.shops import shop
from tests.reporting.conclusion_rules import assert_plain

__all__ = ["shop"]


def told(base, priced):
    with trials(jobs=1, detail="curves") as known:
        found = stress(base, disturbances(base, demand=["2x@2026-03-03"]), known, 5)
        assert found.sold is priced
        return found, findings(found, base, known, command="x", seconds=1.0)


def test_more_demand_costs_more_and_takes_no_margin(shop):
    found, page = told(made(shop), priced=False)
    effects = {effect.kpi: effect for effect in found.effects}
    assert not {"total_margin", "total_revenue"} & effects.keys()
    cost = effects["total_cost"].difference
    assert cost.mean > 0
    assert_plain(page.conclusion)
    assert "margin" not in page.conclusion
    assert f"It costs {cost.mean:,.0f} ± " in page.conclusion
    assert " USD more. " in page.conclusion
    assert NO_MARGIN in page.warnings


def test_with_a_price_it_is_margin(shop):
    found, page = told(made(shop, overrides=["catalog.price=50 USD"]), priced=True)
    assert found.effects[0].kpi == "total_margin"
    assert NO_MARGIN not in page.warnings


@pytest.mark.parametrize("revenue", [0.0, 40.0])
def test_a_circumstance_is_priced_in_cost_where_nothing_is_sold(revenue):
    """Cost rises from 10 and 12 to 14 and 15: 3.5 more; revenue by 1, so that 2.5 of margin go."""
    rises = 1.0 if revenue else 0.0
    money = {
        "total_revenue": [revenue, revenue],
        "total_cost": [10.0, 12.0],
        "total_margin": [revenue - 10.0, revenue - 12.0],
    }
    more = {
        "total_revenue": [revenue + rises] * 2,
        "total_cost": [14.0, 15.0],
        "total_margin": [revenue + rises - 14.0, revenue + rises - 15.0],
    }
    calm = {**week([97.0, 98.0], 9.0), **money}
    found, known = compared(
        {("house", ORDINARY): calm, ("house", "storm"): {**week([95.5, 95.5], 9.0), **more}}
    )
    (price,) = found.prices
    what = "Margin lost" if revenue else "Cost added"
    assert price.amount.mean == 3.5 - rises
    assert circumstances(found).head[2].startswith(what)
    panel = price_panels(found, known)[0]
    assert panel.title.startswith(what)
    assert panel.bars[0].values.mean() == price.amount.mean


def test_who_asks_for_the_margin_of_nothing_sold_is_told(shop):
    said = "Margin is minus the cost: nothing is sold for money; write catalog.price."
    free = made(shop).scenario
    assert said in gaps(free, ["total_margin"])
    assert said not in gaps(free, ["total_cost"])
    assert said not in gaps(
        made(shop, overrides=["catalog.price=50 USD"]).scenario, ["total_margin"]
    )
