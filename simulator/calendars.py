"""Dates, weekdays, working days, shifts and pick-ups as whole milliseconds since the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class HeadCount:
    """Heads of one crew over time: `heads[k]` from `time[k]` until `time[k + 1]`; time[0] = 0.

    `heads` are present and not on a break; `on_break` pause (paid or not as `paid` tells);
    `absent` are scheduled and missing; `paid` is the number of heads paid then.
    """

    time: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int64]
    on_break: npt.NDArray[np.int64]
    absent: npt.NDArray[np.int64]
    paid: npt.NDArray[np.int64]
