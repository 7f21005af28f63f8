"""The ways in which orders share tours, a file each, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, get_args

from simulator.stages.picking.methods.method import PickingMethod
from simulator.stages.picking.section import METHOD_NAMES, Method

METHODS: Mapping[str, PickingMethod] = {
    name: getattr(import_module(f"{__name__}.{name}"), name.upper()) for name in METHOD_NAMES
}
"""By the key of `picking.method` that switches it on."""


def chosen_method(section: Method) -> tuple[PickingMethod, Any] | None:
    """The method that a scenario has, with its section; None for one by one."""
    for name, method in METHODS.items():
        its = getattr(section, name)
        if its is not None:
            return method, its
    return None


def section_of(name: str) -> Any:
    """The class of a method's section: what may be written for its key."""
    (section, _) = get_args(Method.model_fields[name].annotation)
    return section
