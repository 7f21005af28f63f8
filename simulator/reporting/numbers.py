"""Numbers for people: as many digits as the half-width supports, units, thousands separated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.measure.differences import without_spread
from simulator.measure.statistics import Estimate

MISSING = "n/a"
MOST_AGAINST_ZERO = 4
"""Decimals beyond which an interval counts as touching 0."""
_SHORTER = {"h": (60.0, "min"), "min": (60.0, "s"), "s": (1000.0, "ms")}


@dataclass(frozen=True)
class Shown:
    """An estimate in words: `value` carries no unit, `plus_minus` starts with ± or says why not."""

    value: str
    plus_minus: str
    unit: str

    @property
    def text(self) -> str:
        """All in one, such as '97.2 ± 0.4 %'; without the half-width where there is none."""
        interval = f" {self.plus_minus}" if self.plus_minus.startswith("±") else ""
        return f"{self.value}{interval} {self.unit}".rstrip()


def missing(value: object) -> bool:
    """None or not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def _decimals(mean: float, half_width: float | None, unit: str) -> int:
    """Places after the point: two digits of a half-width that starts with 1 or 2, else one."""
    if half_width:
        power = math.floor(math.log10(half_width))
        leading = half_width / 10.0**power
        return min(max(-power + (1 if leading < 2.95 else 0), 0), _most_decimals(mean, unit))
    if mean == 0 or (mean == int(mean) and abs(mean) < 1e6):
        return 0
    wanted = max(2 - math.floor(math.log10(abs(mean))), 0)
    return max(min(wanted, 4), 2) if _is_money(unit) else min(wanted, _most_decimals(mean, unit))


def _most_decimals(mean: float, unit: str) -> int:
    """More would be noise to a reader, however narrow the interval."""
    if unit in ("orders", "units", "messages", "contacts"):
        return 1 if abs(mean) >= 1 else 3
    return 3 if abs(mean) < 1 else 2


def _is_money(unit: str) -> bool:
    return len(unit.split("/")[0]) == 3 and unit.isupper()


