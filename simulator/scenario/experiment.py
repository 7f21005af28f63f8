"""Targets, replications and the seed."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import KpiName, Name, Quantity, Section, Share


class Target(Section):
    """A KPI that must reach a value; exactly one of `at_least` and `at_most`."""

    kpi: KpiName
    class_: Name | None = Field(default=None, alias="class", description="None: all orders.")
    at_least: Quantity | None = None
    at_most: Quantity | None = None


class Replications(Section):
    """Sequential sampling until the precision holds (Law 9.4.1), between two limits."""

    precision: Share = Field(gt=0, lt=1)
    of: tuple[KpiName, ...] = Field(min_length=1)
    at_least: int = Field(default=5, ge=2)
    at_most: int = Field(default=200, ge=2)


class Experiment(Section):
    """How often the scenario is simulated."""

    seed: int = Field(default=1, ge=0)
    replications: int | Replications = Field(default=5)
    confidence: Share = Field(default=0.95, gt=0, lt=1)


