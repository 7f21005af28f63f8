"""What must fit together where trucks are received: suppliers, appointments, what they bring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simulator.reading.weights import adds_up, percent
from simulator.scenario.checks_crews import happens
from simulator.scenario.checks_demand import outside
from simulator.scenario.clock import Clock
from simulator.scenario.scenario import Scenario
from simulator.stages.receiving.section import MOST_PALLETS, Supplier
from simulator.units import DAY

Misfit = tuple[tuple[str | int, ...], str]
Path = tuple[str | int, ...]

MOST_OF_ALL = 1_000_000
"""Pallets of a replication, or appointments."""


def suppliers(scenario: Scenario) -> Iterator[Misfit]:
    """Each supplier comes and brings something, and no SKU is left without one."""
    section = scenario.receiving
    if section is None:
        return
    for name, supplier in section.suppliers.items():
        at = ("receiving", "suppliers", name)
        yield from _comes(scenario.clock, supplier, at)
        yield from _off_time(supplier, at)
        yield from _brings(scenario, supplier, at)
    total = sum(supplier.share for supplier in section.suppliers.values())
    if scenario.inventory is not None and not adds_up(total):
        wrong = f"the shares of the suppliers add up to {percent(total)}; make them add up to 100 %"
        yield ("receiving", "suppliers"), wrong


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state knows nothing of the dock."""
    if scenario.receiving is not None and scenario.state is not None:
        wrong = "a state does not say what is in the yard and on the dock"
        yield ("receiving",), f"{wrong}; write receiving: off, or remove the state"


def _comes(clock: Clock, supplier: Supplier, at: Path) -> Iterator[Misfit]:
    if supplier.appointments is None and not supplier.dates:
        wrong = "no truck of the supplier ever comes"
        yield at, f"{wrong}; write appointments: {{mon-fri: ['08:00']}}, or dates"
        return
    end = clock.start + timedelta(milliseconds=clock.horizon)
    for k, moment in enumerate(supplier.dates):
        if not clock.start <= moment <= end:
            yield (*at, "dates", k), outside(clock)
    weekly = supplier.appointments or ()
    comes = any(happens(clock, (day,), time) for day, times in enumerate(weekly) for time in times)
    if supplier.appointments is not None and not comes and not supplier.dates:
        wrong = "no truck of the supplier comes in the simulated time"
        yield (*at, "appointments"), f"{wrong}; write more times, such as {{daily: ['08:00']}}"


def _off_time(supplier: Supplier, at: Path) -> Iterator[Misfit]:
    early, late = supplier.early, supplier.late
    if early is not None and late is not None and early.share + late.share > 1:
        wrong = f"early and late add up to {percent(early.share + late.share)}"
        yield (*at, "late", "share"), f"{wrong}; make them add up to 100 % or less"


def _brings(scenario: Scenario, supplier: Supplier, at: Path) -> Iterator[Misfit]:
    if supplier.pallets is None:
        if scenario.inventory is None:
            wrong = "its trucks bring nothing, since inventory is off"
            yield at, f"{wrong}; write pallets: 20, or switch on inventory"
        return
    if supplier.pallets.mean > MOST_PALLETS:
        wrong = f"{supplier.pallets.mean:,.0f} pallets are more than a truck holds"
        yield (*at, "pallets"), f"{wrong}; write at most {MOST_PALLETS:,}"
        return
    weekly = sum(map(len, supplier.appointments or ())) * (scenario.clock.horizon / DAY / 7)
    pallets = max(supplier.pallets.mean, 1.0) * (weekly + len(supplier.dates))
    if pallets > MOST_OF_ALL:
        wrong = f"its trucks would bring {pallets:.3g} pallets"
        yield (*at, "pallets"), f"{wrong}; write fewer of them, or fewer appointments"
