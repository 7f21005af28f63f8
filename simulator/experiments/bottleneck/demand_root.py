"""The largest demand that still holds: a root search on common random numbers.

More demand only adds orders, so that the service of a replication falls nearly without noise as
demand grows, and the demand at which a target stops holding can be bracketed by halving. The ends
of its interval are the demands at which the target's own interval lies wholly on one side
(inversion of the test; compare Law 2015, section 9.4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, isnan, log10, sqrt

from simulator.experiments.goals import Judged, verdict_of_all
from simulator.experiments.targets import Verdict

CLOSE = 1.025
"""Ratio of the two ends of a bracket at which the search ends: half of the 5 % promised."""
STRIDE = 1.3
"""Ratio of two demands while no bracket is known."""
DIGITS = 3
"""Significant digits of a demand that is tried."""

MET, HOLDS, FAILS, MISSED = 3, 2, 1, 0
"""How a demand stands: shown to hold, holds on average, fails on average, shown to fail."""


@dataclass(frozen=True)
class Point:
    """One demand, as a multiple of the scenario's, and how it stands to every goal.

    `busy` is what share of its time, in per cent, each crew is busy there, the fullest first.
    """

    factor: float
    judged: tuple[Judged, ...]
    busy: tuple[tuple[str, float], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Met if every goal is, missed if one is."""
        return verdict_of_all(self.judged)

    @property
    def state(self) -> int:
        """MET, HOLDS, FAILS or MISSED."""
        told = self.verdict
        if told != "undecided":
            return MET if told == "met" else MISSED
        return HOLDS if all(slack(each) >= 0 for each in self.judged) else FAILS

    @property
    def worst(self) -> Judged:
        """The goal that is furthest from holding, by its own size."""
        return min(self.judged, key=lambda each: slack(each) / (abs(each.goal.value) or 1.0))


def slack(each: Judged) -> float:
    """How far a goal holds on average, in its unit (or in share of periods); below 0 it fails.

    Should orders that are still open end badly: nobody promises what is not known yet.
    """
    each = each.ends[0] if each.ends is not None else each
    if each.goal.share is not None:
        margin = each.held.share - each.goal.share
    else:
        sign = 1.0 if each.goal.more_is_safer else -1.0
        margin = sign * (each.mean.mean - each.goal.value)
    return -1.0 if isnan(margin) else margin


@dataclass(frozen=True)
class Root:
    """The largest demand that holds, as a multiple of the scenario's, and its interval.

    `value` is where the worst goal crosses on average; `low` is the largest demand that is shown to
    hold and `high` the smallest that is shown to fail. None where the range of the search has none:
    `value` too where everything in it holds, or nothing does. `points` are all demands tried,
    ascending.
    """

    value: float | None
    low: float | None
    high: float | None
    points: tuple[Point, ...]

    @property
    def holds_everywhere(self) -> bool:
        """No demand of the range fails, not even on average."""
        return self.value is None and self.points[-1].state >= HOLDS

    @property
    def open_beyond(self) -> bool:
        """Whether orders still open decide whether more than `low` holds."""
        beyond = self.points[-1] if self.low is None else self._next_to(self.low)
        return beyond is not None and any(each.hangs_on_open for each in beyond.judged)

    def _next_to(self, factor: float) -> Point | None:
        """The smallest demand above it that was tried."""
        return next((point for point in self.points if point.factor > factor), None)

    @property
    def promising(self) -> float | None:
        """The largest demand that is shown to hold, else that holds on average; else None."""
        if self.low is not None:
            return self.low
        failing = next((k for k, at in enumerate(self.points) if at.state < HOLDS), None)
        holding = self.points[:failing]
        return holding[-1].factor if holding else None

    @property
    def beyond(self) -> Point:
        """The smallest demand that is shown to fail, or fails on average; else the largest."""
        for worst in (MISSED, FAILS):
            failing = [point for point in self.points if point.state <= worst]
            if failing:
                return failing[0]
        return self.points[-1]


