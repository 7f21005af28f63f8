"""One replication's workload: every draw of it, from named streams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.intake.standing import Standing
from simulator.intake.state_files import standing_of
from simulator.scenario.scenario import Scenario
from simulator.stages import SECTIONS
from simulator.stages.delivery.draws import delivery
from simulator.stages.delivery.draws_points import points
from simulator.stages.demand.draws import Orders, from_demand
from simulator.stages.demand.promises import promises, with_drawn
from simulator.stages.demand.trace import from_trace
from simulator.stages.inventory.assortment import Assortment, assortment, require_in_order
from simulator.stages.inventory.draws import supply, without_policy
from simulator.stages.labeling.draws import label_service_down, labeling
from simulator.stages.notification.draws import delay_notices, notification
from simulator.stages.packing.draws import packing
from simulator.stages.packing.draws_boxes import boxes
from simulator.stages.parts import part
from simulator.stages.payment.draws import payment, payment_of_trace
from simulator.stages.payment.draws_attempts import ways_of
from simulator.stages.payment.draws_tries import as_told, gateways_down
from simulator.stages.picking.draws import picking
from simulator.stages.picking.storage import storage
from simulator.stages.promise.draws import Checkout, promised_at_checkout, told_at_checkout
from simulator.stages.receiving.draws import trucks
from simulator.stages.returns.draws import Asking, returns
from simulator.stages.shipping.draws import further_parcels, most_further, ways_again
from simulator.stages.shipping.draws_by_box import shipped
from simulator.stages.shipping.draws_choice import services_of
from simulator.stages.shipping.draws_delays import delays
from simulator.stages.shipping.draws_pick_ups import seen_by, truck_comes
from simulator.stages.shipping.draws_room import require_room
from simulator.stages.shipping.draws_scans import scanned
from simulator.streams import Held, Streams
from simulator.units import NEVER
from simulator.workload.begun import known
from simulator.workload.begun_customers import of_customers
from simulator.workload.breakdowns import failures
from simulator.workload.draws import Draws, Flags, Integers, OrderDraws
from simulator.workload.placed import placed_of
from simulator.workload.staffing import rosters
from simulator.workload.standing import Merged, have_ordered, merged, promised
from simulator.workload.standing_stock import reordered, with_people, with_stock
from simulator.workload.workload import Columns, Supply, Workload, wrong_in_the_end


def sample(
    scenario: Scenario, replication: int, held: Held | None = None, idle_carts: bool = True
) -> Workload:
    """The workload of one replication, a function of the scenario (its seed too) and its number.

    What is `held` is drawn as in another replication. Seven in ten carts of a shop are left:
    without `idle_carts` those of them on which nothing hangs have no rows, and the others have what
    they have beside them, under other numbers in the same sequence.
    """
    draws = Draws(Streams(scenario.experiment.seed, replication, held))
    orders, skus = _ordered(scenario, draws, idle_carts)
    state = None if scenario.state is None else _standing(scenario, replication)
    both = None if state is None else merged(scenario, orders, skus, draws, state)
    if both is not None:
        orders = replace(both.orders, demand_rate=orders.demand_rate)
    of_orders = draws.of(orders.identity).with_lines(orders.lines)
    orders = with_drawn(scenario, orders, of_orders)
    packed = boxes(scenario, skus, orders, draws)
    require_room(scenario, skus, packed.unit_volume, packed.unit_weight)
    sent, apart = shipped(scenario, orders, packed, of_orders)
    service = sent.service.astype(np.int64)
    stay = have_ordered(orders.n, both)
    told, orders = told_at_checkout(scenario, orders, service, of_orders, stay)
    placed = ~orders.abandons
    messaged = placed if idle_carts or state is not None else placed & _of_window(scenario, orders)
    building = _building(scenario, orders, placed, messaged, of_orders)
    added = _added(scenario, orders, of_orders, building, service)
    down = gateways_down(scenario, draws)
    added |= of_customers(scenario, added, both, state, draws, down)
    since = _promised_since(scenario, orders, added, down)
    changed, at_checkout = _promises(scenario, orders, service, since, told)
    changed["rosters"] = rosters(scenario, scenario.clock.calendar, draws)
    changed["supply"] = _supply(scenario, skus, orders, draws, state)
    if state is not None and both is not None:
        building = known(scenario, building, both, state, draws)
        changed = _as_stated(scenario, both, state, building, changed)
    at_the_door, of_the_end = _at_the_door(scenario, orders, service, building, apart, of_orders)
    return Workload(
        horizon=scenario.clock.horizon,
        classes=tuple(scenario.demand.classes),
        regions=tuple(scenario.demand.regions),
        services=services_of(scenario.shipping),
        **_demand(scenario, orders),
        value=orders.value + _prices(added),
        **changed,
        **building,
        **vars(packed),
        **vars(sent if told is None else sent.only(placed)),
        **at_the_door,
        **_failing(scenario, draws),
        storage=storage(scenario, skus, orders.demand_rate, draws),
        added=added | at_checkout | of_the_end,
        left=orders.left,
        line_value=orders.line_value,
        trucks=trucks(scenario, changed["supply"], draws),
        truck_comes=truck_comes(scenario, draws, seen_by(scenario, both, state, service)),
        gateway_down=down,
    )


def _at_the_door(
    scenario: Scenario,
    orders: Orders,
    service: Integers,
    building: dict[str, Any],
    apart: dict[str, Columns],
    draws: OrderDraws,
) -> tuple[dict[str, Any], dict[str, Columns]]:
    """Columns of delivery and of what comes back; and by stage what figures alone read of that."""
    placed, classes = ~orders.abandons, tuple(scenario.demand.classes)
    wrong, of_class = _wrong_items(building), orders.order_class
    there = points(scenario.delivery, placed, of_class, classes, draws)
    fails, times = delivery(scenario.delivery, placed, orders.took, draws, points=there)
    units = orders.line_units.astype(np.int64)
    asking = Asking(placed, wrong, of_class, classes, orders.lines, units, there)
    back, further = returns(scenario.returns, asking, draws)
    columns = {
        "attempt_fails": fails,
        "attempt_time": times,
        "further": further_parcels(scenario, orders, placed, service, draws),
        **vars(back),
    }
    further |= apart
    if there is not None:
        further["delivery"] = {**apart.get("delivery", {}), **there.columns}
    return columns, further


def _failing(scenario: Scenario, draws: Draws) -> dict[str, Any]:
    """When machines, the label service and the roads of carriers fail."""
    return {
        "label_service_down": label_service_down(scenario, draws),
        "failures": failures(scenario, draws),
        "delays": delays(scenario, draws),
    }


def _ordered(scenario: Scenario, draws: Draws, idle_carts: bool) -> tuple[Orders, Assortment]:
    """What is ordered, of a trace or of the demand model."""
    if scenario.demand.trace is not None:
        return from_trace(scenario, scenario.demand.trace, draws)
    skus = assortment(scenario.catalog)
    all_carts = idle_carts or scenario.state is not None or not scenario.has_idle_carts
    return from_demand(scenario, skus, draws, all_carts), skus


def _standing(scenario: Scenario, replication: int) -> Standing:
    """The state, which tells the future of the replication from which it was cut alone."""
    state, seed = standing_of(scenario), scenario.experiment.seed
    same = state.record is None or (state.record.seed, state.record.replication) == (
        seed,
        replication,
    )
    return replace(state, goes_on=same)


def _as_stated(
    scenario: Scenario,
    both: Merged,
    state: Standing,
    building: dict[str, Any],
    columns: dict[str, Any],
) -> dict[str, Any]:
    """Promises, people and stock as the state has them, and what is on record of its orders."""
    ship_by, deliver_by = promised(both, columns["ship_by"], columns["deliver_by"])
    stock, on_order = with_stock(scenario, columns["supply"], both, state)
    return {
        "ship_by": ship_by,
        "deliver_by": deliver_by,
        "rosters": with_people(scenario, columns["rosters"], state),
        "supply": stock,
        "begins": placed_of(scenario, both, state, building, on_order),
    }


def _added(
    scenario: Scenario,
    orders: Orders,
    draws: OrderDraws,
    building: Mapping[str, Any],
    service: Integers,
) -> dict[str, Columns]:
    """What stages draw whose columns are their own; `price` (cents) is part of an order's value."""
    columns_added, placed = {}, ~orders.abandons
    for stage in SECTIONS:
        section, columns = getattr(scenario, stage), part(stage, "draws", "columns")
        if section is not None and columns is not None:
            columns_added[stage] = columns(section, scenario, placed, draws)
    if columns_added.get("payment") and orders.unpaid is not None and orders.paid is not None:
        columns_added["payment"] = as_told(
            columns_added["payment"], building["verdict"], building["authorization"]
        )
    if columns_added.get("handling") and orders.handed_over is not None:
        columns_added["handling"]["until"] = orders.handed_over
    if columns_added.get("claims"):
        again = ways_again(scenario, orders, placed, service, draws)
        columns_added["claims"] = {**columns_added["claims"], **again}
    if scanned_at := scanned(scenario, placed, service, draws, 1 + most_further(scenario)):
        columns_added["shipping"] = scanned_at
    if scenario.notification is not None and scenario.notification.delay_notice is not None:
        columns_added["notification"] = delay_notices(scenario.notification, placed, draws)
    return columns_added


