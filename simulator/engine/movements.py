"""The log of stock movements."""

from __future__ import annotations

from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.engine.instants import Instants
from simulator.kernels import flat, kernel
from simulator.results.timeline import Movement, StockLog
from simulator.units import NEVER

Numbers = npt.NDArray[np.int64]

_BITS = 63
_MOVES = 8
"""Places by which a row may move on average before another sort is faster."""
_COLUMNS = 5
_row = Struct(f"={_COLUMNS}q").pack


class Movements:
    """Every change of stock, as it happens."""

    def __init__(self, env: Instants) -> None:
        self._env = env
        self._log = bytearray()  # rows of time, SKU, kind, units and order, as int64

    def note(self, sku: int, kind: Movement, units: int, order: int) -> None:
        """Some units of one SKU move, for an order or (NEVER) for nobody."""
        self._log += _row(self._env.now, sku, kind, units, order)

    def log(self) -> StockLog:
        """All movements in order of (time, SKU, kind, order), whatever SimPy's order was."""
        rows = np.frombuffer(self._log, dtype=np.int64).reshape(-1, _COLUMNS)
        time, sku, kind, units, order = rows.T
        by = in_order(time, sku, kind, order)
        return StockLog(
            time[by],
            sku[by].astype(np.int32),
            kind[by].astype(np.int8),
            units[by].astype(np.int32),
            order[by],
        )


def in_order(
    time: Numbers,
    sku: npt.NDArray[np.integer[Any]],
    kind: npt.NDArray[np.integer[Any]],
    order: npt.NDArray[np.integer[Any]],
) -> Numbers:
    """What `np.lexsort((order, kind, sku, time))` gives.

    Movements are noted as they happen, so that only those of one instant can be out of order: one
    number for each says it all if it fits 63 bits, and a stable sort of what is nearly sorted takes
    a tenth of the time of four sorts.
    """
    put: Any = _put_in_order() if order.dtype == sku.dtype == np.int32 else None
    if put is not None:
        by = np.empty(len(time), dtype=np.int64)
        if put(flat(time, np.int64), sku, flat(kind, np.int8), order, by):
            return by
    key = np.zeros(len(time), dtype=np.int64)  # by instant: moments would need more bits
    np.cumsum(time[1:] != time[:-1], out=key[1:])
    for values in (sku, kind, np.where(order == NEVER, -1, order) + 1):
        bits = int(values.max(initial=0)).bit_length()
        if int(key.max(initial=0)).bit_length() + bits > _BITS:
            return np.lexsort((order, kind, sku, time))
        key <<= bits
        key |= values
    return np.argsort(key, kind="stable")


@kernel("boolean(int64[::1], int32[:], int8[::1], int32[:], int64[::1])")
def _put_in_order(
    time: Numbers,
    sku: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
    order: npt.NDArray[np.int32],
    by: Numbers,
) -> bool:
    """The same by insertion; False, and no order, where that moves too many too far.

    So it is where a SKU's number does not fit into a key of SKU, kind and order.
    """
    moves, most = 0, _MOVES * len(time)
    keys = np.empty(len(time), np.int64)
    for row in range(len(time)):
        if sku[row] >= 1 << 27:
            return False
        key = (np.int64(sku[row]) << 36) | (np.int64(kind[row]) << 32) | (np.int64(order[row]) + 1)
        place, now = row, time[row]
        while place > 0 and time[place - 1] == now and keys[place - 1] > key:
            keys[place], by[place] = keys[place - 1], by[place - 1]
            place -= 1
        keys[place], by[place] = key, row
        moves += row - place
        if moves > most:
            return False
    return True
