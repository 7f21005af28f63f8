"""Waiting for a schedule, filling batches, and trying again."""

from __future__ import annotations

import math
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
class Try:
    """One try with a method and its retries: mean minutes of those approved, of those failed."""

    approved: float
    attempts: float
    time_approved: float
    time_failed: float


def one_try(
    hard: float, soft: float, recovers: float, waits: Sequence[float], latency: float
) -> Try:
    """The same as `retried_payments`, and how long it takes those who fail."""
    paid = retried_payments(hard, soft, recovers, waits, latency)
    open_ = soft * (1 - recovers) ** len(waits)
    all_of_them = latency + sum(wait + latency for wait in waits)
    failed = (hard * latency + open_ * all_of_them) / (hard + open_)
    attempts = paid.approved / paid.per_attempt
    return Try(paid.approved, attempts, paid.mean_time, failed)


def tries_over_methods(
    shares: Sequence[float],
    methods: Sequence[Try],
    again: float,
    another: float,
    after: float,
    at_most: int,
) -> Payments:
    """Customers who come back with the same or another method (Kemeny & Snell 1960, chapter 3).

    A chain over the methods, absorbed where it is paid or the customer leaves, cut off after
    `at_most` further tries; `after` are minutes from a failure to the next try. With each state
    goes the sum of its customers' times.
    """
    share, count = np.array(shares), len(shares)
    others = np.where(np.eye(count, dtype=bool), 0.0, share)
    moves = again * np.eye(count) + another * others / others.sum(axis=1, keepdims=True)
    good = np.array([each.approved for each in methods])
    paid = time = attempts = 0.0
    here, spent = share, np.zeros(count)
    for _ in range(at_most + 1):
        attempts += float(here @ [each.attempts for each in methods])
        paid += float(here @ good)
        time += float((spent + here * [each.time_approved for each in methods]) @ good)
        failed = here * (1 - good)
        spent = (spent + here * [each.time_failed for each in methods]) * (1 - good)
        spent = (spent + failed * after) @ moves
        here = failed @ moves
    return Payments(paid, paid / attempts, time / paid)


@dataclass(frozen=True)
class Attempts:
    """Truncated geometric: share that never succeeds, and mean attempts of all."""

    never: float
    mean: float


def attempts(fails: float, at_most: int) -> Attempts:
    """Delivery attempts that fail independently (Feller 1968, section VI.8)."""
    return Attempts(fails**at_most, (1 - fails**at_most) / (1 - fails))


@dataclass(frozen=True)
class Collected:
    """Share that nobody collects in time, and mean days of those that somebody does."""

    never: float
    days: float


def collected(mean: float, kept: float) -> Collected:
    """Exponential times until collection, of which those up to `kept` count.

    P(T > k) = exp(-k / m) and E[T; T <= k] = m - (m + k) exp(-k / m), since what is left of T
    beyond k is as T (Feller 1971, section I.3).
    """
    never = math.exp(-kept / mean)
    return Collected(never, (mean - (mean + kept) * never) / (1 - never))


def lines_sent_back(lines: int, chance: float) -> float:
    """Mean lines of a return in part: binomial, given that it is neither 0 nor all.

    E[K; 0 < K < n] / P(0 < K < n) for K binomial (Feller 1968, section VI.2).
    """
    none, all_ = (1 - chance) ** lines, chance**lines
    return lines * (chance - all_) / (1 - none - all_)


def day_count_variance(mean: float, cv: float) -> float:
    """Of a Poisson count whose mean m varies by gamma: m + (cv m)^2 (Greenwood & Yule 1920)."""
    return mean + (cv * mean) ** 2


@dataclass(frozen=True)
class HeldUp:
    """Share of the parcels that a delay holds up, and by how much in the mean of all and of these.

    The mean is in the unit of the times.
    """

    share: float
    mean: float

    @property
    def of_held(self) -> float:
        """Mean of those that are held up."""
        return self.mean / self.share


def held_up(up: float, down: float, transit: float) -> HeldUp:
    """Parcels of a constant transit, of which each delay holds up what is on the road.

    Up and down are the means of exponentials. Whoever is handed over at a moment of no plan meets a
    delay with the chance D / (U + D), and waits D more (no memory); on the road delays begin at the
    rate 1 / U of the time that counts (Cox 1962, sections 7.2 and 7.4).
    """
    meets = down / (up + down)
    share = 1 - (1 - meets) * math.exp(-transit / up)
    return HeldUp(share, meets * down + transit * down / up)


@dataclass(frozen=True)
class PromiseKept:
    """Shares of the parcels: kept (early among them), early, and too long in transit."""

    kept: float
    early: float
    slow: float


def promise_kept(transit: Sequence[float], promised: int, fails: float) -> PromiseKept:
    """Parcels promised for a day, tried once a day from their arrival until one attempt succeeds.

    `transit` are the shares that take 1, 2, ... days; each attempt `fails` with the same chance.
    """
    by_day = list(enumerate(transit, 1))
    kept, early = (
        sum(share * (1 - fails ** max(last - day + 1, 0)) for day, share in by_day)
        for last in (promised, promised - 1)
    )
    return PromiseKept(kept, early, sum(share for day, share in by_day if day > promised))


@dataclass(frozen=True)
class PromiseTold:
    """Mean days promised to those who stay, and the share of all who leave."""

    days: float
    lost: float


def promise_told(after: float, days: int, leave: float) -> PromiseTold:
    """Of the customers the share `after` the cut-off is promised a day more, and some `leave`."""
    lost = after * leave
    mean = ((1 - after) * days + (after - lost) * (days + 1)) / (1 - lost)
    return PromiseTold(mean, lost)
