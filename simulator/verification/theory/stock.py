"""Inventory systems with an exact answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from simulator.verification.theory.queues import erlang_b

Floats = npt.NDArray[np.float64]


def poisson(mean: float, size: int) -> Floats:
    """P(N = k) for k below `size`."""
    k = np.arange(size)
    return np.asarray(np.exp(k * np.log(mean) - mean - special.gammaln(k + 1)))


@dataclass(frozen=True)
class Levels:
    """Long-run figures of one SKU: share of demand served at once, units on hand, units owed."""

    fill_rate: float
    on_hand: float
    backordered: float


def base_stock_lost_sales(base: int, pipeline: float) -> Levels:
    """One-for-one replenishment with lost sales is Erlang's loss system (Karush 1957).

    `pipeline` is demand rate x mean lead time; the spread of the lead time does not matter.
    """
    lost = erlang_b(base, pipeline)
    return Levels(1 - lost, base - pipeline * (1 - lost), 0.0)


def base_stock_backorders(base: int, pipeline: float) -> Levels:
    """One-for-one replenishment with backorders: units on order are Poisson (Palm 1938).

    Feeney & Sherbrooke 1966; on hand is (S - N)+, owed (N - S)+, a demand is served if N < S.
    """
    on_order = np.arange(_enough(pipeline, base))
    p = poisson(pipeline, len(on_order))
    owed = float(p @ np.maximum(on_order - base, 0))
    return Levels(float(p[:base].sum()), base - pipeline + owed, owed)


def fixed_quantity(point: int, quantity: int, pipeline: float) -> Levels:
    """(r, Q), continuous review, Poisson demand, constant lead time (Hadley & Whitin 1963, 4-7).

    The position is uniform on r + 1 .. r + Q and independent of the demand of a lead time.
    """
    each = [base_stock_backorders(y, pipeline) for y in range(point + 1, point + quantity + 1)]
    return Levels(
        sum(levels.fill_rate for levels in each) / quantity,
        sum(levels.on_hand for levels in each) / quantity,
        sum(levels.backordered for levels in each) / quantity,
    )


def _enough(mean: float, base: int = 0) -> int:
    """So many values that the Poisson tail beyond them does not show."""
    return int(max(mean + 12 * mean**0.5, base)) + 40


def periodic_cost(
    mean: float, point: int, up_to: int, setup: float, holding: float, penalty: float
) -> float:
    """Cost a period of (s, S), Poisson demand, no lead time (Zheng & Federgruen 1991, eqs. 1-4).

    At the start of a period a level of s or below is raised to S; holding and penalty are charged
    on the level at its end. By renewal: a cycle begins at S and lasts while the level is above s.
    """
    p = poisson(mean, up_to - point + _enough(mean))
    demand = np.arange(len(p))

    def end_cost(level: int) -> float:
        short = float(p @ np.maximum(demand - level, 0))
        return penalty * short + holding * (level - mean + short)

    periods = np.zeros(up_to - point)  # mean periods of a cycle begun at S - j
    for j in range(up_to - point):
        before = periods[:j][::-1] @ p[1 : j + 1]
        periods[j] = ((j == 0) + before) / (1 - p[0])
    cost = sum(m * end_cost(up_to - j) for j, m in enumerate(periods))
    return float((setup + cost) / periods.sum())


@dataclass(frozen=True)
class LawSystem:
    """The inventory system of Law (2015), section 1.5; time in months."""

    demands: float = 10.0  # a month, Poisson
    sizes: tuple[float, ...] = (1 / 6, 1 / 3, 1 / 3, 1 / 6)  # of 1, 2, 3, 4 units
    lag: tuple[float, float] = (0.5, 1.0)  # uniform
    setup: float = 32.0
    a_unit: float = 3.0
    holding: float = 1.0
    shortage: float = 5.0
    initial: int = 60
    months: int = 120


def law_cost(s: int, up_to: int, system: LawSystem | None = None) -> float:
    """Expected cost a month over the system's months, where below s is ordered up to S.

    Law estimates it by simulation; here it is computed, which the fact allows that an order always
    arrives before the next review: the level at the reviews is a Markov chain, and with an
    order of Z under way at x the level in the month is x - D(t), plus Z after the lag, which is
    independent of D. The integral over the month is by Gauss-Legendre on each half.
    """
    system = system or LawSystem()
    low = -120
    levels = np.arange(low, max(up_to, system.initial) + 1)
    held = _month(system, levels)
    chance = np.zeros(len(levels))
    chance[system.initial - low] = 1.0
    fell = _compound(system, 1.0, len(levels))
    total = 0.0
    for _ in range(system.months):
        orders = np.where(levels < s, up_to - levels, 0)
        total += float(chance @ np.where(orders > 0, system.setup + system.a_unit * orders, 0.0))
        after = levels + orders
        total += float(chance @ (held[0] + held[1][after - low]))
        raised = np.bincount(after - low, chance, minlength=len(levels))
        chance = np.convolve(raised[::-1], fell)[: len(levels)][::-1]
    return total / system.months


def _compound(system: LawSystem, time: float, size: int) -> Floats:
    """P(units demanded in `time` = k) (Panjer 1981)."""
    rate = system.demands * time
    p = np.zeros(size)
    p[0] = np.exp(-rate)
    for k in range(1, size):
        units = range(1, min(k, len(system.sizes)) + 1)
        p[k] = rate / k * sum(j * system.sizes[j - 1] * p[k - j] for j in units)
    return p


def _month(system: LawSystem, levels: Floats | npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Expected holding and shortage of a month, by level: before and after the order's arrival."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    first, last = system.lag
    without, after = np.zeros(len(levels)), np.zeros(len(levels))
    for begin, end in ((0.0, first), (first, last)):
        for node, weight in zip(nodes, weights, strict=True):
            time = begin + (end - begin) * (node + 1) / 2
            arrived = min(max((time - first) / (last - first), 0.0), 1.0)
            p = _compound(system, time, 120)
            level = levels[:, None] - np.arange(len(p))
            cost = np.where(level > 0, system.holding * level, -system.shortage * level) @ p
            without += weight * (end - begin) / 2 * (1 - arrived) * cost
            after += weight * (end - begin) / 2 * arrived * cost
    return without, after
