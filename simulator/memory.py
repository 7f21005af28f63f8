"""How little memory a replication takes: narrow columns, and what becomes of what it frees."""

from __future__ import annotations

import ctypes
import math
import mmap
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MMAP_MAX = -1, -3, -4
"""Of mallopt(3), as the GNU C library numbers them."""
_KEPT = 512 << 20
_OF_ITS_OWN = 32 << 20
"""The most that the library takes for the second."""
_AS_MANY_AS_EVER, _NONE = 65_536, 0
"""Pieces of memory of their own: what the library takes for the third, and none."""
_LARGE = 1 << 20
_MANY = 100_000
"""Orders from which on a sixth of the memory counts more than a twentieth of the time."""


@cache
def _mallopt() -> Callable[[int, int], int] | None:
    """How the C library is told, where it is one that listens."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            told: Callable[[int, int], int] = ctypes.CDLL(None).mallopt
            return told
    return None


@cache
def keep_freed_memory() -> None:
    """Let the C library keep up to 512 MB that is freed, and not ask the system for it again.

    A replication makes and frees some hundred columns of a megabyte, and the system fills every
    page with zeros before it hands it out: a tenth of the time of all figures. Where the C library
    is another one, nothing changes.
    """
    mallopt = _mallopt()
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _OF_ITS_OWN)
        mallopt(_TRIM_THRESHOLD, _KEPT)


@contextmanager
def given_back(orders: int) -> Iterator[None]:
    """Inside, arrays of a megabyte or more are made that go back to the system once they are freed.

    For the engine's: among those of other sizes they would leave holes that nothing else fits, and
    a replication would take half as much memory again. Of many `orders`, what earlier replications
    have freed goes back first; of four million and more a column is larger than what is kept once
    it is freed, and the system would fill each one anew: from then on they are kept as well.
    """
    mallopt = _mallopt()
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
        if orders >= _MANY:
            ctypes.CDLL(None).malloc_trim(0)
    try:
        yield
    finally:
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, _OF_ITS_OWN)
            mallopt(_MMAP_MAX, _NONE if 8 * orders > _OF_ITS_OWN else _AS_MANY_AS_EVER)


def fresh(
    shape: tuple[int, ...], kind: npt.DTypeLike, written: Iterable[slice] = ()
) -> npt.NDArray[Any]:
    """Zeros, of which nothing takes memory that is not written, page by page.

    Of `written` rows it is certain that they will be: they come in pages of 2 MB, where the system
    has them, which take a sixth of the time. Such a page among rows that nobody writes is memory
    for nothing, as NumPy's own arrays have it; and those that the C library finds among what was
    freed are filled, and so are there as a whole. Small ones come from there all the same.
    """
    size = math.prod(shape) * np.dtype(kind).itemsize
    if sys.platform != "linux" or size < _LARGE:
        return np.zeros(shape, kind)
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for rows in written:
        begin, end = (size // shape[0] * row for row in (rows.start, rows.stop))
        begin -= begin % mmap.PAGESIZE
        with suppress(OSError, AttributeError):  # a system without large pages
            pages.madvise(mmap.MADV_HUGEPAGE, begin, end - begin)
    array: npt.NDArray[Any] = np.frombuffer(pages, kind).reshape(shape)
    return array


def narrow(values: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """The values in 32 bits where all of them fit, as milliseconds of up to 24 days do.

    For what is kept and asked for as a whole; arithmetic is to be done in 64 bits.
    """
    most = np.iinfo(np.int32)
    fit = values.min(initial=0) >= most.min and values.max(initial=0) <= most.max
    return values.astype(np.int32) if fit else values
