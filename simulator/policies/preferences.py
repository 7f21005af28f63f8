"""Where a free head of a crew with several skills works next. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

Urgency = tuple[int, int, int]
"""(priority, time of entry, order number) of the task served next; the lowest goes first."""


class Choice(NamedTuple):
    """A station at which the crew could start a task now."""

    station: int
    home: bool
    waiting: int  # tasks in the queue; a pick tour counts once
    urgency: Urgency


Preference = Callable[[Sequence[Choice]], Choice]
"""Which of at least one choice the crew takes."""


def most_urgent(choices: Sequence[Choice]) -> Choice:
    """The task that is first of all, wherever it waits."""
    return min(choices, key=lambda choice: choice.urgency)


def home_first(choices: Sequence[Choice]) -> Choice:
    """A task at the home station if there is one, else the one that is first of all."""
    return min(choices, key=lambda choice: (not choice.home, choice.urgency))


def longest_queue(choices: Sequence[Choice]) -> Choice:
    """The station at which most tasks wait; of equals, the one whose first task is first."""
    return min(choices, key=lambda choice: (-choice.waiting, choice.urgency))


PREFERENCES: dict[str, Preference] = {
    "most urgent": most_urgent,
    "home first": home_first,
    "longest queue": longest_queue,
}
