"""The share of periods in which a target must hold, from what is written."""

from __future__ import annotations

import re
from typing import Any

from simulator.reading.mistakes import MisreadingError
from simulator.units import shown

_PERIODS = re.compile(
    r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(%|percent|)\s*(?:of\s+(?:the\s+|all\s+)?([a-z]+))?\s*"
)
MOST_PERIODS = 0.999
"""The largest share of periods that can be asked for: to show it takes 3,838 replications."""


def share_of_periods(value: Any) -> float:
    """The share, 0.9, of '90 % of periods'."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MisreadingError(f"{shown(value)} is not a share of periods; write 90 % of periods")
    match = _PERIODS.fullmatch(str(value))
    if match is None:
        raise MisreadingError(f"{shown(value)} is not a share of periods; write 90 % of periods")
    number = float(match[1])
    percent = number if match[2] or number > 1 else 100 * number
    if percent <= 0:
        raise MisreadingError(
            f"{shown(value)} asks for nothing; write 90 % of periods, or leave it out"
        )
    if percent > 100 * MOST_PERIODS:
        raise MisreadingError(
            f"{shown(value)} cannot be shown by any number of replications that can be run; write "
            f"{100 * MOST_PERIODS:g} % of periods, or less"
        )
    if not match[2] or match[3] != "periods":
        raise MisreadingError(
            f"{shown(value)} does not say of what; write {percent:.15g} % of periods (a period is "
            "the window of one replication)"
        )
    return percent / 100
