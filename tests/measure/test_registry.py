"""The registry of figures: each KPI from the function that computes it, in a stated order."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.measure import figures
from simulator.measure.figures import Figure, Kpi, by_need, in_order, registered
from simulator.measure.kpis import kpis
from simulator.stages import SECTIONS

PACKAGE = Path(figures.__file__).resolve().parents[1]


def plain(name):
    return Kpi(name, "orders", "demand", "a number of orders")


def giving(*names, **more):
    return Figure(tuple(plain(name) for name in names), dict, "orders", **more)


def modules_with_figures():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for mark in getattr(node, "decorator_list", ()):
                called = getattr(mark, "func", None)
                if getattr(called, "id", None) in ("figure", "figures"):
                    parts = path.relative_to(PACKAGE).with_suffix("").parts
                    yield ".".join(("simulator", *parts))


def test_every_module_with_figures_is_loaded():
    assert {each.compute.__module__ for each in registered()} == set(modules_with_figures())


def test_rows_stand_by_group_then_by_module_then_as_written():
    names = list(kpis())
    assert names[:2] == ["on_time_ship", "on_time_delivery"]
    assert names[-1] == "late_hours.<cause>"
    places = [figures.GROUPS.index(each.group) for each in registered()]
    assert places == sorted(places)
    handling = [each.kpis[0].stage for each in registered() if each.group == "handling"]
    assert handling == sorted(handling, key=SECTIONS.index)


@pytest.mark.parametrize("first", ["simulator.stages.returns.figures", "simulator.measure.margins"])
def test_the_order_does_not_hang_on_what_is_loaded_first(first):
    said = "from simulator.measure.kpis import kpis; print(*kpis())"
    found = subprocess.run(
        [sys.executable, "-c", f"import {first}; {said}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == list(kpis())


def test_looking_at_the_package_loads_no_figures():
    said = "import sys, simulator.measure.kpis; print('numpy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_figures_stand_right_behind_the_one_that_they_name():
    shuffled = [giving("d", after="c"), giving("a", "b"), giving("c", after="a"), giving("e")]
    assert list(in_order(shuffled)) == ["a", "c", "d", "b", "e"]


def test_a_figure_behind_one_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match=r"after KPIs that there are not: \['nowhere'\]"):
        in_order([giving("a"), giving("b", after="nowhere")])


def test_two_functions_of_one_kpi_are_refused():
    with pytest.raises(ValueError, match="more than one function gives a"):
        in_order([giving("a", "b"), giving("a")])


def test_a_figure_comes_behind_what_it_needs():
    first, second, third = giving("a", needs=("c",)), giving("b", needs=("a",)), giving("c")
    assert by_need([first, second, third]) == (third, first, second)


@pytest.mark.parametrize("needs", ["nothing", "a"])
def test_what_nobody_gives_before_is_refused(needs):
    with pytest.raises(ValueError, match="nothing gives what figures need"):
        by_need([giving("a", needs=(needs,))])


def test_the_docstring_defines_a_figure_that_stands_alone():
    record = kpis()["picking.short_rate"]
    assert record.definition == (
        "lines on record and not on the shelf / lines looked for, of picked orders"
    )


def test_what_a_kpi_can_be_stands_at_it():
    assert kpis()["packing.box_fill"].bounds == (0, float("inf"))
    assert kpis()["on_time_ship"].bounds == (0, 100)
    assert kpis()["backlog.growth"].bounds[0] == kpis()["total_margin"].bounds[0] == -float("inf")
