"""What customers and gateways do where they have a choice: methods, tries, slips, failures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.ordering import count_up_to
from simulator.scenario.scenario import Scenario
from simulator.stages.payment.section import ComesBack, Payment, Way
from simulator.units import NEVER
from simulator.workload.breakdowns import silences
from simulator.workload.draws import Draws, Flags, Floats, Integers, OrderDraws, Source, integers
from simulator.workload.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE, Columns


@dataclass(frozen=True)
class Tries:
    """Rows as in the workload; tries of the customer, and the attempts of each.

    What is not drawn, since nothing hangs on it, is 0 or False.
    """

    method: npt.NDArray[np.int16]  # (n, tries) index into `Payment.ways`
    comes: Flags  # (n, tries) the customer makes this try, once those before it have failed
    wait: Integers  # (n, tries) before it, from the failure
    verdict: npt.NDArray[np.int8]  # (n, tries)
    latency: Integers  # (n, tries, attempts)
    recovers: Flags  # (n, tries, attempts)
    second_latency: Integers  # (n, tries, attempts)
    second_recovers: Flags  # (n, tries)
    slip_after: Integers  # (n, tries) from the slip to its payment
    never_paid: Flags  # (n, tries) slips that nobody pays


def tries_of(columns: Columns) -> Tries:
    """The columns that the stage has added to a workload."""

    def whole(name: str) -> Integers:
        return np.asarray(columns[name], dtype=np.int64)

    def flags(name: str) -> Flags:
        return np.asarray(columns[name], dtype=np.bool_)

    return Tries(
        method=np.asarray(columns["method"], dtype=np.int16),
        comes=flags("comes"),
        wait=whole("wait"),
        verdict=np.asarray(columns["verdict"], dtype=np.int8),
        latency=whole("latency"),
        recovers=flags("recovers"),
        second_latency=whole("second_latency"),
        second_recovers=flags("second_recovers"),
        slip_after=whole("slip_after"),
        never_paid=flags("never_paid"),
    )


def gateways_down(scenario: Scenario, draws: Draws) -> tuple[Integers, ...]:
    """(k, 2) of each gateway, from and until when it does not answer; none where it has no choice.

    Gateways are not customers: their failures are of the house.
    """
    section = scenario.payment
    if section is None or not section.has_tries:
        return ()
    first = silences(section, "gateway.first", scenario, draws)
    if section.second_gateway is None:
        return (first,)
    return first, silences(section.second_gateway, "gateway.second", scenario, draws)


def tries(
    section: Payment, placed: Flags, draws: OrderDraws, told: Integers | None = None
) -> Tries:
    """All that payments may come to; the first try draws what a payment without a choice draws.

    `told` are indices of the methods of first tries that are known, else NEVER.
    """
    n, most, ways = len(placed), section.most_tries, section.ways
    attempts = 1 + (len(section.retry.after) if section.retry else 0)
    drawn = Tries(
        method=np.zeros((n, most), dtype=np.int16),
        comes=np.zeros((n, most), dtype=np.bool_),
        wait=np.zeros((n, most), dtype=np.int64),
        verdict=np.full((n, most), APPROVED, dtype=np.int8),
        latency=np.zeros((n, most, attempts), dtype=np.int64),
        recovers=np.zeros((n, most, attempts), dtype=np.bool_),
        second_latency=np.zeros((n, most, attempts), dtype=np.int64),
        second_recovers=np.zeros((n, most), dtype=np.bool_),
        slip_after=np.zeros((n, most), dtype=np.int64),
        never_paid=np.zeros((n, most), dtype=np.bool_),
    )
    drawn.comes[:, 0] = placed
    if placed.any():
        shares = [way.share for way in ways]
        drawn.method[placed, 0] = draws.orders("payment.method").choose(shares, placed)
    if told is not None:
        drawn.method[:, 0] = np.where(told == NEVER, drawn.method[:, 0], told)
    for number in range(most):
        if number and section.comes_back is not None:
            failed = _may_fail(section, drawn, number - 1)
            _further_try(section.comes_back, ways, failed, number, drawn, draws)
        _attempts(section, ways, number, drawn, draws)
        _slips(ways, number, drawn, draws)
    return drawn


def _stream(number: int) -> str:
    """What the streams of a try begin with: the first's are those of where there is no other."""
    return "payment" if number == 0 else f"payment.{number}"


def _may_fail(section: Payment, drawn: Tries, number: int) -> Flags:
    """(n,) Whether a try is made that may fail."""
    made: Flags = drawn.comes[:, number]
    if section.outages or section.every is not None:
        return made
    failing: Flags = drawn.verdict[:, number] != APPROVED
    if section.timeout is not None:
        failing |= drawn.latency[:, number, 0] > section.timeout
    return made & failing


def _further_try(
    section: ComesBack,
    ways: tuple[Way, ...],
    failed: Flags,
    number: int,
    drawn: Tries,
    draws: OrderDraws,
) -> None:
    """Whether the customer comes back after a failure, when, and how it is paid then."""
    rows = np.flatnonzero(failed)
    of = _stream(number)
    chosen, waiting = draws.order_pair(f"{of}.comes_back", f"{of}.comes_back.after")
    u = chosen.uniforms(failed)
    comes = np.zeros(len(failed), dtype=np.bool_)
    comes[rows] = u < section.again + section.another
    drawn.comes[:, number] = comes
    drawn.wait[:, number] = np.where(comes, waiting.integers(section.after, failed), 0)
    drawn.method[:, number] = drawn.method[:, number - 1]
    other = comes.copy()
    other[rows] &= u >= section.again
    shares = np.array([way.share for way in ways])
    where = np.flatnonzero(other)
    u = draws.orders(f"{of}.method").uniforms(where)
    drawn.method[where, number] = _another(shares, drawn.method[where, number - 1], u)


