"""The contacts of a replication: about which order, why and when.

They follow from what became of the orders and from what was drawn, by arithmetic: no order waits
for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import REFUSED, Outcome, is_any_of
from simulator.results.parcels import damaged_orders
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.ends import Ends, ends_of
from simulator.stages.contacts.reasons import ENDS, LATE, QUESTION, REASONS
from simulator.stages.contacts.replaced import awaited_until, replaced_at
from simulator.stages.delivery.points import in_hand
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BY_THE_HOUSE = (Outcome.OUT_OF_STOCK, Outcome.REJECTED, Outcome.EXPIRED)


@dataclass(frozen=True)
class Contacts:
    """One row per contact, by moment, order and reason; perhaps beyond the horizon."""

    order: Numbers
    reason: npt.NDArray[np.int16]  # index into REASONS
    at: Numbers

    def rows(self, which: Flags) -> Contacts:
        """Some of them."""
        return Contacts(self.order[which], self.reason[which], self.at[which])


@dataclass(frozen=True)
class Answered:
    """A row for each contact by the horizon: when its answer began and ended, and whose it is."""

    began: Numbers  # NEVER: nobody yet
    ended: Numbers
    server: npt.NDArray[np.int16]  # index of the crew that began; -1: nobody yet


def contacts_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> Contacts:
    """Every contact that is known at the horizon; the stage is on.

    Those beyond it are about orders that have ended or are with the carrier, whose ways are known.
    """
    return _contacts(workload, timeline, ends_of(scenario, workload, timeline))


def contacts_so_far(workload: Workload, timeline: Timeline) -> Contacts:
    """Those by the horizon; none where the stage is off."""
    if "contacts" not in workload.added:
        none = np.empty(0, dtype=np.int64)
        return Contacts(none, none.astype(np.int16), none)
    contacts = _contacts(workload, timeline, Ends(timeline.outcome, timeline.ended))
    return contacts.rows(contacts.at <= timeline.horizon)


def _contacts(workload: Workload, timeline: Timeline, ends: Ends) -> Contacts:
    moments = _moments(workload, timeline, ends)
    orders = [np.flatnonzero(moment != NEVER) for moment in moments.values()]
    order = np.concatenate(orders)
    reason = np.repeat(np.arange(len(orders), dtype=np.int16), [len(rows) for rows in orders])
    at = np.concatenate([m[rows] for m, rows in zip(moments.values(), orders, strict=True)])
    by = np.lexsort((reason, order, at))
    return Contacts(order[by], reason[by], at[by])


def contacts_about(scenario: Scenario, workload: Workload, timeline: Timeline) -> Numbers:
    """(n,) How many contacts there are about each order, whether it has left or not."""
    contacts = contacts_of(scenario, workload, timeline)
    return np.bincount(contacts.order, minlength=workload.n).astype(np.int64)


def _moments(workload: Workload, timeline: Timeline, ends: Ends) -> dict[str, Numbers]:
    """(n,) When each customer contacts the shop, by reason; NEVER for who does not."""
    drawn = {name: workload.added["contacts"][name].astype(np.int64) for name in REASONS}
    about = _about(workload, timeline, ends)
    delivered = ends.outcome == Outcome.DELIVERED
    since = np.where(delivered, in_hand(workload, ends.at), ends.at)
    by_reason = {
        QUESTION: _later(timeline.paid, drawn[QUESTION]),
        LATE: _late(workload, timeline, ends, drawn[LATE]),
    }
    for reason in ENDS:
        by_reason[reason] = _later(np.where(about[reason], since, NEVER), drawn[reason])
    by_reason["lost"] = _not_replaced(timeline, by_reason["lost"])
    assert tuple(by_reason) == tuple(REASONS)
    return by_reason


def _about(workload: Workload, timeline: Timeline, ends: Ends) -> dict[str, Flags]:
    """(n,) Orders that ended in the way that a reason is about."""
    delivered = ends.outcome == Outcome.DELIVERED
    return {
        "damaged": delivered & damaged_orders(workload, timeline),
        "wrong_items": delivered & timeline.wrong_items,
        "lost": ends.outcome == Outcome.LOST,
        "canceled": is_any_of(ends.outcome, BY_THE_HOUSE),
        "payment_failed": is_any_of(ends.outcome, REFUSED),
    }


def _late(workload: Workload, timeline: Timeline, ends: Ends, patience: Numbers) -> Numbers:
    """(n,) When an order is so late that its customer contacts the shop.

    At that very moment it may arrive: then it is late by as much. What is paid later is not asked
    for, and what is sent again is as long as it has not come.
    """
    moment, until = _later(workload.deliver_by, patience), awaited_until(timeline, ends.at)
    waits = np.where(until == NEVER, moment <= timeline.horizon, until >= moment)
    asks = (timeline.paid != NEVER) & (timeline.paid < moment) & waits
    return np.where(asks, moment, NEVER)


def _not_replaced(timeline: Timeline, moment: Numbers) -> Numbers:
    """(n,) When customers write of their loss: those who have it by then do not."""
    came = replaced_at(timeline)
    return np.where((came != NEVER) & (came <= moment), NEVER, moment)


def _later(moment: Numbers, after: Numbers) -> Numbers:
    return np.where((moment == NEVER) | (after == NEVER), NEVER, moment + after)
