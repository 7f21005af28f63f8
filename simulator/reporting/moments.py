"""Moments as a planner writes them: 'Friday 13 March 2026, 14:00'."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from simulator.calendars import Calendar
from simulator.reading.times import DAYS
from simulator.units import HOUR

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def day_text(day: date) -> str:
    """'Friday 13 March 2026'; the same in every locale."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_text(moment: datetime) -> str:
    """The day, and the time to the minute."""
    return f"{day_text(moment)}, {moment:%H:%M}"


def short_moment(moment: datetime) -> str:
    """For a table: 'Fri 13 Mar, 14:00'."""
    day = f"{DAYS[moment.weekday()][:3]} {moment.day} {MONTHS[moment.month - 1][:3]}"
    return f"{day}, {moment:%H:%M}"


def at_hour(dates: Calendar, hours: float) -> str:
    """The moment so many hours after the start, by the clock on the wall to the minute."""
    return moment_text(dates.shown(round(hours * HOUR)) + timedelta(seconds=30))
