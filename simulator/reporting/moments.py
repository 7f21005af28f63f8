"""Moments as a planner writes them: 'Friday 13 March 2026, 14:00'."""

from __future__ import annotations

from datetime import datetime, timedelta

from simulator.calendars import Calendar
from simulator.units import HOUR

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def moment_text(moment: datetime) -> str:
    """The day, and the time to the minute; the same in every locale."""
    day = f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M}"


def at_hour(dates: Calendar, hours: float) -> str:
    """The moment so many hours after the start, by the clock on the wall to the minute."""
    return moment_text(dates.shown(round(hours * HOUR)) + timedelta(seconds=30))
