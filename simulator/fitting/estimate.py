"""One estimate: a value with its interval, how it was found, and whether the history says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.reporting.numbers import scaled

Source = Literal["history", "assumed"]
HISTORY: Source = "history"
ASSUMED: Source = "assumed"


@dataclass(frozen=True)
class Estimate:
    """`key` is the path in the scenario that it goes to, empty for none; `what` says it in words.

    `low` and `high` are a 95 % interval in `unit`, None where there is none; `n` is how many
    observations stand behind it. An assumed one has no interval, and its `method` says why.
    """

    key: str
    what: str
    value: float | None
    unit: str
    n: int
    method: str
    source: Source = HISTORY
    low: float | None = None
    high: float | None = None
    told: str = ""

    @property
    def text(self) -> str:
        """The value as people read it."""
        if self.told or self.value is None:
            return self.told
        factor, unit = scaled(self.value, self.unit)
        return f"{_figure(self.value * factor)} {unit}".strip()

    @property
    def interval(self) -> str:
        """The interval as people read it, empty for none."""
        if self.low is None or self.high is None:
            return ""
        size = self.value if self.value is not None else self.high
        factor, unit = scaled(size, self.unit)
        ends = f"{_figure(self.low * factor)} to {_figure(self.high * factor)}"
        return f"{ends} {unit}".strip()


def _figure(value: float) -> str:
    """Four digits; what is nearer to 0 than a ten-thousandth is 0."""
    return "0" if abs(value) < 1e-4 else f"{value:,.4g}"


def on_a_floor(estimates: Sequence[Estimate]) -> tuple[Estimate, ...]:
    """Estimates beside a house with stations: its people are its own, the lag is told alone."""
    kept = [estimate for estimate in estimates if estimate.key != "crews"]
    return told_alone(kept, "handling", "has stations")


def told_alone(estimates: Sequence[Estimate], key: str, of_base: str) -> tuple[Estimate, ...]:
    """Estimates of which those of a section go into no scenario, since the base has another one."""
    return tuple(
        replace(estimate, key="", method=f"{estimate.method}; told alone, the base {of_base}")
        if estimate.key.startswith(key) and estimate.source == HISTORY
        else estimate
        for estimate in estimates
        if not (estimate.key.startswith(f"{key}.") and estimate.source == ASSUMED)
    )


def assumed(key: str, what: str, told: str, why: str, n: int = 0) -> Estimate:
    """What the history does not say."""
    return Estimate(key, what, None, "", n, why, ASSUMED, told=told)
