"""What each order brings to packing: service times, the quality check, damage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.distributions import make
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.draws import Orders
from simulator.stages.packing.section import Packing, QualityCheck
from simulator.workload.draws import Flags, Integers, OrderDraws, Source, at_most

MOST_REWORKS = 5
"""An order is picked again at most so often, the last time right."""


@dataclass(frozen=True)
class PackingColumns:
    """Columns of the workload for packing and its quality check."""

    pack: Integers
    pack_setup: Integers
    checked: Flags
    check_finds: Flags
    found_again: npt.NDArray[np.int16]
    wrong_again: Flags
    damaged_inside: Flags


def packing(
    scenario: Scenario, orders: Orders, placed: Flags, mispicked: Flags, draws: OrderDraws
) -> PackingColumns:
    """(set-up + units x time per unit) x noise of mean 1; the check and damage."""
    section, n = scenario.packing, orders.n
    no, none = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int16)
    if section is None:
        zero = np.zeros(n, dtype=np.int64)
        return PackingColumns(zero, zero, no, no, none, no, no)
    check = section.quality_check
    checked = finds = no
    found_again, wrong_again = none, no
    if check is not None:
        shares = [check.by_class.get(name, check.share) for name in scenario.demand.classes]
        check_is_due, check_finds = draws.order_pair("packing.check", "packing.check_finds")
        checked = check_is_due.happens(np.array(shares)[orders.order_class], placed)
        finds = check_finds.happens(check.finds, placed)
        mispick = scenario.picking.mispick if scenario.picking is not None else 0.0
        if check.recheck and mispick > 0:
            is_noticed = mispicked & checked & finds
            found_again, wrong_again = _rechecked(check, mispick, is_noticed, draws)
    noise, damage = draws.order_pair("packing.noise", "packing.damage")
    pack, setup = _pack_time(section, orders, placed, noise, draws)
    return PackingColumns(
        pack=pack,
        pack_setup=setup,
        checked=checked,
        check_finds=finds,
        found_again=found_again,
        wrong_again=wrong_again,
        damaged_inside=damage.happens(section.damage, placed),
    )


def _pack_time(
    section: Packing, orders: Orders, placed: Flags, noise: Source, draws: OrderDraws
) -> tuple[Integers, Integers]:
    """(n,) Time of each order, and its part that does not hang on the units."""
    set_up, each_unit = draws.order_pair("packing.setup", "packing.per_unit")
    setup = set_up.integers(section.time.setup, placed)
    per_unit = each_unit.integers(section.time.per_unit, placed)
    pack = setup + at_most(per_unit.astype(np.float64) * orders.units)
    if section.time.cv == 0:
        return pack, setup
    factor = np.zeros(orders.n)
    spread = make("lognormal", mean=1, cv=section.time.cv)
    factor[placed] = spread.ppf(noise.uniforms(placed))
    return at_most(pack * factor), at_most(setup * factor)


def _rechecked(
    check: QualityCheck, mispick: float, noticed: Flags, draws: OrderDraws
) -> tuple[npt.NDArray[np.int16], Flags]:
    """How often the picks after the first are found wrong, and whether the last is wrong."""
    n = len(noticed)
    again, wrong_in_the_end = np.zeros(n, dtype=np.int16), np.zeros(n, dtype=np.bool_)
    for k in range(1, MOST_REWORKS):
        picked, checked = draws.order_pair(f"picking.mispick.{k}", f"packing.check_finds.{k}")
        wrong = picked.happens(mispick, noticed)
        seen = checked.happens(check.finds, noticed)
        wrong_in_the_end |= wrong & ~seen
        noticed = wrong & seen
        again += noticed
    return again, wrong_in_the_end
