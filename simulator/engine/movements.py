"""The log of stock movements."""

from __future__ import annotations

from array import array

import numpy as np

from simulator.engine.instants import Instants
from simulator.results.timeline import Movement, StockLog


class Movements:
    """Every change of stock, as it happens."""

    def __init__(self, env: Instants) -> None:
        self._env = env
        self._log = array("q")  # time, SKU, kind, units and order of each, one after the other

    def note(self, sku: int, kind: Movement, units: int, order: int) -> None:
        """Some units of one SKU move, for an order or (NEVER) for nobody."""
        self._log.extend((self._env.now, sku, kind, units, order))

    def log(self) -> StockLog:
        """All movements in order of (time, SKU, kind, order), whatever SimPy's order was."""
        time, sku, kind, units, order = np.frombuffer(self._log, dtype=np.int64).reshape(-1, 5).T
        by = np.lexsort((order, kind, sku, time))
        return StockLog(
            time[by],
            sku[by].astype(np.int32),
            kind[by].astype(np.int8),
            units[by].astype(np.int32),
            order[by],
        )
