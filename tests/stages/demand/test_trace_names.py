"""Names that the scenario does not have, promises that are dates, and the lines of counts."""

from __future__ import annotations

import pytest

from simulator.reading.mistakes import ScenarioError
from simulator.stages.demand.trace_notes import trace_notes
from simulator.units import DAY, HOUR
from simulator.workload.sampling import sample
from tests.stages.demand.test_trace import traced, written

HEADER = "order_id,placed_at,sku,quantity,service,dest_region,promised_at"
ROWS = (
    "1,2026-03-03 10:00,a,1,Express Shipping,near,2026-03-05",
    "2,2026-03-03 11:00,a,1, EXPRESS ,far,2026-03-05 12:00",
    "3,2026-03-03 12:00,b,2,,Elsewhere,",
    "4,2026-03-01 12:00,b,2,standard,near,",
    "5,2026-04-03 12:00,b,1,standard,near,",
)


def file(tmp_path, *rows, header=HEADER):
    return written(tmp_path, "\n".join([header, *(rows or ROWS), ""]))


def test_unknown_names_are_counted_with_a_map_to_paste(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        sample(traced(file(tmp_path), unknown="refuse"), 0)
    told = str(caught.value)
    assert "service: no class of the scenario is called so (express or standard)" in told
    assert "'Express Shipping' 1; write demand.trace.map: " in told
    assert '{class: {"Express Shipping": standard}}' in told
    assert "dest_region: no region of the scenario is called so (near or far)" in told
    assert "'Elsewhere' 1" in told


def test_a_map_gives_them_their_names(tmp_path):
    names = {"class": {"express shipping": "express"}, "region": {"Elsewhere": "far"}}
    work = sample(traced(file(tmp_path), unknown="refuse", map=names), 0)
    assert [work.classes[k] for k in work.order_class[:2]] == ["express", "express"]
    assert [work.regions[k] for k in work.region] == ["near", "far", "far"]
    wrong = {"class": {"express shipping": "fast"}, "region": {"Elsewhere": "far"}}
    with pytest.raises(ScenarioError, match=r"there is no such class; write express or standard"):
        sample(traced(file(tmp_path), unknown="refuse", map=wrong), 0)


def test_what_is_drawn_and_what_is_outside_is_said(tmp_path):
    notes = trace_notes(traced(file(tmp_path)))
    assert notes[0] == "orders.csv: 5 of 5 orders ship."
    assert "1 order with an empty 'service' is given a class by the shares." in notes
    said = (
        "1 order of no class of the scenario ('Express Shipping' 1) is given a class by the shares."
    )
    assert said in notes
    assert "1 order placed before the simulated time starts is left out." in notes
    offered = next(note for note in notes if note.startswith("To have what is still open"))
    assert offered.endswith("write clock.start: 2026-03-01 and clock.warm_up: 1 d.")
    assert "1 order placed after the simulated time ends is left out." in notes
    bare = file(tmp_path, "1,2026-03-03,a,1", header="order_id,placed_at,sku,quantity")
    notes = trace_notes(traced(bare))
    assert "No column has the class of an order: it is drawn by the shares." in notes
    assert "1 order with a date and no time of day is placed at 00:00." in notes


def test_moments_of_payments_are_said_to_be_of_no_use_where_payment_is_off(tmp_path):
    header = "order_id,placed_at,paid_at,sku,quantity"
    rows = ("1,2026-03-03 10:00,2026-03-03 10:00:08,a,1", "2,2026-03-03 11:00,2026-03-03 11:00,a,1")
    path = file(tmp_path, *rows, header=header)
    world = traced(path)
    off, on = (trace_notes(each) for each in (world.model_copy(update={"payment": None}), world))
    said = (
        "1 order paid later than placed is taken as paid at once, since payment is off; "
        "write payment: {} to use 'paid_at'."
    )
    assert said in off
    assert not any("paid at once" in note for note in on)


def test_a_single_class_or_region_needs_no_names(tmp_path):
    demand = {"classes": {"all": {}}, "regions": {"home": 1.0}}
    without = ("checkout", "shipping", "delivery", "returns")
    world = traced(file(tmp_path), unknown="refuse", demand=demand, without=without)
    assert set(sample(world, 0).order_class.tolist()) == {0}
    told = [note for note in trace_notes(world) if "is of the only" in note or "are of the" in note]
    assert (
        "('standard' 2, 'Express Shipping' 1, 'EXPRESS' 1) are of the only class, 'all'." in told[0]
    )
    assert "are of the only region, 'home'." in told[1]


def test_class_names_may_have_spaces(tmp_path):
    classes = {"express shipping": {"share": "40 %"}, "standard": {"share": "60 %"}}
    rows = [row.replace(" EXPRESS ", "standard") for row in ROWS]
    work = sample(traced(file(tmp_path, *rows), demand={"classes": classes}), 0)
    assert [work.classes[k] for k in work.order_class[:2]] == ["express shipping", "standard"]


def test_a_promise_that_is_a_date_is_kept_until_its_end(tmp_path):
    """Of 2026-03-05 until 2026-03-06 00:00, four days after the start; of 12:00 until then."""
    work = sample(traced(file(tmp_path)), 0)
    assert work.deliver_by[:2].tolist() == [4 * DAY, 3 * DAY + 12 * HOUR]


def test_copies_keep_the_end_of_a_day(tmp_path):
    work = sample(traced(file(tmp_path, *ROWS[:1]), scale=4.0), 0)
    assert work.deliver_by.tolist() == [4 * DAY] * 4


def test_skus_that_the_catalog_lacks_are_counted_by_name(tmp_path):
    catalog = written(tmp_path, "sku,price\na,5\n7,5\n", "skus.csv")
    rows = ["1,2026-03-03,a,1", "2,2026-03-03,007,1", "3,2026-03-03,b,1", "4,2026-03-03,b,2"]
    world = traced(file(tmp_path, *rows, header="order_id,placed_at,sku,quantity"))
    world = world.model_copy(update={"catalog": world.catalog.model_copy(update={"file": catalog})})
    said = (
        "2 SKUs not in skus.csv (lines: 'b' 2, '007' 1; but for leading zeros 1 would be) are "
        "given the price and levels of the scenario."
    )
    assert said in trace_notes(world)


def test_what_does_not_ship_is_said(tmp_path):
    rows = ["1,2026-03-03,a,2,paid", "1,2026-03-03,a,-1,paid", "1,2026-03-03,b,0,paid",
            "2,2026-03-03,a,1,canceled", "3,2026-03-03,a,1,pending"]  # fmt: skip
    header = "order_id,placed_at,sku,quantity,status"
    declined = traced(file(tmp_path, *rows, header=header))
    world = declined.model_copy(update={"payment": None})
    assert trace_notes(world)[:2] == (
        "orders.csv: 1 of 3 orders ships. Left out: 1 canceled, 1 unpaid. "
        "Rows left out of orders that ship: 1 of no units.",
        "1 unit refunded or in rows of less than 0 units is taken off.",
    )
    assert sample(declined, 0).n == 2
    assert "1 order without a payment is declined by the payment." in trace_notes(declined)
