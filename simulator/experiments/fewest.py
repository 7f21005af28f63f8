"""The least replications that can show a share of periods, said before a run and after it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from simulator.experiments.goals import Goal, goals_of
from simulator.experiments.wording import goal_text
from simulator.reporting.numbers import counted
from simulator.scenario.experiment import Replications
from simulator.scenario.scenario import Scenario


def told(scenario: Scenario, goals: Sequence[Goal], most: int) -> tuple[str, ...]:
    """A sentence each goal that asks for a share of periods; `most` replications may be run."""
    needed = [(goal, goal.fewest(_confidence(scenario))) for goal in goals]
    return tuple(
        _sentence(scenario, goal, least, most) for goal, least in needed if least is not None
    )


def too_few(scenario: Scenario, goals: Sequence[Goal], run: int) -> tuple[str, ...]:
    """The same, of goals that `run` replications cannot show to be met."""
    short = [goal for goal in goals if run < (goal.fewest(_confidence(scenario)) or 0)]
    return told(scenario, short, run)


def too_few_fresh(
    scenario: Scenario, goals: Sequence[Goal], check: int, most: int
) -> tuple[str, ...]:
    """The same of a search that confirms in `check` fresh replications, in the end `most`.

    Nothing of goals that so many can show: the search takes as many as it needs by itself.
    """
    needed = [(goal, goal.fewest(_confidence(scenario)) or 0) for goal in goals]
    return tuple(
        f"{goal_text(goal, scenario.currency)}: to show that it is met takes at least "
        f"{least:,} fresh replications, all of which hold; --check-replications {check} gives "
        f"{most:,} at most. Take --check-replications {ceil(least * check / most)}, or more."
        for goal, least in needed
        if least > most
    )


def most_of(scenario: Scenario) -> int:
    """The most replications that a run of the scenario takes."""
    plan = scenario.experiment.replications
    return plan.at_most if isinstance(plan, Replications) else plan


def told_of_run(scenario: Scenario) -> tuple[str, ...]:
    """What is said before a run, of all targets."""
    return told(scenario, goals_of(scenario), most_of(scenario))


def _confidence(scenario: Scenario) -> float:
    return scenario.experiment.confidence


def _sentence(scenario: Scenario, goal: Goal, least: int, most: int) -> str:
    text = (
        f"{goal_text(goal, scenario.currency)}: to show that it is met takes at least "
        f"{counted(least, 'replication')}, all of which hold"
    )
    if most >= least:
        return f"{text}."
    can = "can only show that it is missed" if most > 1 else "decides nothing"
    return f"{text}; {most:,} {can}. Take --replications {least}, or more."
