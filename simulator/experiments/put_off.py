"""Work that is put off beyond the window: where it differs, costs are not like for like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from simulator.measure.statistics import Estimate, paired_difference
from simulator.reporting.numbers import listed, shown

GROWTH = "backlog.growth"
"""The KPI; a house whose backlog grows over the window has not paid yet for what it took on."""
MOST_NAMED = 3
"""Alternatives that the sentence speaks of."""


@dataclass(frozen=True)
class PutOff:
    """One alternative's growth of the backlog less the first's, paired, in orders."""

    alternative: str
    more: Estimate

    @property
    def fact(self) -> dict[str, float | str]:
        """For `--json`."""
        return {
            "alternative": self.alternative,
            "orders_more": self.more.mean,
            "half_width": self.more.half_width,
        }


def put_off(
    growths: Mapping[str, npt.NDArray[np.float64]], confidence: float
) -> tuple[PutOff, ...]:
    """Alternatives whose backlog grows by more or by less than that of the first.

    `growths` is by replication, on common random numbers. An alternative counts once its
    interval leaves out 0: unlike a verdict, a caution is not made rarer by how many there are.
    """
    names = list(growths)
    found = [
        PutOff(name, paired_difference(growths[name], growths[names[0]], confidence))
        for name in names[1:]
    ]
    return tuple(one for one in found if _differs(one.more))


def _differs(more: Estimate) -> bool:
    return not isnan(more.half_width) and abs(more.mean) > more.half_width


def put_off_text(found: Sequence[PutOff], first: str) -> str:
    """The sentence that goes with a ranking by cost; empty where all put off alike."""
    if not found:
        return ""
    told = [
        f"'{one.alternative}' puts off {shown(abs(one.more.mean), one.more.half_width, '').text} "
        f"orders {'more' if one.more.mean > 0 else 'fewer'}"
        for one in sorted(found, key=lambda one: -abs(one.more.mean))[:MOST_NAMED]
    ]
    others = len(found) - len(told)
    told += [f"{others} {'others differ' if others > 1 else 'other differs'} too"] * bool(others)
    return (
        f"Costs are not like for like: by the end of the window {listed(told)} than '{first}', and "
        "work put off is not paid yet."
    )
