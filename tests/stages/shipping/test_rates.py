"""Rate cards: bands, zones, dimensional weight, surcharges, fuel, and what a bad card gets."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.reading.mistakes import ScenarioError
from simulator.results.order_money import order_money
from simulator.scenario import loads
from simulator.workload.sampling import sample

CARD = "up_to_kg,near,far\n1,4.00,6.00\n2,5.00,8.00\n20,9.00,20.00\n"
SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 1 d, cool_down: 2 d}
catalog: {skus: 40, unit_volume: UNIT_VOLUME, unit_weight: UNIT_WEIGHT, price: 30 USD}
demand:
  orders_per_day: 40
  lines: 1
  classes: {all: {share: 100 %, ship_by: none}}
  units_per_line: 1
  regions: {near: 50 %, far: 50 %}
picking: off
packing:
  stations: {count: 50}
  boxes: {m: {volume: 10 l, max_weight: 15 kg, material: 200 g}}
labeling: off
shipping:
  rate_cards:
    ground:
      file: card.csv
  carriers:
    one:
      pick_ups: {daily: ["23:00"]}
      services: {slow: {transit: 1 working day, rates: ground, lost: 0 %, damaged: 0 %}}
delivery: off
"""


def shop(tmp_path, card=CARD, weight="700 g", volume="2 l", more="", change=()):
    (tmp_path / "card.csv").write_text(card, encoding="utf-8")
    text = SHOP.replace("UNIT_WEIGHT", weight).replace("UNIT_VOLUME", volume)
    text = text.replace("      file: card.csv\n", f"      file: card.csv\n{more}")
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    return loads(text, directory=tmp_path).scenario


def billed(scenario):
    """Postage by region of the orders that left, in cents, and the figures."""
    orders = sample(scenario, 0)
    timeline = simulate(scenario, orders)
    found = {}
    costs = order_money(scenario, orders, timeline).costs["shipping"]
    for region, cost in zip(orders.region.tolist(), costs.tolist(), strict=True):
        if cost > 0:
            found.setdefault(orders.regions[region], set()).add(round(100 * cost))
    kpis = measure(scenario, orders, timeline).kpis
    return found, {name: value for (name, scope), value in kpis.items() if scope == "all"}


def test_a_box_of_just_a_bands_weight_is_in_it_and_a_gram_more_in_the_next(tmp_path):
    found, kpis = billed(shop(tmp_path, weight="800 g"))  # with its box of 200 g a kilogram
    assert found == {"near": {400}, "far": {600}}
    assert kpis["shipping.billed_weight"] == 1000
    assert billed(shop(tmp_path, weight="801 g"))[0] == {"near": {500}, "far": {800}}


def test_dimensional_weight_counts_where_it_is_the_greater_one(tmp_path):
    found, kpis = billed(shop(tmp_path, more="      divisor: 5000 cm3/kg\n"))  # 10 l: 2 kg
    assert found == {"near": {500}, "far": {800}}
    assert kpis["shipping.billed_weight"] == 2000
    assert kpis["shipping.billed_by_volume"] == 100
    found, kpis = billed(shop(tmp_path, weight="3 kg", more="      divisor: 5000 cm3/kg\n"))
    assert found == {"near": {900}, "far": {2000}}
    assert kpis["shipping.billed_by_volume"] == 0


def test_a_divisor_of_inches_and_pounds_is_one_of_centimeters_and_grams(tmp_path):
    in_pounds = "up_to_lb,near,far\n1,1,1\n4.3,2,2\n4.4,3,3\n40,4,4\n"
    more = "      divisor: 139 in3/lb\n"  # 10 l are 610.2 cubic inches: 4.39 lb
    assert billed(shop(tmp_path, in_pounds, more=more))[0] == {"near": {300}, "far": {300}}


