"""How many replications a precision needs, and why a sequential run stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.analysis.statistics import Estimate, estimate, is_precise
from simulator.kpi_catalog import kpi as kpi_called
from simulator.scenario.experiment import Replications

ABSOLUTE = {
    "%": 0.1,
    "orders": 0.5,
    "units": 0.5,
    "messages": 0.5,
    "h": 1 / 60,
    "min": 0.1,
    "s": 0.1,
    "d": 0.01,
    "currency": 0.01,
}
"""Half-width that is always precise enough, by unit: near zero a relative precision has no sense.

Assumed: a tenth of a percent point, half an order, a minute in hours, a cent.
"""
_HUNDRED = 100

Values = Mapping[str, Sequence[float]]
"""One value a replication, by KPI."""


@dataclass(frozen=True)
class Stop:
    """Why a sequential run ended.

    `needed` is the fewest replications that reach the precision and keep it for `look_ahead` more;
    None if the limit came first. `widest` is the KPI that was last to be precise, or is furthest
    from it.
    """

    needed: int | None
    run: int
    precision: float
    of: tuple[str, ...]
    look_ahead: int
    widest: str

    @property
    def reason(self) -> str:
        """In a sentence."""
        kpis = ", ".join(self.of)
        if self.needed is None:
            return (
                f"Stopped at the limit of {self.run} replications: {self.widest} has not reached "
                f"the precision of {_percent(self.precision)}."
            )
        return (
            f"{self.needed} replications were needed for a precision of {_percent(self.precision)} "
            f"in {kpis}; {self.widest} was last, and {self.run - self.needed} more showed that it "
            "holds."
        )


def is_precise_enough(kpi: str, found: Estimate, precision: float) -> bool:
    """By Law 9.4.1 with |mean|, or by the absolute half-width of the KPI's unit."""
    return is_precise(found, precision, ABSOLUTE.get(kpi_called(kpi).unit, 0.0))


def look_ahead(limit: int, n: int) -> int:
    """Further replications over which a precision reached at `n` must hold.

    Hoad, Robinson & Davies 2010, section 3.2: f = kLimit up to 100 replications, then
    n kLimit / 100 rounded down.
    """
    return limit if n <= _HUNDRED else n * limit // _HUNDRED


def stop(values: Values, plan: Replications, confidence: float) -> Stop | None:
    """Where a sequential run stops; None while it must go on.

    A function of the values in the order of their numbers, so that it does not matter how many
    were run at once: what was run too much is left out.
    """
    have = min(len(one) for one in values.values())
    precise = 0
    widest = plan.of[0]
    for n in range(plan.at_least, min(have, plan.at_most) + 1):
        wide = _imprecise(values, plan, confidence, n)
        if wide is not None:
            precise, widest = 0, wide
            continue
        precise = precise or n
        last = min(precise + look_ahead(plan.look_ahead, precise), plan.at_most)
        if n >= last:
            return Stop(precise, n, plan.precision, plan.of, plan.look_ahead, widest)
    if have >= plan.at_most:
        return Stop(None, plan.at_most, plan.precision, plan.of, plan.look_ahead, widest)
    return None


def _imprecise(values: Values, plan: Replications, confidence: float, n: int) -> str | None:
    """The KPI that is furthest from the precision after n replications; None if all have it."""
    found = {kpi: estimate(values[kpi][:n], confidence) for kpi in plan.of}
    wide = [kpi for kpi in plan.of if not is_precise_enough(kpi, found[kpi], plan.precision)]
    return max(wide, key=lambda kpi: _relative(found[kpi])) if wide else None


def _relative(found: Estimate) -> float:
    """Half-width relative to the mean; infinite where there is none."""
    known = found.half_width == found.half_width and found.mean != 0
    return found.half_width / abs(found.mean) if known else float("inf")


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
