"""Draws by inverse transform: every value hangs on what it is for, and is worked out on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar
from simulator.distributions import Distribution
from simulator.kernels import flat, kernel
from simulator.ordering import count_up_to
from simulator.streams import Streams, Words, digests
from simulator.units import LONGEST

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Column = TypeVar("Column", Integers, Flags)

Which = Flags | Integers
"""Some of the subjects of a source: flags or row numbers."""


@dataclass
class _Subjects:
    """Who uniforms are for; the last that were chosen among them are kept, as most are again."""

    who: Words
    part: Words | None = None
    _where: Which | None = None
    _chosen: tuple[Integers | None, Words, Words | int] | None = None

    def chosen(self, where: Which | None) -> tuple[Integers | None, Words, Words | int]:
        """Row numbers of those in `where` (None for all), who they are and which part."""
        if self._chosen is None or self._where is not where:
            who, part, rows = self.who, self.part, _rows(where)
            if rows is not None:
                who, part = who.take(rows), None if part is None else part.take(rows)
            self._where, self._chosen = where, (rows, who, 0 if part is None else part)
        return self._chosen


@dataclass
class _Pairs:
    """Two uniforms for each subject; the last asked for are kept for the other purpose."""

    streams: Streams
    purpose: str
    subjects: _Subjects
    where: Which | None = None
    rows: Integers | None = None
    kept: Floats | None = None

    def uniforms(self, where: Which | None) -> Floats:
        """(2, subjects) of those in `where`, whose row numbers are in `rows` then."""
        if self.kept is None or self.where is not where:
            rows, who, part = self.subjects.chosen(where)
            among = self._among_kept(rows)
            if self.kept is not None and among is not None:
                self.kept = self.kept.take(among, axis=1)
            elif self.kept is None or rows is not None or self.rows is not None:
                self.kept = self.streams.pairs(self.purpose, who, part)
            self.where, self.rows = where, rows
        return self.kept

    def _among_kept(self, rows: Integers | None) -> Integers | None:
        """Where these rows are among those kept; None if one is not, or if all are asked for.

        Of those for whom it may happen, the other purpose is asked about those for whom it does.
        """
        if self.kept is None or rows is None or self.rows is None:
            return rows
        at = np.searchsorted(self.rows, rows)
        there = len(at) == 0 or (
            at.max() < len(self.rows) and np.array_equal(self.rows.take(at), rows)
        )
        return at if there else None


@dataclass(frozen=True)
class Source:
    """The uniforms of one purpose, one for each of n subjects.

    A subject's uniform is the same whatever the others are, so only those that are asked for are
    worked out, and none where a value does not hang on chance. `where` says which of the subjects.
    """

    _pairs: _Pairs = field(repr=False)
    _column: int = 0

    def __len__(self) -> int:
        return len(self._pairs.subjects.who)

    def uniforms(self, where: Which | None = None) -> Floats:
        """In [0, 1): (n,), or those in `where` alone."""
        column: Floats = self._pairs.uniforms(where)[self._column]
        return column

    def integers(self, distribution: Distribution, where: Which | None = None) -> Integers:
        """(n,) whole numbers (milliseconds, units) of a distribution; 0 outside `where`."""
        n = len(self)
        if len(distribution.numbers) == 1 and distribution.sd == 0:
            value = int(integers(distribution, np.zeros(1))[0])
            rows = self._pairs.subjects.chosen(where)[0]
            if rows is None:
                return np.full(n, value)
            column = np.zeros(n, dtype=np.int64)
            column[rows] = value
            return column
        return self._spread(integers(distribution, self.uniforms(where)))

    def happens(self, chance: float | Floats, where: Flags | None = None) -> Flags:
        """(n,) whether it does, with one chance for all or (n,) chances; no outside `where`."""
        n = len(self)
        if isinstance(chance, np.ndarray):
            if not chance.any():
                return np.zeros(n, dtype=np.bool_)
            u = self.uniforms(where)
            rows = self._pairs.rows
            return self._spread(u < (chance if rows is None else chance[rows]))
        if chance <= 0 or chance >= 1:
            return np.full(n, chance >= 1) if where is None else where & (chance >= 1)
        return self._spread(self.uniforms(where) < chance)

    def choose(self, weights: Sequence[float] | Floats, where: Which | None = None) -> Integers:
        """Indices by weight, one for each subject in `where`."""
        if np.count_nonzero(weights) == 1:
            n = len(self) if where is None else len(self._pairs.subjects.who[where])
            return np.full(n, int(np.flatnonzero(weights)[0]), dtype=np.int64)
        return choose(self.uniforms(where), weights)

    def _spread(self, values: Column) -> Column:
        """The values of the uniforms asked for last at their places among n, 0 elsewhere."""
        if self._pairs.rows is None:
            return values
        column = np.zeros(len(self), dtype=values.dtype)
        column[self._pairs.rows] = values
        return column


def _rows(where: Which | None) -> Integers | None:
    """Row numbers, by which columns are read and written several times as fast as by flags.

    None where all are flagged.
    """
    if where is None:
        return None
    if where.dtype != np.bool_:
        return where.astype(np.int64, copy=False)
    rows = np.flatnonzero(where)
    return None if len(rows) == len(where) else rows


@dataclass(frozen=True)
class Draws:
    """The sources of one replication by what they are for."""

    streams: Streams

    def listed(self, purpose: str, count: int) -> Source:
        """A resource's own list: the k-th hangs on k alone."""
        return self._source(purpose, np.arange(count, dtype=np.uint64))

    def dates(
        self, purpose: str, calendar: Calendar, days: Integers, part: Integers | None = None
    ) -> Source:
        """A uniform for each of the day numbers, by date; of several a day, the `part`-th."""
        ordinals = (calendar.start.toordinal() + days).astype(np.uint64)
        return self._source(purpose, ordinals, part)

    def named(self, purpose: str, names: tuple[str, ...]) -> Source:
        """A uniform for each name."""
        return self._source(purpose, digests(names))

    def named_lists(self, purpose: str, names: tuple[str, ...], counts: Integers) -> Source:
        """For each name a list of so many, one list after the other."""
        which, place = within(counts)
        return self._source(purpose, digests(names)[which], place)

    def _source(self, purpose: str, who: Words, part: Integers | None = None) -> Source:
        parts = None if part is None else part.astype(np.uint64)
        return Source(_Pairs(self.streams, purpose, _Subjects(who, parts)))

    def of(self, identity: Words) -> OrderDraws:
        """The sources of orders, (n,) by who they are."""
        return OrderDraws(self.streams, _Subjects(identity))


