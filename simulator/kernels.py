"""Loops over whole columns, compiled where Numba is at work; elsewhere NumPy does the same.

What a kernel gives is defined by the NumPy beside it, to the bit, and tests hold the two together.
To import Numba takes longer than all the columns of a short replication, so it is used only where
it has been imported already, as it is by the compiled engine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Loop = TypeVar("Loop", bound=Callable[..., Any])
Number = TypeVar("Number", bound=np.generic)


def kernel(signature: str) -> Callable[[Loop], Callable[[], Loop | None]]:
    """Make of a loop a function that gives it compiled; None where Numba is not at work.

    `signature` is as Numba writes types; arrays that are known to lie in one piece, as `int64[::1]`
    says, are worked on several numbers at a time.
    """

    def of(loop: Loop) -> Callable[[], Loop | None]:
        @cache
        def compiled(numba: Any) -> Loop:
            try:
                made: Loop = numba.njit(signature, cache=True)(loop)
            except RuntimeError:  # nowhere to keep it, as in a folder that is read-only
                made = numba.njit(signature)(loop)
            return made

        def where_at_work() -> Loop | None:
            numba: Any = sys.modules.get("numba")
            return None if numba is None or numba.config.DISABLE_JIT else compiled(numba)

        _ALL.append(where_at_work)
        return where_at_work

    return of


_ALL: list[Callable[[], object]] = []


def load() -> None:
    """Have the kernels of what is imported in this process, for those that it forks."""
    for where_at_work in _ALL:
        where_at_work()


def flat(column: npt.NDArray[Any], kind: type[Number]) -> npt.NDArray[Number]:
    """A column as kernels take it: in one piece, of one kind, writable; mostly it is so already."""
    flags = column.flags
    if column.dtype == kind and flags.c_contiguous and flags.writeable:
        return column
    return np.require(column, kind, ["C", "W"])
