"""The page of an explanation: who can do the work, against all that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from simulator.experiments.explain.explain import Explanation, explain
from simulator.experiments.explain.page import findings
from simulator.reporting.charts import Chart
from simulator.reporting.findings import html
from simulator.reporting.style import styled
from simulator.scenario import loads
from tests.experiments.test_first_lines import SHOP

PARCELS = "shipping.carriers.c.capacity"


def explained(*changes: str) -> Explanation:
    return explain(loads(SHOP, overrides=["picking.time.setup=0 s", *changes]), jobs=1)


@pytest.fixture(scope="module")
def short() -> Explanation:
    """450 orders a day with 2.4 lines of 30 s are 9 h a day, for one picker of 8 h.

    11 h 15 min of packing for two packers of 8 h; 450 parcels for a truck that takes 900.
    """
    return explained("shifts.day.heads.pickers=1", f"{PARCELS}=900")


def told_of(found: Explanation) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in findings(found).main.rows}


def as_number(cell: str) -> float:
    return float(re.sub(r"[^0-9.]", "", cell))


def test_each_verdict_is_that_of_the_load_by_hand(short: Explanation) -> None:
    rows = told_of(short)

    assert rows["pickers"][0] == "too much"
    assert as_number(rows["pickers"][1]) == pytest.approx(100 * 9 / 8, rel=0.05)
    assert as_number(rows["pickers"][3]) == 56
    assert rows["packers"][0] == "fits"
    assert as_number(rows["packers"][1]) == pytest.approx(100 * 11.25 / 16, rel=0.05)
    assert rows["pick-ups of c"][0] == "fits"
    assert as_number(rows["pick-ups of c"][1]) == pytest.approx(50, rel=0.05)
    assert findings(short).main.marks == ("missed", "met", "met")


def test_a_carrier_without_a_limit_has_no_load() -> None:
    assert [*told_of(explained())] == ["pickers", "packers"]


def test_the_figure_has_all_there_is_as_a_line(short: Explanation) -> None:
    with styled():
        ax = short.plot()

    assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"] == [100]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "pickers", "packers", "pick-ups of c"
    ]  # fmt: skip
    assert ax.get_xlim()[1] > 100


def test_the_page_begins_as_the_terminal_does(
    short: Explanation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Chart, "_drawn", (b'<svg viewBox="0 0 1 1"></svg>', "seen"))
    page = html(findings(short, "shop.yaml --set x=1"))
    first = page.index('class="answer"')

    assert "2 heads instead of 1" in page[first : first + 300]
    assert "simulator sweep shop.yaml --set x=1 --vary" in page
    assert page.index("<table") < page.index('id="loads"') < page.index("<details>")


def test_it_is_written_with_its_tables(
    short: Explanation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Chart, "_drawn", (b'<svg viewBox="0 0 1 1"></svg>', "seen"))
    out = short.write(tmp_path / "out")

    assert {path.name for path in out.iterdir()} == {
        "report.html", "conclusion.txt", "loads.csv", "heads.csv", "hours.csv", "manifest.json",
        "figures",
    }  # fmt: skip
    assert json.loads((out / "manifest.json").read_text())["command"] == "asked in Python"
