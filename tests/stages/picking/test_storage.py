"""Where SKUs lie, boxes, failures and reworks, sampled."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.scenario import ScenarioError
from simulator.units import DAY, HOUR, MINUTE
from simulator.workload.sampling import sample
from tests.workload.worlds import scenario

LAYOUT = {"aisles": 5, "aisle_length": "30 m", "aisle_spacing": "4 m"}
TIME = {"setup": "60 s", "per_line": "10 s", "per_unit": "3 s"}


def stored(**picking):
    """The storage of 50 SKUs; the first sells most."""
    shop = scenario(picking={"time": TIME, **picking})
    return sample(shop, 0).storage


def test_random_storage_spreads_skus_evenly_over_the_aisles():
    storage = stored(layout=LAYOUT)
    assert np.bincount(storage.aisle).tolist() == [10] * 5
    # Ten places an aisle, in the middles of ten equal parts of its 30 m.
    assert sorted(set(storage.place.tolist())) == [1500 + 3000 * k for k in range(10)]
    assert storage.aisle.tolist() != sorted(storage.aisle.tolist())


def test_classes_within_aisles_fill_the_aisles_nearest_to_the_depot():
    classes = {"classes": {"a": "20 %", "b": "80 %"}}
    storage = stored(layout={**LAYOUT, "storage": classes})
    assert (storage.aisle[:10] == 0).all()
    assert (storage.aisle[10:] > 0).all()
    middle = stored(layout={**LAYOUT, "storage": classes, "depot": "middle"})
    assert (middle.aisle[:10] == 2).all()
    assert middle.aisles[0].depot == 8000


def test_classes_across_aisles_fill_the_fronts_of_all_aisles():
    classes = {"classes": {"a": "20 %", "b": "80 %"}, "arranged": "across aisles"}
    storage = stored(layout={**LAYOUT, "storage": classes})
    assert (storage.place[:10] < 6000).all()
    assert np.bincount(storage.aisle[:10]).tolist() == [2] * 5


def zones(assign, first="20 %", second="80 %"):
    return {"zones": {"assign": assign, "areas": {"a": {"skus": first}, "b": {"skus": second}}}}


def test_zones_by_popularity_at_random_and_by_aisle():
    assert (np.flatnonzero(stored(method=zones("popularity")).zone == 0) == np.arange(10)).all()
    random = stored(method=zones("random")).zone
    assert np.count_nonzero(random == 0) == 10
    assert np.flatnonzero(random == 0).tolist() != list(range(10))
    aisles = stored(method=zones("aisles"), layout=LAYOUT)
    assert np.bincount(aisles.zone).tolist() == [10, 40]
    assert [one.count for one in aisles.aisles] == [1, 4]
    assert aisles.aisle[aisles.zone == 1].max() == 3
    assert aisles.aisle.min() == 0


def test_every_zone_of_aisles_has_one():
    aisles = stored(method=zones("aisles", "1 %", "99 %"), layout={**LAYOUT, "aisles": 2})
    assert [one.count for one in aisles.aisles] == [1, 1]


def test_zones_of_the_catalog(tmp_path):
    file = tmp_path / "skus.csv"
    file.write_text("sku,weight,zone\nA,5,slow\nB,3,fast\nC,1,fast\n")
    method = {"zones": {"assign": "catalog", "areas": {"fast": {}, "slow": {}}}}
    world = {"catalog": {"file": str(file), "skus": None, "price": None}, "demand": {"lines": None}}
    storage = sample(scenario(picking={"method": method}, **world), 0).storage
    assert storage.zone.tolist() == [1, 0, 0]
    file.write_text("sku,weight,zone\nA,5,slov\nB,3,fast\n")
    with pytest.raises(ScenarioError, match=r"SKU 'A' is in zone 'slov'; did you mean slow\?"):
        sample(scenario(picking={"method": method}, **world), 0)


def test_failures_last_past_the_horizon_and_each_machine_has_its_own():
    stations = {"count": 3, "breakdowns": {"every": "5 h", "repair": "20 min"}}
    shop = scenario(packing={"stations": stations})
    found = sample(shop, 0).failures["packing"]
    assert found.by_use
    assert all(times.sum() > shop.clock.horizon for times in found.up)
    assert len({times[0] for times in found.up}) == 3
    assert all((times == 20 * MINUTE).all() for times in found.repair)
    mean = np.concatenate(found.up).mean()
    assert mean == pytest.approx(5 * HOUR, rel=0.3)  # some 120 exponentials: 3 standard errors
    more = scenario(packing={"stations": {**stations, "count": 4}})
    again = sample(more, 0).failures["packing"]
    assert all(np.array_equal(a, b) for a, b in zip(found.up, again.up, strict=False))


def test_the_label_service_is_down_in_outages_and_failures_that_are_apart():
    service = {
        "outages": [
            {"at": "2026-03-03 10:00", "for": "2 h"},
            {"name": "again", "at": "2026-03-03 11:00", "for": "2 h"},
        ]
    }
    down = sample(scenario(labeling={"service": service}), 0).label_service_down
    assert down.tolist() == [[DAY + 10 * HOUR, DAY + 13 * HOUR]]
    failing = {**service, "every": "10 h", "repair": "1 h"}
    down = sample(scenario(labeling={"service": failing}), 0).label_service_down
    assert len(down) > 5
    assert (down[1:, 0] > down[:-1, 1]).all()


def test_missing_lines_and_reworks_have_their_shares():
    shop = scenario(
        demand={"orders_per_day": 6000},
        inventory={"record_accuracy": "90 %"},
        picking={"mispick": "50 %"},
        packing={"quality_check": {"share": "100 %", "finds": "80 %", "recheck": True}},
    )
    work = sample(shop, 0)
    placed = ~work.abandons
    n = placed.sum()  # some 40,000: every tolerance below is over 4 standard errors
    missing = work.line_missing[np.repeat(placed, work.lines)]
    assert missing.mean() == pytest.approx(0.1, abs=0.006)
    assert missing.sum() == work.line_missing.sum()
    found = work.found_wrong.sum()
    assert found / n == pytest.approx(0.4, abs=0.02)
    assert (work.found_again >= 1).sum() / found == pytest.approx(0.4, abs=0.02)
    assert (work.found_again >= 2).sum() / found == pytest.approx(0.16, abs=0.02)
    # Wrong in the end: 0.1 at the first pick, and 0.1 of each of at most four later ones.
    later = 0.1 * (0.4 + 0.16 + 0.064 + 0.0256)
    assert work.wrong_items.sum() / n == pytest.approx(0.1 + later, abs=0.01)


def test_an_order_class_is_checked_by_a_share_of_its_own():
    check = {"share": "100 %", "by_class": {"express": "0 %"}}
    work = sample(scenario(packing={"quality_check": check}), 0)
    assert np.array_equal(work.checked, ~work.abandons & (work.order_class == 1))
    check = {"share": "0 %", "by_class": {"express": "100 %"}}
    work = sample(scenario(packing={"quality_check": check}), 0)
    assert np.array_equal(work.checked, ~work.abandons & (work.order_class == 0))


def test_orders_with_wrong_items_come_back_by_a_share_of_their_own():
    shop = scenario(picking={"mispick": "30 %"}, returns={"share": "0 %", "wrong_items": "100 %"})
    work = sample(shop, 0)
    assert np.array_equal(work.returns, work.wrong_items)
    assert work.return_after[work.returns & ~work.abandons].min() > 0
