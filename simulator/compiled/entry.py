"""The one function of the compiled engine that Python calls, and how it comes from the disk."""

from __future__ import annotations

from functools import cache as once
from typing import Any

import numba

from simulator.compiled import cache, loop
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import OPTIONS, shop_at

settings: Any = numba.config


def _advance(address: int, until: int) -> None:
    loop.advance(shop_at(address), until)


def advance(arrays: Arrays, address: int, until: int) -> None:
    """Simulate up to and including a moment, but for the pick-ups of that moment.

    `address` is that of the arrays' table.
    """
    if settings.DISABLE_JIT:
        loop.advance(arrays, until)
    else:
        _compiled()(address, until)


def load() -> None:
    """Have the code in this process, from the disk or compiled now."""
    if not settings.DISABLE_JIT:
        _compiled()


def is_ready() -> bool:
    """Whether this process has the code."""
    return bool(settings.DISABLE_JIT) or _compiled.cache_info().currsize > 0


@once
def _compiled() -> Any:
    """From the cache, or compiled now."""
    with cache.making():
        place, before = cache.folder(), settings.CACHE_DIR
        try:
            if place is not None:
                settings.CACHE_DIR = str(place)
            kept = place is not None
            return numba.njit("void(int64, int64)", cache=kept, **OPTIONS)(_advance)
        finally:
            settings.CACHE_DIR = before
