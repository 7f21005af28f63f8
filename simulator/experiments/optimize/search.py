"""The grid of rosters and what is known of each: which ones need no simulation any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.experiments.optimize.standing import NEVER_TOLD, Standing

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Roster = tuple[int, ...]

MOST_ROSTERS = 100_000
ROUNDING = 1e-9
"""Relative difference of cost that counts as none."""
RULED_OUT = ("missed", *NEVER_TOLD)
MOST_WEIGHED = 1500
"""Open rosters among which the next one is looked for; of more, every so manieth."""


@dataclass
class Grid:
    """All rosters, as indices into the variables' values, ascending.

    `helps` says of each variable whether more of it never makes service worse. While `monotone`,
    a roster with at most as much of those, and the same of the others, as one that missed is known
    to miss, and below one that is too close to tell, or of which orders stay open, to be no better
    than that.
    """

    sizes: tuple[int, ...]
    helps: tuple[bool, ...]
    monotone: bool = True
    verdicts: dict[Roster, Standing] = field(default_factory=dict)

    @cached_property
    def rosters(self) -> npt.NDArray[np.int64]:
        """(rosters, variables) All of them."""
        columns = [axis.ravel() for axis in np.indices(self.sizes)]
        return np.stack(columns, axis=1).astype(np.int64)

    def below(self, roster: Roster) -> Flags:
        """Rosters with nothing more than this one, itself included."""
        return self._compared(self.rosters, np.array(roster), np.less_equal)

    def misses(self, roster: Roster) -> bool:
        """Whether this roster is known to miss, or to be too close to tell at best."""
        return any(
            told in RULED_OUT
            and (other == roster or (self.monotone and self.comparable(roster, other)))
            for other, told in self.verdicts.items()
        )

    def comparable(self, smaller: Roster, larger: Roster) -> bool:
        """Whether `larger` has at least as much of everything that helps, and is another."""
        if smaller == larger:
            return False
        pair = np.array([smaller])
        return bool(self._compared(pair, np.array(larger), np.less_equal)[0])

    def _compared(
        self, rosters: npt.NDArray[np.int64], other: npt.NDArray[np.int64], how: np.ufunc
    ) -> Flags:
        fits = np.ones(len(rosters), dtype=np.bool_)
        for k, helps in enumerate(self.helps):
            column = rosters[:, k]
            fits &= how(column, other[k]) if helps else column == other[k]
        return fits

    def missing(self) -> Flags:
        """Rosters of which `misses` is true, by simulation or from one that has more."""
        is_missing = np.zeros(len(self.rosters), dtype=np.bool_)
        for roster, verdict in self.verdicts.items():
            if verdict not in RULED_OUT:
                continue
            is_missing |= self.below(roster) if self.monotone else self.is_roster(roster)
        return is_missing

    def is_roster(self, roster: Roster) -> Flags:
        """The row of this roster."""
        same: Flags = (self.rosters == np.array(roster)).all(axis=1)
        return same

    def simulated(self) -> Flags:
        """Rosters that have been simulated."""
        is_simulated = np.zeros(len(self.rosters), dtype=np.bool_)
        for roster in self.verdicts:
            is_simulated |= self.is_roster(roster)
        return is_simulated

    def open_below(self, bound: Floats, cost: float) -> Flags:
        """Rosters that might be feasible and cheaper than `cost`, and were never simulated."""
        margin = ROUNDING * abs(cost) if np.isfinite(cost) else 0.0
        return ~self.missing() & ~self.simulated() & (bound < cost - margin)


def most_telling(grid: Grid, open_: Flags, bound: Floats) -> Roster:
    """The open roster whose verdict, whichever it is, rules out most others.

    If it misses, those below it miss; if it is met, those that must cost more than it are too dear.
    The larger of two equals goes first, since it is the likelier to be met.
    """
    rows = np.flatnonzero(open_)
    step = -(-len(rows) // MOST_WEIGHED)
    weighed = rows[::step] if step > 1 else rows
    rosters, costs = grid.rosters[weighed], bound[weighed]
    ranked = np.sort(costs)
    dearer = len(costs) - np.searchsorted(ranked, costs, side="right")
    fewer = np.zeros(len(weighed), dtype=np.int64)
    for k in range(len(weighed)):
        fits = np.ones(len(weighed), dtype=np.bool_)
        for column, helps in zip(range(rosters.shape[1]), grid.helps, strict=True):
            mine = rosters[k, column]
            fits &= rosters[:, column] <= mine if helps else rosters[:, column] == mine
        fewer[k] = int(fits.sum()) if grid.monotone else 1
    known = np.isfinite(costs)
    score = np.where(known, np.minimum(fewer, dearer + 1), fewer)
    best = np.flatnonzero(score == score.max())
    chosen = weighed[best[-1]]
    return tuple(int(index) for index in grid.rosters[chosen])


def frontier_of(points: Sequence[tuple[float, float]], more_is_better: bool) -> list[int]:
    """Places of the (cost, service) points that no other beats in both, cheapest first."""
    sign = 1.0 if more_is_better else -1.0
    order = sorted(range(len(points)), key=lambda k: (points[k][0], -sign * points[k][1]))
    frontier: list[int] = []
    best = -np.inf
    for k in order:
        if sign * points[k][1] > best:
            frontier.append(k)
            best = sign * points[k][1]
    return frontier
