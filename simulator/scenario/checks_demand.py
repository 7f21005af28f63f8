"""What must fit together in time, demand, stock, payment, targets and precision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simulator.engine.section_crews import Crew
from simulator.measure.kpis import UnknownKpiError, kpi, kpi_names
from simulator.policies.replenishment import REVIEWED
from simulator.reading.by_region import EVERYWHERE
from simulator.reading.mistakes import did_you_mean, one_of
from simulator.reading.weights import adds_up, percent
from simulator.scenario.checks_figures import DEFINED, limit_of
from simulator.scenario.clock import Clock
from simulator.scenario.experiment import Replications, Target
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.section import OrderClass
from simulator.stages.inventory.catalog import Catalog
from simulator.stages.inventory.section import Policy

Misfit = tuple[tuple[str | int, ...], str]


def class_remedy(scenario: Scenario, name: str) -> str:
    """What to write where a class is named that there is not.

    Beside a trace the classes are forgotten easily: it stands where the demand was.
    """
    classes = tuple(scenario.demand.classes)
    if scenario.demand.trace is not None and "classes" not in scenario.demand.model_fields_set:
        promised = ", ship_by: 24 h" if scenario.shipping is not None else ""
        promised += ", deliver_within: 4 d" if scenario.delivery is not None else ""
        example = f"{{{name}: {{share: 100 %{promised}}}}}"
        return f"write demand.classes, beside trace, such as {example}"
    return did_you_mean(name, classes)


def class_shares(scenario: Scenario) -> Iterator[Misfit]:
    """The classes' shares make a whole; with a trace the rows may say the class instead."""
    classes = scenario.demand.classes
    if not classes:
        yield ("demand", "classes"), "there is no class; write one or remove the line"
        return
    total = sum(each.share for each in classes.values())
    if not adds_up(total) and scenario.demand.trace is None:
        wrong = f"the shares of the classes add up to {percent(total)}; make them add up to 100 %"
        yield ("demand", "classes"), wrong


def told_by_trace(scenario: Scenario) -> Iterator[Misfit]:
    """What a trace tells of hand-overs and deliveries has a stage that can take it."""
    trace = scenario.demand.trace
    named = {} if trace is None else trace.columns
    at = ("demand", "trace", "columns")
    if "delivered_at" in named and "handed_over_at" not in named:
        wrong = "transit is counted from the hand-over"
        yield (*at, "delivered_at"), f"{wrong}; write handed_over_at: and its header beside it"
    elif "delivered_at" in named and scenario.shipping is None:
        wrong = "nothing is shipped that could arrive then"
        yield (*at, "delivered_at"), f"{wrong}; write shipping: and its carriers, or remove it"
    elif "handed_over_at" in named and "delivered_at" not in named and scenario.handling is None:
        wrong = "there is no lag that could end then, the house has stations"
        remedy = "write handling: {lag: 4 h}, or delivered_at: and its header, to take the transit"
        yield (*at, "handed_over_at"), f"{wrong}; {remedy}"


def promises(scenario: Scenario) -> Iterator[Misfit]:
    """A class that is written says what it promises, or that it promises nothing."""
    demand = scenario.demand
    if "classes" not in demand.model_fields_set:
        return
    for name, each in demand.classes.items():
        at = ("demand", "classes", name)
        told = scenario.promise is not None  # at checkout, in place of these
        if scenario.shipping is not None and not told and "ship_by" not in each.model_fields_set:
            yield at, "the class has no promise to ship; write ship_by: 24 h, or ship_by: none"
        if (
            scenario.delivery is not None
            and not told
            and "deliver_within" not in each.model_fields_set
            and each.promised_days is None
        ):
            wrong = "the class has no promise to deliver"
            yield at, f"{wrong}; write deliver_within: 4 d, or deliver_within: none"
        in_days = each.ship_by is not None and each.ship_by.kind == "working days"
        if each.order_cut_off is not None and not in_days:
            wrong = "a cut-off counts for a promise in working days only"
            yield (*at, "order_cut_off"), f"{wrong}; write ship_by: same day, or remove it"
        in_days = each.deliver_within is not None and each.deliver_within.kind == "working days"
        if each.deliver_cut_off is not None and not in_days:
            wrong = "a cut-off counts for a promise in working days only"
            remedy = "write deliver_within: 2 working days, or remove it"
            remedy = "remove it" if each.promised_days is not None else remedy
            yield (*at, "deliver_cut_off"), f"{wrong}; {remedy}"
        if each.deliver_within is not None and each.promised_days is not None:
            wrong = "deliver_within promises the delivery already"
            yield (*at, "promised_days"), f"{wrong}; write deliver_within: none, or remove it"
        if _too_early(each):
            wrong = "the delivery is promised before the hand-over"
            yield (*at, "deliver_within"), f"{wrong}; write a later one, or an earlier ship_by"


