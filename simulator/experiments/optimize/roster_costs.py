"""What a roster must cost at least, from its schedule alone: nothing is simulated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative
from simulator.experiments.optimize.variables import Variable
from simulator.experiments.trials import Trials
from simulator.experiments.wages import scheduled_wages
from simulator.mistakes import InputError
from simulator.scenario.scenario import Scenario
from simulator.units import shown

Floats = npt.NDArray[np.float64]
Roster = Callable[[tuple[int, ...]], Alternative]
BOUNDED = ("cost_per_order", "total_cost")
"""Objectives of which a part is known beforehand."""


@dataclass
class Bounds:
    """Lower bounds of the objective over the whole grid, better the more rosters are simulated.

    A roster costs at least its scheduled wages, spread over as many orders as any roster was seen
    to have accepted in that replication, and the least that was seen of all other cost but
    penalties.
    Wages add up over variables that are numbers of heads; `known` is False where they do not.
    """

    objective: str
    known: bool
    base: Floats  # (replications,) wages of the first roster of the grid
    extra: tuple[Floats, ...]  # a variable: (values, replications) wages above that
    most_orders: Floats = field(default_factory=lambda: np.zeros(0))
    least_rest: Floats = field(default_factory=lambda: np.zeros(0))

    def see(self, alternative: Alternative, known: Trials, numbers: Sequence[int]) -> None:
        """A roster was simulated."""
        if not self.known:
            return
        each = partial(known.values, alternative, numbers)
        orders, cost = each("orders.accepted"), self.objective
        rest = each(cost) - each(f"{cost}.labor") - each(f"{cost}.penalties")
        if not len(self.most_orders):
            self.most_orders, self.least_rest = orders, rest
        self.most_orders = np.fmax(self.most_orders, orders)
        self.least_rest = np.fmin(self.least_rest, rest)

    def of(self, grid: npt.NDArray[np.int64]) -> Floats:
        """(rosters,) The bound of the mean over the replications; -inf where nothing is known."""
        if not self.known or not len(self.most_orders) or not (self.most_orders > 0).all():
            return np.full(len(grid), -np.inf)
        wages = np.broadcast_to(self.base, (len(grid), len(self.base))).copy()
        for column, extra in zip(grid.T, self.extra, strict=True):
            wages += extra[column]
        share = self.most_orders if self.objective == "cost_per_order" else 1.0
        bounds: Floats = (wages / share + self.least_rest).mean(axis=1)
        return bounds


def bounds(
    objective: str,
    variables: Sequence[Variable],
    roster: Roster,
    numbers: Sequence[int],
) -> Bounds:
    """The bounds of a grid; `roster` makes the alternative of a tuple of indices."""
    first = tuple(0 for _ in variables)
    base = _wages(roster(first), numbers)
    extra, additive = [], objective in BOUNDED
    for k, variable in enumerate(variables):
        rows = []
        for index in range(len(variable.values)):
            at = tuple(index if j == k else 0 for j in range(len(variables)))
            rows.append(_wages(roster(at), numbers) - base)
        extra.append(np.array(rows))
        additive &= variable.is_heads or not np.any(extra[-1])
    return Bounds(objective, additive, base, tuple(extra))


def refuse_free_heads(scenario: Scenario, variables: Sequence[Variable], objective: str) -> None:
    """InputError where every roster costs the same, since nobody whose heads vary has a wage."""
    if objective not in BOUNDED or not all(variable.is_heads for variable in variables):
        return
    crews = dict.fromkeys(variable.path.split(".")[1 if variable.path.startswith("crews") else -1]
                          for variable in variables)  # fmt: skip
    if any(name not in scenario.crews or scenario.crews[name].wage for name in crews):
        return
    first = next(iter(crews))
    raise InputError(
        f"--vary {variables[0].path}: every roster costs the same, since {shown(first)} has no "
        f"wage; write crews.{first}.wage: 18 {scenario.currency}/h, what an hour really costs"
    )


def _wages(alternative: Alternative, numbers: Sequence[int]) -> Floats:
    return np.array([scheduled_wages(alternative.scenario, number) for number in numbers])
