"""What must fit together in the delays of carriers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simulator.reading.mistakes import did_you_mean
from simulator.scenario.checks_demand import outside
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.section_delays import Delay
from simulator.units import MINUTE

Misfit = tuple[tuple[str | int, ...], str]


def delays(scenario: Scenario) -> Iterator[Misfit]:
    """Each has its own name, says when it is, and is of regions that there are."""
    for name, carrier in scenario.carriers.items():
        names: list[str] = []
        for k, delay in enumerate(carrier.delays):
            at = ("shipping", "carriers", name, "delays", k)
            yield from ((at + key, wrong) for key, wrong in _when(scenario, delay))
            for place, region in enumerate(delay.regions):
                if region not in scenario.demand.regions:
                    remedy = did_you_mean(region, scenario.demand.regions)
                    yield (*at, "regions", place), f"there is no region {region!r}; {remedy}"
            if delay.name in names:
                wrong = f"another delay of {name} has the name {delay.name!r}"
                free = next(
                    other
                    for number in range(2, len(carrier.delays) + 2)
                    if (other := f"{delay.name} {number}") not in {d.name for d in carrier.delays}
                )
                written = "name" in delay.model_fields_set
                yield (*at, "name") if written else at, f"{wrong}; write name: {free}"
            names.append(delay.name)


def _when(scenario: Scenario, delay: Delay) -> Iterator[Misfit]:
    """At a date that is simulated, or at random and not all the time."""
    clock = scenario.clock
    example = clock.start + timedelta(milliseconds=sum(clock.window) // 2)
    if delay.at is None and delay.every is None:
        yield (), f"it does not say when; write at: {example:%Y-%m-%d %H:%M}, or every: 60 d"
    elif delay.at is not None and delay.every is not None:
        yield ("every",), "it is at a date and at random; write at: or every:, not both"
    if delay.at is not None:
        end = clock.start + timedelta(milliseconds=clock.horizon)
        lasts = timedelta(milliseconds=delay.for_.mean) if delay.for_.sd == 0 else timedelta.max
        if delay.at >= end or clock.start - delay.at >= lasts:
            yield ("at",), outside(clock)
    if delay.every is not None and delay.every.mean < MINUTE:
        wrong = "there would be more than one a minute"
        yield ("every",), f"{wrong}; write a longer time, such as 60 d"
    if delay.for_.mean == 0:
        yield ("for",), "lasts no time; write a length, such as 2 d"


def notices(scenario: Scenario) -> Iterator[Misfit]:
    """Somebody may be told of a delay."""
    section = scenario.notification
    told = None if section is None else section.delay_notice
    if told is None or told.before_promise is not None:
        return
    if not told.held_up or not any(each.delays for each in scenario.carriers.values()):
        why = "no carrier has delays" if told.held_up else "held_up is false"
        wrong = f"nobody is ever told: {why}; write before_promise: 1 d in it, or delay_notice: off"
        yield ("notification", "delay_notice"), wrong
