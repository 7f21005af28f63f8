"""Targets and precision are asked of figures that the scenario's stages give rise to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import isinf
from operator import attrgetter

from simulator.measure.figures import Kpi
from simulator.measure.kpis import UnknownKpiError, kpi
from simulator.reading import meant
from simulator.reading.mistakes import one_of
from simulator.reading.nodes import flow
from simulator.reading.quantities import Quantity, is_count, quantity
from simulator.scenario.experiment import Replications
from simulator.scenario.layout import kind_at, whole_example
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.section import Carrier

Misfit = tuple[tuple[str | int, ...], str]

DEFINED = ", or define it first with @sim.kpi, in Python"
"""What else may be done about a name that no KPI has, and that resembles none."""


def measured(scenario: Scenario) -> Iterator[Misfit]:
    """No target or precision is on a figure of a stage that is off."""
    for k, target in enumerate(scenario.targets):
        yield from _misfit(target.kpi, ("targets", k, "kpi"), scenario)
    wanted = scenario.experiment.replications
    if isinstance(wanted, Replications):
        for k, name in enumerate(wanted.of):
            yield from _misfit(name, ("experiment", "replications", "of", k), scenario)


def limit_of(measured: Kpi, written: Quantity, currency: str) -> float:
    """The limit of a target in its KPI's unit; ValueError with what to write instead."""
    unit = measured.unit_in(currency)
    try:
        value = written.in_unit(unit)
    except ValueError:
        remedy = _in_its_unit(measured, written, unit)
        raise ValueError(f"{measured.name} is measured in {unit}; write {remedy}") from None
    if not _reachable(measured, value):
        than = "less" if value < measured.bounds[0] else "more"
        wrong = f"{written} is {than} than {measured.name} can be"
        raise ValueError(f"{wrong}; write {_possible(measured, unit)}")
    return value


def _reachable(measured: Kpi, value: float) -> bool:
    low, high = measured.bounds
    return low <= value <= high


def _in_its_unit(measured: Kpi, written: Quantity, unit: str) -> str:
    """What most likely was meant: the same number in the unit, of 0.98 without one also 98 %."""
    meanings = meant.limits(written.value, written.unit, unit)
    if not meanings:
        return meant.example(unit)
    possible = [text for text in meanings if _reachable(measured, quantity(text).in_unit(unit))]
    if not possible:
        return _possible(measured, unit)
    if unit == "%" and not written.unit and 0 < written.value <= 1:
        return f"{100 * written.value:.15g} % (or {possible[0]})"
    return one_of(possible)


def _possible(measured: Kpi, unit: str) -> str:
    low, high = measured.bounds
    of = "" if is_count(unit) else f" {unit}"
    return f"{low:g}{of} or more" if isinf(high) else f"{low:g}{of} to {high:g}{of}"


def study_measured(scenario: Scenario) -> Iterator[Misfit]:
    """No output of the study is a figure of a stage that is off."""
    for k, name in enumerate(scenario.study.outputs):
        yield from _misfit(name, ("study", "outputs", k), scenario)


def _misfit(name: str, at: tuple[str | int, ...], scenario: Scenario) -> Iterator[Misfit]:
    wrong = not_measured(name, scenario)
    if wrong is not None:
        yield at, f"{name} is not measured, {wrong}"


def not_measured(name: str, scenario: Scenario) -> str | None:
    """Why a KPI does not exist in a scenario, and what to write; None if it does."""
    try:
        return lacking(kpi(name), scenario)
    except UnknownKpiError:
        return None


def lacking(measured: Kpi, scenario: Scenario) -> str | None:
    """The same of a KPI's record; None of a pattern, which stands for some that may exist."""
    if "<" in measured.name:
        return None
    for path in measured.sections:
        if not _is_on(scenario, path):
            return switched_off(path)
    return None if measured.absent is None else measured.absent(scenario, measured.part)


def all_punctual(scenario: Scenario, _: str = "") -> str | None:
    """That no truck is late or missing, and what to write; None where some may be."""
    wrong = "all trucks come when they should"
    return _no_carrier(scenario, lambda carrier: not carrier.is_punctual, wrong, "no_show: 2 %")


def no_delays(scenario: Scenario, _: str = "") -> str | None:
    """That no carrier has delays, and what to write; None where one has some."""
    example = "delays: [{every: 60 d, for: 2 d}]"
    return _no_carrier(scenario, attrgetter("delays"), "no carrier has delays", example)


def no_delay_notices(scenario: Scenario, _: str = "") -> str | None:
    """That nobody is told of delays, and what to write; None where somebody may be."""
    section = scenario.notification
    if section is None:
        return switched_off("notification")
    if section.delay_notice is not None:
        return None
    at = "notification.delay_notice"
    return f"nobody is told of delays; write {at}: {{before_promise: 1 d}}, or another KPI"


def no_scans(scenario: Scenario, _: str = "") -> str | None:
    """That no carrier scans parcels, and what to write; None where one does."""
    example = "scans: [{name: depot, at: 5 %}]"
    return _no_carrier(scenario, attrgetter("scans"), "no carrier scans parcels", example)


def _no_carrier(
    scenario: Scenario, has_it: Callable[[Carrier], object], wrong: str, example: str
) -> str | None:
    """What is wrong where no carrier has it, and an `example` of what to write for one."""
    carriers = scenario.carriers
    if not carriers:
        return switched_off("shipping")
    if any(has_it(carrier) for carrier in carriers.values()):
        return None
    return f"{wrong}; write shipping.carriers.{next(iter(carriers))}.{example}, or another KPI"


def _is_on(scenario: Scenario, path: str) -> bool:
    section: object = scenario
    for key in path.split("."):
        section = section and getattr(section, key)
    return bool(section)


@cache
def switched_off(path: str) -> str:
    """That a section is off, and what to write; one within another is named by its path."""
    return f"{path} is off; write {path}: {_switched_on(path)}, or another KPI"


def _switched_on(section: str) -> str:
    """What switches a section on: the word, or the keys that it cannot do without."""
    kind = kind_at(section.split("."))
    steps = [kind.step(key) for key in kind.keys]
    needs = any(step and step.field and step.field.is_required() for step in steps)
    return flow(whole_example(kind)) if needs or kind.shape != "section" else "on"
