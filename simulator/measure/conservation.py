"""What must hold in every run: orders, moments, money and stock are conserved.

Cheap enough to run after every replication: comparisons of whole columns, no loop over orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.measure import conservation_claims as claims
from simulator.measure import conservation_dock as dock
from simulator.measure.observation import Observation
from simulator.measure.sequence import out_of_sequence
from simulator.results.outcomes import CANCELED, FAILED, UNPAID, Outcome, is_any_of
from simulator.results.timeline import Movement, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import STATIONS, TO_THE_DOCK
from simulator.stages.demand.lines import orders_of, sums_of_few
from simulator.stages.inventory.figures_levels import (
    AVAILABLE,
    BACKORDERED,
    LEVELS,
    ON_HAND,
    ON_ORDER,
    RESERVED,
)
from simulator.stages.returns.refunds import refunds
from simulator.units import NEVER
from simulator.workload.workload import Workload

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

Finding = tuple[str, Flags]
"""What is broken, and for which rows."""

NOT_RELEASED = (*UNPAID, *(each for each in CANCELED if each is not Outcome.CALLED_OFF))
"""A customer may cancel what is in picking too."""
SHIPPED = (Outcome.DELIVERED, *FAILED)
GIVEN_BACK = (*CANCELED, *FAILED)
_SHOWN = 5


class ConservationError(AssertionError):
    """A replication broke a law of conservation: a defect of the model, not of the scenario."""


def check(
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
    observed: Observation | None = None,
) -> None:
    """Raise `ConservationError` with every law that is broken and the first orders or SKUs.

    From `observed`, if the run is observed already, comes what its figures need too.
    """
    observed = observed or Observation(scenario, workload, timeline)
    broken = [
        _told(text, "order", rows)
        for findings in (
            _outcomes(scenario, workload, timeline),
            _milestones(workload, timeline),
            _visits(timeline),
            _over_the_floor(timeline),
            _money(scenario, workload, timeline),
            claims.findings(timeline),
            _picks(workload, timeline),
        )
        for text, rows in findings
        if rows.any()
    ]
    broken += [_told(t, "SKU", rows) for t, rows in _stock(observed) if rows.any()]
    broken += [_told(t, "SKU", rows) for t, rows in dock.units(observed) if rows.any()]
    broken += [_told(t, "pallet", rows) for t, rows in dock.pallets(observed) if rows.any()]
    broken += [_told(t, "truck", rows) for t, rows in dock.trucks(observed) if rows.any()]
    broken += [_told(t, "moment", rows) for t, rows in _heads(observed) if rows.any()]
    if broken:
        raise ConservationError("the run is not consistent:\n  " + "\n  ".join(broken))


def _told(text: str, noun: str, rows: Flags) -> str:
    numbers = np.flatnonzero(rows)
    shown = ", ".join(str(number) for number in numbers[:_SHOWN])
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return f"{text}: {noun} {shown}{more}"


def _outcomes(scenario: Scenario, workload: Workload, timeline: Timeline) -> Iterator[Finding]:
    outcome, ended = timeline.outcome, timeline.ended
    known = (outcome >= min(Outcome)) & (outcome <= max(Outcome))
    yield "an outcome that does not exist", ~known
    yield "ended and in flight at once", (outcome == Outcome.IN_FLIGHT) != (ended == NEVER)
    yield (
        "abandoned by a customer who stays",
        (outcome == Outcome.ABANDONED) & ~workload.abandons,
    )
    stays = workload.abandons & ~is_any_of(
        outcome, (Outcome.ABANDONED, Outcome.OUT_OF_STOCK, Outcome.IN_FLIGHT)
    )
    yield "an abandoned cart went on", stays
    delivered = outcome == Outcome.DELIVERED
    yield "delivered by outcome or by moment, not both", delivered != (timeline.delivered != NEVER)
    yield "delivered, but ended at another moment", delivered & (ended != timeline.delivered)
    paid, released = timeline.paid != NEVER, timeline.released != NEVER
    yield "paid, but ended as not paid", paid & is_any_of(outcome, UNPAID)
    emptied = (outcome == Outcome.OUT_OF_STOCK) & _has(workload, timeline.line_refunded)
    never = is_any_of(outcome, NOT_RELEASED) & ~emptied
    yield "released, but ended as never released", released & never
    gone = timeline.handed_over != NEVER
    yield (
        "ended with the customer or carrier, but never handed over",
        ~gone & is_any_of(outcome, SHIPPED),
    )
    may_lose = workload.may_come_to("lost")
    yield "lost by a carrier that loses nothing", (outcome == Outcome.LOST) & ~may_lose
    if scenario.delivery is not None:
        yield "completed although delivery is on", outcome == Outcome.COMPLETED
    else:
        yield "delivered although delivery is off", outcome == Outcome.DELIVERED
    if scenario.shipping is not None:
        yield "completed, but never handed over", ~gone & (outcome == Outcome.COMPLETED)


def _milestones(workload: Workload, timeline: Timeline) -> Iterator[Finding]:
    """Created, placed, paid, released, handed over and delivered: in sequence, none skipped."""
    milestones = {
        "created": workload.created,
        "placed": workload.placed,
        "paid": timeline.paid,
        "released": timeline.released,
        "handed over": timeline.handed_over,
        "delivered": timeline.delivered,
    }
    for (before, first), (after, then) in pairwise(milestones.items()):
        yield f"{after} before {before}", out_of_sequence(first, then)
    for name in ("paid", "released", "handed over", "delivered"):
        yield f"{name} after the horizon", milestones[name] > timeline.horizon
    yield "ended after the horizon", timeline.ended > timeline.horizon


def _visits(timeline: Timeline) -> Iterator[Finding]:
    """Queued, began, ended, in this sequence."""
    for activity, visit in timeline.visits.items():
        yield (
            f"{activity} began before it was queued or without",
            out_of_sequence(visit.queued, visit.began),
        )
        yield (
            f"{activity} ended before it began or without",
            out_of_sequence(visit.began, visit.ended),
        )
        yield f"{activity} ended after the horizon", visit.ended > timeline.horizon
    again = timeline.log.further
    wrong = out_of_sequence(again.queued, again.began) | out_of_sequence(again.began, again.ended)
    yield "a further visit out of sequence", _orders(timeline, again.parcel[wrong])


def _over_the_floor(timeline: Timeline) -> Iterator[Finding]:
    """Every parcel goes from the release to the dock through one station after the other, and
    waits nowhere in between unless it goes back, or for stock that is short.
    """
    table, log = timeline.parcels, timeline.log
    ready = timeline.released[table.order]
    further = table.number > 1
    ready[further] = table.made[further]
    again = further.copy()
    again[log.further.parcel] = True
    path = [(name, log.first[name]) for name in (*TO_THE_DOCK, "shipping") if name in log.first]
    before = "the release"
    for name, visit in path:
        early = out_of_sequence(ready, visit.queued)
        yield f"{name} before {before}", _orders(timeline, np.flatnonzero(early))
        unknown = (visit.queued > ready) & ~again
        yield f"time before {name} that no stage owns", _orders(timeline, np.flatnonzero(unknown))
        serves_all = name not in STATIONS or STATIONS[name].all
        ready = visit.ended if serves_all else np.where(visit.queued == NEVER, ready, visit.ended)
        before = name
    if "shipping" in log.first:
        went = log.first["shipping"].ended[table.of_split] != NEVER
        rows = _orders(timeline, table.of_split[went & ~table.live])
        yield "an empty parcel was handed over", rows


def _orders(timeline: Timeline, parcels: Numbers) -> Flags:
    """(n,) The orders of these parcels."""
    rows = np.zeros(timeline.n, dtype=np.bool_)
    rows[timeline.parcels.order[parcels]] = True
    return rows


def _money(scenario: Scenario, workload: Workload, timeline: Timeline) -> Iterator[Finding]:
    """Charged is the value of the lines that went on; it is given back whole, or by the line."""
    out, refunded = timeline.line_canceled, timeline.line_refunded
    yield "a line refunded that is still in its order", _has(workload, refunded & ~out)
    before = _value(workload, out & ~refunded)
    after = _value(workload, refunded)
    paid = timeline.paid != NEVER
    due = np.where(paid, workload.value - before, 0)
    yield "charged other than the value of its lines", timeline.charged != due
    back = is_any_of(timeline.outcome, GIVEN_BACK)
    lost, damaged = claims.ends(timeline)
    back &= ~lost[: timeline.n]
    given_back = refunds(scenario, workload, timeline)
    back |= given_back.whole | damaged[: timeline.n]
    table = timeline.parcels
    if len(table.split):
        failed = np.zeros(len(table.order), dtype=np.bool_)
        mine = table.of_split
        failed[mine] = is_any_of(table.outcome[mine], FAILED)
        in_failed = ((failed & ~lost) | damaged)[timeline.line_parcel]
        after = _value(workload, refunded | (in_failed & ~out))
        delivered = timeline.outcome[table.split] == Outcome.DELIVERED
        back[table.split] = (timeline.outcome[table.split] == Outcome.OUT_OF_STOCK) | (
            delivered & given_back.whole[table.split]
        )
    some = np.minimum(given_back.in_part, np.maximum(timeline.charged - after, 0))
    refund = np.where(back, timeline.charged, after + some)
    yield "refunded other than charged, or not at all, or for nothing", timeline.refunded != refund


def _heads(observed: Observation) -> Iterator[Finding]:
    """Nobody works who is not there: nor before a shift, nor after it beyond what its rule allows.

    Rows are the moments at which the number of a crew's heads at work changes.
    """
    begins = observed.workload.begins
    for crew, time in observed.people.items():
        busy, most = time.beside_most
        many = busy.value > most.value
        if begins is not None:  # what went before took nobody's time once more
            many &= busy.time >= begins.at
        yield f"more of {crew} work than are there", many


def _value(workload: Workload, of_line: Flags) -> Numbers:
    """(n,) Cents of the flagged lines of each order."""
    return _by_order(workload, of_line, workload.values)


def _units(workload: Workload, of_line: Flags) -> Numbers:
    """(n,) Units of the flagged lines of each order."""
    return _by_order(workload, of_line, lambda rows: workload.line_units[rows])


def _by_order(
    workload: Workload, of_line: Flags, values: Callable[[Numbers], npt.NDArray[np.integer[Any]]]
) -> Numbers:
    """(n,) Sums over the flagged lines, which are few: the others are not looked at again."""
    rows = np.flatnonzero(of_line)
    return sums_of_few(rows, values(rows), workload.line_start)


def _has(workload: Workload, of_line: Flags) -> Flags:
    """(n,) Orders with a flagged line."""
    has = np.zeros(workload.n, dtype=np.bool_)
    has[orders_of(np.flatnonzero(of_line), workload.line_start)] = True
    return has


def _picks(workload: Workload, timeline: Timeline) -> Iterator[Finding]:
    """Every order takes from the shelf what it ordered, once, and only when it is picked."""
    if not workload.supply.policed:
        return
    log = timeline.stock
    rows = np.flatnonzero(log.kind == Movement.PICKED)
    taken = np.bincount(log.order.take(rows), log.units.take(rows), minlength=timeline.n)
    out = timeline.line_canceled
    taken -= _units(workload, claims.sent_again(timeline) & ~out)
    ordered = workload.units - _units(workload, out)
    picked = timeline.visits.get("picking")
    moment = timeline.released if picked is None else picked.ended
    due = np.where(moment == NEVER, 0, ordered)
    table = timeline.parcels
    due[table.split] = ordered[table.split]  # any parcel may be picked first
    apart = workload.line_missing | timeline.line_follows
    short = _has(workload, apart)
    yield "took other units from the shelf than it ordered", ~short & (taken != due)
    few = np.where(moment == NEVER, 0, ordered - _units(workload, apart & ~out))
    yield "took other units from the shelf than were there", short & ((taken < few) | (taken > due))
    packed = timeline.visits.get("packing")
    if packed is not None:
        complete = short & (packed.queued != NEVER)
        first = ordered - _units(workload, timeline.line_follows & ~out)
        yield "packed without the units that were missing", complete & (taken < first)
        to_come = timeline.log.first["packing"].queued[table.of_split] == NEVER
        complete[table.split] &= ~table.any(to_come & (table.number[table.of_split] > 1))
        yield "packed with other units than were ordered", complete & (taken != due)


def _stock(observed: Observation) -> Iterator[Finding]:
    """Movements explain what is left; no level is ever negative, nor more reserved than there."""
    supply, timeline = observed.workload.supply, observed.timeline
    if not supply.policed:
        return
    books = (
        ("on hand", ON_HAND, timeline.on_hand),
        ("reserved", RESERVED, timeline.reserved),
        ("backordered", BACKORDERED, timeline.backordered),
        ("on order", ON_ORDER, timeline.on_order),
    )
    course = observed.stock
    for name, effect, at_end in books:
        level = LEVELS.index(effect)
        yield f"{name} is not what the movements add up to", at_end != course.ended[level]
        yield f"{name} below zero", course.below_zero[level]
    yield "more reserved than on hand", course.below_zero[LEVELS.index(AVAILABLE)]
