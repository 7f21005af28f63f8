"""Work that is put off beyond the window: where it differs, costs are not like for like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.changes import Change
from simulator.measure.statistics import Estimate, paired_difference

GROWTH = "backlog.growth"
"""The KPI; a house whose backlog grows over the window has not paid yet for what it took on."""


@dataclass(frozen=True)
class PutOff:
    """One alternative's growth of the backlog less the first's, paired, in orders.

    Where a table has the same difference, `more` is as there, and `decided` whether it is told
    apart there. `daily` is what it costs more a day of the window, paired, whatever is left to do;
    None where it is not known.
    """

    alternative: str
    more: Estimate
    decided: bool = True
    daily: Estimate | None = None

    @property
    def size(self) -> float:
        """How much it is, more or less."""
        return abs(self.more.mean)

    @property
    def fact(self) -> dict[str, float | str | bool]:
        """For `--json`."""
        return {
            "alternative": self.alternative,
            "orders_more": self.more.mean,
            "half_width": self.more.half_width,
            "decided": self.decided,
        }


def put_off(
    growths: Mapping[str, npt.NDArray[np.float64]], confidence: float
) -> tuple[PutOff, ...]:
    """Alternatives whose backlog grows by more or by less than that of the first.

    `growths` is by replication, on common random numbers. An alternative counts once its
    interval leaves out 0: unlike a verdict, a caution is not made rarer by how many there are.
    """
    names = list(growths)
    behind = [
        PutOff(name, paired_difference(growths[name], growths[names[0]], confidence))
        for name in names[1:]
    ]
    return tuple(each for each in behind if each.more.clear)


def as_in_the_table(put_offs: Sequence[PutOff], rows: Sequence[Change]) -> tuple[PutOff, ...]:
    """The same with the half-widths and verdicts of the rows, which allow for all looked at."""
    growths = {row.alternative: row for row in rows if row.kpi == GROWTH}
    return tuple(
        PutOff(each.alternative, row.together, row.decided)
        for each in put_offs
        for row in [growths[each.alternative]]
    )
