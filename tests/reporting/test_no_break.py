"""Pages: no line ends between a number and its unit, and what is copied is as it was written."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from synthetic import report_input

from simulator.reporting import brief, templating
from simulator.reporting.charts import Chart
from simulator.reporting.findings import Findings
from simulator.reporting.findings import html as findings_page
from simulator.reporting.no_break import unbroken_page
from simulator.reporting.report import render
from simulator.reporting.tables import Table

PARTED = re.compile(r"\d (±|%|min\b|h\b|d\b|s\b|ms\b|USD|EUR|points\b|orders\b|units\b)|± \S")
FIGURE = "−6,670 ± 2,018 USD/d, 0.5 to 2 d, 99.2 ± 0.3 %, 3 h, +1 points"
COMMAND = "simulator run small --set picking.time.setup='30 s' --set x='98 %'"


class Visible(HTMLParser):
    """The text of a page, without what is copied, run or drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("code", "pre", "script", "style", "svg"):
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, text: str) -> None:
        if not self.within:
            self.texts.append(text)


def text_of(page: str) -> str:
    seen = Visible()
    seen.feed(page)
    return "".join(seen.texts)


def answer(monkeypatch: pytest.MonkeyPatch) -> str:
    """A page with a figure in each of its parts."""
    monkeypatch.setattr(Chart, "_drawn", (b'<svg viewBox="0 0 1 1"></svg>', FIGURE))
    main = Table(FIGURE, (FIGURE, FIGURE), ((FIGURE, FIGURE),) * 9, folded=2)
    code = Table("Copy", ("Command",), ((COMMAND,),), code_columns=(0,))
    chart = Chart(lambda: None, FIGURE, FIGURE)  # type: ignore[arg-type, return-value]
    texts = {"warnings": (FIGURE,), "notes": (FIGURE,), "footnotes": (FIGURE,)}
    return findings_page(
        Findings("kind", FIGURE, FIGURE, FIGURE, main, (code,), (main,),
                 {"one": chart, "two": chart}, blocks=(COMMAND,),
                 manifest={"command": COMMAND, "precision": FIGURE}, **texts)  # type: ignore[arg-type]
    )  # fmt: skip


def in_a_notebook() -> str:
    table = Table(FIGURE, (FIGURE,), ((FIGURE,),))
    return brief.html(FIGURE, FIGURE, [table], [FIGURE], FIGURE)


@pytest.fixture(params=["report", "answer", "notebook"])
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "report":
        return render(report_input(2), figures={})
    return in_a_notebook() if request.param == "notebook" else answer(monkeypatch)


def test_no_line_of_a_page_ends_within_a_figure(page: str) -> None:
    seen = text_of(page)

    assert PARTED.findall(seen) == []
    assert len(re.findall("\\d\u00a0", seen)) > 5


def test_what_is_copied_is_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written = COMMAND.replace("'", "&#39;")

    assert answer(monkeypatch).count(written) == 4


def test_attributes_scripts_and_drawings_are_left_alone() -> None:
    kept = '<td title="5 h"><script>if (a < 3 && b) x = "5 h";</script><svg><text>5 h</text></svg>'

    assert unbroken_page(f"{kept}5 h</td>") == f"{kept}5\u00a0h</td>"


def test_every_answer_is_made_in_the_one_place() -> None:
    """Those of answers by `rendered`; the what-if page writes its texts in the browser."""
    source = Path(templating.__file__).parents[1]
    made = {
        path.name for path in source.rglob("*.py")
        if path.parent.name != "web" and ".get_template(" in path.read_text(encoding="utf-8")
    }  # fmt: skip

    assert made == {"templating.py"}
