from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.reading.mistakes import ScenarioError
from simulator.results.timeline import Movement
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR
from simulator.workload import Workload
from simulator.workload.sampling import sample
from tests.workload.worlds import scenario


def world(policy: dict[str, Any], tmp_csv: str | None = None, **inventory: Any) -> Workload:
    catalog = {"skus": 4, "popularity": {"abc": {"a": {"skus": "25 %", "demand": "70 %"},
               "b": {"skus": "75 %", "demand": "30 %"}}}}  # fmt: skip
    if tmp_csv is not None:
        catalog = {"file": tmp_csv, "skus": None, "price": "20 USD"}
    demand = {"orders_per_day": 100, "lines": 1, "units_per_line": 2, "day_to_day_cv": 0.0}
    section = {"policy": policy, "lead_time": "3 d"} | inventory
    return sample(scenario(demand=demand, catalog=catalog, inventory=section), 0)


def test_cover_in_days_of_expected_demand():
    supply = world({"kind": "s S", "cover_s": "2 d", "cover_S": "5 d"}).supply
    assert supply.demand_rate.tolist() == pytest.approx([140, 20, 20, 20])
    assert supply.reorder_point.tolist() == [280, 40, 40, 40]
    assert supply.order_up_to.tolist() == [700, 100, 100, 100]
    assert supply.order_quantity.tolist() == [0] * 4


def test_reorder_point_and_quantity():
    supply = world({"kind": "r Q", "r": 30, "cover_Q": "1 d"}).supply
    assert supply.reorder_point.tolist() == [30] * 4
    assert supply.order_quantity.tolist() == [140, 20, 20, 20]
    assert supply.order_up_to.tolist() == [170, 50, 50, 50]


def test_base_stock_has_one_level():
    supply = world({"kind": "base stock", "cover_S": "2 d"}).supply
    assert supply.order_up_to.tolist() == [280, 40, 40, 40]
    assert supply.reorder_point.tolist() == [279, 39, 39, 39]
    assert supply.initial.tolist() == [280, 40, 40, 40]  # spread above S - 1


def test_initial_stock_is_full_or_spread_above_the_reorder_point():
    policy = {"kind": "s S", "s": 10, "S": 30}
    assert world(policy, initial="full").supply.initial.tolist() == [30] * 4
    spread = world(policy, initial="spread").supply.initial
    assert spread.min() > 10
    assert spread.max() <= 30


def test_spread_takes_every_level_alike():
    section = {"policy": {"kind": "s S", "s": 1, "S": 4}, "initial": "spread"}
    supply = sample(scenario(catalog={"skus": 9000}, inventory=section), 0).supply
    levels, counts = np.unique(supply.initial, return_counts=True)
    assert levels.tolist() == [2, 3, 4]
    assert np.abs(counts - 3000).max() < 4.5 * (9000 * 2 / 9) ** 0.5  # false alarm 2e-5


def test_levels_of_a_csv_go_before_the_policy(tmp_path):
    path = tmp_path / "skus.csv"
    path.write_text("sku,weight,price,s,S,initial\ntea,3,3.50,4,9,2\ncup,1,,,,\n")
    work = world({"kind": "s S", "s": 5, "S": 20}, str(path), initial="full")
    assert work.supply.sku == ("tea", "cup")
    assert work.supply.price.tolist() == [350, 2000]
    assert work.supply.reorder_point.tolist() == [4, 5]
    assert work.supply.order_up_to.tolist() == [9, 20]
    assert work.supply.initial.tolist() == [2, 20]
    assert work.supply.demand_rate.tolist() == pytest.approx([150, 50])


def test_cases_and_minimum_orders_of_a_csv_go_before_the_policy(tmp_path):
    path = tmp_path / "skus.csv"
    path.write_text("sku,weight,case_size,minimum_order\ntea,3,6,\ncup,1,,10\n")
    policy = {"kind": "s S", "s": 5, "S": 20, "case_size": 4, "minimum_order": 2}
    supply = world(policy, str(path)).supply
    assert supply.case_size.tolist() == [6, 4]
    assert supply.minimum_order.tolist() == [2, 10]


