"""Answers as workbooks: numbers are numbers, dates dates, and nothing runs as a formula."""

import re
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simulator as sim
from simulator.mistakes import InputError
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable, crossed
from simulator.reporting.tables import Table
from simulator.reporting.workbook.answers import answer_pages
from simulator.reporting.workbook.formats import columns_of_frame, form_of, typed
from simulator.reporting.workbook.moments import House
from simulator.reporting.workbook.parts import Chart, Column, Grid, Line, Page
from simulator.reporting.workbook.rendering import MOST_LETTERS, rendered
from simulator.reporting.workbook.whole_file import require_writable, write_file
from simulator.reporting.workbook.workbooks import write_answer
from tests.command_line import simulator

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

RUNS = ("=1+1", "+1", "-x", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a")', "\uff1d1", "http://a.b")


def opened(content, tmp_path, name="made.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    return openpyxl.load_workbook(path)


def found(**more):
    table = Table("=caption", ("What", "Cost"), (("=1+1", "1,234.5 USD"), ("@x", "−2 %")))
    frame = pd.DataFrame({"alternative": list(RUNS), "value": [0.5] * len(RUNS)})
    given = {"kind": "fulfillment simulator sweep", "title": "=title", "question": "",
             "conclusion": "=1+1 is what to do", "main": table, "frames": {"sweep": frame},
             "scenario": "name: =x\n  = y", "manifest": {"command": "=cmd"}}  # fmt: skip
    return Findings(**(given | more))


# What is in cells


def test_no_text_of_data_runs_as_a_formula_or_a_link(tmp_path):
    content = rendered(answer_pages(found()), {"kind": "=kind"})
    book = opened(content, tmp_path)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {*RUNS, "=1+1 is what to do"} <= {cell.value for cell in cells}
    assert all(cell.quotePrefix for cell in cells if str(cell.value) in RUNS[:7])
    with zipfile.ZipFile(tmp_path / "made.xlsx") as packed:
        sheets = [name for name in packed.namelist() if "worksheets/sheet" in name]
        assert not [name for name in sheets if re.search(rb"<f[ >]", packed.read(name))]


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("1,234", 1234, "#,##0"),
        ("98.2 %", 0.982, "0.0%"),
        ("−3.10 USD", -3.1, '#,##0.00 "USD"'),
        ("+2 points", 2, '#,##0 "points"'),
        ("7 %", 0.07, "0%"),
        ("98.2 ± 0.3 %", "98.2 ± 0.3 %", ""),
        ("3 of 5", "3 of 5", ""),
        ("2026-03-02", date(2026, 3, 2), "yyyy-mm-dd"),
        ("2026-03-02 14:30", datetime(2026, 3, 2, 14, 30), "yyyy-mm-dd hh:mm"),
        ("2026-02-31", "2026-02-31", ""),
        ("00042", "00042", ""),
        ("1,2", "1,2", ""),
        ("3176888524603503", "3176888524603503", ""),
        ("–", "–", ""),
    ],
)
def test_texts_of_tables_that_are_numbers_or_dates_become_that(text, value, form):
    is_number = isinstance(value, int | float)
    assert typed(text) == (pytest.approx(value) if is_number else value, form)


def test_frames_have_their_units_as_formats_and_per_cent_as_shares(tmp_path):
    frame = pd.DataFrame(
        {"kpi": ["on_time_ship", "cost_per_order"], "unit": ["%", "EUR"], "mean": [98.2, 7.5],
         "difference": [1.5, -0.25], "share_low": [40.0, np.nan], "cost_per_order": [1.25, 2.0],
         "day": [date(2026, 3, 2), date(2026, 3, 3)], "hits": [3, 4]}
    )  # fmt: skip
    columns = {column.head: column for column in columns_of_frame(frame, "EUR")}
    assert columns["Mean"].values == pytest.approx([0.982, 7.5])
    assert columns["Mean"].form == [form_of("%"), form_of("EUR")] == ["0.0%", '#,##0.00 "EUR"']
    assert columns["Difference"].values == [1.5, -0.25]
    assert "points" in columns["Difference"].form_of(0)
    assert columns["Share low"].values == [0.4, None]
    assert columns["Cost per order"].form == '#,##0.00 "EUR"'
    assert columns["KPI"].values == ["On-time ship", "Cost per order"]
    page = Page("T", (Grid("", list(columns.values())),))
    rows = list(opened(rendered([page], {}), tmp_path)["T"].iter_rows(values_only=True))
    heads = {head: k for k, head in enumerate(rows[0])}
    assert rows[1][heads["Day"]] == datetime(2026, 3, 2)
    assert (rows[1][heads["Mean"]], rows[2][heads["Share low"]]) == (pytest.approx(0.982), None)