def _promised_since(
    scenario: Scenario, orders: Orders, added: Mapping[str, Columns], down: tuple[Integers, ...]
) -> Integers | None:
    """(n,) From when promises count: of an order paid by slip from its payment, else as placed."""
    section = scenario.payment
    if section is None or all(way.slip is None for way in section.ways):
        return None
    placed = np.where(orders.abandons, NEVER, orders.created + orders.in_cart)
    ways = ways_of(section, added["payment"], placed, down)
    return np.where(ways.prepaid, ways.ended, orders.created + orders.in_cart)


def _promises(
    scenario: Scenario,
    orders: Orders,
    service: Integers,
    since: Integers | None,
    told: Checkout | None,
) -> tuple[dict[str, Any], dict[str, Columns]]:
    """(n,) `ship_by` and `deliver_by`; and the columns of the promise at checkout, if there is."""
    ship_by, deliver_by = promises(scenario, orders, service, scenario.clock.calendar, since)
    at_checkout: dict[str, Columns] = {}
    if told is not None:
        checkout = promised_at_checkout(scenario, orders, service, since, (ship_by, deliver_by))
        ship_by, deliver_by, counted_on = checkout
        at_checkout = {"promise": {**told.columns, **counted_on}}
    return {"ship_by": ship_by, "deliver_by": deliver_by}, at_checkout