def costs_of(price: str, cost: str | None, csv: Path | None = None) -> list[int]:
    catalog = {"skus": 2, "price": price} | ({"cost": cost} if cost else {})
    catalog |= {"file": str(csv)} if csv else {}
    return sample(scenario(catalog=catalog), 0).supply.cost.tolist()


def test_goods_cost_an_amount_or_a_share_of_the_price_of_each_sku(tmp_path):
    assert costs_of("20 USD", None) == [0, 0]
    assert costs_of("20 USD", "7.20 USD") == [720, 720]
    assert costs_of("9.99 USD", "60 %") == [599, 599]  # 5.994
    path = tmp_path / "skus.csv"
    path.write_text("sku;weight;price;cost\ntea;3;3,50;1,75\ncup;1;;\njar;1;8;\n")
    # A cell goes first; a share is of the SKU's own price.
    assert costs_of("20 USD", "60 %", path) == [175, 1200, 480]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: catalog.file: no column 'sku'; write it in a header"),
        ("name,weight\ntea,1\n", "1: catalog.file: no column 'sku'"),
        ("sku,weight\n", "no SKU at all"),
        ("sku,weight\ntea,1\ntea,2\n", "3: sku: SKU 'tea' twice"),
        ("sku,weight\ntea,x\n", "2: weight: 'x' is not a number"),
        ("sku,weight\ntea,-1\n", "2: weight: -1 is negative"),
        ("sku,weight\ntea,1\nmilk,0\n", "3: weight: nobody buys 'milk'"),
        ("sku,weight,S\ntea,1,2.5\n", "2: S: 2.5 is not whole"),
        (
            "sku,weight,case_size\ntea,1,0\n",
            "2: case_size: 0 is less than a unit; write 1 to 1,000,000",
        ),
        ("sku,weight,minimum_order\ntea,1,1.5\n", "2: minimum_order: 1.5 is not whole"),
        ("sku,weight,cost\ntea,1,-2\n", "2: cost: -2 is negative; write 0 or more"),
        ("sku,weight,cost\ntea,1,60 %\n", "2: cost: '60 %' is not a number"),
        ("sku,weight,cost\ntea,x,-2\ntea,1,y\n", "2: weight: 'x' is not a number"),
        ("sku,weight,cost\ntea,x,-2\ntea,1,y\n", "2: cost: -2 is negative"),
        ("sku,weight,cost\ntea,x,-2\ntea,1,y\n", "3: sku: SKU 'tea' twice"),
        ("sku,weight,cost\ntea,x,-2\ntea,1,y\n", "3: cost: 'y' is not a number"),
    ],
)
def test_mistakes_in_a_catalog_name_their_line(tmp_path, text, said):
    path = tmp_path / "skus.csv"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=said):
        world({"kind": "s S", "s": 5, "S": 20}, str(path))


ORDERED = (
    ("s,S", "5,5", r"skus.csv:3: s: 'b' is reordered at 5 and up to 5; write an s below 5"),
    ("s", "20", r"skus.csv:3: s: 'b' is reordered at 20 and up to 20; write an s below 20"),
    ("S", "5", r"skus.csv:3: S: 'b' is reordered at 5 and up to 5; write an S above 5"),
    ("Q", "0", r"skus.csv:3: Q: no unit of 'b' is ordered; write 1 or more, or leave it empty"),
)


