"""The question that `explain` does not answer: how many heads the targets take, and who says it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.goals import goals_of
from simulator.experiments.wording import goal_text
from simulator.reporting.numbers import listed
from simulator.scenario.below import shown_path
from simulator.scenario.scenario import Scenario

MORE, MOST_VARIED = 3, 4
"""Heads above those that carry the work, and crews by shift, that the search goes through."""


@dataclass(frozen=True)
class ForTarget:
    """The targets in words, and the command that finds heads for them, without its scenario.

    `wages` is whether heads cost something, without which no search of the cheapest is possible.
    """

    goals: tuple[str, ...]
    vary: tuple[str, ...]
    wages: bool

    def sentence(self, scenario: str) -> str:
        """What to run for the targets of `scenario`, as it is written behind a command."""
        words = [f"--vary {shlex.quote(each)}" for each in self.vary]
        question = "optimize" if self.wages else "sweep"
        return (
            "Loads say who can do the work at all, not who does it in time. Heads for "
            f"'{listed(list(self.goals))}' are found by\n"
            f"  simulator {question} {scenario} {' '.join(words)}"
        )


def for_target(scenario: Scenario, loads: Sequence[GroupLoad]) -> ForTarget | None:
    """What would find the heads for the targets; None without a target or people to vary."""
    goals = tuple(goal_text(goal, scenario.currency) for goal in goals_of(scenario))
    vary = tuple(_varied(scenario, loads))[:MOST_VARIED]
    paid = all(crew.wage for crew in scenario.crews.values())
    return ForTarget(goals, vary, paid) if goals and vary else None


def _varied(scenario: Scenario, loads: Sequence[GroupLoad]) -> Iterator[str]:
    """PATH=FROM..TO of heads by shift: from those who carry the work, the fullest first."""
    people = sorted((load for load in loads if load.people), key=lambda each: -each.load)
    for load in people:
        for name in load.crews:
            if (heads := scenario.crews[name].heads) is not None:
                yield f"{shown_path(('crews', name, 'heads'))}={_range(heads, load.load)}"
            for title, shift in scenario.shifts.items():
                if shift.heads.get(name):
                    path = shown_path(("shifts", title, "heads", name))
                    yield f"{path}={_range(shift.heads[name], load.load)}"


def _range(now: int, load: float) -> str:
    least = max(ceil(now * min(load, 2.0)), 1)
    return f"{least}..{max(least, now) + MORE}"
