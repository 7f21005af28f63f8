"""What is forgotten of a workload once it is simulated, where only figures look at it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.workload.workload import Workload

WORKED_OFF = (
    *("identity", "authorization", "verdict", "recovers", "reviewed", "review"),
    *("pick_setup", "pick", "line_pick", "pack", "pack_setup", "label", "label_by_hand"),
    *("transit", "attempt_time", "return_after", "inspection"),
)
"""Columns that say what is to be done, of which figures read in the timeline what came of it."""


def worked_off(workload: Workload) -> Workload:
    """The workload without these columns, a fifth of its memory; who asks for one gets None.

    Where carriers have delays, figures work out the ways of parcels again, without them; where
    boxes travel by themselves, those of first boxes; and where customers contact the shop or depots
    scan parcels, to the end of those that are on the road.
    """
    again = {"contacts", "delivery", "shipping"}
    asked = bool(workload.delays) or not again.isdisjoint(workload.added)
    on_the_road = ("transit", "attempt_time") if asked else ()
    gone: dict[str, Any] = dict.fromkeys(name for name in WORKED_OFF if name not in on_the_road)
    return replace(workload, **gone)
