"""How orders are collected from the shelves."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, model_validator

from simulator.scenario.fields import (
    Count,
    DurationDistribution,
    PositiveDuration,
    Section,
    Share,
    preset,
)
from simulator.scenario.mistakes import MisreadingError
from simulator.units import shown


class Batch(Section):
    """Several orders on one tour; the set-up is shared."""

    up_to: Count = Field(ge=1, description="Orders in a full batch.")
    wait_at_most: PositiveDuration = preset(
        "10 min", description="A batch leaves by then (assumption)."
    )


class Method(Section):
    """Picking method; `one by one` is written as that word."""

    model_config = ConfigDict(json_schema_extra={"type": ["object", "string"]})

    batch: Batch | None = Field(default=None, description="None: one by one.")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, written: Any) -> Any:
        if isinstance(written, str) and written != "one by one":
            raise MisreadingError(
                f"{shown(written)} is not a picking method; "
                "write one by one, or {batch: {up_to: 8}}"
            )
        return {} if written == "one by one" else written


class PickingTime(Section):
    """The parts of a pick tour's time, before it is divided by the crew's speed."""

    setup: DurationDistribution = preset("60 s", description="A tour (measured: 54-98 s).")
    per_line: DurationDistribution = preset(
        {"lognormal": {"mean": "40 s", "cv": 0.5}},
        description="A line: walk, search and grab (element times add up to 30-50 s).",
    )
    per_unit: DurationDistribution = preset("3 s", description="A unit (assumption).")


class Picking(Section):
    """Picking by a crew with the skill `picking`."""

    method: Method = preset(
        "one by one",
        description="'one by one', or {batch: {up_to: 8, wait_at_most: 10 min}}.",
    )
    time: PickingTime = preset({}, description="Service time.")
    mispick: Share = preset(
        "0 %",
        description="Orders picked wrong (assumption: 0; WERC: 0.5 % without scanning).",
    )
