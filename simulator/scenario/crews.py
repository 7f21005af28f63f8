"""Who can do what, and who works when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.fields import (
    Count,
    Flag,
    Hours,
    MoneyPerHour,
    Name,
    Positive,
    PositiveDuration,
    Section,
    Share,
    TimeOfDay,
    Weekdays,
    preset,
)

Skill = Literal["fraud_review", "picking", "packing", "labeling", "inspection"]

HeadsOf = Annotated[Count, Field(ge=0)]


class Crew(Section):
    """A group of people with the same skills, wage and speed."""

    skills: tuple[Skill, ...] = Field(min_length=1, description="Stations it works on, home first.")
    heads: Count | None = Field(
        default=None, ge=0, description="Heads at every hour of every day, instead of shifts."
    )
    speed: Positive = preset(
        1,
        description="Divides every service time; a new hire's is 0.79 (trade), experienced: 1.",
    )
    wage: MoneyPerHour = preset(
        0, description="Paid per scheduled hour (assumption: 0; US BLS: 18.03 USD/h)."
    )
    overtime: MoneyPerHour | None = Field(
        default=None, description="Paid per hour worked past a shift's end; none: the wage."
    )
    absence: Share = preset(
        "0 %",
        lt=1,
        description="Chance that a person misses a shift (assumption: 0; US BLS: 3.1 %).",
    )


class Break(Section):
    """A pause in a shift, for everybody in it."""

    at: TimeOfDay = Field(description="Begins; in a shift across midnight perhaps after it.")
    for_: PositiveDuration = Field(alias="for", description="Lasts.")


class Shift(Section):
    """Heads by crew on some weekdays between two times of day; may cross midnight."""

    days: Weekdays = preset("daily", description="Weekdays on which it begins.")
    hours: Hours = Field(description="From and to, such as 06:00-14:00; the end may be tomorrow.")
    heads: dict[Name, HeadsOf] = Field(min_length=1, description="Heads by crew.")
    breaks: tuple[Break, ...] = preset(
        [], description="Pauses, for everybody in the shift at once."
    )
    paid_breaks: Flag = preset(True, description="Breaks are paid (assumption).")
    end_of_shift: Literal["finish"] = preset(
        "finish", description="'finish': work that has begun is finished past the end."
    )
    on_holidays: Flag = preset(False, description="Works on the clock's holidays too.")
