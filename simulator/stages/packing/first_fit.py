"""Units into boxes: first-fit decreasing by volume and weight, each box then the smallest.

A unit is not cut and no box is filled beyond its share of volume or its weight. First fit is that
of Johnson (1974, Near-optimal bin packing algorithms) with two dimensions (Kou and Markowsky 1977,
Multidimensional bin packing algorithms): units come by size, the larger of their shares of the
largest volume and of the largest weight, and each goes into the first box that has room for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simulator.stages.demand.lines import starts
from simulator.stages.packing.boxes import Kinds, smallest

Integers = npt.NDArray[np.int64]

_CELLS = 1 << 18
"""Boxes of the orders that are packed at once, open or not yet: a limit of memory."""


@dataclass(frozen=True)
class Units:
    """What orders consist of, line by line: `start[i]:start[i + 1]` are the lines of order i.

    Volume (cubic centimeters, at least 1) and weight (grams, at least 1) are those of a unit.
    """

    start: Integers
    volume: Integers
    weight: Integers
    units: Integers


@dataclass(frozen=True)
class Filled:
    """Boxes with what is in them, one row each."""

    order: Integers
    kind: Integers
    volume: Integers
    weight: Integers
    units: Integers


def most_boxes(kinds: Kinds, lines: Units) -> Integers:
    """(n,) No order takes more boxes than if each of its SKUs had boxes of its own."""
    _, each = _opened(kinds, lines.volume, lines.weight)
    total = np.concatenate(([0], np.cumsum(-(-lines.units // each), dtype=np.int64)))
    bound: Integers = total[lines.start[1:]] - total[lines.start[:-1]]
    return bound


def first_fit(kinds: Kinds, lines: Units) -> Iterator[Filled]:
    """The boxes of every order, some orders at a time. Every unit fits into one of the kinds."""
    bound = most_boxes(kinds, lines)
    by_bound = np.argsort(bound, kind="stable")
    at = 0
    while at < len(by_bound):
        wide = max(int(bound[by_bound[at]]), 1)
        last = np.searchsorted(bound[by_bound], 2 * wide, side="right")
        until = min(int(last), at + max(_CELLS // (2 * wide), 1))
        yield _packed(kinds, lines, by_bound[at:until])
        at = until


def _opened(kinds: Kinds, volume: Integers, weight: Integers) -> tuple[Integers, Integers]:
    """The box that is opened for a unit, the one that holds most of it, and how many it holds.

    Of several that hold as many it is the largest, so that other units find most room.
    """
    kind, most = np.full(len(volume), -1, dtype=np.int64), np.zeros(len(volume), dtype=np.int64)
    for k in kinds.by_size[::-1].tolist():
        holds = np.minimum(kinds.room[k] // volume, kinds.limit[k] // weight)
        kind[holds > most] = k
        most = np.maximum(most, holds)
    return kind, most


def _packed(kinds: Kinds, lines: Units, rows: Integers) -> Filled:
    """The boxes of some orders: the k-th largest SKU of all of them at once, k = 0, 1, ..."""
    line, rank, row = _by_size(kinds, lines, rows)
    room, limit = np.append(kinds.room, 0), np.append(kinds.limit, 0)
    opened, each = _opened(kinds, lines.volume[line], lines.weight[line])
    kind = np.full((len(rows), 1), -1, dtype=np.int64)
    volume, weight, units = np.zeros((3, len(rows), 1), dtype=np.int64)
    used = np.zeros(len(rows), dtype=np.int64)
    edges = np.searchsorted(rank, np.arange(rank[-1] + 2))
    for here in (slice(*pair) for pair in pairwise(edges.tolist())):
        i, of = row[here], line[here]
        v, w = lines.volume[of, None], lines.weight[of, None]
        free = (room[kind[i]] - volume[i]) // v, (limit[kind[i]] - weight[i]) // w
        put = _first_come(np.minimum(*free), lines.units[of])
        rest = lines.units[of] - put.sum(axis=1)
        fresh = -(-rest // each[here])
        wide = int((used[i] + fresh).max())
        if wide > kind.shape[1]:
            more = ((0, 0), (0, max(wide, 2 * kind.shape[1]) - kind.shape[1]))
            kind = np.pad(kind, more, constant_values=-1)
            volume, weight, units = (np.pad(each, more) for each in (volume, weight, units))
            put = np.pad(put, more)
        number = np.arange(kind.shape[1]) - used[i, None]  # among those that are opened now
        new = (number >= 0) & (number < fresh[:, None])
        kind[i] = np.where(new, opened[here, None], kind[i])
        put += np.where(new, np.minimum(rest[:, None] - number * each[here, None],
                                        each[here, None]), 0)  # fmt: skip
        used[i] += fresh
        volume[i] += put * v
        weight[i] += put * w
        units[i] += put
    order, box = np.nonzero(kind >= 0)
    held = volume[order, box], weight[order, box]
    return Filled(rows[order], smallest(kinds, *held), *held, units[order, box])


def _first_come(holds: Integers, units: Integers) -> Integers:
    """(n, boxes) Units that go into each open box, the first that has room for one first."""
    before = np.cumsum(holds, axis=1) - holds
    return np.minimum(np.maximum(units[:, None] - before, 0), holds)


def _by_size(kinds: Kinds, lines: Units, rows: Integers) -> tuple[Integers, Integers, Integers]:
    """The lines of some orders by their rank in them, the largest unit first; and their rows."""
    count = lines.start[rows + 1] - lines.start[rows]
    first = starts(count)
    row = np.repeat(np.arange(len(rows)), count)
    line = np.arange(first[-1]) - np.repeat(first[:-1], count) + np.repeat(lines.start[rows], count)
    volume, weight = lines.volume[line], lines.weight[line]
    size = np.maximum(volume / kinds.room.max(), weight / kinds.limit.max())
    sequence = np.lexsort((line, -weight, -volume, -size, row))
    rank = np.arange(first[-1]) - np.repeat(first[:-1], count)
    by_rank = np.lexsort((row, rank))
    return line[sequence][by_rank], rank[by_rank], row[by_rank]
