"""The workbook of every command: what it holds, numbers and dates as that, LibreOffice."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import COMMANDS, TELL_NOTHING
from simulator.reporting.workbook.formats import IDS, typed
from tests.command_line import simulator

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SHORT = ("--replications", "2", "--jobs", "1")
DAY = ("--set", "clock.run=1 d", "--set", "clock.cool_down=1 d")
SHIFTS = "crew,template,starts,hours,at_most\npickers,full,08:00,9,2\npackers,full,08:00,9,2\n"
HEADS = "shifts.day.heads"
ASKED = {
    "run": ("small", *SHORT, *DAY, "--output", "ran"),
    "report": ("ran",),
    "snapshot": ("ran", "--at", "2026-03-03 12:00"),
    "validate": ("rosters",),
    "resolve": ("small",),
    "reference": ("clock",),
    "orders": (str(SCENARIOS / "sample_orders.csv"),),
    "fit": (str(SCENARIOS / "sample_orders.csv"), "--check"),
    "explain": ("small",),
    "warmup": ("small", *SHORT, "--length", "14 d"),
    "list": (),
    "results": ("--sql", "SELECT scenario, key, seed, replication, kpi, value FROM kpis LIMIT 5"),
    "verify": ("--quick", "--only", "mm1", "--jobs", "1"),
    "compare": ("small", "--alternative", f"three: {HEADS}.pickers=3", *SHORT, *DAY),
    "sweep": ("small", "--vary", f"{HEADS}.pickers=1..2", "--vary", "clock.start=2026-03-02,"
              "2026-03-03", *SHORT, *DAY),
    "optimize": ("small", "--vary", f"{HEADS}.pickers=1..2", "--vary", f"{HEADS}.packers=1..2",
                 "--check-replications", "2", *SHORT, *DAY),
    "bottleneck": ("small", "--find", "0", *SHORT, *DAY),
    "stress": ("small", "--absence", "10%", *SHORT, *DAY),
    "forecast": ("tonight", "--until", "15:00", *SHORT),
    "worth": ("next_week", "--replications", "4", "--jobs", "1", "--set", "demand.scale=0.1",
              *DAY),
    "roster": ("small", "--templates", "shifts.csv", "--check-replications", "2", *SHORT, *DAY),
}  # fmt: skip
"""What each command is asked, in this order."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, all_fast: None) -> Path:
    """All workbooks, each called as its command."""
    folder = tmp_path_factory.mktemp("workbooks")
    (folder / "shifts.csv").write_text(SHIFTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMULATOR_STORE", str(folder / "store"))
        patch.setattr("simulator.experiments.writing.figures", lambda content: {})
        patch.setattr("simulator.experiments.writing.replay", lambda *_: None)
        patch.setattr("simulator.reporting.findings.pictures", lambda charts: {})
        patch.setattr("simulator.verification.files.pictures", lambda rows, precision: {})
        patch.setattr("simulator.reporting.charts.Chart.svg", b"<svg/>")
        for name, words in ASKED.items():
            ended = simulator(name, *words, "--xlsx", f"{name}.xlsx", folder=folder)
            assert (name, ended.returncode, ended.stderr.count("Traceback")) == (name, 0, 0), ended
    return folder


def test_every_command_but_those_that_tell_nothing_takes_a_workbook() -> None:
    assert {*ASKED} == {*COMMANDS} - {*TELL_NOTHING}
    for name, command in COMMANDS.items():
        assert ("xlsx" in signature(command).parameters) == (name in ASKED), name


@cache
def opened(path: Path) -> Any:
    """A workbook that no test changes."""
    return openpyxl.load_workbook(path)


def texts(book: Any) -> Iterator[tuple[str, str]]:
    """Where each text stands that is not an id, a version or a line of YAML."""
    for sheet in book.worksheets:
        if sheet.title == "Scenario":
            continue
        heads: dict[int, str] = {}
        for row in sheet.iter_rows():
            if all(isinstance(cell.value, str | None) for cell in row) and len(heads) == 0:
                heads = {cell.column: str(cell.value).lower() for cell in row}
            for cell in row:
                if not isinstance(cell.value, str):
                    continue
                if heads.get(cell.column) in IDS or "versions" in str(row[0].value):
                    continue
                yield f"{sheet.title}!{cell.coordinate}", cell.value


def test_no_number_and_no_date_is_a_text_in_any_workbook(folder: Path) -> None:
    wrong = [
        (name, place, text)
        for name in ASKED
        for place, text in texts(opened(folder / f"{name}.xlsx"))
        if typed(text) != (text, "") or re.fullmatch(r"-?\d+(\.\d+)?|\d{4}-\d\d-\d\d", text)
    ]
    assert not wrong


def test_every_workbook_of_a_house_has_its_scenario_and_charts(folder: Path) -> None:
    uncharted = {"snapshot", "validate", "resolve", "reference", "list", "results", "fit"}
    no_house = {"snapshot", "reference", "orders", "fit", "list", "results", "verify"}
    for name in ASKED:
        book = opened(folder / f"{name}.xlsx")
        assert book.sheetnames[0] == "Answer"
        assert book.sheetnames[-1] == "About"
        assert ("Scenario" in book.sheetnames) == (name not in no_house), name
        charts = sum(len(sheet._charts) for sheet in book)
        assert (charts > 0) == (name not in uncharted), name


@pytest.mark.usefixtures("undrawn")
def test_a_state_as_a_workbook_is_read_again(folder: Path) -> None:
    state = folder / "again"
    state.mkdir()
    (written,) = (folder / "ran").glob("state-*")
    parts = [name for name in openpyxl.load_workbook(folder / "snapshot.xlsx").sheetnames
             if (written / f"{name}.csv").is_file()]  # fmt: skip
    lines = [f"{name}: ../snapshot.xlsx#{name}\n" for name in parts]
    (state / "state.yaml").write_text((written / "state.yaml").read_text() + "".join(lines))
    for path in written.glob("*.json"):
        shutil.copy(path, state)
    words = ("--set", "clock.start=2026-03-03T12:00", "--set", "clock.warm_up=0 d", "--only", "0")
    for name, of in (("a", state), ("b", written)):
        ended = simulator("run", "small", "--from", str(of), *words, *DAY, "--output", name,
                          "--no-store", folder=folder)  # fmt: skip
        assert ended.returncode == 0, ended.stderr
    assert {"orders", "lines", "stock"} <= {*parts}
    for name in ("kpis.csv", "orders.parquet"):
        assert (folder / "a" / name).read_bytes() == (folder / "b" / name).read_bytes()


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed; see CONTRIBUTING")
def test_libreoffice_opens_and_recalculates_all_without_repair(
    folder: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path),
         *(str(folder / f"{name}.xlsx") for name in ASKED)],
        capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    assert "repair" not in (done.stdout + done.stderr).lower()
    for name in ASKED:
        file = f"{name}.xlsx"
        ours, theirs = opened(folder / file), openpyxl.load_workbook(tmp_path / file)
        assert theirs.sheetnames == ours.sheetnames
        for mine, other in zip(ours, theirs, strict=True):
            assert len(other._charts) == len(mine._charts), (name, mine.title)
            for a in (cell for row in mine.iter_rows() for cell in row):
                assert is_same(a.value, other[a.coordinate].value), (name, mine.title, a)


def is_same(a: object, b: object) -> bool:
    """Whether a cell came back as it was; it saves a truth as a function."""
    if isinstance(a, bool):
        return {"=TRUE()": True, "=FALSE()": False}.get(str(b), b) == a
    if isinstance(a, datetime | date) and isinstance(b, datetime):
        return abs((b - a).total_seconds()) < 0.01 if isinstance(a, datetime) else b.date() == a
    return a is None or bool(b == (pytest.approx(a) if isinstance(a, float) else a))
