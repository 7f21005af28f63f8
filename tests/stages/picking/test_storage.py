"""Where SKUs lie, in aisles and zones, sampled."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.scenario import ScenarioError
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
