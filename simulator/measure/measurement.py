"""One replication, measured: every KPI in every scope, and the curves of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.kpi_catalog import kpi_names
from simulator.measure.backlog import backlog
from simulator.measure.clearing import time_to_clear
from simulator.measure.costs import costs
from simulator.measure.flow import waits_of
from simulator.measure.labor import crews, productivity
from simulator.measure.labor_costs import labor_costs
from simulator.measure.machines import machines, machines_up
from simulator.measure.margins import lost_margins, margins
from simulator.measure.observation import Observation
from simulator.measure.outcomes import cancellations, outcomes
from simulator.measure.same_day import same_day
from simulator.measure.scopes import ALL, Kpis
from simulator.measure.series import series_table
from simulator.measure.service import service_levels
from simulator.measure.stations import queues
from simulator.measure.times import times
from simulator.measure.waits import Waits
from simulator.measure.where_time_goes import (
    times_of_causes,
    times_of_late_orders,
    waits_for_crews,
)
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.checkout.figures import conversion
from simulator.stages.delivery.figures import first_attempts
from simulator.stages.inventory.figures import fill_rates, stock_levels
from simulator.stages.labeling.figures import by_hand
from simulator.stages.notification.figures import messages
from simulator.stages.packing.figures import packaging, rework
from simulator.stages.payment.figures import authorizations, payment_times
from simulator.stages.picking.figures import short_picks, tours
from simulator.stages.returns.figures import dock_to_stock, return_rate
from simulator.stages.shipping.figures import cut_offs, splits
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
    observed = Observation(scenario, workload, timeline)
    cost_kpis = costs(observed)
    kpis = {
        **service_levels(observed),
        **first_attempts(observed),
        **cut_offs(observed),
        **same_day(observed),
        **return_rate(observed),
        **dock_to_stock(observed),
        **times(observed),
        **payment_times(observed),
        **outcomes(observed),
        **conversion(observed),
        **authorizations(observed),
        **cancellations(observed),
        **messages(observed),
        **fill_rates(observed),
        **stock_levels(observed),
        **backlog(observed),
        **time_to_clear(observed),
        **queues(observed),
        **crews(observed),
        **machines(observed),
        **productivity(observed),
        **labor_costs(observed),
        **tours(observed),
        **short_picks(observed),
        **rework(observed),
        **packaging(observed),
        **by_hand(observed),
        **splits(observed),
        **machines_up(observed),
        **cost_kpis,
        **margins(observed, cost_kpis),
        **lost_margins(observed),
        **times_of_causes(observed),
        **waits_for_crews(observed),
        **times_of_late_orders(observed),
    }
    in_order = in_catalog_order(kpis, timeline.crews, workload.classes)
    waits = waits_of(scenario, workload, timeline, observed.cohort, observed.flow)
    return Measurement(in_order, series_table(observed), waits)


def in_catalog_order(kpis: Kpis, crews: tuple[str, ...], classes: tuple[str, ...]) -> Kpis:
    """The same figures, by KPI as in the catalog, then 'all' before the classes.

    KeyError for a figure that the catalog does not have.
    """
    place = {name: number for number, name in enumerate(kpi_names(crews))}
    scope_place = {scope: number for number, scope in enumerate(dict.fromkeys((ALL, *classes)))}
    keys = sorted(kpis, key=lambda key: (place[key[0]], scope_place[key[1]]))
    return {key: kpis[key] for key in keys}
