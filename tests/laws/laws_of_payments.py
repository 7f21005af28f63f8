"""Laws of payments with a choice: every attempt by the rules, and their money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from simulator.results.order_money import order_money
from simulator.results.outcomes import Outcome
from simulator.units import NEVER
from simulator.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE
from tests.laws.laws import law
from tests.laws.runs import Run


@dataclass
class Went:
    """What an order's payment comes to: attempts, each (began, ended), and how it ends."""

    now: int
    attempts: list[tuple[int, int]] = field(default_factory=list)
    refusal: Outcome | None = None
    way: int = 0
    second: bool = False
    slip: bool = False


def went(run: Run, order: int, begins: int) -> Went:
    """By the rules of the scenario: try after try of the customer."""
    section, drawn = run.scenario.payment, run.workload.added["payment"]
    assert section is not None
    found = Went(begins)
    for k in range(section.most_tries):
        if k and not drawn["comes"][order, k]:
            return found
        found.now += int(drawn["wait"][order, k]) if k else 0
        found.way = int(drawn["method"][order, k])
        _one_try(run, order, k, found)
        slip = section.ways[found.way].slip
        if found.refusal is None and slip is not None:
            found.slip = True
            after = int(drawn["slip_after"][order, k])
            in_time = after <= slip.valid_for and not drawn["never_paid"][order, k]
            found.now += after if in_time else slip.valid_for
            found.attempts[-1] = (found.attempts[-1][0], found.now)
            found.refusal = None if in_time else Outcome.PAYMENT_FAILED
            return found
        if found.refusal is None:
            return found
    return found


def _one_try(run: Run, order: int, k: int, found: Went) -> None:
    """Attempts at both gateways, until one says what cannot be changed."""
    section, drawn = run.scenario.payment, run.workload.added["payment"]
    assert section is not None
    verdict, declined = int(drawn["verdict"][order, k]), False
    for a, wait in enumerate((0, *(section.retry.after if section.retry else ()))):
        found.now += wait
        may_recover = declined and bool(drawn["recovers"][order, k, a])
        approves = verdict == APPROVED or may_recover
        heard = _asks(run, 0, int(drawn["latency"][order, k, a]), found)
        shown = heard and verdict == SOFT_DECLINE and not approves and not declined
        declined |= heard
        found.second = False
        if section.second_gateway is not None and (shown or not heard):
            heard = _asks(run, 1, int(drawn["second_latency"][order, k, a]), found)
            if shown:
                approves = bool(drawn["second_recovers"][order, k])
            declined |= heard
            found.second = heard and approves
        if heard and (approves or verdict == HARD_DECLINE):
            found.refusal = None if approves else Outcome.DECLINED
            return
    found.refusal = Outcome.DECLINED if declined else Outcome.PAYMENT_FAILED


def _asks(run: Run, gateway: int, latency: int, found: Went) -> bool:
    """One attempt: whether it is answered."""
    limit = run.scenario.payment.timeout  # type: ignore[union-attr]
    spans = run.workload.gateway_down[gateway].tolist()
    silent = max([end - found.now for begin, end in spans if begin <= found.now < end], default=0)
    answered = limit is None or (not silent and latency <= limit)
    takes = silent + latency if answered else int(limit or 0)
    found.attempts.append((found.now, found.now + takes))
    found.now += takes
    return answered


@law
def gateways_are_down_as_planned_or_at_random(run: Run) -> Iterator[str]:
    """Planned outages are among the times without an answer, and without failures all of them."""
    section, down = run.scenario.payment, run.workload.gateway_down
    if section is None or not section.has_tries:
        if down:
            yield f"gateways without a choice are down: {down}"
        return
    services = [section, *([section.second_gateway] if section.second_gateway else [])]
    if len(services) != len(down):
        yield f"{len(down)} gateways, expected {len(services)}"
    for service, spans in zip(services, down, strict=False):
        planned = 0
        for outage in service.outages:  # type: ignore[attr-defined]
            at = (outage.at - run.start) // timedelta(milliseconds=1)
            planned += outage.for_
            if not any(begin <= at and at + outage.for_ <= end for begin, end in spans.tolist()):
                yield f"the outage at {at} is not in {spans.tolist()}"
        silent = sum(end - begin for begin, end in spans.tolist())
        if service.every is None and silent != planned:  # type: ignore[attr-defined]
            yield f"down for {silent}, planned {planned}"


@law
def no_order_is_charged_and_canceled_without_a_refund(run: Run) -> Iterator[str]:
    """Who gets nothing pays nothing in the end, however late the money came."""
    t = run.timeline
    for i in run.orders:
        outcome, charged, refunded = Outcome(t.outcome[i]), int(t.charged[i]), int(t.refunded[i])
        if outcome in (Outcome.DECLINED, Outcome.PAYMENT_FAILED, Outcome.ABANDONED) and charged:
            yield f"order {i}: {outcome.name}, and charged {charged}"
        canceled = outcome in (Outcome.OUT_OF_STOCK, Outcome.EXPIRED, Outcome.REJECTED)
        if canceled and refunded != charged:
            yield f"order {i}: {outcome.name}, charged {charged} and given back {refunded}"
        if charged > 0 and t.paid[i] == NEVER:
            yield f"order {i}: charged {charged}, and never paid"


@law
def fees_add_up(run: Run) -> Iterator[str]:
    """Each order that left costs what its method and gateway ask, and nothing else is paid."""
    section = run.scenario.payment
    money, t = order_money(run.scenario, run.workload, run.timeline), run.timeline
    total = 0.0
    for i in run.orders:
        if not money.left[i] or section is None:
            continue
        share, fixed = section.fee_share, section.fee
        if section.has_tries:
            how = went(run, i, int(run.workload.placed[i]))
            way, second = section.ways[how.way], section.second_gateway
            share, fixed = way.fee_share, way.fee
            if second is not None and how.second:
                share, fixed = share + second.fee_share, fixed + second.fee
        total += share * int(t.charged[i]) / 100 + fixed
    paid = float(money.costs["payment"].sum())
    if abs(paid - total) > 1e-6 * max(total, 1.0):
        yield f"fees of {paid}, expected {total}"
