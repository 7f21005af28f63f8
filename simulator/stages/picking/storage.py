"""Which zone a SKU belongs to and where it lies, from the picking section.

Popularity is the expected demand; where SKUs are equally popular, the catalog's sequence decides.
"""

from __future__ import annotations

import numpy as np

from simulator.reading.mistakes import did_you_mean, mistake_at
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.assortment import Assortment
from simulator.stages.picking.section import Layout, Picking, Zones
from simulator.stages.picking.walking import Aisles
from simulator.workload.draws import Draws, Floats, Integers
from simulator.workload.workload import Storage


def storage(scenario: Scenario, skus: Assortment, demand_rate: Floats, draws: Draws) -> Storage:
    """Zones and places of all SKUs."""
    picking, count = scenario.picking, len(skus.sku)
    nothing = np.zeros(count, dtype=np.int64)
    if picking is None:
        return _stored(("",), nothing, (), nothing, nothing)
    zones, layout = picking.method.zones, picking.layout
    popular = np.argsort(-demand_rate, kind="stable")
    names = tuple(zones.areas) if zones is not None else ("",)
    aisle, place = nothing, nothing
    if layout is not None:
        aisle, place = _places(layout, popular, skus, draws)
    if zones is None:
        return _stored(
            names, nothing, _walkways(layout, [layout.aisles] if layout else []), aisle, place
        )
    if layout is not None and zones.assign == "aisles":
        edges = _edges(zones, layout.aisles, least=1)
        zone = np.searchsorted(edges, aisle, side="right") - 1
        return _stored(
            names, zone, _walkways(layout, np.diff(edges).tolist()), aisle - edges[zone], place
        )
    zone = _zones(picking, zones, skus, str(scenario.catalog.file), popular, draws)
    return _stored(names, zone, _walkways(layout, [layout.aisles] if layout else []), aisle, place)


def _stored(
    names: tuple[str, ...],
    zone: Integers,
    aisles: tuple[Aisles, ...],
    aisle: Integers,
    place: Integers,
) -> Storage:
    return Storage(names, zone.astype(np.int16), aisles, aisle.astype(np.int32), place)


def _walkways(layout: Layout | None, counts: list[int]) -> tuple[Aisles, ...]:
    if layout is None:
        return ()
    return tuple(
        Aisles(
            count=count,
            length=layout.aisle_length,
            spacing=layout.aisle_spacing,
            depot=_depot(layout, count),
            middle=layout.middle_aisle,
            routing=layout.routing,
        )
        for count in counts
    )


def _depot(layout: Layout, aisles: int) -> int:
    return 0 if layout.depot == "left" else (aisles - 1) * layout.aisle_spacing // 2


def _places(
    layout: Layout, popular: Integers, skus: Assortment, draws: Draws
) -> tuple[Integers, Integers]:
    """Aisle and distance from the front of every SKU: one of its class's places, at random.

    Each place and each SKU has its uniform. A class takes its places with the lowest of them, and
    its SKUs, by theirs, stand there one after the other.
    """
    count = len(popular)
    slots = -(-count // layout.aisles)
    aisle = np.repeat(np.arange(layout.aisles), slots)
    place = np.tile((2 * np.arange(slots) + 1) * layout.aisle_length // (2 * slots), layout.aisles)
    across = np.abs(aisle * layout.aisle_spacing - _depot(layout, layout.aisles))
    if layout.storage.arranged == "within aisles":
        nearest = np.lexsort((place, aisle, across))
    else:
        nearest = np.lexsort((aisle, across, place))
    lot = draws.listed("picking.places", len(nearest)).uniforms()
    turn = draws.named("picking.storage", skus.sku).uniforms()
    shares = tuple((layout.storage.classes or {"all": 1.0}).values())
    ends = np.rint(np.cumsum(shares) * count).astype(np.int64)
    ends[-1] = count
    place_of, aisle_of = np.empty(count, np.int64), np.empty(count, np.int64)
    for first, last in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        mine = popular[first:last]
        mine = mine[np.argsort(turn[mine], kind="stable")]
        block = nearest[first : last if len(shares) > 1 else None]
        drawn = np.sort(np.argsort(lot[first : first + len(block)], kind="stable")[: len(mine)])
        place_of[mine], aisle_of[mine] = place[block[drawn]], aisle[block[drawn]]
    return aisle_of, place_of


def _edges(zones: Zones, count: int, least: int) -> Integers:
    """(zones + 1,) Where the share of each zone begins among `count`, at least so many for each."""
    shares = [zone.skus or 0.0 for zone in zones.areas.values()]
    edges: Integers = np.rint(np.cumsum([0.0, *shares]) * count).astype(np.int64)
    edges[-1] = count
    for k in range(1, len(edges) - 1):
        edges[k] = min(max(edges[k], edges[k - 1] + least), count - least * (len(edges) - 1 - k))
    return edges


def _zones(
    picking: Picking, zones: Zones, skus: Assortment, file: str, popular: Integers, draws: Draws
) -> Integers:
    if zones.assign == "catalog":
        return _listed(zones, skus, file)
    count = len(skus.sku)
    sequence: Integers = popular
    if zones.assign == "random":
        sequence = np.argsort(draws.named("picking.zones", skus.sku).uniforms(), kind="stable")
    edges = _edges(zones, count, least=0)
    zone = np.empty(count, dtype=np.int64)
    zone[sequence] = np.repeat(np.arange(len(zones.areas)), np.diff(edges))
    return zone


def _listed(zones: Zones, skus: Assortment, file: str) -> Integers:
    """Zones by the CSV; raises ScenarioError for a SKU whose zone is unknown or missing."""
    names = list(zones.areas)
    for sku, name in zip(skus.sku, skus.zone, strict=True):
        if name not in names:
            wrong = f"SKU {sku!r} is in zone {name!r}; {did_you_mean(name, names)}"
            raise mistake_at(file, None, "zone", wrong)
    return np.array([names.index(name) for name in skus.zone], dtype=np.int64)
