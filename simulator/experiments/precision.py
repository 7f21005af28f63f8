"""How many replications a precision needs, and why a sequential run stopped.

How many would decide a target is said in `targets.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.experiments.goals import Goal
from simulator.measure.kpis import kpi as kpi_called
from simulator.measure.statistics import Estimate, estimate, is_precise
from simulator.reporting.numbers import listed
from simulator.scenario.experiment import Replications

ABSOLUTE = {
    "%": 0.1,
    "orders": 0.5,
    "units": 0.5,
    "messages": 0.5,
    "contacts": 0.5,
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
"""One value per replication, by KPI."""
Targets = Mapping[str, tuple[Goal, Sequence[float]]]
"""Goals in a share of periods and one value per replication, by what they are called."""


@dataclass(frozen=True)
class Stop:
    """Why a sequential run ended.

    `needed` is the fewest replications that reach the precision, decide every target in a share of
    periods, and keep both for `look_ahead` more; None if the limit came first. `widest` is the KPI
    that was last to be precise, or is furthest from it, or the target that was last to be decided.
    `targets` are those that had to be, `undecided` those that are not at the limit, in words.
    """

    needed: int | None
    run: int
    precision: float
    of: tuple[str, ...]
    look_ahead: int
    widest: str
    targets: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """In a sentence."""
        if self.needed is None:
            open_ = [f"{target} is undecided" for target in self.undecided]
            if self.widest in self.of:
                wide = f"{self.widest} has not reached the precision of {_percent(self.precision)}"
                open_.insert(0, wide)
            return f"Stopped at the limit of {self.run} replications: {listed(open_)}."
        kpis = ", ".join(self.of)
        decide = f" and to decide {listed(list(self.targets))}" if self.targets else ""
        return (
            f"{self.needed} replications were needed for a precision of {_percent(self.precision)} "
            f"in {kpis}{decide}; {self.widest} was last, and {self.run - self.needed} more showed "
            "that it holds."
        )


def is_precise_enough(kpi: str, estimated: Estimate, precision: float) -> bool:
    """By Law 9.4.1 with |mean|, or by the absolute half-width of the KPI's unit."""
    return is_precise(estimated, precision, ABSOLUTE.get(kpi_called(kpi).unit, 0.0))


def look_ahead(limit: int, n: int) -> int:
    """Further replications over which a precision reached at `n` must hold.

    Hoad, Robinson & Davies 2010, section 3.2: f = kLimit up to 100 replications, then
    n kLimit / 100 rounded down.
    """
    return limit if n <= _HUNDRED else n * limit // _HUNDRED


def stop(
    values: Values, plan: Replications, confidence: float, targets: Targets | None = None
) -> Stop | None:
    """Where a sequential run stops; None while it must go on.

    `targets` are those in a share of periods, which must be decided too. A function of the values
    in the order of their numbers, so that it does not matter how many were run at once: what was
    run too much is left out.
    """
    asked = targets or {}
    have = min(len(each) for each in (*values.values(), *(given for _, given in asked.values())))
    precise, widest = 0, plan.of[0]
    undecided: tuple[str, ...] = ()

    def stopped(needed: int | None, n: int) -> Stop:
        open_ = undecided if needed is None else ()
        names = tuple(asked)
        return Stop(needed, n, plan.precision, plan.of, plan.look_ahead, widest, names, open_)

    for n in range(plan.at_least, min(have, plan.at_most) + 1):
        wide, undecided = _imprecise(values, plan, confidence, n), _undecided(asked, confidence, n)
        if wide is not None or undecided:
            precise, widest = 0, wide or undecided[0]
            continue
        precise = precise or n
        last = min(precise + look_ahead(plan.look_ahead, precise), plan.at_most)
        if n >= last:
            return stopped(precise, n)
    return stopped(None, plan.at_most) if have >= plan.at_most else None


def _undecided(targets: Targets, confidence: float, n: int) -> tuple[str, ...]:
    """The targets that n replications leave undecided."""
    return tuple(
        name
        for name, (goal, values) in targets.items()
        if goal.judged(values[:n], confidence).verdict == "undecided"
    )


def _imprecise(values: Values, plan: Replications, confidence: float, n: int) -> str | None:
    """The KPI that is furthest from the precision after n replications; None if all have it."""
    estimates = {kpi: estimate(values[kpi][:n], confidence) for kpi in plan.of}
    wide = [kpi for kpi in plan.of if not is_precise_enough(kpi, estimates[kpi], plan.precision)]
    return max(wide, key=lambda kpi: _relative(estimates[kpi])) if wide else None


def _relative(estimated: Estimate) -> float:
    """Half-width relative to the mean; infinite where there is none."""
    known = estimated.half_width == estimated.half_width and estimated.mean != 0
    return estimated.half_width / abs(estimated.mean) if known else float("inf")


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
