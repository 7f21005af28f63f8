"""The numbers of `state`: what the scenario says, and where everything begins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.plan_floor import FloorRows
from simulator.compiled.plan_walks import walk_settings
from simulator.scenario.scenario import Scenario
from simulator.stages.checkout import process as checkout
from simulator.stages.packing.process import each_part
from simulator.stages.picking.methods.wave import wave_moments
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]

WHEN_SHORT = {
    "backorder": c.BACKORDER,
    "cancel line": c.CANCEL_LINE,
    "cancel order": c.CANCEL_ORDER,
    "split": c.SPLIT,
}
GOES_AHEAD = {"what is there": c.WHAT_IS_THERE, "most of it": c.MOST_OF_IT}
SHORT_PICKS = {"pick again": c.PICK_AGAIN, "cancel line": c.TAKE_OUT, "split": c.FOLLOWS}
ALLOCATIONS = {
    "priority": c.BY_PRIORITY,
    "fifo": c.BY_ENTRY,
    "promise": c.BY_PROMISE,
    "fewest units": c.BY_UNITS,
}
GROUPINGS = {"any": c.ANY, "class": c.BY_CLASS, "pick_up": c.BY_PICK_UP}


def settings(scenario: Scenario, workload: Workload, rows: FloorRows) -> Integers:
    """`state` at the start; lists that a setting needs are added to those of the floor."""
    state = np.zeros(c.STATE_SIZE, dtype=np.int64)
    state[c.HORIZON] = workload.horizon
    state[c.ORDERS] = state[c.PARCELS] = workload.n
    state[c.EACH_PART] = each_part(scenario)
    nowhere = (c.FREE_TASK, c.AGENDA, c.SLOT_FREE, c.GROUPS, c.GROUPS_WAVE)
    for column in (*nowhere, c.PICK_STATION, c.PACK_STATION, c.LABEL_STATION):
        state[column] = c.NOBODY
    state[c.INSPECTION_STATION] = c.NOBODY
    state[c.ALARM_ROSTER] = state[c.ALARM_BATCH] = state[c.ALARM_PULL] = NEVER
    state[c.POOLS], state[c.POOL_COUNT] = rows.pools, rows.pool_count
    state[c.CARRIERS] = rows.carriers
    state[c.CREWS_AT], state[c.CREW_COUNT] = rows.crews, len(rows.floor.crews)
    state[c.HAS_SHIPPING] = scenario.shipping is not None
    _stock(state, scenario, workload, rows)
    _payment(state, scenario)
    _stations(state, rows)
    _picking(state, scenario, rows)
    walk_settings(state, workload.storage, rows)
    _labels(state, scenario, workload, rows)
    return state


def _stock(state: Integers, scenario: Scenario, workload: Workload, rows: FloorRows) -> None:
    state[c.TIME_TO_LIVE] = state[c.BACKORDER_LIMIT] = NEVER
    state[c.RESERVES] = c.NOWHERE
    for code, moment in enumerate(("at cart", "at checkout", "at payment")):
        if checkout.reserves_at(scenario, moment):
            state[c.RESERVES] = code
    if scenario.checkout is not None and scenario.checkout.time_to_live is not None:
        state[c.TIME_TO_LIVE] = scenario.checkout.time_to_live
    section = scenario.inventory
    if section is None:
        return
    state[c.HAS_INVENTORY] = 1
    state[c.WHEN_SHORT] = WHEN_SHORT[section.when_short]
    state[c.GOES_AHEAD] = GOES_AHEAD[section.goes_ahead]
    state[c.MOST_PARCELS] = section.parcels_at_most
    state[c.ALLOCATION] = ALLOCATIONS[section.allocation]
    if section.backorder_limit is not None:
        state[c.BACKORDER_LIMIT] = section.backorder_limit
    state[c.FIXED_QUANTITY] = section.policy.kind == "r Q"
    if section.policy.review != "continuous":
        state[c.REVIEW] = section.policy.review
    else:
        state[c.TOUCHED], state[c.DUE_STOCK] = len(workload.supply.sku), 1
    lead_time = workload.supply.lead_time
    state[c.LEAD_COUNT] = len(lead_time)
    state[c.LEADS] = rows.add_list(lead_time)
    rows.add_list(np.empty(len(lead_time), dtype=np.int64))
    counts = np.diff(workload.supply.lead_time_start)
    rows.add_list(np.repeat(np.arange(len(counts)), counts))
    if scenario.picking is not None:
        short = scenario.picking.short_picks
        state[c.SHORT_PICKS] = SHORT_PICKS[short.then]
        state[c.RECOUNT] = short.count


def _payment(state: Integers, scenario: Scenario) -> None:
    state[c.HAS_PAYMENT] = scenario.payment is not None


def _stations(state: Integers, rows: FloorRows) -> None:
    first = {
        "fraud_review": c.FRAUD_STATION,
        "picking": c.PICK_STATION,
        "packing": c.PACK_STATION,
        "labeling": c.LABEL_STATION,
        "inspection": c.INSPECTION_STATION,
    }
    for station in reversed(list(rows.floor.stations.values())):
        state[first[station.activity]] = rows.row_of[station]


def _picking(state: Integers, scenario: Scenario, rows: FloorRows) -> None:
    state[c.RELEASE], state[c.ZONES] = c.ONE_BY_ONE, c.NO_ZONES
    state[c.FREE_SINCE] = NEVER
    if scenario.picking is None:
        return
    method = scenario.picking.method
    if method.zones is not None:
        parallel = method.zones.style == "parallel"
        state[c.ZONES] = c.PARALLEL if parallel else c.PICK_AND_PASS
        state[c.ZONE_COUNT] = len(method.zones.areas)
    if method.batch is not None:
        pulls = method.batch.form == "when free"
        state[c.RELEASE] = c.WHEN_FREE if pulls else c.WHEN_FULL
        state[c.BATCH_SIZE] = method.batch.up_to
        state[c.BATCH_PATIENCE] = method.batch.wait_at_most
        state[c.GROUP_BY] = GROUPINGS[method.batch.by]
        if rows.rows[state[c.PICK_STATION]][c.F_CREW_COUNT] == 0:
            state[c.FREE_SINCE] = -1
    elif method.wave is not None:
        state[c.RELEASE], state[c.BATCH_SIZE] = c.IN_WAVES, method.wave.up_to
        state[c.GROUP_BY] = GROUPINGS[method.wave.by]
        state[c.WAVES_BY_CARRIER] = method.wave.before_pick_ups is not None
        carriers = len(scenario.shipping.carriers) if scenario.shipping is not None else 1
        state[c.WAVES_CAME] = rows.add_list([NEVER] * carriers)


def waves(scenario: Scenario) -> list[tuple[int, int]]:
    """(moment, carrier) of all waves; of those that release everything, 0."""
    if scenario.picking is None or scenario.picking.method.wave is None:
        return []
    moments = wave_moments(scenario, scenario.picking.method.wave)
    return [(moment, max(carrier, 0)) for moment, carrier in moments]


def _labels(state: Integers, scenario: Scenario, workload: Workload, rows: FloorRows) -> None:
    if scenario.labeling is None or scenario.labeling.service is None:
        return
    service, edges = scenario.labeling.service, workload.label_service_down.ravel()
    state[c.LABEL_SERVICE] = 1
    state[c.LABEL_RETRIES], state[c.LABEL_RETRY_AFTER] = service.retries, service.retry_after
    state[c.LABEL_EDGES], state[c.LABEL_EDGE_COUNT] = rows.add_list(edges), len(edges)
