"""CSVs of any size and in the forms that spreadsheets save."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from simulator.reading.csv_files import MOST_BYTES
from simulator.scenario import ScenarioError, loads
from simulator.workload.sampling import prepare, sample
from tests.scenario.texts import SMALL

TIMES = SMALL + (
    "crews: {p: {skills: [picking], heads: 1}}\n"
    "picking: {time: {setup: {csv: {file: t.csv%s, column: seconds, unit: s}}}}\n"
)


def mistake(text: str, folder: Path) -> str:
    with pytest.raises(ScenarioError) as error:
        prepare(loads(text, directory=folder).scenario)
    return str(error.value)


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("minutes;seconds\n1;60,5\n2;120\n", encoding="utf-8")
    picking = loads(TIMES % "", directory=tmp_path).scenario.picking
    assert picking is not None
    assert picking.time.setup.numbers == (60_500.0, 120_000.0)


def test_a_catalog_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text('sku;price\n"A,1";1,25\nB;2\n', encoding="utf-8")
    text = SMALL + "catalog: {file: c.csv}\n"
    supply = sample(loads(text, directory=tmp_path).scenario, 0).supply
    assert (supply.sku, supply.price.tolist()) == (("A,1", "B"), [125, 200])


def test_a_file_that_unpacks_to_too_much_is_not_unpacked_whole(tmp_path: Path) -> None:
    raw = gzip.compress(b"0\n" * (MOST_BYTES // 2 + 1), 1)
    (tmp_path / "t.csv.gz").write_bytes(raw)
    assert "t.csv.gz has more than 100 MB" in mistake(TIMES % ".gz", tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"sku,price\nA,1e300\n", "c.csv:2: price: '1e300' is too large; write a smaller number"),
        (b'sku,price\nA,"' + b"x" * 140_000, "this is not a CSV from here on"),
        (b"sku," + b",".join([b"x"] * 3000) + b"\n", "there are 3,001 columns"),
        (b"\xff\xfes\0k\0u\0", "c.csv: catalog.file: c.csv cannot be read"),
    ],
)
def test_a_catalog_that_is_none(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(content)
    assert said in mistake(SMALL + "catalog: {file: c.csv}\n", tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"order_id,placed_at,sku,sku,quantity\n", "t.csv:1: sku: this column is there twice"),
        (b"," * 90_000 + b"\n", "t.csv:1: demand.trace.file: there are 90,001 columns"),
        (b"x" * 200_000, "t.csv:1: demand.trace.file: the header is longer than 100,000 bytes"),
        (
            b"order_id,placed_at,sku,quantity\nA,2026-03-02,x,2147483647\n",
            "t.csv:2: quantity: '2147483647' is not a quantity; write a whole number from 1 to a "
            "million",
        ),
    ],
)
def test_a_trace_that_is_none(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    text = SMALL.replace("orders_per_day: 100", "trace: {file: t.csv}")
    assert said in mistake(text, tmp_path)


def test_thousands_of_mistakes_are_counted_and_the_first_are_shown() -> None:
    holidays = ", ".join(["2026-13-01"] * 3)
    targets = "".join(f"- {{kpi: orders.placed, at_leest: {k}}}\n" for k in range(900))
    with pytest.raises(ScenarioError) as error:
        loads(SMALL.replace("7 d}", f"7 d, holidays: [{holidays}]}}") + "targets:\n" + targets)
    lines = str(error.value).splitlines()
    assert len(lines) == 201
    assert lines[-1].endswith("more; correct these first")


def test_a_mapping_of_thousands_of_keys_is_no_scenario() -> None:
    with pytest.raises(ScenarioError, match="more than 2000 keys; remove some"):
        loads(SMALL + "".join(f"k{k}: 1\n" for k in range(3000)))


LONG = "region,seconds,weight\nnorth,10,3\nnorth,20,1\nsouth,90,1\n"


def with_keys(keys: str, folder: Path) -> str:
    (folder / "t.csv").write_text(LONG, encoding="utf-8")
    return (TIMES % "").replace("unit: s}", f"unit: s, {keys}}}")


def test_rows_of_one_long_csv_by_key_columns_and_weights(tmp_path: Path) -> None:
    text = with_keys("weight: weight, where: {region: north}", tmp_path)
    picking = loads(text, directory=tmp_path).scenario.picking
    assert picking is not None
    assert picking.time.setup.numbers == (10_000.0, 20_000.0)
    assert picking.time.setup.weights == (0.75, 0.25)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("where: {region: nrth}", "t.csv has no row with region 'nrth'; did you mean north?"),
        ("where: {regoin: north}", "t.csv has no column 'regoin'; did you mean region?"),
        ("where: north", "'north' is not a mapping of columns to cells; write one such as"),
        ("where: {region: [a]}", "is not a cell; write one in quotes"),
        ("weight: wieght", "t.csv has no column 'wieght'; did you mean weight?"),
        ("weight: region", "'north', which is not a number"),
    ],
)
def test_keys_of_a_long_csv_that_are_wrong(keys: str, said: str, tmp_path: Path) -> None:
    assert said in mistake(with_keys(keys, tmp_path), tmp_path)
