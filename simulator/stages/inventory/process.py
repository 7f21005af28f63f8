"""Stock on hand, reservations, backorders and replenishment, SKU by SKU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

from simpy import Event, Timeout

from simulator.engine.instants import Instants, Rank
from simulator.engine.movements import Movements
from simulator.engine.record import Further, Record
from simulator.model.books import Books
from simulator.model.order_lines import LineState, OrderLines
from simulator.model.parcels import Parcels
from simulator.model.past import Past
from simulator.results.timeline import Movement
from simulator.stages.inventory.allocation import allocation
from simulator.stages.inventory.anew import Anew
from simulator.stages.inventory.replenishment import Replenishment
from simulator.stages.inventory.section import Inventory as InventorySection
from simulator.stages.inventory.supplier import Supplier
from simulator.stages.inventory.time_to_live import TimeToLive
from simulator.units import NEVER
from simulator.workload import Workload

_OPEN, _RESERVED, _WAITING, _CANCELED, _PICKED = (int(state) for state in LineState)
_IS_RESERVED, _IS_PICKED = Movement.RESERVED, Movement.PICKED  # which every line is


class Inventory:
    """All stock; requests of one instant are served in the order of (priority, entry, order).

    A line is reserved whole or waits; a line waits behind those that waited before it, even if it
    would fit. `cancel order` reserves all lines of an order or none. What an order asks for again
    it asks for by parcel.
    """

    rank = Rank.STOCK
    index = 0

    def __init__(
        self,
        env: Instants,
        section: InventorySection,
        workload: Workload,
        books: Books,
        parcels: Parcels,
        record: Record,
    ) -> None:
        supply = workload.supply
        self.unsettled = False
        self._env = env
        record.open("inventory")
        self._asked = record.queued["inventory"]
        record.began["inventory"] = self._asked
        self._served = record.ended["inventory"]
        self._books = books
        self._section = section
        self._priority = workload.priority.data
        self._rank = allocation(section.allocation, workload)
        self.lines = OrderLines(workload, parcels)
        self._line_sku, self._line_units = self.lines.sku, self.lines.units
        self._state, self._parcels = self.lines.state, parcels
        self._value_of = workload.value_of
        skus = len(supply.sku)
        self.on_hand: list[int] = supply.initial.tolist()
        self.reserved = [0] * skus
        self.backordered = [0] * skus
        self.on_order = [0] * skus
        self._record = record
        self._again: dict[int, Further | None] = {}
        self._lines_short: dict[int, int] = {}
        self._requests: list[tuple[int, int, int, int, Event]] = []
        self._queues: dict[int, list[tuple[int, int, int, int]]] = {}
        self._waits_since: dict[int, int] = {}  # line: an earlier entry is of a wait that is over
        self._awaited: dict[int, Event] = {}
        self._awaits_some: set[int] = set()  # of these, parcels that go on with the first line
        self._some_came: set[int] = set()
        self._touched: set[int] = set()
        self.past: Past | None = None
        self.time_to_live = TimeToLive(env, books, self)
        self.movements = Movements(env)
        self.anew = Anew(env, self, parcels, self._priority)
        supplier = Supplier(section.policy, supply)
        self.replenishment = Replenishment(env, supplier, self, self.movements)

    def touch(self, sku: int) -> None:
        """Something has happened to a SKU: at the end of the instant it is looked at."""
        self._touched.add(sku)
        self._env.settle_later(self)

    def reserve(self, parcel: int) -> Event:
        """Ask for all lines; the event's value is whether the parcel may go on."""
        order = self._parcels.order(parcel)
        if self._asked[order] == NEVER:
            self._asked[order] = self._env.now
        answer = Event(self._env)
        heappush(self._requests, (self._priority[order], self._env.now, order, parcel, answer))
        self._env.settle_later(self)
        return answer

    def is_short(self, parcel: int) -> bool:
        """Whether lines of the parcel still wait for stock."""
        return parcel in self._lines_short

    def wait_for_stock(self, parcel: int, waited: int = 0, some: bool = False) -> Event:
        """The event's value is True once every line is reserved, False if it waited too long.

        With `some` it is True at the end of the first instant at which a line is. `waited` are
        milliseconds that it has waited before.
        """
        arrival = Event(self._env)
        self._awaited[parcel] = arrival
        if some:
            self._awaits_some.add(parcel)
        if self._section.backorder_limit is not None:
            limit = Timeout(self._env, self._section.backorder_limit - waited)
            limit.callbacks.append(lambda _: self._give_up(parcel, arrival))
        return arrival

    def release(self, order: int) -> None:
        """Give back what the order holds and stop waiting for the rest."""
        self._lines_short.pop(order, None)
        for line in self.lines.of_order(order):
            sku, units = self._line_sku[line], self._line_units[line]
            if self._state[line] == _RESERVED:
                self.reserved[sku] -= units
                self.movements.note(sku, Movement.RELEASED, units, order)
            elif self._state[line] == _WAITING:
                self.backordered[sku] -= units
                self.movements.note(sku, Movement.BACKORDER_ENDED, units, order)
            if self._state[line] not in (_CANCELED, _PICKED):
                self._state[line] = _OPEN
            self._touched.add(sku)
        self._env.settle_later(self)

    def stop_waiting(self, order: int) -> bool:
        """Let a backorder wait no more, if nothing of it was picked before; whether it did."""
        if order in self._again or order not in self._awaited:
            return False
        del self._awaited[order]
        return True

    def pick(self, parcels: Sequence[int]) -> None:
        """The reserved units leave the shelf."""
        for parcel in parcels:
            order = self._parcels.order(parcel)
            for line in self.lines.of(parcel):
                if self._state[line] == _RESERVED:
                    sku, units = self._line_sku[line], self._line_units[line]
                    self._state[line] = _PICKED
                    self.on_hand[sku] -= units
                    self.reserved[sku] -= units
                    self.movements.note(sku, _IS_PICKED, units, order)

    def write_off(self, order: int, lines: Sequence[int]) -> None:
        """These reserved units are not on the shelf: the record is put right."""
        for line in lines:
            if self._state[line] == _RESERVED:
                sku, units = self._line_sku[line], self._line_units[line]
                self._state[line] = _OPEN
                self.on_hand[sku] -= units
                self.reserved[sku] -= units
                self.movements.note(sku, Movement.WRITTEN_OFF, units, order)
                self.touch(sku)

    def leave_behind(self, parcel: int, further: int, also: Sequence[int] = ()) -> None:
        """Lines that are not there, and `also` others, are left for a further parcel.

        What was awaited for a parcel that has waited before is there now.
        """
        self.lines.leave_behind(parcel, further, also)
        if parcel in self._lines_short:
            self._lines_short[further] = self._lines_short.pop(parcel)
            if parcel not in self._again:
                self._served[parcel] = self._env.now
            self._wait_again(further)

    def reserve_again(self, parcel: int) -> Event:
        """Ask for the lines that were written off; in the event log this is a further visit."""
        self._wait_again(parcel)
        return self.reserve(parcel)

    def _wait_again(self, parcel: int) -> None:
        now, row = self._env.now, None
        if self._asked[parcel] == NEVER:
            self._asked[parcel] = now
        else:
            row = self._record.add_visit(parcel, "inventory", now)
            row.began = now
        self._again[parcel] = row

    def end_further_wait(self, parcel: int) -> None:
        """Every line that was asked for again is reserved or taken out."""
        row = self._again.pop(parcel)
        if row is None:
            self._served[parcel] = self._env.now
        else:
            row.ended = self._env.now

    def take_out(self, parcel: int, lines: Sequence[int]) -> None:
        """Lines leave a paid order, which gets their price back."""
        for line in lines:
            self._cancel_line(line, self._parcels.order(parcel))

    def take_out_waiting(self, parcel: int) -> None:
        """The lines of a parcel that still wait for stock leave the order."""
        self._lines_short.pop(parcel, None)
        order = self._parcels.order(parcel)
        for line in self.lines.of(parcel):
            if self._state[line] == _WAITING:
                sku, units = self._line_sku[line], self._line_units[line]
                self.backordered[sku] -= units
                self.movements.note(sku, Movement.BACKORDER_ENDED, units, order)
                self._touched.add(sku)
                self._cancel_line(line, order)
        self._env.settle_later(self)

    def restock(self, parcels: Sequence[int]) -> None:
        """The units of parcels that came back are on the shelf again."""
        for parcel in parcels:
            units = {line: self._line_units[line] for line in self.lines.of(parcel)}
            self.shelve(self._parcels.order(parcel), units)

    def shelve(self, order: int, units: Mapping[int, int]) -> None:
        """So many units of an order's picked lines are on the shelf again."""
        for line in (line for line in units if self._state[line] == _PICKED):
            self.on_hand[sku := self._line_sku[line]] += units[line]
            self.movements.note(sku, Movement.RESTOCKED, units[line], order)
            self.touch(sku)

    def settle(self) -> None:
        """Release what expired, serve this instant's requests and the waiting lines, reorder."""
        for order in self.time_to_live.run_out():
            self.release(order)
        answers = []
        while self._requests:
            _, entered, order, parcel, event = heappop(self._requests)
            self.time_to_live.ran_out.discard(order)
            answers.append((event, self._serve(parcel, entered)))
        answers += self.anew.answers()
        touched, self._touched = sorted(self._touched), set()
        queued = [sku for sku in touched if sku in self._queues] if self._queues else ()
        stocked = [parcel for sku in queued for parcel in self._serve_queue(sku)]
        self.replenishment.order_more(touched)
        for event, may_go_on in answers:
            self._env.answer(event, may_go_on)
        if self._some_came:
            stocked += sorted(self._some_came.difference(stocked))
            self._some_came.clear()
        for parcel in stocked:
            if parcel in self._awaited:
                self._awaits_some.discard(parcel)
                self._env.answer(self._awaited.pop(parcel), True)

    def _serve(self, parcel: int, entered: int) -> bool:
        order, lines = self._parcels.order(parcel), self.lines.of(parcel)
        when_short, state = self._section.when_short, self._state
        if parcel in self._again and when_short == "cancel order":
            when_short = "cancel line"  # the rest of it is picked already
        fits = [self._fits(line) for line in lines]
        self.lines.note_try(order, lines, fits, self.on_hand, self.reserved, self.backordered)
        if when_short == "cancel order" and not all(
            fit or state[line] == _CANCELED for line, fit in zip(lines, fits, strict=True)
        ):
            return False
        reserved = waiting = 0
        for line, fit in zip(lines, fits, strict=True):
            if state[line] != _OPEN:
                continue
            self._touched.add(self._line_sku[line])
            if fit:
                self._reserve_line(line, order)
                reserved += 1
            elif when_short in ("backorder", "split"):
                self._wait_line(line, order, entered)
                waiting += 1
            else:
                self._cancel_line(line, order)
        if waiting:
            self._lines_short[parcel] = waiting
        elif parcel not in self._again:
            self._served[order] = self._env.now
        return reserved + waiting > 0 or self.lines.any_left(parcel)

    def _fits(self, line: int) -> bool:
        """Whether a line that is asked for now is served, behind those that wait."""
        if self.past is not None and self._env.now <= self.past.until:
            return self.past.is_there(line, self._env.now)
        sku = self._line_sku[line]
        free = self.on_hand[sku] - self.reserved[sku]
        return free >= self._line_units[line] and sku not in self._queues

    def _is_there(self, line: int) -> bool:
        """Whether there is enough for a line whose turn it is."""
        if self.past is not None and self._env.now <= self.past.until:
            return self.past.is_there(line, self._env.now)
        sku = self._line_sku[line]
        return self.on_hand[sku] - self.reserved[sku] >= self._line_units[line]

    def _reserve_line(self, line: int, order: int) -> None:
        sku, units = self._line_sku[line], self._line_units[line]
        self._state[line] = _RESERVED
        self.reserved[sku] += units
        self.movements.note(sku, _IS_RESERVED, units, order)

    def _wait_line(self, line: int, order: int, entered: int) -> None:
        sku, units = self._line_sku[line], self._line_units[line]
        self._state[line] = _WAITING
        self.backordered[sku] += units
        self.movements.note(sku, Movement.BACKORDERED, units, order)
        self._waits_since[line] = entered
        entry = (self._rank(order, units), entered, order, line)
        heappush(self._queues.setdefault(sku, []), entry)

    def _cancel_line(self, line: int, order: int) -> None:
        self.lines.cancel(line, order)
        self.lines.refunded[line] = self._books.take_out(order, self._value_of(line))

    def _serve_queue(self, sku: int) -> list[int]:
        """Reserve for waiting lines, in turn; returns the parcels that now have everything."""
        queue = self._queues[sku]
        complete: list[int] = []
        while queue:
            _, entered, order, line = queue[0]
            units = self._line_units[line]
            if self._state[line] == _WAITING and self._waits_since[line] == entered:
                if not self._is_there(line):
                    return complete
                self.backordered[sku] -= units
                self.movements.note(sku, Movement.BACKORDER_ENDED, units, order)
                self._reserve_line(line, order)
                parcel = self.lines.parcel_of(line, order)
                self._lines_short[parcel] -= 1
                if parcel in self._awaits_some:
                    self._some_came.add(parcel)
                if not self._lines_short[parcel]:
                    del self._lines_short[parcel]
                    if parcel not in self._again:
                        self._served[order] = self._env.now
                    complete.append(parcel)
            heappop(queue)
        del self._queues[sku]
        return complete

    def _give_up(self, parcel: int, arrival: Event) -> None:
        if self._awaited.get(parcel) is arrival and parcel in self._lines_short:
            self._awaited.pop(parcel).succeed(False)
