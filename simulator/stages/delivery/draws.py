"""Which delivery attempts fail, and when each is made."""

from __future__ import annotations

import numpy as np

from simulator.stages.delivery.draws_points import AtPoints
from simulator.stages.delivery.section import Delivery
from simulator.units import NEVER
from simulator.workload.draws import Flags, Integers, OrderDraws


def delivery(
    section: Delivery | None,
    placed: Flags,
    took: Integers | None,
    draws: OrderDraws,
    suffix: str = "",
    points: AtPoints | None = None,
) -> tuple[Flags, Integers]:
    """(n, attempts) whether an attempt fails, and when in the delivery hours it is made.

    Without hours that is as the parcel comes. No attempt fails of an order whose transit is told
    (`took`, NEVER: it is not): a trace tells when it was delivered. Nor does one at a point.
    """
    n = len(placed)
    if section is None:
        return np.zeros((n, 1), dtype=np.bool_), np.zeros((n, 1), dtype=np.int64)
    later = section.later_attempt_fails
    chances = [section.first_attempt_fails] + [
        section.first_attempt_fails if later is None else later
    ] * (section.attempts - 1)
    opens, closes = section.hours or (0, 0)
    fails = np.zeros((n, section.attempts), dtype=np.bool_)
    times = np.zeros((n, section.attempts), dtype=np.int64)
    rows = np.flatnonzero(placed)
    for k, chance in enumerate(chances):
        failing, time = draws.order_pair(
            f"delivery.fails.{k}{suffix}", f"delivery.time.{k}{suffix}"
        )
        fails[:, k] = failing.happens(chance, placed)
        times[rows, k] = np.floor(time.uniforms(placed) * (closes - opens))
    if took is not None:
        fails[took != NEVER] = False
    if points is not None:
        fails[points.at_point] = False
    return fails, times
