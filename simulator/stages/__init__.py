"""The stages of an order's journey, a folder each; `STAGES` is the only list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from simulator.stages.stage import FLOOR, Cause, Stage, Station

STAGES: tuple[Stage, ...] = tuple(
    getattr(import_module(f"{__name__}.{name}.stage"), name.upper())
    for name in (
        "checkout",
        "promise",
        "inventory",
        "payment",
        "notification",
        "cancellation",
        "picking",
        "packing",
        "labeling",
        "handling",
        "shipping",
        "delivery",
        "returns",
        "contacts",
        "claims",
        "receiving",
    )
)
"""In the order of the journey; what is derived from it follows."""


def _causes() -> Iterator[Cause]:
    """Stage by stage; those of the floor before the first stage on it."""
    behind: list[Cause] = []
    has_floor = False
    for stage in STAGES:
        if stage.on_the_floor and not has_floor:
            yield from FLOOR
            has_floor = True
        yield from (cause for cause in stage.causes if not cause.behind)
        yield from behind
        behind = [cause for cause in stage.causes if cause.behind]


STATIONS: Mapping[str, Station] = {
    station.name: station
    for stage in STAGES
    if not stage.inbound and not stage.beside
    for station in stage.stations
}
"""Where orders queue for crews or machines; crews' skills have the same names."""

INBOUND: Mapping[str, Station] = {
    station.name: station for stage in STAGES if stage.inbound for station in stage.stations
}
"""Where what suppliers bring queues for crews, whose skills have the same names."""

BESIDE: Mapping[str, Station] = {
    station.name: station for stage in STAGES if stage.beside for station in stage.stations
}
"""Where customers are served, by crews of their own if there are any."""

WORKPLACES: Mapping[str, Station] = {**STATIONS, **INBOUND, **BESIDE}
"""All stations: where crews work."""

SECTIONS: tuple[str, ...] = tuple(stage.name for stage in STAGES)
"""Their YAML sections."""

LAGS: tuple[str, ...] = tuple(
    activity for stage in STAGES if stage.lag for activity in stage.activities
)
"""Activities of stages without people or machines: nobody waits there for anybody."""

TO_THE_DOCK: tuple[str, ...] = tuple(
    name
    for stage in STAGES[: SECTIONS.index("shipping")]
    if stage.on_the_floor or stage.lag
    for name in (stage.activities if stage.lag else [station.name for station in stage.stations])
)
"""The stations and lags that a released order goes through, one after the other."""

BEFORE_THE_DOOR: tuple[str, ...] = tuple(
    name
    for stage in STAGES
    if stage.name not in ("checkout", "returns") and not stage.inbound
    for name in stage.activities
)
"""Activities at which an order can be that is placed and not finished."""

ACTIVITIES: tuple[str, ...] = tuple(
    name for stage in STAGES if not stage.inbound for name in stage.activities
)
"""What an order does, as the log has it."""

CAUSES: Mapping[str, Cause] = {cause.name: cause for cause in _causes()}
"""Where an order's time goes, from placed to finished; the causes add up to the cycle time."""
