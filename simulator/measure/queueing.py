"""Formulas of queues that say how many heads a load needs, before anything is simulated."""

from __future__ import annotations

from math import floor, inf


def erlang_b(servers: int, load: float) -> float:
    """Share of a load in Erlang that finds all servers taken and leaves (Erlang 1917).

    By the recursion B(c) = a B(c-1) / (c + a B(c-1)), which is stable (Jagerman 1974).
    """
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Chance to wait in M/M/c (Erlang 1917); 1 where the servers cannot carry the load."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def mean_wait(servers: int, load: float, service: float, cv_arrival: float, cv: float) -> float:
    """Mean wait in G/G/c by Allen-Cunneen (Allen 1990, section 5.3); in the unit of `service`.

    Wq = C(c, a) / (c - a) * service * (ca² + cs²) / 2: exact for M/M/c, where both are 1, and for
    M/G/1; elsewhere an approximation. Infinite where the servers cannot carry the load.
    """
    if load >= servers:
        return inf
    spread = (cv_arrival**2 + cv**2) / 2
    return erlang_c(servers, load) / (servers - load) * service * spread


def servers_for_wait(load: float, service: float, cv_arrival: float, cv: float, goal: float) -> int:
    """Fewest servers whose mean wait is at most `goal` (in the unit of `service`)."""
    if load <= 0:
        return 0
    servers = floor(load) + 1
    while mean_wait(servers, load, service, cv_arrival, cv) > goal:
        servers += 1
    return servers
