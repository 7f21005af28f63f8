"""Texts that a spreadsheet would run, written so that it does not, and read again."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.cells import read_csv, restored, safe, to_csv
from simulator.results.columns import STOCK
from simulator.results.loading import typed
from simulator.results.writing import write_table

RUN = [
    "=1+1",
    "+A",
    "-2",
    "@B",
    "\tC",
    "\r=1",
    "\n=1",
    '=HYPERLINK("x")',
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
]
KEPT = ["A", "1+1", "a=1", "'a", "''", "'", "a'=1", " =1", "2026-03-02", "Ø", "NA", "null", "a,b"]


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_runs_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert restored(safe(text)) == text
    assert safe(f"'{text}") == f"''{text}"  # or it would be read as the text without it
    assert restored(safe(f"'{text}")) == f"'{text}"


@pytest.mark.parametrize("text", KEPT)
def test_all_other_texts_are_left_as_they_are(text: str) -> None:
    assert safe(text) == restored(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\nab1＝")))
def test_what_is_written_is_read_again(text: str) -> None:
    cell = safe(text)
    assert restored(cell) == text
    assert not cell or cell[0] not in "=+-@\t\r\n＝＋－＠"


def test_numbers_stay_numbers() -> None:
    frame = pd.DataFrame(
        {"=name": ["=1", "-2"], "number": [-1.5, np.nan], "mixed": [-3, "-4.5"], "+5": [1, 2]}
    )
    assert to_csv(frame).decode().splitlines() == [
        "'=name,number,mixed,'+5", "'=1,-1.5,-3,1", "-2,,-4.5,2"
    ]  # fmt: skip


def test_a_frame_is_read_again() -> None:
    frame = pd.DataFrame({"=a": [*RUN, *KEPT]})
    frame = frame[~frame["=a"].str.contains("\r")]  # pandas reads it as the end of a line
    back = read_csv(io.BytesIO(to_csv(frame)))
    assert back.columns.tolist() == ["=a"]
    assert back["=a"].tolist() == frame["=a"].tolist()


def test_tables_are_safe_in_their_texts_and_have_one_format_of_moments(tmp_path) -> None:
    texts = [*RUN, *KEPT]
    count = len(texts)
    moments = pd.to_datetime("2026-03-02 08:00") + pd.to_timedelta(np.arange(count) * 250, "ms")
    moments = moments.to_series(index=range(count)).astype("datetime64[ms]")
    moments[1] = pd.Timestamp("2026-03-03")
    moments[2] = pd.NaT
    frame = pd.DataFrame(
        {"at": moments, "sku": pd.Categorical(texts), "movement": "picked",
         "units": np.arange(count) - 3, "order": [None, *texts[1:]]}
    )  # fmt: skip
    write_table(tmp_path / "stock.csv", frame)
    with (tmp_path / "stock.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["sku"] for row in rows] == [safe(text) for text in texts]
    assert [row["order"] for row in rows] == ["", *(safe(text) for text in texts[1:])]
    assert [row["units"] for row in rows[:3]] == ["-3", "-2", "-1"]
    assert [row["at"] for row in rows[:4]] == [
        "2026-03-02 08:00:00.000", "2026-03-03 00:00:00.000", "", "2026-03-02 08:00:00.750"
    ]  # fmt: skip
    assert {len(row["at"]) for row in rows} == {0, len("2026-03-02 08:00:00.000")}
    back = typed(read_csv(tmp_path / "stock.csv"), STOCK)
    assert back["sku"].tolist() == texts
    assert back["order"].tolist()[1:] == texts[1:]
    assert back["order"].isna().tolist() == [True] + [False] * (count - 1)
    assert back["units"].tolist() == frame["units"].tolist()
    pd.testing.assert_series_equal(back["at"], frame["at"])
