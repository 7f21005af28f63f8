"""Periods in words: what the window of a replication is called, and in how many a target holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from simulator.measure.periods import Held
from simulator.reporting.numbers import shown
from simulator.units import DAY, HOUR, MINUTE, SECOND, WEEK

_NAMED = {HOUR: "hour", DAY: "day", WEEK: "week", 2 * WEEK: "fortnight"}
_SIZES = ((WEEK, "week"), (DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))
_STEPS = 3
"""Into so many the digits of a range divide it: more would be noise to a reader."""


@dataclass(frozen=True)
class Period:
    """What one replication's measurement window is called: 'week' and 'weeks'."""

    one: str
    many: str

    def counted(self, number: int) -> str:
        """The word for so many of them."""
        return self.one if number == 1 else self.many


OF_A_TRACE = Period("run of these orders", "runs of these orders")
"""Where every replication has the same orders, so that a period is lived through many times."""


def period_of(run: int) -> Period:
    """The name of a window of `run` milliseconds (`clock.run`): by its length, not its dates.

    An hour, a day, a week and a fortnight have names; other whole weeks, days, hours, minutes and
    seconds are counted: '4-week period', '12-day period'. Where that would be many minutes, as
    between a state and the end, it is a '2.7-day period'.
    """
    words = _NAMED.get(run)
    if words is None:
        size, word = next(
            ((size, word) for size, word in _SIZES if run % size == 0), (1, "millisecond")
        )
        words = f"{run // size:,}-{word} period"
        if run > DAY and size < HOUR:
            words = f"{run / DAY:.1f}-day period"
    return Period(words, f"{words}s")


def held_of(row: Mapping[str, Any]) -> Held | None:
    """What a row of a run's targets says of its periods; None in folders of older versions."""
    trials = row.get("trials")
    if trials is None or isnan(trials):
        return None
    return Held(
        hits=int(row["hits"]),
        trials=int(trials),
        low=float(row["share_low"]) / 100,
        high=float(row["share_high"]) / 100,
        left_out=int(row["left_out"]),
        confidence=nan,
        **{name: float(row[name]) for name in ("lowest", "highest", "p10", "p90")},
    )


def asked_share(row: Mapping[str, Any]) -> float | None:
    """The share of periods (0 to 1) that a row of a run's targets asks for; None for the mean."""
    asked = row.get("in_periods")
    return None if asked is None or isnan(asked) else float(asked) / 100


def share_text(share: float) -> str:
    """A share of periods as it is written: '90 %', '99.5 %'."""
    return f"{100 * share:.4g} %"


def bounds_text(held: Held, share: float | None = None) -> str:
    """Wilson's bounds, '74 to 92 %'.

    With a tenth of a point where a whole one would seem to reach the `share` that is asked for.
    """
    low, high = 100 * held.low, 100 * held.high
    asked = None if share is None else 100 * share
    digits = 1 if asked is not None and _misleads(low, high, asked) else 0
    return f"{low:.{digits}f} to {high:.{digits}f} %"


def _misleads(low: float, high: float, asked: float) -> bool:
    """Whether rounding to whole per cent moves a bound across, or onto, what is asked for."""
    return (round(low) >= asked) != (low >= asked) or (round(high) < asked) != (high < asked)


def bounds_note(period: Period, confidence: float) -> str:
    """What the range in brackets behind a count of periods is, for a reader."""
    return (
        f"In brackets: with {100 * confidence:g} % confidence the share of all such {period.many} "
        "that hold lies between these bounds."
    )


def tally_head(period: Period) -> str:
    """The heading of a column of `tally_text`: 'Fortnights that hold'."""
    return f"{period.many[:1].upper()}{period.many[1:]} that hold"


def tally_text(held: Held, share: float | None = None) -> str:
    """'51 of 60 (74 to 92 %)', for a column headed by `tally_head`; what is left out is said."""
    if not held.trials:
        return f"undefined in {'it' if held.left_out == 1 else f'all {held.left_out}'}"
    beside = f"; undefined in {held.left_out} more" if held.left_out else ""
    return f"{held.hits:,} of {held.trials:,} ({bounds_text(held, share)}{beside})"


def holds_in(held: Held, period: Period, share: float | None = None) -> str:
    """'51 of 60 fortnights (74 to 92 %)'; what is left out is said."""
    if not held.trials:
        every = "the" if held.left_out == 1 else "all"
        return f"undefined in {every} {held.left_out} {period.counted(held.left_out)}"
    count, bounds = tally_text(held, share).split(" (", 1)
    return f"{count} {period.counted(held.trials)} ({bounds}"


def holds_text(held: Held, period: Period, share: float | None = None) -> str:
    """'holds in 51 of 60 fortnights (74 to 92 %)', to follow the name of a target or 'it'."""
    told = holds_in(held, period, share)
    return f"is {told}" if not held.trials else f"holds in {told}"


def ends_head(has_tenths: bool) -> str:
    """The heading of a column of `ends_text`."""
    return "P10 to P90" if has_tenths else "Lowest to highest"


def ends_text(held: Held, unit: str) -> str:
    """'93.1 to 99.4 %': P10 to P90, below 20 trials the lowest to the highest (`ends_head`)."""
    low, high = held.ends
    if isnan(low):
        return "–"
    like = max(abs(low), abs(high))
    step = (high - low) / _STEPS or None
    least, most = (shown(value, step, unit, like=like) for value in (low, high))
    return f"{least.value} to {most.value} {most.unit}".rstrip()


def range_name(many: str, shares: tuple[float, float]) -> str:
    """What single periods range over, by the quantiles that are drawn: 'weeks, P10 to P90'."""
    return f"{many}, {'lowest to highest' if shares == (0.0, 1.0) else 'P10 to P90'}"
