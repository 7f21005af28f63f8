"""What must fit together in picking and packing: methods, zones, layout, lanes and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from simulator.reading.mistakes import did_you_mean
from simulator.reading.weights import adds_up, percent
from simulator.reading.work import Skill
from simulator.scenario.checks_crews import happens
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.catalog import Catalog
from simulator.stages.packing.boxes import fits, largest, remedy
from simulator.stages.packing.section import Packing
from simulator.stages.picking.section import METHOD_NAMES, House, Layout, Zones

Misfit = tuple[tuple[str | int, ...], str]


def release(scenario: Scenario) -> Iterator[Misfit]:
    """Orders go to picking in one way, and it fits the house."""
    if scenario.picking is None:
        return
    method, at = scenario.picking.method, ("picking", "method")
    house = House(
        ships=scenario.shipping is not None,
        in_zones=method.zones is not None,
        comes=partial(happens, scenario.clock),
    )
    ways = {name: getattr(method, name) for name in METHOD_NAMES}
    first, *others = [name for name, way in ways.items() if way is not None] or [""]
    for name in others:
        wrong = f"there is a {first} too; keep one of the two"
        yield (*at, name), f"{wrong} (a wave has up_to)" if name == "wave" else wrong
    for name, way in ways.items():
        for key, wrong in () if way is None else way.misfits(house):
            yield (*at, name, key) if key else (*at, name), wrong


def zones(scenario: Scenario) -> Iterator[Misfit]:
    """Zones share out all SKUs among people who pick."""
    if scenario.picking is None or scenario.picking.method.zones is None:
        return
    section, at = scenario.picking.method.zones, ("picking", "method", "zones")
    total = sum(zone.skus or 0 for zone in section.areas.values())
    if section.assign == "catalog":
        if scenario.catalog.file is None:
            wrong = "the catalog has no file with a column zone; write random, or give it one"
            yield (*at, "assign"), wrong
    elif not adds_up(total):
        wrong = f"the shares of skus add up to {percent(total)}; make them add up to 100 %"
        yield (*at, "areas"), wrong
    for name, zone in section.areas.items():
        if not zone.skus and section.assign != "catalog":
            wrong = "the zone has no SKU; write skus: 50 %, or its share, or remove the zone"
            yield (*at, "areas", name), wrong
        yield from _able(scenario, zone.crews, "picking", (*at, "areas", name, "crews"))
    yield from _by_aisle(scenario.picking.layout, section)


def _by_aisle(layout: Layout | None, section: Zones) -> Iterator[Misfit]:
    at = ("picking", "method", "zones", "assign")
    if section.assign != "aisles":
        return
    if layout is None:
        yield at, "there are no aisles; write random, or give picking a layout"
    elif layout.aisles < len(section.areas):
        wrong = f"{layout.aisles} aisles do not make {len(section.areas)} zones"
        yield at, f"{wrong}; write random, or picking.layout.aisles: {len(section.areas)} or more"


def walking(scenario: Scenario) -> Iterator[Misfit]:
    """With a layout, what is written for a line is its search alone."""
    picking = scenario.picking
    if picking is None or picking.layout is None:
        return
    if "per_line" not in picking.time.model_fields_set:
        wrong = "its default includes walking, which the layout adds; write per_line: 10 s"
        yield ("picking", "time"), wrong


def short_picks(scenario: Scenario) -> Iterator[Misfit]:
    """A wrong record is found by picking."""
    stock = scenario.inventory
    if stock is not None and stock.record_accuracy < 1 and scenario.picking is None:
        wrong = "picking is off, so nobody finds out; write 100 %, or switch picking on"
        yield ("inventory", "record_accuracy"), wrong


def parcels(scenario: Scenario) -> Iterator[Misfit]:
    """Only what is split for want of stock comes in more than two parcels."""
    stock = scenario.inventory
    if stock is not None and stock.parcels_at_most > 2 and stock.when_short != "split":
        wrong = f"orders are not split where when_short is {stock.when_short}"
        yield ("inventory", "parcels_at_most"), f"{wrong}; write when_short: split, or remove it"


def lanes(scenario: Scenario) -> Iterator[Misfit]:
    """Benches belong to lanes or to all, and to people who pack."""
    if scenario.packing is None or scenario.packing.lanes is None:
        return
    lanes, at = scenario.packing.lanes, ("packing", "lanes")
    if scenario.packing.stations is not None:
        yield (
            at,
            "there are stations for all lanes too; remove packing.stations, or move it to a lane",
        )
    for name in ("single_line", "multi_line"):
        crews = getattr(lanes, name).crews
        yield from _able(scenario, crews, "packing", (*at, name, "crews"))


def boxes(scenario: Scenario) -> Iterator[Misfit]:
    """Boxes are filled with SKUs whose size and weight are known."""
    if scenario.packing is None or not scenario.packing.boxes or scenario.catalog.file is not None:
        return
    for key, example in (("unit_volume", "1.5 l"), ("unit_weight", "400 g")):
        if getattr(scenario.catalog, key) is None:
            wrong = f"boxes need the {key} of the SKUs; write catalog.{key}: {example}"
            yield ("packing", "boxes"), wrong
    yield from _fitting(scenario.packing, scenario.catalog)


def _fitting(packing: Packing, catalog: Catalog) -> Iterator[Misfit]:
    """A unit of the largest size that may be drawn fits a box."""
    if packing.fits_no_box != "mistake":
        return
    if catalog.unit_volume is None or catalog.unit_weight is None:
        return
    size = largest(catalog.unit_volume), largest(catalog.unit_weight)
    if not fits(packing, *size):
        varies = catalog.unit_volume.sd > 0 or catalog.unit_weight.sd > 0
        wrong = f"a unit {'may have' if varies else 'has'} {size[0]:,} cm3 and {size[1]:,} g"
        wrong += ", which fits no box; " + remedy(packing, *size)
        yield ("packing", "boxes"), wrong


def checked_classes(scenario: Scenario) -> Iterator[Misfit]:
    """The quality check names order classes."""
    check = scenario.packing.quality_check if scenario.packing is not None else None
    for name in check.by_class if check is not None else ():
        if name not in scenario.demand.classes:
            remedy = did_you_mean(name, scenario.demand.classes)
            at = ("packing", "quality_check", "by_class", name)
            yield at, f"there is no order class {name!r}; {remedy}"


def _able(
    scenario: Scenario, crews: tuple[str, ...], skill: Skill, at: tuple[str, ...]
) -> Iterator[Misfit]:
    for name in crews:
        if name not in scenario.crews:
            remedy = f"write crews.{name}: {{skills: [{skill}], heads: 2}}"
            remedy = did_you_mean(name, scenario.crews) if scenario.crews else remedy
            yield at, f"there is no crew {name!r}; {remedy}"
        elif skill not in scenario.crews[name].skills:
            yield at, f"{name} lacks the skill {skill}; add it to its skills, or name another crew"
