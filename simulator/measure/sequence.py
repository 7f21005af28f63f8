"""Whether what happened did so in its sequence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat, kernel
from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def out_of_sequence(first: Milliseconds, then: Milliseconds) -> Flags:
    """Where the second has happened, and the first later or never.

    One less, moments are in the sequence that they were in, those before the start too, and NEVER
    (the least number) is later than all of them.
    """
    compare = _compare()
    if compare is not None:
        rows = np.empty(len(first), dtype=np.bool_)
        compare(flat(first, np.int64), flat(then, np.int64), rows)
        return rows
    wrong: Flags = then - 1 < first - 1
    return wrong


@kernel("void(int64[::1], int64[::1], boolean[::1])")
def _compare(first: Milliseconds, then: Milliseconds, wrong: Flags) -> None:
    """The same in one pass; compiled, numbers must not go beyond the least."""
    for row in range(len(first)):
        late = (first[row] == NEVER) | (then[row] < first[row])
        wrong[row] = (then[row] != NEVER) & late
