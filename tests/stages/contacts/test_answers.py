"""Crews that answer contacts, by hand: who waits how long, what a shift's end leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.answers import Answers
from simulator.measure.observation import Observation
from simulator.reading.mistakes import ScenarioError
from simulator.results.events import event_log
from simulator.scenario import loads
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.reasons import REASONS
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload import Workload
from tests.model.tiny import figures, heads, scenario, workload

DESK = {"skills": ["contacts"], "heads": 1, "wage": "20 USD/h"}
NINE, TEN = 9 * HOUR, 10 * HOUR


def shop(**crews: Any) -> Scenario:
    return scenario(contacts={}, crews=crews or {"desk": DESK})


def asked(at: Sequence[int], times: Sequence[int], **present: Any) -> Workload:
    """Orders at 0 that are paid at once, with a question each."""
    work = workload([0] * len(at), present=present or {"desk": heads((0, 1))})
    never, none = np.full(len(at), NEVER), np.zeros(len(at), dtype=np.int64)
    drawn = dict.fromkeys(REASONS, never) | {f"time.{reason}": none for reason in REASONS}
    drawn |= {"question": np.array(at), "time.question": np.array(times)}
    return replace(work, added={"contacts": drawn})


def answers(house: Scenario, work: Workload) -> Answers:
    found = Observation(house, work, simulate(house, work)).answers
    assert found is not None
    return found


def spans(house: Scenario, work: Workload) -> list[tuple[int, int]]:
    """(begun, ended) of each contact, as they came."""
    found = answers(house, work).answered
    return list(zip(found.began.tolist(), found.ended.tolist(), strict=True))


def stretches(house: Scenario, work: Workload) -> list[tuple[int, int, int]]:
    found = answers(house, work).work
    return list(zip(*(each.tolist() for each in vars(found).values()), strict=True))


def test_whoever_comes_first_is_answered_first_and_the_second_waits() -> None:
    work = asked([NINE, NINE + MINUTE, NINE + 30 * MINUTE], [6 * MINUTE] * 3)
    assert spans(shop(), work) == [
        (NINE, NINE + 6 * MINUTE),
        (NINE + 6 * MINUTE, NINE + 12 * MINUTE),
        (NINE + 30 * MINUTE, NINE + 36 * MINUTE),
    ]
    kpis = figures(shop(), work)
    assert kpis["contacts.wait.mean"] == pytest.approx(5 / 60 / 3)
    assert kpis["contacts.hours"] == pytest.approx(18 / 60)
    assert kpis["contacts.unanswered"] == 0
    assert kpis["utilization.desk"] == pytest.approx(100 * 0.3 / 24)
    assert kpis["total_cost.labor"] == pytest.approx(24 * 20)


def test_at_night_contacts_wait_for_the_morning() -> None:
    work = asked([MINUTE, 2 * MINUTE], [6 * MINUTE] * 2, desk=heads((NINE, 1), (TEN, 0)))
    assert spans(shop(), work) == [
        (NINE, NINE + 6 * MINUTE),
        (NINE + 6 * MINUTE, NINE + 12 * MINUTE),
    ]


def test_at_the_end_of_a_shift_nothing_begins_and_what_is_begun_waits_for_the_next() -> None:
    """Six minutes from 9:57 on: three of them today, three when somebody is back at 11:00."""
    present = heads((NINE, 1), (TEN, 0), (11 * HOUR, 1), (12 * HOUR, 0))
    work = asked([TEN - 3 * MINUTE, TEN - MINUTE], [6 * MINUTE] * 2, desk=present)
    back = 11 * HOUR
    assert spans(shop(), work) == [
        (TEN - 3 * MINUTE, back + 3 * MINUTE),
        (back + 3 * MINUTE, back + 9 * MINUTE),
    ]
    assert stretches(shop(), work) == [
        (TEN - 3 * MINUTE, TEN, 0),
        (back, back + 3 * MINUTE, 0),
        (back + 3 * MINUTE, back + 9 * MINUTE, 0),
    ]
    late = asked([TEN], [6 * MINUTE], desk=present)
    assert spans(shop(), late) == [(back, back + 6 * MINUTE)]
    in_time = asked([NINE, NINE], [HOUR, 0], desk=present)
    assert spans(shop(), in_time)[0] == (NINE, TEN)  # it ends as the shift does


def test_a_slow_crew_takes_longer_and_answers_where_the_first_is_busy() -> None:
    house = shop(desk=DESK, help=DESK | {"skills": {"contacts": 0.5}})
    both = {"desk": heads((0, 1)), "help": heads((0, 1))}
    work = asked([NINE, NINE, NINE], [6 * MINUTE] * 3, **both)
    end = NINE + 6 * MINUTE
    assert spans(house, work) == [(NINE, end), (NINE, NINE + 12 * MINUTE), (end, end + 6 * MINUTE)]
    assert answers(house, work).answered.server.tolist() == [0, 1, 0]


def test_what_nobody_has_answered_is_counted_and_in_the_log() -> None:
    work = asked([NINE, 23 * HOUR], [6 * MINUTE, 2 * HOUR], desk=heads((NINE, 1)))
    house = shop()
    assert figures(house, work)["contacts.unanswered"] == 1
    assert figures(house, work)["contacts.hours"] == pytest.approx(1.1)
    found = answers(house, work)
    log = event_log(house, work, simulate(house, work), answered=found.answered)
    mine = log["activity"] == "contacts"
    assert list(log["done_by"][mine]) == ["desk", "desk"]
    assert np.isnat(log["ended_at"][mine]).tolist() == [False, True]


def test_without_a_crew_nobody_waits_and_there_are_no_waits() -> None:
    work = asked([NINE], [6 * MINUTE])
    house = scenario(contacts={})
    kpis = figures(house, replace(work, rosters={}))
    assert kpis["contacts.count"] == 1
    assert "contacts.wait.mean" not in kpis


WRONG = {
    "{skills: [contacts, picking], heads: 1}": "crews.desk.skills: contacts are answered by crews "
    "of their own; write [contacts], or leave contacts to another crew",
    "{skills: [contacts], on_call: {heads: 2, backlog_above: 30 orders}}": "nobody is called for "
    "contacts; write heads: 1, or heads in a shift",
}


@pytest.mark.parametrize(("crew", "problem"), WRONG.items())
def test_a_crew_of_contacts_is_one_of_its_own(crew: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(f"extends: small\nname: wrong\ncontacts: {{}}\ncrews: {{desk: {crew}}}\n")
    assert problem in str(caught.value)


def test_a_crew_of_contacts_without_contacts_has_no_work() -> None:
    with pytest.raises(ScenarioError, match="the crew has no work, contacts is off; switch on"):
        loads("extends: small\nname: wrong\ncrews: {desk: {skills: [contacts], heads: 1}}\n")


def test_a_break_of_a_minute_makes_an_answer_end_a_minute_later() -> None:
    present = heads((NINE, 1), (TEN, 0), (TEN + MINUTE, 1))
    work = asked([TEN - 3 * MINUTE], [6 * MINUTE], desk=present)
    begin, end = TEN - 3 * MINUTE, TEN + 4 * MINUTE
    assert spans(shop(), work) == [(begin, end)]
    assert stretches(shop(), work) == [(begin, TEN, 0), (TEN + MINUTE, end, 0)]


def test_hours_at_contacts_are_those_of_the_window() -> None:
    """Of six minutes from 8:57 on three are in the window, which begins at nine."""
    clock = {"start": "2026-03-02", "warm_up": "9 h", "run": "1 h"}
    house = scenario(clock=clock, contacts={}, crews={"desk": DESK})
    work = asked([NINE - 3 * MINUTE], [6 * MINUTE])
    assert figures(house, work)["contacts.hours"] == pytest.approx(3 / 60)
