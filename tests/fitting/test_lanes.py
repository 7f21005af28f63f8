"""Transit by origin: a shop whose parcels take as long as their lane, some hours more or less."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from simulator.fitting.by_what import asked_for
from simulator.fitting.fitted import fitted
from simulator.fitting.house import put
from simulator.fitting.inputs import ORDERS, input_files, orders_file
from simulator.fitting.read_history import Read, read_history
from simulator.fitting.written import clock_of, scenario_text, sections, with_trace
from simulator.mistakes import InputError
from simulator.scenario import load
from simulator.units import DAY, HOUR
from simulator.workload.sampling import sample

ORDERS_A_DAY, DAYS = 20, 50
DAYS_OF = {("A", "X"): 2, ("B", "X"): 6, ("A", "Y"): 5, ("C", "X"): 9}
"""By lane; C sends to X alone, one parcel in twenty."""


def written(path: Path, *, is_told: bool = True) -> Path:
    """1,000 orders; not `is_told`, each comes from anywhere, whatever it takes."""
    rows = ["order_id,placed_at,handed_over_at,delivered_at,origin_region,dest_region,sku,quantity"]
    for number in range(ORDERS_A_DAY * DAYS):
        day, of_day = divmod(number, ORDERS_A_DAY)
        lane = ("C", "X") if of_day == 19 else [*DAYS_OF][number % 3]
        left = datetime(2026, 3, 2, 12, of_day) + timedelta(days=day)
        there = left + timedelta(days=DAYS_OF[lane], hours=number * 7 % 12)
        come = lane[0] if is_told else "AB"[number // 60 % 2]
        rows.append(f"{number},{left},{left},{there},{come},{lane[1]},cup,1")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read_history(written(tmp_path_factory.mktemp("lanes") / "lanes.csv"))


def test_lanes_are_regions_where_transit_goes_by_them_and_runs_take_as_long(
    read: Read, tmp_path: Path
) -> None:
    found = fitted(read.history, ())
    assert found.lanes is not None
    assert found.lanes.kept == {("A", "X"), ("B", "X"), ("A", "Y")}
    assert found.regions == ("A to X", "A to Y", "B to X", "others to X")
    (told,) = [each for each in found.estimates if each.what == "what transit is split by"]
    assert told.told.startswith("by origin and destination")

    real = with_trace(sections(found, clock_of(found, read.history.begin, 0, DAYS, 20)))
    files = {**input_files(found, read), ORDERS: orders_file(found, read, read.history)}
    files["s.yaml"] = scenario_text("s", "", {"currency": "USD"}, real, found).encode()
    work = sample(load(put(tmp_path, files) / "s.yaml").scenario, 0)
    of_lane = {name: work.transit[work.region == k] for k, name in enumerate(work.regions)}
    for come, there in found.lanes.kept:
        over = of_lane[f"{come} to {there}"] - DAYS_OF[come, there] * DAY
        assert over.min() >= 0
        assert over.max() < 12 * HOUR
    assert np.median(of_lane["others to X"]) < 9 * DAY  # too few: as all parcels are


def test_an_origin_that_tells_nothing_makes_no_lanes(tmp_path: Path) -> None:
    history = read_history(written(tmp_path / "anywhere.csv", is_told=False)).history
    found = fitted(history, ())
    assert (found.lanes, found.regions) == (None, ("X", "Y"))
    asked = fitted(history, (), "auto", "lane")
    assert asked.regions == ("A to X", "A to Y", "B to X", "B to Y")


def test_lanes_are_asked_for_where_both_ends_are_told(read: Read) -> None:
    assert asked_for("auto", "lane", read.history) == ("auto", "lane")
    nowhere = replace(read.history, origin=None)
    with pytest.raises(InputError, match="must say where parcels come from and go; write --colu"):
        asked_for("auto", "class-lane", nowhere)
