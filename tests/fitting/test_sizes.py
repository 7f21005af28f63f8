"""Lines and units of orders by hand, and the intervals of arrivals by Student."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.fitting.arrivals import _student
from simulator.fitting.by_class import _differ, sizes_by_class
from simulator.fitting.classes import classes
from simulator.fitting.history import Words
from simulator.fitting.outcomes import Outcomes
from simulator.fitting.read_history import read_history
from simulator.fitting.sizes import size_estimates
from simulator.units import DAY, HOUR, NEVER

FILE = """order_id,placed_at,handed_over_at,sku,quantity
A,2026-03-02 08:00,2026-03-02 16:00,cup,1
B,2026-03-02 09:00,2026-03-02 16:00,cup,2
B,2026-03-02 09:00,2026-03-02 16:00,pot,3
C,2026-03-02 10:00,2026-03-02 16:00,cup,1
C,2026-03-02 10:00,2026-03-02 16:00,pot,1
C,2026-03-02 10:00,2026-03-02 16:00,lid,2
"""


def test_lines_and_units_by_hand(tmp_path):
    """1, 2 and 3 lines: 2 ± 1.96 / sqrt(3); 10 units of 6 lines, apart by -2, 5 and -3 thirds."""
    path = tmp_path / "orders.csv"
    path.write_text(FILE, encoding="utf-8")
    history = read_history(path).history
    lines, units = size_estimates(history)
    half = 1.959963984540054 / 3**0.5
    assert (lines.value, lines.low, lines.high) == pytest.approx((2, 2 - half, 2 + half))
    wide = half * np.std([-2 / 3, 5 / 3, -1], ddof=1) / 2
    assert (units.value, units.low, units.high) == pytest.approx(
        (5 / 3, 5 / 3 - wide, 5 / 3 + wide)
    )
    for told in size_estimates(replace(history, lines_told=False)):
        assert (told.source, told.low) == ("assumed", None)


def test_an_interval_of_arrivals_knows_how_few_days_there_are():
    """Twenty degrees of freedom of 28 days less 7 weekdays and a trend (a table of Student's t)."""
    assert _student(20) == pytest.approx(2.0860, abs=1e-4)


def test_whole_days_count_from_midnight_to_midnight():
    """Released on Monday at 23 h: gone on Tuesday at 1 h or 22 h is one day, on Monday none."""
    at = np.array([23, 23, 8, 8]) * HOUR
    gone = np.array([25 * HOUR, 46 * HOUR, 20 * HOUR, NEVER])
    none = np.full(4, NEVER)
    found = Outcomes(at, at, gone, none, none, 3 * DAY).handling_days
    assert found.times.tolist() == [0, 1]
    assert found.shares.tolist() == pytest.approx([0.25, 0.5])
    assert found.ended == 3


def test_classes_whose_sizes_differ_draw_their_own(tmp_path):
    """Of 100 orders each: 1 or 2 lines of one class and 2 or 3 of the other are 10 errors apart."""
    path = tmp_path / "orders.csv"
    path.write_text(FILE, encoding="utf-8")
    odd = np.arange(200) % 2
    fast = np.repeat([0, 1], 100)
    history = read_history(path).history.only(np.zeros(200, dtype=np.int64))
    history = replace(history, service=Words(fast, ("slow", "fast")), units=2 * (1 + odd + fast),
                      lines=1 + odd + fast)  # fmt: skip
    own, told = sizes_by_class(history, classes(history, "service"))
    assert [(each.key, each.value, each.n) for each in told] == [
        ("demand.classes.slow.lines", 1.5, 100), ("demand.classes.fast.lines", 2.5, 100),
    ]  # fmt: skip
    assert told[0].what == "lines of an order of class 'slow', mean"
    wide = 1.96 * 0.5 * (100 / 99) ** 0.5 / 10
    assert told[0].high - told[0].value == pytest.approx(wide, rel=1e-3)
    assert own["slow"].lines.tolist() == [0.5, 0.5]
    assert own["fast"].lines.tolist() == [0, 0.5, 0.5]
    assert own["fast"].units is None
    assert sizes_by_class(history, classes(history, "none")) == ({}, ())
    alike = replace(history, lines=1 + odd)
    own, told = sizes_by_class(alike, classes(alike, "service"))
    assert [each.key for each in told] == [
        "demand.classes.slow.units_per_line", "demand.classes.fast.units_per_line",
    ]  # fmt: skip
    assert own["slow"].lines is None
    alike = replace(alike, units=1 + odd)
    assert sizes_by_class(alike, classes(alike, "service")) == ({}, ())


def test_a_class_of_few_orders_draws_what_all_do(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(FILE, encoding="utf-8")
    of = np.repeat([0, 1, 2], [100, 100, 50])
    history = read_history(path).history.only(np.zeros(250, dtype=np.int64))
    names = ("slow", "fast", "rare")
    history = replace(history, service=Words(of, names), lines=1 + of, units=1 + of)
    own, told = sizes_by_class(history, classes(history, "service"))
    assert [*own] == ["slow", "fast"]
    assert "demand.classes.rare.lines" not in [each.key for each in told]


def test_means_of_classes_differ_beyond_chance_and_by_a_tenth() -> None:
    """Of 100 each, by hand: 3 and 3.4 with a spread of 2 are 1.4 errors apart, which is chance.

    10 and 10.5 with a spread of .5 are 7 errors apart, and one in twenty, which matters not.
    """
    odd = np.arange(100) % 2
    assert not _differ([1 + 4.0 * odd, 1.4 + 4.0 * odd])
    assert not _differ([9.5 + odd, 10.0 + odd])
    assert _differ([9.5 + odd, 11.0 + odd])
    assert not _differ([9.5 + odd])
