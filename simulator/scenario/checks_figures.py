"""Targets and precision are asked of figures that the scenario's stages give rise to."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import TYPE_CHECKING

from simulator.reading import meant
from simulator.reading.mistakes import one_of
from simulator.reading.nodes import flow
from simulator.reading.quantities import Quantity, is_count, quantity
from simulator.scenario.checks_floor import benches_counted
from simulator.scenario.disturbed import last_disturbance
from simulator.scenario.experiment import Replications
from simulator.scenario.layout import kind_at, whole_example
from simulator.scenario.scenario import Scenario

if TYPE_CHECKING:
    from simulator.kpi_catalog import Kpi

Misfit = tuple[tuple[str | int, ...], str]

_OF_MACHINES = ("machine_utilization", "availability", "breakdowns")
_OF_A_STATION = ("queue_time", "queue_length", "in_station", "service_time", *_OF_MACHINES)
_PARTS = {
    "picking.distance_per_tour": "picking.layout",
    "picking.distance_per_line": "picking.layout",
    "packing.rework_rate": "packing.quality_check",
    "packing.boxes_per_order": "packing.boxes",
    "packing.box_fill": "packing.boxes",
    "packing.box_material": "packing.boxes",
    "packing.without_box": "packing.boxes",
    "labeling.by_hand": "labeling.service",
}
"""The part of a stage without which a KPI does not exist."""
_NEEDED = {
    "authorization_rate": "payment",
    "authorization_recovery": "payment",
    "cut_off_miss_rate": "shipping",
    "first_attempt_success": "delivery",
    "on_time_delivery": "delivery",
    "otif": "delivery",
    "perfect_order": "delivery",
    "same_day_share": "shipping",
    "picking": "picking",
    "packing": "packing",
    "labeling": "labeling",
    "shipping": "shipping",
}
"""Sections by the first part of a KPI's name, where its stage does not say it."""


def measured(scenario: Scenario) -> Iterator[Misfit]:
    """No target or precision is on a figure of a stage that is off."""
    for k, target in enumerate(scenario.targets):
        yield from _misfit(target.kpi, ("targets", k, "kpi"), scenario)
    wanted = scenario.experiment.replications
    if isinstance(wanted, Replications):
        for k, name in enumerate(wanted.of):
            yield from _misfit(name, ("experiment", "replications", "of", k), scenario)


def limit_of(measured: Kpi, written: Quantity, currency: str) -> float:
    """The limit of a target in its KPI's unit; ValueError with what to write where it is none."""
    unit = measured.unit_in(currency)
    try:
        value = written.in_unit(unit)
    except ValueError:
        remedy = _in_its_unit(measured, written, unit)
        raise ValueError(f"{measured.name} is measured in {unit}; write {remedy}") from None
    if not _reachable(measured, value):
        than = "less" if value < measured.bounds[0] else "more"
        said = f"{written} is {than} than {measured.name} can be"
        raise ValueError(f"{said}; write {_possible(measured, unit)}")
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
    said = not_measured(name, scenario)
    if said is not None:
        yield at, f"{name} is not measured, {said}"


def not_measured(name: str, scenario: Scenario) -> str | None:
    """Why a KPI does not exist in a scenario, and what to write; None if it does."""
    if name == "orders.completed" and scenario.delivery is not None:
        return "delivery is on; write orders.delivered"
    if name == "orders.delivered" and scenario.delivery is None:
        return "delivery is off; write orders.completed, or delivery: on"
    if name.split(".")[0] == "time_to_clear":
        return _no_clearing(scenario)
    missing = missing_section(name, scenario)
    if missing is None and name == "same_day_share" and not scenario.demand.has_cut_off:
        return "no class has a cut-off; write order_cut_off: 15:00 under a class"
    if missing is None:
        return None
    return f"{missing} is off; write {missing}: {_switched_on(missing)}, or another KPI"


def _no_clearing(scenario: Scenario) -> str | None:
    """Why there is no time to clear."""
    if last_disturbance(scenario) is None:
        return "no event or outage ends in the measurement window; write one that does"
    if not scenario.clock.has_band:
        return "nothing says when it has cleared; write clock.clear_below: 300 orders"
    return None


def _switched_on(section: str) -> str:
    """What switches a section on: the word, or the keys that it cannot do without."""
    kind = kind_at(section.split("."))
    steps = [kind.step(key) for key in kind.keys]
    needs = any(step and step.field and step.field.is_required() for step in steps)
    return flow(whole_example(kind)) if needs or kind.shape != "section" else "on"


def missing_section(name: str, scenario: Scenario) -> str | None:
    """The section that is off and without which a KPI does not exist; None if nothing is missing.

    A section within another is named by its path, `payment.fraud_review`.
    """
    from simulator.kpi_catalog import UnknownKpiError, kpi

    try:
        stage = kpi(name).stage
    except UnknownKpiError:
        return None
    head, *rest = name.split(".")
    if head in _OF_A_STATION:
        return _missing_for_station(rest[0], scenario, head in _OF_MACHINES)
    if name == "picking.short_rate" and scenario.inventory is None:
        return "inventory"
    section = stage if stage in ("inventory", "notification", "returns") else _NEEDED.get(head)
    if section is not None and getattr(scenario, section) is None:
        return section
    part = _PARTS.get(name)
    return part if part is not None and not _has(scenario, part) else None


def _has(scenario: Scenario, path: str) -> bool:
    section, part = path.split(".")
    return bool(getattr(getattr(scenario, section), part))


def _missing_for_station(station: str, scenario: Scenario, by_machines: bool) -> str | None:
    """What a station's figures need; those of its machines need machines that are counted."""
    if station == "fraud_review":
        reviewed = scenario.payment is not None and scenario.payment.fraud_review is not None
        return None if reviewed and not by_machines else "payment.fraud_review"
    section = "returns" if station == "inspection" else station
    if getattr(scenario, section) is None:
        return section
    benches = station == "packing" and benches_counted(scenario.packing)
    counted = station == "labeling" or benches
    return f"{section}.stations" if by_machines and not counted else None
