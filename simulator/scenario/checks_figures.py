"""Targets and precision are asked of figures that the scenario's stages give rise to."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import TYPE_CHECKING

from simulator.scenario.checks_floor import benches_counted
from simulator.scenario.experiment import Replications
from simulator.scenario.quantities import Quantity
from simulator.scenario.scenario import Scenario
from simulator.units import TIME_UNITS

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
    "labeling.by_hand": "labeling.service",
}
"""The part of a stage without which a KPI does not exist."""
_NEEDED = {
    "authorization_rate": "payment",
    "authorization_recovery": "payment",
    "cut_off_miss_rate": "shipping",
    "first_attempt_success": "delivery",
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


def reachable(scenario: Scenario) -> Iterator[Misfit]:
    """No target asks for more, or for less, than its KPI can be."""
    from simulator.kpi_catalog import UnknownKpiError, kpi

    for k, target in enumerate(scenario.targets):
        for name in target.one_of[0]:
            limit = getattr(target, name)
            if limit is None:
                continue
            try:
                measured = kpi(target.kpi)
                value = limit.value if _counted(measured, limit) else limit.in_unit(measured.unit)
            except (UnknownKpiError, ValueError):
                continue  # told by another check
            said = impossible(measured, value, str(limit))
            if said is not None:
                yield ("targets", k, name), said


def impossible(measured: Kpi, value: float, written: str) -> str | None:
    """What is wrong with a limit, a value in the KPI's unit, that it cannot be; None if it can."""
    low, high = measured.bounds
    if low <= value <= high:
        return None
    unit = f" {measured.unit}" if _has_unit(measured) else ""
    remedy = f"{low:g}{unit} or more" if isinf(high) else f"{low:g}{unit} to {high:g}{unit}"
    than = "less" if value < low else "more"
    return f"{written} is {than} than {measured.name} can be; write {remedy}"


def _has_unit(measured: Kpi) -> bool:
    return measured.unit == "%" or measured.unit in TIME_UNITS


def _counted(measured: Kpi, limit: Quantity) -> bool:
    """A plain number, of a KPI that may be written as one."""
    return not limit.unit and not _has_unit(measured)


def study_measured(scenario: Scenario) -> Iterator[Misfit]:
    """No output of the study is a figure of a stage that is off."""
    for k, name in enumerate(scenario.study.outputs):
        yield from _misfit(name, ("study", "outputs", k), scenario)


def _misfit(name: str, at: tuple[str | int, ...], scenario: Scenario) -> Iterator[Misfit]:
    missing = missing_section(name, scenario)
    if missing is not None:
        said = f"{name} is not measured, {missing} is off; write {missing}: on, or another KPI"
        yield at, said


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
