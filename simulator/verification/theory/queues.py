"""Queues with an exact answer, in the textbooks' symbols: waits Wq are before service."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


def erlang_b(servers: int, load: float) -> float:
    """Share lost in M/G/c/c offered `load` Erlang (Erlang 1917; recursion: Jagerman 1974, eq. 1).

    Insensitive to the service distribution (Sevastyanov 1957).
    """
    loss = 1.0
    for c in range(1, servers + 1):
        loss = load * loss / (c + load * loss)
    return loss


def erlang_c(servers: int, load: float) -> float:
    """P(wait) in M/M/c (Erlang 1917; from Erlang B: Cooper 1981, eq. 3.4.10)."""
    loss = erlang_b(servers, load)
    return servers * loss / (servers - load * (1 - loss))


def mmc_wait(servers: int, arrival_rate: float, service_rate: float) -> float:
    """Wq of M/M/c (Hillier & Lieberman 2021, section 17.6)."""
    p_wait = erlang_c(servers, arrival_rate / service_rate)
    return p_wait / (servers * service_rate - arrival_rate)


def erlang_a(
    servers: int, arrival_rate: float, service_rate: float, leaving_rate: float
) -> tuple[float, float, float]:
    """(share that leaves unserved, Lq, Wq of those served) in M/M/c + M, by its balance equations.

    Who waits leaves at `leaving_rate` each (Palm 1957; Mandelbaum & Zeltyn 2007, section 4). Who
    finds k - 1 waiting is served with the product over j = 1..k of (c mu + (j - 1) theta) / (c mu +
    j theta), after the sum of the 1 / (c mu + j theta).
    """
    all_busy = servers * service_rate
    weights, n = [1.0], 0
    while n < 10 * servers or weights[-1] > 1e-18 * max(weights):
        n += 1
        gone = min(n, servers) * service_rate + max(n - servers, 0) * leaving_rate
        weights.append(weights[-1] * arrival_rate / gone)
    total = sum(weights)
    chance = [weight / total for weight in weights]
    queue = sum((n - servers) * p for n, p in enumerate(chance) if n > servers)
    served, wait = sum(chance[:servers]), 0.0
    kept, so_far = 1.0, 0.0
    for k, p in enumerate(chance[servers:], start=1):
        rate = all_busy + k * leaving_rate
        kept *= (rate - leaving_rate) / rate
        so_far += 1 / rate
        served += p * kept
        wait += p * kept * so_far
    return leaving_rate * queue / arrival_rate, queue, wait / served


def cobham(servers: int, arrival_rates: Sequence[float], service_rate: float) -> tuple[float, ...]:
    """Wq by class under non-preemptive priority, class 1 first (Cobham 1954, eqs. 3 and 8).

    All classes have the same exponential service.
    """
    capacity = servers * service_rate
    residual = erlang_c(servers, sum(arrival_rates) / service_rate) / capacity
    below = 0.0
    waits = []
    for rate in arrival_rates:
        above = below + rate / capacity
        waits.append(residual / ((1 - below) * (1 - above)))
        below = above
    return tuple(waits)


def mg1_wait(arrival_rate: float, mean: float, sd: float) -> float:
    """Wq of M/G/1 (Pollaczek 1930, Khinchine 1932; Gross et al. 2008, eq. 5.11)."""
    return arrival_rate * (mean**2 + sd**2) / (2 * (1 - arrival_rate * mean))


def mdc_wait(servers: int, load: float) -> float:
    """Wq of M/D/c in service times (Crommelin 1932; as a series: Tijms 2003, section 9.6.2)."""
    total, i = 0.0, 1
    while True:
        # P(Poisson(m) >= k) is the regularized incomplete gamma function P(k, m).
        here = float(special.gammainc(i * servers, i * load))
        beyond = float(special.gammainc(i * servers + 1, i * load))
        term = here - servers / load * beyond
        total += term
        if abs(term) < 1e-15 * total:
            return total
        i += 1


def me2c_wait(servers: int, load: float, levels: int = 240) -> float:
    """Wq of M/E2/c in service times, from the balance equations of its Markov chain.

    The state is (orders present, of those in service how many are in their first phase); the chain
    is cut at `levels` orders, whose probability is far below 1e-16 for a utilization up to .85, and
    solved as a linear system. Hillier & Yu (1981) tabulate the same values.
    """
    states = [(n, k) for n in range(levels + 1) for k in range(min(n, servers) + 1)]
    index = {state: i for i, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    phase = 2.0  # each phase has mean 1/2 service time

    def flow(source: tuple[int, int], target: tuple[int, int], rate: float) -> None:
        if rate and target in index:
            rates[index[source], index[target]] += rate

    for n, first in states:
        second = min(n, servers) - first
        flow((n, first), (n + 1, first + (n < servers)), load)
        flow((n, first), (n, first - 1), phase * first)
        flow((n, first), (n - 1, first + (n > servers)), phase * second)
    p = _stationary(rates)
    queued = sum(
        probability * max(n - servers, 0) for (n, _), probability in zip(states, p, strict=True)
    )
    return float(queued / load)


def completion_time(mean: float, sd: float, failures: float, repair: float) -> tuple[float, float]:
    """Mean and sd of a service that failures (a unit of work) interrupt (Gaver 1962, section 4).

    Repairs are exponential with mean `repair`; work goes on where it stopped. A server that fails
    only at work is then an M/G/1 queue of completion times.
    """
    down = failures * repair
    variance = sd**2 * (1 + down) ** 2 + mean * failures * 2 * repair**2
    return mean * (1 + down), sqrt(variance)


def failing_mm1(load: float, failures: float, repairs: float, levels: int = 400) -> float:
    """Mean number in M/M/1 whose server fails at work or idle (White & Christie 1958).

    Rates a mean service, up and repair exponential, work goes on where it stopped. The chain of
    (orders present, up or down) is cut at `levels` orders and solved as a linear system.
    """
    rates = np.zeros((2 * levels, 2 * levels))  # 2 n: up with n orders, 2 n + 1: down
    for n in range(levels):
        rates[2 * n, 2 * n + 1] = failures
        rates[2 * n + 1, 2 * n] = repairs
        if n + 1 < levels:
            rates[2 * n, 2 * n + 2] = rates[2 * n + 1, 2 * n + 3] = load
            rates[2 * n + 2, 2 * n] = 1.0
    return float(_stationary(rates) @ (np.arange(2 * levels) // 2))


def _stationary(rates: Floats) -> Floats:
    """The stationary distribution of a chain with these rates (or probabilities) of change."""
    generator = rates - np.diag(rates.sum(axis=1))
    equations = generator.T.copy()
    equations[-1] = 1.0
    right = np.zeros(len(rates))
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(equations, right), dtype=np.float64)


def first_delays(utilization: float, orders: int) -> float:
    """Mean delay of the first `orders` in M/M/1 from empty, in mean services.

    By recursion on the number that each arrival finds (Kelton & Law 1985, section 2): between two
    arrivals each departure comes first with probability mu / (lambda + mu).
    """
    arrival_first = utilization / (1 + utilization)
    delay = np.zeros(orders + 1)
    delay[0] = 1.0
    total = 0.0
    for _ in range(orders):
        total += float(delay @ np.arange(orders + 1))
        following = np.zeros_like(delay)
        for present in range(1, orders + 1):  # one more than was found
            weight = delay[present - 1]
            served = np.arange(present)
            following[present - served] += weight * arrival_first * (1 - arrival_first) ** served
            following[0] += weight * (1 - arrival_first) ** present
        delay = following
    return total / orders


def infinite_servers(weights: Sequence[float], a_day: float, shape: float, mean: float) -> Floats:
    """(24,) Mean number in M_t/G/inf at each full hour, time in hours.

    The rate follows 24 hourly weights, the same every day; service is gamma of this shape and mean.
    m(t) is the integral of rate(t - u) P(S > u) (Eick, Massey & Whitt 1993, theorem 1).
    """
    rate = a_day * np.asarray(weights) / np.sum(weights)
    scale = mean / shape

    def survived(u: Floats) -> Floats:
        """Integral of P(S > v) from 0 to u."""
        still = u * special.gammaincc(shape, u / scale)
        return np.asarray(still + mean * special.gammainc(shape + 1, u / scale), dtype=np.float64)

    back = np.arange(1, 24 * 20 + 1)  # hours before t, twenty days back
    length = np.diff(survived(np.arange(len(back) + 1, dtype=np.float64)))
    return np.array([float(rate[(hour - back) % 24] @ length) for hour in range(24)])


def bulk_wait(arrival_rate: float, interval: float, capacity: int, states: int = 400) -> float:
    """Mean wait for a pick-up every `interval` that takes at most `capacity` (Bailey 1954).

    What a pick-up leaves behind is a Markov chain, max(left + Poisson - capacity, 0), solved on
    `states` values; between pick-ups the number waiting grows by half an interval's arrivals.
    """
    mean = arrival_rate * interval
    left = np.arange(states)
    change = np.zeros((states, states))
    for now in left:
        arrived = left + capacity - now  # that lead to each value left behind
        chance = np.where(arrived >= 0, special.pdtr(arrived, mean), 0.0)
        change[now] = np.diff(chance, prepend=0.0)
    remaining = float(_stationary(change) @ left)
    return (remaining + mean / 2) / arrival_rate


def little(wait: float, arrival_rate: float) -> float:
    """Mean number waiting (Little 1961)."""
    return wait * arrival_rate


def mixture_sd(base_sd: float, extra: float, share: float) -> float:
    """Sd of a time to which a constant is added with this chance, independently."""
    return sqrt(base_sd**2 + share * (1 - share) * extra**2)