def test_surcharges_by_day_weight_and_region_and_fuel_on_all_of_it(tmp_path):
    more = """      fuel: 10 %
      surcharges:
        season: {price: 0.45 USD, from: 2026-03-02, until: 2026-03-02}
        heavy: {price: 3 USD, over: 900 g}
        far: {price: 1 USD, regions: [far]}
        later: {price: 50 USD, from: 2026-03-05}
        over: {price: 70 USD, until: 2026-03-01}
"""
    found, kpis = billed(shop(tmp_path, more=more))  # 900 g are not over 900 g
    # 4.00 + .45 = 4.45 and fuel .445, half a cent up; 6.00 + .45 + 1 = 7.45 and .745; the pick-up
    # of the next day has no season's price: 4.40 and 7.70
    assert found == {"near": {490, 440}, "far": {820, 770}}
    assert 0 < kpis["shipping.surcharges_per_parcel"] < kpis["shipping.postage_per_parcel"]
    assert "cost_per_order.shipping" in kpis


def test_each_box_of_an_order_is_billed_by_itself(tmp_path):
    change = [
        ("units_per_line: 1", "units_per_line: 3")
    ]  # 3 x 5 l and 700 g: a box of 10 l holds one (85 %)
    found, kpis = billed(shop(tmp_path, volume="5 l", change=change))
    assert found == {"near": {1200}, "far": {1800}}
    assert kpis["shipping.postage_per_parcel"] * 3 == pytest.approx(kpis["cost_per_order.shipping"])


def test_a_unit_that_fits_no_box_is_billed_by_its_own_size(tmp_path):
    change = [("  boxes:", "  fits_no_box: ship unboxed\n  boxes:")]
    found, _ = billed(
        shop(tmp_path, volume="30 l", more="      divisor: 10 l/kg\n", change=change)
    )  # 3 kg by volume
    assert found == {"near": {900}, "far": {2000}}
    with pytest.raises(ScenarioError, match=r"is billed by 50 kg, and the card ends at 20 kg"):
        sample(shop(tmp_path, weight="50 kg", change=change), 0)


def test_regions_by_zone_and_one_price_for_all(tmp_path):
    zones = "      zones: {near: zone8, far: zone2}\n"
    card = "up_to_kg;zone2;zone8\n5;4,00;9,50\n20;5,00;10\n"
    assert billed(shop(tmp_path, card, more=zones))[0] == {"near": {950}, "far": {400}}
    assert billed(shop(tmp_path, "up_to_kg,all\n20,7\n"))[0] == {"near": {700}, "far": {700}}


def test_the_cheapest_hangs_on_what_is_in_the_box(tmp_path):
    change = [
        ("      services: {slow", "      services:\n        slow"),
        ("damaged: 0 %}}", "damaged: 0 %}"),
        ("  rate_cards:", "  choice: cheapest\n  rate_cards:"),
        ("        slow: {", "        flat: {transit: 3 d, cost: 7 USD}\n        slow: {"),
    ]
    world = shop(tmp_path, weight="{values: [500 g, 5 kg], weights: [50, 50]}", change=change)
    orders = sample(world, 0)
    placed = np.flatnonzero(~orders.abandons)
    weight = orders.unit_weight[orders.line_sku[orders.line_start[placed]]] + 200
    price = np.where(weight <= 1000, [400, 600][0], 900) + np.where(
        orders.region[placed] == 1, np.where(weight <= 1000, 200, 1100), 0
    )
    assert len(set(price.tolist())) == 4
    assert (orders.service[placed] == np.where(price < 700, 1, 0)).all()


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("kg,near,far\n1,4,6\n", "card.csv:1: no column of weights; write one of up_to_kg"),
        ("up_to_kg,up_to_lb\n1,4\n", "there are 2 columns of weights"),
        ("up_to_kg\n1\n", "no column of prices"),
        ("up_to_kg,near,near\n1,4,6\n", "'near' does not name one zone"),
        ("up_to_kg,near,far\n", "no weight at all"),
        ("up_to_kg,near,far\n2,4,6\n2,5,7\n", "card.csv:3: up_to_kg: the weights do not rise"),
        ("up_to_kg,near,far\n0,4,6\n", "the weight is not above 0"),
        ("up_to_kg,near,far\n20,4,six\n", "card.csv:2: far: 'six' is not a number of 0 or more"),
        ("up_to_kg,near,far\n20,4\n", "card.csv:2: far: '' is not a number of 0 or more"),
        ("up_to_kg,near,far\n20,4,-1\n", "'-1' is not a number of 0 or more"),
        ("up_to_kg,near,far\n20,4,6,7\n", "there are 4 cells below 3 columns"),
        ("up_to_kg,near\n20,4\n20.5,5\n", ""),
        (
            "up_to_kg,near,north\n20,4,6\n",
            "no column for far, give each its zone; write zones: {far: near}",
        ),
        ("up_to_kg,near,far\n9,4,6\n", "the card ends at 9 kg, and box 'm' may be billed by 15.2"),
    ],
)
def test_a_bad_card_is_one_mistake_with_its_line(tmp_path, card, said):
    if not said:  # one column of prices serves every region
        assert shop(tmp_path, card).shipping.rate_cards
        return
    with pytest.raises(ScenarioError) as caught:
        sample(shop(tmp_path, card), 0)
    assert said in str(caught.value)


