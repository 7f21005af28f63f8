"""What customers paid and get back, by method and where a target asks, by hand arithmetic.

Three orders at 10.00, with a card, a wallet and a card; the last is lost, and all of it is back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.measure.money_groups import FIGURES
from simulator.scenario.checks_figures import not_measured
from simulator.units import HOUR
from tests.measure.test_costs import orders, shop, unpoliced
from tests.stages.payment.test_tries import tried

WAYS = {"methods": {"card": {"share": "50 %"}, "wallet": {"share": "50 %"}}, "retry": "none"}
ASKED = [
    {"kpi": "total_refunded", "at_most": "1000 USD"},
    {"kpi": "total_charged", "at_least": "1000 USD"},
]


def three():
    made = orders([7 * HOUR, 8 * HOUR, 9 * HOUR], [[(0, 1)]] * 3, lost=[False, False, True])
    up = (np.zeros((0, 2), dtype=np.int64),) * 2
    return unpoliced(replace(made, added=tried(3, method=[[0], [1], [0]]), gateway_down=up))


def test_money_by_method_of_payment():
    house, work = shop(payment=WAYS), three()
    series = measure(house, work, simulate(house, work)).series
    rows = series["series"] == "money_by_method"
    assert series["group"][rows & (series["x"] == 0)].tolist() == ["card", "wallet"]
    found = {
        figure: series["value"][rows & (series["x"] == FIGURES.index(figure))].tolist()
        for figure in ("orders_left", "charged", "refunded", "revenue")
    }
    assert found == {
        "orders_left": [2, 1], "charged": [20, 10], "refunded": [10, 0], "revenue": [10, 10]
    }  # fmt: skip


def test_totals_are_kpis_where_a_target_asks_for_them():
    work, house = three(), shop(payment=WAYS)
    timeline = simulate(house, work)
    assert ("total_charged", "all") not in measure(house, work, timeline).kpis
    assert not_measured("total_refunded", house).endswith(
        "no target asks for it; write targets: [{kpi: total_refunded, at_most: 1000 USD}]"
    )
    asked = shop(payment=WAYS, targets=ASKED)
    kpis = measure(asked, work, timeline).kpis
    assert (kpis["total_charged", "all"], kpis["total_refunded", "all"]) == (30, 10)
    assert kpis["total_revenue", "all"] == 20
