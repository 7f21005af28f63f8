"""Carts that are left and on which nothing hangs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LeftCarts:
    """Carts of the window that their customers left and that held nothing: they are counted.

    That is all; carts that come out of the window are not. A row each, in no order.
    """

    created: Milliseconds
    left_at: Milliseconds
    order_class: npt.NDArray[np.int16]  # index into the workload's classes
