"""What is in the house at the start, told by files of a shop's own: by hand, and errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ks_2samp

import simulator as sim
from simulator.experiments.running.replication import replicate
from simulator.scenario import ScenarioError
from simulator.units import MINUTE
from tests.command_line import simulator

HOUSE = """
schema: fulfillment/1
name: house
clock: {start: 2026-03-02, run: 1 d}
demand:
  orders_per_day: 0.001
  classes:
    express: {share: 50 %, priority: 1, ship_by: 24 h}
    plain: {share: 50 %, priority: 2, ship_by: none}
catalog: {skus: 3, price: 10 USD}
payment: {authorization: 2 s}
inventory: {policy: {kind: s S, s: 0, S: 50}, lead_time: 1 d}
crews: {pickers: {skills: [picking]}, packers: {skills: [packing]}}
shifts: {day: {days: daily, hours: 08:00-18:00, heads: {pickers: 1, packers: 1}}}
picking: {time: {setup: 60 s, per_line: 30 s, per_unit: 0 s}}
packing: {time: {setup: 100 s, per_unit: 0 s, cv: 0}}
labeling: {printers: 1, time: 10 s, carrier_call: 0 s, failure: 0 %}
shipping:
  carriers:
    ours: {pick_ups: {daily: ["12:00"]}, services: {ground: {transit: 1 d, cost: 5 USD}}}
