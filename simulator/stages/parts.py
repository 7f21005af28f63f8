"""What stands in the folder of a stage beside its record, found by name.

A stage that comes in between the others needs no line elsewhere: its section of YAML, the columns
that it draws and the bench at which it serves parcels are these, where its folder has them.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def part(stage: str, file: str, name: str) -> Any | None:
    """`name` of `simulator/stages/STAGE/FILE.py`; None where there is no such thing."""
    module = f"simulator.stages.{stage}.{file}"
    return getattr(import_module(module), name, None) if find_spec(module) is not None else None


def section_of(stage: str) -> Any:
    """The class of a stage's YAML section: `GiftWrapping` in the folder `gift_wrapping`."""
    name = "".join(word.capitalize() for word in stage.split("_"))
    section = part(stage, "section", name)
    if section is None:
        raise ImportError(f"simulator/stages/{stage}/section.py has no class {name}")
    return section
