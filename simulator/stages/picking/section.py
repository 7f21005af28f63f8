"""How orders are collected from the shelves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from simulator.engine.section_equipment import DISCIPLINE
from simulator.policies.names import (
    DisciplineName,
    GroupingName,
    ReleaseName,
    RoutingName,
    WaveTimingName,
)
from simulator.reading.fields import (
    Count,
    Duration,
    DurationDistribution,
    Flag,
    Length,
    Name,
    PositiveDuration,
    Section,
    Share,
    Shares,
    Speed,
    TimeOfDay,
    Weekdays,
    preset,
)
from simulator.reading.mistakes import MisreadingError
from simulator.units import shown


@dataclass(frozen=True)
class House:
    """What a method has to fit: whether there are pick-ups and zones, and when times come.

    `comes` says whether a time of day on some weekdays comes in the simulated time.
    """

    ships: bool
    in_zones: bool
    comes: Callable[[tuple[int, ...], int], bool]


Misfits = Iterator[tuple[str, str]]
"""(key, what is wrong with what to write) of a method's section; '' is the section itself."""


TOGETHER = "Which orders may share a tour: any, those of a class, or of a planned pick_up."


class Batch(Section):
    """Several orders on one tour; the set-up and the walk are shared."""

    up_to: Count = Field(ge=1, description="Orders in a full batch.")
    form: ReleaseName = preset(
        "when full",
        description="A batch is formed when it is full, or one of its orders has waited "
        "`wait_at_most`; or (when free) once a picker comes free, of what waits by then, and by "
        "that rule while pickers are free.",
    )
    wait_at_most: Duration = preset(
        "10 min",
        description="A batch leaves by then (assumption). With `form: when free` that holds while "
        "a picker is free, and at 0 s whoever is free takes an order at once.",
    )
    by: GroupingName = preset("any", description=TOGETHER)

    def misfits(self, house: House) -> Misfits:
        """Somebody waits, and somebody takes a whole batch."""
        yield from _no_pick_ups(self.by, house)
        if self.form == "when full" and self.wait_at_most == 0:
            wrong = "nobody waits, so that no batch fills"
            yield "wait_at_most", f"{wrong}; write 10 min, or form: when free too"
        elif self.form == "when free" and house.in_zones:
            wrong = "with zones no picker takes a whole batch"
            yield "form", f"{wrong}; write when full, or remove the zones"


class Wave(Section):
    """Orders wait until a wave releases all of them to picking, in batches.

    Waves come at times of day, or before every pick-up; then they release the orders of that
    carrier.
    """

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("at", "before_pick_ups"),)

    at: tuple[TimeOfDay, ...] | None = Field(default=None, description="Times of day of the waves.")
    days: Weekdays = preset("daily", description="Weekdays with waves `at` times.")
    before_pick_ups: PositiveDuration | None = Field(
        default=None, description="A wave comes so long before each pick-up."
    )
    timing: WaveTimingName = preset(
        "lead",
        description="When the wave of a pick-up comes: `before_pick_ups` before it, halfway from "
        "the one before, or as that one comes.",
    )
    up_to: Count = preset(1, ge=1, description="Orders in a batch of the wave.")
    by: GroupingName = preset("any", description=TOGETHER)

    def misfits(self, house: House) -> Misfits:
        """Waves come at moments that are said once."""
        yield from _no_pick_ups(self.by, house)
        if (self.at is None) == (self.before_pick_ups is None):
            wrong = "says twice when waves come" if self.at is not None else "does not say when"
            remedy = "keep one of the two" if self.at is not None else "write at: ['09:00']"
            yield "before_pick_ups" if self.at is not None else "", f"{wrong}; {remedy}"
        if self.before_pick_ups is not None and not house.ships:
            wrong = "there are no pick-ups, shipping is off"
            yield "before_pick_ups", f"{wrong}; write at: ['09:00'] instead"
        if self.before_pick_ups is None and self.timing != "lead":
            wrong = "waves come at times of day, not by pick-ups"
            yield "timing", f"{wrong}; write lead, or before_pick_ups: 1 h instead of at"
        if self.at is not None and not any(house.comes(self.days, time) for time in self.at):
            yield "days", "no wave ever comes in the simulated time; write daily, or other times"


def _no_pick_ups(by: str, house: House) -> Misfits:
    if by == "pick_up" and not house.ships:
        yield "by", "there are no pick-ups, shipping is off; write any or class"


class Zone(Section):
    """A part of the shelves with a queue of its own."""

    skus: Share | None = Field(
        default=None, description="Of all SKUs (or aisles); the zones add up to 100 %."
    )
    crews: tuple[Name, ...] = preset([], description="Who picks here; none: all with the skill.")
    at_most: Count | None = Field(
        default=None, ge=1, description="Pickers at once; none: no limit."
    )


