"""Each box is a parcel: for the label, the postage, the pick-up and the tables."""

from dataclasses import replace

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.explain.work import way, work
from simulator.experiments.gaps import without_a_box
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.orders import order_table
from simulator.scenario import loads
from simulator.units import HOUR, NEVER, SECOND
from simulator.workload.sampling import sample
from simulator.workload.workload import HARD_DECLINE
from tests.model.tiny import scenario, supply, workload

BOXES = {"m": {"volume": "10 l", "cost": "1 USD", "material": "200 g"}}
SIZES = {"unit_volume": "5 l", "unit_weight": "1 kg"}


def shop(capacity=None, boxes=BOXES, packing=(), loading="priority", **more):
    pick_ups = {"daily": [f"{hour:02}:00" for hour in range(1, 24)]}
    services = {"ground": {"transit": "1 h", "cost": "5 USD", "lost": "0 %", "damaged": "0 %"}}
    carrier = {"pick_ups": pick_ups, "services": services, "loading": loading}
    if capacity is not None:
        carrier["capacity"] = capacity
    return scenario(
        catalog=SIZES,
        packing={"boxes": boxes, "material": "0.10 USD", **dict(packing)},
        labeling={"printers": 1},
        shipping={"carriers": {"carrier": carrier}},
        **more,
    )


def two_orders(*created, **columns):
    """Four units of 5 l and one, of which a box of 10 l filled to 85 % holds one each."""
    sizes = {"unit_volume": [5000], "unit_weight": [1000]}
    inside = {"boxes": [[4], [1]], "volume": [20_000, 5000]} | columns
    return workload(created or (0, 0), [[(0, 4)], [(0, 1)]], **sizes, **inside)


def figures(world, orders):
    timeline = simulate(world, orders)
    kpis = measure(world, orders, timeline).kpis
    table = order_table(world, orders, timeline)
    return timeline, {name: value for (name, scope), value in kpis.items() if scope == "all"}, table


def test_every_box_has_a_label_postage_and_material():
    timeline, kpis, table = figures(shop(), two_orders())
    label = timeline.visits["labeling"]
    assert (label.ended - label.began).tolist() == [4 * 10 * SECOND, 10 * SECOND]
    assert kpis["shipping.parcels_per_order"] == kpis["packing.boxes_per_order"] == 2.5
    assert kpis["cost_per_order.shipping"] == 5 * 2.5
    assert kpis["cost_per_order.packaging"] == pytest.approx(1.1 * 2.5)
    assert kpis["packing.box_fill"] == 50
    assert kpis["packing.box_material"] == 200 * 2.5
    assert kpis["packing.without_box"] == 0
    assert table["boxes"].tolist() == table["parcels"].tolist() == [4, 1]
    assert list(table["box"]) == ["m", "m"]
    assert table["order_cost"].tolist() == pytest.approx([4 * 6.1, 6.1])


def test_a_pick_up_has_room_for_boxes_and_the_rest_of_an_order_comes_with_the_next():
    timeline, kpis, table = figures(shop("3 parcels"), two_orders())
    log = timeline.pick_ups
    assert log.waiting.tolist()[:3] == [5, 2, 0]
    assert log.loaded.tolist()[:3] == [3, 2, 0]
    assert timeline.handed_over.tolist() == [2 * HOUR, 2 * HOUR]
    parts = timeline.part_loads
    assert (parts.time.tolist(), parts.parcel.tolist(), parts.boxes.tolist()) == ([HOUR], [0], [3])
    midnight = np.datetime64("2026-03-02", "ms")
    first, last = (
        (table[name] - midnight).astype(np.int64).tolist()
        for name in ("first_handed_over_at", "handed_over_at")
    )
    assert (first, last) == ([HOUR, 2 * HOUR], [2 * HOUR, 2 * HOUR])
    assert table["parcels"].tolist() == [4, 1]
    assert kpis["shipping.parcels_per_order"] == 2.5
    assert kpis["click_to_ship.mean"] == 1.5