@pytest.mark.parametrize(("columns", "cells", "said"), ORDERED)
def test_a_row_with_which_nothing_is_ordered_is_named(tmp_path, columns, cells, said):
    path = tmp_path / "skus.csv"
    empty = "," * columns.count(",")
    path.write_text(f"sku,{columns}\na,{empty}\nb,{cells}\n")
    kind = {"kind": "s S", "s": 5, "S": 20}
    if columns == "Q":
        kind = {"kind": "r Q", "r": 5, "Q": 20}
    with pytest.raises(ScenarioError, match=said):
        world(kind, str(path))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("sku,pirce", r"skus.csv:1: pirce: the column 'pirce' is not read; did you mean price\?"),
        ("sku,Price", r"the column 'Price' is not read; did you mean price\?"),
        ("sku,unit_weight_kg", r"did you mean unit_weight_g\? If it is something else, call it"),
        ("sku,price,price", r"skus.csv:1: price: there are 2 columns 'price'; leave one of them"),
    ],
)
def test_a_misspelt_header_of_a_catalog_is_named(tmp_path, header, said):
    path = tmp_path / "skus.csv"
    path.write_text(f"{header}\na{',2' * header.count(',')}\n")
    with pytest.raises(ScenarioError, match=said):
        world({"kind": "s S", "s": 5, "S": 20}, str(path))


def test_other_columns_of_a_list_of_articles_are_left(tmp_path):
    path = tmp_path / "skus.csv"
    path.write_text("sku,title,note,size,brand,price\na,Tea,x,L,y,4\n")
    work = world({"kind": "s S", "s": 5, "S": 20}, str(path))
    assert work.supply.price.tolist() == [400]


def reorders_of(shop: Scenario, work: Workload) -> np.ndarray:
    """(skus,) How often each was reordered."""
    log = simulate(shop, work).stock
    return np.bincount(log.sku[log.kind == Movement.ORDERED], minlength=len(work.supply.sku))


EVERY_UNIT = {"kind": "s S", "s": 5, "S": 6}
"""Each unit that is taken is reordered."""
LOW = "sku,weight,price,s,S,initial\na,1,9,40,41,0\nb,1,9,40,60,3\nc,1,9,5,6,6\nd,1,9,0,1,90\n"
STOCKS: dict[str, dict[str, Any]] = {
    "one by one": {"policy": EVERY_UNIT},
    "at reviews": {"policy": EVERY_UNIT | {"review": "4 h"}},
    "by a quantity": {"policy": {"kind": "r Q", "r": 3, "Q": 2}, "initial": "full"},
    "that may not be on the shelf": {"policy": EVERY_UNIT, "record_accuracy": "60 %"},
    "low or plenty at the start": {"policy": EVERY_UNIT, "low": LOW},
}


@pytest.mark.parametrize("reserve", ["at cart", "at checkout"])
@pytest.mark.parametrize("stock", STOCKS)
def test_there_are_lead_times_enough_for_stock(stock, reserve, tmp_path):
    demand = {"orders_per_day": 100, "lines": 2, "units_per_line": 1}
    section = {"lead_time": "3 h", "backorder_limit": "none"} | STOCKS[stock]
    catalog: dict[str, Any] = {"skus": 4}
    if "low" in section:
        (tmp_path / "skus.csv").write_text(section.pop("low"))
        catalog = {"file": str(tmp_path / "skus.csv"), "skus": None}
    clock = {"start": "2026-03-02", "warm_up": "0 d", "run": "2 d", "cool_down": "1 d"}
    shop = scenario(
        demand=demand,
        catalog=catalog,
        inventory=section,
        checkout={"reserve": reserve},
        clock=clock,
    )
    work = sample(shop, 0)
    counts = np.diff(work.supply.lead_time_start)
    assert (work.supply.lead_time == 3 * HOUR).all()
    assert len(work.supply.lead_time) == work.supply.lead_time_start[-1]
    used = reorders_of(shop, work)
    assert (used <= counts).all()
    assert (used > 5).any()
    if stock == "one by one" and reserve == "at checkout":  # nor many that no order can call for
        assert used.sum() > 0.8 * counts.sum()


def test_lead_times_of_skus_are_independent():
    work = sample(scenario(inventory={"lead_time": {"gamma": {"mean": "3 d", "cv": 0.3}}}), 0)
    first = work.supply.lead_time[work.supply.lead_time_start[:-1]]
    assert len(set(first.tolist())) == len(first)
    assert work.supply.lead_time.mean() == pytest.approx(3 * DAY, rel=0.1)