def test_a_text_longer_than_a_cell_goes_on_in_the_next(tmp_path):
    text = "a" * MOST_LETTERS + "b"
    page = opened(rendered([Page("T", (Line(text, "code"),))], {}), tmp_path)["T"]
    assert page["A1"].value + page["B1"].value == text


def test_verdicts_and_heads_too_few_are_colored_by_rules_of_the_workbook(tmp_path):
    verdicts = Grid("", [Column("Verdict", ["met", "average missed"])], (), "verdict", (0,))
    heads = [Column("Scheduled", [1.0]), Column("Needed", [2.0])]
    chart = Chart("C", "line", 0, (1,))
    page = Page("T", (verdicts, Grid("", heads, (chart,), "short", (0,), 1)))
    rendered([page], {})
    path = tmp_path / "a.xlsx"
    path.write_bytes(rendered([page], {}))
    with zipfile.ZipFile(path) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/charts/chart1.xml" in packed.namelist()
    assert 'text="missed"' in xml
    assert re.search(r"<formula>\$A6&lt;\$B6-0.005</formula>", xml)


def test_a_column_is_as_wide_as_its_numbers_with_their_units(tmp_path):
    grid = Grid("", [Column("±", [1061234.5, 0.0042], [form_of("orders"), form_of("h", 0.0042)])])
    book = opened(rendered([Page("T", (grid,))], {}), tmp_path)
    assert book["T"].column_dimensions["A"].width >= len("1,061,234.5 orders")
    assert book["T"]["A3"].number_format == '#,##0.000 "h"'


# Time


def test_moments_are_those_of_the_clock_on_the_wall_and_no_offset_is_lost():
    house = House(datetime(2026, 10, 24, 12), "Europe/Berlin")
    times, ahead = house.columns([0, 13, 14, 15, 16])
    assert times.head == "Time, Europe/Berlin"
    assert [f"{one:%d %H:%M}" for one in times.values] == [
        "24 12:00", "25 01:00", "25 02:00", "25 02:00", "25 03:00",
    ]  # fmt: skip
    assert ahead.values == ["+02:00", "+02:00", "+02:00", "+01:00", "+01:00"]
    (times,) = House(datetime(2026, 10, 24, 12)).columns([0, 15])
    assert [f"{one:%d %H:%M}" for one in times.values] == ["24 12:00", "25 03:00"]


def test_a_wide_table_of_hours_has_dates():
    frame = pd.DataFrame({"hour": [0.0, 1.5], "calm": [1.0, 2.0]})
    table = WideTable("Backlog", frame, "orders", "line", start=datetime(2026, 3, 2))
    pages = answer_pages(found(grids=(table,)))
    (grid,) = next(page for page in pages if page.name == "Grids").parts
    assert list(grid.columns[0].values) == [datetime(2026, 3, 2), datetime(2026, 3, 2, 1, 30)]


def test_points_by_two_variables_have_a_row_and_a_column_each():
    frame = pd.DataFrame({"pickers": [1, 1, 2], "demand": ["1", "2", "1"], "cost": [5, 6, 7]})
    wide = crossed(frame, "pickers", "demand", "cost")
    assert list(wide) == ["pickers", "demand 1", "demand 2"]
    assert wide.iloc[1].tolist()[:2] == [2, 7]
    assert pd.isna(wide.iloc[1, 2])


# The file


def test_an_answer_of_ours_is_replaced_unless_somebody_edited_it(tmp_path):
    path = tmp_path / "folder" / "plan.xlsx"
    assert require_writable(path) == ""
    write_answer(found(), path)
    assert require_writable(path) == "It replaces the workbook of: =cmd"
    write_answer(found(), path)
    book = openpyxl.load_workbook(path)
    book.properties.created = datetime(2020, 1, 1)  # saving sets when it was modified
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="was edited since it was written, so it is left alone; "):
        write_answer(found(), path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize("content", [b"my notes", b""])
def test_what_is_not_ours_is_left_alone(tmp_path, content):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(
        InputError, match="not a workbook of an answer, so it is left alone; choose"
    ):
        require_writable(path)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(InputError, match="is not a workbook of an answer"):
        require_writable(other)


def test_a_workbook_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = write_file(tmp_path / "plan.xlsx", rendered(answer_pages(found()), {}))
    path.unlink()
    write_answer(found(), path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"No space left on device.*; what was there is as it was"):
        write_answer(found(title="other"), path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan.csv", "such as plan.xlsx"),
        ("plan", "such as plan.xlsx"),
        ("\0.xlsx", "choose another"),
    ],
)
def test_a_name_that_cannot_be_is_told_with_one_that_can(tmp_path, name, said):
    with pytest.raises(InputError, match=said):
        require_writable(tmp_path / name)


def test_without_the_extra_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    ended = simulator("run", "small", "--xlsx", str(tmp_path / "a.xlsx"))
    said = "--xlsx: XlsxWriter is not installed; pip install 'fulfillment-simulator[excel]'\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", said)


