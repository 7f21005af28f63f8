"""Sections of stages that are in the list and that no generator of its own draws.

They are drawn from what their schema says: the words that may be written for a key, and the
examples of the others.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from simulator.scenario.layout import choices, keys_of
from simulator.scenario.scenario import Scenario
from simulator.stages import SECTIONS
from simulator.stages.parts import section_of
from tests.laws.drawing import Draw, chance

OWN = frozenset({
    "checkout", "inventory", "payment", "notification", "picking", "packing", "labeling",
    "handling", "shipping", "delivery", "returns", "receiving", "cancellation", "promise",
    "contacts", "claims",
})  # fmt: skip
"""Stages with a generator of their own."""


def sections(draw: Draw) -> dict[str, Any]:
    """Some of them, mostly on."""
    return {
        stage: drawn_section(draw, section_of(stage))
        for stage in SECTIONS
        if stage not in OWN and chance(draw, 8)
    }


def drawn_section(draw: Draw, kind: Any) -> dict[str, Any]:
    """What may be written for a section: all that it needs, and some of its other keys."""
    properties = _schema()["$defs"][kind.__name__]["properties"]
    written = {}
    for key in keys_of(kind):
        field = kind.model_fields[key]
        offered = [*choices(field)] or properties[key].get("examples") or _examples(properties[key])
        if offered and (field.is_required() or chance(draw, 4)):
            written[key] = draw(st.sampled_from(offered))
    return written


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema()


def _examples(about: dict[str, Any]) -> list[Any]:
    return [each for part in about.get("anyOf", ()) for each in part.get("examples", ())]
