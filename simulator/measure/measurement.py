"""One replication, measured: every KPI in every scope, and the curves of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.kpi_catalog import kpi_names
from simulator.measure import handling
from simulator.measure.clearing import time_to_clear
from simulator.measure.cohort import select
from simulator.measure.costs import costs
from simulator.measure.flow import flow_kpis, time_by_cause, waits_of
from simulator.measure.labor import crews, machines, productivity
from simulator.measure.labor_costs import labor_costs
from simulator.measure.margins import lost_margins, margins
from simulator.measure.outcomes import messages, outcomes, payments
from simulator.measure.same_day import same_day
from simulator.measure.scopes import ALL, Kpis, scopes_of
from simulator.measure.series import series_table
from simulator.measure.service import cut_offs, deliveries, returns, service_levels
from simulator.measure.stations import backlog, queues
from simulator.measure.times import times
from simulator.measure.waits import Waits
from simulator.measure.work import crew_times, station_visits
from simulator.results.order_money import order_money
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.figures import stock
from simulator.workload.workload import Workload


@dataclass(frozen=True)
class Measurement:
    """The figures of one replication.

    `kpis` has a value for every (KPI, scope) that the scenario's stages give rise to, in the unit
    and the order of the catalog, NaN where it is undefined; `series` the columns of
    `measure.series`; `waits` says what stands behind the orders' hours.
    """

    kpis: Kpis
    series: Mapping[str, npt.NDArray[np.generic]]
    waits: Waits = field(default_factory=Waits)


def measure(scenario: Scenario, workload: Workload, timeline: Timeline) -> Measurement:
    """Every KPI and curve of one replication."""
    scopes = scopes_of(workload)
    cohort = select(scenario, workload, timeline)
    visits = station_visits(timeline)
    people = crew_times(timeline, visits)
    flow = time_by_cause(scenario, workload, timeline, cohort, people)
    money = order_money(scenario, workload, timeline)
    cost_kpis = costs(scopes, scenario, cohort, workload, timeline, people, money)
    kpis = {
        **service_levels(scopes, cohort, scenario, workload, timeline),
        **deliveries(scopes, cohort, timeline),
        **cut_offs(scopes, cohort, scenario, workload, timeline),
        **same_day(scopes, cohort, scenario, workload, timeline),
        **returns(scopes, cohort, scenario, workload, timeline),
        **times(scopes, cohort, timeline),
        **outcomes(scopes, cohort, scenario, timeline),
        **payments(scopes, cohort, timeline),
        **messages(scopes, cohort, scenario, workload, timeline),
        **stock(scopes, cohort, scenario, workload, timeline),
        **backlog(scopes, cohort, scenario, workload, timeline, visits),
        **time_to_clear(scenario, cohort, timeline),
        **queues(scopes, cohort, visits),
        **crews(cohort, people),
        **machines(cohort, timeline, visits),
        **productivity(cohort, workload, timeline, visits, people),
        **labor_costs(scenario, cohort, people),
        **handling.tours(cohort, scenario, workload, timeline),
        **handling.short_picks(scopes, cohort, scenario, workload, timeline),
        **handling.rework(scopes, cohort, scenario, timeline),
        **handling.packaging(scopes, cohort, scenario, workload, timeline),
        **handling.labels(scopes, cohort, scenario, timeline),
        **handling.splits(scopes, cohort, scenario, workload, timeline),
        **handling.machines_up(cohort, timeline),
        **cost_kpis,
        **margins(scopes, cohort, money, cost_kpis),
        **lost_margins(scopes, cohort, scenario, workload, timeline),
        **flow_kpis(scopes, timeline, flow),
    }
    series = series_table(scenario, workload, timeline, cohort, visits, people, flow, money)
    in_order = in_catalog_order(kpis, timeline.crews, workload.classes)
    waits = waits_of(scenario, workload, timeline, cohort, flow)
    return Measurement(in_order, series, waits)


def in_catalog_order(kpis: Kpis, crews: tuple[str, ...], classes: tuple[str, ...]) -> Kpis:
    """The same figures, by KPI as in the catalog, then 'all' before the classes.

    KeyError for a figure that the catalog does not have.
    """
    place = {name: number for number, name in enumerate(kpi_names(crews))}
    scope_place = {scope: number for number, scope in enumerate(dict.fromkeys((ALL, *classes)))}
    keys = sorted(kpis, key=lambda key: (place[key[0]], scope_place[key[1]]))
    return {key: kpis[key] for key in keys}
