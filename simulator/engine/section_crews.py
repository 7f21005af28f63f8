"""Who can do what, and who works when."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from simulator.policies.names import BegunWorkName, PreferenceName, StoppingName
from simulator.reading.fields import (
    BacklogAbove,
    Count,
    Date,
    Duration,
    Flag,
    Hours,
    Moment,
    MoneyPerHour,
    Name,
    Positive,
    PositiveDuration,
    Section,
    Share,
    Skills,
    TimeOfDay,
    Weekdays,
    preset,
)

HeadsOf = Annotated[Count, Field(ge=0)]


class NewHires(Section):
    """Part of a crew is new: its speed rises in a straight line from `start` to full."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("share", "heads"),)

    share: Share | None = Field(default=None, description="Share of the heads who are new.")
    heads: Count | None = Field(default=None, ge=1, description="Or: how many of them are new.")
    start: Share = preset("79 %", gt=0, description="Speed on the first day (trade: 0.79).")
    full_after: PositiveDuration = preset(
        "3 w", description="As fast as the others from then on (trade: 95 % within 2-4 weeks)."
    )
    hired: Moment | None = Field(
        default=None, description="First day; may lie before the start. None: the clock's start."
    )


class Cohort(Section):
    """New hires who come on one day; until then they neither slow the crew nor count in it."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("share", "heads"),)

    hired: Moment = Field(description="First day; the crew's heads of shifts are to include them.")
    share: Share | None = Field(default=None, description="Share of the heads who are of it.")
    heads: Count | None = Field(default=None, ge=1, description="Or: how many of them are of it.")
    start: Share = preset("79 %", gt=0, description="Speed on the first day (trade: 0.79).")
    full_after: PositiveDuration = preset(
        "3 w", description="As fast as the others from then on (trade: 95 % within 2-4 weeks)."
    )


class Premium(Section):
    """Paid on top of every paid hour, overtime too, at these times."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("add", "extra"),)

    days: Weekdays = preset("daily", description="Weekdays on which the hours begin.")
    hours: Hours = preset("00:00-24:00", description="Such as 22:00-06:00.")
    add: MoneyPerHour | None = Field(
        default=None, description="Per paid hour (trade: 2 USD/h off-shift)."
    )
    extra: Share | None = Field(default=None, description="Or: share of the wage of that hour.")


class OnCall(Section):
    """Agency staff: comes when called, instead of in shifts.

    The backlog is what waits at the stations of the crew's skills. It is judged by the clock; above
    the threshold the crew is called, and comes after the lead time, in its hours. It stays the
    minimum, then until the first judgment that finds the backlog no longer above the threshold.
    """

    heads: Count = Field(ge=1, description="Who come.")
    backlog_above: BacklogAbove = Field(description="Called above '300 orders', or '8 h' of work.")
    lead_time: Duration = preset("2 h", description="From the call to the arrival (assumption).")
    stay: PositiveDuration = preset("4 h", description="At least, closed hours in (assumption).")
    judged_every: PositiveDuration = preset("1 h", description="From the clock's start on.")
    days: Weekdays = preset("daily", description="Weekdays on which it can work.")
    hours: Hours = preset("00:00-24:00", description="At which it can work; it leaves at the end.")
    on_holidays: Flag = preset(False, description="Comes on the clock's holidays too.")


