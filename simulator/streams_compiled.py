"""The uniforms of `streams`, compiled by Numba: the same bits in a fifteenth of the time.

To import Numba takes longer than all uniforms of a short replication, so it is used only where it
has been imported already, as it is by the compiled engine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Kernel = Callable[[Words, Words, int, int, int, npt.NDArray[np.float64]], None]
"""(who, part, name, the key's two words, (2, n) pairs to be filled in)."""


def kernel() -> Kernel | None:
    """The compiled function; None where Numba is not at work in this process."""
    numba: Any = sys.modules.get("numba")
    return None if numba is None or numba.config.DISABLE_JIT else _compiled(numba)


@cache
def _compiled(numba: Any) -> Kernel:
    words, floats = numba.types.uint64[:], numba.types.float64[:, :]
    word = numba.types.uint64
    signature = numba.types.void(words, words, word, word, word, floats)
    try:
        return _made(numba.njit(signature, cache=True))
    except RuntimeError:  # nowhere to keep it, as in a folder that is read-only
        return _made(numba.njit(signature))


def _made(compile_it: Callable[[Callable[..., None]], Any]) -> Kernel:
    made: Kernel = compile_it(_fill)
    return made


def _fill(
    who: Words,
    part: Words,
    name: np.uint64,
    first_key: np.uint64,
    second_key: np.uint64,
    pairs: npt.NDArray[np.float64],
) -> None:
    """Philox4x32-10, a counter at a time; see `streams.philox` for what it does."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    for i in range(len(who)):
        first, second = who[i] & low, who[i] >> half
        third, fourth = part[i], name
        key, other_key = first_key, second_key
        for _ in range(10):
            product, other = np.uint64(0xD2511F53) * first, np.uint64(0xCD9E8D57) * third
            first = (other >> half) ^ second ^ key
            third = (product >> half) ^ fourth ^ other_key
            second, fourth = other & low, product & low
            key = (key + np.uint64(0x9E3779B9)) & low
            other_key = (other_key + np.uint64(0xBB67AE85)) & low
        bits = (second << np.uint64(21)) | (first >> np.uint64(11))
        other_bits = (fourth << np.uint64(21)) | (third >> np.uint64(11))
        pairs[0, i] = np.int64(bits) * 2.0**-53
        pairs[1, i] = np.int64(other_bits) * 2.0**-53