class Zones(Section):
    """Every zone picks its part of an order."""

    style: Literal["parallel", "pick and pass"] = preset(
        "parallel",
        description="All zones at once, the order waits for its last; or one after the other.",
    )
    assign: Literal["random", "popularity", "aisles", "catalog"] = preset(
        "random",
        description="SKUs to zones: at random, the most sold to the first zone, by aisle (each "
        "zone has a depot of its own), or by the column zone of the catalog's CSV.",
    )
    consolidation: Duration = preset(
        "0 s", description="Added to packing for every zone of an order after the first."
    )
    areas: dict[Name, Zone] = Field(
        min_length=1, description="By name, in the sequence of pick and pass."
    )


METHOD_NAMES = (
    "batch",
    "wave",
)
"""Ways to share tours, of which a scenario has one: each is a key here and a file in `methods/`."""


class Method(Section):
    """Picking method; `one by one` is written as that word. Zones go with batches and waves."""

    model_config = ConfigDict(json_schema_extra={"type": ["object", "string"]})
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (METHOD_NAMES,)

    batch: Batch | None = Field(default=None, description="Orders wait to share a tour.")
    wave: Wave | None = Field(default=None, description="Orders wait for a moment.")
    zones: Zones | None = Field(default=None, description="Parts of an order are picked apart.")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, written: Any) -> Any:
        if isinstance(written, str) and written != "one by one":
            raise MisreadingError(
                f"{shown(written)} is not a picking method; "
                "write one by one, or {batch: {up_to: 8}}"
            )
        return {} if written == "one by one" else written


class PickingTime(Section):
    """The parts of a pick tour's time, before it is divided by the crew's speed."""

    setup: DurationDistribution = preset("60 s", description="A tour (measured: 54-98 s).")
    per_line: DurationDistribution = preset(
        {"lognormal": {"mean": "40 s", "cv": 0.5}},
        description="A line: walk, search and grab (element times add up to 30-50 s); with a "
        "layout the walk is apart and this is the search.",
    )
    per_unit: DurationDistribution = preset("3 s", description="A unit: the grab (assumption).")


class Storage(Section):
    """Where SKUs lie; `random` is written as that word."""

    model_config = ConfigDict(json_schema_extra={"type": ["object", "string"]})

    classes: Shares | None = Field(
        default=None, description="Shares of the SKUs, the most sold ones first: ABC storage."
    )
    arranged: Literal["within aisles", "across aisles"] = preset(
        "within aisles",
        description="Whether a class fills the aisles nearest to the depot, or the front of all.",
    )

    @model_validator(mode="before")
    @classmethod
    def _word(cls, written: Any) -> Any:
        if isinstance(written, str) and written != "random":
            wrong = f"{shown(written)} is not a storage policy"
            raise MisreadingError(f"{wrong}; write random, or {{classes: {{a: 20 %, b: 80 %}}}}")
        return {} if written == "random" else written


class Layout(Section):
    """Parallel aisles between a front and a back cross aisle; the walk of a tour follows from it.

    SKUs lie evenly along the aisles. A tour begins and ends at the depot, at the front.
    """

    aisles: Count = Field(ge=1, description="Parallel aisles, in which both sides are picked.")
    aisle_length: Length = Field(description="From the front to the back cross aisle.")
    aisle_spacing: Length = preset("4 m", description="Center to center (assumption).")
    middle_aisle: Flag = preset(False, description="A third cross aisle halves the aisles.")
    depot: Literal["left", "middle"] = preset("left", description="Where tours begin and end.")
    storage: Storage = preset("random", description="random, or {classes: {a: 20 %, b: 80 %}}.")
    routing: RoutingName = preset(
        "s-shape", description="How a tour visits its aisles (Hall 1993)."
    )
    speed: Speed = preset("1 m/s", description="Of walking with a cart (assumption).")


class ShortPicks(Section):
    """What an order does whose stock is on record and not on the shelf.

    In each case the units are written off, so that the record is right again.
    """

    then: Literal["pick again", "split", "cancel line"] = preset(
        "pick again",
        description="Reserve again after the count and pick the line then, the order waiting or "
        "the line following in a further parcel (split); or take the line out.",
    )
    count: Duration = preset("1 h", description="Until the cycle count is done (assumption).")


class Picking(Section):
    """Picking by a crew with the skill `picking`."""

    method: Method = preset(
        "one by one",
        description="'one by one', or {batch: {up_to: 8, wait_at_most: 10 min}}, wave, zones.",
    )
    time: PickingTime = preset({}, description="Service time.")
    layout: Layout | None = Field(default=None, description="None: walking is part of per_line.")
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)
    mispick: Share = preset(
        "0 %",
        description="Orders picked wrong (assumption: 0; WERC: 0.5 % without scanning).",
    )
    short_picks: ShortPicks = preset({}, description="Where the record of stock is wrong.")
