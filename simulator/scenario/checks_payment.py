"""What must fit together in methods of payment, tries and gateways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from simulator.distributions import Distribution
from simulator.reading.weights import adds_up, percent
from simulator.scenario.checks_demand import outside
from simulator.scenario.scenario import Scenario
from simulator.stages.payment.section import Declined, PaymentOutage
from simulator.units import MINUTE

Path = tuple[str | int, ...]
Misfit = tuple[Path, str]


def methods(scenario: Scenario) -> Iterator[Misfit]:
    """The methods' shares make a whole, and of none more is declined than there is."""
    section = scenario.payment
    if section is None:
        return
    yield from _declined(section.declined, ("payment", "declined"))
    at: Path = ("payment", "methods")
    for name, method in section.methods.items():
        if method.declined is not None:
            yield from _declined(method.declined, (*at, name, "declined"))
    total = sum(method.share for method in section.methods.values())
    if section.methods and not adds_up(total):
        wrong = f"the shares of the methods add up to {percent(total)}"
        yield at, f"{wrong}; make them add up to 100 %"


def _declined(declined: Declined, at: Path) -> Iterator[Misfit]:
    if declined.soft + declined.hard > 1:
        wrong = f"soft and hard add up to {percent(declined.soft + declined.hard)}"
        yield at, f"{wrong}; make them add up to 100 % or less"


def tries(scenario: Scenario) -> Iterator[Misfit]:
    """No more customers come back than there are."""
    section = scenario.payment.comes_back if scenario.payment is not None else None
    if section is not None and section.again + section.another > 1:
        wrong = f"again and another add up to {percent(section.again + section.another)}"
        yield ("payment", "comes_back"), f"{wrong}; make them add up to 100 % or less"


def gateways(scenario: Scenario) -> Iterator[Misfit]:
    """Outages lie within the simulated time and apart from each other; failures leave time."""
    section = scenario.payment
    if section is None:
        return
    yield from _outages(scenario, section.outages, ("payment",))
    yield from _often(section.every, ("payment",))
    second = section.second_gateway
    if second is not None:
        at = ("payment", "second_gateway")
        yield from _outages(scenario, second.outages, at)
        yield from _often(second.every, at)


def _outages(scenario: Scenario, outages: Sequence[PaymentOutage], at: Path) -> Iterator[Misfit]:
    clock, spans = scenario.clock, []
    for k, outage in enumerate(outages):
        begins = clock.calendar.since_start(outage.at)
        spans.append((begins, begins + outage.for_, k))
        if begins + outage.for_ <= 0 or begins >= clock.horizon:
            yield (*at, "outages", k, "at"), outside(clock)
    for (_, end, _), (begins, _, k) in pairwise(sorted(spans)):
        if begins < end:
            wrong = "begins before the outage before it has ended; merge the two"
            yield (*at, "outages", k, "at"), wrong


def _often(every: Distribution | None, at: Path) -> Iterator[Misfit]:
    if every is not None and every.mean < MINUTE:
        wrong = "it would fail more than once a minute; write a longer time, such as 17 d"
        yield (*at, "every"), wrong
