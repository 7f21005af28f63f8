"""The time of orders as it is credited, step by step: every millisecond once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat, kernel
from simulator.measure.servers import Servers, Waiting
from simulator.measure.spent import Spent
from simulator.measure.waits import Behind
from simulator.stages import CAUSES

Numbers = npt.NDArray[np.int64]
Milliseconds = npt.NDArray[np.int64]


class Account:
    """Milliseconds by what stands behind them, one row per order: credited up to `now`.

    It begins when the order was placed, and is full at `end`.
    """

    def __init__(self, placed: Milliseconds, end: Milliseconds) -> None:
        self.placed = placed
        self.now = placed
        self.end = np.maximum(end, placed)
        self.behind: Spent[Behind] = Spent(len(placed))

    def up_to(self, moment: Milliseconds) -> Milliseconds:
        """The moments, not before now nor after the end."""
        return np.clip(moment, self.now, self.end)

    def walk(self, cause: str | Behind, until: Milliseconds) -> None:
        """Credit the time from now on to one cause."""
        behind = Behind(cause) if isinstance(cause, str) else cause
        go = _walk()
        if go is None:
            then = self.up_to(until)
            spent = then - self.now
        else:
            then, spent = (np.empty(len(self.now), dtype=np.int64) for _ in range(2))
            until, now, end = (flat(each, np.int64) for each in (until, self.now, self.end))
            go(until, now, end, then, spent)
        self.behind.add(behind, spent)
        self.now = then

    def wait(
        self, servers: Sequence[Servers], waiting: Waiting, instead_of: Behind | None = None
    ) -> None:
        """Credit times of waiting, which `now` is not moved by; perhaps in place of a cause."""
        for number, place in enumerate(servers):
            here = waiting if len(servers) == 1 else waiting.at(number)
            if not len(here.row):
                continue
            each_once = bool((here.row[1:] > here.row[:-1]).all())
            for behind, spent in place.causes(here):
                if each_once:
                    self.behind.add_rows(behind, here.row, spent)
                else:
                    self.behind.add(behind, self._by_row(here.row, spent))
        if instead_of is not None:
            self.behind.add(instead_of, -self._by_row(waiting.row, waiting.end - waiting.begin))

    def pick_in_zones(
        self, servers: Sequence[Servers], rows: Numbers, waiting: Waiting, ended: Milliseconds
    ) -> None:
        """Credit the picks of some rows, from now until they ended: waiting, and else work."""
        of_row = Waiting(
            rows[waiting.row],
            waiting.place,
            waiting.begin,
            waiting.end,
            waiting.entered,
            waiting.released,
        )
        then = self.now.copy()
        then[rows] = ended
        self.behind.add(Behind("picking"), then - self.now)
        self.wait(servers, of_row, instead_of=Behind("picking"))
        self.now = then

    def by_cause(self, some: npt.NDArray[np.bool_]) -> Spent[str]:
        """The same of some orders by cause alone, every cause there is."""
        spent: Spent[str] = Spent(int(np.count_nonzero(some)))
        for cause in CAUSES:
            total = np.zeros(len(self.now), dtype=np.int64)
            for behind in self.behind:
                if behind.cause == cause:
                    self.behind.add_to(total, behind)
            spent.put(cause, total[some])
        return spent

    def _by_row(self, row: Numbers, spent: Milliseconds) -> Milliseconds:
        if len(row) == len(self.now) and (row == np.arange(len(row))).all():
            return spent
        total = np.bincount(row, spent, minlength=len(self.now))
        return total.astype(np.int64)  # exact: fewer than 2^53 milliseconds


@kernel("void(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1])")
def _walk(
    until: Milliseconds,
    now: Milliseconds,
    end: Milliseconds,
    then: Milliseconds,
    spent: Milliseconds,
) -> None:
    """The moments, not before now nor after the end; how long that is from now."""
    for row in range(len(now)):
        then[row] = min(max(until[row], now[row]), end[row])
        spent[row] = then[row] - now[row]
