"""The ways in which orders share tours, a file each; `METHODS` is the only list of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from simulator.stages.picking.methods.method import PickingMethod
from simulator.stages.picking.section import Method

METHODS: Mapping[str, PickingMethod] = {
    name: getattr(import_module(f"{__name__}.{name}"), name.upper())
    for name in (
        "batch",
        "wave",
    )
}
"""By the key of `picking.method` that switches it on."""


def chosen_method(section: Method) -> tuple[PickingMethod, Any] | None:
    """The method that a scenario has, with its section; None for one by one."""
    for name, method in METHODS.items():
        its = getattr(section, name)
        if its is not None:
            return method, its
    return None
