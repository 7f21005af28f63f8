"""The tables beside the scenarios that `simulator init --question` writes: small, and made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

FORECAST = """\
date,orders,low,high
2026-03-03,230,205,260
2026-03-04,220,195,250
2026-03-05,210,180,245
2026-03-06,205,175,240
2026-03-07,155,130,185
2026-03-08,170,140,205
2026-03-09,225,185,270
"""
"""Orders by date, and the low and high of four forecasts in five."""

SHIFTS = """\
crew,template,starts,hours,break,break_after,weekdays,days_a_week,at_most
pickers,full,08:00,8.5,30 min,4 h,mon-sat,5-6,6
packers,full,08:00,8.5,30 min,4 h,mon-sat,5-6,5
"""
"""Shifts that people can be asked to work."""

FEW_A_DAY = 5
"""Orders a day of the history, and up to two more."""


def state() -> str:
    """A row an open order at 15:00: where it is, and since when."""
    rows = ["order,stage,since,class"]
    for k in range(280):
        stage = "picking" if k < 230 else "packing" if k < 265 else "shipping"
        kind = "express" if k % 5 == 0 else "standard"
        since = datetime(2026, 3, 5, 9) + timedelta(minutes=k)
        rows.append(f"{5001 + k},{stage},{since:%Y-%m-%d %H:%M},{kind}")
    return "\n".join([*rows, ""])


def history() -> str:
    """A row an order of three months: placed, handed over to the next truck, delivered."""
    rows = ["order_id,placed_at,handed_over_at,delivered_at,sku,quantity,unit_price"]
    rows += [
        f"{1001 + k},{placed:%Y-%m-%d %H:%M},{left:%Y-%m-%d %H:%M},{there:%Y-%m-%d %H:%M},"
        f"SKU{1 + k * 7 % 40:03d},{1 + (k % 9 == 0)},25"
        for k, (placed, left, there) in enumerate(_journeys())
    ]
    return "\n".join([*rows, ""])


def _journeys() -> Iterator[tuple[datetime, datetime, datetime]]:
    for day in range(91):
        morning = datetime(2025, 12, 1, 8) + timedelta(days=day)
        for k in range(FEW_A_DAY + day % 3):
            placed = morning + timedelta(minutes=137 * k + 11 * (day % 7))
            left = _pick_up(placed + timedelta(hours=1))
            there = left + timedelta(days=1 + (day + k) % 3, hours=-4, minutes=13 * k)
            yield placed, left, there


def _pick_up(ready: datetime) -> datetime:
    """The starter's next one: Monday to Friday at 12:30 and 16:30, Saturday at 13:00."""
    days = (ready.replace(hour=0, minute=0) + timedelta(days=later) for later in range(3))
    times = (
        day + timedelta(hours=hour)
        for day in days
        for hour in ((12.5, 16.5) if day.weekday() < 5 else (13,) if day.weekday() == 5 else ())
    )
    return next(time for time in times if time >= ready)
