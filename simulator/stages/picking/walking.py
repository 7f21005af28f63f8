"""How far a pick tour walks: parallel aisles between cross aisles, and three routings.

Aisles stand side by side, `spacing` apart, and run from the front cross aisle (0) to the back one
(`length`); with a middle one they fall into two blocks. A tour begins and ends at the depot, at the
front. Lengths are whole millimeters; walking across an aisle to its other side takes nothing.

Sources: Hall, "Distance approximations for routing manual pickers in a warehouse", IIE
Transactions 25 (1993); Roodbergen & de Koster, "Routing methods for warehouses with multiple cross
aisles", International Journal of Production Research 39 (2001).

The routings by which aisles are walked through are policies: `policies/routings.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.policies.registry import rule
from simulator.policies.routings import Routing, Stops


@dataclass(frozen=True)
class Aisles:
    """The walkways of a warehouse or of one zone; `depot` is where along the front it stands."""

    count: int
    length: int
    spacing: int
    depot: int
    middle: bool = False
    routing: str = "s-shape"


def walk(aisles: Aisles, places: Iterable[tuple[int, int]]) -> int:
    """Millimeters of the tour to these places: aisle from 0, distance from the front."""
    by_aisle: dict[int, set[int]] = {}
    for aisle, place in places:
        by_aisle.setdefault(aisle, set()).add(place)
    if not by_aisle:
        return 0
    stops = [(aisle * aisles.spacing, sorted(by_aisle[aisle])) for aisle in sorted(by_aisle)]
    serve: Routing = rule("routing", aisles.routing)
    if not aisles.middle:
        return _round(stops, aisles.depot, aisles.length, aisles.depot, serve)
    return _two_blocks(stops, aisles, serve)


def _round(stops: Stops, start: int, length: int, end: int, serve: Routing) -> int:
    """From `start` on the cross aisle to the nearer end of the stops, through them, to `end`."""
    if not stops:
        return abs(start - end)
    stops = _nearer_first(stops, start)
    inside, left_at = serve(stops, length)
    return abs(start - stops[0][0]) + inside + abs(left_at - end)


def _two_blocks(stops: Stops, aisles: Aisles, serve: Routing) -> int:
    """Up the leftmost aisle, the back block from the middle, down, the rest of the front block.

    The way down is the nearer end of the front block's other aisles (Roodbergen & de Koster 2001).
    """
    half, depot = aisles.length // 2, aisles.depot
    back = [(x, [y - half for y in ys if y > half]) for x, ys in stops]
    back = [(x, ys) for x, ys in back if ys]
    front = [(x, [y for y in ys if y <= half]) for x, ys in stops]
    front = [(x, ys) for x, ys in front if ys]
    if not back:
        return _round(front, depot, half, depot, serve)
    up = stops[0][0]
    back = _nearer_first(back, up)
    inside, now = serve(back, aisles.length - half)
    walked = abs(depot - up) + half + abs(up - back[0][0]) + inside
    rest = [(x, ys) for x, ys in front if x != up]
    if not rest:
        return walked + half + abs(now - depot)
    rest = _nearer_first(rest, now)
    down = rest[0][0]
    return walked + abs(now - down) + half + _round(rest[1:], down, half, depot, serve)


def _nearer_first(stops: Stops, start: int) -> Stops:
    """The stops from the end that is nearer, from the left where both are as near."""
    return stops[::-1] if abs(start - stops[-1][0]) < abs(start - stops[0][0]) else stops
