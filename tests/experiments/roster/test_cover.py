"""The integer program against every roster there is, and needed heads by hand arithmetic."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from simulator.experiments.roster.cheaper import cheaper_than
from simulator.experiments.roster.cover import House, cover, does_keep_up, keeps_up
from simulator.experiments.roster.level import evened, needed_heads
from simulator.experiments.roster.needs import Weekly
from simulator.experiments.roster.templates import Template
from simulator.experiments.roster.week import QUARTERS, Line, Roster, lines_of
from simulator.units import HOUR

Floats = npt.NDArray[np.float64]
HOUSE = House({("pickers", "picking"): 1.0}, {"pickers": 1.0}, {})


def template(name: str, start: int, length: int, cost: float, **other: object) -> Template:
    given = {"weekdays": (0, 1), "days": (1, 2)} | other
    return Template("pickers", name, (start * HOUR,), length * HOUR, cost, **given)  # type: ignore[arg-type]


def week(*work: tuple[int, float, int]) -> Weekly:
    """Work that comes at an hour of the week: hours of it, and the hour by which it is due."""
    arrives, due = np.zeros((1, QUARTERS)), np.zeros((1, QUARTERS))
    for hour, amount, until in work:
        arrives[0, 4 * hour] += amount
        due[0, 4 * until - 1] += amount
    return Weekly(("picking",), arrives, np.maximum(np.cumsum(arrives - due, axis=1), 0))


def in_time(roster: Roster, work: Weekly) -> bool:
    """Whether all work is done by when it is due if everybody works whenever there is any."""
    heads = roster.scheduled("pickers") / 4  # hours a quarter
    left = 0.0
    for quarter in range(QUARTERS):
        left = max(left + work.arrives[0, quarter] - heads[quarter], 0.0)
        if left > work.undue[0, quarter] + 1e-9:
            return False
    return True


CASES = {
    "one long, or two short": week((8, 5, 14), (32, 2, 40)),
    "a late delivery": week((8, 3, 12), (13, 4, 17), (32, 6, 37)),
    "overnight": week((15, 6, 36)),
}


@pytest.mark.parametrize("work", CASES.values(), ids=CASES.keys())
def test_no_roster_of_all_that_there_are_is_cheaper(work: Weekly) -> None:
    lines = lines_of([template("long", 8, 8, 90.0), template("short", 12, 4, 55.0)])
    found = cover(lines, work, HOUSE)
    costs = []
    for a, b, c, d in product(range(4), repeat=4):
        one = Roster(lines, ((a, b, 0, 0, 0, 0, 0), (c, d, 0, 0, 0, 0, 0)))
        if one.is_allowed and in_time(one, work):
            costs.append(one.cost)
    assert found.overdue == pytest.approx(0, abs=1e-6)
    assert found.roster.cost == min(costs)
    assert keeps_up(lines, work, HOUSE) <= min(costs)
    assert does_keep_up(found.roster, work, HOUSE)
    assert not does_keep_up(Roster(lines, ((0,) * 7, (0,) * 7)), work, HOUSE)


def test_whoever_must_work_two_days_does() -> None:
    lines = lines_of([template("two", 8, 8, 90.0, days=(2, 2))])
    assert cover(lines, week((8, 5, 14)), HOUSE).roster.heads == ((1, 1, 0, 0, 0, 0, 0),)


def test_more_than_all_heads_can_do_is_overdue() -> None:
    lines = lines_of([template("long", 8, 8, 90.0, at_most=1)])
    found = cover(lines, week((8, 20, 16)), HOUSE)
    assert found.roster.heads[0][0] == 1
    assert found.overdue > 0


def test_a_crew_that_is_there_anyway_is_not_hired_again() -> None:
    """Of six hours of work the other crew does four."""
    there = np.zeros(QUARTERS)
    there[4 * 8 : 4 * 12] = 1
    house = House(
        {("pickers", "picking"): 1.0, ("others", "picking"): 1.0}, {"pickers": 1.0},
        {"others": there},
    )  # fmt: skip
    lines = lines_of([template("two", 8, 2, 30.0)])
    assert cover(lines, week((8, 8, 12)), house).roster.cost == 60.0
    assert cover(lines, week((8, 4, 12)), house).roster.cost == 0.0


def test_who_is_absent_or_slow_is_made_up_for() -> None:
    house = House({("pickers", "picking"): 0.5}, {"pickers": 0.5}, {})
    lines = lines_of([template("long", 8, 8, 90.0)])
    assert cover(lines, week((8, 6, 16)), house).roster.heads[0][0] == 3


def test_all_that_are_cheaper_are_counted() -> None:
    lines = lines_of([template("a", 8, 8, 10.0, days=(1, 1)), template("b", 8, 8, 15.0)])
    best = Roster(lines, ((1, 1, 0, 0, 0, 0, 0), (0,) * 7))  # 20
    found = cheaper_than(best)
    assert found is not None
    assert [one.cost for one in found] == [0, 10, 10, 15, 15]
    many: tuple[Line, ...] = lines_of([template("a", 8, 8, 1.0, weekdays=tuple(range(7)))])
    assert cheaper_than(Roster(many, ((9,) * 7,))) is None


def test_nobody_is_needed_on_days_on_which_nobody_may_come() -> None:
    """What comes on Tuesday (the second day of the template) is done on that day, none later."""
    lines = lines_of([template("two", 8, 8, 90.0)])
    work = week((8, 4, 16), (32, 4, 40))
    needed = needed_heads(lines, work, HOUSE, cover(lines, work, HOUSE))["pickers"]
    assert needed[:192].sum() / 4 == pytest.approx(8)
    assert needed[4 * 8 : 4 * 16].tolist() == pytest.approx([0.5] * 32)
    assert not needed[192:].any()


def day(*steps: float) -> Floats:
    return np.array(steps)


@pytest.mark.parametrize(
    ("arrives", "undue", "is_open", "heads"),
    [
        # An hour of work at once, with three more quarters to do it in: one head all along.
        (day(1, 0, 0, 0), day(1, 1, 1, 0), day(1, 1, 1, 1), day(1, 1, 1, 1)),
        # Due by the end of the second: two heads, then none.
        (day(1, 0, 0, 0), day(1, 0, 0, 0), day(1, 1, 1, 1), day(2, 2, 0, 0)),
        # What comes late cannot be done before.
        (day(0, 0, 1, 0), day(0, 0, 1, 0), day(1, 1, 1, 1), day(0, 0, 2, 2)),
        # Nobody is there in the second: what is due then is done before.
        (day(1, 0, 0, 0), day(1, 0, 0, 0), day(1, 0, 1, 1), day(4, 0, 0, 0)),
    ],
)
def test_needed_heads_are_as_even_as_promises_let_them_be(
    arrives: Floats, undue: Floats, is_open: Floats, heads: Floats
) -> None:
    assert evened(arrives, undue, is_open > 0).tolist() == pytest.approx(heads.tolist())