def _prices(added: Mapping[str, Columns]) -> Integers | int:
    """(n,) Cents that orders pay for what stages do; 0 where none asks for any."""
    return sum(
        columns["price"].astype(np.int64) for columns in added.values() if "price" in columns
    )


def _demand(scenario: Scenario, orders: Orders) -> dict[str, Any]:
    """Columns of what is ordered."""
    classes = scenario.demand.classes.values()
    priority = np.array([order_class.priority for order_class in classes], dtype=np.int16)
    return {
        "identity": orders.identity,
        "order_id": orders.order_id,
        "created": orders.created,
        "order_class": orders.order_class.astype(np.int16),
        "priority": priority[orders.order_class],
        "region": orders.region.astype(np.int16),
        "line_start": orders.line_start,
        "line_sku": orders.line_sku,
        "line_units": orders.line_units,
        "lines": orders.lines,
        "units": orders.units,
        "in_cart": orders.in_cart,
        "abandons": orders.abandons,
    }


def _of_window(scenario: Scenario, orders: Orders) -> Flags:
    """(n,) Orders that are placed in the window."""
    low, high = scenario.clock.window
    moment = orders.created + orders.in_cart
    inside: Flags = (moment >= low) & (moment < high)
    return inside


def _building(
    scenario: Scenario, orders: Orders, placed: Flags, messaged: Flags, draws: OrderDraws
) -> dict[str, Any]:
    """Columns of the stages from payment to the label."""
    paying = payment(scenario.payment, placed, draws)
    trace = scenario.demand.trace
    if trace is not None and scenario.payment is not None:
        paying = payment_of_trace(scenario.payment, paying, orders, str(trace.file))
    message_latency, message_bounces = notification(scenario.notification, messaged, draws)
    picked = picking(scenario, orders, placed, draws)
    return {
        **vars(paying),
        "message_latency": message_latency,
        "message_bounces": message_bounces,
        **vars(picked),
        **vars(packing(scenario, orders, placed, picked.mispicked, draws)),
        **vars(labeling(scenario.labeling, placed, draws)),
    }


def _wrong_items(columns: dict[str, Any]) -> Flags:
    """(n,) Orders that are shipped with the wrong items."""
    noticed = columns["mispicked"] & columns["checked"] & columns["check_finds"]
    return wrong_in_the_end(columns["mispicked"], noticed, columns["wrong_again"])


def prepare(scenario: Scenario) -> None:
    """Read the CSVs of a scenario now, so that a mistake in them is told before anything runs.

    What is read is kept for this process and those it starts. Raises ScenarioError.
    """
    demand = scenario.demand
    cards = None if scenario.shipping is None else scenario.shipping.rate_cards or None
    files = (demand.trace, demand.forecast, scenario.catalog.file, scenario.state, cards)
    if any(file is not None for file in files):
        sample(scenario, 0)


def _supply(
    scenario: Scenario, skus: Assortment, orders: Orders, draws: Draws, state: Standing | None
) -> Supply:
    if scenario.inventory is None:
        return without_policy(skus, orders.demand_rate)
    require_in_order(scenario.catalog, scenario.inventory.policy)
    return supply(
        scenario.inventory,
        skus,
        orders.demand_rate,
        _units_asked(scenario, skus, orders),
        scenario.clock.horizon,
        draws,
        None if state is None else reordered(skus.sku, state),
    )


def _units_asked(scenario: Scenario, skus: Assortment, orders: Orders) -> Integers:
    """Units of each SKU that are asked for; by carts that are left too, if carts hold stock.

    There are lead times for as many reorders as these units can call for, and most of a shop's
    carts are left: those that hold nothing need none. What is lost may be asked for twice.
    """
    sku, units = orders.line_sku, orders.line_units
    if scenario.checkout is not None and scenario.checkout.reserve != "at cart":
        asking = np.flatnonzero(np.repeat(~orders.abandons, orders.lines))
        sku, units = sku[asking], units[asking]
    twice = 1 if scenario.claims is None else 2
    return twice * np.bincount(sku, units, minlength=len(skus.sku)).astype(np.int64)
