"""Classes whose orders have lines, and lines units, of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.mistakes import InputError
from simulator.scenario import load, loads
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.assortment import assortment
from simulator.stages.inventory.popularity import popularity
from simulator.workload.sampling import sample

SHOP = """
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 2 d, cool_down: 1 d}
demand:
  orders_per_day: 300
  lines: {shifted_geometric: {mean: 2.5}}
  units_per_line: {values: [1, 2], weights: [80, 20]}
  classes: {home: {share: 60 %}, office: {share: 40 %}}
catalog: {skus: 50}
crews: {pickers: {skills: [picking]}}
shifts: {day: {hours: 08:00-16:00, heads: {pickers: 9}}}
picking: {time: {per_line: 30 s}}
"""
OWN = ("demand.classes.office.lines={values: [4, 6]}", "demand.classes.office.units_per_line=3")


def scenario(*changes: str) -> Scenario:
    return loads(SHOP, overrides=list(changes)).scenario


def test_a_class_draws_its_own_and_the_others_stay_as_they_are() -> None:
    """The same customers: whoever is of the other class has the same SKUs and units."""
    before, after = sample(scenario(), 0), sample(scenario(*OWN), 0)
    assert (before.order_class == after.order_class).all()
    office = after.order_class == 1
    assert sorted(set(after.lines[office].tolist())) == [4, 6]
    assert (after.lines[~office] == before.lines[~office]).all()
    of_line = np.repeat(after.order_class, after.lines)
    assert set(after.line_units[of_line == 1].tolist()) == {3}
    kept = np.repeat(before.order_class, before.lines) == 0
    assert (after.line_units[of_line == 0] == before.line_units[kept]).all()
    assert (after.line_sku[of_line == 0] == before.line_sku[kept]).all()


def test_means_are_of_all_classes_by_their_shares() -> None:
    """60 % have 2.5 lines of 1.2 units, 40 % have 5 lines of 3: 7.8 units an order."""
    demand = scenario(*OWN).demand
    assert demand.mean_lines == pytest.approx(0.6 * 2.5 + 0.4 * 5)
    assert demand.mean_units == pytest.approx(0.6 * 2.5 * 1.2 + 0.4 * 15)
    plain = scenario().demand
    assert plain.mean_units == plain.lines.mean * plain.units_per_line.mean
    assert plain.mean_lines == plain.lines.mean


def test_stock_in_days_of_demand_covers_the_units_of_all_classes() -> None:
    """Means of 7.8 and 3 units an order: 2.6 times the stock for as many days."""
    stock = "inventory={policy: {kind: s S, cover_s: 20 d, cover_S: 40 d}}"
    plain, own = (sim.run(scenario(stock, "experiment.replications=2", *more), jobs=1)
                  for more in ((), OWN))  # fmt: skip
    held = [results.estimate("on_hand.mean").mean for results in (plain, own)]
    assert held[1] / held[0] == pytest.approx(7.8 / 3, rel=0.1)


def test_a_run_takes_as_long_as_its_lines() -> None:
    """30 s a line, 0 s else: of 3 lines each a class takes 90 s an order."""
    time = "picking.time={setup: 0 s, per_line: 30 s, per_unit: 0 s}"
    one = ("demand.lines=1", "demand.units_per_line=1", "demand.classes.office.lines=3", time)
    results = sim.run(scenario(*one, "experiment.replications=2"), jobs=1, orders="all")
    orders = results.orders
    assert set(orders.loc[orders["class"] == "office", "lines"]) == {3}
    assert set(orders.loc[orders["class"] == "home", "lines"]) == {1}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("demand.classes.office.lines=60",
         "an order has 60 lines of different SKUs on average, more than the 50 of the catalog"),
        ("demand.classes.office.units_per_line=2e6",
         "demand.classes.office.units_per_line: a line has 2e+06 units on average; write at most"),
        ("demand.classes.office.lines=0.5", "demand.classes.office.lines"),
        ("demand.classes.office.lines=many", "demand.classes.office.lines"),
    ],
)  # fmt: skip
def test_sizes_that_cannot_be_are_refused(change: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        scenario(change)
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


CATALOG = "sku,weight,weight_office\nA,5,0\nB,5,1\nC,1,3\n"


def with_catalog(folder: Path, text: str, *changes: str) -> Scenario:
    (folder / "skus.csv").write_text(text)
    shop = SHOP.replace("catalog: {skus: 50}", "catalog: {file: skus.csv}")
    (folder / "shop.yaml").write_text(shop)
    few = ("demand.lines=1", "clock.run=20 d", *changes)
    return load(folder / "shop.yaml", overrides=few).scenario


def test_a_class_with_a_column_of_weights_orders_by_it(tmp_path: Path) -> None:
    plain = sample(with_catalog(tmp_path, "sku,weight\nA,5\nB,5\nC,1\n"), 0)
    own = sample(with_catalog(tmp_path, CATALOG), 0)
    office = own.order_class == 1
    assert (own.line_sku[~office] == plain.line_sku[~office]).all()
    counts = np.bincount(own.line_sku[office], minlength=3)
    assert counts[0] == 0
    assert counts[2] / counts.sum() == pytest.approx(0.75, abs=0.03)


def test_an_order_has_no_more_lines_than_its_class_has_skus(tmp_path: Path) -> None:
    own = sample(with_catalog(tmp_path, CATALOG, "demand.lines=3"), 0)
    office = own.order_class == 1
    assert set(own.lines[office].tolist()) == {2}
    assert set(own.lines[~office].tolist()) == {3}
    skus = own.line_sku[np.repeat(office, own.lines)].reshape(-1, 2)
    assert (np.sort(skus, axis=1) == [1, 2]).all()


def test_demand_by_sku_is_of_all_classes(tmp_path: Path) -> None:
    """300 orders of 1.2 units: 60 % by 5, 5 and 1 of 11, 40 % by 0, 1 and 3 of 4."""
    shop = with_catalog(tmp_path, CATALOG)
    popular = popularity(shop.demand, shop.catalog, assortment(shop.catalog))
    expected = 1.2 * (180 * np.array([5, 5, 1]) / 11 + 120 * np.array([0, 1, 3]) / 4)
    assert popular.rate(shop.demand, 300.0) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sku,weight,weight_offce\nA,1,1\n", "did you mean weight_office?"),
        ("sku,weight,weight_office\nA,1,0\n", "nobody of class 'office' orders anything"),
        ("sku,weight,weight_office\nA,1,many\n", "'many' is not a number"),
        ("sku,weight,weight_office\nA,1,-1\n", "-1 is negative; write 0 or more"),
    ],
)
def test_weights_that_cannot_be_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        sample(with_catalog(tmp_path, text), 0)
    assert told in str(refused.value)
    assert "skus.csv" in str(refused.value)


def test_other_columns_of_a_shop_are_left(tmp_path: Path) -> None:
    text = "sku,weight,weight_kg\nA,1,many\nB,2,3\n"
    plain = sample(with_catalog(tmp_path, "sku,weight\nA,1\nB,2\n"), 0)
    assert (sample(with_catalog(tmp_path, text), 0).line_sku == plain.line_sku).all()
