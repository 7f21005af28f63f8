"""Conversions between what people write and whole milliseconds; the only place that converts."""

from __future__ import annotations

MILLISECOND = 1
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

NEVER = -(2**63)
"""The moment of something that has not happened (int64's minimum); sorts before every real one."""
