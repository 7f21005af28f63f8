"""The whole journey of an order, in reading order: from the cart to the door and perhaps back."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.compiled.choice import compiled
from simulator.engine.instants import Instants, Story
from simulator.model.cool_down import run_until_done
from simulator.model.shop import Shop
from simulator.model.splits import Splits
from simulator.model.timekeeping import timeline_of
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.claims.process import Claims
from simulator.stages.receiving.process import Pallet, Receiving
from simulator.stages.returns.process import WayBack
from simulator.stages.shipping.process import Carrier
from simulator.stages.shipping.section import CalledTruck
from simulator.workload import Workload


def simulate(scenario: Scenario, workload: Workload) -> Timeline:
    """Run one replication, by the compiled engine if that is asked for and covers the scenario.

    Both give the same timeline, to the byte; see `compiled/choice.py`.
    """
    timeline = compiled(scenario, workload)
    return simulate_in_simpy(scenario, workload) if timeline is None else timeline


def simulate_in_simpy(scenario: Scenario, workload: Workload) -> Timeline:
    """Run one replication: every order's journey, every carrier's round."""
    shop = _opened(scenario, workload)
    if scenario.stops_early:
        run_until_done(shop)
    else:
        shop.env.run_to(workload.horizon)
    return timeline_of(shop)


def house_at(scenario: Scenario, workload: Workload, moment: int) -> Shop:
    """The shop at the end of a moment of one replication, before its horizon."""
    shop = _opened(scenario, workload)
    shop.env.run_to(moment)
    return shop


def _opened(scenario: Scenario, workload: Workload) -> Shop:
    shop = Shop(scenario, workload)
    shop.env.begin(front_door(shop))
    if shop.shipping:
        for carrier in shop.shipping.carriers:
            shop.env.begin(carrier_round(carrier, shop))
    if shop.receiving:
        shop.env.begin(gate(shop.receiving, shop.env))
    return shop


def front_door(shop: Shop) -> Story:
    """Customers come, each at their time."""
    now = 0
    for order, moment in shop.entrances():
        if moment > now:
            yield shop.env.timeout(moment - now)
            now = moment
        shop.env.begin(journey(order, shop))


def journey(order: int, shop: Shop) -> Story:
    """One order, from the cart to its parcel; what is short of it may follow in another one."""
    # The cart holds stock if the shop reserves that early.
    if shop.reserves_at_cart:
        in_stock = yield from shop.reserve(order)
        if not in_stock:
            shop.close(order, Outcome.OUT_OF_STOCK)
            return
        yield shop.until_checkout(order)
        if shop.is_abandoned(order):
            shop.close(order, Outcome.ABANDONED)
            return

    # The order is placed, unless the promise is too late for its customer.
    if not shop.stays(order):
        shop.close(order, Outcome.ABANDONED)
        return
    if shop.reserves_at_checkout:
        in_stock = yield from shop.reserve(order)
        if not in_stock:
            shop.close(order, Outcome.OUT_OF_STOCK)
            return

    # It is paid for, or it ends here.
    if shop.payment:
        refusal = yield from shop.payment.authorize(order)
        if refusal is not None:
            shop.close(order, refusal)
            return
        shop.take_in(order)
    if shop.reserves_at_payment:
        in_stock = yield from shop.reserve(order)
        if not in_stock:
            shop.close(order, Outcome.OUT_OF_STOCK)
            return
    if shop.reservation_ran_out(order):
        in_stock = yield from shop.reserve(order)
        if not in_stock:
            shop.close(order, Outcome.EXPIRED)
            return
    shop.charge(order)

    # Some orders are looked at for fraud.
    if shop.fraud_review and shop.is_suspect(order):
        yield shop.fraud_review.serve(order, shop.review_time(order))
        if shop.is_fraud(order):
            shop.close(order, Outcome.REJECTED)
            return
        if shop.is_called_off(order):
            return

    # A backorder waits for its stock, unless what is there goes ahead.
    if shop.inventory and shop.splits and shop.inventory.is_short(order):
        if shop.splits.goes_ahead(order):
            shop.env.begin(further_parcel(shop.splits.split(order), shop.splits, shop))
        else:
            came = yield shop.inventory.wait_for_stock(order)
            if not came:
                shop.close(order, Outcome.EXPIRED)
                return

    # It is picked; what is not on the shelf is put right, or follows too.
    shop.release(order)
    if shop.picking:
        yield shop.picking.pick(order)
        if shop.short_picks and shop.splits and shop.picking.missing(order):
            if shop.splits.splits_short_pick(order):
                shop.env.begin(further_parcel(shop.splits.split(order), shop.splits, shop))
            else:
                lines_left = yield from shop.short_picks.make_good(order)
                if not lines_left:
                    come_back(shop.drop(order), shop)
                    return
        if shop.is_called_off(order):
            return
    yield from way_to_the_dock(order, shop)


def further_parcel(parcel: int, splits: Splits, shop: Shop) -> Story:
    """What is short of an order follows once it is there, in a parcel of its own."""
    rest = yield from splits.wait(parcel)
    if rest is not None:
        shop.env.begin(further_parcel(rest, splits, shop))
    shop.follows(parcel)
    lines_left = yield from splits.gather(parcel)
    if lines_left:
        yield from way_to_the_dock(parcel, shop)
    else:
        come_back(shop.drop(parcel), shop)


def way_to_the_dock(parcel: int, shop: Shop) -> Story:
    """A parcel is packed and labeled, picked again if found wrong, and waits for its carrier.

    Where less is known of the house it only takes a while.
    """
    if shop.cancellation and not shop.packing and not shop.handling:
        shop.cancellation.let_go(parcel)
    if shop.packing:
        yield shop.packing.pack(parcel)
        if shop.picking:
            for _ in range(shop.packing.times_found_wrong(parcel)):
                yield shop.picking.pick_again(parcel)
                yield shop.packing.pack_again(parcel)
    if shop.labeling:
        yield shop.labeling.label(parcel)
    if shop.handling:
        yield shop.handling.handle(parcel)
        if not shop.packing and shop.is_called_off(parcel):
            return
    shop.is_ready(parcel)
    if shop.shipping:
        shop.shipping.to_the_dock(parcel)
    else:
        shop.complete(parcel)


def carrier_round(carrier: Carrier, shop: Shop) -> Story:
    """A carrier comes to each pick-up, loads what fits, and carries it to the doors."""
    if carrier.on_call and carrier.call_hours:
        shop.env.begin(trucks_on_call(carrier, carrier.on_call, shop))
        shop.env.begin(hours_of_calls(carrier, shop.env))
    for truck in carrier.trucks:
        yield shop.env.timeout(truck.comes - shop.env.now)
        yield carrier.pick_up()
        set_off(carrier, shop)


def trucks_on_call(carrier: Carrier, on_call: CalledTruck, shop: Shop) -> Story:
    """Whenever the dock is full, a truck beside those of the plan is called; one at a time."""
    while True:
        yield carrier.full_dock()
        yield shop.env.timeout(on_call.lead_time)
        yield carrier.pick_up_on_call(on_call)
        set_off(carrier, shop)


def set_off(carrier: Carrier, shop: Shop) -> None:
    """What is loaded goes to the doors; some of it will come back, or be claimed."""
    come_back(shop.send_off(carrier.loaded), shop)
    if shop.claims:
        for parcel in shop.claims.coming():
            shop.env.begin(claim(parcel, shop.claims, shop))


def claim(parcel: int, claims: Claims, shop: Shop) -> Story:
    """A parcel is lost, or came damaged: it is paid back, or goes over the floor once more."""
    yield claims.made(parcel)
    sent_again = yield from claims.answer(parcel)
    if not sent_again:
        return
    if shop.picking:
        yield shop.picking.pick_anew(parcel)
    elif shop.inventory:
        shop.inventory.pick((parcel,))
    claims.picked(parcel)
    if shop.packing:
        yield shop.packing.pack_anew(parcel)
    if shop.labeling:
        yield shop.labeling.label(parcel)
    if shop.handling:
        yield shop.handling.handle_again(parcel)
    if shop.shipping:
        shop.shipping.to_the_dock_again(parcel)


def hours_of_calls(carrier: Carrier, env: Instants) -> Story:
    """The dock is looked at as the hours begin in which a truck can be called."""
    for begin, _ in carrier.call_hours:
        if begin >= env.now:
            yield env.timeout(begin - env.now)
            carrier.look()


def gate(receiving: Receiving, env: Instants) -> Story:
    """Suppliers' trucks come, each at its time."""
    for moment, truck in receiving.entrances():
        if moment > env.now:
            yield env.timeout(moment - env.now)
        env.begin(truck_at_the_dock(truck, receiving, env))


def truck_at_the_dock(truck: int, receiving: Receiving, env: Instants) -> Story:
    """A truck waits for a door and is unloaded; one with nothing on board is not sent."""
    pallets = yield receiving.arrive(truck)
    if pallets:
        yield receiving.wait_for_door(truck)
        for pallet in pallets:
            env.begin(way_to_the_shelf(pallet, receiving))


def way_to_the_shelf(pallet: Pallet, receiving: Receiving) -> Story:
    """A pallet is unloaded, checked and put away; then what is on it can be sold."""
    yield receiving.unload(pallet)
    receiving.is_off(pallet)
    if receiving.checks:
        yield receiving.check(pallet)
    yield receiving.put_away(pallet)
    receiving.to_stock(pallet)


def come_back(ways: Iterable[WayBack], shop: Shop) -> None:
    """Customers send orders back, and parcels that nobody took return."""
    for way in ways:
        shop.env.begin(shop.returns.come_back(way))
