"""The KPI frame as something to look values up in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.reporting.numbers import Shown, shown
from simulator.reporting.report_input import OVERALL

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Estimate:
    """One row of `kpis.csv`; `half_width` is NaN where there is none."""

    kpi: str
    scope: str
    unit: str
    mean: float
    half_width: float
    replications: int

    @property
    def shown(self) -> Shown:
        """For people."""
        return shown(self.mean, self.half_width, self.unit, self.replications)

    @property
    def known(self) -> bool:
        """Has a mean."""
        return self.mean == self.mean


@dataclass(frozen=True)
class Estimates:
    """All rows by (KPI, scope), in the order of the file."""

    rows: Mapping[tuple[str, str], Estimate]

    def get(self, kpi: str, scope: str = OVERALL) -> Estimate | None:
        """The row, or None if there is none or if it has no mean."""
        row = self.rows.get((kpi, scope))
        return row if row is not None and row.known else None

    def mean(self, kpi: str, scope: str = OVERALL) -> float | None:
        """The mean of that row."""
        row = self.get(kpi, scope)
        return None if row is None else row.mean

    def named(self, prefix: str, suffix: str = "") -> Iterator[tuple[str, Estimate]]:
        """Overall rows called prefix + something without a point + suffix, by that something."""
        for (name, scope), row in self.rows.items():
            if scope == OVERALL and row.known and name.startswith(prefix) and name.endswith(suffix):
                inner = name[len(prefix) : len(name) - len(suffix)]
                if inner and "." not in inner:
                    yield inner, row

    @property
    def scopes(self) -> list[str]:
        """Every scope but the overall one, in the order of the file."""
        return list(dict.fromkeys(scope for _, scope in self.rows if scope != OVERALL))


def estimates(kpis: pd.DataFrame) -> Estimates:
    """The frame's rows; a missing scope counts as the overall one."""
    rows = {}
    columns = [kpis[c] for c in ("kpi", "scope", "unit", "mean", "half_width", "replications")]
    for name, scope, unit, mean, half, n in zip(*columns, strict=True):
        where = str(scope) if isinstance(scope, str) and scope else OVERALL
        text = str(unit) if isinstance(unit, str) else ""
        rows[str(name), where] = Estimate(str(name), where, text, float(mean), float(half), int(n))
    return Estimates(rows)
