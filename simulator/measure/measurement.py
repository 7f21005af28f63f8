"""One replication, measured: every KPI in every scope, and the curves of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.kept import kept_with
from simulator.measure.figures import Figure, Kpis, in_order_of_need
from simulator.measure.flow import waits_of
from simulator.measure.kpis import filled, kpi_names, methods_in, own_kpis
from simulator.measure.observation import Observation
from simulator.measure.open_ends import OpenEnds, open_ends
from simulator.measure.own_kpis import Period, values_of
from simulator.measure.scopes import ALL
from simulator.measure.series import series_table
from simulator.measure.waits import Waits
from simulator.results.timeline import Timeline
from simulator.scenario.checks_figures import lacking
from simulator.scenario.scenario import Scenario
from simulator.workload.workload import Workload


@dataclass(frozen=True)
class Measurement:
    """The figures of one replication.

    `kpis` has a value for every (KPI, scope) that the scenario's stages give rise to, in the unit
    and the order of the catalog, NaN where it is undefined; `series` the columns of
    `measure.series`; `waits` says what stands behind the orders' hours, `open_ends` which figures
    orders still open leave in doubt.
    """

    kpis: Kpis
    series: Mapping[str, npt.NDArray[np.generic]]
    waits: Waits = field(default_factory=Waits)
    open_ends: OpenEnds = field(default_factory=dict)


def measure(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    observed: Observation | None = None,
) -> Measurement:
    """Every KPI and curve of one replication.

    `observed` is the same run without the carts that are left, where it is observed already.
    """
    observed = observed or Observation(scenario, workload, timeline).of_orders()
    kpis = in_catalog_order(figures_of(observed), timeline.crews, workload.classes)
    waits = waits_of(scenario, observed.workload, observed.timeline, observed.cohort, observed.flow)
    return Measurement(kpis, series_table(observed), waits, open_ends(observed))


def figures_of(observed: Observation) -> Kpis:
    """What every registered figure gives, but for the KPIs that the scenario does not have."""
    kpis: Kpis = {}
    figures = in_order_of_need()
    for figure, off in zip(figures, _off(observed.scenario, figures), strict=True):
        if len(off) == len(figure.kpis):
            continue
        if figure.needs:
            crews = observed.timeline.crews
            asked = {name for each in figure.needs for name in filled(each, crews)}
            needed = {key: value for key, value in kpis.items() if key[0] in asked}
            given = figure.compute(observed, needed)
        else:
            given = figure.compute(observed)
        kpis |= {key: value for key, value in given.items() if key[0] not in off}
    own = own_kpis()
    if own:
        period = Period(observed.with_carts)
        for each in own:
            kpis |= values_of(each, period)
    return kpis


@kept_with
def _off(scenario: Scenario, figures: tuple[Figure, ...]) -> tuple[frozenset[str], ...]:
    """The KPIs of each figure that the scenario does not have."""
    return tuple(
        frozenset(each.name for each in figure.kpis if lacking(each, scenario) is not None)
        for figure in figures
    )


def in_catalog_order(kpis: Kpis, crews: tuple[str, ...], classes: tuple[str, ...]) -> Kpis:
    """The same figures, by KPI as in the catalog, then 'all' before the classes.

    KeyError for a figure that is not registered.
    """
    own = tuple(each.kpi.name for each in own_kpis())
    return {key: kpis[key] for key in _sequence(tuple(kpis), crews, classes, own)}


@lru_cache(maxsize=16)
def _sequence(
    keys: tuple[tuple[str, str], ...], crews: tuple[str, ...], classes: tuple[str, ...], _: object
) -> tuple[tuple[str, str], ...]:
    """The keys in order: looked for once, as replications of a scenario have the same ones.

    The last argument are the names of the user's KPIs, on which the catalog hangs too.
    """
    names = kpi_names(crews, methods_in(name for name, _ in keys))
    place = {name: number for number, name in enumerate(names)}
    scope_place = {scope: number for number, scope in enumerate(dict.fromkeys((ALL, *classes)))}
    return tuple(sorted(keys, key=lambda key: (place[key[0]], scope_place[key[1]])))
