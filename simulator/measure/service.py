"""Service levels: on time, in full, undamaged, at the first attempt, and back again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.scopes import Kpis, Scopes
from simulator.results.parcels import damaged_orders, parcels, second_visits
from simulator.results.timeline import Outcome, ReturnState, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.figures import planned_pick_ups
from simulator.units import HOUR, NEVER
from simulator.workload.workload import Workload


def service_levels(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """On time, in full, perfect, accurate and unharmed; of delivery only if that is on."""
    rows = np.repeat(np.arange(timeline.n), workload.lines)
    short = np.bincount(rows[timeline.line_canceled], minlength=timeline.n) > 0
    damaged = damaged_orders(workload, timeline)
    on_time, due = cohort.delivered_on_time, cohort.delivery_due
    perfect = on_time & ~short & ~damaged & ~timeline.wrong_items
    delivery = {
        **scopes.share("on_time_delivery", on_time, due),
        **scopes.share("otif", on_time & ~short, due),
        **scopes.share("perfect_order", perfect, due),
    }
    return {
        **scopes.share("on_time_ship", cohort.ship_on_time, cohort.ship_due),
        **(delivery if scenario.delivery is not None else {}),
        **scopes.share("in_full", ~short, cohort.finished),
        **scopes.share("order_accuracy", ~timeline.wrong_items, cohort.shipped),
        **scopes.share("damage_rate", damaged, cohort.shipped),
        **scopes.share("loss_rate", timeline.outcome == Outcome.LOST, cohort.shipped),
    }


def deliveries(scopes: Scopes, cohort: Cohort, timeline: Timeline) -> Kpis:
    """Success at the first attempt, parcel by parcel; {} with delivery off."""
    visit = timeline.visits.get("delivery")
    if visit is None:
        return {}
    every = parcels(timeline)
    first_attempt = np.concatenate((visit.ended, second_visits(timeline, "delivery").ended))
    tried = cohort.orders[every.order] & (first_attempt != NEVER)
    rows = Scopes(scopes.classes, scopes.order_class[every.order])
    return rows.share("first_attempt_success", every.delivered == first_attempt, tried)


def returns(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """Units that come back, then or after the horizon, and how fast they are on the shelf again."""
    arrived = timeline.visits.get("returns")
    if scenario.returns is None or arrived is None:
        return {}
    delivered = cohort.orders & (timeline.delivered != NEVER)
    kpis = scopes.share("return_rate", workload.returns, delivered, workload.units)
    came = _once_back(timeline, "returns")
    ready = _once_back(timeline, "inspection") if "inspection" in timeline.visits else came
    shelved = delivered & (timeline.return_state == ReturnState.RESTOCKED)
    took = np.where(shelved, ready - came, 0)
    return kpis | scopes.moments("dock_to_stock", took, shelved, HOUR, ("mean", "p95"))


def _once_back(timeline: Timeline, activity: str) -> npt.NDArray[np.int64]:
    """(n,) When a visit of what came back ended; of the second parcel if it came back alone."""
    ended, split = timeline.visits[activity].ended.copy(), timeline.splits.order
    first, second = ended[split], second_visits(timeline, activity).ended
    ended[split] = np.where(first == NEVER, second, first)
    return ended


def cut_offs(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """Planned pick-ups that were not made; {} with shipping off."""
    if scenario.shipping is None or "shipping" not in timeline.visits:
        return {}
    plan = planned_pick_ups(scenario, workload, timeline, cohort)
    due = plan.pick_up != NEVER
    return {
        **scopes.share("cut_off_miss_rate", plan.missed | plan.bumped, due),
        **scopes.share("cut_off_miss_rate.missed", plan.missed, due),
        **scopes.share("cut_off_miss_rate.bumped", plan.bumped, due),
    }
