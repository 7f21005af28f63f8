"""What the spread of a figure is made of, against models whose shares are known."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.worth.findings import (
    _better,
    _charts,
    _row,
    conclusion,
    enough,
    tells_nothing,
)
from simulator.experiments.worth.worth import (
    Part,
    replications_to_tell,
    share_of,
    spread_of,
    together,
)
from simulator.measure.limiting import Limit, Limits
from simulator.measure.statistics import Estimate
from simulator.mistakes import InputError
from simulator.reporting.seen import described
from tests.reporting.conclusion_rules import assert_plain


def test_shares_of_a_sum_are_its_variances() -> None:
    """Of Y = A + B with variances 4 and 1 they are 80 and 20 %."""
    random = np.random.default_rng(5)
    a, b, c, d = random.normal(size=(4, 4000))
    first = 2 * a + b
    found = spread_of("kpi", first, {"house": 2 * a + c, "day": 2 * d + b}, 0.95)
    assert [part.share for part in found.parts] == pytest.approx([0.8, 0.2], abs=0.04)
    for part, share in zip(found.parts, (0.8, 0.2), strict=True):
        assert part.low < share < part.high


def test_what_has_nothing_in_common_has_a_share_of_none() -> None:
    random = np.random.default_rng(6)
    part = share_of("day", *random.normal(size=(2, 400)), 0.95)
    assert part.low == 0
    assert part.share < 0.15


def test_a_share_below_nothing_is_none_and_is_not_known_for_sure() -> None:
    x = np.arange(16.0)
    part = share_of("house", x, -x, 0.95)
    assert (part.share, part.low) == (0, 0)
    assert part.high == pytest.approx(np.tanh(1.959964 / np.sqrt(13)))


def test_what_shares_leave_is_of_parts_together_or_chance() -> None:
    """60 and 25 % leave 15 %; at their highest nothing, at their lowest 60 %."""
    rest = together([Part("day", 0.6, 0.4, 0.8), Part("house", 0.25, 0.0, 0.5)])
    assert rest is not None
    assert (rest.share, rest.low, rest.high) == pytest.approx((0.15, 0, 0.6))
    assert together([Part("day", float("nan"), 0, 0)]) is None


def test_what_does_not_vary_has_no_parts() -> None:
    assert spread_of("kpi", np.ones(5), {"day": np.ones(5)}, 0.95).parts == ()


@pytest.fixture(scope="module")
def answer() -> object:
    short = {"clock.warm_up": "0 s", "clock.run": "1 d", "clock.cool_down": "6 h"}
    return sim.worth("small", overrides=short, replications=4, jobs=1, kpis=["orders.placed"])


def test_orders_are_of_the_day_alone(answer: sim.Answer) -> None:
    (spread,) = answer.found.spreads
    shares = {part.name: part.share for part in spread.parts}
    assert shares["day"] == pytest.approx(1)
    assert set(shares) == {"house", "day"}
    assert_plain(answer.conclusion)


def test_the_conclusion_is_about_a_figure_that_was_asked_for(answer: sim.Answer) -> None:
    assert answer.found.targets[0].goal.kpi == "on_time_ship"
    assert "Of the spread of Orders placed the day" in answer.conclusion


def test_the_figure_has_the_target_as_a_line_below_the_shares(answer: sim.Answer) -> None:
    told = described(answer.plot.shares())
    assert told.startswith("share of the spread, %: Orders placed: ")
    assert "On-time ship, % (more is better): target 95 %" in told


def test_a_spread_has_the_unit_of_its_figure(answer: sim.Answer) -> None:
    (spread,) = answer.found.spreads
    of_share = replace(spread, kpi="on_time_ship", mean=replace(spread.mean, mean=97.0), sd=1.5)
    assert _row(spread, [], "EUR")[-1].endswith(" orders")
    assert _row(of_share, [], "EUR")[-1] == "1.50 points"


def test_a_spread_of_nothing_leaves_the_target_alone_as_a_figure(answer: sim.Answer) -> None:
    none = replace(answer.found, spreads=tuple(replace(s, parts=()) for s in answer.found.spreads))
    (chart,) = _charts(none).values()
    assert described(chart.draw()).startswith("On-time ship, % (more is better): target 95 %")
    assert _charts(replace(none, targets=())) == {}


def test_what_to_do_is_told_by_the_verdict_with_what_an_order_costs(answer: sim.Answer) -> None:
    """Four of four periods are not sure; five are. Of a missed target who limits is told."""
    found, goal = answer.found, answer.found.targets[0].goal
    people = Limit("labor", 2.0, who="pickers", busy=97.0, made_late=88.0)
    limits = Limits(9, people, (people,), (people,), 40.0, kept=False)

    def told(*values: float) -> str:
        targets = (goal.judged(values, 0.95),) if values else ()
        cost = Estimate(9.5, 0.25, 0.95, 4)
        text = conclusion(replace(found, targets=targets, cost=cost, limits=limits))
        assert_plain(text)
        return text

    sure = told(99, 99.2, 98.9, 99.1, 99.3)
    assert sure.startswith("Keep the plan: On-time ship at least 95 % holds in 5 of 5 days (")
    assert "), at 9.50 ± 0.25 USD an order. Of the spread" in sure
    unsure = "Keep the plan, but be ready for days that miss: On-time ship"
    assert told(99, 99.2, 98.9, 99.1).startswith(unsure)
    missed = told(80, 81, 79, 80, 82)
    assert missed.startswith("Change the plan: ")
    assert (
        "limited by 'pickers' (behind 88 % of the late orders, 97 % busy), so try 3 pick" in missed
    )
    open_ = told(99, 99, 99, 99, 60)
    assert open_.startswith("Decide nothing yet: ")
    assert re.search(r"USD an order; about \d+ more replications should decide\. ", open_)
    assert told().startswith("No target says what has to hold; an order costs 9.50 ± 0.25 USD.")


def test_shares_that_could_be_anything_tell_nothing() -> None:
    wide, known = Part("day", 0.04, 0.0, 0.96), Part("house", 0.3, 0.1, 0.5)
    assert tells_nothing([wide])
    assert not tells_nothing([wide, known])


def test_how_many_replications_tell_a_share() -> None:
    """Of 50 %: 0.549 +- 1.96 / sqrt(n - 3); of 55 they are 28 to 68 %, 40 points apart."""
    half = Part("day", 0.5, 0.0, 0.9)
    n = replications_to_tell(half, 0.95)

    def width(n: int) -> float:
        off = 1.959964 / np.sqrt(n - 3)
        return float(np.tanh(0.549306 + off) - np.tanh(0.549306 - off))

    assert n is not None
    assert width(n) <= 0.4 < width(n - 1)
    assert enough([half, Part("house", float("nan"), 0, 1)], 0.95) == n
    assert replications_to_tell(Part("house", float("nan"), 0, 1), 0.95) is None


@pytest.mark.parametrize(
    ("forecast", "day", "told"),
    [
        ((0.6, 0.35, 0.8), (0.3, 0.0, 0.6), "most"),  # surely more than the day's 30 %
        ((0.6, 0.25, 0.8), (0.3, 0.0, 0.6), ""),
        ((0.1, 0.0, 0.49), (0.7, 0.4, 0.9), "little"),
        ((0.1, 0.0, 0.56), (0.7, 0.4, 0.9), ""),
    ],
)
def test_what_a_better_forecast_would_do_is_said_as_far_as_it_is_shown(
    forecast: tuple[float, ...], day: tuple[float, ...], told: str
) -> None:
    parts = [Part("day", *day), Part("forecast", *forecast), Part("house", 0.1, 0.0, 0.3)]
    assert _better(parts) == told
    assert _better(parts[:1]) == ""


def test_an_hour_file_and_a_class_file_are_taken_apart(tmp_path: Path) -> None:
    short = {"clock": {"start": "2026-03-03", "warm_up": "0 s", "run": "1 d", "cool_down": "6 h"}}
    for part in ("hour,orders\n2026-03-03,9,90\n2026-03-03,14,60\n",
                 "class,orders\n2026-03-03,express,90\n2026-03-03,standard,60\n"):  # fmt: skip
        (tmp_path / "next.csv").write_text(f"date,{part}")
        told = {"demand.forecast": {"file": str(tmp_path / "next.csv"), "error": "60 %"}}
        found = sim.worth("small", overrides=short | told, replications=8, jobs=1,
                          kpis=["orders.placed"]).found  # fmt: skip
        shares = {each.name: each.share for each in found.spreads[0].parts}
        assert set(shares) == {"house", "day", "forecast"}
        assert shares["forecast"] > 0.5  # of 60 % error and little else


def test_too_few_are_refused() -> None:
    with pytest.raises(InputError, match="are too few; write 4 or more"):
        sim.worth("small", replications=3, jobs=1)
