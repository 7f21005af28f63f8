"""Waiting for a schedule, filling batches, and trying again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from simulator.verification.theory.stock import poisson


def schedule_wait(intervals: Sequence[float]) -> float:
    """Mean wait of a random arrival for the next of repeated instants, E[A^2] / 2 E[A].

    Welding 1957; Osuna & Newell 1972, eq. 1. `intervals` are those of one period.
    """
    return sum(a * a for a in intervals) / (2 * sum(intervals))


def closed_wait(closed: Sequence[float], period: float) -> float:
    """Mean wait of a random arrival until a door opens that is closed for these stretches."""
    return sum(a * a for a in closed) / (2 * period)


def full_batch_wait(size: int, arrival_rate: float) -> float:
    """Mean wait until a batch of `size` is full (Hopp & Spearman 2011, section 9.4)."""
    return (size - 1) / (2 * arrival_rate)


def limited_batch_wait(size: int, arrival_rate: float, limit: float) -> float:
    """Mean wait where a batch leaves when full or `limit` after its first order came.

    By renewal reward (Ross 2014, proposition 7.3) over batches, Poisson arrivals: the waits of a
    batch add up to the integral of its size over its time.
    """
    later = poisson(arrival_rate * limit, size - 1)
    members = 1 + float(later @ np.arange(size - 1)) + (size - 1) * (1 - float(later.sum()))
    # The integral over [0, limit] of P(k came by t) is P(more than k came by `limit`) / rate.
    k = np.arange(size - 1)
    time = special.gammainc(k + 1, arrival_rate * limit) / arrival_rate
    return float((k + 1) @ time) / members


@dataclass(frozen=True)
class Payments:
    """Shares and mean time of payment with retries; `per_attempt` is approvals an attempt."""

    approved: float
    per_attempt: float
    mean_time: float  # of the approved


def retried_payments(
    hard: float, soft: float, recovers: float, waits: Sequence[float], latency: float
) -> Payments:
    """Retries as Bernoulli trials, cut off after the last wait (Feller 1968, section VI.8)."""
    approved = 1 - hard - soft
    time = approved * latency
    attempts, open_, begun = 1.0, soft, 0.0
    for wait in waits:
        begun += wait + latency
        attempts += open_
        approved += open_ * recovers
        time += open_ * recovers * (begun + latency)
        open_ *= 1 - recovers
    return Payments(approved, approved / attempts, time / approved)


@dataclass(frozen=True)
class Attempts:
    """Truncated geometric: share that never succeeds, and mean attempts of all."""

    never: float
    mean: float


def attempts(fails: float, at_most: int) -> Attempts:
    """Delivery attempts that fail independently (Feller 1968, section VI.8)."""
    return Attempts(fails**at_most, (1 - fails**at_most) / (1 - fails))


def day_count_variance(mean: float, cv: float) -> float:
    """Of a Poisson count whose mean m varies by gamma: m + (cv m)^2 (Greenwood & Yule 1920)."""
    return mean + (cv * mean) ** 2
