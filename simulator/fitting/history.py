"""A history: orders with what happened to them, and what is known at a given moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.units import DAY, NEVER

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
HAPPENED = ("paid", "handed_over", "delivered", "returned")
"""What may not have happened yet."""
THURSDAY = 3
"""The weekday of the first day of 1970."""


@dataclass(frozen=True, eq=False)
class Words:
    """(n,) The number of each order's word, -1 where its cell is empty."""

    codes: Integers
    names: tuple[str, ...]

    def rows(self, kept: Flags | Integers) -> Words:
        """Only these orders."""
        return Words(self.codes[kept], self.names)


@dataclass(frozen=True, eq=False)
class Unshipped:
    """(m,) Orders that were placed and never ship, by when they were: never paid, or canceled.

    `refused` are those that were never paid, the others were canceled: at `canceled`, NEVER where
    nothing tells when; `paid` is NEVER where nothing tells it.
    """

    placed: Integers
    paid: Integers
    canceled: Integers
    refused: Flags
    method: Words | None

    def rows(self, kept: Flags | Integers) -> Unshipped:
        """Only these orders."""
        method = None if self.method is None else self.method.rows(kept)
        return Unshipped(self.placed[kept], self.paid[kept], self.canceled[kept],
                         self.refused[kept], method)  # fmt: skip

    def placed_in(self, first: int, last: int) -> Unshipped:
        """Only those placed in [first, last)."""
        return self.rows((self.placed >= first) & (self.placed < last))


def _told(moments: Integers | None, what: str) -> Integers:
    if moments is None:
        raise LookupError(f"no column of the history says when orders were {what}")
    return moments


@dataclass(frozen=True, eq=False)
class History:
    """(n,) Orders by when they were placed: all that ship or are to ship, paid as far as is told.

    Moments are milliseconds since 1970 by the clock on the wall, NEVER where something had not
    happened by `end`, the last moment that anything is known of. None: no column tells it. A
    promise that is a date lasts until its end. `unshipped` were never paid or canceled, and are
    not among the n; `left_out` counts by reason all that are not. Without `lines_told` each order
    is taken for one unit of one article.
    """

    name: str
    order_id: tuple[str, ...]
    placed: Integers
    paid: Integers | None
    handed_over: Integers | None
    delivered: Integers | None
    promised: Integers | None
    returned: Integers | None
    lines: Integers
    units: Integers
    method: Words | None
    service: Words | None
    region: Words | None
    origin: Words | None
    begin: int
    end: int
    unshipped: Unshipped
    left_out: tuple[tuple[str, int], ...]
    lines_told: bool = True

    @property
    def n(self) -> int:
        """Orders."""
        return len(self.placed)

    @property
    def unpaid(self) -> int:
        """Orders that were never paid."""
        return int(self.unshipped.refused.sum())

    @property
    def when_paid(self) -> Integers:
        """`paid`, where a column tells it; LookupError where none does."""
        return _told(self.paid, "paid")

    @property
    def when_handed_over(self) -> Integers:
        """`handed_over`, where a column tells it; LookupError where none does."""
        return _told(self.handed_over, "handed over")

    @property
    def when_delivered(self) -> Integers:
        """`delivered`, where a column tells it; LookupError where none does."""
        return _told(self.delivered, "delivered")

    @property
    def released(self) -> Integers:
        """When each order could be begun: once it was paid; NEVER while it is not."""
        if self.paid is None:
            return self.placed
        return np.where(self.paid == NEVER, NEVER, np.maximum(self.paid, self.placed))

    def only(self, kept: Flags | Integers) -> History:
        """Only these orders, of the same time."""
        columns: dict[str, Any] = {
            name: None if value is None else value[kept] for name, value in self._columns().items()
        }
        words: dict[str, Any] = {
            name: None if value is None else value.rows(kept)
            for name, value in self._words().items()
        }
        names = tuple(np.array(self.order_id, dtype=object)[kept].tolist())
        return replace(self, order_id=names, **columns, **words)

    def known_at(self, moment: int) -> History:
        """What one knew at a moment: orders placed until then, and what had happened to them."""
        there = self.only(self.placed < moment)
        hidden: dict[str, Any] = {
            name: np.where(value < moment, value, NEVER)
            for name in HAPPENED
            if (value := getattr(there, name)) is not None
        }
        gone = self.unshipped.placed_in(self.begin, moment)
        return replace(there, **hidden, unshipped=gone, end=min(self.end, moment))

    def placed_from(self, first: int, last: int) -> History:
        """The orders placed in [first, last), with all that is known of them."""
        inside = (self.placed >= first) & (self.placed < last)
        gone = self.unshipped.placed_in(first, last)
        return replace(self.only(inside), unshipped=gone, begin=first)

    def _columns(self) -> dict[str, Integers | None]:
        return {
            name: getattr(self, name)
            for name in (*HAPPENED, "placed", "promised", "lines", "units")
        }

    def _words(self) -> dict[str, Words | None]:
        return {name: getattr(self, name) for name in ("method", "service", "region", "origin")}


def day_of(moment: Integers) -> Integers:
    """Days since 1970."""
    return moment // DAY


def weekday_of(day: Integers) -> Integers:
    """0 (Monday) to 6, of days since 1970."""
    return (day + THURSDAY) % 7


def date_of(moment: int) -> date:
    """The date of a moment."""
    return EPOCH + timedelta(days=moment // DAY)


def happened(moments: Integers) -> Flags:
    """Where something has happened."""
    told: Flags = moments != NEVER
    return told


def told_by(history: History) -> list[tuple[str, int | None]]:
    """What is told of how many orders; None without a column."""
    return [
        (what, None if moments is None else int((moments != NEVER).sum()))
        for what, moments in (
            ("paid", history.paid),
            ("handed over", history.handed_over),
            ("delivered", history.delivered),
            ("promised", history.promised),
            ("returned", history.returned),
        )
    ]
