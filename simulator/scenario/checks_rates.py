"""What must fit together between rate cards, boxes and regions."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.reading.mistakes import ScenarioError, did_you_mean, one_of
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.section import Packing
from simulator.stages.shipping.rate_table import RateTable, rate_table
from simulator.stages.shipping.section_rates import RateCard, weights
from simulator.units import shown

Path = tuple[str | int, ...]
Misfit = tuple[Path, str]


def rate_cards(scenario: Scenario) -> Iterator[Misfit]:
    """Services name rate cards that there are, and each card is of use."""
    if scenario.shipping is None:
        return
    cards = scenario.shipping.rate_cards
    named = set()
    for carrier, of in scenario.carriers.items():
        for label, service in of.services.items():
            if service.rates is None:
                continue
            named.add(service.rates)
            if service.rates not in cards:
                where = ("shipping", "carriers", carrier, "services", label, "rates")
                remedy = did_you_mean(service.rates, cards) if cards else "write it there"
                yield where, f"there is no {service.rates!r} in shipping.rate_cards; {remedy}"
    for name, card in cards.items():
        at = ("shipping", "rate_cards", name)
        if name not in named:
            remedy = f"write rates: {name} under a service, or remove the card"
            yield at, f"no service has this rate card; {remedy}"
        yield from _surcharges(scenario, card, at)
        yield from _zones(scenario, card, at)
    if cards:
        yield from _boxes(scenario)


def _table(card: RateCard) -> RateTable | None:
    """What the card's file says; None if it is wrong, which is told when the files are read."""
    try:
        return rate_table(card.file)
    except ScenarioError:
        return None


def _boxes(scenario: Scenario) -> Iterator[Misfit]:
    """A rate card prices boxes of a known weight, up to the heaviest."""
    packing, cards = scenario.packing, scenario.shipping.rate_cards if scenario.shipping else {}
    if packing is None or not packing.boxes:
        wrong = "a rate card prices boxes, and there are none"
        remedy = "write packing.boxes, such as {m: {volume: 10 l, max_weight: 20 kg}}"
        yield ("shipping", "rate_cards"), f"{wrong}; {remedy}, or cost: for the services"
        return
    for name, card in cards.items():
        yield from _heaviest(packing, card, ("shipping", "rate_cards", name, "file"))


def _heaviest(packing: Packing, card: RateCard, at: Path) -> Iterator[Misfit]:
    """The card goes up to the weight that any box may be billed by."""
    table = _table(card)
    if table is None:
        return
    own, dimensional = weights(packing, card)
    most = table.heaviest
    for (name, box), empty, volume in zip(
        packing.boxes.items(), own.tolist(), dimensional.tolist(), strict=True
    ):
        full = box.max_weight + empty
        if max(full, volume) <= most:
            continue
        wrong = f"the card ends at {most / 1000:.3g} kg, and box {name!r} may be billed by "
        wrong += f"{max(full, volume) / 1000:.3g} kg"
        if volume > most:
            yield at, f"{wrong}, for its volume; add a band, or leave the box out"
            continue
        limit = int(most - empty)
        remedy = f"write packing.boxes.{name}.max_weight: {limit} g, or add a band"
        yield at, f"{wrong}; {remedy if limit > 0 else 'add a band'}"


def _zones(scenario: Scenario, card: RateCard, at: Path) -> Iterator[Misfit]:
    """Each region has a column of prices."""
    table, known = _table(card), scenario.demand.regions
    if table is None:
        return
    for region, zone in card.zones.items():
        if region not in known:
            remedy = did_you_mean(region, known)
            yield (*at, "zones", region), f"there is no region {region!r}; {remedy}"
        if zone not in table.zones:
            wrong = f"{card.file.name} has no column {shown(zone)}"
            yield (*at, "zones", region), f"{wrong}; {did_you_mean(zone, table.zones)}"
    missing = [
        name for name in known if name not in card.zones and table.column(name, card.zones) is None
    ]
    if missing:
        wrong = f"{card.file.name} has no column for {one_of(missing)}, give each its zone"
        written = ", ".join(f"{name}: {table.zones[0]}" for name in missing)
        yield (*at, "zones") if card.zones else at, f"{wrong}; write zones: {{{written}}}"


def _surcharges(scenario: Scenario, card: RateCard, at: Path) -> Iterator[Misfit]:
    """A surcharge is asked on some day, for some region."""
    for name, surcharge in card.surcharges.items():
        here = (*at, "surcharges", name)
        if (
            surcharge.from_ is not None
            and surcharge.until is not None
            and surcharge.until < surcharge.from_
        ):
            wrong = f"it ends on {surcharge.until}, before it begins"
            yield (*here, "until"), f"{wrong}; write {surcharge.from_} or a later day"
        for k, region in enumerate(surcharge.regions):
            if region not in scenario.demand.regions:
                remedy = did_you_mean(region, scenario.demand.regions)
                yield (*here, "regions", k), f"there is no region {region!r}; {remedy}"