"""
ORDERS = """order,stage,since,begun,class
A,packing,2026-03-04 09:50:00,2026-03-04 09:59:00,plain
B,packing,2026-03-04 09:40:00,,plain
C,packing,2026-03-04 09:55:00,,express
D,picking,2026-03-04 09:58:00,2026-03-04 09:59:30,plain
E,shipping,2026-03-03 17:00:00,,plain
F,inventory,2026-03-02 08:00:00,,plain
"""
LINES = """order,sku,units
A,SKU-0001,1
B,SKU-0001,1
C,SKU-0001,1
D,SKU-0002,2
D,SKU-0001,1
E,SKU-0001,1
F,SKU-0003,4
"""
STOCK = "sku,on_hand\nSKU-0001,7\nSKU-0002,5\nSKU-0003,1\n"
COMING = "sku,units,due\nSKU-0003,6,2026-03-04 10:30:00\n"
FILES = {"orders": ORDERS, "lines": LINES, "stock": STOCK, "on_order": COMING}


@pytest.fixture(scope="module")
def names() -> tuple[str, ...]:
    return sim.sample(sim.load(str(_written("house.yaml", HOUSE))).scenario, 0).supply.sku


def _written(name: str, text: str, folder: Path | None = None) -> Path:
    import tempfile

    path = (folder or Path(tempfile.mkdtemp())) / name
    path.write_text(text)
    return path


def state(folder: Path, names: tuple[str, ...], at: str = "2026-03-04 10:00", **files: str) -> Path:
    """A folder with these files in place of `FILES`; SKUs are called as the house calls them."""
    folder.mkdir(exist_ok=True)
    (folder / "state.yaml").write_text(f"at: {at}\n")
    for name, text in (FILES | files).items():
        for number, sku in enumerate(names, 1):
            text = text.replace(f"SKU-{number:04d}", sku)
        (folder / f"{name}.csv").write_text(text)
    return folder


def run(folder: Path, **changes: Any) -> dict[str, pd.DataFrame]:
    loaded = sim.load(_written("house.yaml", HOUSE, folder), overrides=changes)
    from simulator.experiments.state.folder import settings_from

    found = replicate(loaded.with_(settings_from(folder)).scenario, 0, "all").tables
    return {name: pd.DataFrame(dict(table)) for name, table in found.items()}


def ended(events: pd.DataFrame, order: str, activity: str) -> str:
    row = events[(events.order == order) & (events.activity == activity)]
    return f"{row.ended_at.iloc[0]:%H:%M:%S}"


def test_everybody_goes_on_from_where_they_are(tmp_path: Path, names: tuple[str, ...]) -> None:
    events = run(state(tmp_path, names))["events"]
    # A has 40 s of its 100 s left; then C, since express goes first, then B, who came before D
    assert ended(events, "A", "packing") == "10:00:40"
    assert ended(events, "C", "packing") == "10:02:20"
    assert ended(events, "B", "packing") == "10:04:00"
    # D takes 60 s and 30 s a line, 30 s of which are over
    assert ended(events, "D", "picking") == "10:01:30"
    assert ended(events, "D", "packing") == "10:05:40"
    # what F waits for comes at 10:30, and the picker is free
    assert ended(events, "F", "picking") == "10:31:30"
    gone = events[(events.activity == "shipping") & events.ended_at.notna()]
    assert {f"{at:%H:%M}" for at in gone.ended_at} == {"12:00"}
    assert set(gone.order) == {"A", "B", "C", "D", "E", "F"}


def test_stock_is_what_the_state_tells(tmp_path: Path, names: tuple[str, ...]) -> None:
    stock = run(state(tmp_path, names))["stock"]
    received = stock[stock.movement == "received"]
    assert list(received.sku) == [names[2]]
    assert list(received.units) == [6]
    picked = stock[(stock.movement == "picked") & (stock["at"] > "2026-03-04 10:00")]
    assert sorted(zip(picked.order, picked.units, strict=True)) == [("D", 1), ("D", 2), ("F", 4)]


def test_lines_that_are_done_are_not_picked_again(tmp_path: Path, names: tuple[str, ...]) -> None:
    orders = ORDERS.replace("begun,class", "begun,class,lines_done").replace(
        "09:59:30,plain", "09:59:30,plain,1"
    )
    events = run(state(tmp_path, names, orders=orders))["events"]
    assert ended(events, "D", "picking") == "10:00:30"


def test_people_who_are_there_are_those_of_the_state(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    people = "crew,heads\npackers,2\n"
    events = run(state(tmp_path, names, people=people))["events"]
    assert ended(events, "C", "packing") == "10:01:40"
    assert ended(events, "B", "packing") == "10:02:20"


def test_begun_work_waits_ahead_where_nobody_of_its_crew_is_there(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    people = "crew,heads\npackers,0\n"
    events = run(state(tmp_path, names, people=people))["events"]
    # packers come at 08:00 the next day: A has 40 s left and goes before C, who is more urgent
    assert ended(events, "A", "packing") == "08:00:40"
    assert ended(events, "C", "packing") == "08:02:20"
    assert ended(events, "B", "packing") == "08:04:00"


def test_a_tour_goes_on_from_when_it_began_whoever_came_to_it_last(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    orders = (
        "order,stage,since,begun,tour\n"
        "D,picking,2026-03-04 09:40:00,2026-03-04 09:50:00,1\n"
        "G,picking,2026-03-04 09:55:00,2026-03-04 09:55:00,1\n"
    )
    lines = "order,sku,units\nD,SKU-0001,1\nD,SKU-0002,1\nG,SKU-0001,1\n"
    events = run(
        state(tmp_path, names, orders=orders, lines=lines),
        **{
            "picking.time.per_line": "10 min",
            "picking.method": {"batch": {"up_to": 4, "wait_at_most": "20 min"}},
        },
    )["events"]
    # 60 s and three lines of 10 minutes since 09:50; nobody's pick begins before it was asked for
    assert ended(events, "D", "picking") == ended(events, "G", "picking") == "10:21:00"
    began = events[(events.order == "G") & (events.activity == "picking")].began_at
    assert f"{began.iloc[0]:%H:%M}" == "09:55"


def test_own_words_are_mapped(tmp_path: Path, names: tuple[str, ...]) -> None:
    orders = ORDERS.replace("order,stage", "Order no.,Where").replace("packing", "At the bench")
    folder = state(tmp_path, names, orders=orders)
    (folder / "state.yaml").write_text(
        "at: 2026-03-04 10:00\ncolumns: {order: Order no., stage: Where}\n"
        "stages: {At the bench: packing}\n"
    )
    text = LINES.replace("order,sku", "Order no.,sku")
    for number, sku in enumerate(names, 1):
        text = text.replace(f"SKU-{number:04d}", sku)
    (folder / "lines.csv").write_text(text)
    assert ended(run(folder)["events"], "A", "packing") == "10:00:40"


def test_what_is_left_of_begun_work_follows_its_conditional_distribution(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """Of an exponential time what is left is as the whole, however long it has taken already."""
    orders = "order,stage,since,begun\nA,packing,2026-03-04 09:30:00,2026-03-04 09:50:00\n"
    lines = "order,sku,units\nA,SKU-0001,1\n"
    folder = state(tmp_path, names, orders=orders, lines=lines)
    from simulator.experiments.state.folder import settings_from

    loaded = sim.load(
        _written("house.yaml", HOUSE, folder),
        overrides={"packing.time": {"setup": {"exponential": {"mean": "5 min"}}, "cv": 0}},
    ).with_(settings_from(folder))
    left = []
    for replication in range(300):
        w = sim.sample(loaded.scenario, replication)
        left.append(int(w.pack[w.begins.rows[0]]) - 10 * MINUTE)
    fresh = np.random.default_rng(1).exponential(5 * MINUTE, 3000)
    assert min(left) > 0
    assert ks_2samp(left, fresh).pvalue > 0.001  # a false alarm in a thousand such tests


WRONG = [
    ({"orders": ORDERS.replace("C,packing", "C,parking")}, "orders.csv:4: stage: 'parking'"),
    ({"orders": ORDERS.replace("C,packing,2026-03-04 09:55:00", "C,packing,")}, "since: is empty"),
    ({"orders": ORDERS.replace("09:55:00", "10:55:00")}, "is after the state"),
    ({"orders": ORDERS.replace("express", "exprss")}, "did you mean express?"),
    ({"orders": ORDERS + "A,packing,2026-03-04 09:50:00,,\n"}, "is in line 2 too; leave one out"),
    (
        {"orders": ORDERS.replace("order,", "no,")},
        "orders.csv:1: order: there is no column 'order'",
    ),
    ({"lines": LINES + "X,SKU-0001,1\n"}, "'X' is not in"),
    ({"lines": LINES.replace("SKU-0003", "SKU-9")}, "lines.csv:8: sku: 'SKU-9' is not a SKU"),
    ({"lines": LINES.replace(",4", ",0")}, "units: '0' is not a whole number of 1 or more"),
    ({"stock": STOCK.replace(",5", ",1")}, "stock.csv:3: on_hand: 1 on the shelf, and open orders"),
    (
        {"on_order": COMING.replace("10:30", "09:30")},
        "due: '2026-03-04 09:30:00' is before the state",
    ),
    ({"stock": STOCK.replace(",7", ",-7")}, "on_hand: '-7' is not a whole number of 0 or more"),
    ({"stock": STOCK.replace(",7", ",1e400")}, "on_hand: '1e400' is not a whole number"),
    ({"stock": STOCK + "SKU-0001,3\n"}, "stock.csv:5: sku: 'SKU1' is in line 2 too"),
    ({"lines": LINES.replace("A,SKU-0001,1\n", "")}, "order: 'A' has no line in"),
    ({"orders": ""}, "orders.csv: is empty; write a header: order, stage, since"),
    (
        {"orders": ORDERS.replace("09:50:00", "09:50:00+01:00")},
        "since: '2026-03-04 09:50:00+01:00' has an offset from UTC; write the time",
    ),
    (
        {"orders": ORDERS.replace("begun,class", "begun,since")},
        "orders.csv:1: since: there are 2 columns 'since'; leave one of them in",
    ),
    (
        {"orders": ORDERS.replace("09:40:00,,plain", "09:40:00,,plain,1,5")},
        "orders.csv:3: has 7 cells, and the header 5; put quotes around cells that have a ','",
    ),
    ({"orders": ORDERS.replace("09:40:00,", "0:40,", 1)}, "since: '2026-03-04 0:40' is not a date"),
    ({"people": "crew,heads\npicker,2\n"}, "people.csv:2: crew: 'picker' is not a crew; did you"),
]


def test_an_hour_that_there_is_not_is_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    orders = ORDERS.replace("2026-03-04 09:40", "2026-03-08 02:30")
    none = {"orders": orders, "on_order": "sku,units,due\n"}
    folder = state(tmp_path, names, "2026-03-08 10:00", **none)
    with pytest.raises(ScenarioError) as error:
        run(folder, **{"clock.time_zone": "America/New_York"})
    assert "orders.csv:3: since: '2026-03-08 02:30:00' is not a date and time" in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_files_of_a_warehouse_system_are_read_as_they_come(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """Semicolons, a byte order mark, decimal commas, capitals, blank rows, names of tours."""
    orders = ORDERS.replace("packing", "Packing").replace("begun,class", "begun,Class")
    orders = "\ufeff" + orders.replace(",", ";").replace("\nC", "\n;;;;\n\nC")
    stock = STOCK.replace(",", ";").replace(";7", ";7,0")
    read = run(state(tmp_path / "a", names, orders=orders, stock=stock))
    usual = run(state(tmp_path / "b", names))
    for name, table in usual.items():
        pd.testing.assert_frame_equal(read[name], table)
    word = ORDERS.replace("class", "tour").replace("plain", "T-12").replace("express", "")
    assert len(run(state(tmp_path / "c", names, orders=word))["orders"]) == 6


@pytest.mark.parametrize(("files", "told"), WRONG, ids=[told[:30] for _, told in WRONG])
def test_what_does_not_fit_is_named(
    files: dict[str, str], told: str, tmp_path: Path, names: tuple[str, ...]
) -> None:
    with pytest.raises(ScenarioError) as error:
        run(state(tmp_path, names, **files))
    assert told in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.usefixtures("undrawn")
def test_the_command_begins_from_a_folder(tmp_path: Path, names: tuple[str, ...]) -> None:
    house = _written("house.yaml", HOUSE, tmp_path)
    folder = tmp_path / "morning"
    folder.mkdir()
    state(folder, names)
    words = ("run", str(house), "--from", str(folder), "--replications", "1", "--jobs", "1")
    ran = simulator(*words, "--output", str(tmp_path / "out"))
    assert ran.returncode == 0, ran.stderr
    assert "begins with the state of Wednesday 4 March 2026, 10:00: 6 orders" in ran.stdout
    missing = simulator(*words[:3], str(tmp_path / "evening"), folder=tmp_path)
    assert missing.returncode == 2
    assert "there is no such folder; write one with a state.yaml" in missing.stderr


def as_workbook(folder: Path) -> Path:
    """The files of a state as sheets of one workbook, moments as dates and units as numbers."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    named = {}
    for name in FILES:
        page = book.create_sheet(name)
        frame = pd.read_csv(folder / f"{name}.csv", dtype={"order": str, "sku": str})
        page.append(list(frame))
        for row in frame.itertuples(index=False):
            cells = (None if pd.isna(cell) else cell for cell in row)
            page.append([pd.Timestamp(cell).to_pydatetime() if str(cell)[:4] == "2026" else cell
                         for cell in cells])  # fmt: skip
        named[name] = f"floor.xlsx#{name}"
        (folder / f"{name}.csv").unlink()
    book.save(folder / "floor.xlsx")
    lines = "".join(f"{name}: {path}\n" for name, path in named.items())
    (folder / "state.yaml").write_text(f"at: 2026-03-04 10:00\n{lines}")
    return folder / "floor.xlsx"


