"""Who would contact the shop, for which reason, and how long after what it is about."""

from __future__ import annotations

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.reasons import ENDS, LATE, QUESTION, REASONS
from simulator.stages.contacts.section import Contacts
from simulator.units import NEVER
from simulator.workload.draws import Flags, Integers, OrderDraws
from simulator.workload.workload import Columns


def columns(section: Contacts, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Columns:
    """By reason (n,) milliseconds from what it is about to the contact; NEVER for who makes none.

    And by `time.REASON` what it takes to answer, where people do.

    A customer who would contact the shop at some lateness does so at any longer one too.
    """
    drawn = {LATE: _patience(section, scenario, placed, draws)}
    for reason in (QUESTION, *ENDS):
        share = section.per_order if reason == QUESTION else getattr(section, reason)
        who, when = draws.order_pair(f"contacts.{reason}", f"contacts.after.{reason}")
        asks = who.happens(share, placed)
        drawn[reason] = np.where(asks, when.integers(section.after, asks), NEVER)
    if scenario.answers_contacts:
        for reason in REASONS:
            drawn[f"time.{reason}"] = draws.orders(f"contacts.time.{reason}").integers(
                section.time, drawn[reason] != NEVER
            )
    return drawn


def _patience(section: Contacts, scenario: Scenario, placed: Flags, draws: OrderDraws) -> Integers:
    """(n,) How late an order is when its customer contacts the shop, NEVER for who does not.

    Without a delivery nobody knows when a customer has it, so that none is late.
    """
    patience = np.full(len(placed), NEVER, dtype=np.int64)
    if scenario.delivery is None:
        return patience
    who = draws.orders(f"contacts.{LATE}")
    for band in reversed(section.late):
        patience = np.where(who.happens(band.share, placed), band.by, patience)
    return patience
