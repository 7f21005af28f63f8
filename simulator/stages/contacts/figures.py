"""How many customers contact the shop, why, what it costs, and who has nothing to complain of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figure, figures, moments
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.results.outcomes import Outcome, is_any_of
from simulator.results.parcels import damaged_orders
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.reasons import REASONS
from simulator.stages.contacts.replaced import replaced_at
from simulator.units import HOUR, NEVER

ON = ("contacts",)
THEIRS = "contacts about cohort orders, by the horizon or later"


def _kpi(name: str, unit: str, definition: str, called: str = "") -> Kpi:
    return Kpi(name, unit, "contacts", definition, "lower", sections=ON, called=called)


@figures(
    _kpi("contacts.count", "contacts", f"customers' {THEIRS}", "Contacts"),
    _kpi(
        "contacts.per_100_orders",
        "contacts",
        f"{THEIRS} / orders placed, times 100",
        "Contacts per 100 orders",
    ),
    *(
        _kpi(f"contacts.{reason}", "contacts", f"{THEIRS}: {text}", f"Contacts, {called}")
        for reason, (called, text) in REASONS.items()
    ),
    _kpi(
        "contacts.cost",
        "currency",
        f"{THEIRS}, at contacts.cost each, whether the order has left or not",
        "Cost of contacts",
    ),
    group="contacts",
)
def contacts(observed: Observation) -> Kpis:
    """The contacts about the orders of the window, whenever they come."""
    section, scopes, placed = observed.scenario.contacts, observed.scopes, observed.cohort.orders
    which = observed.contacts.rows(placed[observed.contacts.order])
    assert section is not None
    rows, every = scopes.of(which.order), np.ones(len(which.order), dtype=np.bool_)
    count = rows.sums(every)
    kpis = {
        **rows.named("contacts.count", count),
        **scopes.ratio("contacts.per_100_orders", count, scopes.sums(placed), 100.0),
        **rows.named("contacts.cost", [section.cost * number for number in count]),
    }
    for number, reason in enumerate(REASONS):
        kpis |= rows.count(f"contacts.{reason}", which.reason == number)
    return kpis


@figure(
    "satisfied",
    "%",
    "contacts",
    "higher",
    group="service",
    after="perfect_order",
    sections=ON,
    called="Orders with nothing to complain of",
)
def satisfied(observed: Observation) -> Kpis:
    """Delivered by the promise, in full, undamaged, the right items, and no contact about it /
    orders placed that ended or are overdue, without those declined by the bank.

    What was lost counts as delivered once all of it came again. A perfect order is one of those
    accepted and promised, and may be asked about all the same.
    """
    workload, timeline, cohort = observed.workload, observed.timeline, observed.cohort
    of_lines = np.repeat(np.arange(timeline.n), workload.lines)
    short = np.bincount(of_lines[timeline.line_canceled], minlength=timeline.n) > 0
    asked = np.bincount(observed.contacts.order, minlength=timeline.n) > 0
    again = replaced_at(timeline)
    came = (timeline.outcome == Outcome.LOST) & (again != NEVER)
    in_time = cohort.delivered_on_time | (came & (again <= workload.deliver_by))
    late = cohort.delivery_due & ~in_time
    harmed = damaged_orders(workload, timeline) | timeline.wrong_items | short
    done = is_any_of(timeline.outcome, (Outcome.DELIVERED, Outcome.COMPLETED)) | came
    due = cohort.orders & ((timeline.outcome != Outcome.IN_FLIGHT) | late)
    due &= timeline.outcome != Outcome.DECLINED
    return observed.scopes.share("satisfied", done & ~late & ~harmed & ~asked, due)


def _unstaffed(scenario: Scenario, _: str) -> str | None:
    """That nobody answers contacts, and what to write."""
    if scenario.answers_contacts:
        return None
    return "no crew answers contacts; write crews: {service: {skills: [contacts], heads: 1}}"


def _of_crew(name: str, unit: str, definition: str, called: str) -> Kpi:
    return replace(_kpi(name, unit, definition, called), absent=_unstaffed)


@figures(
    *(
        replace(each, absent=_unstaffed)
        for each in moments(
            "contacts.wait",
            "h",
            "contacts",
            "from the contact to the begin of its answer, of contacts about cohort orders that are "
            "begun by the horizon",
            ("mean", "p95"),
            sections=ON,
            called="Contacts wait for an answer",
        )
    ),
    _of_crew(
        "contacts.unanswered",
        "contacts",
        "contacts about cohort orders that came by the horizon, and were not answered by then",
        "Contacts without an answer",
    ),
    replace(
        _of_crew(
            "contacts.hours",
            "h",
            "hours that crews answer contacts in the window",
            "Hours at contacts",
        ),
        by_class=False,
        better="neutral",
    ),
    group="contacts",
)
def answers(observed: Observation) -> Kpis:
    """How long customers wait for an answer, and what that takes."""
    answered = observed.answers
    assert answered is not None
    low, high = observed.cohort.window
    order = answered.contacts.order
    rows, mine = observed.scopes.of(order), observed.cohort.orders[order]
    began = answered.answered.began
    begun = mine & (began != NEVER)
    wait = np.where(begun, began - answered.contacts.at, 0)
    inside = np.clip(answered.work.until, low, high) - np.clip(answered.work.began, low, high)
    return {
        **rows.moments("contacts.wait", wait, begun, HOUR, ("mean", "p95")),
        **rows.count("contacts.unanswered", mine & (answered.answered.ended == NEVER)),
        ("contacts.hours", ALL): float(inside.sum()) / HOUR,
    }
