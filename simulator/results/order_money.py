"""What each order costs and brings in by itself, once it has left the house.

What follows the hand-over was drawn before the run and nothing in the house changes it: failed
attempts, loss, return and refund are those that come, by the horizon or later. So no figure hangs
on how long a run goes on after the orders have left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.results.parcels import Parcels, left_the_house, of_parcel, parcels
from simulator.results.returned import Returned, is_by_line, returned_by_line
from simulator.results.sent_again import SentAgain, sent_again
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.moments import contacts_about
from simulator.stages.delivery.points import cost_of_points
from simulator.stages.demand.lines import sums_of_few
from simulator.stages.packing.cartons import Cartons, as_ordered, cartons, contents
from simulator.stages.packing.section import Packing
from simulator.stages.payment.draws_fees import fees_of
from simulator.stages.shipping.draws_postage import Bill, bill, by_card, services
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

ORDER_COSTS = ("packaging", "shipping", "delivery", "payment", "returns", "penalties")
"""The parts of what an order costs by itself; the house's people, pick-ups and stock are not."""
CONTACTS = "contacts"
"""And that, where the stage is on."""


@dataclass(frozen=True)
class Road:
    """What comes of parcels after their hand-over, rows as in `Parcels`.

    `comes_back` are returns of customers and what nobody took; flags are False where a parcel has
    not left.
    """

    left: Flags
    failed_attempts: Numbers
    lost: Flags
    undeliverable: Flags
    returned: Flags
    claims: SentAgain

    @property
    def given_back(self) -> Flags:
        """Parcels whose price is given back: what came to nobody, and what is claimed."""
        return self.claims.paid_back | self.undeliverable

    @property
    def comes_back(self) -> Flags:
        """Parcels whose goods come back to the house."""
        return self.undeliverable | self.returned


@dataclass(frozen=True)
class Worth:
    """Cents that customers pay for what is in parcels, and its cost; rows as in `every`.

    Lines that were taken out are worth nothing in their parcels.
    """

    every: Parcels
    price: Numbers
    goods: Numbers


@dataclass(frozen=True)
class OrderMoney:
    """(n,) In the scenario's currency, 0 for an order that has not left.

    `costs` has every part of `ORDER_COSTS`, and `CONTACTS` where they are on. `revenue` is what was
    charged less all that is given back, which is `refunded`. `goods` is the cost of goods that are
    gone: sold, lost, or come back unfit for the shelf. `again` (rows as in `worth.every`) are
    goods, box and postage of what is sent again, which are in `goods` and `costs` too. `worth`,
    `road`, `back` and `bill` (boxes by rate cards, rows of `worth.every`; None without cards) are
    what they were worked out from.
    """

    left: Flags
    costs: Mapping[str, Floats]
    charged: Floats
    revenue: Floats
    goods: Floats
    again: Floats
    worth: Worth
    road: Road
    back: Returned
    bill: Bill | None

    @cached_property
    def cost(self) -> Floats:
        """All parts together."""
        total: Floats = np.sum(list(self.costs.values()), axis=0)
        return total

    @property
    def refunded(self) -> Floats:
        """What was charged and is given back, by the horizon or later."""
        back: Floats = np.rint(100 * (self.charged - self.revenue)) / 100
        return back


def order_money(scenario: Scenario, workload: Workload, timeline: Timeline) -> OrderMoney:
    """The money of every order that has left, whenever it was placed."""
    worth, left = worth_of(workload, timeline), left_the_house(timeline)
    every, gone = worth.every, left != NEVER
    road = road_of(scenario, workload, timeline, every, gone)
    twice = 1.0 + road.claims.sent
    returned = by_order(every, road.returned) > 0
    back, used = (
        _back(scenario, workload, timeline, worth, road),
        cartons(scenario, workload, timeline),
    )
    billed, fees = _billed(scenario, workload, timeline, every), fees_of(scenario, workload)
    boxes = packaging(scenario, used)
    postage = _postage(scenario, workload, used, billed) * _taken(every)
    costs = {
        "packaging": _sums(used.order, boxes * twice, workload.n),
        "shipping": by_order(every, postage * twice),
        "delivery": by_order(every, road.failed_attempts * _failed_cost(scenario))
        + cost_of_points(scenario, workload, road.left & ~road.lost),
        "payment": fees.of(timeline.charged / 100) * (timeline.paid != NEVER),
        "returns": _return_cost(scenario) * returned
        + _refurbishing_cost(scenario) * by_order(every, back.refurbished),
        "penalties": scenario.late_order_cost * _late(workload, left),
    }
    if scenario.contacts is not None:
        each = scenario.contacts.cost
        costs[CONTACTS] = each * contacts_about(scenario, workload, timeline)
    goods = worth.goods - back.saved + worth.goods * road.claims.sent
    return OrderMoney(
        left=gone,
        costs={part: np.where(gone, costs.pop(part), 0.0) for part in tuple(costs)},
        charged=np.where(gone, timeline.charged, 0) / 100,
        revenue=np.where(gone, _after_returns(workload, timeline, worth, road, back), 0) / 100,
        goods=np.where(gone, by_order(every, goods), 0.0) / 100,
        again=np.where(road.claims.sent, worth.goods / 100 + boxes + postage, 0.0),
        worth=worth,
        road=road,
        back=back,
        bill=billed,
    )


