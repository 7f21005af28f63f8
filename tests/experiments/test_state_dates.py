"""Dates of a state's files in a warehouse's own words: patterns, cells of sheets, mistakes."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from simulator.mistakes import InputError
from simulator.units import MINUTE
from tests.experiments.test_state import ORDERS, state
from tests.experiments.test_state_files import NAMES, all_wrong, begun, wrong

DAY_FIRST = '\ntime_format: "%d/%m/%Y %H:%M:%S"'
COMING = "sku,units,due\nSKU-0003,6,04/03/2026 10:30:00\n"


def day_first(text: str) -> str:
    """The same dates with the day first."""
    return re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", text)


def test_a_pattern_reads_dates_with_the_day_first(tmp_path: Path) -> None:
    """The state of the same files with ISO dates, but for where they lie."""
    iso = begun(state(tmp_path / "iso", NAMES))
    files = {"orders": day_first(ORDERS), "on_order": COMING}
    told = begun(state(tmp_path / "own", NAMES, f"2026-03-04 10:00{DAY_FIRST}", **files))
    assert told.orders == iso.orders
    assert told.on_order == iso.on_order
    assert told.on_order[0].due == told.at + 30 * MINUTE
    text = (tmp_path / "own/state.yaml").read_text()
    (tmp_path / "own/state.yaml").write_text(text.replace("%d/%m", "%m/%d"))
    assert "is after the state" in all_wrong(tmp_path / "own")


def test_patterns_are_proposed_once_a_column(tmp_path: Path) -> None:
    """Of the 4th of March both; nothing is guessed. One word is written, and it is read."""
    folder = state(tmp_path, NAMES, orders=day_first(ORDERS))
    either = '"%d/%m/%Y %H:%M:%S" or "%m/%d/%Y %H:%M:%S"'
    since, begins = all_wrong(folder).splitlines()
    assert since.endswith(
        "orders.csv:2: since: '04/03/2026 09:50:00' (and 5 more) could be two days; write in the "
        f"state time_format: {either}"
    )
    assert "orders.csv:2: begun: '04/03/2026 09:59:00' (and 1 more) could be two days" in begins
    other = ORDERS.replace("2026-03-03", "2026-02-28")
    folder = state(tmp_path, NAMES, orders=day_first(other))
    assert (
        all_wrong(folder)
        .splitlines()[0]
        .endswith('write in the state time_format: "%d/%m/%Y %H:%M:%S"')
    )


def test_a_date_of_another_pattern_is_named(tmp_path: Path) -> None:
    text = day_first(ORDERS).replace("04/03/2026 09:40:00", "2026-03-04 09:40")
    folder = state(tmp_path, NAMES, f"2026-03-04 10:00{DAY_FIRST}", orders=text, on_order=COMING)
    assert wrong(folder).endswith(
        "orders.csv:3: since: '2026-03-04 09:40' is not a date and time of the house as "
        "'%d/%m/%Y %H:%M:%S' has them; write one such as 12/03/2026 14:05:00"
    )
    folder = state(tmp_path, NAMES, "2026-03-04 10:00\ntime_format: day first")
    assert "state.time_format: 'day first' is not a pattern of dates; write one such" in wrong(
        folder
    )


def test_dates_of_cells_and_texts_stand_in_one_column_of_a_sheet(tmp_path: Path) -> None:
    """And what is wrong is named by its cell, below the header that the file has."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Order no.", "Stage", "Received"])
    sheet.append(["A", "packing", datetime(2026, 3, 4, 9, 50)])
    sheet.append(["B", "packing", "04/03/2026 09:40"])
    book.save(tmp_path / "open.xlsx")
    text = "orders: open.xlsx\ncolumns: {order: Order no., since: Received}\n"
    text += 'at: 2026-03-04 10:00\ntime_format: "%d/%m/%Y %H:%M"\n'
    (tmp_path / "state.yaml").write_text(text)
    told = begun(tmp_path)
    assert [told.at - order.since for order in told.orders] == [10 * MINUTE, 20 * MINUTE]
    sheet["C3"] = "soon"
    book.save(tmp_path / "open.xlsx")
    with pytest.raises(InputError, match=r"open\.xlsx: sheet 'Sheet', cell C3: since: 'soon' is"):
        begun(tmp_path)
