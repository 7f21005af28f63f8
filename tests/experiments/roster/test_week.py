"""Rosters of a week: persons keep rest, days off and limits whatever the templates."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import simulator as sim
from simulator.experiments.roster.cover import House, cover
from simulator.experiments.roster.needs import Weekly
from simulator.experiments.roster.templates import QUARTER, Template
from simulator.experiments.roster.week import (
    QUARTERS,
    Roster,
    lines_of,
    people,
    persons_for,
    shifts_of,
)
from simulator.units import DAY, HOUR

SMALL = sim.load("small")


def template(name: str = "a", **other: object) -> Template:
    given = {"crew": "pickers", "starts": (8 * HOUR,), "length": 8 * HOUR, "cost": 100.0}
    return Template(name=name, **(given | other))  # type: ignore[arg-type]


def test_presence_is_the_shift_less_its_break() -> None:
    one = template(starts=(22 * HOUR,), pause=HOUR // 2, pause_after=4 * HOUR)
    (line,) = lines_of([one])
    assert line.presence.sum(axis=1).tolist() == [30.0] * 7  # 8 h less a half, in quarters
    sunday = line.presence[6]
    assert sunday[:24].tolist() == [1.0] * 8 + [0.0] * 2 + [1.0] * 14  # on Monday, to 6:00
    assert sunday[-8:].tolist() == [1.0] * 8


def test_so_many_persons_share_the_shifts() -> None:
    five = template(days=(5, 5))
    assert persons_for(five, (1, 1, 1, 1, 1, 0, 0)) == 1
    assert persons_for(five, (2, 2, 2, 2, 1, 1, 0)) == 2
    assert persons_for(five, (1, 1, 1, 1, 0, 0, 0)) is None  # nobody may work four days
    assert persons_for(five, (3, 1, 1, 0, 0, 0, 0)) is None
    assert persons_for(template(days=(2, 4)), (1, 1, 1, 1, 1, 0, 0)) == 2
    assert persons_for(five, (0,) * 7) == 0


templates = st.builds(
    template,
    name=st.sampled_from("abc"),
    starts=st.sets(st.integers(0, 23), min_size=1, max_size=3).map(
        lambda hours: tuple(h * HOUR for h in sorted(hours))
    ),
    length=st.integers(3, 13).map(lambda hours: hours * HOUR),
    cost=st.integers(20, 300).map(float),
    pause=st.sampled_from((0, 2 * QUARTER)),
    pause_after=st.just(2 * HOUR),
    paid=st.booleans(),
    weekdays=st.sampled_from((tuple(range(7)), tuple(range(6)), (0, 2, 4, 5))),
    days=st.tuples(st.integers(1, 4), st.integers(0, 3)).map(
        lambda days: (days[0], min(sum(days), 4))
    ),
    at_most=st.one_of(st.none(), st.integers(1, 4)),
)


@settings(max_examples=10, deadline=None)
@given(
    drawn=st.lists(templates, min_size=1, max_size=3, unique_by=lambda one: one.name),
    work=st.lists(st.integers(0, 6), min_size=7, max_size=7),
)
def test_every_roster_keeps_to_its_templates(drawn: list[Template], work: list[int]) -> None:
    """Rest, days off, heads at most, breaks; nobody in two shifts; costs add up."""
    arrives = np.zeros((1, QUARTERS))
    arrives[0, 32::96] = work  # hours of work at 8:00 of each day
    undue = np.full((1, QUARTERS), 24.0)
    lines = lines_of(drawn)
    house = House({("pickers", "picking"): 1.0}, {"pickers": 1.0}, {})
    roster = cover(lines, Weekly(("picking",), arrives, undue), house).roster
    assert roster.is_allowed
    everybody = list(people(roster))
    assert len({person.name for person in everybody}) == len(everybody)
    for person in everybody:
        one = person.line.template
        assert len(set(person.weekdays)) == len(person.weekdays)  # one shift a day
        assert one.days[0] <= len(person.weekdays) <= one.days[1]
        assert set(person.weekdays) <= set(one.weekdays)
        assert DAY - one.length >= one.rest  # the same start every day
    of_template = Counter(person.line.template for person in everybody)
    assert all(one.at_most is None or count <= one.at_most for one, count in of_template.items())
    heads = Counter((person.line, day) for person in everybody for day in person.weekdays)
    for line, row in zip(roster.lines, roster.heads, strict=True):
        assert [heads[line, day] for day in range(7)] == list(row)
    shifts = sum(len(person.weekdays) * person.line.template.cost for person in everybody)
    assert roster.cost == shifts
    _assert_scheduled_as_simulated(roster)


def _assert_scheduled_as_simulated(roster: Roster) -> None:
    """The shifts that are simulated have the same heads at every quarter, breaks left out."""
    from simulator.experiments.roster.roster import scheduled_heads

    written = SMALL.data["shifts"]
    kept = {"rest": {"days": "daily", "hours": "00:00-01:00", "heads": {"packers": 1}}}
    shifts = shifts_of(roster, SMALL.scenario, written) | kept
    clock = {"start": "2026-03-02", "warm_up": "7 d", "run": "7 d", "cool_down": "1 d"}
    crews = {
        "pickers": {"skills": ["picking", "inspection"]},
        "packers": {"skills": ["packing", "labeling"]},
    }
    if not any(map(any, roster.heads)):
        return
    loaded = SMALL.with_({"shifts": shifts, "clock": clock, "crews": crews})
    simulated = scheduled_heads(loaded.scenario, ("pickers",))["pickers"]
    np.testing.assert_allclose(simulated, roster.scheduled("pickers"), atol=1e-9)


def test_what_is_of_other_crews_stays_in_their_shifts() -> None:
    (line,) = lines_of([template()])
    roster = Roster((line,), ((1, 2, 0, 0, 0, 0, 0),))
    found = shifts_of(roster, SMALL.scenario, SMALL.data["shifts"])
    assert found["day"]["heads"] == {"packers": 2}
    assert found["pickers_a_0800"] == {
        "days": "mon, tue",
        "hours": "08:00-16:00",
        "heads": {"pickers": 2},
        "heads_on": [{"days": "mon", "heads": {"pickers": 1}}],
    }
