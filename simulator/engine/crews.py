"""Crews: teams of people who come and go together, how fast they are, who of them is free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar
from simulator.engine.rosters import Extra, Stint
from simulator.engine.section_crews import Cohort, NewHires
from simulator.engine.section_crews import Crew as CrewSection

if TYPE_CHECKING:
    from simulator.engine.stations import Task


class Team:
    """The people of one stint; `heads` may start work, so that `busy` may be more than `heads`.

    Those who are busy beyond `heads` finish what they had begun. `running` is kept only where work
    may be stopped.
    """

    def __init__(self, crew: Crew, number: int, stint: Stint, may_stop: bool) -> None:
        self.crew = crew
        self.number = number
        self.stint = stint
        self.heads = 0
        self.busy = 0
        self.gone = False
        self.ended: int | None = None
        self.overtime_since: int | None = None
        self.running: dict[Task, None] | None = {} if may_stop else None


class Crew:
    """People with the same skills; `free` of them could start a task now."""

    def __init__(self, index: int, name: str, section: CrewSection, dates: Calendar) -> None:
        self.index = index
        self.name = name
        self.skills = tuple(section.skills)
        self.teams: list[Team] = []
        self.free = 0
        self.extras: list[Extra] = []
        self.further: list[npt.NDArray[np.int64]] = []  # extras as rows of changes of heads
        self._speeds = {skill: section.speed * own for skill, own in section.skills.items()}
        self._learned = learned_by(section, dates)
        self.is_plain = self._learned is None and set(self._speeds.values()) == {1.0}

    def speed(self, skill: str, now: int) -> float:
        """What divides a service requirement that is begun now: the mean over the heads."""
        if self._learned is None:
            return self._speeds[skill]
        return self._speeds[skill] * self._learned(now, self.heads)

    @property
    def heads(self) -> int:
        """Those who may start work, busy or not."""
        return sum(team.heads for team in self.teams)

    def seat(self, whose: Team | None = None) -> Team:
        """The team of the head that starts next, of the stint that began first; one is free.

        `whose` where a head of that team starts.
        """
        for team in self.teams if whose is None else (whose,):
            if team.busy < team.heads:
                team.busy += 1
                self.free -= 1
                return team
        raise AssertionError(f"nobody of {self.name} is free")

    def leave(self, team: Team, now: int) -> None:
        """A head of a team has finished, or was stopped."""
        busy = team.busy = team.busy - 1
        if busy < team.heads:
            self.free += 1
        else:
            self._note_excess(team, now, -1)
            if team.gone and not busy:
                self.teams.remove(team)

    def set_heads(self, team: Team, heads: int, now: int) -> None:
        """People of a team come, pause, come back or go."""
        before, after = team.heads - team.busy, heads - team.busy
        team.heads = heads
        self.free += max(after, 0) - max(before, 0)
        grown = max(-after, 0) - max(-before, 0)
        if grown:
            self._note_excess(team, now, grown)

    def go(self, team: Team, now: int) -> None:
        """The shift of a team ends; who is busy finishes."""
        self.set_heads(team, 0, now)
        if team.busy:
            self._note_excess(team, now, -team.busy)
        team.gone = True
        if team.busy:
            self._note_excess(team, now, team.busy)
        else:
            self.teams.remove(team)

    def _note_excess(self, team: Team, now: int, change: int) -> None:
        """So many more, or fewer, of the team work beyond its heads."""
        if team.gone:
            extra = Extra("overrun", now, FOREVER, change)
        else:
            extra = Extra("late", now, FOREVER, change, team.stint.pays_pauses)
        self.extras.append(extra)


FOREVER = 2**62
"""After every horizon."""


def learned_by(section: CrewSection, dates: Calendar) -> Callable[[int, int], float] | None:
    """(moment, heads at work) -> the crew's mean speed relative to experienced heads.

    None where nobody learns.
    """
    if section.new_hires is not None:
        return learning_curve(section.new_hires, dates)
    return learning_of_cohorts(section.cohorts, dates) if section.cohorts else None


def learning_of_cohorts(cohorts: Sequence[Cohort], dates: Calendar) -> Callable[[int, int], float]:
    """(moment, heads at work) -> the crew's mean speed relative to experienced heads.

    Every cohort that has come counts its part of the heads. Where fewer are at work than are new,
    nobody else is, and the cohorts keep their proportions.
    """
    begins = [dates.since_start(cohort.hired) for cohort in cohorts]

    def learned(now: int, heads: int) -> float:
        new = lost = 0.0
        for begin, cohort in zip(begins, cohorts, strict=True):
            if now < begin:
                continue
            part = cohort.share
            if part is None:
                part = (cohort.heads or 0) / max(heads, 1)
            known = min((now - begin) / cohort.full_after, 1.0)
            new += part
            lost += part * (1.0 - cohort.start) * (1.0 - known)
        return 1.0 - lost / max(new, 1.0)

    return learned


def learning_curve(hires: NewHires, dates: Calendar) -> Callable[[int, int], float]:
    """(moment, heads at work) -> the crew's mean speed relative to experienced heads."""
    begin = 0 if hires.hired is None else dates.since_start(hires.hired)

    def learned(now: int, heads: int) -> float:
        if hires.share is not None:
            new = hires.share
        else:
            new = min(1.0, (hires.heads or 0) / max(heads, 1))
        known = min(max((now - begin) / hires.full_after, 0.0), 1.0)
        return 1.0 - new * (1.0 - hires.start) * (1.0 - known)

    return learned
