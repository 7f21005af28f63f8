"""By which rule a shop promises: the end of a working day, from the order's day until a cut-off.

Every minute of the day is tried as the cut-off, over every count of days that is promised: orders
by their time of day, those before it counted from their own day and those after it from the next.
A rule that nearly all promises follow is the shop's; without one the promises differ by what no
column tells, and a class draws their median.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.fitting.classes import FEWEST, Classes, promise_days
from simulator.fitting.estimate import Estimate
from simulator.fitting.history import EPOCH, History, Integers, weekday_of
from simulator.reading.times import WEEKDAYS
from simulator.scenario.below import shown_path
from simulator.units import DAY, HOUR, MINUTE, NEVER, clock_text

FOLLOWED = 0.95
"""Share of the promises from which a rule is the shop's."""
GAIN = 0.005
"""Share of the promises that a cut-off must set right to be one."""
FEWEST_LATER = 5
"""Promises that it must set right at least."""
MOST_DAYS = 60
"""Promises of more days are no rule of so many days."""
WEEKS = (tuple(range(7)), tuple(range(6)), tuple(range(5)))
"""Days that may count: every day, Monday to Saturday, Monday to Friday."""
ROUND = (HOUR, 30 * MINUTE, 15 * MINUTE, 5 * MINUTE, MINUTE)
MINUTES = DAY // MINUTE


@dataclass(frozen=True)
class Rule:
    """The end of the `days`-th of some weekdays, after that from which an order counts.

    Orders after `cut_off`, milliseconds after midnight, count from the next day; None: there is no
    such time. `low` and `high` are the earliest and latest that do about as well. `share` of `n`
    promises follow it, `plain` without the cut-off.
    """

    weekdays: tuple[int, ...]
    days: int
    cut_off: int | None
    low: int
    high: int
    share: float
    plain: float
    n: int

    @property
    def is_followed(self) -> bool:
        """Whether nearly all promises follow it."""
        return self.share >= FOLLOWED


def rules_of(
    history: History,
    classes: Classes,
    drives: tuple[int, ...] | None,
    holidays: tuple[date, ...],
) -> tuple[Rule | None, ...]:
    """Of each class the best rule in the days on which its carrier drives.

    Where transit goes by no such days (`drives` None) they are those that most promises follow.
    None where fewer than `FEWEST` are promised the end of a day. Classes that are made of the
    promises have none: each draws its own share of them.
    """
    nothing = (None,) * len(classes.names)
    if history.promised is None or classes.by == "promise":
        return nothing
    codes = classes.of(history)
    told = (history.promised != NEVER) & (history.promised % DAY == 0)
    best: tuple[Rule | None, ...] = nothing
    for weekdays in WEEKS if drives is None else (drives,):
        rules = tuple(
            scan(history.placed[mine], history.promised[mine], weekdays, holidays)
            for k in range(len(classes.names))
            for mine in [told & (codes == k)]
        )
        if best is nothing or _followers(rules) > _followers(best):
            best = rules
    return best


def _followers(rules: tuple[Rule | None, ...]) -> float:
    return sum(rule.share * rule.n for rule in rules if rule is not None)


def counted_days(rules: tuple[Rule | None, ...]) -> tuple[int, ...] | None:
    """The weekdays in which promises are counted; None where no class has a rule."""
    return next((rule.weekdays for rule in rules if rule is not None and rule.is_followed), None)


