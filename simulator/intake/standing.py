"""What is in the house when a simulation begins, as its files say: by order, line and SKU."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.intake.floor_record import FloorRecord
from simulator.units import NEVER


@dataclass(frozen=True)
class StandingLine:
    """One line of an order in the house. `came` is when stock came for which it had waited."""

    sku: str
    units: int
    waits: bool = False
    came: int = NEVER
    line: int = 0  # of its file, for errors


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

    `enters` is when it begins to live again: when it was placed, if all that lies behind it is on
    record, else since when it is where it is. `identity` says who it is in our own draws and
    `number` its row there; None of an order of somebody else's.
    """

    name: str
    stage: str
    enters: int
    placed: int
    created: int
    paid: int = NEVER
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


@dataclass(frozen=True)
class Level:
    """Stock of a SKU: units on the shelf, those that left it for orders in the house, reorders."""

    on_hand: int
    gone: int = 0
    reorders: int = 0
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
    formed later from `next_tour`.
    """

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
    goes_on: bool = True  # as the replication from which it was cut, not in another future