def _back(
    scenario: Scenario, workload: Workload, timeline: Timeline, worth: Worth, road: Road
) -> Returned:
    """What comes back of every parcel, as a whole or line by line."""
    if is_by_line(workload):
        bench = scenario.returns.refurbishing if scenario.returns is not None else None
        loses = bench.loses if bench is not None else 0.0
        return returned_by_line(workload, timeline, road.returned, road.undeliverable, loses)
    kept = road.comes_back & workload.restockable[worth.every.order]
    return Returned(
        price=np.where(road.returned, worth.price, 0),
        goods=np.where(road.comes_back, worth.goods, 0),
        saved=np.where(kept, worth.goods, 0),
        refurbished=np.zeros(len(kept), dtype=np.int64),
        whole=np.ones(workload.n, dtype=np.bool_),
    )


def value_lost(scenario: Scenario, money: OrderMoney) -> Floats:
    """(n,) What comes back is worth less by: goods not on the shelf again, and refurbishing."""
    every, back = money.worth.every, money.back
    work = _refurbishing_cost(scenario) * by_order(every, back.refurbished)
    return by_order(every, back.goods - back.saved) / 100 + work


def worth_of(workload: Workload, timeline: Timeline) -> Worth:
    """What the lines and parcels of every order are worth."""
    price, goods = (
        of_parcel(workload, timeline, np.where(timeline.line_canceled, 0, cents))
        for cents in (workload.values(), workload.at_prices(workload.supply.cost))
    )
    return Worth(parcels(timeline), price, goods)


def road_of(
    scenario: Scenario, workload: Workload, timeline: Timeline, every: Parcels, gone: Flags
) -> Road:
    """What comes of the parcels of orders that have left; with shipping off all arrive."""
    left = gone[every.order]
    lost, fails = (
        workload.of_parcels(what, every.order, every.parcel).astype(np.bool_)
        for what in ("lost", "attempt_fails")
    )
    if scenario.shipping is not None:
        left = left & (every.handed_over != NEVER)  # a parcel without lines is never handed over
    tried = left & ~lost & (scenario.delivery is not None)
    failing, failed = tried, np.zeros(len(tried), dtype=np.int64)
    for attempt in fails.T:
        failing = failing & attempt
        failed += failing
    undeliverable = tried & (failed == fails.shape[1])
    lost = left & lost
    refused = np.bincount(every.order, lost | undeliverable, minlength=workload.n) > 0
    returned = left & (workload.returns & ~refused)[every.order]
    came = left & ~lost & ~undeliverable
    claims = sent_again(workload, timeline.claims, every, lost, came)
    return Road(left, failed, lost, undeliverable, returned, claims)


def packaging(scenario: Scenario, used: Cartons) -> Floats:
    """(rows,) Boxes and material of each part that is packed, whether its order has left or not."""
    section = scenario.packing
    if section is None:
        return np.zeros(len(used.order))
    cost = section.material * used.parcels + used.boxes @ _box_costs(section)
    return np.where(used.packed, cost, 0.0)


def intended_packaging(scenario: Scenario, workload: Workload) -> Floats:
    """(n,) Boxes and material of each order, were it packed as ordered."""
    section = scenario.packing
    if section is None:
        return np.zeros(workload.n)
    cost: Floats = section.material * workload.parcels + workload.boxes @ _box_costs(section)
    return cost


def _box_costs(section: Packing) -> Floats:
    return np.array([box.cost for box in section.boxes.values()], dtype=np.float64)


