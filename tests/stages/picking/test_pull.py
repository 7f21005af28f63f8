"""Batches that form when a picker is free, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.scenario import load
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.rosters import at_work, steps
from tests.model.rosters import pickers as rostered
from tests.model.tiny import heads, scenario, workload

PICKERS = {"pickers": {"skills": ["picking"], "heads": 1}}
SETUP = MINUTE // 2


def pulled(created, heads_, up_to=8, wait="10 min", *, by="any", form="when free", **columns):
    """A tour takes half a minute of set-up and an hour an order, unless `pick` says so."""
    method = {"batch": {"up_to": up_to, "wait_at_most": wait, "by": by, "form": form}}
    shop = scenario(crews=PICKERS, picking={"method": method})
    columns = {"pick": [HOUR] * len(created)} | columns
    orders = workload(created, present={"pickers": heads_}, **columns)
    return shop, orders, simulate(shop, orders)


def tours(timeline):
    """(began, orders) of every tour."""
    found = {}
    for order, tour in enumerate(timeline.batch.tolist()):
        if tour != NEVER:
            found.setdefault(tour, []).append(order)
    began = timeline.visits["picking"].began.tolist()
    return [(began[orders[0]], orders) for _, orders in sorted(found.items())]


MORNING = [MINUTE, 15 * MINUTE, 40 * MINUTE]
"""The only picker begins with the first at 11 min; the others come while that lasts."""
BACK = 11 * MINUTE + SETUP + HOUR


def test_who_comes_free_takes_all_that_waits():
    assert tours(pulled(MORNING, heads((0, 1)))[2]) == [(11 * MINUTE, [0]), (BACK, [1, 2])]
    # A batch that is formed when it is full or has waited enough is of one order each.
    assert [orders for _, orders in tours(pulled(MORNING, heads((0, 1)), form="when full")[2])] == [
        [0], [1], [2]
    ]  # fmt: skip


def test_no_more_than_a_full_batch_the_most_urgent_first():
    created = [MINUTE, *[15 * MINUTE] * 4]
    _, _, timeline = pulled(created, heads((0, 1)), 3, priority=[1, 2, 2, 2, 1])
    later = BACK + SETUP + 3 * HOUR
    assert tours(timeline) == [(11 * MINUTE, [0]), (BACK, [1, 2, 4]), (later, [3])]


def test_an_order_that_comes_as_a_picker_is_free_goes_along():
    _, _, timeline = pulled([MINUTE, 15 * MINUTE, BACK, BACK + 1], heads((0, 1)))
    assert tours(timeline)[1] == (BACK, [1, 2])


def test_in_idle_hours_orders_wait_for_company_until_the_time_out():
    _, _, timeline = pulled([MINUTE, 5 * MINUTE, 11 * MINUTE, 12 * MINUTE], heads((0, 2)))
    assert tours(timeline) == [(11 * MINUTE, [0, 1, 2]), (22 * MINUTE, [3])]


def test_in_idle_hours_a_full_batch_leaves_at_once():
    _, _, timeline = pulled([MINUTE, 2 * MINUTE, 3 * MINUTE], heads((0, 2)), 2)
    assert tours(timeline) == [(2 * MINUTE, [0, 1]), (13 * MINUTE, [2])]


def test_without_a_time_out_whoever_is_free_takes_an_order_at_once():
    _, _, timeline = pulled([MINUTE, 11 * MINUTE, 41 * MINUTE], heads((0, 1)), wait="0 s")
    assert tours(timeline) == [(MINUTE, [0]), (MINUTE + SETUP + HOUR, [1, 2])]


def test_the_orders_of_a_night_are_shared_out_as_the_shift_begins():
    created = [MINUTE * k for k in range(1, 6)]
    _, _, timeline = pulled(created, heads((8 * HOUR, 3)), 2)
    assert tours(timeline) == [(8 * HOUR, [0, 1]), (8 * HOUR, [2, 3]), (8 * HOUR, [4])]


def test_who_is_back_from_a_break_takes_what_waits():
    present = heads((0, 1), (HOUR, 0), (2 * HOUR, 1))
    _, _, timeline = pulled([HOUR - MINUTE, HOUR + MINUTE], present, wait="3 h")
    assert tours(timeline) == [(2 * HOUR, [0, 1])]


def test_another_who_comes_free_does_not_end_the_waiting_for_company():
    """As long as one picker is idle, the order of minute 7 may get company."""
    created, pick = [MINUTE, 7 * MINUTE], [MINUTE, HOUR]
    _, _, timeline = pulled(created, heads((0, 2)), wait="5 min", pick=pick)
    assert tours(timeline) == [(6 * MINUTE, [0]), (12 * MINUTE, [1])]


def test_groups_do_not_mix_and_the_most_urgent_goes_first():
    created = [0, *[15 * MINUTE] * 4]
    kinds = {"order_class": [0, 0, 1, 0, 1], "priority": [2, 2, 1, 2, 1]}
    shop = {"demand": {"orders_per_day": 9, "classes": {"a": {"share": "50 %"},
                                                        "b": {"share": "50 %"}}}}  # fmt: skip
    method = {"batch": {"up_to": 8, "by": "class", "form": "when free"}}
    world = scenario(crews=PICKERS, picking={"method": method}, **shop)
    orders = workload(created, pick=[HOUR] * 5, present={"pickers": heads((0, 1))}, **kinds)
    assert [orders for _, orders in tours(simulate(world, orders))] == [[0], [2, 4], [1, 3]]


def test_a_picker_who_packs_too_goes_by_entry():
    """What is packed came before what waits to be picked, and the batch waits for the rest."""
    crews = {"all": {"skills": ["picking", "packing"], "heads": 1}}
    method = {"batch": {"up_to": 8, "wait_at_most": "0 s", "form": "when free"}}
    shop = scenario(crews=crews, picking={"method": method}, packing={})
    created = [0, MINUTE, 2 * MINUTE]
    orders = workload(created, pick=[HOUR] * 3, pack=[HOUR] * 3, present={"all": heads((0, 1))})
    timeline = simulate(shop, orders)
    # Order 0 is picked till 1 h and queues for packing then; 1 and 2 have waited since before.
    assert tours(timeline) == [(0, [0]), (HOUR + SETUP, [1, 2])]
    assert timeline.visits["packing"].began.tolist()[0] == 3 * HOUR + 2 * SETUP


def test_who_joins_a_batch_that_nobody_has_taken_yet_is_picked_in_its_time():
    """The head packs urgent orders first; meanwhile another order to pick comes."""
    crews = {"all": {"skills": ["picking", "packing"], "heads": 1}}
    method = {"batch": {"up_to": 8, "wait_at_most": "0 s", "form": "when free"}}
    shop = scenario(crews=crews, picking={"method": method}, packing={})
    created, priority = [0, MINUTE, 2 * HOUR], [1, 2, 2]
    orders = workload(
        created, pick=[HOUR] * 3, pack=[2 * HOUR] * 3, priority=priority,
        present={"all": heads((0, 1))},
    )  # fmt: skip
    timeline = simulate(shop, orders)
    begun = 3 * HOUR + SETUP
    assert tours(timeline) == [(0, [0]), (begun, [1, 2])]
    assert timeline.visits["picking"].ended.tolist()[1:] == [begun + SETUP + 2 * HOUR] * 2


def test_what_comes_of_a_review_at_the_moment_at_which_a_picker_comes_goes_along():
    review = {"fraud_review": {"share": "10 %", "time": "1 min"}}
    crews = PICKERS | {"reviewers": {"skills": ["fraud_review"], "heads": 1}}
    method = {"batch": {"up_to": 8, "form": "when free"}}
    shop = scenario(crews=crews, payment=review, picking={"method": method})
    orders = workload(
        [HOUR], reviewed=[True], review=[0],
        present={"pickers": heads((HOUR, 1)), "reviewers": heads((0, 1))},
    )  # fmt: skip
    assert tours(simulate(shop, orders)) == [(HOUR, [0])]


@pytest.mark.parametrize(("above", "called"), [("121 min", False), ("2 h", True)])
def test_overtime_counts_the_tours_that_what_waits_would_make(above, called):
    """At the end of the shift one order is picked; three wait: a tour of two, and one more."""
    shop = rostered({"days": "mon", "overtime": {"backlog_above": above, "up_to": "2 h"}})
    shop["picking"] = {"method": {"batch": {"up_to": 2, "wait_at_most": "0 s",
                                            "form": "when free"}}}  # fmt: skip
    timeline = at_work([END - HOUR] + [END - MINUTE] * 3, shop, pick=[2 * HOUR, *[40 * MINUTE] * 3])
    assert (len(steps(timeline, "pickers", "overtime")) > 1) == called


END = 8 * HOUR


def test_to_wait_for_a_busy_picker_is_labor_and_in_idle_hours_batching():
    shop, orders, timeline = pulled(MORNING, heads((0, 1)))
    kpis = measure(shop, orders, timeline).kpis
    labor = (BACK - MORNING[1] + BACK - MORNING[2]) / 3
    assert kpis["time_hours.batching", "all"] == pytest.approx(10 / 60 / 3)
    assert kpis["time_hours.labor", "all"] == pytest.approx(labor / HOUR)


BULK = """
schema: fulfillment/1
name: bulk
clock: {start: 2026-01-05, run: 1 d}
demand: {trace: {file: three.csv}}
crews: {pickers: {skills: [picking], heads: 1}}
picking:
  method: {batch: {up_to: 8, wait_at_most: 0 s, form: when free}}
  time: {setup: 0 s, per_line: 2 h, per_unit: 0 s}
"""


def test_a_scenario_says_so_and_its_page_too(tmp_path):
    import simulator as sim

    (tmp_path / "three.csv").write_text(
        "order_id,placed_at,sku,quantity\n1,2026-01-05 08:00:00,A,1\n"
        "2,2026-01-05 08:10:00,A,1\n3,2026-01-05 08:40:00,A,1\n"
    )
    (tmp_path / "bulk.yaml").write_text(BULK)
    results = sim.run(load(tmp_path / "bulk.yaml"), replications=1, jobs=1)
    assert results.orders["batch"].tolist() == [0, 1, 1]
    assert results.orders["wait_for_picking_min"].tolist() == [0, 110, 80]
    folder = results.write(tmp_path / "run")
    assert "`when free`" in (folder / "model.md").read_text()
