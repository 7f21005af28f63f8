"""Trucks that are full by weight or volume, by hand arithmetic (Monday 0 h is 0)."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

import simulator as sim
from simulator.experiments.explain.supply import pick_ups
from simulator.experiments.explain.work import work
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.reading.mistakes import ScenarioError
from simulator.reporting.carriers import carriers
from simulator.scenario import checks, checks_shipping, loads
from simulator.units import HOUR
from simulator.workload.sampling import sample
from tests.model.tiny import scenario, supply, workload

BOXES = {"m": {"volume": "10 l", "material": "200 g", "max_weight": "10 kg"}}
SIZES = {"unit_volume": [5000], "unit_weight": [1000]}


def shop(boxes=BOXES, clock=None, packing=(), **limits):
    pick_ups = {"daily": [f"{hour:02}:00" for hour in range(1, 24)]}
    services = {"ground": {"transit": "1 h", "lost": "0 %", "damaged": "0 %"}}
    more = {} if clock is None else {"clock": clock}
    return scenario(
        catalog={"unit_volume": "5 l", "unit_weight": "1 kg"},
        packing={"boxes": boxes, **dict(packing)},
        shipping={"carriers": {"carrier": {"pick_ups": pick_ups, "services": services, **limits}}},
        **more,
    )


def boxes_of(*counts, **columns):
    """Orders of so many units of 5 l and 1 kg, each unit in a box of 10 l and 200 g."""
    inside = {"boxes": [[n] for n in counts], "volume": [5000 * n for n in counts]}
    return workload([0] * len(counts), [[(0, n)] for n in counts], **SIZES, **inside, **columns)


def loads_of(world, orders):
    log = simulate(world, orders).pick_ups
    return log.loaded.tolist(), log.grams.tolist(), log.volume.tolist()


def test_a_truck_takes_boxes_with_their_own_weight_up_to_its_payload_and_not_a_gram_more():
    """A box weighs 1.2 kg: two are 2.4 kg, and 2.399 kg take one."""
    orders = boxes_of(1, 1, 1)
    loaded, grams, _ = loads_of(shop(payload="2.4 kg"), orders)
    assert (loaded[:3], grams[:3]) == ([2, 1, 0], [2400, 1200, 0])
    loaded, grams, _ = loads_of(shop(payload="2399 g"), orders)
    assert (loaded[:3], grams[:3]) == ([1, 1, 1], [1200, 1200, 1200])


def test_a_box_takes_as_much_room_as_it_is_large_inside_whatever_is_in_it():
    loaded, _, volume = loads_of(shop(load_volume="29 l"), boxes_of(1, 1, 1))
    assert (loaded[:3], volume[:3]) == ([2, 1, 0], [20_000, 10_000, 0])


def test_of_an_order_of_several_boxes_some_go_and_the_rest_comes_with_the_next():
    world, orders = shop(payload="4 kg"), boxes_of(4, 1)
    timeline = simulate(world, orders)
    assert timeline.pick_ups.loaded.tolist()[:3] == [3, 2, 0]
    assert timeline.handed_over.tolist() == [2 * HOUR, 2 * HOUR]
    assert timeline.part_loads.boxes.tolist() == [3]


def test_boxes_that_are_gone_are_not_weighed_again():
    """A unit of 9 kg goes before one of 1 kg, each in a box of 200 g; a truck takes 10.2 kg."""
    sizes = {"unit_volume": [5000, 5000], "unit_weight": [9000, 1000]}
    inside = {"boxes": [[2]], "volume": [10_000]}
    orders = workload([0], [[(0, 1), (1, 1)]], **sizes, **inside, supply=supply([9, 9]))
    loaded, grams, _ = loads_of(shop(payload="10.2 kg"), orders)
    assert (loaded[:3], grams[:3]) == ([1, 1, 0], [9200, 1200, 0])


def test_the_limit_that_is_reached_first_counts():
    limits = {"capacity": 3, "payload": "4.8 kg", "load_volume": "50 l"}
    orders = boxes_of(*[1] * 8)
    assert loads_of(shop(**limits), orders)[0][:3] == [3, 3, 2]
    assert loads_of(shop(**limits | {"capacity": 9}), orders)[0][:2] == [4, 4]
    assert loads_of(shop(**limits | {"capacity": 9, "payload": "100 kg"}), orders)[0][:2] == [5, 3]


def test_another_truck_is_limited_as_usual_by_what_it_does_not_say():
    other = [{"at": "02:00", "payload": "4.8 kg"}]
    world = shop(payload="1.2 kg", capacity=3, capacity_on=other)
    assert loads_of(world, boxes_of(*[1] * 6))[0][:4] == [1, 3, 1, 1]


def test_what_waits_behind_a_heavy_parcel_waits_though_it_would_fit():
    heavy = replace(boxes_of(1, 1, 1), unit_weight=[1000], priority=[1, 1, 1])
    boxes = {"s": BOXES["m"], "l": {"volume": "30 l", "material": "2 kg", "max_weight": "10 kg"}}
    inside = {"boxes": [[1, 0], [0, 1], [1, 0]], "volume": [5000, 20_000, 5000]}
    heavy = workload([0] * 3, [[(0, 1)], [(0, 4)], [(0, 1)]], **SIZES, **inside)
    loaded, grams, _ = loads_of(shop(boxes, payload="7 kg"), heavy)
    assert (loaded[:3], grams[:3]) == ([1, 1, 1], [1200, 6000, 1200])


def test_a_truck_on_call_has_its_own_limits():
    call = {"parcels": 4, "price": "90 USD", "lead_time": "10 min", "payload": "3 kg"}
    timeline = simulate(shop(payload="1.2 kg", on_call=call), boxes_of(1, 1, 1, 1))
    log = timeline.pick_ups
    assert (log.called.tolist()[:2], log.loaded.tolist()[:2]) == ([True, False], [2, 1])
    assert log.payload.tolist()[:2] == [3000, 1200]


def test_how_full_trucks_leave_is_a_figure():
    """In 4 h four trucks of 4 kg take three boxes of 1.2 kg, 10 l each of 40 l: 3.6 of 16 kg."""
    clock = {"start": "2026-03-02", "run": "4 h 30 min"}
    assert used(clock) == pytest.approx((100 * 3.6 / 16, 100 * 30 / 160))
    later = {"start": "2026-03-02", "warm_up": "90 min", "run": "3 h"}
    assert used(later) == (0, 0)


def used(clock):
    world = shop(payload="4 kg", load_volume="40 l", clock=clock)
    orders = replace(boxes_of(1, 1, 1), horizon=world.clock.horizon)
    kpis = measure(world, orders, simulate(world, orders)).kpis
    return tuple(kpis[f"shipping.{name}_used", "all"] for name in ("payload", "load_volume"))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"payload": "9 kg"}, "does not take the largest box, full; write payload: 10.2 kg or"),
        ({"load_volume": "9 l"}, "not take the largest box, full; write load_volume: 10 l or more"),
        (
            {"payload": "900 kg", "capacity_on": [{"at": "02:00"}]},
            "it limits nothing; write capacity",
        ),
    ],
)
def test_a_truck_that_no_full_box_fits_is_a_mistake(limits, said):
    ((_, misfit),) = checks_shipping.truck_sizes(shop(**limits))
    assert said in misfit


def test_without_boxes_nobody_knows_what_parcels_weigh():
    ((at, misfit),) = checks_shipping.truck_sizes(shop(boxes={}, payload="800 kg"))
    assert at == ("shipping", "carriers", "carrier", "payload")
    assert "nothing says how large and heavy parcels are; write packing.boxes, such as" in misfit


def test_the_table_of_pick_ups_says_by_what_trucks_are_full():
    """In 4 h four trucks take a box of 1.2 kg each of 2 kg; three of them leave some behind."""
    clock = {"start": "2026-03-02", "run": "4 h 30 min"}
    world = shop(payload="2 kg", capacity=9, clock=clock)
    orders = replace(boxes_of(1, 1, 1, 1), horizon=world.clock.horizon)
    series = pd.DataFrame(measure(world, orders, simulate(world, orders)).series)
    run = SimpleNamespace(
        currency="USD", series=series, clock={"run": world.clock.run}, confidence=0.95
    )
    table = carriers(run)
    told = dict(zip(table.head, table.rows[0], strict=True))
    assert told["Capacity of each"] == "9, 2 kg"
    assert told["Pick-ups full"].startswith("75")
    assert told["Payload used"].startswith("60")
    assert told["Left behind, all told"].startswith("6")


SOFA = """
schema: fulfillment/1
name: sofas
extends: small
catalog: {file: skus.csv}
packing: {boxes: {m: {volume: 30 l}}, fits_no_box: ship unboxed}
shipping:
  carriers:
    parcelco: {LIMITS}
