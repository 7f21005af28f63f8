"""Queue disciplines without an engine, and planned pick-ups."""

from __future__ import annotations

from simulator.model.deadlines import NO_DEADLINE, planned_pick_up
from simulator.model.disciplines import DISCIPLINES
from simulator.units import NEVER

TASKS = {  # priority, deadline, requirement; in the order of their entry
    "slow": (2, 900, 80),
    "urgent": (1, NO_DEADLINE, 70),
    "due": (2, 300, 60),
    "short": (3, 900, 5),
}


def served(discipline: str) -> list[str]:
    rank = DISCIPLINES[discipline]
    entries = [(rank(*task), entry, name) for entry, (name, task) in enumerate(TASKS.items())]
    return [name for _, _, name in sorted(entries)]


def test_fifo_serves_by_entry():
    assert served("fifo") == ["slow", "urgent", "due", "short"]


def test_priority_serves_the_lowest_number_then_by_entry():
    assert served("priority") == ["urgent", "slow", "due", "short"]


def test_deadline_serves_the_earliest_then_by_entry_and_those_without_last():
    assert served("deadline") == ["due", "slow", "short", "urgent"]


def test_shortest_serves_the_least_work():
    assert served("shortest") == ["short", "due", "urgent", "slow"]


def test_planned_is_the_last_pick_up_from_the_release_to_the_promise():
    pick_ups = [100, 200, 300]
    assert planned_pick_up(pick_ups, 50, 250) == 200
    assert planned_pick_up(pick_ups, 200, 300) == 300
    assert planned_pick_up(pick_ups, 200, 200) == 200


def test_without_a_promise_or_a_pick_up_in_time_it_is_the_first_after_the_release():
    pick_ups = [100, 200, 300]
    assert planned_pick_up(pick_ups, 150, NEVER) == 200
    assert planned_pick_up(pick_ups, 150, 180) == 200
    assert planned_pick_up(pick_ups, 301, 400) == NO_DEADLINE
