"""Where an order can be in the house, read from the stages that are on and the floor as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from simulator.reporting.labels import words
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES, BEFORE_THE_DOOR, CAUSES, STATIONS
from simulator.stages.picking.methods import chosen_method

PICKING = "picking"
Kind = Literal["station", "stock", "dock", "lag"]


@dataclass(frozen=True)
class Spot:
    """An activity in the house, or a zone or lane of it.

    `place` is the index of the zone or lane, None where the spot is all of the activity. `part_of`
    is the index of the spot that is the whole of it: orders on a pick tour are at the whole, and
    their lines in its zones. `crews` index `Timeline.crews`, `room` is the number of its benches or
    printers or the most who may work there; None is without a limit. `gathers` says whether orders
    wait there for a batch or wave. At a station orders wait for people or machines, at `stock` for
    goods, at the `dock` for their carrier; a `lag` waits for nobody.
    """

    activity: str
    label: str
    kind: Kind
    place: int | None = None
    part_of: int | None = None
    crews: tuple[int, ...] = ()
    room: int | None = None
    machines: str = ""
    gathers: bool = False

    @property
    def before_the_door(self) -> bool:
        """Whether who is here has not been handed over yet."""
        return self.activity in BEFORE_THE_DOOR


def is_in_the_house(activity: str) -> bool:
    """Whether a placed order is seen there: not in its cart, on the road or at the customer's."""
    cause = CAUSES.get(activity)
    on_the_road = cause is not None and cause.doing == "on the road"
    return activity in STATIONS or (activity in BEFORE_THE_DOOR and not on_the_road)


def spots_of(scenario: Scenario, timeline: Timeline) -> tuple[Spot, ...]:
    """Every spot, in the order of the journey; a whole stands before its parts."""
    spots: list[Spot] = []
    for activity in ACTIVITIES:
        if activity not in timeline.log.first or not is_in_the_house(activity):
            continue
        places, whole = timeline.places.get(activity, ()), _whole(scenario, timeline, activity)
        zoned = activity == PICKING and len(places) > 1
        if zoned or len(places) < 2:
            spots.append(whole)
        for number, place in enumerate(places if len(places) > 1 else ()):
            part = replace(
                whole,
                label=f"{whole.label}: {words(place.name.partition('.')[2])}",
                place=number,
                crews=place.crews,
                room=place.room,
                gathers=whole.gathers and not zoned,
            )
            spots.append(replace(part, part_of=spots.index(whole)) if zoned else part)
    return tuple(spots)


def _whole(scenario: Scenario, timeline: Timeline, activity: str) -> Spot:
    """The spot that is all of an activity."""
    places = timeline.places.get(activity, ())
    station = STATIONS.get(activity)
    method = scenario.picking.method if scenario.picking is not None else None
    return Spot(
        activity,
        _label(activity),
        _kind(activity),
        crews=tuple(dict.fromkeys(crew for place in places for crew in place.crews)),
        room=places[0].room if len(places) == 1 else None,
        machines=station.machines if station is not None and station.count else "",
        gathers=activity == PICKING and method is not None and chosen_method(method) is not None,
    )


def elsewhere(timeline: Timeline) -> tuple[str, ...]:
    """The activities outside of the house, which are counted: carts, on the road, returns."""
    return tuple(
        activity
        for activity in ACTIVITIES
        if activity in timeline.log.first and not is_in_the_house(activity)
    )


def _kind(activity: str) -> Kind:
    if activity in STATIONS:
        return "station"
    special: dict[str, Kind] = {"inventory": "stock", "shipping": "dock"}
    return special.get(activity, "lag")


def _label(activity: str) -> str:
    text = words(activity)
    return text[:1].upper() + text[1:]
