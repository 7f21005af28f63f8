"""The KPI table: every figure as mean ± half-width over replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import nan

from simulator.analysis.measurement import Measurement
from simulator.analysis.scopes import ALL
from simulator.analysis.statistics import estimate as estimate_of
from simulator.kpi_catalog import kpi, kpi_names


@dataclass(frozen=True)
class Row:
    """One figure; its fields are the columns of kpis.csv. NaN is undefined.

    `replications` counts those in which the figure is defined.
    """

    kpi: str
    scope: str
    unit: str
    mean: float
    half_width: float
    confidence: float
    replications: int

    def cells(self) -> tuple[object, ...]:
        """The values in the order of the columns."""
        return astuple(self)


def estimate(
    measurements: Sequence[Measurement],
    confidence: float,
    crews: Sequence[str] = (),
    classes: Sequence[str] = (),
    currency: str = "currency",
) -> list[Row]:
    """A row for every (KPI, scope) of any replication, in the order of the catalog.

    Scopes come as 'all' and then the classes in the order given. Within a replication that lacks a
    figure it counts as undefined.
    """
    keys = dict.fromkeys(key for measured in measurements for key in measured.kpis)
    place = {name: number for number, name in enumerate(kpi_names(crews))}
    scope_place = {scope: number for number, scope in enumerate((ALL, *classes))}

    def position(key: tuple[str, str]) -> tuple[int, str, int, str]:
        name, scope = key
        return (
            place.get(name, len(place)),
            name,
            scope_place.get(scope, len(scope_place)),
            scope,
        )

    rows = []
    for name, scope in sorted(keys, key=position):
        values = [measured.kpis.get((name, scope), nan) for measured in measurements]
        found = estimate_of(values, confidence)
        unit = kpi(name).unit_in(currency)
        rows.append(Row(name, scope, unit, found.mean, found.half_width, confidence, found.n))
    return rows
