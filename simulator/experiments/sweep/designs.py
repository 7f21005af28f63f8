"""Where a sweep looks: grids, Latin hypercubes, Saltelli's and Morris' designs, in [0, 1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.experiments.ranges import Range
from simulator.mistakes import InputError
from simulator.streams import uniforms

Floats = npt.NDArray[np.float64]
Kind = Literal["grid", "lhs", "sobol", "morris"]

LEVELS = 4
"""Of Morris' grid (Morris 1991; Campolongo et al. 2007: 4 with a step of 2/3)."""
_BELOW_ONE = 1 - 1e-9


@dataclass(frozen=True)
class Design:
    """Points as texts, one row per point and one column per factor.

    `unit` are their places in the unit cube, empty for a grid. Of `sobol` the rows are blocks of
    `n`: A, B, then A with column i from B for each factor; of `morris` they are `n` paths of as
    many steps as there are factors, whose `moved` says which factor each step moves.
    """

    kind: Kind
    factors: tuple[Range, ...]
    points: tuple[tuple[str, ...], ...]
    unit: Floats
    n: int
    moved: npt.NDArray[np.int64]

    def overrides(self, point: int) -> list[str]:
        """As they are set."""
        row = zip(self.factors, self.points[point], strict=True)
        return [f"{factor.path}={value}" for factor, value in row]


def design(kind: Kind, factors: tuple[Range, ...], n: int, seed: int) -> Design:
    """A design of the kind; `n` is as `--points` has it, and nothing for a grid."""
    none = np.zeros(0, dtype=np.int64)
    _check(kind, n)
    if kind == "grid":
        points = tuple(product(*(factor.values for factor in factors)))
        return Design(kind, factors, points, np.zeros((0, len(factors))), 0, none)
    moved = none
    if kind == "lhs":
        unit = latin_hypercube(len(factors), n, seed)
    elif kind == "sobol":
        unit = saltelli(len(factors), n, seed)
    else:
        unit, moved = morris(len(factors), n, seed)
    points = tuple(
        tuple(factor.at(float(share)) for factor, share in zip(factors, row, strict=True))
        for row in np.minimum(unit, _BELOW_ONE)
    )
    return Design(kind, factors, points, unit, n, moved)


def _check(kind: Kind, n: int) -> None:
    """Raise InputError where Sobol' points would not balance."""
    if kind == "sobol" and n & (n - 1):
        raise InputError(
            f"--points {n}: Sobol' points balance in powers of 2 only; write {1 << n.bit_length()}"
        )


def latin_hypercube(factors: int, n: int, seed: int) -> Floats:
    """(n, factors) McKay, Beckman & Conover 1979."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(d=factors, seed=seed).random(n))


def saltelli(factors: int, n: int, seed: int) -> Floats:
    """(n (factors + 2), factors) Blocks A, B and A with one column of B (Saltelli et al. 2010).

    A and B are halves of one scrambled Sobol' sequence; n is a power of 2.
    """
    from scipy.stats import qmc

    both = np.asarray(qmc.Sobol(d=2 * factors, scramble=True, seed=seed).random(n))
    a, b = both[:, :factors], both[:, factors:]
    blocks = [a, b]
    for i in range(factors):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        blocks.append(mixed)
    return np.concatenate(blocks)


def morris(factors: int, n: int, seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """(n (factors + 1), factors) Paths that move one factor a step (Morris 1991, section 3).

    Every path begins at a random point of the grid of `LEVELS` levels and moves each factor once,
    in random order, by LEVELS / (2 (LEVELS - 1)), up or down, whichever stays inside.
    """
    step = LEVELS / (2 * (LEVELS - 1))
    start = np.floor(uniforms(seed, 0, "sweep.morris.start", n * factors) * LEVELS)
    begin = start.reshape(n, factors) / (LEVELS - 1)
    order = np.argsort(uniforms(seed, 0, "sweep.morris.order", n * factors).reshape(n, factors))
    paths = np.empty((n, factors + 1, factors))
    paths[:, 0] = begin
    for k in range(factors):
        paths[:, k + 1] = paths[:, k]
        rows, column = np.arange(n), order[:, k]
        now = paths[rows, k, column]
        paths[rows, k + 1, column] = np.where(now + step <= 1 + 1e-9, now + step, now - step)
    return paths.reshape(-1, factors), order.ravel().astype(np.int64)
