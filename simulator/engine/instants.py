"""SimPy's clock with an end to every instant.

All that *happens* at an instant (an arrival, the end of a service, stock coming in, a machine that
fails) is processed first. Only when nothing more happens at it, what can *start* because of it is
settled: stock is allocated, batches are formed, people come and go, crews are assigned, pick-ups
are loaded, in this order. What a settlement makes happen at the same instant happens before the
next one. So the result does not depend on the order in which SimPy hands out events of one instant,
provided that happenings only add to what waits, and settlements choose by (priority, time of entry,
order).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from enum import IntEnum
from heapq import heappop, heappush
from typing import Any, Protocol

from simpy import Environment, Event, Timeout
from simpy.events import NORMAL

Story = Generator[Event, Any, None]
"""What happens to somebody or something; it waits for the events that it yields."""


class Rank(IntEnum):
    """What is settled first within an instant."""

    STOCK = 0
    BATCHES = 1
    ROSTER = 2
    CREWS = 3
    PICK_UPS = 4


class Settler(Protocol):
    """Something that decides at the end of an instant; `index` breaks ties within a rank."""

    rank: Rank
    index: int
    unsettled: bool

    def settle(self) -> None:
        """Start all that can start now."""


class Processed(Protocol):
    """An event as SimPy marks it: its callbacks are None once it is processed."""

    callbacks: Any
    defused: bool
    _ok: bool
    _value: Any


class Course:
    """Leads a story from event to event.

    That is SimPy's Process as far as the model needs it: a story begins at once, nobody waits for
    its end and none is interrupted, so that neither beginning nor end is an event of its own, which
    a third of all events were. What a story raises is raised where it was run.
    """

    __slots__ = ("_story",)

    def __init__(self, story: Story) -> None:
        self._story = story

    def go_on(self, event: Event) -> None:
        """What the story waited for has happened: its value goes back into the story."""
        try:
            if event._ok:
                awaited = self._story.send(event._value)
            else:
                event.defused = True
                awaited = self._story.throw(event._value)
        except StopIteration:
            return
        if awaited.callbacks is None:
            self.go_on(awaited)
        else:
            awaited.callbacks.append(self.go_on)


class Instants(Environment):
    """A SimPy environment in whole milliseconds that settles at the end of every instant.

    The private names of SimPy are used in this file only. `now` is an attribute in place of SimPy's
    property, since it is read at every step of every order and a property costs a call.
    """

    now: int = 0
    _now: int

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        self._nothing = Event(self)
        self._nothing._ok, self._nothing._value = True, None
        self._unsettled: list[Settler] = []

    def begin(self, story: Story) -> None:
        """Let a story happen, now up to the first event that it waits for."""
        Course(story).go_on(self._nothing)

    def settle_later(self, settler: Settler) -> None:
        """Have `settler` decide at the end of this instant; asking twice changes nothing."""
        if not settler.unsettled:
            settler.unsettled = True
            self._unsettled.append(settler)

    def timeout(self, delay: float = 0, value: object = None) -> Timeout:
        """An event that happens `delay` ms from now; SimPy's takes four calls to make."""
        if delay < 0:
            raise ValueError(f"Negative delay {delay}")
        event = Timeout.__new__(Timeout)
        event.env, event.callbacks, event._delay = self, [], delay
        event._ok, event._value = True, value
        heappush(self._queue, (self._now + delay, NORMAL, next(self._eid), event))
        return event

    def happen_in(self, event: Event, delay: int) -> None:
        """Let an event that a process waits for happen `delay` ms from now."""
        event._ok, event._value = True, None
        heappush(self._queue, (self._now + delay, NORMAL, next(self._eid), event))

    def answer(self, event: Event, value: object) -> None:
        """Let an event that a process waits for happen at once, as part of a settlement."""
        event._ok, event._value = True, value
        answered: Processed = event
        callbacks, answered.callbacks = answered.callbacks, None
        for callback in callbacks:
            callback(event)

    def pending(self) -> Iterator[tuple[int, Event]]:
        """All that is to happen later, and when."""
        for moment, _, _, event in self._queue:
            yield int(moment), event

    def run_to(self, horizon: int) -> None:
        """Simulate up to and including `horizon`.

        This is SimPy's loop of `step` with the settlement put in; it is written out because it
        runs a million times.
        """
        queue: list[Any] = self._queue
        unsettled, now = self._unsettled, self._now
        while True:
            if not queue or queue[0][0] > now:
                if unsettled:
                    self._settle()
                    continue
                if not queue or queue[0][0] > horizon:
                    break
                now = self.now = self._now = queue[0][0]
            event: Processed = heappop(queue)[3]
            callbacks, event.callbacks = event.callbacks, None
            for callback in callbacks:
                callback(event)
            if not event._ok and not event.defused:
                raise event._value  # an error inside a process
        self.now = self._now = horizon

    def _settle(self) -> None:
        """Settle the first rank that is due; what it makes happen now happens before the next."""
        unsettled = self._unsettled
        if len(unsettled) == 1:
            settler = unsettled.pop()
            settler.unsettled = False
            settler.settle()
            return
        first = min([settler.rank for settler in unsettled])
        due = [each for each in unsettled if each.rank == first]
        unsettled[:] = [each for each in unsettled if each.rank != first]
        if len(due) > 1:
            due.sort(key=_index)
        for settler in due:
            settler.unsettled = False
            settler.settle()


def _index(settler: Settler) -> int:
    return settler.index
