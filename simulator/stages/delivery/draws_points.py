"""Which orders go to a pick-up point, and when each is collected there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.stages.delivery.section import Delivery
from simulator.stages.delivery.section_points import Points
from simulator.units import NEVER
from simulator.workload.draws import Flags, Floats, Integers, OrderDraws
from simulator.workload.workload import Columns


@dataclass(frozen=True)
class AtPoints:
    """(n,) each: whether an order goes to a point, and milliseconds since it stands there.

    `collected` is NEVER of what is not collected and of what goes to the door; of what is not
    collected `back` is the arrival at the warehouse, else 0. A point keeps a parcel for `kept`.
    """

    at_point: Flags
    collected: Integers
    back: Integers
    kept: int

    @property
    def uncollected(self) -> Flags:
        """(n,) Orders that nobody collects in time."""
        never: Flags = self.collected == NEVER
        return self.at_point & never

    @property
    def columns(self) -> Columns:
        """What is read later; what comes back is told by the columns of returns."""
        return {"at_point": self.at_point, "collected": self.collected}


def points(
    section: Delivery | None,
    placed: Flags,
    order_class: Integers,
    classes: Sequence[str],
    draws: OrderDraws,
) -> AtPoints | None:
    """Which of the orders go to a point, and what becomes of them there; None without points."""
    rule = section.points if section is not None else None
    if rule is None:
        return None
    choice, collection = draws.order_pair("delivery.points.share", "delivery.points.collected")
    at_point = choice.happens(_share(rule, order_class, classes), placed)
    after = collection.integers(rule.collected, at_point)
    in_time = at_point & (after <= rule.kept)
    left = at_point & ~in_time
    road = draws.orders("delivery.points.back").integers(rule.back, left)
    return AtPoints(
        at_point,
        np.where(in_time, after, NEVER),
        np.where(left, rule.kept + road, 0),
        rule.kept,
    )


def _share(rule: Points, order_class: Integers, classes: Sequence[str]) -> float | Floats:
    """The share that goes to points, of all orders or of each."""
    if not rule.by_class:
        return rule.share
    shares = [rule.by_class.get(name, rule.share) for name in classes]
    return np.array(shares)[order_class]