"""


@pytest.mark.parametrize(
    ("limits", "remedy"),
    [
        ("payload: 60 kg", "payload: 75.5 kg"),
        ("load_volume: 600 l", "load_volume: 900 l"),
        ("payload: 60 kg, load_volume: 2 m3", "payload: 75.5 kg"),
        # one truck takes its weight, the other its size, and neither both
        ("payload: 60 kg, load_volume: 2 m3, capacity_on: [{days: mon, payload: 2 t, "
         "load_volume: 600 l}]", "payload: 75.5 kg"),
    ],
)  # fmt: skip
def test_a_unit_without_a_box_that_no_truck_takes_is_named(limits, remedy, tmp_path):
    (tmp_path / "skus.csv").write_text("sku,unit_volume_cm3,unit_weight_g\nsofa,900000,75500\n")
    told = f"'sofa' of 75.5 kg and 900 l goes without a box, and no truck takes it; write {remedy},"
    with pytest.raises(ScenarioError, match=re.escape(told)):
        sim.run(loads(SOFA.replace("LIMITS", limits), directory=tmp_path))
    key = remedy.partition(":")[0]
    mended = re.sub(rf"^{key}: [0-9]+ [a-z]+", remedy, limits)
    assert sample(loads(SOFA.replace("LIMITS", mended), directory=tmp_path).scenario, 0).n


def test_where_all_units_are_alike_the_scenario_itself_says_that_no_truck_takes_one():
    loose = {"fits_no_box": "ship unboxed"}
    small = {"m": {"volume": "4 l", "max_weight": "1 kg"}}
    ((at, misfit),) = checks_shipping.unboxed_units(
        shop(small, packing=loose, payload="100 kg", load_volume="4.5 l")
    )
    assert at == ("shipping", "carriers", "carrier")
    assert "of 1 kg and 5 l goes without a box, and no truck takes it; write load_volume: 5 l" in (
        misfit
    )
    mended = shop(small, packing=loose, payload="100 kg", load_volume="5 l")
    assert not list(checks_shipping.unboxed_units(mended))


def test_a_truck_is_not_asked_where_the_boxes_cannot_be_read():
    trucks = shop(payload="1 kg")
    told = [misfit for _, misfit in checks.wrong_together(trucks, set())]
    assert any("the largest box" in misfit for misfit in told)
    told = [misfit for _, misfit in checks.wrong_together(trucks, {"packing"})]
    assert not any("the largest box" in misfit for misfit in told)


def test_explain_counts_parcels_of_mean_weight():
    """A unit of 1 kg in a box of 200 g: a truck of 36 kg holds 30 such parcels."""
    day = {"start": "2026-03-02", "run": "1 d"}
    world = shop(payload="36 kg", clock=day)
    asked = replace(work(world), first=boxes_of(1, 1))
    (per_carrier,) = pick_ups(world, asked)
    assert per_carrier.capacity == pytest.approx(30 * 23)
    assert (per_carrier.unit, per_carrier.size) == ("kg", pytest.approx(1.2))
    (of_parcels,) = pick_ups(shop(capacity=20, payload="36 kg", clock=day), asked)
    assert (of_parcels.unit, of_parcels.size, of_parcels.stranded) == ("parcels", 1.0, False)