def _too_early(each: OrderClass) -> bool:
    """Whether the promises, counted alike, are in the wrong order."""
    ship, deliver = each.ship_by, each.deliver_within
    return (
        ship is not None
        and deliver is not None
        and (ship.kind == deliver.kind and deliver.amount < ship.amount)
    )


def regions_of_classes(scenario: Scenario) -> Iterator[Misfit]:
    """Classes go, and are promised days, to regions that there are; promises to each of them."""
    known = scenario.demand.regions
    for name, each in scenario.demand.classes.items():
        at = ("demand", "classes", name)
        promised = set(each.promised_days or ()) - {EVERYWHERE}
        for key, regions in (("regions", each.regions or ()), ("promised_days", promised)):
            below = ("by_region",) if key == "promised_days" else ()
            for region in regions:
                if region not in known:
                    wrong = f"there is no region {region!r} in demand.regions"
                    yield (*at, key, *below, region), f"{wrong}; {did_you_mean(region, known)}"
        missing = [region for region in known if region not in promised]
        if promised and missing:
            wrong = f"there are no days promised to {', '.join(missing)}"
            remedy = "write some for each below by_region, or one spread for all"
            yield (*at, "promised_days"), f"{wrong}; {remedy}"


def popularity(scenario: Scenario) -> Iterator[Misfit]:
    """SKU popularity has one form, and the shares of an ABC analysis make a whole."""
    spread = scenario.catalog.popularity
    at = ("catalog", "popularity")
    if (spread.zipf is None) == (spread.abc is None):
        if spread.abc is not None:
            yield (*at, "abc"), "there is zipf too; keep one of the two"
        else:
            yield at, "it says nothing; write zipf: 0.95, or abc: and its classes"
    for part in ("skus", "demand") if spread.abc is not None else ():
        total = sum(getattr(each, part) for each in (spread.abc or {}).values())
        if not adds_up(total):
            wrong = f"the shares of {part} add up to {percent(total)}; make them add up to 100 %"
            yield (*at, "abc"), wrong
    yield from _unsold(scenario.catalog, (*at, "abc"))


def _unsold(catalog: Catalog, at: tuple[str, ...]) -> Iterator[Misfit]:
    """Classes of an ABC analysis without demand, or without a single SKU to sell."""
    classes = (catalog.popularity.abc or {}).items()
    edge = 0.0
    for name, part in classes:
        first, edge = edge, edge + part.skus
        if part.demand == 0:
            wrong = "nobody buys these SKUs; write a demand above 0 %, or leave the class out"
            yield (*at, name, "demand"), wrong
        elif round(edge * catalog.skus) <= round(first * catalog.skus):
            wrong = (
                f"of {catalog.skus} SKUs none is in the class; write a larger share or more SKUs"
            )
            yield (*at, name, "skus"), wrong


def cost_of_goods(scenario: Scenario) -> Iterator[Misfit]:
    """A share of the price is a share of something; files may have prices of their own."""
    catalog, demand = scenario.catalog, scenario.demand
    priced = catalog.price > 0 or catalog.file is not None or demand.trace is not None
    if catalog.cost.share and not priced:
        wrong = f"{percent(catalog.cost.share)} of a price of 0 is nothing"
        yield ("catalog", "cost"), f"{wrong}; write an amount such as 5 USD, or a price"


def lines(scenario: Scenario) -> Iterator[Misfit]:
    """An order's lines are of different SKUs, of which there must be enough."""
    catalog, demand = scenario.catalog, scenario.demand
    if catalog.file is not None or demand.trace is not None:
        return
    most = max(each.lines.mean for each in demand.sizes)
    if most > catalog.skus:
        wrong = f"an order has {most:g} lines of different SKUs on average"
        wrong = f"{wrong}, more than the {catalog.skus:,} of the catalog"
        yield ("catalog", "skus"), f"{wrong}; write as many as the shop sells, such as 1000"


def stock_policy(scenario: Scenario) -> Iterator[Misfit]:
    """The policy has its two levels, once each, in order; a catalog's CSV may have them."""
    if scenario.inventory is None:
        return
    policy = scenario.inventory.policy
    at = ("inventory", "policy")
    needed = policy.levels
    for low in ("s", "S", "r", "Q"):
        units, cover = getattr(policy, low), getattr(policy, f"cover_{low}")
        written = low if units is not None else f"cover_{low}"
        if low not in needed and (units is not None or cover is not None):
            yield (
                (*at, written),
                f"is not a level of kind {policy.kind}, which has {one_of(needed)}; remove it",
            )
        elif units is not None and cover is not None:
            yield (*at, f"cover_{low}"), f"{low} is already there; keep one of the two"
        elif low in needed and units is None and cover is None and scenario.catalog.file is None:
            days = 5 if low in ("s", "r") else 10
            yield at, f"has no level {low}; write cover_{low}: {days} d, or {low}: and its units"
    yield from _levels_in_order(policy)
    yield from _review_of(policy)


