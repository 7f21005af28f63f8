"""The shop that the journeys go through: its stages, its books, questions about an order."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Protocol

from simpy import Event, Timeout

from simulator.engine.instants import Instants
from simulator.engine.record import Record
from simulator.engine.stations import Station
from simulator.model.books import Books
from simulator.model.floor import Floor
from simulator.model.floor_plan import FloorPlan
from simulator.model.living_again import entrances_again, live_again
from simulator.model.parcels import Parcels
from simulator.model.past import Past
from simulator.model.splits import Splits
from simulator.results.outcomes import Outcome
from simulator.scenario.scenario import Scenario
from simulator.stages import STAGES
from simulator.stages.cancellation.process import Cancellation
from simulator.stages.checkout import process as checkout
from simulator.stages.claims.process import Claims
from simulator.stages.delivery.process import Deliveries
from simulator.stages.handling.process import Handling
from simulator.stages.inventory.process import Inventory
from simulator.stages.labeling.process import Labeling
from simulator.stages.packing.process import Packing, each_part
from simulator.stages.parts import part
from simulator.stages.payment.process import Payment
from simulator.stages.payment.process_tries import Tries
from simulator.stages.picking.process import Picking
from simulator.stages.picking.short_picks import ShortPicks
from simulator.stages.promise.process import PromiseDesk, with_own_promises
from simulator.stages.receiving.process import Receiving
from simulator.stages.returns.process import Returns, WayBack
from simulator.stages.shipping.deadlines import Deadlines
from simulator.stages.shipping.parcel_counts import ParcelCounts
from simulator.stages.shipping.process import Shipping
from simulator.units import NEVER
from simulator.workload import Workload


class Bench(Protocol):
    """Where a stage that was added serves parcels: `Bench` in its `process.py`.

    It is made of the stage's section, its stations, the columns that it drew, and the parcels.
    """

    def serve(self, parcel: int) -> Event | None:
        """Queue the parcel; the event is the end of the service, None if it needs none."""
        ...


class Shop:
    """All stages of one replication; a stage that the scenario leaves out is None."""

    def __init__(self, scenario: Scenario, workload: Workload) -> None:
        env = Instants()
        self.promise_desk: PromiseDesk | None = None
        promise, delivery = scenario.promise, scenario.delivery
        if promise and promise.backlog and delivery:
            workload = with_own_promises(workload)
            self.promise_desk = PromiseDesk(scenario, promise, promise.backlog, delivery, workload)
        priority = workload.priority.tolist()
        record = Record(workload.n)
        books = Books(env, workload)
        floor = Floor(env, scenario, workload, record, priority)
        deadlines = Deadlines(scenario, workload)
        parcels = self.parcels = Parcels(workload.n, record, priority)
        plan = FloorPlan(floor, scenario, workload, deadlines, parcels)
        self.env, self.scenario, self.workload = env, scenario, workload
        self.record, self.books, self.floor = record, books, floor

        self.reserves_at_cart = checkout.reserves_at(scenario, "at cart")
        self.reserves_at_checkout = checkout.reserves_at(scenario, "at checkout")
        self.reserves_at_payment = checkout.reserves_at(scenario, "at payment")
        self._time_to_live = scenario.checkout.time_to_live if scenario.checkout else None
        self._in_cart = workload.in_cart.data
        self._abandons = workload.abandons.data

        self.inventory: Inventory | None = None
        if scenario.inventory:
            self.inventory = Inventory(env, scenario.inventory, workload, books, parcels, record)
        self.payment: Payment | Tries | None = None
        self.fraud_review: Station | None = None
        if scenario.payment:
            dates = scenario.clock.calendar
            self.payment = (
                Tries(env, scenario.payment, workload, record)
                if scenario.payment.has_tries
                else Payment(env, scenario.payment, dates, workload, record)
            )
            if scenario.payment.fraud_review:
                self.fraud_review = plan.fraud_review(scenario.payment.fraud_review)
                self._suspect = workload.reviewed.data
                self._fraud = workload.rejected.data
                self._review = workload.review.data
        self.picking: Picking | None = None
        self.short_picks: ShortPicks | None = None
        if scenario.picking:
            queues, stock = plan.picking(scenario.picking), self.inventory
            self.picking = Picking(
                env, scenario, scenario.picking, queues, workload, deadlines, stock, parcels, record
            )
            if self.inventory is not None:
                rule = scenario.picking.short_picks
                self.short_picks = ShortPicks(env, rule, self.picking, self.inventory)
        self.splits: Splits | None = None
        if self.inventory is not None:
            self.splits = Splits(
                env, scenario, workload, parcels, self.inventory, self.picking, self.short_picks
            )
        lines = self.inventory.lines if self.inventory is not None else None
        counts = ParcelCounts(scenario, workload, lines, parcels)
        self.packing: Packing | None = None
        if scenario.packing:
            benches = plan.packing(scenario.packing)
            consolidation = each_part(scenario)
            self.packing = Packing(
                scenario.packing, consolidation, benches, workload, lines, parcels
            )
        self.labeling: Labeling | None = None
        if scenario.labeling:
            service = scenario.labeling.service
            self.labeling = Labeling(
                service, plan.labeling(scenario.labeling), workload, counts, parcels
            )
        self.handling: Handling | None = None
        if scenario.handling:
            lags = workload.added["handling"]
            self.handling = Handling(env, scenario.handling, scenario.clock, lags, parcels, record)
        self.added: dict[str, Bench] = {}
        for stage in STAGES:
            section, bench = getattr(scenario, stage.name), part(stage.name, "process", "Bench")
            if section is not None and bench is not None:
                columns = workload.added.get(stage.name, {})
                self.added[stage.name] = bench(section, plan.added(stage), columns, parcels)
        self.shipping: Shipping | None = None
        if scenario.shipping:
            self.shipping = Shipping(env, scenario, workload, counts, parcels, record)
        self.deliveries = Deliveries(scenario, workload, parcels)
        benches = plan.returns(scenario.returns) if scenario.returns else []
        self.receiving = self._dock(plan)
        self.returns = Returns(
            env, scenario, benches, workload, books, self.inventory, parcels, record
        )
        self.claims: Claims | None = None
        if scenario.claims is not None:
            self.claims = Claims(env, scenario, workload, books, self.inventory, parcels)
        self.cancellation = self._counter()
        floor.open()
        if workload.begins is not None:
            live_again(self, Past(workload.begins, parcels))

    def _dock(self, plan: FloorPlan) -> Receiving | None:
        section = self.scenario.receiving
        if section is None:
            return None
        record, priority = Record(0), list[int]()
        stations = {each.name: each for each in plan.receiving(section, record, priority)}
        dock = Receiving(self.env, section, stations, self.workload, record, priority)
        if self.inventory is not None:
            dock.shelf = self.inventory.replenishment
            self.inventory.replenishment.dock = dock
        return dock

    def _counter(self) -> Cancellation | None:
        """Where customers cancel."""
        section = self.scenario.cancellation
        if section is None:
            return None
        columns = self.workload.added["cancellation"]
        counter = Cancellation(self.env, section, columns, self.books, self.parcels, self.record)
        counter.stock, counter.tours = self.inventory, self.picking
        counter.dock = self.shipping if self.handling and not self.packing else None
        queues = self.floor.stations.values()
        counter.queues = [q for q in queues if q.activity in ("fraud_review", "packing")]
        return counter

    def entrances(self) -> Iterator[tuple[int, int]]:
        """Orders and the moments at which the shop first hears of them, in time."""
        orders, moments = checkout.entrances(self.scenario, self.workload)
        begins = self.workload.begins
        if begins is not None:
            orders, moments = entrances_again(begins, orders, moments)
        return zip(orders.tolist(), moments.tolist(), strict=True)

    def until_checkout(self, order: int) -> Timeout:
        """The rest of the order's time in the cart."""
        return self.env.timeout(self._in_cart[order])

    def is_abandoned(self, order: int) -> bool:
        """Whether the customer leaves the cart."""
        return bool(self._abandons[order])

    def is_suspect(self, order: int) -> bool:
        """Whether the order is reviewed for fraud."""
        return bool(self._suspect[order])

    def is_fraud(self, order: int) -> bool:
        """Whether the review rejects it."""
        return bool(self._fraud[order])

    def review_time(self, order: int) -> int:
        """Service requirement of its review."""
        return int(self._review[order])

    def stays(self, order: int) -> bool:
        """Whether the customer stays, promised what the orders in the house leave time for."""
        desk, ahead = self.promise_desk, len(self.books.in_house)
        self.books.in_house.add(order)
        return desk is None or desk.tell(order, ahead)

    def reserve(self, order: int) -> Generator[Event, object, object]:
        """Reserve stock; the value is whether the order may go on. Starts its time to live.

        Without an inventory there is nothing to reserve, and it may.
        """
        if self.inventory is None:
            return True
        begins = self.workload.begins
        if begins is not None and order in begins.ran_out and self.env.now <= begins.at:
            self.inventory.time_to_live.ran_out.add(order)
            return True
        answer = yield self.inventory.reserve(order)
        if answer and self._time_to_live is not None and self.books.paid[order] == NEVER:
            self.inventory.time_to_live.keep(order, self._time_to_live)
        return answer

    def reservation_ran_out(self, order: int) -> bool:
        """Whether the reservation was released unpaid, so that it must be made again."""
        return self.inventory is not None and order in self.inventory.time_to_live.ran_out

    def through(self, stage: str, parcel: int) -> Iterator[Event]:
        """What a parcel waits for at the bench of a stage; nothing where that is off."""
        if stage in self.added and (served := self.added[stage].serve(parcel)) is not None:
            yield served

    def take_in(self, order: int) -> None:
        """A slip that is paid is money in hand, before its order has stock again."""
        if self.payment is not None and order in self.payment.prepaid:
            self.books.charge(order)

    def charge(self, order: int) -> None:
        """The payment is approved, and the stock is there."""
        if self.books.paid[order] == NEVER:
            self.books.charge(order)
        if self.cancellation is not None:
            self.cancellation.begin(order)

    def is_called_off(self, order: int) -> bool:
        """Whether its customer has canceled the order meanwhile, so that it ends here."""
        return self.cancellation is not None and self.cancellation.stops(order)

    def release(self, order: int) -> None:
        """The order goes to the floor; without a picking stage its stock leaves the shelf now."""
        self.books.release(order)
        if self.inventory and not self.picking:
            self.inventory.pick((order,))

    def close(self, order: int, outcome: Outcome) -> None:
        """The order ends here; what it holds goes back to stock, what it paid to the customer."""
        self.books.close(order, outcome)
        if outcome is not Outcome.COMPLETED:
            self.books.refund(order)
            if self.inventory:
                self.inventory.release(order)

    def is_ready(self, parcel: int) -> None:
        """The floor is done with it."""
        self.books.in_house.discard(parcel)

    def follows(self, parcel: int) -> None:
        """What was short of an order is there: the floor has it too."""
        self.books.in_house.add(parcel)

    def complete(self, parcel: int) -> None:
        """A parcel is past the last stage that is on."""
        if self.parcels.is_split(self.parcels.order(parcel)):
            self._end_parcel(parcel, Outcome.COMPLETED, self.env.now)
        else:
            self.close(parcel, Outcome.COMPLETED)

    def drop(self, parcel: int) -> list[WayBack]:
        """Nothing is left of a parcel; returns what its customer now sends back of the rest."""
        self.books.in_house.discard(parcel)
        if not self.parcels.is_split(self.parcels.order(parcel)):
            self.close(parcel, Outcome.OUT_OF_STOCK)
            return []
        return self._end_parcel(parcel, Outcome.OUT_OF_STOCK, self.env.now)

    def send_off(self, parcels: Sequence[int]) -> list[WayBack]:
        """Hand parcels to the carrier; returns those that will come back.

        A parcel that nobody took needs as long back as it took on its way.
        """
        assert self.shipping is not None
        now, horizon = self.env.now, self.workload.horizon
        self.shipping.hand_over(parcels)
        if self.claims is not None:
            parcels = self.claims.hand_over(parcels)
        ways = self.deliveries.carry(parcels, now)
        of, coming, returns = self.parcels, list[WayBack](), self.workload.returns
        delivered, unclaimed = Outcome.DELIVERED, Outcome.RETURNED_TO_SENDER
        for parcel, outcome, ended, arrived in zip(
            parcels, ways.outcome.tolist(), ways.ended.tolist(), ways.arrived.tolist(), strict=True
        ):
            is_split = of.is_split(of.order(parcel))
            if self.claims is not None:
                self.claims.follow(parcel, Outcome(outcome), ended)
            if is_split:
                coming += self._end_parcel(parcel, Outcome(outcome), ended)
            if ended > horizon:
                continue
            if outcome == unclaimed:
                coming.append(WayBack((parcel,), ended, ended + arrived - now, by_customer=False))
            elif outcome == delivered and not is_split and returns[parcel]:
                coming += self._returned((parcel,), ended)
        return coming

    def _end_parcel(self, parcel: int, outcome: Outcome, moment: int) -> list[WayBack]:
        """How a parcel of a split order ends; what its customer sends back once all is known."""
        assert self.splits is not None
        order = self.parcels.order(parcel)
        self.splits.end(parcel, outcome, moment)
        ends = self.splits.live_ends(order)
        if ends is None:
            return []
        if not ends:
            self.close(order, Outcome.OUT_OF_STOCK)
            return []
        if any(outcome is not Outcome.DELIVERED for outcome, _ in ends.values()):
            return []
        return self._returned(tuple(ends), max([self.env.now, *(at for _, at in ends.values())]))

    def _returned(self, parcels: tuple[int, ...], leaves: int) -> list[WayBack]:
        """What a customer sends back of an order that is delivered."""
        order = self.parcels.order(parcels[0])
        if leaves > self.workload.horizon or not self.workload.returns[order]:
            return []
        after = int(self.workload.return_after[order])
        return [WayBack(parcels, leaves, leaves + after, by_customer=True)]