def number(value: float, decimals: int) -> str:
    """Rounded to so many decimals, thousands separated by commas."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−")


def scaled(mean: float, unit: str) -> tuple[float, str]:
    """Shorter units for short times: 0.05 h is 3 min."""
    factor = 1.0
    while unit in _SHORTER and 0 < abs(mean) * factor < 1:
        step, unit = _SHORTER[unit]
        factor *= step
    return factor, unit


def shown(
    mean: float | None,
    half_width: float | None,
    unit: str,
    replications: int | None = None,
    like: float | None = None,
    against_zero: bool = False,
) -> Shown:
    """An estimate for people; a missing half-width says so, and why if the count is known.

    `like` is the mean by whose size the unit is chosen, so that figures side by side share one.
    `against_zero` takes as many digits as show whether the interval is clear of 0.
    """
    if mean is None or missing(mean) or not math.isfinite(mean):
        return Shown(MISSING, "", "")
    factor, unit = scaled(mean if like is None else like, unit)
    mean *= factor
    if half_width is None or missing(half_width) or not math.isfinite(half_width):
        why = " (1 replication)" if replications == 1 else ""
        return Shown(number(mean, _decimals(mean, None, unit)), f"{MISSING}{why}", unit)
    half_width *= factor
    decimals = _decimals(mean, half_width, unit)
    while against_zero and decimals < MOST_AGAINST_ZERO and _hides(abs(mean), half_width, decimals):
        decimals += 1
    return Shown(number(mean, decimals), f"± {_width(half_width, decimals)}", unit)


def _hides(size: float, half_width: float, decimals: int) -> bool:
    """Whether rounding makes an interval that is clear of 0 reach it, or the other way round."""
    return (size > half_width) != (round(size, decimals) > round(half_width, decimals))


def asked(value: float, unit: str) -> Shown:
    """What somebody asked for, as exactly as it was written: 99.99 % is not 100 %."""
    factor, unit = scaled(value, unit)
    value = float(f"{value * factor:.{_EXACT}g}")
    decimals = _decimals(value, None, unit)
    while decimals < _EXACT and round(value, decimals) != value:
        decimals += 1
    return Shown(number(value, decimals), "", unit)


_EXACT = 9
"""Digits of what is asked for; more of them are of binary fractions."""


def _width(half_width: float, decimals: int) -> str:
    """A half-width that rounds to nothing is not nothing."""
    smallest = 10.0**-decimals
    if 0 < half_width < smallest / 2:
        return f"<{number(smallest, decimals)}"
    return number(half_width, decimals)


def count(value: float) -> str:
    """A count, or the mean of one: whole from 10 on."""
    if missing(value):
        return MISSING
    return number(value, 0 if abs(value) >= 10 or value == int(value) else 1)


def percent(share: float) -> str:
    """A share of 1 as per cent: one decimal, and 'under 0.1 %' for what would read as none."""
    if missing(share):
        return MISSING
    if 0 < share < 0.0005:
        return "under 0.1 %"
    return f"{100 * share:.1f} %"


def hours(value: float, like: float | None = None) -> str:
    """A duration in hours as hours, or as days from two days on; `like` as in `shown`."""
    if missing(value):
        return MISSING
    in_days = (value if like is None else like) >= 48
    return f"{value / 24:,.1f} d" if in_days else f"{value:,.1f} h"


def listed(words: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def set_apart(parts: list[str]) -> str:
    """The same of what may have commas: 'a, early; b, early; and c, late', 'a, early, and b'."""
    if not any("," in part for part in parts):
        return listed(parts)
    return "; ".join([*parts[:-1], f"and {parts[-1]}"]) if len(parts) > 2 else ", and ".join(parts)


FAR = 10.0
"""Points of a half-width from which a share's interval that leaves 0 to 100 % is told by its ends
within them (assumption): a narrower one still says how sure the share is."""


def value_text(estimated: Estimate, unit: str) -> str:
    """An estimate with its half-width and unit; '88 % (28 to 100 %)' where ± reaches too far."""
    if unit == "%" and _too_far(estimated, 0.0, 100.0):
        mean, low, high = _ends(estimated, 0.0, 100.0)
        return f"{mean} % ({low} to {high} %)"
    return shown(estimated.mean, estimated.half_width, unit).text


def _too_far(estimated: Estimate, least: float, most: float) -> bool:
    """Whether a wide interval has ends that cannot be, of what can."""
    within = least <= estimated.mean <= most
    return (
        within
        and estimated.half_width > FAR
        and not least <= estimated.low <= estimated.high <= most
    )


def _ends(estimated: Estimate, least: float, most: float) -> tuple[str, str, str]:
    """The mean and the ends of its interval, within what can be."""
    return (
        number(estimated.mean, 0),
        number(max(estimated.low, least), 0),
        number(min(estimated.high, most), 0),
    )


def most_change(unit: str) -> float:
    """By how much a figure of this unit can differ: a share by 100 points, others without end."""
    return 100.0 if unit == "%" else math.inf


def change_text(estimated: Estimate, unit: str, like: float | None = None) -> str:
    """A difference with its sign: '+0.9 ± 0.2 points' where the unit is per cent.

    One that is the same in every replication has no half-width, and says so. `like` is the value by
    whose size the unit of time is chosen, so that figures side by side share one. It has as many
    digits as show whether its interval is clear of 0. Shares that would differ by more than can be
    have the ends of their interval: '+42 points (−58 to +100)'.
    """
    same = without_spread(estimated)
    half_width = None if same else estimated.half_width
    called = "points" if unit == "%" else unit
    if unit == "%" and not same and _too_far(estimated, -100.0, 100.0):
        mean, low, high = _ends(estimated, -100.0, 100.0)
        sign = "+" if estimated.mean > 0 else ""
        return f"{sign}{mean} points ({low} to {'+' if estimated.high > 0 else ''}{high})"
    text = shown(estimated.mean, half_width, called, like=like, against_zero=True).text
    text = f"{text} (no spread)" if same else text
    return f"+{text}" if estimated.mean > 0 and not text.startswith("n/a") else text


def counted(number: int, noun: str) -> str:
    """'1 run', '2 runs'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