def find_root(
    look: Callable[[float], Point],
    start: float,
    low: float,
    high: float,
    among: Sequence[float] = (),
) -> Root:
    """Search from `start` within [low, high], all as multiples of the scenario's demand.

    `look` runs one demand. `among` are the only demands to try, from `low` to `high`; empty: any.
    """
    points: dict[float, Point] = {}

    def state(factor: float) -> int:
        if factor not in points:
            points[factor] = look(factor)
        return points[factor].state

    start = nearest(start, among) if among else rounded(start)
    state(start)
    _stride(state, points, start, high, among, until=MISSED)
    _stride(state, points, start, low, among, until=MET)
    for level in (HOLDS, MET, FAILS):
        _halve(state, points, level, among)
    tried = tuple(points[factor] for factor in sorted(points))
    edge, shown, failed = (_edge(points, level) for level in (HOLDS, MET, FAILS))
    return Root(
        value=None if edge is None else _crossing(points[edge[0]], points[edge[1]]),
        low=shown[0] if shown is not None else _if(tried[-1], MET),
        high=failed[1] if failed is not None else _if(tried[0], MISSED),
        points=tried,
    )


def _if(point: Point, state: int) -> float | None:
    """An end of the range where all of it stands like that."""
    return point.factor if point.state == state else None


def _stride(
    state: Callable[[float], int],
    points: dict[float, Point],
    start: float,
    end: float,
    among: Sequence[float],
    until: int,
) -> None:
    """From `start` towards `end`, until a demand stands as asked."""
    factor = start
    while state(factor) != until and factor != end:
        factor = _onward(factor, end, among)
        if len(points) > _MOST:
            return


def _onward(factor: float, end: float, among: Sequence[float]) -> float:
    """The next demand on the way to the end, which is met to the digit."""
    up = end > factor
    target = factor * STRIDE if up else factor / STRIDE
    if among:
        ahead = [each for each in among if (each > factor if up else each < factor)]
        return nearest(target, ahead)
    target = rounded(target)
    return target if (target < end if up else target > end) else end


def nearest(target: float, among: Sequence[float]) -> float:
    """By ratio; of two the smaller."""
    return min(among, key=lambda each: (abs(log10(each / target)), each))


_MOST = 60
"""Demands tried at the most: with strides of 1.3, from a hundredth to a hundredfold."""


def _halve(
    state: Callable[[float], int], points: dict[float, Point], level: int, among: Sequence[float]
) -> None:
    """Narrow the bracket of the demand from which on the state is below a level."""
    while (edge := _edge(points, level)) is not None and len(points) <= _MOST:
        holds, fails = edge
        middle = rounded(sqrt(holds * fails))
        if among:
            inside = [each for each in among if holds < each < fails]
            if not inside:
                return
            middle = nearest(middle, inside)
        elif fails <= CLOSE * holds or middle in points:
            return
        state(middle)


def _edge(points: dict[float, Point], level: int) -> tuple[float, float] | None:
    """The last demand at a level or above before the first that is below; None without both."""
    below = [factor for factor in sorted(points) if points[factor].state < level]
    if not below:
        return None
    above = [factor for factor in points if factor < below[0]]
    return (max(above), below[0]) if above else None


def _crossing(holds: Point, fails: Point) -> float:
    """Where the worst goal's slack is zero between two points, linear in the log of demand."""
    at = [each.goal for each in holds.judged].index(fails.worst.goal)
    before, after = slack(holds.judged[at]), slack(fails.worst)
    share = 0.5 if isnan(before + after) or before == after else before / (before - after)
    return float(holds.factor * (fails.factor / holds.factor) ** min(max(share, 0.0), 1.0))


def rounded(factor: float) -> float:
    """With DIGITS significant digits, so that the same demands are tried again and again."""
    return round(factor, DIGITS - 1 - floor(log10(factor)))