def intended_postage(scenario: Scenario, workload: Workload) -> Floats:
    """(n,) The price of all parcels of each order, were it packed as ordered and sent at once."""
    prices: Floats = _a_parcel(scenario, workload) * workload.parcels
    section, carded = scenario.packing, by_card(scenario)
    if section is None or not carded.any():
        return prices
    rows = np.flatnonzero(carded[workload.service] & ~workload.abandons)
    boxes = as_ordered(section, workload, rows)
    day = scenario.clock.calendar.day(workload.placed[boxes.order])
    postage = bill(
        scenario, boxes, workload.service[boxes.order], workload.region[boxes.order], day
    )
    return prices + postage.by_row(workload.n)


def _billed(
    scenario: Scenario, workload: Workload, timeline: Timeline, every: Parcels
) -> Bill | None:
    """What rate cards ask for the boxes that carriers have; None without rate cards."""
    section, carded = scenario.packing, by_card(scenario)
    if section is None or not carded.any():
        return None
    wanted = _taken(every) & carded[workload.service[every.order]]
    boxes = contents(section, workload, timeline, wanted)
    order = every.order[boxes.order]
    day = scenario.clock.calendar.day(every.handed_over[boxes.order])
    return bill(scenario, boxes, workload.service[order], workload.region[order], day)


def _postage(scenario: Scenario, workload: Workload, used: Cartons, billed: Bill | None) -> Floats:
    """(rows,) The price of each part of an order, rows as in `used`."""
    prices: Floats = _a_parcel(scenario, workload)[used.order] * used.parcels
    if billed is None:
        return prices
    carded = by_card(scenario)[workload.service][used.order]
    return np.where(carded, billed.by_row(len(used.order)), prices)


def _a_parcel(scenario: Scenario, workload: Workload) -> Floats:
    """(n,) The price of one parcel by the service of each order; 0 where a rate card has it."""
    if scenario.shipping is None:
        return np.zeros(workload.n)
    prices = [0.0 if service.rates is not None else service.cost for service in services(scenario)]
    return np.array(prices)[workload.service]


def _kept(workload: Workload, timeline: Timeline, worth: Worth, road: Road) -> Numbers:
    """(n,) Cents charged, less lines that were taken out later and what is given back.

    An order in one parcel is given back whole.
    """
    refunded = np.flatnonzero(timeline.line_refunded)
    kept = timeline.charged
    kept = kept - sums_of_few(refunded, workload.values(refunded), workload.line_start)
    failed = by_order(worth.every, np.where(road.given_back, worth.price, 0)).astype(np.int64)
    whole = np.ones(workload.n, dtype=np.bool_)
    whole[timeline.parcels.split] = False
    return np.where(whole & road.given_back[: workload.n], 0, kept - failed)


def _after_returns(
    workload: Workload, timeline: Timeline, worth: Worth, road: Road, back: Returned
) -> Numbers:
    """(n,) Cents of `_kept`, less what is given back for what customers send back."""
    given_back = by_order(worth.every, back.price).astype(np.int64)
    kept = _kept(workload, timeline, worth, road)
    kept = kept - np.minimum(given_back, np.maximum(kept, 0))
    returned = by_order(worth.every, road.returned) > 0
    return np.where(returned & back.whole, 0, kept)


def _taken(every: Parcels) -> Flags:
    """Parcels that a carrier has."""
    taken: Flags = every.handed_over != NEVER
    return taken


def _failed_cost(scenario: Scenario) -> float:
    return scenario.delivery.failed_cost if scenario.delivery is not None else 0.0


def _return_cost(scenario: Scenario) -> float:
    return scenario.returns.cost if scenario.returns is not None else 0.0


def _refurbishing_cost(scenario: Scenario) -> float:
    bench = scenario.returns.refurbishing if scenario.returns is not None else None
    return bench.cost if bench is not None else 0.0


def _late(workload: Workload, left: Numbers) -> Flags:
    """(n,) Orders that left after their ship-by time."""
    promised = (workload.ship_by != NEVER) & (left != NEVER)
    late: Flags = np.logical_and(promised, left > workload.ship_by)
    return late


def by_order(every: Parcels, of_parcels: npt.NDArray[np.generic]) -> Floats:
    """(n,) Sums over the parcels of each order."""
    n = int(np.count_nonzero(every.table.number == 1))
    sums = of_parcels[:n].astype(np.float64)  # the first parcels come first, by order
    np.add.at(sums, every.order[n:], of_parcels[n:].astype(np.float64))
    return sums


def _sums(order: Numbers, values: Floats, n: int) -> Floats:
    return np.bincount(order, values, minlength=n).astype(np.float64)
