"""A state out of an event log in its own words: headers, activities, dates, types of objects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.experiments.state.snapshot import Snapshot, snapshot
from simulator.mistakes import InputError
from tests.command_line import simulator

AT = "2026-03-04 10:00"
COLUMNS = {
    "order": "Case ID",
    "activity": "Task",
    "queued_at": "In",
    "began_at": "Start",
    "ended_at": "End",
}
ACTIVITIES = {"Pick goods": "picking", "Box up": "packing", "Truck": "shipping"}
FORMAT = "%d/%m/%Y %H:%M"
LOG = """Case ID;Task;In;Start;End;done_by
A;Pick goods;04/03/2026 09:00;04/03/2026 09:10;04/03/2026 09:20;pickers
A;Box up;04/03/2026 09:20;04/03/2026 09:55;;packers
B;pick goods;04/03/2026 09:30;04/03/2026 10:10;04/03/2026 10:20;pickers
B;Coffee;yesterday;;;
D;Truck;03/03/2026 18:00;04/03/2026 09:00;04/03/2026 09:00;
"""
STATE = [
    ("A", "packing", "2026-03-04 09:20:00.000", "2026-03-04 09:55:00.000", "packers"),
    ("B", "picking", "2026-03-04 09:30:00.000", "", ""),
]


def cut(folder: Path, text: str = LOG, **words: Any) -> Snapshot:
    """The state of a log with these words in place of its own."""
    (folder / "log.csv").write_text(text)
    own = {"columns": COLUMNS, "activities": ACTIVITIES, "time_format": FORMAT}
    return snapshot(folder / "log.csv", AT, folder / "state", **(own | words))


def orders(folder: Path) -> list[tuple[str, ...]]:
    table = pd.read_csv(folder / "orders.csv", dtype=str, keep_default_na=False)
    columns = ["order", "stage", "since", "begun", "crew"]
    rows = table.reindex(columns=columns, fill_value="").to_numpy()
    return [tuple(row) for row in rows]


def test_a_log_is_read_in_its_own_words(tmp_path: Path) -> None:
    found = cut(tmp_path)
    assert orders(tmp_path / "state") == STATE
    coffee = "rows of 'Coffee', which is not an activity of ours"
    assert found.others == {coffee: 1, "have left": 1}


def test_the_command_maps_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("Scans")
    sheet.append(["Case ID", "Task", "End"])
    sheet.append(["A", "Pick goods", pd.Timestamp("2026-03-04 09:20").to_pydatetime()])
    sheet.append(["B", "Pick goods", "04/03/2026 09:40"])
    book.save(tmp_path / "log.xlsx")
    words = [f"--columns={ours}={COLUMNS[ours]}" for ours in ("order", "activity", "ended_at")]
    words += ["--activities", "Pick goods=picking", "--time-format", FORMAT]
    ran = simulator("snapshot", "log.xlsx#Scans", "--at", AT, *words, folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "2 orders (2 at shipping)" in ran.stdout
    sheet["C3"] = "soon"
    book.save(tmp_path / "log.xlsx")
    ran = simulator("snapshot", "log.xlsx#Scans", "--at", AT, *words, folder=tmp_path)
    assert ran.returncode == 2
    assert "log.xlsx: sheet 'Scans', cell C3: ended_at: 'soon' is not a date as" in ran.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"time_format": None}, r"log\.csv:2: queued_at: '04/03/2026 09:00' \(and 3 more\) could "
         r'be two days; write --time-format "%d/%m/%Y %H:%M" or "%m/%d/%Y %H:%M"'),
        ({"activities": {}}, r"none of its activities is one of ours: 'Pick goods' \(1 rows\), .*"
         r"say what each means: --activities 'Pick goods=picking'$"),
        ({"activities": {"Pick goods": "pikcing"}}, "is not an activity of ours; did you mean pic"),
        ({"activities": {"Pick gods": "picking"}}, "no such activity; did you mean [Pp]ick goods"),
        ({"columns": COLUMNS | {"order": "Case"}}, "the log has no 'Case'; did you mean Case ID"),
        ({"columns": {"ordr": "Case ID"}}, "'ordr' is not a column of a log; did you mean order"),
        ({"time_format": "day"}, "--time-format: 'day' is not a pattern of dates; write one such"),
        ({"time_zone": "Europe/Lodon"}, "--time-zone: 'Europe/Lodon' is not a time zone; did you"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_remedy(
    words: dict[str, Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        cut(tmp_path, **words)
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LOG.replace("\nB;pick", "\n;pick"), r"log\.csv:4: order: is empty; write the order's"),
        (LOG.replace("09:10;04/03/2026 09:20", "09:10;04/03/2026 09:05"),
         r"log\.csv:2: ended_at: is before began_at \(2026-03-04 09:10:00\)"),
        (LOG.replace("D;Truck;03/03/2026 18:00;04/03/2026 09:00;04/03/2026 09:00;", "D;Truck;;;;"),
         r"log\.csv:6: ended_at: is empty, and so is every other moment; write one"),
        ("Case ID;Task;In;Start;End\n", "has no rows; write one a visit"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_are_named(text: str, told: str, tmp_path: Path) -> None:
    words: dict[str, Any] = {} if "A;" in text else {"activities": {}}
    with pytest.raises(InputError, match=told):
        cut(tmp_path, text, **words)


def ocel(offset: str) -> str:
    event = {
        "id": "e1",
        "type": "Pick goods",
        "time": f"2026-03-04T09:20:00{offset}",
        "attributes": [{"name": "Arrived", "value": f"2026-03-04T08:00:00{offset}"}],
        "relationships": [{"objectId": "S1", "qualifier": "of"}],
    }
    return json.dumps({"objects": [{"id": "S1", "type": "Sales Order"}], "events": [event]})


def test_of_ocel_types_of_objects_and_attributes_are_mapped(tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    log.write_text(ocel("+05:00"))
    said = r"has no objects of type 'order', but Sales Order; .* --columns 'order=Sales Order'$"
    with pytest.raises(InputError, match=said):
        snapshot(log, AT, tmp_path / "state")
    columns = {"order": "Sales Order", "queued_at": "Arrived"}
    words: dict[str, Any] = {"columns": columns, "activities": {"Pick goods": "picking"}}
    with pytest.raises(InputError, match="has an offset from UTC; say where the house is, such as"):
        snapshot(log, AT, tmp_path / "state", **words)
    # 9:20 five hours ahead of UTC is 4:20 in London, which is on it in March.
    snapshot(log, "2026-03-04 04:00", tmp_path / "state", **words, time_zone="Europe/London")
    assert orders(tmp_path / "state") == [("S1", "picking", "2026-03-04 03:00:00.000", "", "")]


def test_words_of_a_log_say_nothing_of_a_run(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="--columns: is for an event log, and this is a run; leave"
    ):
        snapshot(tmp_path, AT, columns={"order": "Case ID"})
    ran = simulator("snapshot", "log.csv", "--at", AT, "--columns", "order", folder=tmp_path)
    assert "--columns: 'order' is not OURS=THEIRS; write one such as 'order=Case" in ran.stderr
