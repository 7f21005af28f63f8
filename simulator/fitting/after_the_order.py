"""What becomes of orders against the usual way: canceled before they leave, or sent back.

Both are shares of orders of which some have not had the time yet, so that they are read by Kaplan
and Meier's estimate: who has not canceled until the hand-over might have, later; who has not sent
an order back by the end of the history may still do so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.families import shape
from simulator.fitting.history import Flags, Floats, History, Integers, happened
from simulator.fitting.survival import Durations, Z, durations
from simulator.measure.statistics import wilson
from simulator.units import DAY, HOUR, NEVER

FEWEST = 20
"""Cancellations or returns of which the time is estimated."""
AT_RISK = 0.05
"""Share of the orders that must still be looked at; what happens later is left out of the share."""


@dataclass(frozen=True, eq=False)
class Later:
    """A share of the orders, and after how long: None for at once."""

    share: float
    after: Durations | None
    estimates: tuple[Estimate, ...]


def cancellations(history: History) -> Later | None:
    """Customers who cancel a paid order unless it has left before; None for nobody.

    The time is from the payment, or from the order where payments are not told.
    """
    gone = history.unshipped.rows(~history.unshipped.refused)
    count = len(gone.placed)
    if not count or history.handed_over is None:
        return None
    told = gone.canceled != NEVER
    if told.sum() < max(FEWEST, count / 2):
        asked = count + history.n
        low, high = wilson(count, asked)
        none = "no column says when" if not told.any() else f"fewer than {FEWEST} tell when"
        share = Estimate("cancellation.share", "paid orders that are canceled",
                         100 * count / asked, "%", asked, "share, Wilson's interval",
                         low=100 * low, high=100 * high)  # fmt: skip
        when = assumed("cancellation.after", "time from the payment to the cancellation",
                       "at once", none, count)  # fmt: skip
        return Later(count / asked, None, (share, when))
    ready = history.released != NEVER
    released, left = history.released[ready], history.handed_over[ready]
    begun = np.maximum(np.where(gone.paid == NEVER, gone.placed, gone.paid), gone.placed)[told]
    over = np.concatenate([np.zeros(len(released), np.bool_), gone.canceled[told] < history.end])
    until = np.concatenate([np.where(left == NEVER, history.end, left),
                            np.minimum(gone.canceled[told], history.end)])  # fmt: skip
    took = until - np.concatenate([released, begun])
    lags = _of_those_at_risk(took, over)
    what = "customers who cancel unless their order has left before"
    later = "time from the payment to the cancellation"
    return _told("cancellation", lags, what, later, "the hand-over ends it", HOUR)


def returns(history: History) -> Later | None:
    """Delivered orders that come back to the house; None where too few tell it."""
    if history.returned is None or history.delivered is None:
        return None
    there = happened(history.delivered)
    delivered, back = history.delivered[there], history.returned[there]
    over = (back != NEVER) & (back >= delivered)
    if over.sum() < FEWEST:
        return None
    took = np.where(over, back, history.end) - delivered
    lags = _of_those_at_risk(took, over)
    what, when = "delivered orders that come back", "time from the door until they are back"
    told = _told("returns", lags, what, when, "who may still send one back is censored", DAY)
    guessed = (
        assumed("returns.inspection", "inspection of a return", "3 min", "no history tells it"),
        assumed("returns.restock", "returns that are sold again", "85 %", "no history tells it"),
    )
    return replace(told, estimates=(*told.estimates, *guessed))


def no_returns(history: History) -> Estimate:
    """Why returns are assumed."""
    if history.returned is None:
        return assumed("returns", "returns", "off", "no column says when orders come back")
    count = int(happened(history.returned).sum())
    why = f"fewer than {FEWEST} delivered orders came back"
    return assumed("returns", "returns", "off", why, count)


def _of_those_at_risk(took: Integers, over: Flags) -> Durations:
    """The times as far as enough orders are looked at; a late one of few would weigh too much."""
    time: Floats = np.maximum(took, 0).astype(np.float64)
    fewest = min(max(FEWEST, int(AT_RISK * len(time))), len(time))
    last = np.sort(time)[-fewest]
    return durations(np.minimum(time, last), over & (time <= last))


def _told(key: str, durations: Durations, what: str, when: str, how: str, unit: int) -> Later:
    share = float(durations.shares.sum())
    wide = Z * float(durations.spread[-1]) if len(durations.spread) else 0.0
    low, high = durations.interval(0.5)
    estimates = (
        Estimate(f"{key}.share", what, 100 * share, "%", durations.n, f"Kaplan and Meier: {how}",
                 low=100 * max(share - wide, 0.0), high=100 * min(share + wide, 1.0)),
        Estimate(f"{key}.after", f"{when}, median", durations.quantile(0.5) / unit,
                 "d" if unit == DAY else "h", durations.ended, "the same",
                 low=low / unit, high=high / unit),
        *shape(f"{when}", durations),
    )  # fmt: skip
    return Later(share, durations, estimates)
