"""The page of a verification: the verdict first, then what is closest to failing."""

from __future__ import annotations

import pytest

from simulator.measure.statistics import Estimate
from simulator.reporting.charts import Chart
from simulator.reporting.findings import html
from simulator.reporting.style import styled
from simulator.verification.page import CLOSEST, answer, nearness
from simulator.verification.system import Figure, System
from simulator.verification.verdicts import Row, judge
from simulator.verification.verify import Verification


def row(name: str, mean: float, half_width: float) -> Row:
    """Of a figure whose exact value is 10, with 2 % of it as the widest half-width."""
    figure = Figure(name, "min", 10.0, lambda run: 0.0)
    found = Estimate(mean, half_width, 0.999, 40)
    system = System("M/M/1", "a book", "mm1", (figure,))
    return Row(system, figure, found, judge(10.0, found, 0.2))


def verification(*rows: Row, quick: bool = False) -> Verification:
    return Verification(rows, (), (), quick, 3.0)


def test_a_figure_is_as_near_to_failing_as_its_distance_or_its_width() -> None:
    assert nearness(row("off by half", 10.05, 0.1), 0.02) == pytest.approx(0.5)
    assert nearness(row("three quarters as wide", 10.0, 0.15), 0.02) == pytest.approx(0.75)
    assert nearness(row("exact", 10.0, 0.0), 0.02) == 0


def test_the_first_figure_has_those_that_are_closest() -> None:
    rows = [row(f"figure {k}", 10 + 0.006 * k, 0.1) for k in range(CLOSEST + 3)]
    found = answer(verification(*rows))
    with styled():
        drawn = [label.get_text() for label in found.plot().get_yticklabels()]

    assert drawn[0] == f"M/M/1: figure {CLOSEST + 2}"
    assert len(drawn) == CLOSEST
    assert found.plot.names == ["closest", "theory"]


def test_the_verdict_comes_first_and_what_failed_is_in_sight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Chart, "_drawn", (b'<svg viewBox="0 0 1 1"></svg>', "seen"))
    good, bad = answer(verification(row("L", 10.0, 0.1))), answer(verification(row("L", 11, 0.1)))

    assert good.conclusion == (
        "Trust it to about 2 %. All 1 comparisons are ok (1 figure of 1 system, 0 second opinions)."
    )
    assert bad.conclusion.startswith("Do not trust the figures below before they are mended. 1 of")
    page = html(bad.findings)
    assert page.index("Figures that failed") < page.index("<details>")
    assert "Figures that failed" not in html(good.findings)
    assert "All 1 comparisons" in good._repr_html_()
