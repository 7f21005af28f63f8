"""The folder of a state: files in place of others, misspelt columns, moments that are not one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import simulator as sim
from simulator.experiments.state.folder import settings_from
from simulator.intake.standing import Standing
from simulator.intake.state_files import standing_of
from simulator.mistakes import InputError
from tests.command_line import simulator
from tests.experiments.test_state import FILES, HOUSE, ORDERS, state

NAMES = ("SKU1", "SKU2", "SKU3")


def begun(folder: Path, **changes: Any) -> Standing:
    """What is in the house as a folder tells it."""
    (folder / "house.yaml").write_text(HOUSE)
    loaded = sim.load(folder / "house.yaml", overrides=changes)
    return standing_of(loaded.with_(settings_from(folder)).scenario)


def wrong(folder: Path, **changes: Any) -> str:
    """What is said of a state; it is one line."""
    said = all_wrong(folder, **changes)
    assert len(said.splitlines()) == 1
    return said


def all_wrong(folder: Path, **changes: Any) -> str:
    """The same of as many lines as there are."""
    with pytest.raises(InputError) as error:
        begun(folder, **changes)
    return str(error.value)


def in_place_of(name: str, other: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).rename(folder / other)


def as_a_folder(folder: Path) -> None:
    (folder / "stock.csv").unlink()
    (folder / "stock.csv").mkdir()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (as_a_folder, "stock.csv: is a folder; write stock.csv as a file, or call the folder oth"),
        (
            in_place_of("stock.csv", "stock.xlsx"),
            "stock.xlsx: is not read in place of stock.csv; write stock: stock.xlsx in state.yaml",
        ),
        (in_place_of("stock.csv", "stock.ods"), "not read in place of stock.csv; save it as stock"),
        (in_place_of("stock.csv", "stock.txt"), "not read in place of stock.csv; save it as stock"),
        (in_place_of("stock.csv", "stok.csv"), "not read in place of stock.csv; call it stock.csv"),
        (in_place_of("orders.csv", "Orders.csv"), "in place of orders.csv; call it orders.csv"),
        (
            in_place_of("orders.csv", "open_orders.csv"),
            "in place of orders.csv; call it orders.csv",
        ),
        (in_place_of("lines.csv", "order-lines.csv"), "in place of lines.csv; call it lines.csv"),
        (
            in_place_of("lines.csv", "lines.csv.gz"),
            "in place of lines.csv; write lines: lines.csv.gz in state.yaml",
        ),
    ],
)
def test_what_stands_in_place_of_a_file_is_named(
    change: Callable[[Path], object], told: str, tmp_path: Path
) -> None:
    folder = state(tmp_path, NAMES)
    change(folder)
    assert told in wrong(folder)


def test_a_file_that_is_named_in_the_state_may_have_any_name(tmp_path: Path) -> None:
    folder = state(tmp_path, NAMES)
    (folder / "stock.csv").rename(folder / "shelf of today.csv")
    (folder / "state.yaml").write_text("at: 2026-03-04 10:00\nstock: shelf of today.csv\n")
    assert begun(folder).stock["SKU1"].on_hand == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\nat: 2026-03-04 10h\n", "state.yaml:2:5: state.at: '2026-03-04 10h' is not a date"),
        ("at: 2026-03-04 10:00\nstok: x\n", "state.yaml:2:1: stok: is not a key of it; did you"),
        ("at: [\n", "state.yaml:2:1: this is not YAML"),
        ("\n", "state.yaml: does not say of what moment it is; write a line such as"),
        ("next_tour: 4\n", "state.yaml: does not say of what moment it is; write a line such as"),
        (
            "at: 2026-03-04 10:00\nstock: stok.csv\n",
            "state.yaml:2:8: state.stock: there is no file",
        ),
        (
            "at: 2026-03-04 10:00\nstages: {packing: pakcing}\n",
            "orders.csv:2: stage: 'packing' is 'pakcing' by the state's stages, which this house "
            "does not have; did you mean packing?",
        ),
        (
            "at: 2026-03-04 10:00\ncolumns: {tour: Batch}\n",
            "no file of the state has a column 'Batch'; correct columns: {tour: ...} of the state",
        ),
    ],
)
def test_what_is_wrong_in_state_yaml_has_its_place(text: str, told: str, tmp_path: Path) -> None:
    folder = state(tmp_path, NAMES)
    orders = "\n".join(ORDERS.splitlines()[:2]) + "\n"
    (folder / "orders.csv").write_text(orders)
    (folder / "lines.csv").write_text("order,sku,units\nA,SKU1,1\n")
    (folder / "state.yaml").write_text(text)
    assert told in wrong(folder)


@pytest.mark.parametrize(
    ("file", "header", "misspelt"),
    [
        ("orders", "begun", "begum"),
        ("orders", "class", "clas"),
        ("stock", "on_hand", "onhand,reservd"),
        ("lines", "units", "units,stat"),
    ],
)
def test_a_misspelt_column_is_named(file: str, header: str, misspelt: str, tmp_path: Path) -> None:
    folder = state(tmp_path, NAMES, **{file: FILES[file].replace(header, misspelt)})
    column = misspelt.split(",")[-1]
    meant = {"begum": "begun", "clas": "class", "reservd": "reserved", "stat": "state"}[column]
    assert f"{file}.csv:1: {column}: the column {column!r} is not read; did you mean {meant}?" in (
        wrong(folder)
    )


def test_columns_of_a_warehouse_system_that_say_something_else_are_left(tmp_path: Path) -> None:
    lines = FILES["lines"].replace("units", "units,stage,Zone,description")
    orders = ORDERS.replace("class", "class,customer,weight,order date")
    folder = state(tmp_path, NAMES, lines=lines, orders=orders)
    assert len(begun(folder).orders) == 6


def test_the_remedy_for_a_stage_can_be_obeyed(tmp_path: Path) -> None:
    folder = state(tmp_path, NAMES, orders=ORDERS.replace("C,packing", "C,at: bench 4"))
    said = wrong(folder)
    assert "stage: 'at: bench 4' is not a stage of this house; write " in said
    remedy = re.search(r"in the state: (stages: .*)$", said)
    assert remedy is not None
    (folder / "state.yaml").write_text(f"at: 2026-03-04 10:00\n{remedy[1]}\n")
    assert "write inventory, " in said  # no word is near: all are listed, and one is an example
    assert begun(folder).orders[2].stage == "labeling"


def test_a_word_of_many_orders_is_named_once_with_what_it_may_mean(tmp_path: Path) -> None:
    text = "order,stage,since\n" + "".join(
        f"{k},{word},2026-03-04 09:00\n"
        for k, word in enumerate(("To pick", "To pack", "Picked", "To pick", "PACKED", "To pick"))
    )
    (tmp_path / "state.yaml").write_text("at: 2026-03-04 10:00\n")
    (tmp_path / "orders.csv").write_text(text)
    said = all_wrong(tmp_path)
    assert said.count("is not a stage of this house") == 4
    assert "orders.csv:2: stage: 'To pick' (in 3 rows) is not a stage of this house" in said
    words = dict(re.findall(r"stages: {(.*?): (.*?)}", said))
    assert words == {
        "To pick": "picking",
        "To pack": "packing",
        "Picked": "packing",
        "PACKED": "labeling",
    }
    stages = "".join(f"  {word}: {stage}\n" for word, stage in words.items())
    (tmp_path / "state.yaml").write_text(f"at: 2026-03-04 10:00\nstages:\n{stages}")
    assert [each.stage for each in begun(tmp_path).orders][2] == "packing"


def test_no_header_is_proposed_for_two_columns(tmp_path: Path) -> None:
    (tmp_path / "state.yaml").write_text("at: 2026-03-04 10:00\n")
    (tmp_path / "orders.csv").write_text("No.;Status;Received\nA;picking;2026-03-04 09:00\n")
    said = all_wrong(tmp_path)
    assert re.findall(r"columns: {(.*?)}", said) == [
        "order: No.",
        "stage: Status",
        "since: Received",
    ]


def test_a_header_that_says_what_a_column_is_goes_before_the_first(tmp_path: Path) -> None:
    (tmp_path / "state.yaml").write_text("at: 2026-03-04 10:00\n")
    orders = "Order;Where;Ordered at;There since\nA;picking;2026-03-04 08:00;2026-03-04 09:00\n"
    (tmp_path / "orders.csv").write_text(orders)
    assert "columns: {since: There since}" in all_wrong(tmp_path)


def test_files_that_call_a_column_differently_are_told_apart(tmp_path: Path) -> None:
    files = {"lines": FILES["lines"].replace("sku", "Item")}
    folder = state(tmp_path, NAMES, stock=FILES["stock"].replace("sku", "Article"), **files)
    at = "at: 2026-03-04 10:00\n"
    (folder / "state.yaml").write_text(at + "columns: {sku: Item, on_order.sku: sku}\n")
    said = wrong(folder)
    assert said.endswith("in the state what it is: columns: {stock.sku: Article}")
    columns = "columns: {sku: Item, on_order.sku: sku, stock.sku: Article}\n"
    (folder / "state.yaml").write_text(at + columns)
    found = begun(folder)
    assert (found.stock["SKU1"].on_hand, found.on_order[0].sku) == (7, "SKU3")
    (folder / "state.yaml").write_text(at + columns.replace("stock.sku", "people.sku"))
    assert "no column 'Item'" in all_wrong(folder)


def test_classes_and_crews_may_have_capitals_and_an_unknown_one_is_named_once(
    tmp_path: Path,
) -> None:
    orders = ORDERS.replace(",plain", ",Plain")
    folder = state(tmp_path, NAMES, orders=orders, people="crew,heads\nPICKERS,2\n")
    found = begun(folder)
    assert ([each.order_class for each in found.orders][:3], found.people) == (
        ["plain", "plain", "express"],
        {"pickers": 2},
    )
    (folder / "orders.csv").write_text(orders.replace(",Plain", ",gift"))
    assert "orders.csv:2: class: 'gift' (in 5 rows) is not a class; write " in wrong(folder)


def test_a_file_is_no_state_and_told_to_be_one_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "open.csv").write_text(ORDERS)
    with pytest.raises(InputError, match=r"is a file; put it into a folder \(open orders as o"):
        settings_from(tmp_path / "open.csv")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-03-08 02:30", "2026-03-08 02:30 does not exist, as the clock is put from 02:00 to"),
        ("2026-11-01 01:30", "2026-11-01 01:30 comes twice, as the clock is put from 02:00 to"),
    ],
)
def test_a_moment_that_is_not_one_is_refused(at: str, told: str, tmp_path: Path) -> None:
    zone = {"clock.time_zone": "America/New_York", "clock.start": "2026-02-02"}
    zone |= {"clock.run": "300 d"}
    folder = state(tmp_path, NAMES, at)
    said = wrong(folder, **zone)
    assert f"state.yaml:1:5: state.at: {told}" in said
    remedy = re.search(r"write (\S+ \S+)", said)
    assert remedy is not None
    again = state(tmp_path, NAMES, remedy[1], on_order="sku,units,due\n")
    assert begun(again, **zone).at > 0


def test_stock_that_is_reserved_is_what_lines_hold(tmp_path: Path) -> None:
    folder = state(tmp_path, NAMES, stock="sku,on_hand,reserved\nSKU1,7,3\nSKU2,5,2\nSKU3,1,\n")
    (folder / "house.yaml").write_text(HOUSE)
    loaded = sim.load(folder / "house.yaml").with_(settings_from(folder))
    with pytest.raises(sim.ScenarioError) as error:
        sim.sample(loaded.scenario, 0)
    # D holds one of SKU1; A, B, C and E took theirs when they were picked
    assert str(error.value).endswith(
        "stock.csv:2: reserved: 3, and the lines of open orders hold 1; write 1, or leave the "
        "column out"
    )


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    folder = state(tmp_path / "morning", NAMES)
    (tmp_path / "house.yaml").write_text(HOUSE)
    (folder / "state.yaml").write_text("at: 10 o'clock\n")
    words = ("run", "house.yaml", "--from", "morning", "--output", "out")
    ran = simulator(*words, folder=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith('morning/state.yaml:1:5: state.at: "10 o\'clock" is not a date')
    assert not (tmp_path / "out").exists()