def test_all_that_is_wrong_in_a_card_is_told_at_once(tmp_path):
    card = "up_to_kg,near,far\n2,x,6\n1,-1,7\n20,4,6,8\nheavy,4,\n"
    with pytest.raises(ScenarioError) as caught:
        sample(shop(tmp_path, card), 0)
    said = [
        line.partition("card.csv:")[2].split(": ")[:2] for line in str(caught.value).splitlines()
    ]
    assert [tuple(each) for each in said[:3]] == [("2", "near"), ("3", "near"), ("3", "up_to_kg")]
    assert [each[0] for each in said[3:]] == ["4", "5", "5"]
    many = "up_to_kg,near\n" + "x,1\n" * 30
    with pytest.raises(ScenarioError, match="10 more mistakes; correct these first"):
        sample(shop(tmp_path, many), 0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rates: ground", "rates: grund", "no 'grund' in shipping.rate_cards; did you mean ground"),
        ("rates: ground", "cost: 4 USD", "no service has this rate card; write rates: ground"),
        ("      file: card.csv\n", "      file: card.csv\n      divisor: 139\n",
         "139 has no unit; write 139 cm3/kg, or 139 in3/lb"),
        ("      file: card.csv\n", "      file: card.csv\n      divisor: 5 kg\n",
         "'5 kg' is not a volume for each weight; write one such as 5000 cm3/kg"),
        ("      file: card.csv\n", "      file: card.csv\n      zones: {near: z}\n",
         "card.csv has no column 'z'; write near or far"),
        ("      file: card.csv\n", "      file: card.csv\n      zones: {nera: near}\n",
         "there is no region 'nera'; did you mean near?"),
        ("      file: card.csv\n", "      file: card.csv\n      surcharges: {a: {price: 1 USD, "
         "from: 2026-03-05, until: 2026-03-01}}\n", "it ends on 2026-03-01, before it begins"),
        ("      file: card.csv\n", "      file: card.csv\n      surcharges: {a: {price: 1 USD, "
         "regions: [afar]}}\n", "there is no region 'afar'; did you mean far?"),
        ("  boxes: {m: {volume: 10 l, max_weight: 15 kg, material: 200 g}}\n", "",
         "a rate card prices boxes, and there are none; write packing.boxes"),
    ],
)  # fmt: skip
def test_a_card_that_does_not_fit_the_shop_is_a_mistake(tmp_path, old, new, said):
    with pytest.raises(ScenarioError) as caught:
        shop(tmp_path, change=[(old, new)])
    assert said in str(caught.value)


def test_a_card_is_read_from_a_sheet_of_a_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "ground"
    for row in (["up_to_kg", "near", "far"], [2, 4, 6], [20, 9, "six"]):
        book.active.append(row)
    book.save(tmp_path / "rates.xlsx")
    change = [("file: card.csv", "file: rates.xlsx#ground")]
    with pytest.raises(ScenarioError, match=r"rates.xlsx.*C3.*'six' is not a number"):
        sample(shop(tmp_path, change=change), 0)
    book.active["C3"] = 20
    book.save(tmp_path / "rates.xlsx")
    assert billed(shop(tmp_path, change=change))[0] == {"near": {400}, "far": {600}}


def test_no_rate_card_no_figure_of_one(tmp_path):
    change = [
        ("  rate_cards:\n    ground:\n      file: card.csv\n", ""),
        ("rates: ground", "cost: 4 USD"),
    ]
    found, kpis = billed(shop(tmp_path, change=change))
    assert found == {"near": {400}, "far": {400}}
    assert not [name for name in kpis if "billed" in name or "postage" in name]