def test_an_order_that_has_gone_in_part_is_still_open_and_has_the_boxes_that_are_gone():
    orders = replace(two_orders(), horizon=3 * HOUR + HOUR // 2)
    timeline, _, table = figures(shop(1, clock=CLOCK), orders)
    assert timeline.handed_over.tolist() == [NEVER, NEVER]
    assert table["parcels"][0] == 3
    assert np.isnan(table["order_cost"][0])


CLOCK = {"start": "2026-03-02", "run": "3 h 30 min"}


def test_the_parcel_of_fewest_boxes_goes_first_where_the_carrier_loads_so():
    world = shop("3 parcels", loading="fewest boxes")
    timeline, _, _ = figures(world, two_orders())
    assert timeline.handed_over.tolist() == [2 * HOUR, HOUR]
    assert timeline.part_loads.boxes.tolist() == [2]


def test_an_urgent_parcel_goes_between_the_boxes_of_another():
    orders = two_orders(0, HOUR + HOUR // 2, priority=[2, 1])
    timeline, _, _ = figures(shop(2), orders)
    assert timeline.handed_over.tolist() == [3 * HOUR, 2 * HOUR]
    assert timeline.part_loads.boxes.tolist() == [2, 1]


def test_labels_by_hand_are_one_a_box():
    service = {"printers": 1, "service": {"retries": 0}}
    world = shop().model_copy(update={"labeling": scenario(labeling=service).labeling})
    down = {"label_by_hand": [90 * SECOND] * 2, "label_service_down": [[0, HOUR]]}
    timeline, _, _ = figures(world, two_orders(**down))
    label = timeline.visits["labeling"]
    assert (label.ended - label.began).tolist() == [4 * 90 * SECOND, 90 * SECOND]


def test_what_fits_no_box_is_a_parcel_without_one():
    orders = two_orders(boxes=[[0], [1]], loose=[4, 0], volume=[0, 5000])
    _, kpis, table = figures(shop(packing={"fits_no_box": "ship unboxed"}), orders)
    assert kpis["shipping.parcels_per_order"] == 2.5
    assert kpis["cost_per_order.shipping"] == 5 * 2.5
    assert kpis["cost_per_order.packaging"] == pytest.approx((1 + 5 * 0.1) / 2)
    assert kpis["packing.without_box"] == 80
    assert kpis["packing.box_fill"] == 50
    assert table["boxes"].tolist() == [0, 1]
    assert table["parcels"].tolist() == [4, 1]
    assert table["box"].isna().tolist() == [True, False]


def test_an_order_of_which_a_line_was_taken_out_is_packed_without_it():
    stock = {"inventory": {"policy": {"kind": "s S", "s": 0, "S": 9}, "when_short": "cancel line"}}
    sizes = {"unit_volume": [5000, 5000], "unit_weight": [1000, 1000]}
    orders = workload([0], [[(0, 2), (1, 3)]], **sizes, boxes=[[5]], volume=[25_000],
                      supply=supply([9, 0]))  # fmt: skip
    timeline, kpis, table = figures(shop(**stock), orders)
    assert timeline.line_canceled.tolist() == [False, True]
    label = timeline.visits["labeling"]
    assert label.ended - label.began == 2 * 10 * SECOND
    assert (table["boxes"][0], table["parcels"][0]) == (2, 2)
    assert timeline.pick_ups.loaded.sum() == 2
    assert kpis["cost_per_order.shipping"] == 10


def test_a_declined_order_would_have_paid_for_all_of_its_boxes():
    world = shop(payment={"declined": {"hard": "10 %"}})
    orders = two_orders(verdict=[HARD_DECLINE, 0], value=[10_000, 0])
    _, kpis, _ = figures(world, orders)
    assert kpis["lost_margin.payment"] == pytest.approx(100 - 4 * (5 + 1.1))


def test_what_ships_without_a_box_is_said_before_and_after_the_run(tmp_path):
    (tmp_path / "skus.csv").write_text("sku,unit_volume_cm3\nsofa,900000\npen,10\n")
    text = YAML.replace("unit_volume: 5 l", "file: skus.csv").replace(
        "packing: {", "packing: {fits_no_box: ship unboxed, "
    )
    loaded = loads(text, directory=tmp_path)
    told = "1 of 2 SKUs ('sofa') fits no box: each of their units ships as a parcel without one."
    assert without_a_box(loaded.scenario) == [told]
    results = sim.run(loaded, replications=1, jobs=1)
    assert told in results.report_input.warnings
    page = (results.write(tmp_path / "run") / "report.html").read_text()
    assert "fits no box: each of their units ships as a parcel without one" in page
    assert "Parcels without a box" in page


YAML = """
schema: fulfillment/1
name: boxes
clock: {start: 2026-03-02, run: 2 d}
demand: {orders_per_day: 40, units_per_line: 4}
catalog: {unit_volume: 5 l, unit_weight: 1 kg}
crews: {p: {skills: [packing], heads: 1}}
packing: {boxes: {m: {volume: 10 l}}}
labeling: {printers: 1, carrier_call: 0 s, time: 10 s}
shipping: {carriers: {c: {pick_ups: {daily: ['15:00']}, services: {g: {transit: 1 h}}}}}
"""


def test_explain_counts_a_label_and_a_parcel_for_every_box():
    world = loads(YAML).scenario
    orders = sample(world, 0)
    assert (orders.parcels == 4).all()
    tasks, _ = way(world, orders)
    labels = [part for part in tasks if part.station == "labeling"]
    assert all((part.time == 40 * SECOND).all() for part in labels)
    found = work(world)
    assert found.parcels["c"].sum() == pytest.approx(4 * found.placed)