class Crew(Section):
    """A group of people with the same skills, wage and speed."""

    skills: Skills = Field(
        description="Stations it works on, home first; a list, or a speed for each skill."
    )
    heads: Count | None = Field(
        default=None, ge=0, description="Heads at every hour of every day, instead of shifts."
    )
    on_call: OnCall | None = Field(
        default=None, description="Agency staff, instead of shifts: comes when called."
    )
    speed: Positive = preset(
        1,
        description="Divides every service time; a new hire's is 0.79 (trade), experienced: 1.",
    )
    new_hires: NewHires | None = Field(default=None, description="None: everybody knows the work.")
    cohorts: tuple[Cohort, ...] = Field(
        default=(),
        description="Instead of new_hires: those hired on several days, each learning by itself.",
    )
    prefers: PreferenceName = preset(
        "most urgent",
        description="With several skills: the most urgent task of all, one at the home station "
        "whenever there is one, or the station at which most tasks wait.",
    )
    wage: MoneyPerHour = preset(
        0, description="Paid per scheduled hour (assumption: 0; US BLS: 18.03 USD/h)."
    )
    overtime: MoneyPerHour | None = Field(
        default=None, description="Paid per hour worked past a shift's end; none: the wage."
    )
    premiums: tuple[Premium, ...] = preset([], description="By hour of the day and weekday.")
    absence: Share = preset(
        "0 %",
        lt=1,
        description="Chance that a person misses a shift (assumption: 0; US BLS: 3.1 %).",
    )


class Break(Section):
    """A pause in a shift, for everybody in it, at once or in waves.

    Those who are free pause first; who is at work pauses once the work is finished, if it is by
    then, unless `begun_work` says otherwise.
    """

    at: TimeOfDay = Field(description="Begins; in a shift across midnight perhaps after it.")
    for_: PositiveDuration = Field(alias="for", description="Lasts.")
    waves: Count = preset(
        1,
        ge=1,
        lt=101,
        description="Parts of the heads that pause one after the other, each as long.",
    )
    begun_work: BegunWorkName = preset("finish", description="As end_of_shift, for the break.")
    stops_first: StoppingName = preset(
        "last begun",
        description="Whose work is stopped where only a wave of those who work pauses.",
    )


class OvertimeRule(Section):
    """The shift stays on while its crews have a backlog; judged for each crew by itself.

    The backlog is what waits at the stations of the crew's skills when the shift would end. It is
    judged again after every step.
    """

    backlog_above: BacklogAbove = Field(description="Above '150 orders', or '6 h' of work.")
    up_to: PositiveDuration = Field(description="Longest overtime in one go.")
    step: PositiveDuration = preset("30 min", description="Judged again after it (assumption).")


class HeadsOn(Section):
    """Other heads on a date, or on dates and weekdays of a range; the last that fits counts."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("date", "from"), ("date", "to"))

    date: Date | None = Field(
        default=None,
        description="One date, on which the shift begins even if its days leave it out.",
    )
    from_: Date | None = Field(default=None, alias="from", description="First date of a range.")
    to: Date | None = Field(default=None, description="Last date of it, included.")
    days: Weekdays = preset("daily", description="Weekdays within the range, or at all.")
    heads: dict[Name, HeadsOf] = Field(min_length=1, description="Heads by crew, on these days.")


class Shift(Section):
    """Heads by crew on some weekdays between two times of day; may cross midnight."""

    days: Weekdays = preset("daily", description="Weekdays on which it begins.")
    hours: Hours = Field(description="From and to, such as 06:00-14:00; the end may be tomorrow.")
    heads: dict[Name, HeadsOf] = Field(min_length=1, description="Heads by crew.")
    heads_on: tuple[HeadsOn, ...] = preset([], description="Other heads on some dates or weekdays.")
    breaks: tuple[Break, ...] = preset([], description="Pauses of all its crews.")
    paid_breaks: Flag = preset(
        True,
        description="Breaks are paid (assumption). Work that is finished into an unpaid one is "
        "paid as long as it takes, at the plain wage.",
    )
    end_of_shift: BegunWorkName = preset(
        "finish",
        description="'finish': work that has begun is finished past the end. 'interrupt': what "
        "remains of it waits at the head of the queue. 'handover': a free head who is there takes "
        "it on at once; if there is none, as 'interrupt'.",
    )
    overtime: OvertimeRule | None = Field(default=None, description="None: no overtime is called.")
    on_holidays: Flag = preset(False, description="Works on the clock's holidays too.")
