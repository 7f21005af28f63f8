"""What is in the house when a simulation begins, as its files say: by order, line and SKU."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

from simulator.intake.floor_record import FloorRecord
from simulator.scenario.state import State
from simulator.units import NEVER


@dataclass(frozen=True)
class StandingLine:
    """One line of an order in the house. `came` is when stock came for which it had waited.

    `state` is as it is told: reserved, waiting, picked, or empty.
    """

    sku: str
    units: int
    waits: bool = False
    came: int = NEVER
    state: str = ""
    line: int = 0  # of its file, for errors
    line_value: int = NEVER  # cents of all units, where an order file told them


@dataclass(frozen=True)
class Visited:
    """A visit on record; `ended` is NEVER while it lasts, `began` while it waits."""

    activity: str
    parcel: int
    visit: int
    queued: int
    began: int
    ended: int
    crew: str


@dataclass(frozen=True)
class StandingOrder:
    """An order in the house; moments are milliseconds since the clock's start, NEVER if not told.

    It is where it is `since` a moment. `enters` is when it begins to live again: when it was
    placed, if all that lies behind it is on record, else since when it is where it is. `identity`
    says who it is in our own draws and `number` its row there; None of an order of somebody else's.
    """

    name: str
    stage: str
    enters: int
    placed: int
    created: int
    since: int = NEVER
    paid: int = NEVER
    paid_with: str = ""
    asked: int = NEVER
    value: int = NEVER  # cents
    begun: int = NEVER
    order_class: str = ""
    region: str = ""
    crew: str = ""
    tour: int = NEVER
    lines_done: int = 0
    ship_by: int = NEVER
    deliver_by: int = NEVER
    is_abandoned: bool = False
    identity: int | None = None
    number: int = NEVER
    lines: tuple[StandingLine, ...] = ()
    visits: tuple[Visited, ...] = ()
    line: int = 0  # of its file, for errors


def mark_of(order: StandingOrder, at: int) -> int:
    """A number of all that a snapshot at a moment says of an order and that is on record of it.

    Its class, region and promises are not part of it: they may be changed.
    """

    def ago(moment: int) -> int | None:
        return None if moment == NEVER else at - moment

    lines = sorted((line.sku, line.units, line.state, line.came == NEVER or at - line.came,
                    *(() if line.line_value == NEVER else (line.line_value,)))
                   for line in order.lines)  # fmt: skip
    visits = sorted(
        (each.activity, each.parcel, each.visit, each.crew,
         *(repr(ago(moment)) for moment in (each.queued, each.began, each.ended)))
        for each in order.visits
    )  # fmt: skip
    moments = (order.since, order.placed, order.created, order.paid, order.begun)
    own = (order.stage, order.crew, order.tour, order.value, order.is_abandoned, order.identity,
           order.number, *map(ago, moments))  # fmt: skip
    return crc32(repr((own, lines, visits)).encode())


@dataclass(frozen=True)
class Level:
    """Stock of a SKU: units on the shelf, those that left it for orders in the house, reorders.

    `reserved` are units on the shelf that open orders hold; None where that is not told.
    """

    on_hand: int
    gone: int = 0
    reorders: int = 0
    reserved: int | None = None
    line: int = 0


@dataclass(frozen=True)
class Coming:
    """A delivery on order."""

    sku: str
    units: int
    due: int
    line: int = 0


@dataclass(frozen=True)
class Standing:
    """The state; `carries_draws` of our own run, whose orders are who they were.

    Orders of our own that are placed later are numbered from `next_number` on, pick tours that are
    formed later from `next_tour`. `unread` are columns of rules that the house has not: how many
    orders tell each. `section` is what the scenario says of it, its files too.
    """

    section: State = field(repr=False, compare=False)  # where it was read from
    at: int
    orders: tuple[StandingOrder, ...]
    has_lines: bool = False
    stock: dict[str, Level] = field(default_factory=dict)
    on_order: tuple[Coming, ...] = ()
    people: dict[str, int] = field(default_factory=dict)
    carries_draws: bool = False
    next_number: int = 0
    next_tour: int = 0
    record: FloorRecord | None = None
    unread: dict[str, int] = field(default_factory=dict)
    goes_on: bool = True  # as the replication from which it was cut, not in another future
