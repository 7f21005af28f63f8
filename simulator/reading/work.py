"""Skills and backlogs, from what is written in a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simulator.engine.rosters import Backlog
from simulator.reading import meant
from simulator.reading.mistakes import MisreadingError, did_you_mean, one_of
from simulator.reading.quantities import positive
from simulator.stages import WORKPLACES
from simulator.units import milliseconds, shown

Skill = str
SKILLS: tuple[Skill, ...] = tuple(WORKPLACES)
"""What people can do: to serve a station."""


def skills(value: Any) -> dict[Skill, float]:
    """Speed by skill, home first: of [picking, packing], or of {picking: 1, packing: 0.8}."""
    if isinstance(value, Mapping):
        speeds = {_skill(name, name): _speed(speed, name) for name, speed in value.items()}
    elif isinstance(value, list | tuple):
        speeds = {}
        for k, name in enumerate(value):
            skill = _skill(name, k)
            if skill in speeds:
                raise MisreadingError(f"{skill} is there twice; remove one")
            speeds[skill] = 1.0
    elif value in SKILLS:
        raise MisreadingError(f"{shown(value)} is not a list of skills; write [{value}]")
    else:
        raise MisreadingError(f"{shown(value)} is not a list of skills; write [picking, packing]")
    if not speeds:
        raise MisreadingError("there are no skills; write a list such as [picking]")
    return speeds


def _skill(name: Any, at: Any) -> Skill:
    for skill in SKILLS:
        if name == skill:
            return skill
    remedy = did_you_mean(name, SKILLS) if isinstance(name, str) else f"write {one_of(SKILLS)}"
    raise MisreadingError(f"{shown(name)} is not a skill; {remedy}", at)


def _speed(speed: Any, at: Any) -> float:
    try:
        return positive(speed)
    except ValueError as problem:
        raise MisreadingError(str(problem), at) from None


def backlog(value: Any) -> Backlog:
    """A threshold of orders or of hours of work: '150 orders', '6 h'."""
    if isinstance(value, str):
        try:
            return _backlog(value)
        except ValueError:
            pass
    text = value if isinstance(value, str) else meant.plain_text(value)
    candidates = [f"{number} orders" for number in meant.numbers(text, shares=False)]
    remedy = meant.remedy([*candidates, *meant.durations(text)], _backlog, "150 orders or 6 h")
    raise MisreadingError(f"{shown(value)} is not a backlog; {remedy}")


def _backlog(text: str) -> Backlog:
    match = re.fullmatch(r"\s*(\d{1,15})\s*orders?\s*", text)
    return Backlog(orders=int(match[1])) if match is not None else Backlog(work=milliseconds(text))