def _levels_in_order(policy: Policy) -> Iterator[Misfit]:
    for low, high in (("s", "S"), ("cover_s", "cover_S")):
        less, more = getattr(policy, low), getattr(policy, high)
        if policy.levels == ("s", "S") and less is not None and more is not None and less >= more:
            yield ("inventory", "policy", low), f"is not below {high}; write a smaller {low}"


def _review_of(policy: Policy) -> Iterator[Misfit]:
    """A kind that is reviewed by its name has a period; base stock never waits for one."""
    at = ("inventory", "policy", "review")
    if policy.kind in REVIEWED and policy.review == "continuous":
        wrong = f"the policy {policy.kind} orders at reviews, and has none"
        other = "base stock" if policy.kind == "R S" else "s S"
        yield at, f"{wrong}; write a period such as 1 d, or kind: {other}"
    if policy.kind == "base stock" and policy.review != "continuous":
        yield at, "base stock orders at once; write continuous, or kind: R S"


def outside(clock: Clock) -> str:
    """What is said of a moment outside of the simulated time, with one that is within."""
    end = clock.start + timedelta(milliseconds=clock.horizon)
    within = clock.start + (end - clock.start) / 2
    return (
        f"is outside the simulated time, {clock.start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}; "
        f"write a moment in it, such as {within:%Y-%m-%d %H:%M}"
    )


def precision(scenario: Scenario) -> Iterator[Misfit]:
    """The limits on replications are in order, and precision is asked of KPIs that exist."""
    wanted = scenario.experiment.replications
    if not isinstance(wanted, Replications):
        return
    at = ("experiment", "replications")
    if wanted.at_least > wanted.at_most:
        wrong = f"{wanted.at_least} is more than at_most ({wanted.at_most}); swap the two"
        yield (*at, "at_least"), wrong
    for k, name in enumerate(wanted.of):
        unknown = _unknown_kpi(name, scenario)
        if unknown is not None:
            yield (*at, "of", k), unknown


def target_classes(scenario: Scenario) -> Iterator[Misfit]:
    """Targets are on classes that exist."""
    classes = scenario.demand.classes
    for k, target in enumerate(scenario.targets):
        if target.class_ is not None and target.class_ not in classes:
            wrong = f"there is no class {target.class_!r}; {class_remedy(scenario, target.class_)}"
            yield ("targets", k, "class"), wrong


def targets(scenario: Scenario) -> Iterator[Misfit]:
    """Targets are on KPIs that exist, with one limit each, in the KPI's unit."""
    for k, target in enumerate(scenario.targets):
        at = ("targets", k)
        if not target.kpi:
            wrong = "the target has no figure"
            yield at, f"{wrong}; write kpi: on_time_ship (or limit: amazon late shipment)"
            continue
        limits = [name for name in target.one_of[0] if getattr(target, name) is not None]
        if not limits:
            yield at, f"the target has no limit; write {_limit_of(target, scenario)}"
        elif len(limits) == 2:
            yield (
                (*at, "at_most"),
                "the target has two limits; keep one of the two, or write two targets",
            )
        unknown = _unknown_kpi(target.kpi, scenario)
        if unknown is not None:
            yield (*at, "kpi"), unknown
        else:
            yield from _on_its_kpi(target, k, scenario)


def _limit_of(target: Target, scenario: Scenario) -> str:
    """A limit as it could be for the target's KPI."""
    try:
        unit = kpi(target.kpi).unit_in(scenario.currency)
    except UnknownKpiError:
        unit = "%"
    if unit == "%":
        return "at_least: 95 %, or at_most: and a number"
    return f"at_most: 24 {unit}, or at_least: and a number"


def study_outputs(scenario: Scenario) -> Iterator[Misfit]:
    """The outputs of the study are KPIs that exist, each once."""
    named = scenario.study.outputs
    for k, name in enumerate(named):
        unknown = _unknown_kpi(name, scenario)
        if unknown is not None:
            yield ("study", "outputs", k), unknown
        elif name in named[:k]:
            yield ("study", "outputs", k), f"{name} is there twice; remove one"


def _on_its_kpi(target: Target, k: int, scenario: Scenario) -> Iterator[Misfit]:
    measured = kpi(target.kpi)
    if target.class_ is not None and not measured.by_class:
        wrong = f"{target.kpi} is not measured by class; remove class"
        yield ("targets", k, "class"), wrong
    for name in target.one_of[0]:
        limit = getattr(target, name)
        if limit is None:
            continue
        try:
            limit_of(measured, limit, scenario.currency)
        except ValueError as problem:
            yield ("targets", k, name), str(problem)


def _unknown_kpi(name: str, scenario: Scenario) -> str | None:
    crews: dict[str, Crew] | None = scenario.crews  # None where they hold a mistake of their own
    try:
        kpi(name, crews)
    except UnknownKpiError:
        near = did_you_mean(name, kpi_names(crews or {}))
        remedy = near if near.endswith("?") else f"write one such as on_time_ship{DEFINED}"
        return f"there is no KPI {name!r}; {remedy}"
    return None
