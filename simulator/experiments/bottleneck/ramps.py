"""What grows while the largest demand is searched, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from simulator.experiments.alternatives import Alternative
from simulator.experiments.ranges import Range, Vary, ranges_of
from simulator.mistakes import InputError
from simulator.scenario.settings import Setting

DEMAND = "demand.scale"
WIDEST = 16.0
"""Times and parts of the scenario's demand that are searched where no range is given."""


@dataclass(frozen=True)
class Ramp:
    """What grows, from the scenario's value on; `low` and `high` are multiples of that value.

    `among` are the only multiples that are tried, ascending; empty: whatever lies between.
    """

    path: str
    value: float
    low: float
    high: float
    among: tuple[float, ...] = ()

    def at(self, factor: float) -> Setting:
        """As it is set at a multiple of the scenario's value."""
        value = float(f"{self.value * factor:.6g}")
        return Setting(self.path, int(value) if value.is_integer() else value, "--ramp")


def ramp_of(base: Alternative, ramp: Vary | None) -> Ramp:
    """What grows: the scenario's demand, or a range of it. Raises InputError.

    Between two ends ({PATH: "1..4"}, 'PATH=1..4') every demand may be tried; of a range with a
    step, or a list, its values alone.
    """
    if ramp is None:
        return Ramp(DEMAND, base.scenario.demand.scale, 1 / WIDEST, WIDEST)
    given = ranges_of(ramp, "--ramp")
    if len(given) != 1:
        raise InputError(f"--ramp: {len(given)} paths grow; write one, such as {DEMAND}=1..4")
    (asked,) = given
    value = _present(base, asked.path)
    numbers = [float(number) for number in _numbers(asked)]
    if asked.unit or len(numbers) < 2 or not 0 < numbers[0] < numbers[-1]:
        right = f"{asked.path}={value:g}..{4 * value:g}"
        raise InputError(
            f"--ramp '{asked}': needs two numbers above 0 without a unit, the least demand and the "
            f"most; write {right}"
        )
    among = () if asked.is_range else tuple(number / value for number in numbers)
    return Ramp(asked.path, value, numbers[0] / value, numbers[-1] / value, among)


def _numbers(span: Range) -> tuple[Decimal, ...]:
    return (span.low, span.high) if span.is_range else span.numbers


def _present(base: Alternative, path: str) -> float:
    """The scenario's own value of what grows; InputError where it is not a positive number."""
    demand = base.scenario.demand
    values = {
        DEMAND: demand.scale,
        "demand.orders_per_day": demand.orders_per_day,
        "demand.carts_per_day": demand.carts_per_day,
    }
    value = values.get(path)
    if value is None or not value > 0:
        raise InputError(
            f"--ramp {path}: does not say how much is ordered here; write {DEMAND}=1..4"
        )
    return float(value)
