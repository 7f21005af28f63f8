"""Who can do what, and who works when."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.scenario.fields import (
    Hours,
    MoneyPerHour,
    Name,
    Positive,
    PositiveDuration,
    Section,
    Share,
    TimeOfDay,
    Weekdays,
)

Skill = Literal["fraud_review", "picking", "packing", "labeling", "inspection"]


class Crew(Section):
    """A group of people with the same skills, wage and speed."""

    skills: tuple[Skill, ...] = Field(min_length=1, description="Stations it works on, home first.")
    heads: int | None = Field(
        default=None, ge=0, description="Heads at every hour of every day, instead of shifts."
    )
    speed: Positive = Field(default=1.0, description="Divides every service time.")
    wage: MoneyPerHour = Field(default=0.0, description="Paid per scheduled hour.")
    overtime: MoneyPerHour | None = Field(
        default=None, description="Paid per hour worked past a shift's end; none: the wage."
    )
    absence: Share = Field(
        default=0.0, lt=1, description="Chance that a person misses a shift (US BLS: 3.1 %)."
    )


class Break(Section):
    """A pause in a shift, for everybody in it."""

    at: TimeOfDay
    for_: PositiveDuration = Field(alias="for")


class Shift(Section):
    """Heads by crew on some weekdays between two times of day; may cross midnight."""

    days: Weekdays = Field(default="daily", validate_default=True)
    hours: Hours
    heads: dict[Name, int] = Field(min_length=1, description="Heads by crew.")
    breaks: tuple[Break, ...] = Field(default=(), description="Unpaid unless paid_breaks.")
    paid_breaks: bool = Field(default=True)
    end_of_shift: Literal["finish"] = Field(
        default="finish", description="'finish': work that has begun is finished past the end."
    )
    on_holidays: bool = Field(default=False, description="Works on the clock's holidays too.")


