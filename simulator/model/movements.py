"""The log of stock movements."""

from __future__ import annotations

from array import array

import numpy as np

from simulator.model.instants import Instants
from simulator.results.timeline import Movement, StockLog


class Movements:
    """Every change of stock, as it happens."""

    def __init__(self, env: Instants) -> None:
        self._env = env
        self._time = array("q")
        self._sku = array("i")
        self._kind = array("b")
        self._units = array("i")
        self._order = array("q")

    def note(self, sku: int, kind: Movement, units: int, order: int) -> None:
        """Some units of one SKU move, for an order or (NEVER) for nobody."""
        self._time.append(self._env._now)
        self._sku.append(sku)
        self._kind.append(kind)
        self._units.append(units)
        self._order.append(order)

    def log(self) -> StockLog:
        """All movements in order of (time, SKU, kind, order), whatever SimPy's order was."""
        time = np.frombuffer(self._time, dtype=np.int64)
        sku = np.frombuffer(self._sku, dtype=np.int32)
        kind = np.frombuffer(self._kind, dtype=np.int8)
        units = np.frombuffer(self._units, dtype=np.int32)
        order = np.frombuffer(self._order, dtype=np.int64)
        by = np.lexsort((order, kind, sku, time))
        return StockLog(time[by], sku[by], kind[by], units[by], order[by])
