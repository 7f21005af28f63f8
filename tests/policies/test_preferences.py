"""Where a free head works next, without an engine."""

from __future__ import annotations

from simulator.policies.preferences import Choice, home_first, longest_queue, most_urgent

HOME = Choice(0, True, 1, (2, 50, 4))
URGENT = Choice(1, False, 2, (1, 90, 7))
OLDER = Choice(2, False, 2, (2, 10, 3))
CHOICES = (HOME, URGENT, OLDER)


def test_most_urgent_takes_the_lowest_rank_then_the_oldest_then_the_lowest_number():
    assert most_urgent(CHOICES) is URGENT
    assert most_urgent((HOME, OLDER)) is OLDER
    assert most_urgent((Choice(0, True, 1, (1, 5, 9)), Choice(1, False, 1, (1, 5, 8)))).station == 1


def test_home_first_leaves_home_only_where_nothing_waits_there():
    assert home_first(CHOICES) is HOME
    assert home_first((URGENT, OLDER)) is URGENT


def test_longest_queue_counts_tasks_and_breaks_ties_by_urgency():
    assert longest_queue(CHOICES) is URGENT
    assert longest_queue((HOME, OLDER)) is OLDER


def test_the_sequence_of_the_choices_does_not_matter():
    for prefer in (most_urgent, home_first, longest_queue):
        assert prefer(CHOICES) is prefer(CHOICES[::-1])
