"""How long payments take, by method, and how many are never made."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.families import shape
from simulator.fitting.history import Flags, History, Words, happened
from simulator.fitting.survival import Durations, durations
from simulator.measure.statistics import wilson
from simulator.units import HOUR

FEWEST = 20
"""Payments; of a method with fewer they are pooled with those of other such methods."""
OTHERS = "others"


@dataclass(frozen=True, eq=False)
class Method:
    """A way to pay: its share of the orders, what of it is never paid, and its delays.

    `refused` is None where orders that were never paid do not tell their method.
    """

    name: str
    share: float
    refused: float | None
    delays: Durations


@dataclass(frozen=True, eq=False)
class Payments:
    """Delays from the order to its payment, and the share that is refused for good.

    `methods` are those of a history that tells several, else none.
    """

    delays: Durations
    refused: float
    methods: tuple[Method, ...]
    estimates: tuple[Estimate, ...]


def payments(history: History) -> Payments | None:
    """The payments of a history; None where no column tells them."""
    if history.paid is None or happened(history.paid).sum() < FEWEST:
        return None
    delays = _delays(history, np.ones(history.n, dtype=np.bool_))
    asked = history.n + len(history.unshipped.placed)  # canceled ones were paid before
    refused = history.unpaid / asked
    low, high = wilson(history.unpaid, asked)
    estimates = [
        _delay("payment.authorization", "hours from the order to its payment, median", delays),
        *shape("payment delays", delays),
        Estimate("payment.declined.hard", "orders that are never paid", 100 * refused, "%", asked,
                 "share, Wilson's interval", low=100 * low, high=100 * high),
    ]  # fmt: skip
    methods = _methods(history)
    for each in methods:
        estimates += _of_method(each, asked)
    return Payments(delays, refused, methods, tuple(estimates))


def method_name(word: str) -> str:
    """A word of a file as the name of a method."""
    return re.sub(r"[^\w-]+", "_", word).strip("_-")[:80] or "other"


def _delays(history: History, mine: Flags) -> Durations:
    over = happened(history.when_paid[mine])
    until = np.where(over, history.when_paid[mine], history.end)
    took = np.maximum(until - history.placed[mine], 0).astype(np.float64)
    return durations(took, over)


def _methods(history: History) -> tuple[Method, ...]:
    """The methods by their share, those with few payments as one; none if there are not two."""
    if history.method is None:
        return ()
    mine, gone = _names(history.method), _names(history.unshipped.method)
    paid = happened(history.when_paid)
    words = sorted({*mine.tolist()} - {""})
    counts = {word: int((paid & (mine == word)).sum()) for word in words}
    often = [word for word in words if counts[word] >= FEWEST]
    mine = np.where((mine == "") | np.isin(mine, often), mine, OTHERS)
    gone = np.where((gone == "") | np.isin(gone, often), gone, OTHERS)
    names = [*often, *([OTHERS] if (paid & (mine == OTHERS)).any() else [])]
    if len(names) < 2:
        return ()
    told = bool((gone != "").all())
    mine_all = np.concatenate([mine, gone])
    asked = {name: int((mine_all == name).sum()) for name in names}
    refused = gone[history.unshipped.refused[: len(gone)]]
    methods = [
        Method(
            name,
            asked[name] / sum(asked.values()),
            int((refused == name).sum()) / asked[name] if told else None,
            _delays(history, mine == name),
        )
        for name in names
    ]
    return tuple(sorted(methods, key=lambda each: -each.share))


def _names(words: Words | None) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """(n,) The name of each order's method, empty where nothing tells it."""
    if words is None:
        return np.zeros(0, dtype=object)
    names = [method_name(word) if word else "" for word in words.names]
    return np.array([*names, ""], dtype=object)[words.codes]


def _of_method(method: Method, asked: int) -> list[Estimate]:
    key = f"payment.methods.{method.name}"
    low, high = wilson(round(method.share * asked), asked)
    told = [
        Estimate(f"{key}.share", f"orders paid by '{method.name}'", 100 * method.share, "%", asked,
                 "share, Wilson's interval", low=100 * low, high=100 * high),
        _delay(f"{key}.authorization", f"hours to the payment by '{method.name}', median",
               method.delays),
    ]  # fmt: skip
    if method.refused:
        n = round(method.share * asked)
        low, high = wilson(round(method.refused * n), n)
        told.append(
            Estimate(f"{key}.declined.hard", f"orders by '{method.name}' that are never paid",
                     100 * method.refused, "%", n, "share, Wilson's interval",
                     low=100 * low, high=100 * high)
        )  # fmt: skip
    return told


def _delay(key: str, what: str, durations: Durations) -> Estimate:
    low, high = durations.interval(0.5)
    return Estimate(key, what, durations.quantile(0.5) / HOUR, "h", durations.n, "empirical",
                    low=low / HOUR, high=high / HOUR)  # fmt: skip


def unknown_payments() -> tuple[Estimate, ...]:
    """What is assumed of payments that nobody has written down."""
    return (assumed("payment", "payments", "paid at once", "no column says when orders are paid"),)
