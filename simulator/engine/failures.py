"""When machines fail and how long they are repaired, as it was drawn before the run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Failures:
    """When the machines of a station fail: one array a machine.

    The k-th time (k = 0, 1, ...) machine `i` works for `up[i][k]` milliseconds, of use or of time,
    and is repaired for `repair[i][k]`; there are more of them than the horizon can use up.
    """

    by_use: bool
    up: tuple[Milliseconds, ...]
    repair: tuple[Milliseconds, ...]