def _another(shares: Floats, before: npt.NDArray[np.int16], u: Floats) -> npt.NDArray[np.int16]:
    """(k,) Another method than `before`, by shares; the same one where no customer has another."""
    after = before.copy()
    for method in range(len(shares)):
        others = np.where(np.arange(len(shares)) == method, 0.0, shares)
        mine = before == method
        if others.any() and mine.any():
            edges = np.cumsum(others) / others.sum()
            last = int(np.flatnonzero(others)[-1])
            after[mine] = np.minimum(count_up_to(edges, u[mine]), last)
    return after


def _attempts(
    section: Payment, ways: tuple[Way, ...], number: int, drawn: Tries, draws: OrderDraws
) -> None:
    """Latencies, verdicts and recoveries of a try, at either gateway."""
    made, second = drawn.comes[:, number], section.second_gateway
    recovery = 0.0 if section.retry is None else section.retry.recovers
    retried, of = made, _stream(number)
    for k in range(drawn.latency.shape[2]):
        if k == 0:
            latency, answer = draws.order_pair(f"{of}.latency.0", f"{of}.verdict")
            drawn.verdict[:, number] = _verdicts(ways, answer, drawn.method[:, number], made)
        else:
            latency, answer = draws.order_pair(f"{of}.latency.{k}", f"{of}.recovers.{k}")
            drawn.recovers[:, number, k] = answer.happens(recovery, retried)
        drawn.latency[:, number, k] = _latencies(ways, latency, drawn.method[:, number], retried)
        if second is not None:
            latency, answer = draws.order_pair(f"{of}.second.{k}", f"{of}.second_recovers.{k}")
            drawn.second_latency[:, number, k] = (
                _latencies(ways, latency, drawn.method[:, number], retried)
                if second.authorization is None
                else latency.integers(second.authorization, retried)
            )
            if k == 0:
                drawn.second_recovers[:, number] = answer.happens(second.recovers, made)
        retried = _may_be_retried(section, drawn, (number, k), retried)


def _may_be_retried(section: Payment, drawn: Tries, at: tuple[int, int], made: Flags) -> Flags:
    """(n,) Of the attempts `made` at this (try, attempt), those after which there may be another.

    Where the gateway is out for a while, that may be all of them.
    """
    number, k = at
    if section.outages or section.every is not None:
        return made
    again: Flags = drawn.verdict[:, number] == SOFT_DECLINE
    if section.timeout is not None:
        again |= drawn.latency[:, number, k] > section.timeout
    return made & again


def _latencies(
    ways: tuple[Way, ...], source: Source, method: npt.NDArray[np.int16], where: Flags
) -> Integers:
    """(n,) By the method of each."""
    lengths, rows = np.zeros(len(where), dtype=np.int64), np.flatnonzero(where)
    if not len(rows):
        return lengths
    u = source.uniforms(where)
    for k, way in enumerate(ways):
        mine = method[rows] == k
        if mine.any():
            lengths[rows[mine]] = integers(way.authorization, u[mine])
    return lengths


def _verdicts(
    ways: tuple[Way, ...], source: Source, method: npt.NDArray[np.int16], where: Flags
) -> npt.NDArray[np.int8]:
    """(n,) Of the first attempt that is answered, by the method of each."""
    verdict = np.full(len(where), APPROVED, dtype=np.int8)
    hard = np.array([way.declined.hard for way in ways])
    soft = np.array([way.declined.soft for way in ways])
    if not (hard + soft).any():
        return verdict
    rows = np.flatnonzero(where)
    u, mine = source.uniforms(where), method[rows]
    declined = np.where(u < (hard + soft)[mine], SOFT_DECLINE, APPROVED)
    verdict[rows] = np.where(u < hard[mine], HARD_DECLINE, declined)
    return verdict


def _slips(ways: tuple[Way, ...], number: int, drawn: Tries, draws: OrderDraws) -> None:
    """When slips are paid, and which never are."""
    made, method = drawn.comes[:, number], drawn.method[:, number]
    for k, way in enumerate(ways):
        mine = made & (method == k)
        if way.slip is None or not mine.any():
            continue
        of = _stream(number)
        after, never = draws.order_pair(f"{of}.slip_after", f"{of}.slip_never")
        drawn.slip_after[:, number] += after.integers(way.slip.paid_after, mine)
        drawn.never_paid[:, number] |= never.happens(way.slip.never, mine)


def as_told(columns: Columns, verdict: npt.NDArray[np.int8], authorization: Integers) -> Columns:
    """The same where a trace tells of each payment: one try, with what became of it."""
    drawn = tries_of(columns)
    drawn.comes[:, 1:] = False
    drawn.verdict[:, 0] = verdict
    drawn.latency[:, 0, 0] = authorization[:, 0]
    drawn.slip_after[:, 0], drawn.never_paid[:, 0] = 0, False
    return vars(drawn)
