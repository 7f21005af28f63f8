"""Targets, replications and the seed."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag, model_validator

from simulator.reading.fields import (
    Count,
    KpiName,
    Name,
    Quantity,
    Section,
    Share,
    ShareOfPeriods,
    preset,
)
from simulator.scenario.limits import ABOUT, LimitName, filled


class Target(Section):
    """A KPI that must reach a value; exactly one of `at_least` and `at_most`.

    Without `in` the mean over the replications decides. With it a target is met once Wilson's
    interval of the share of replications that hold lies above the share asked for, and missed once
    it lies below; a replication in which the figure is undefined neither holds nor fails. A period
    is the measurement window of one replication.
    """

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("at_least", "at_most"),)

    kpi: KpiName = Field(
        default="", description="Its name in the KPI reference and in `kpis.csv`; or write limit."
    )
    limit: LimitName | None = Field(default=None, description=ABOUT)
    class_: Name | None = Field(default=None, alias="class", description="None: all orders.")
    at_least: Quantity | None = Field(default=None, description="In the KPI's unit: 98 %.")
    at_most: Quantity | None = Field(default=None, description="In the KPI's unit: 48 h.")
    in_: ShareOfPeriods | None = Field(
        default=None,
        alias="in",
        description="Share of the periods (windows of replications) in which it must hold, above 0 "
        "and up to 99.9 %; none: the mean decides.",
    )

    @model_validator(mode="before")
    @classmethod
    def _of_limit(cls, written: Any) -> Any:
        return filled(written)


class Replications(Section):
    """Sequential sampling until the precision holds (Law 9.4.1), between two limits.

    Targets with `in` must be decided too.
    """

    precision: Share = Field(gt=0, lt=1, description="Half-width relative to the mean, at most.")
    of: tuple[KpiName, ...] = Field(min_length=1, description="KPIs for which it must hold.")
    at_least: Count = preset(5, ge=2, description="Replications (assumption).")
    at_most: Count = preset(200, ge=2, description="Replications (assumption).")
    look_ahead: Count = preset(
        5,
        ge=0,
        description="Further replications over which it must still hold; beyond 100, a share of "
        "them in percent (Hoad, Robinson & Davies 2010: 5).",
    )


def _number_or_precision(written: Any) -> str:
    return "a precision" if isinstance(written, dict | Replications) else "a number"


class Experiment(Section):
    """How often the scenario is simulated."""

    seed: Count = preset(1, ge=0, description="Two runs with the same seed are the same.")
    replications: Annotated[
        Annotated[Count, Field(ge=1), Tag("a number")]
        | Annotated[Replications, Tag("a precision")],
        Discriminator(_number_or_precision),
    ] = preset(5, description="A number, or a precision to reach (assumption: 5).")
    confidence: Share = preset("95 %", gt=0, lt=1, description="Of every interval (convention).")
