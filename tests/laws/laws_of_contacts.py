"""Laws of customers' contacts: order by order, in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulator.measure.observation import Observation
from simulator.results.outcomes import Outcome
from simulator.results.parcels import damaged_orders
from simulator.stages.contacts.moments import Contacts, contacts_so_far
from simulator.stages.contacts.reasons import REASONS
from simulator.units import NEVER
from tests.laws.laws import law
from tests.laws.returned import at_points
from tests.laws.runs import Run

HOUSE = (Outcome.OUT_OF_STOCK, Outcome.REJECTED, Outcome.EXPIRED)
REFUSED = (Outcome.DECLINED, Outcome.PAYMENT_FAILED)


@law
def contacts_come_when_there_is_a_reason(run: Run) -> Iterator[str]:
    """Each customer contacts the shop at the moments of what became of the order, and no others."""
    w, t = run.workload, run.timeline
    if run.scenario.contacts is None:
        return
    drawn, damaged, there = w.added["contacts"], damaged_orders(w, t), at_points(run)
    expected = []
    for i in range(t.n):
        paid, ended, outcome = int(t.paid[i]), int(t.ended[i]), int(t.outcome[i])
        again, awaited = _after_the_loss(run, i) if outcome == Outcome.LOST else (NEVER, ended)
        seen = ended  # by who has it in hand
        if outcome == Outcome.DELIVERED and there.at_point[i]:
            seen = NEVER if there.uncollected[i] else ended + int(there.collected[i])
        since = {
            "question": paid,
            "damaged": seen if outcome == Outcome.DELIVERED and damaged[i] else NEVER,
            "wrong_items": seen if outcome == Outcome.DELIVERED and t.wrong_items[i] else NEVER,
            "lost": ended if outcome == Outcome.LOST else NEVER,
            "canceled": ended if outcome in HOUSE else NEVER,
            "payment_failed": ended if outcome in REFUSED else NEVER,
        }
        moments = {
            reason: moment + int(drawn[reason][i])
            for reason, moment in since.items()
            if NEVER not in (moment, drawn[reason][i])
        }
        if again != NEVER and again <= moments.get("lost", NEVER):
            del moments["lost"]
        if NEVER not in (w.deliver_by[i], drawn["late"][i], paid):
            at = int(w.deliver_by[i]) + int(drawn["late"][i])
            if paid < at and (awaited == NEVER or awaited >= at):
                moments["late"] = at
        expected += [(at, i, reason) for reason, at in moments.items() if at <= t.horizon]
    told = contacts_so_far(w, t)
    words = [list(REASONS)[k] for k in told.reason]
    found = list(zip(told.at.tolist(), told.order.tolist(), words, strict=True))
    if sorted(found) != sorted(expected):
        yield f"{sorted(set(found) ^ set(expected))[:4]} are not in both"


def _after_the_loss(run: Run, order: int) -> tuple[int, int]:
    """When all that an order lost came again whole, and until when it is waited for; NEVER: not."""
    t = run.timeline
    table, claims, ended = t.parcels, t.claims, int(t.ended[order])
    if claims is None:
        return NEVER, ended
    lost = [k for k in range(len(table.order)) if table.order[k] == order]
    lost = [k for k in lost if table.outcome[k] == Outcome.LOST]
    rows = [k for k in range(len(claims.parcel)) if claims.parcel[k] in lost]
    rows = [k for k in rows if not claims.damaged[k]]
    came = [int(claims.arrived[k]) for k in rows if claims.refunded[k] == NEVER]
    ends = [
        int(claims.arrived[k] if claims.refunded[k] == NEVER else claims.refunded[k]) for k in rows
    ]
    whole = len(came) == len(lost) and NEVER not in came
    return max(came) if whole else NEVER, NEVER if NEVER in ends else max([ended, *ends])


@law
def contacts_by_the_horizon_are_among_all_of_them(run: Run) -> Iterator[str]:
    """What comes later is after the horizon; counts by reason add up, and so do their costs."""
    section, t = run.scenario.contacts, run.timeline
    if section is None:
        return
    observed = Observation(run.scenario, run.workload, t)
    every = _rows(observed.contacts)
    so_far = _rows(contacts_so_far(run.workload, t))
    if Counter(row for row in every if row[0] <= t.horizon) != Counter(so_far):
        yield "contacts by the horizon hang on what comes later"
    if len({(order, reason) for _, order, reason in every}) < len(every):
        yield "a customer contacts the shop twice for one reason"
    kpis = run.kpis
    by_reason = sum(kpis[f"contacts.{reason}", "all"] for reason in REASONS)
    if by_reason != kpis["contacts.count", "all"]:
        yield f"{by_reason} contacts by reason of {kpis['contacts.count', 'all']}"
    spent = kpis["total_cost.contacts", "all"]
    if spent > kpis["contacts.cost", "all"] + 1e-6:
        yield "contacts about the orders that left cost more than those about all"


@law
def contacts_are_answered_as_they_came(run: Run) -> Iterator[str]:
    """One after the other, none before it came, by whoever is free; nobody idles while one waits.

    The drawn crew is there all the time.
    """
    found = Observation(run.scenario, run.workload, run.timeline).answers
    if found is None:
        return
    at, began, ended = (
        moments.tolist()
        for moments in (found.contacts.at, found.answered.began, found.answered.ended)
    )
    drawn, words = run.workload.added["contacts"], list(REASONS)
    heads = run.scenario.crews["desk"].heads or 0
    free = [0] * heads
    for k, moment in enumerate(at):
        begins = max(moment, min(free))
        expected = begins if begins <= run.timeline.horizon else NEVER
        if began[k] != expected:
            yield f"contact {k} of {moment} is begun at {began[k]}, not at {expected}"
        reason = words[found.contacts.reason[k]]
        ends = begins + int(drawn[f"time.{reason}"][found.contacts.order[k]])
        if ended[k] != (ends if ends <= run.timeline.horizon else NEVER):
            yield f"contact {k}, begun at {begins}, ends at {ended[k]}, not at {ends}"
        free[free.index(min(free))] = ends


def _rows(found: Contacts) -> list[tuple[int, int, int]]:
    return list(zip(found.at.tolist(), found.order.tolist(), found.reason.tolist(), strict=True))
