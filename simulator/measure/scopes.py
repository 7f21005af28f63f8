"""The scopes of a figure, 'all' and each order class, and the ratios and means over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat, kernel
from simulator.measure.figures import Kpis
from simulator.ordering import part_at
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]

ALL = "all"
QUANTILES = {"p50": 0.50, "p90": 0.90, "p95": 0.95}


@dataclass(frozen=True)
class Scopes:
    """Order classes of the orders; a class called 'all' is the scope 'all'."""

    classes: tuple[str, ...]
    order_class: npt.NDArray[np.int16]

    def of(self, order: npt.NDArray[np.int64]) -> Scopes:
        """The same of rows that belong to these orders."""
        return Scopes(self.classes, self.order_class[order])

    def sums(self, flags: Flags, weights: npt.NDArray[np.generic] | None = None) -> list[float]:
        """The number (or the sum of weights) of the flagged orders: of all, then of each class."""
        if weights is None:
            if len(self.classes) == 1:
                return 2 * [float(np.count_nonzero(flags))]
            counts = [int(np.count_nonzero(flags & members)) for members in self._members]
            return [float(sum(counts)), *map(float, counts)]
        parts = np.zeros(len(self.classes))
        if weights.dtype == np.int64 and (add_whole := _whole_sums_by_class()) is not None:
            numbers = flat(weights, np.int64)
            add_whole(flat(flags, np.bool_), numbers, flat(self.order_class, np.int16), parts)
        elif (add := _sums_by_class()) is not None:
            of_order = flat(weights, np.float64)
            add(flat(flags, np.bool_), of_order, flat(self.order_class, np.int16), parts)
        else:
            rows = np.flatnonzero(flags)
            chosen = weights.take(rows).astype(np.float64)
            parts += np.bincount(self.order_class.take(rows), chosen, len(self.classes))
        return [float(parts.sum()), *(float(part) for part in parts)]

    @cached_property
    def _members(self) -> list[Flags]:
        """The orders of each class: flags are counted in a twentieth of the time of their rows."""
        return [self.order_class == k for k in range(len(self.classes))]

    def named(self, kpi: str, values: list[float]) -> Kpis:
        """One value per scope, in the order of `sums`."""
        by_class = {(kpi, name): v for name, v in zip(self.classes, values[1:], strict=True)}
        return {**by_class, (kpi, ALL): values[0]}

    def count(self, kpi: str, flags: Flags) -> Kpis:
        """How many orders are flagged."""
        return self.named(kpi, self.sums(flags))

    def share(
        self,
        kpi: str,
        hits: Flags,
        base: Flags,
        weights: npt.NDArray[np.generic] | None = None,
    ) -> Kpis:
        """Flagged orders (weighted) as a percentage of the base; `hits` counts inside the base."""
        return self.ratio(kpi, self.sums(hits & base, weights), self.sums(base, weights), 100.0)

    def ratio(self, kpi: str, above: list[float], below: list[float], factor: float = 1.0) -> Kpis:
        """`above / below x factor` by scope; NaN where below is 0."""
        pairs = zip(above, below, strict=True)
        return self.named(kpi, [factor * a / b if b else float("nan") for a, b in pairs])

    def moments(
        self,
        kpi: str,
        values: npt.NDArray[np.generic],
        flags: Flags,
        unit: int,
        statistics: tuple[str, ...] = ("mean", "p50", "p90", "p95"),
        order_class: npt.NDArray[np.int16] | None = None,
    ) -> Kpis:
        """Mean and quantiles of the flagged values, milliseconds turned into `unit`.

        Quantiles interpolate linearly (Hyndman & Fan 1996, type 7). `order_class` is given where
        the rows are not orders.
        """
        classes = self.order_class if order_class is None else order_class
        count = len(self.classes) if self.classes != (ALL,) else 0
        groups = grouped(values, flags, unit, classes, count)
        result: Kpis = {}
        for scope, group in zip((ALL, *self.classes), groups, strict=False):
            of_group = _statistics(group, statistics)
            result |= {(f"{kpi}.{name}", scope): value for name, value in of_group.items()}
        return result


def grouped(
    values: npt.NDArray[np.generic],
    flags: Flags,
    unit: int,
    order_class: npt.NDArray[np.int16],
    classes: int,
) -> list[npt.NDArray[np.float64]]:
    """The flagged values over `unit`: all of them, then those of each of so many classes."""
    part = _part()
    if part is not None and classes and values.dtype == np.int64:
        chosen, by_class = np.empty((2, len(values)))
        ends = np.zeros(classes + 1, dtype=np.int64)
        part(
            flat(values, np.int64), flat(flags, np.bool_), unit, flat(order_class, np.int16),
            chosen, by_class, ends,
        )  # fmt: skip
        edges = ends.tolist()
        return [chosen[: edges[-1]], *(by_class[a:b] for a, b in pairwise(edges))]
    rows = np.flatnonzero(flags)
    of_row, chosen = order_class.take(rows), values.take(rows).astype(np.float64) / unit
    return [chosen, *(chosen.take(np.flatnonzero(of_row == k)) for k in range(classes))]


@kernel("void(int64[::1], boolean[::1], int64, int16[::1], float64[::1], float64[::1], int64[::1])")
def _part(
    values: npt.NDArray[np.int64],
    flags: Flags,
    unit: int,
    order_class: npt.NDArray[np.int16],
    chosen: npt.NDArray[np.float64],
    by_class: npt.NDArray[np.float64],
    ends: npt.NDArray[np.int64],
) -> None:
    """The flagged values over `unit`, and the same by class: class k ends at `ends[k + 1]`."""
    for row in range(len(values)):
        if flags[row]:
            ends[order_class[row] + 1] += 1
    for k in range(1, len(ends)):
        ends[k] += ends[k - 1]
    place, count = ends[:-1].copy(), 0
    for row in range(len(values)):
        if flags[row]:
            value = np.float64(values[row]) / np.float64(unit)
            chosen[count], count = value, count + 1
            by_class[place[order_class[row]]] = value
            place[order_class[row]] += 1


def _statistics(values: npt.NDArray[np.float64], statistics: tuple[str, ...]) -> dict[str, float]:
    """By name; quantiles are asked for together, so that the values are parted once.

    Where there are quantiles among them the values are in another sequence afterwards.
    """
    by_statistic = dict.fromkeys(statistics, float("nan"))
    quantiles = [name for name in statistics if name != "mean"]
    if not len(values):
        return by_statistic
    if "mean" in by_statistic:
        by_statistic["mean"] = float(values.mean())
    if quantiles:
        at = _quantiles(values, [QUANTILES[name] for name in quantiles])
        by_statistic |= dict(zip(quantiles, at, strict=True))
    return by_statistic


def _quantiles(values: npt.NDArray[np.float64], shares: list[float]) -> list[float]:
    """What `np.quantile` gives, to the bit, in half its time: nothing is copied or looked for."""
    last = len(values) - 1
    ranks = [int(last * share) for share in shares]
    part_at(values, sorted({min(rank + more, last) for rank in ranks for more in (0, 1)}))
    by_scope = []
    for rank, share in zip(ranks, shares, strict=True):
        low, high = float(values[rank]), float(values[min(rank + 1, last)])
        part = last * share - rank
        by_scope.append(
            low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)
        )
    return by_scope


@kernel("void(boolean[::1], float64[::1], int16[::1], float64[::1])")
def _sums_by_class(
    flags: Flags,
    weights: npt.NDArray[np.float64],
    order_class: npt.NDArray[np.int16],
    parts: npt.NDArray[np.float64],
) -> None:
    """Add the weights of flagged orders to the sum of their class."""
    for row in range(len(flags)):
        if flags[row]:
            parts[order_class[row]] += weights[row]


@kernel("void(boolean[::1], int64[::1], int16[::1], float64[::1])")
def _whole_sums_by_class(
    flags: Flags,
    weights: npt.NDArray[np.int64],
    order_class: npt.NDArray[np.int16],
    parts: npt.NDArray[np.float64],
) -> None:
    """The same of whole numbers, each of which is rounded as it is added."""
    for row in range(len(flags)):
        if flags[row]:
            parts[order_class[row]] += np.float64(weights[row])


def scopes_of(workload: Workload) -> Scopes:
    """All orders, and each class of the workload."""
    return Scopes(workload.classes, workload.order_class)
