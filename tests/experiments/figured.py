"""Comparisons whose figures are written by hand: a list of values a choice, case and KPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator.experiments.alternatives import Alternative
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import Comparison, compare
from simulator.experiments.compare.crossing import Crossed, Equal
from simulator.experiments.goals import Goal, Judged
from simulator.measure.statistics import estimate
from simulator.measure.waits import Waits
from simulator.scenario import loads

TEXT = """\
schema: fulfillment/1
name: house
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 100}
"""
TARGET = "targets: [{kpi: on_time_ship, at_least: 98 %}]\n"

Figures = Mapping[str, Sequence[float]]
"""A KPI of all orders, a value per replication."""


@dataclass
class Figured:
    """Stands in for `Trials`; every scenario is known by its identity."""

    of: Mapping[int, Figures]
    runs: int = 0
    batch: Any = field(
        default_factory=lambda: SimpleNamespace(on=SimpleNamespace(workers=1), reused=0, engines={})
    )

    def run(self, wanted: Iterable[Any]) -> None:
        self.runs += sum(len(list(numbers)) for _, numbers in wanted)

    def has(self, one: Any, number: int) -> bool:
        return True

    def done(self, one: Any) -> list[Any]:
        """No replication was run, so that there is nothing to warn of."""
        return []

    def values(self, one: Any, numbers: Sequence[int], name: str, scope: str = "all") -> Any:
        figures = self.of[id(one)].get(name)
        return np.array([np.nan if figures is None else figures[k] for k in numbers], dtype=float)

    def ends(self, one: Any, numbers: Sequence[int], goal: Any) -> Any:
        """(n, 2) Twice the values: no order is open."""
        values = self.values(one, numbers, goal.kpi, goal.scope)
        return np.column_stack([values, values])

    def estimate(self, one: Any, numbers: Sequence[int], name: str, scope: str = "all") -> Any:
        return estimate(self.values(one, numbers, name, scope), 0.95)

    def judged(self, one: Any, numbers: Sequence[int], goal: Goal) -> Judged:
        return goal.judged(self.values(one, numbers, *goal.key), 0.95)

    def keys_of(self, one: Any, number: int) -> tuple[tuple[str, str], ...]:
        return tuple((name, "all") for name in self.of[id(one)])

    def replication(self, one: Any, number: int) -> Any:
        kpis = {(name, "all"): values[number] for name, values in self.of[id(one)].items()}
        return SimpleNamespace(measurement=SimpleNamespace(kpis=kpis, waits=Waits()))


def crossed_by_hand(
    cells: Mapping[tuple[str, str], Figures], text: str = TEXT + TARGET, equal: Sequence[Equal] = ()
) -> tuple[Crossed, Figured]:
    """The cells by choice and case; the first choice is the baseline."""
    loaded = loads(text)
    made = {key: Alternative(key[0], replace(loaded, words=(key[0],))) for key in cells}
    names = dict.fromkeys(choice for choice, _ in cells)
    cases = dict.fromkeys(case for _, case in cells if case != ORDINARY)
    found = Crossed(
        choices=tuple(made[name, ORDINARY] for name in names),
        circumstances=tuple(cases),
        cells=made,
        equal=tuple(equal),
    )
    return found, Figured({id(made[key]): figures for key, figures in cells.items()})


def compared(
    cells: Mapping[tuple[str, str], Figures],
    text: str = TEXT + TARGET,
    equal: Sequence[Equal] = (),
    **options: Any,
) -> tuple[Comparison, Figured]:
    """A comparison of them, over as many replications as there are values."""
    found, known = crossed_by_hand(cells, text, equal)
    replications = len(next(iter(next(iter(cells.values())).values())))
    return compare(found, known, replications, **options), known  # type: ignore[arg-type]


def week(
    on_time: Sequence[float], cost: float, margin: float = 0.0, **more: Sequence[float]
) -> Figures:
    """A week of 100 orders at this cost an order; its cents vary by replication alone."""
    n = len(on_time)
    noise = [0.01 * (k % 5 - 2) for k in range(n)]
    return {
        "on_time_ship": list(on_time),
        "cost_per_order": [cost + each for each in noise],
        "total_cost": [100 * (cost + each) for each in noise],
        "total_margin": [margin - 100 * each for each in noise],
        "orders.placed": [100.0] * n,
        "backlog.growth": [0.0] * n,
        **{name.replace("__", "."): list(values) for name, values in more.items()},
    }
