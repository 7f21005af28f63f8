"""Stretches of work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Work:
    """Stretches of work at one station, one row each; `until` is the horizon if it goes on."""

    began: npt.NDArray[np.int64]
    until: npt.NDArray[np.int64]
    server: npt.NDArray[np.int16]
