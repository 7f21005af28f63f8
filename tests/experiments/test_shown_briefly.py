"""What is looked at is shown in ten lines, as HTML in a notebook, and its parts stand under Tab."""

from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import simulator as sim
from simulator.reporting.brief import MOST_LINES, lines
from simulator.reporting.by_name import Figures, Tables

PICKERS = "shifts.day.heads.pickers"
SHORT = {"clock.run": "1 d", "clock.warm_up": "0 d", "clock.cool_down": "1 d"}
QUICK = {"replications": 2, "jobs": 1}


@pytest.fixture(scope="module")
def base():
    return sim.load("small", overrides=SHORT)


ASK = {
    "compare": lambda base: sim.compare(base, {"one picker": {PICKERS: 1}}, **QUICK),
    "sweep": lambda base: sim.sweep(
        base, {PICKERS: [1, 2], "demand.scale": [1, 2]}, kpis="backlog.mean", **QUICK
    ),
    "optimize": lambda base: sim.optimize(
        base, {PICKERS: range(1, 3)}, subject_to="on_time_ship>=10 %", replications=2, check=2,
        budget=20, jobs=1,
    ),
    "bottleneck": lambda base: sim.bottleneck(base, {"demand.scale": "1..4"}, find=1, **QUICK),
    "stress": lambda base: sim.stress(base, demand="2x@2026-03-02", **QUICK),
    "worth": lambda base: sim.worth(base, kpis="backlog.mean", replications=5, jobs=1),
    "warmup": lambda base: sim.warmup(
        base.with_({"clock.run": "28 d", "inventory": "off"}), length="28 d", **QUICK
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=ASK)
def answer(request, base):
    return ASK[request.param](base)


def is_short(text):
    return 0 < len(text.splitlines()) <= MOST_LINES == 10 and len(text) <= 1_000


def test_an_answer_is_short(answer):
    assert is_short(repr(answer))
    assert answer.conclusion.split()[0] in repr(answer)
    assert is_short(repr(answer.found))
    assert is_short(repr(answer.tables))
    page = answer._repr_html_().replace("\u00a0", " ")
    assert "<table>" in page
    assert answer.findings.title in page
    assert "<script" not in page


def test_its_tables_stand_under_tab(answer):
    for name in answer.tables:
        assert name in dir(answer.tables)
        assert getattr(answer.tables, name) is answer.tables[name]
    assert set(answer.tables) == set(answer.findings.frames)
    with pytest.raises(AttributeError, match="there is no table 'nobody'"):
        _ = answer.tables.nobody


def test_its_figures_are_drawn_on_given_axes(answer):
    assert answer.plot.names
    for name in answer.plot.names:
        ax = Figure(figsize=(4, 3)).add_subplot()
        drawn = getattr(answer.plot, name)(ax=ax)
        assert drawn.figure is ax.figure
        assert name in dir(answer.plot)
    assert isinstance(answer.plot(), Axes)
    assert b"<svg" in next(iter(answer.findings.charts.values())).svg


def test_results_are_short(base):
    results = sim.run(base, **QUICK)
    assert is_short(repr(results))
    assert "On-time ship" in repr(results)
    assert is_short(repr(results.replications[0]))
    page = results._repr_html_().replace("\u00a0", " ")
    assert results.conclusion.split(".")[0] in page
    ax = Figure().add_subplot()
    assert results.plot(ax=ax).figure is ax.figure
    assert {"kpis", "orders", "targets", "plot"} <= set(dir(results))


def test_scenarios_are_short(base):
    assert is_short(repr(base))
    assert is_short(repr(base.scenario))
    assert "small" in repr(base)
    busy = [
        {"name": f"x{k}", "from": "2026-03-02", "to": "2026-03-02", "factor": 1.1}
        for k in range(99)
    ]
    assert is_short(repr(base.with_({"demand.events": busy})))
    assert "clock.run=1 d" in base._repr_html_()
    assert is_short(repr(sim.explain(base)))


def test_what_is_cut_off_is_shown_to_be():
    assert lines(["a"] * 12).splitlines()[-1] == "..."


def test_nothing_to_draw_says_so():
    with pytest.raises(LookupError, match="nothing to draw"):
        Figures({})()
    assert repr(Tables({})) == "<tables: >"
