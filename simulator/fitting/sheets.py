"""Weeks and days of a fit as tables with charts of their own, for its workbook."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.fitting.arrivals import Days
from simulator.fitting.held_out import Proof
from simulator.fitting.history import date_of
from simulator.reporting.grids import WideTable
from simulator.units import DAY, WEEK


def grids(proof: Proof | None, days: Days | None) -> Iterator[WideTable]:
    """Hand-overs by week where there is a proof, orders by day where there are enough days."""
    if proof is not None:
        yield _weeks(proof)
    if days is not None:
        yield _days(days)


def _weeks(proof: Proof) -> WideTable:
    import pandas as pd

    first, count = proof.weeks
    begins = [date_of(first + k * WEEK) for k in range(count)]
    cut = date_of(proof.window[0])
    frame = pd.DataFrame(
        {
            "Week from": [f"{begin}{' (held out)' if begin >= cut else ''}" for begin in begins],
            "Real": proof.true.weekly(first, count),
            "Predicted": proof.predicted.weekly(first, count),
        }
    )
    return WideTable("Hand-overs a week", frame, chart="line")


def _days(days: Days) -> WideTable:
    import pandas as pd

    dates = [f"{date_of((days.first + k) * DAY)}" for k in range(len(days.counts))]
    real = days.counts.astype(float)
    frame = pd.DataFrame({"Day": dates, "Real": real, "Expected": days.expected.round(1)})
    return WideTable("Orders a day", frame, chart="line")
