"""What the scenario is for, in its author's words: what a figure cannot say and a reader asks."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from simulator.reading.fields import KpiName, Section, preset
from simulator.reading.mistakes import MisreadingError
from simulator.units import shown

LONGEST_TEXT = 2_000
"""Characters of one text; a longer one belongs into a document of its own."""


def _prose(value: Any) -> str:
    if not isinstance(value, str):
        quoted = (
            f"'{value}'" if isinstance(value, int | float) else "a sentence such as 'None yet.'"
        )
        raise MisreadingError(f"{shown(value)} is not text; write {quoted}")
    if not value.strip():
        raise MisreadingError("the text is empty; remove the line, or write a sentence")
    if len(value) > LONGEST_TEXT:
        wrong = f"the text has {len(value):,} characters"
        raise MisreadingError(f"{wrong}; write at most {LONGEST_TEXT:,}")
    return str(value)


Prose = Annotated[
    str,
    BeforeValidator(_prose),
    WithJsonSchema(
        {"type": "string", "examples": ["Staff the floor for spring."], "maxLength": LONGEST_TEXT}
    ),
]


class Study(Section):
    """What a reader of the run's `model.md` has to know and no other key says.

    The run folder's model document follows the STRESS-DES checklist (Monks et al. 2019) and is
    filled in from here; what is left out is said there to be not stated. Nothing in this section
    changes a figure, and a file does not inherit it from its parent, which answers another
    question.
    """

    purpose: Prose | None = Field(
        default=None, description="Background, and the decision that the study is for."
    )
    outputs: tuple[KpiName, ...] = preset([], description="KPIs that the decision hangs on.")
    aims: tuple[Prose, ...] = preset(
        [], description="What the experiments are to find out: alternatives, ranges, the best."
    )
    data_sources: tuple[Prose, ...] = preset([], description="Where the inputs come from.")
    pre_processing: tuple[Prose, ...] = preset(
        [], description="What was done to the data before they became inputs."
    )
    assumptions: tuple[Prose, ...] = preset(
        [], description="What is taken to be so without data, and what is left out on purpose."
    )
    limits: tuple[Prose, ...] = preset(
        [], description="For what the results are not to be used, beside the simulator's limits."
    )
    authors: tuple[Prose, ...] = preset([], description="Who made the study.")
    contact: Prose | None = Field(default=None, description="Whom to ask.")
    access: Prose | None = Field(
        default=None, description="Where scenario and data are to be had, and under what terms."
    )