# Whole answers


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of two replications: its folder, what the command said, and the workbook."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulator.experiments.writing.figures", lambda content: {})
        words = ("--replications", "2", "--jobs", "1", "--output", "out", "--xlsx", "run.xlsx")
        zone = ("--set", "clock.time_zone=Europe/London", "--set", "clock.cool_down=1 d")
        ended = simulator("run", "small", *words, *zone, folder=folder)
    assert ended.returncode == 0, ended.stderr
    return folder, ended, openpyxl.load_workbook(folder / "run.xlsx")


def rows_of(book, name):
    return list(book[name].iter_rows(values_only=True))


def test_a_run_has_answer_targets_kpis_heads_curves_and_scenario(run):
    folder, ended, book = run
    assert "workbook: run.xlsx" in ended.stdout.splitlines()
    assert book.sheetnames == ["Answer", "Targets", "KPIs", "Heads", "Hours", "Over time",
                               "Pick-ups", "Floor", "Costs", "Replications", "Scenario",
                               "About"]  # fmt: skip
    conclusion = rows_of(book, "Answer")[2][0]
    assert conclusion in " ".join(ended.stdout.split())
    target = next(row for row in rows_of(book, "Answer") if row[1] and "met" in str(row[1]))
    kpis = pd.read_csv(folder / "out" / "kpis.csv").set_index(["kpi", "scope"])
    assert target[2] == pytest.approx(kpis.loc[("on_time_ship", "all"), "mean"] / 100)
    written = {(row[6], row[1]): row[2] for row in rows_of(book, "KPIs")[1:]}
    known = kpis["mean"].notna()
    assert len(written) == known.sum()
    cost = written["cost_per_order", "all"]
    assert cost == pytest.approx(kpis.loc[("cost_per_order", "all"), "mean"])
    yaml = "".join(f"{row[0] or ''}\n" for row in rows_of(book, "Scenario"))
    assert yaml == (folder / "out" / "scenario.yaml").read_text("utf-8")


def test_heads_needed_stand_beside_heads_scheduled_hour_by_hour(run):
    rows = rows_of(run[2], "Heads")
    head = next(k for k, row in enumerate(rows) if row[:2] == ("Hour", "Mon scheduled"))
    assert rows[head][8] == "Mon needed"
    eight = next(row for row in rows[head + 1 :] if row[0] == "8:00")
    assert eight[2] == 2  # of Tuesday, as the shift says
    assert 0 < eight[9] < 2
    rules = [rule.formula[0] for area in run[2]["Heads"].conditional_formatting
             for rule in area.rules]  # fmt: skip
    assert f"$C{head + 2}<$J{head + 2}-0.005" in rules  # Tuesday's beside Tuesday's


def test_curves_have_dates_with_the_offset_of_their_zone(run):
    rows = rows_of(run[2], "Over time")
    assert rows[0][:3] == ("Time, Europe/London", "UTC offset", "Backlog, orders")
    assert rows[1][:2] == (datetime(2026, 3, 2), "+00:00")
    assert rows[25][0] == datetime(2026, 3, 3)


def test_the_report_of_a_folder_makes_the_same_workbook(run):
    folder, _, first = run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulator.experiments.writing.figures", lambda content: {})
        ended = simulator("report", "out", "--xlsx", "again.xlsx", folder=folder)
    assert ended.returncode == 0, ended.stderr
    again = openpyxl.load_workbook(folder / "again.xlsx")
    for name in first.sheetnames:
        for a, b in zip(rows_of(first, name), rows_of(again, name), strict=True):
            assert a == pytest.approx(b) if all(isinstance(v, float) for v in a) else a == b


def test_an_explanation_has_heads_by_hour_too(tmp_path):
    ended = simulator("explain", "small", "--xlsx", "plan.xlsx", folder=tmp_path)
    assert ended.stdout.splitlines()[-1] == "workbook: plan.xlsx"
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["Answer", "Heads", "Hours", "Scenario", "About"]


@pytest.mark.usefixtures("undrawn")
def test_a_sweep_has_its_points_as_a_grid_with_a_chart(tmp_path):
    answer = sim.sweep(
        "small",
        {"shifts.day.heads.pickers": [1, 2], "demand.scale": [1, 1.5]},
        replications=2,
        overrides={"clock.run": "1 d", "clock.cool_down": "1 d"},
        jobs=1,
    )
    path = answer.to_xlsx(tmp_path / "sweep.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Answer", "Grids", "Tables", "Heads", "Sweep", "Targets",
                               "Scenario", "About"]  # fmt: skip
    rows = rows_of(book, "Grids")
    assert rows[1][:3] == ("pickers, day shift", "demand 1", "demand 1.5")
    first = answer.tables.sweep.query("kpi == 'on_time_ship'").iloc[0]
    assert rows[2][:2] == (1, pytest.approx(first["mean"] / 100))
    assert len(book["Grids"]._charts) == 3
