"""What a replication would hold at once, refused before memory or time is spent on it.

The limits are generous: the largest shops are far below them. An order takes one to four kilobytes
while it is simulated, so that the most orders need some 40 gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from math import exp, expm1, floor, log, log10

from simulator.distributions import Distribution
from simulator.policies.registry import is_shipped
from simulator.scenario.experiment import Replications
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.section import Demand
from simulator.stages.inventory.section import Policy
from simulator.units import DAY

Misfit = tuple[tuple[str | int, ...], str]

MOST_DAYS = 36_525
MOST_CARTS = 20_000_000
MOST_LINES = 100_000_000
MOST_UNITS = 10**6
MOST_VALUE = 10**16
MOST_SKUS = 5_000_000
MOST_LEAD_TIMES = 200_000_000
MOST_HEADS = 1_000_000
MOST_SHIFTS_WORKED = 20_000_000
MOST_PICK_UPS = 5_000_000
MOST_ATTEMPTS = 100
MOST_PRIORITY = 30_000
MOST_CV = 100
MOST_GROWTH = 2.0
MOST_GROWN = 3653
"""Days over which demand grows or shrinks to what it is at the start: ten years."""
MOST_REPLICATIONS = 100_000
MOST_ENTRIES = 200
"""Classes, regions, carriers, services of a carrier, crews and shifts, each."""

MOST_DATES = 2_000
"""Events, outages and targets, each."""


def entries(scenario: Scenario) -> Iterator[Misfit]:
    """Sections by name, each of which has figures of its own."""
    entries_there: list[tuple[tuple[str | int, ...], Sized, int]] = [
        (("demand", "classes"), scenario.demand.classes, MOST_ENTRIES),
        (("demand", "regions"), scenario.demand.regions, MOST_ENTRIES),
        (("demand", "events"), scenario.demand.events, MOST_DATES),
        (("crews",), scenario.crews, MOST_ENTRIES),
        (("shifts",), scenario.shifts, MOST_ENTRIES),
        (("targets",), scenario.targets, MOST_DATES),
    ]
    if scenario.payment is not None:
        entries_there.append((("payment", "outages"), scenario.payment.outages, MOST_DATES))
    for name, carrier in scenario.carriers.items():
        entries_there.append(
            (("shipping", "carriers", name, "services"), carrier.services, MOST_ENTRIES)
        )
    entries_there.append((("shipping", "carriers"), scenario.carriers, MOST_ENTRIES))
    for at, listed, most in entries_there:
        if len(listed) > most:
            yield at, f"there are {len(listed):,} of them; write at most {most:,}"
    for name, each in scenario.demand.classes.items():
        if each.priority > MOST_PRIORITY:
            wrong = f"{each.priority} is out of range; write at most {MOST_PRIORITY}"
            yield ("demand", "classes", name, "priority"), wrong


def days(scenario: Scenario) -> Iterator[Misfit]:
    """The simulated time."""
    simulated = scenario.clock.horizon / DAY
    if simulated > MOST_DAYS:
        wrong = f"{simulated:,.0f} days would be simulated, at most {MOST_DAYS:,} can be"
        yield ("clock", "run"), f"{wrong}; write shorter phases"


def orders(scenario: Scenario) -> Iterator[Misfit]:
    """Carts and orders of a replication; what a trace gives is counted when it is read."""
    if grows_for(scenario) > MOST_GROWN:
        return
    demand = scenario.demand
    carts = expected_carts(scenario)
    rate = "carts_per_day" if demand.carts_per_day is not None else "orders_per_day"
    at = ("demand", rate if getattr(demand, rate) is not None else "scale")
    if carts > MOST_CARTS:
        wrong = f"a replication would have about {carts:.3g} carts (some {carts / 5e5:,.3g} GB)"
        wrong += f", at most {MOST_CARTS:,} can be simulated"
        lone = demand.model_copy(update={at[1]: 1.0})
        at_most = MOST_CARTS / expected_carts(scenario.model_copy(update={"demand": lone}))
        less = f"{_rounded_down(at_most)} or less" if at_most > 0 else "smaller factors of events"
        yield at, f"{wrong}; write {less}, or a shorter clock.run"
        return
    for above, units in _units_a_line(demand):
        if units is not None and units.mean > MOST_UNITS:
            wrong = f"a line has {units.mean:.3g} units on average"
            yield (*above, "units_per_line"), f"{wrong}; write at most {MOST_UNITS:,}"
    lines = carts * demand.mean_lines
    if lines > MOST_LINES:
        wrong = f"a replication would have about {lines:.3g} lines, at most {MOST_LINES:,} can be"
        yield ("demand", "lines"), f"{wrong} simulated; write fewer lines, orders or days"
    amounts = {"price": scenario.catalog.price, "cost": scenario.catalog.cost.amount or 0.0}
    for key, a_unit in amounts.items():
        worth = carts * demand.mean_units * a_unit
        if worth > MOST_VALUE:
            wrong = f"goods of {worth:.3g} {scenario.currency} would be ordered"
            yield ("catalog", key), f"{wrong}; write a lower {key}"


def _units_a_line(demand: Demand) -> Iterator[tuple[tuple[str, ...], Distribution | None]]:
    """Where they are written, and the distribution; None where a class has none of its own."""
    yield ("demand",), demand.units_per_line
    for name, each in demand.classes.items():
        yield ("demand", "classes", name), each.units_per_line


def _rounded_down(number: float) -> str:
    """Two digits of a number above 0, no more than it: '9500' of 9523.8."""
    step = 10.0 ** (floor(log10(number)) - 1)
    return f"{floor(number / step) * step:.12g}"


def spreads(scenario: Scenario) -> Iterator[Misfit]:
    """Coefficients of variation of factors."""
    spreads_there: list[tuple[tuple[str, ...], float]] = [
        (("demand", "day_to_day_cv"), scenario.demand.day_to_day_cv)
    ]
    if scenario.packing is not None:
        spreads_there.append((("packing", "time", "cv"), scenario.packing.time.cv))
    for at, cv in spreads_there:
        if cv > MOST_CV:
            yield at, f"{cv:g} is out of range; write at most {MOST_CV}"


def stock(scenario: Scenario) -> Iterator[Misfit]:
    """SKUs and their replenishments."""
    skus = scenario.catalog.skus
    if skus > MOST_SKUS:
        wrong = f"{skus:,} SKUs are more than the {MOST_SKUS:,} that can be simulated"
        yield ("catalog", "skus"), f"{wrong}; write fewer, those that sell"
        return
    if scenario.inventory is None or scenario.demand.trace is not None:
        return
    demand, policy = scenario.demand, scenario.inventory.policy
    units = expected_carts(scenario) * demand.mean_units
    lead_times = 2 * units / _smallest_reorder(policy)
    if lead_times > MOST_LEAD_TIMES:
        wrong = f"a replication could need {lead_times:.3g} replenishments, for {units:.3g} units"
        if not is_shipped("replenishment", policy.kind):
            remedy = "write a smaller demand, or a policy that ships"
            yield ("inventory", "policy", "kind"), f"{wrong} one by one; {remedy}"
        else:
            written = policy.levels[-1]
            yield ("inventory", "policy", written), f"{wrong}; write a larger {written}"


def people(scenario: Scenario) -> Iterator[Misfit]:
    """Heads, and the shifts that they work."""
    simulated = scenario.clock.horizon / DAY + 2
    for name, crew in scenario.crews.items():
        groups: dict[tuple[str | int, ...], int] = {
            ("shifts", title, "heads", name): shift.heads[name]
            for title, shift in scenario.shifts.items()
            if name in shift.heads
        }
        if crew.heads is not None:
            groups[("crews", name, "heads")] = crew.heads
        for at, heads in groups.items():
            worked = simulated * (heads if crew.absence else 1)
            if heads > MOST_HEADS:
                yield at, f"{heads:,} heads are too many; write at most {MOST_HEADS:,}"
            elif worked > MOST_SHIFTS_WORKED:
                wrong = f"absence would be drawn for {worked:.3g} shifts of a head"
                yield at, f"{wrong}; write fewer heads, or no absence"
    for at, machines in _machines(scenario):
        if machines > MOST_HEADS:
            yield at, f"{machines:,} are too many; write at most {MOST_HEADS:,}"


def attempts(scenario: Scenario) -> Iterator[Misfit]:
    """Attempts at payment and delivery, each of which has a draw for every order."""
    if scenario.delivery is not None and scenario.delivery.attempts > MOST_ATTEMPTS:
        wrong = f"{scenario.delivery.attempts:,} attempts are too many"
        yield ("delivery", "attempts"), f"{wrong}; write at most {MOST_ATTEMPTS}"
    retry = scenario.payment.retry if scenario.payment is not None else None
    if retry is not None and len(retry.after) > MOST_ATTEMPTS:
        wrong = f"{len(retry.after):,} retries are too many"
        yield ("payment", "retry", "after"), f"{wrong}; write at most {MOST_ATTEMPTS}"


def pick_ups(scenario: Scenario) -> Iterator[Misfit]:
    """Pick-ups of a carrier."""
    for name, carrier in scenario.carriers.items():
        come = sum(map(len, carrier.pick_ups)) * (scenario.clock.horizon / DAY / 7)
        if come > MOST_PICK_UPS:
            wrong = f"the carrier would come {come:.3g} times"
            yield ("shipping", "carriers", name, "pick_ups"), f"{wrong}; write fewer times a day"


def replications(scenario: Scenario) -> Iterator[Misfit]:
    """Replications, whose figures are all kept until the end."""
    plan = scenario.experiment.replications
    most, last = (plan.at_most, ("at_most",)) if isinstance(plan, Replications) else (plan, ())
    if most > MOST_REPLICATIONS:
        wrong = f"{most:,} replications are too many; write at most {MOST_REPLICATIONS:,}"
        yield ("experiment", "replications", *last), wrong


def expected_carts(scenario: Scenario) -> float:
    """Mean carts of a replication, events included; 0 with a trace."""
    demand: Demand = scenario.demand
    rate = demand.carts_per_day or demand.orders_per_day or 0.0
    if demand.carts_per_day is None and scenario.checkout is not None:
        rate /= 1 - scenario.checkout.abandonment
    simulated = scenario.clock.horizon / DAY
    busy = sum(
        (each.factor - 1) * min(max((each.to - each.from_).days + 1, 0), simulated)
        for each in demand.events
    )
    return rate * demand.scale * (simulated + max(busy, 0.0)) * _grown(scenario)


def _grown(scenario: Scenario) -> float:
    """Mean of a demand that grows, over what is written for it."""
    growth = scenario.demand.growth
    if growth is None:
        return 1.0
    before = (scenario.clock.start.date() - growth.level_on).days / 7
    rate = log(growth.a_week)
    grown = rate * scenario.clock.horizon / DAY / 7
    mean = 1.0 if grown == 0 else expm1(min(grown, 600.0)) / grown
    return mean * exp(min(rate * before, 600.0))


def growth(scenario: Scenario) -> Iterator[Misfit]:
    """A factor of a week, and not a percentage."""
    grows = scenario.demand.growth
    if grows is not None and not 1 / MOST_GROWTH <= grows.a_week <= MOST_GROWTH:
        wrong = f"{grows.a_week:g} times as much each week is out of range"
        remedy = f"write 0.5 to {MOST_GROWTH:g}, such as 1.02 for 2 % more"
        yield ("demand", "growth", "a_week"), f"{wrong}; {remedy}"
    elif grows is not None and grows_for(scenario) > MOST_GROWN:
        wrong = f"is {grows_for(scenario):,} days from the start"
        remedy = f"write one in {MOST_GROWN:,} days of it, such as {scenario.clock.start.date()}"
        yield ("demand", "growth", "level_on"), f"{wrong}; {remedy}"


def grows_for(scenario: Scenario) -> int:
    """Days between the start and the day of a growing demand's level; 0 without growth."""
    growth = scenario.demand.growth
    return 0 if growth is None else abs((scenario.clock.start.date() - growth.level_on).days)


def _smallest_reorder(policy: Policy) -> float:
    """Units of the smallest reorder; levels in days of demand reorder seldom enough."""
    if not is_shipped("replenishment", policy.kind):
        return 1.0
    if "Q" in policy.levels:
        return policy.Q if policy.Q is not None else float("inf")
    if "s" not in policy.levels:
        return 1.0
    if policy.S is None or policy.s is None:
        return float("inf")
    return max(policy.S - policy.s, 1)


def _machines(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], int]]:
    if scenario.labeling is not None:
        yield ("labeling", "printers"), scenario.labeling.printers
    if scenario.packing is not None and scenario.packing.stations is not None:
        yield ("packing", "stations", "count"), scenario.packing.stations.count
