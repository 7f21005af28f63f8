"""What has become of every order line, and in which parcel of its order it is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from simulator.model.parcels import Parcels
from simulator.workload import Workload


class LineState(IntEnum):
    """Where the units of a line are."""

    OPEN = 0  # not asked for, let go, or written off
    RESERVED = 1
    WAITING = 2  # for stock
    CANCELED = 3  # taken out of the order
    PICKED = 4


_OPEN, _RESERVED, _WAITING, _CANCELED, _PICKED = (int(state) for state in LineState)


class OrderLines:
    """State and parcel of every line; `left_out` has an order's lines not in its first parcel.

    `found` has the units that were there for a line that was short when it was first tried.
    """

    def __init__(self, workload: Workload, parcels: Parcels) -> None:
        m = len(workload.line_sku)
        self.parcels = parcels
        self._start = workload.line_start.data
        self.sku = workload.line_sku.data
        self.units = workload.line_units.data
        self.state = bytearray(m)
        self._tried = bytearray(workload.n)
        self.filled = bytearray(m)
        self.refunded = bytearray(m)
        self.found: dict[int, int] = {}
        self._further: dict[int, int] = {}
        self.left_out: dict[int, list[int]] = {}

    def of(self, parcel: int) -> Sequence[int]:
        """The lines of a parcel, those that were taken out of it too; of a whole order all."""
        if not self.parcels.of_split:  # as in most houses
            return range(self._start[parcel], self._start[parcel + 1])
        order = self.parcels.order(parcel)
        every = range(self._start[order], self._start[order + 1])
        if order not in self.parcels.of_split:
            return every
        return [line for line in every if self._further.get(line, order) == parcel]

    def parcel_of(self, line: int, order: int) -> int:
        """The parcel of an order in which a line of it is."""
        return self._further.get(line, order)

    def of_order(self, order: int) -> range:
        """All lines of an order."""
        return range(self._start[order], self._start[order + 1])

    def any_left(self, parcel: int) -> bool:
        """Whether a line is left in the parcel."""
        return any(self.state[line] != _CANCELED for line in self.of(parcel))

    def some_in_hand(self, parcel: int) -> bool:
        """Whether a line of the parcel is reserved or picked."""
        return any(self.state[line] in (_RESERVED, _PICKED) for line in self.of(parcel))

    def in_hand(self, parcel: int) -> list[int]:
        """The lines of the parcel that are reserved or picked."""
        return [line for line in self.of(parcel) if self.state[line] in (_RESERVED, _PICKED)]

    def waiting(self, parcel: int) -> list[int]:
        """The lines of the parcel that wait for stock."""
        return [line for line in self.of(parcel) if self.state[line] == _WAITING]

    def is_out(self, line: int) -> bool:
        """Whether a line was taken out of its order."""
        return self.state[line] == _CANCELED

    def cancel(self, line: int, order: int) -> None:
        """A line leaves its order."""
        self.state[line] = _CANCELED
        if line not in self._further:
            self.left_out.setdefault(order, []).append(line)

    def leave_behind(self, parcel: int, further: int, also: Sequence[int] = ()) -> None:
        """The lines of a parcel that are not there, and some others, are left for a further one."""
        order = self.parcels.order(parcel)
        left = (_OPEN, _WAITING)
        lines = [line for line in self.of(parcel) if self.state[line] in left or line in also]
        for line in lines:
            if parcel == order:
                self.left_out.setdefault(order, []).append(line)
            self._further[line] = further

    def note_try(
        self,
        order: int,
        lines: Sequence[int],
        fits: Sequence[bool],
        on_hand: Sequence[int],
        reserved: Sequence[int],
        backordered: Sequence[int],
    ) -> None:
        """Stock was sought for all lines of an order; what the first try finds is kept.

        Of lines that are short: the units of the SKU that nobody has or waits for.
        """
        if self._tried[order]:
            return
        self._tried[order] = True
        self.filled[lines[0] : lines[-1] + 1] = bytes(fits)
        if all(fits):
            return
        for line, fit in zip(lines, fits, strict=True):
            if not fit:
                sku = self.sku[line]
                free = on_hand[sku] - reserved[sku] - backordered[sku]
                self.found[line] = min(max(free, 0), self.units[line])

    def found_units(self) -> np.ndarray:
        """(m,) Units that the first try found for each line, all of a line that it served."""
        served = np.frombuffer(self.filled, dtype=np.bool_)
        units = np.where(served, np.asarray(self.units), np.int32(0))
        units[list(self.found)] = list(self.found.values())
        return units

    def flags(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(m,) served at the first try, taken out, taken out once paid."""
        state = np.frombuffer(self.state, dtype=np.uint8)
        filled, refunded = (
            np.frombuffer(flags, dtype=np.bool_) for flags in (self.filled, self.refunded)
        )
        return filled, state == _CANCELED, refunded

    def left_behind(self) -> tuple[np.ndarray, np.ndarray]:
        """(k,) Lines that are in a further parcel, and (k,) which."""
        lines = np.array(list(self._further), dtype=np.int64)
        return lines, np.array(list(self._further.values()), dtype=np.int64)
