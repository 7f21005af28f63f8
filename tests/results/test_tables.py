"""What is written is the documented contract, and the same bytes every time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import duckdb
import numpy as np
import pandas as pd
import pytest

from simulator.journey import simulate
from simulator.measure.roster import roster_table
from simulator.results.columns import SQL_TYPES, STOCK, TABLES
from simulator.results.events import event_log, event_rows, stock_movements
from simulator.results.ocel import EVENT_ATTRIBUTES, OBJECT_TYPES, write_ocel
from simulator.results.orders import order_table
from simulator.results.outcomes import Outcome
from simulator.results.receipts import receipts_table
from simulator.results.writing import write_table
from simulator.stages import ACTIVITIES
from simulator.stages.notification.messages import MESSAGES
from simulator.units import NEVER
from tests.measure.worlds import random_run
from tests.stages.receiving.docks import day, dock, house

START = datetime(2026, 3, 2)


@pytest.fixture(scope="module")
def run():
    return random_run(seed=5)


@pytest.fixture(scope="module")
def tables(run):
    return {
        "orders": pd.DataFrame(order_table(*run)),
        "events": pd.DataFrame(event_log(*run)),
        "stock": pd.DataFrame(stock_movements(*run)),
        "roster": pd.DataFrame(roster_table(run[0], run[2])),
        "receipts": received(5),
    }


def received(most):
    """Receipts of two hundred trucks that bring up to so many pallets each."""
    came = [(10 * number, 1 + number % most) for number in range(200)]
    shop, work = house(**dock()), day(*came)
    return pd.DataFrame(receipts_table(shop, work, simulate(shop, work)))


@pytest.mark.parametrize("name", TABLES)
def test_a_parquet_file_has_the_columns_and_types_of_the_contract(tables, tmp_path, name):
    path = tmp_path / f"{name}.parquet"
    write_table(path, tables[name])
    found = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    # Parquet has no type for milliseconds without microseconds in DuckDB's reading.
    expected = [(c.name, SQL_TYPES[c.kind].removesuffix("_MS")) for c in TABLES[name]]
    assert [(row[0], row[1]) for row in found] == expected


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize("name", TABLES)
def test_the_same_run_gives_the_same_bytes(tables, tmp_path, name, suffix):
    paths = [tmp_path / f"{number}{suffix}" for number in range(2)]
    for path in paths:
        write_table(path, tables[name])
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert len(first) > 1000


def test_a_table_with_other_columns_is_refused(tables, tmp_path):
    for other in (tables["orders"].drop(columns="units"), tables["stock"].assign(more=1)):
        with pytest.raises(ValueError, match="no table has the columns"):
            write_table(tmp_path / "orders.parquet", other)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", TABLES)
def test_replications_stack_into_one_file(tables, tmp_path, name):
    other = {
        "orders": order_table, "events": event_log, "stock": stock_movements,
        "roster": lambda shop, _, timeline: roster_table(shop, timeline),
        "receipts": lambda *_: received(3),
    }[name](*random_run(seed=6, n=350))  # fmt: skip
    numbered = [tables[name], pd.DataFrame(other)]
    both = pd.concat([t.assign(replication=k) for k, t in enumerate(numbered)], ignore_index=True)
    both = both[["replication", *tables[name].columns]]
    path, again = tmp_path / "both.parquet", tmp_path / "again.parquet"
    write_table(path, both)
    write_table(again, both.copy())
    assert path.read_bytes() == again.read_bytes()
    missing = duckdb.sql(f"SELECT * FROM '{path}'").df().isna().sum()
    assert missing.tolist() == both.isna().sum().tolist()
    found = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    assert [row[1] for row in found] == [
        "BIGINT", *(SQL_TYPES[column.kind].removesuffix("_MS") for column in TABLES[name])
    ]  # fmt: skip


def test_orders_read_back_as_they_happened(run, tables, tmp_path):
    _, orders, timeline = run
    path = tmp_path / "orders.parquet"
    write_table(path, tables["orders"])
    table = duckdb.sql(f"SELECT * FROM '{path}'").df()
    assert len(table) == orders.n
    delivered = timeline.outcome == Outcome.DELIVERED
    assert (table["outcome"] == "delivered").tolist() == delivered.tolist()
    assert table["delivered_at"].notna().tolist() == delivered.tolist()
    hours = (table["delivered_at"] - table["placed_at"]).dt.total_seconds() / 3600
    np.testing.assert_allclose(table["cycle_time_h"][delivered], hours[delivered], rtol=1e-12)
    assert table["placed_at"].isna().sum() >= orders.abandons.sum()
    row = int(np.flatnonzero(delivered)[0])
    assert table["delivered_at"][row] == np.datetime64(START, "ms") + np.timedelta64(
        int(timeline.delivered[row]), "ms"
    )


def test_a_promise_is_neither_kept_nor_broken_while_it_can_still_be_kept(run, tables):
    _, orders, timeline = run
    table = tables["orders"]
    open_ = (timeline.outcome == Outcome.IN_FLIGHT) & (orders.deliver_by > timeline.horizon)
    assert open_.any()
    assert table["delivered_on_time"][open_].isna().all()
    assert table["shipped_on_time"][orders.ship_by == NEVER].isna().all()
    kept = table["shipped_on_time"].fillna(False).to_numpy(dtype=bool)
    assert (timeline.handed_over[kept] <= orders.ship_by[kept]).all()


def test_the_event_log_is_sorted_and_complete(run):
    _, orders, timeline = run
    rows = event_rows(orders, timeline, with_messages=False)
    key = np.where(rows.began == NEVER, rows.queued, rows.began)
    assert (np.diff(key) >= 0).all()
    tied = np.diff(key) == 0
    assert (np.diff(rows.order)[tied] >= 0).all()
    for activity, visit in timeline.visits.items():
        mine = rows.activity == ACTIVITIES.index(activity)
        first = np.count_nonzero(mine & (rows.visit == 1))
        assert first == np.count_nonzero((visit.queued != NEVER) | (visit.began != NEVER))
    assert np.count_nonzero(rows.visit > 1) >= len(timeline.log.further.parcel) > 0


def test_messages_follow_their_moments(run, tables):
    shop, orders, timeline = run
    table = tables["events"]
    messages = table[table["activity"] == "notification"]
    paid, gone = (np.count_nonzero(m != NEVER) for m in (timeline.paid, timeline.handed_over))
    kinds = messages["detail"].str.removesuffix("_bounced").value_counts()
    assert kinds["confirmation"] == kinds["seller_notice"] == paid
    assert kinds["shipped_notice"] == gone
    bounced = messages["detail"].str.endswith("_bounced")
    assert bounced.any()
    assert messages["ended_at"][bounced].isna().all()
    quiet = event_log(shop.model_copy(update={"notification": None}), orders, timeline)["order"]
    assert len(quiet) == len(table) - len(messages)


def test_every_kind_of_message_bounces_by_itself(run):
    shop, orders, timeline = run
    kind = MESSAGES.index("shipped_notice")
    bounces = np.zeros_like(orders.message_bounces)
    bounces[:, kind] = True
    log = event_log(shop, replace(orders, message_bounces=bounces), timeline)
    said = {detail for detail in log["detail"] if str(detail).endswith("_bounced")}
    assert said == {"shipped_notice_bounced"}


def test_tracking_shows_failed_attempts_and_losses(run, tables):
    _, _, timeline = run
    table = tables["events"]
    counts = table["detail"].value_counts()
    assert counts["lost"] == np.count_nonzero(timeline.outcome == Outcome.LOST)
    assert counts["delivered"] == np.count_nonzero(timeline.delivered != NEVER)
    ended = np.count_nonzero(table["ended_at"].notna() & (table["activity"] == "delivery"))
    assert counts["attempt_failed"] == ended - counts["delivered"]


def test_stock_movements_come_in_time(run, tables):
    table = tables["stock"]
    assert table["at"].is_monotonic_increasing
    assert (table["units"] > 0).all()
    assert table["order"].isna().equals(table["movement"].isin(["ordered", "received"]))
    assert [column.name for column in STOCK] == list(table)


def test_ocel_has_unique_objects_known_types_and_no_dangling_links(run, tmp_path):
    path = tmp_path / "events.ocel.json"
    write_ocel(path, *run)
    log = json.loads(path.read_text())
    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    ids = [each["id"] for each in log["objects"]]
    assert len(ids) == len(set(ids))
    known = set(ids)
    event_types = {each["name"] for each in log["eventTypes"]}
    assert {each["type"] for each in log["objects"]} == set(OBJECT_TYPES)
    for event in log["events"]:
        assert event["type"] in event_types
        assert event["relationships"]
        assert {link["objectId"] for link in event["relationships"]} <= known
        assert {each["name"] for each in event["attributes"]} == set(EVENT_ATTRIBUTES)
    assert len({event["id"] for event in log["events"]}) == len(log["events"])
    times = [event["time"] for event in log["events"]]
    assert times == sorted(times)
    assert times[0].endswith("Z")


def test_ocel_fits_the_schema_of_the_standard(run, tmp_path):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    path = tmp_path / "events.ocel.json"
    write_ocel(path, *run)
    log = json.loads(path.read_text())
    validator = jsonschema.Draft7Validator(OCEL)
    assert list(validator.iter_errors(log)) == []
    log["events"][0]["attributes"][2]["value"] = 1
    assert list(validator.iter_errors(log))


def _listed(required, **kinds):
    """The schema of a list of objects with these keys."""
    keys = {key: {"type": "string"} if kind is str else kind for key, kind in kinds.items()}
    return {
        "type": "array",
        "items": {"type": "object", "properties": keys, "required": required.split()},
    }


MOMENT = {"type": "string", "format": "date-time"}
TYPES = _listed("name attributes", name=str, attributes=_listed("name type", name=str, type=str))
LINKS = _listed("objectId qualifier", objectId=str, qualifier=str)
AT_ONCE = _listed("name value", name=str, value=str)
OVER_TIME = _listed("name value time", name=str, value=str, time=MOMENT)
PARTS = {
    "eventTypes": TYPES,
    "objectTypes": TYPES,
    "events": _listed(
        "id type time", id=str, type=str, time=MOMENT, attributes=AT_ONCE, relationships=LINKS
    ),
    "objects": _listed("id type", id=str, type=str, attributes=OVER_TIME, relationships=LINKS),
}
OCEL = {"type": "object", "properties": PARTS, "required": [*PARTS]}
"""What the JSON Schema that is published with OCEL 2.0 asks of a log (Berti et al., 2024)."""


def test_a_pick_tour_is_one_ocel_event_with_all_its_orders(run, tmp_path):
    timeline = run[2]
    path = tmp_path / "events.ocel.json"
    write_ocel(path, *run)
    tours = {}
    for event in json.loads(path.read_text())["events"]:
        links = [link["objectId"] for link in event["relationships"]]
        batch = [link for link in links if link.startswith("batch:")]
        if batch:
            assert batch[0] not in tours
            tours[batch[0]] = sum(link.startswith("order:") for link in links)
    picked = timeline.visits["picking"].ended != NEVER
    numbers, sizes = np.unique(timeline.batch[picked], return_counts=True)
    expected = dict(zip((f"batch:{n}" for n in numbers), sizes.tolist(), strict=True))
    assert tours == expected
    assert max(tours.values()) > 1
