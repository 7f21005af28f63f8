"""What grows while the largest demand is searched, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from simulator.experiments.alternatives import Alternative
from simulator.mistakes import InputError

DEMAND = "demand.scale"
WIDEST = 16.0
"""Times and parts of the scenario's demand that are searched where no range is given."""


@dataclass(frozen=True)
class Ramp:
    """What grows, from the scenario's value on; `low` and `high` are multiples of that value."""

    path: str
    value: float
    low: float
    high: float

    def override(self, factor: float) -> str:
        """As it is set at a multiple of the scenario's value."""
        return f"{self.path}={self.value * factor:.6g}"


def ramp_of(base: Alternative, text: str | None) -> Ramp:
    """What grows: the scenario's demand, or 'PATH=LOW..HIGH'. Raises InputError.

    Only the ends count, so that a range with a step, or a list, does too.
    """
    if text is None:
        return Ramp(DEMAND, base.scenario.demand.scale, 1 / WIDEST, WIDEST)
    path, _, written = text.partition("=")
    ends = [part.strip() for part in written.partition("/")[0].replace("..", ",").split(",")]
    try:
        numbers = sorted(float(end) for end in ends)
    except ValueError:
        numbers = []
    if len(numbers) < 2 or not 0 < numbers[0] < numbers[-1] < inf:
        raise InputError(
            f"--ramp {text!r}: needs two numbers above 0, the least and the most; write "
            "demand.scale=1..4"
        )
    value = _present(base, path.strip())
    return Ramp(path.strip(), value, numbers[0] / value, numbers[-1] / value)


def _present(base: Alternative, path: str) -> float:
    """The scenario's own value of what grows; InputError where it is not a positive number."""
    demand = base.scenario.demand
    found = {
        DEMAND: demand.scale,
        "demand.orders_per_day": demand.orders_per_day,
        "demand.carts_per_day": demand.carts_per_day,
    }
    value = found.get(path)
    if value is None or not value > 0:
        raise InputError(
            f"--ramp {path}: does not say how much is ordered here; write {DEMAND}=1..4"
        )
    return float(value)
