"""Trials whose figures are a formula of the roster, so that the best is known by listing all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator.experiments.goals import Goal, Judged
from simulator.experiments.trials import FRESH
from simulator.measure.open_ends import Ends
from simulator.measure.statistics import estimate
from simulator.measure.waits import Waits
from simulator.streams import uniforms
from simulator.units import MINUTE

Figures = Callable[[int, int, np.ndarray], dict[str, float]]
"""KPIs of (pickers, packers) and three uniforms of the replication."""


@dataclass
class Landscape:
    """Stands in for `Trials`: what a roster's replication would give, without simulating it."""

    figures: Figures
    seed: int = 7
    runs: int = 0
    waits: Waits = field(default_factory=Waits)
    asked: dict[tuple[int, int, int], dict[str, float]] = field(default_factory=dict)
    batch: Any = field(
        default_factory=lambda: SimpleNamespace(on=SimpleNamespace(workers=1), reused=0, engines={})
    )

    def run(self, wanted: Iterable[tuple[Any, Iterable[int]]]) -> None:
        for one, numbers in wanted:
            heads = one.scenario.shifts["day"].heads
            for number in numbers:
                at = heads["pickers"], heads["packers"], number
                if at not in self.asked:
                    self.runs += 1
                    self.asked[at] = self.figures(*at[:2], uniforms(self.seed, number, "noise", 3))

    def key(self, one: Any) -> str:
        """Equal for what is the same roster."""
        return str(one.scenario.shifts["day"].heads)

    def has(self, one: Any, number: int) -> bool:
        heads = one.scenario.shifts["day"].heads
        return (heads["pickers"], heads["packers"], number) in self.asked

    def values(self, one: Any, numbers: Iterable[int], name: str, scope: str = "all") -> Any:
        heads = one.scenario.shifts["day"].heads
        at = heads["pickers"], heads["packers"]
        return np.array([self.asked[(*at, number)][name] for number in numbers])

    def estimate(self, one: Any, numbers: Iterable[int], name: str, scope: str = "all") -> Any:
        return estimate(self.values(one, numbers, name, scope), 0.95)

    def ends(self, one: Any, numbers: Iterable[int], goal: Goal) -> None:
        """No order is open."""

    def judged(self, one: Any, numbers: Iterable[int], goal: Goal) -> Judged:
        return goal.judged(self.values(one, numbers, *goal.key), 0.95)

    def done(self, one: Any) -> list[Any]:
        """No replication that warnings could go by."""
        return []

    def keys_of(self, one: Any, number: int) -> tuple[tuple[str, str], ...]:
        return tuple(self.replication(one, number).measurement.kpis)

    def replication(self, one: Any, number: int) -> Any:
        heads = one.scenario.shifts["day"].heads
        kpis = self.asked[heads["pickers"], heads["packers"], number]
        measured = {(name, "all"): value for name, value in kpis.items()}
        return SimpleNamespace(measurement=SimpleNamespace(kpis=measured, waits=self.waits))


ORDERS, WAGE = 240.0, 20.0


def house(service: Callable[[int, int], float], noise: float = 0.0, rest: float = 1.0) -> Figures:
    """Costs as the shop's: 20 paid hours a head in two days, and a penalty a late order."""

    def figures(pickers: int, packers: int, draws: np.ndarray) -> dict[str, float]:
        on_time = min(100.0, service(pickers, packers) + noise * float(draws[0] - 0.5))
        labor = (pickers + packers) * 20 * WAGE / ORDERS
        penalties = 2 * (1 - on_time / 100)
        return {
            "on_time_ship": on_time,
            "utilization.pickers": 100.0 / pickers,
            "utilization.packers": 90.0 / packers,
            "orders.accepted": ORDERS,
            "backlog.growth": 0.0,
            "cost_per_order.labor": labor,
            "cost_per_order.penalties": penalties,
            "cost_per_order": labor + penalties + rest,
        }

    return figures


class Unfinished(Landscape):
    """Orders of rosters with two heads or three are open when the simulation ends."""

    until: int | None = 90 * MINUTE

    def ends(self, one: Any, numbers: Iterable[int], goal: Goal) -> Any:
        heads = one.scenario.shifts["day"].heads
        values = self.values(one, numbers, *goal.key)
        open_ = 30.0 * (heads["pickers"] + heads["packers"] < 4)
        return np.stack([values - open_, values], axis=1)

    def replication(self, one: Any, number: int) -> Any:
        found = super().replication(one, number)
        found.measurement.open_ends = {("on_time_ship", "all"): Ends(68.0, 98.0, self.until)}
        return found


class Lucky(Landscape):
    """The search's replications flatter all rosters, the customers being the same.

    Half of the fresh ones are bad weeks, which only five heads and more hold; each head more is
    worth a tenth of a point.
    """

    def values(self, one: Any, numbers: Iterable[int], name: str, scope: str = "all") -> Any:
        found = super().values(one, numbers, name, scope)
        heads = one.scenario.shifts["day"].heads
        if name != "on_time_ship":
            return found
        if heads["pickers"] + heads["packers"] < 5:
            fresh = np.array(list(numbers)) >= FRESH
            found = np.where(fresh & (np.arange(len(found)) % 2 == 1), 75.0, found)
        return found + heads["pickers"] / 10 + heads["packers"] / 10


@dataclass
class Hovering(Landscape):
    """A roster that met in the search; its fresh replications lie to either side of a mean."""

    at: tuple[int, int] = (2, 2)
    mean: float = 89.0
    noise: float = 10.0

    def values(self, one: Any, numbers: Iterable[int], name: str, scope: str = "all") -> Any:
        found = super().values(one, numbers, name, scope)
        heads = one.scenario.shifts["day"].heads
        if name == "on_time_ship" and (heads["pickers"], heads["packers"]) == self.at:
            sides = np.where(np.arange(len(found)) % 2, self.noise, -self.noise)
            found = np.where(np.array(list(numbers)) >= FRESH, self.mean + sides, found)
        return found