def scan(
    placed: Integers, promised: Integers, weekdays: tuple[int, ...], holidays: tuple[date, ...]
) -> Rule | None:
    """The count of days and the cut-off that most promises follow; None for too few of them."""
    if len(placed) < FEWEST:
        return None
    first = int(placed.min()) // DAY
    nth = _numbers(first, int(max(placed.max(), promised.max())) // DAY + 1, weekdays, holidays)
    minute = -(-(placed % DAY) // MINUTE)  # of the earliest cut-off that an order is in time for
    day = placed // DAY - first
    before, after = (_days(nth, day + later, promised // DAY - 1 - first) for later in (0, 1))
    hits = []
    for days in range(min(max(int(before.max()), 0), MOST_DAYS) + 1):
        late, early = (
            np.bincount(minute[own == days], minlength=MINUTES + 1) for own in (after, before)
        )
        hits.append(np.cumsum(early) + late.sum() - np.cumsum(late))
    return _rule(np.array(hits), weekdays, len(placed))


def _rule(hits: Integers, weekdays: tuple[int, ...], n: int) -> Rule:
    """`hits` are (days, 1441): the promises that a count of days and a minute's cut-off gives.

    The last minute is none. A cut-off must do better than any count of days without one.
    """
    plain, best = int(hits[:, MINUTES].max()), int(hits[:, 1:MINUTES].max())
    if best - plain < max(GAIN * n, FEWEST_LATER):
        days = int(hits[:, MINUTES].argmax())
        return Rule(weekdays, days, None, 0, 0, plain / n, plain / n, n)
    days = int(hits[:, 1:MINUTES].max(axis=1).argmax())
    as_well = np.flatnonzero(hits[days, 1:MINUTES] >= best - _within_chance(best, n)) + 1
    low, high = int(as_well[0]) * MINUTE, int(as_well[-1]) * MINUTE
    cut_off = next(at for step in ROUND for at in [-(-low // step) * step] if at <= high)
    return Rule(weekdays, days, cut_off, low, high, best / n, plain / n, n)


def _within_chance(best: int, n: int) -> int:
    """Promises fewer that a cut-off may set right and still be the shop's (1 of 20 likelihoods).

    Where a share of the promises is another by chance, each that is lost makes a cut-off less
    likely by the odds of that share; where all follow, one that is lost refuses it.
    """
    if best == n:
        return 0
    return math.ceil(math.log(20) / math.log(max(best / (n - best), 2)))


def _numbers(
    first: int, last: int, weekdays: tuple[int, ...], holidays: tuple[date, ...]
) -> Integers:
    """(days + 2,) How many of the days that count come before each day from the first on."""
    days = np.arange(first, last + 2)
    off = [(holiday - EPOCH).days for holiday in holidays]
    counts = np.isin(weekday_of(days), weekdays) & ~np.isin(days, off)
    numbers: Integers = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return numbers


def _days(numbers: Integers, since: Integers, until: Integers) -> Integers:
    """Days that count, from the first at or after `since` to `until`; -1: that is none of them."""
    counts = numbers[np.maximum(until, 0) + 1] > numbers[np.maximum(until, 0)]
    return np.where((until >= since) & counts, numbers[until] - numbers[since], -1)


def rule_estimates(
    history: History,
    classes: Classes,
    rules: tuple[Rule | None, ...],
    drawn: Collection[int] = (),
) -> Iterator[Estimate]:
    """What each class is promised, and until when in the day; not of those that are `drawn`."""
    codes, days = classes.of(history), promise_days(history)
    for k, (name, rule) in enumerate(zip(classes.names, rules, strict=True)):
        mine = days[(codes == k) & ~np.isnan(days)]
        if not len(mine) or k in drawn:
            continue
        what = "delivery promised" + ("" if classes.by == "none" else f" to class '{name}'")
        key = shown_path(("demand", "classes", name, "deliver_within"))
        if rule is None or not rule.is_followed:
            middle = float(np.quantile(mine, 0.5))
            p10, p90 = np.quantile(mine, [0.1, 0.9]).tolist()
            yield Estimate(key, f"{what}, median; P10 {p10:.1f} d, P90 {p90:.1f} d", middle, "d",
                           len(mine), _no_rule(rule, classes))  # fmt: skip
            continue
        counted = ", ".join(WEEKDAYS[day] for day in rule.weekdays)
        method = f"{100 * rule.share:.3g} % of the promises; days that count: {counted}"
        yield Estimate(key, what, None, "", rule.n, method, told=words_of(rule.days))
        if rule.cut_off is not None:
            ends = " to ".join(clock_text(at)[:5] for at in (rule.low, rule.high))
            method = (
                f"every minute tried: {ends} does as well within chance; without it "
                f"{100 * rule.plain:.3g} % of the promises follow"
            )
            key = shown_path(("demand", "classes", name, "deliver_cut_off"))
            yield Estimate(key, f"orders until then count from their day, {what}", None, "",
                           rule.n, method, told=clock_text(rule.cut_off)[:5])  # fmt: skip


def _no_rule(rule: Rule | None, classes: Classes) -> str:
    if classes.by == "promise":
        return "promises are drawn by their shares in classes"
    if rule is None:
        return f"fewer than {FEWEST} promises until the end of a day: no rule is looked for"
    nearest = words_of(rule.days)
    return f"no rule of days: {100 * rule.share:.0f} % follow the nearest one, {nearest}"


def words_of(days: int) -> str:
    """'2 working days', as a scenario has it."""
    return {0: "same day", 1: "next day"}.get(days, f"{days} working days")
