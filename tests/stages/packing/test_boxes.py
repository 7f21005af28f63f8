"""Units into boxes: never cut, first fit by volume and weight, each box the smallest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario import ScenarioError
from simulator.stages.packing.boxes import kinds_of, smallest
from simulator.stages.packing.draws_boxes import boxed
from simulator.stages.packing.first_fit import Units, first_fit, most_boxes
from simulator.workload.sampling import prepare, sample
from tests.laws.boxes import packed as packed_by_hand
from tests.workload.worlds import scenario

BOXES = {
    "large": {"volume": "10 l", "max_weight": "10 kg"},
    "small": {"volume": "2 l", "max_weight": "1 kg"},
    "dense": {"volume": "2 l", "max_weight": "5 kg", "cost": "1 USD"},
}


def section(boxes=BOXES, fill="50 %", **more):
    return scenario(packing={"boxes": boxes, "fill": fill, **more}, **SIZES).packing


SIZES = {"catalog": {"unit_volume": "1 ml", "unit_weight": "1 g"}}


def units(*orders):
    """Lines (cubic centimeters, grams, units) of every order."""
    lines = np.array([line for order in orders for line in order], dtype=np.int64).reshape(-1, 3)
    start = np.concatenate(([0], np.cumsum([len(order) for order in orders])))
    return Units(start.astype(np.int64), *lines.T)


def packed(*orders, **more):
    found = boxed(section(**more), units(*orders))
    names = list(more.get("boxes", BOXES))
    return [{name: int(n) for name, n in zip(names, row, strict=True) if n} for row in found.count]


def test_an_order_takes_the_smallest_box_that_holds_all_of_it():
    # Half of a box can be filled: 1 l of 2, 5 l of 10.
    one = [[(500, 500, 2)], [(1000, 1001, 1)], [(1001, 1, 1)], [(10, 5001, 1)]]
    assert packed(*one) == [{"small": 1}, {"dense": 1}, {"large": 1}, {"large": 1}]


def test_units_are_not_cut():
    # 5 l of 10: four units of 3 l are 12 l, but no two of them share a box.
    assert packed([(3000, 1, 4)]) == [{"large": 4}]
    # 10 kg: three of 4 kg are 12 kg, two share a box, and the third takes the smallest it can.
    assert packed([(10, 4000, 3)]) == [{"large": 1, "dense": 1}]


def test_the_largest_come_first_and_the_small_ones_fill_what_is_left():
    # 3 l and 3 l open a box each; 2 l goes to the first, 1 l and 1 l to the second.
    assert packed([(1000, 1, 2), (2000, 1, 1), (3000, 1, 2)]) == [{"large": 2}]
    # What is left over takes the smallest box: the rest of 5 + 1.
    assert packed([(1000, 1, 6)]) == [{"large": 1, "small": 1}]


def test_both_volume_and_weight_must_fit():
    # Of feathers (2 l) and lead (9 kg) one each share a box; two of either do not.
    assert packed([(2000, 10, 1), (10, 9000, 1)]) == [{"large": 1}]
    assert packed([(2600, 10, 2), (10, 9000, 2)]) == [{"large": 2}]


def test_a_unit_opens_the_box_that_holds_most_of_it():
    boxes = {
        "wide": {"volume": "30 l", "max_weight": "5 kg"},
        "strong": {"volume": "10 l", "max_weight": "30 kg"},
    }
    assert packed([(1000, 4000, 8)], boxes=boxes, fill="100 %") == [{"strong": 2}]


def test_of_equal_boxes_the_cheapest_is_taken():
    boxes = {"dear": {"volume": "2 l", "cost": "2 USD"}, "cheap": {"volume": "2 l"}}
    assert packed([(100, 1, 1)], boxes=boxes) == [{"cheap": 1}]


def test_a_fill_of_a_tenth_is_not_less_for_its_binary_digits():
    assert packed([(700, 1, 1)], boxes={"b": {"volume": "1 l"}}, fill="70 %") == [{"b": 1}]
    assert packed([(57, 1, 1)], boxes={"b": {"volume": "100 ml"}}, fill="57 %") == [{"b": 1}]


def test_a_large_order_is_as_many_boxes_as_it_takes():
    assert packed([(5000, 1, 40_000)]) == [{"large": 40_000}]
    with pytest.raises(ScenarioError, match="an order may take 100,001 boxes, and at most 100,000"):
        packed([(5000, 1, 100_001)])


def test_what_fits_no_box_is_a_parcel_of_its_own():
    found = boxed(section(), units([(5001, 1, 3), (1000, 1, 1)], [(1, 20_000, 2)], [(9, 9, 1)]))
    assert found.loose.tolist() == [3, 2, 0]
    assert found.count.tolist() == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]
    assert found.volume.tolist() == [1000, 0, 9]


line = st.tuples(st.integers(1, 2600), st.integers(1, 2600), st.integers(1, 9))
KINDS = (
    {"one": {"volume": "3 l", "max_weight": "3 kg"}},
    {"s": {"volume": "3 l", "max_weight": "3 kg"}, "l": {"volume": "9 l", "max_weight": "5 kg"}},
    {"wide": {"volume": "9 l", "max_weight": "3 kg"}, "deep": {"volume": "3 l"}},
)


@given(st.lists(st.lists(line, min_size=1, max_size=6), min_size=1, max_size=5),
       st.sampled_from(KINDS))  # fmt: skip
def test_boxes_are_those_of_first_fit_unit_by_unit(orders, boxes):
    packing = section(boxes, fill="90 %")
    found = boxed(packing, units(*orders))
    kinds = list(packing.boxes.values())
    for row, order in enumerate(orders):
        single = [(v, w, k) for k, (v, w, n) in enumerate(order) for _ in range(n)]
        due, loose = packed_by_hand(packing, single)
        assert found.count[row].tolist() == [sum(one.box is box for one in due) for box in kinds]
        assert found.loose[row] == loose
        assert found.volume[row] == sum(one.volume for one in due)


@given(st.lists(st.lists(line, min_size=1, max_size=8), min_size=1, max_size=8),
       st.sampled_from(KINDS))  # fmt: skip
def test_no_box_is_over_full_and_no_unit_is_lost(orders, boxes):
    lines, kinds = units(*orders), kinds_of(section(boxes, fill="90 %"))
    small = smallest(kinds, lines.volume, lines.weight) >= 0
    lines = Units(lines.start, np.where(small, lines.volume, 1), np.where(small, lines.weight, 1),
                  lines.units)  # fmt: skip
    filled = list(first_fit(kinds, lines))
    order, kind, volume, weight, count = (
        np.concatenate([getattr(some, name) for some in filled])
        for name in ("order", "kind", "volume", "weight", "units")
    )
    assert (volume <= kinds.room[kind]).all()
    assert (weight <= kinds.limit[kind]).all()
    assert (count >= 1).all()
    line_order = np.repeat(np.arange(len(orders)), np.diff(lines.start))
    totals = [(count, 1), (volume, lines.volume), (weight, lines.weight)]
    for of_boxes, of_units in totals:
        inside = np.bincount(order, of_boxes, minlength=len(orders))
        assert inside.tolist() == np.bincount(line_order, lines.units * of_units).tolist()
    boxes_of = np.bincount(order, minlength=len(orders))
    fill = np.bincount(order, volume) / kinds.room.max()
    load = np.bincount(order, weight) / kinds.limit.max()
    assert (boxes_of >= np.maximum(np.ceil(fill), np.ceil(load))).all()
    assert (boxes_of <= most_boxes(kinds, lines)).all()
    if kinds.count == 1:  # two boxes in a row never fit into one
        assert (boxes_of < 2 * (fill + load) + 1).all()


def test_the_boxes_of_a_sample_are_those_of_its_units():
    catalog = {"unit_volume": "1.5 l", "unit_weight": "400 g"}
    work = sample(scenario(catalog=catalog, packing={"boxes": BOXES}), 0)
    assert (work.volume == 1500 * work.units).all()
    single = work.units == 1
    assert (work.boxes[single] == [0, 1, 0]).all()
    assert (work.parcels >= 1).all()
    assert work.parcels.max() > 1


def test_what_an_order_is_packed_in_hangs_on_it_alone():
    lines = [[(1000 * k, 100, 7), (300, 900, k)] for k in range(1, 5)]
    together = boxed(section(), units(*lines)).count
    apart = [boxed(section(), units(order)).count[0] for order in lines]
    assert together.tolist() == [row.tolist() for row in apart]


def catalog_of(tmp_path, text):
    file = tmp_path / "skus.csv"
    file.write_text(text)
    world = {"catalog": {"file": str(file), "skus": None, "price": None}, "demand": {"lines": None}}
    return world, file


def test_a_sku_that_fits_no_box_is_named_with_its_line(tmp_path):
    world, file = catalog_of(
        tmp_path,
        "sku,unit_volume_cm3,unit_weight_g\nsofa,900000,40000\npen,10,10\nanvil,900,50000\n",
    )
    shop = scenario(packing={"boxes": BOXES, "fill": "50 %"}, **world)
    with pytest.raises(ScenarioError) as error:
        prepare(shop)
    assert str(error.value).splitlines() == [
        f"{file}:{line}: packing.boxes: SKU '{name}' of {size} fits no box; add a box such as "
        f"{{volume: {inside} cm3, max_weight: {weight} g}}, or write packing.fits_no_box: ship "
        "unboxed"
        for line, name, size, inside, weight in (
            (2, "sofa", "900,000 cm3 and 40,000 g", 1_800_000, 40_000),
            (4, "anvil", "900 cm3 and 50,000 g", 10_000, 50_000),
        )
    ]
    key = {"fits_no_box": "ship unboxed"}
    work = sample(scenario(packing={"boxes": BOXES, "fill": "50 %", **key}, **world), 0)
    assert work.loose.sum() == work.line_units[work.line_sku != 1].sum() > 0
    boxes = {**BOXES, "own": {"volume": "1800000 cm3", "max_weight": "50000 g"}}
    assert sample(scenario(packing={"boxes": boxes, "fill": "50 %"}, **world), 0).loose.sum() == 0


def test_of_many_skus_that_fit_no_box_twenty_are_named(tmp_path):
    rows = "".join(f"S{k},900000,10\n" for k in range(23))
    world, _ = catalog_of(tmp_path, "sku,unit_volume_cm3,unit_weight_g\n" + rows)
    with pytest.raises(ScenarioError) as error:
        prepare(scenario(packing={"boxes": BOXES}, **world))
    told = str(error.value).splitlines()
    assert len(told) == 21
    assert told[-1] == "packing.boxes: 3 more SKUs fit no box; correct those above first"


def test_a_size_that_may_be_drawn_beyond_the_boxes_is_a_mistake_before_it_is(tmp_path):
    world, _ = catalog_of(tmp_path, "sku,unit_weight_g\ntea,10\ncup,10\n")
    world["catalog"]["unit_volume"] = {"exponential": {"mean": "0.1 l"}}  # 1 l once in 22,000
    told = r"SKU 'tea' of up to 2,072 cm3 and 10 g fits no box"
    with pytest.raises(ScenarioError, match=told):
        sample(scenario(packing={"boxes": {"b": {"volume": "2 l"}}}, **world), 0)
    sample(scenario(packing={"boxes": {"b": {"volume": "2.5 l"}}}, **world), 0)