@dataclass(frozen=True)
class OrderDraws:
    """The sources of a replication's orders and order lines."""

    streams: Streams
    _orders: _Subjects
    _lines: _Subjects | None = None

    @property
    def identity(self) -> Words:
        """(n,) Who the orders are."""
        return self._orders.who

    def with_lines(self, counts: Integers) -> OrderDraws:
        """The same orders, with so many lines each."""
        order, place = within(counts)
        lines = _Subjects(self.identity.take(order), place.astype(np.uint64))
        return replace(self, _lines=lines)

    def only(self, rows: Integers) -> OrderDraws:
        """Some of the orders, without lines: each draws what it would draw among all."""
        return OrderDraws(self.streams, _Subjects(self.identity.take(rows)))

    def orders(self, purpose: str) -> Source:
        """A uniform for each order."""
        return Source(_Pairs(self.streams, purpose, self._orders))

    def order_pair(self, first: str, second: str) -> tuple[Source, Source]:
        """Two sources for each order that are worked out together, for little more than one."""
        pairs = _Pairs(self.streams, first, self._orders)
        return Source(pairs), Source(pairs, 1)

    def lines(self, purpose: str) -> Source:
        """A uniform for each order line, by its order and its number in it."""
        return Source(self._of_lines(purpose))

    def line_pair(self, first: str, second: str) -> tuple[Source, Source]:
        """Two sources for each order line."""
        pairs = self._of_lines(first)
        return Source(pairs), Source(pairs, 1)

    def _of_lines(self, purpose: str) -> _Pairs:
        assert self._lines is not None
        return _Pairs(self.streams, purpose, self._lines)


def within(counts: Integers) -> tuple[Integers, Integers]:
    """For each member of consecutive groups of these sizes: its group, its number in the group."""
    put = _put_within()
    if put is not None:
        total = int(counts.sum())
        group, number = np.empty((2, total + _AT_ONCE), dtype=np.int64)
        put(flat(counts, np.int64), group, number)
        return group[:total], number[:total]
    group = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    return group, np.arange(len(group), dtype=np.int64) - first.take(group)


_AT_ONCE = 4
"""Members that are written for every group; what is too much the next group writes over."""


@kernel("void(int64[::1], int64[::1], int64[::1])")
def _put_within(counts: Integers, group: Integers, number: Integers) -> None:
    """The same; most orders have few lines, and a loop of another length for each is slow."""
    place = 0
    for k in range(len(counts)):
        for member in range(_AT_ONCE):
            group[place + member], number[place + member] = k, member
        for member in range(_AT_ONCE, counts[k]):
            group[place + member], number[place + member] = k, member
        place += counts[k]


def integers(distribution: Distribution, u: Floats) -> Integers:
    """Whole numbers (milliseconds, units) at the quantiles `u`.

    None is above `LONGEST`, which a distribution with an extreme spread may well draw.
    """
    quantiles = distribution.ppf(u)
    np.minimum(quantiles, LONGEST, out=quantiles)
    return np.rint(quantiles, out=quantiles).astype(np.int64)


def at_most(product: Floats) -> Integers:
    """A product of two such numbers, worked out in floating point, within the same limit."""
    return np.rint(np.minimum(product, LONGEST)).astype(np.int64)


def choose(u: Floats, weights: Sequence[float] | Floats) -> Integers:
    """Indices with probabilities in proportion to `weights`; a weight of 0 is never chosen."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    cumulative /= cumulative[-1]
    last = np.flatnonzero(weights)[-1]
    index = count_up_to(cumulative, u)
    chosen: Integers = np.minimum(index, last)
    return chosen