def begun(folder: Path) -> str:
    """What is in the house as a state tells it."""
    from simulator.experiments.state.folder import settings_from
    from simulator.intake.state_files import standing_of

    loaded = sim.load(_written("house.yaml", HOUSE, folder))
    return repr(standing_of(loaded.with_(settings_from(folder)).scenario))


def test_a_state_may_be_the_sheets_of_a_workbook(tmp_path: Path, names: tuple[str, ...]) -> None:
    of_csv = begun(state(tmp_path, names))
    path = as_workbook(tmp_path)
    assert begun(tmp_path) == of_csv
    book = pytest.importorskip("openpyxl").load_workbook(path)
    book["lines"]["C3"] = "two"
    book["orders"]["C4"] = "=C3"
    book.save(path)
    with pytest.raises(ScenarioError) as caught:
        begun(tmp_path)
    told = str(caught.value)
    assert "sheet 'lines', cell C3: units: 'two' is not a whole number" in told
    assert "sheet 'orders', cell C4: since: the formula =C3 was saved without its value" in told


def test_carts_that_are_not_told_hold_nothing_of_what_orders_have(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """All that is on the shelf is D's, and somebody puts the same into a cart all the time."""
    folder = state(tmp_path, names, stock="sku,on_hand\nSKU-0001,1\nSKU-0002,2\nSKU-0003,0\n")
    carts = {"reserve": "at cart", "abandonment": "0 %", "time_in_cart": "2 h"}
    found = run(folder, **{"checkout": carts, "demand.orders_per_day": 400})
    stock = found["stock"]
    held = stock[(stock.movement == "reserved") & (stock["at"] <= "2026-03-04 10:00")]
    assert set(held.order) <= {*"ABCDEF"}
    orders = found["orders"]
    opened = orders[~orders.order.isin([*"ABCDEF"])]
    assert (opened.created_at > "2026-03-04 10:00").all()
    assert (opened.placed_at < "2026-03-04 12:00").sum() > 3
