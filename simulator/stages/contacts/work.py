"""What questions ask of the crew that answers them."""

from __future__ import annotations

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.reasons import QUESTION
from simulator.stages.contacts.section import Contacts
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks


def work(
    section: Contacts, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """A task for each question; who else writes hangs on the course of a run."""
    if not scenario.answers_contacts:
        return [], orders
    drawn = workload.added["contacts"]
    asks = orders.where(drawn[QUESTION][orders.row] != NEVER)
    after, time = (
        drawn[name].astype(np.int64)[asks.row] for name in (QUESTION, f"time.{QUESTION}")
    )
    moment = workload.created[asks.row] + workload.in_cart[asks.row] + after
    return [Tasks("contacts", moment, time)], orders
