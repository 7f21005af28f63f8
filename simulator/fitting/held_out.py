"""The part held out, predicted by what was known before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simulator.experiments.running.batch import Batch
from simulator.fitting.fitted import Fitted
from simulator.fitting.history import EPOCH, History, date_of, happened
from simulator.fitting.house import How, head_of, opened
from simulator.fitting.inputs import ORDERS, input_files, orders_file
from simulator.fitting.missed import behind, closed_then, why, worst_week
from simulator.fitting.outcomes import Outcomes, real, simulated, whole_weeks
from simulator.fitting.proof import (
    MEASURES,
    Measure,
    Row,
    by_month,
    chance,
    naive,
    naive_error,
    resampled,
    whole_days_apart,
)
from simulator.fitting.read_history import Read
from simulator.fitting.written import clock_of, scenario_text, sections, with_trace
from simulator.mistakes import InputError
from simulator.reporting.numbers import counted
from simulator.units import DAY, WEEK

FEWEST_DAYS = 21
"""Of a history, so that there is something to hold out."""
FEWEST_KNOWN = 14
"""Days of its first part."""
FEWEST_HELD_OUT = 8
"""Days of the other one: with a single week no other tells chance from a fault."""
ENOUGH = 14
"""Days that are to be held out instead, or more."""
ROAD = 100
"""Days behind the last order in which it may still arrive."""


@dataclass(frozen=True, eq=False)
class Proof:
    """How the first part of a history predicted the rest, as `rows`; and lead times by month.

    `predicted` and `true` are the outcomes from `begin` on; `window` is the part held out, `short`
    what to do where it is too short to tell, empty where it is not.
    """

    window: tuple[int, int]
    rows: tuple[Row, ...]
    months: Mapping[str, tuple[float, ...]]
    predicted: Outcomes
    sampled: Outcomes
    true: Outcomes
    train: Fitted
    short: str = ""

    @property
    def weeks(self) -> tuple[int, int]:
        """The begin of the first whole week before the part held out, and the number of weeks."""
        cut, last = self.window
        before = whole_weeks(int(self.true.placed[0]), cut)
        return cut - before * WEEK, before + whole_weeks(cut, last)


def holdout_from(holdout: float | date | str, history: History) -> int:
    """The moment from which orders are held out: the begin of a day within the orders."""
    cut, last = _asked(holdout, history), last_day(history)
    if not history.begin < cut < last:
        inside = f"{date_of(history.begin)} to {date_of(last - DAY)}"
        wrong = f"--holdout: {date_of(cut)} leaves nothing on one side"
        raise InputError(f"{wrong}; write a day within the orders, {inside}")
    return cut


def _asked(holdout: float | date | str, history: History) -> int:
    """The begin of the day that is asked for, wherever it lies."""
    last = int(history.placed[-1]) // DAY * DAY + DAY
    text = f"{holdout}".strip()
    try:
        if isinstance(holdout, date) or text.count("-") == 2:
            cut = (date.fromisoformat(text[:10]) - EPOCH).days * DAY
        else:
            share = float(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
            if not 0 < share < 1:
                raise ValueError
            cut = last - round(share * (last - history.begin) / DAY) * DAY
    except ValueError:
        wrong = f"--holdout: {text!r} is neither a share nor a date"
        raise InputError(f"{wrong}; write 25% or {date_of(_quarter(history, last))}") from None
    return cut


def _quarter(history: History, last: int) -> int:
    """The begin of the last quarter of the days."""
    return last - max(round(0.25 * (last - history.begin) / DAY), 1) * DAY


def first_day(since: date | str, history: History) -> int:
    """The moment from which orders count."""
    last = int(history.placed[-1]) // DAY * DAY
    try:
        first = (date.fromisoformat(f"{since}".strip()[:10]) - EPOCH).days * DAY
    except ValueError:
        wrong = f"--since: {f'{since}'!r} is not a date"
        raise InputError(f"{wrong}; write {date_of(history.begin)}") from None
    if not history.begin <= first <= last:
        inside = f"{date_of(history.begin)} to {date_of(last)}"
        wrong = f"--since: no order is placed on {date_of(first)} or later" if first > last else (
            f"--since: the history begins on {date_of(history.begin)}, later than {date_of(first)}"
        )  # fmt: skip
        raise InputError(f"{wrong}; write a day within the orders, {inside}")
    return first


def prove(
    read: Read, every: Fitted, how: How, holdout: float | date | str, batch: Batch[Any]
) -> Proof | None:
    """The proof of a fit, run in the batch; None where nothing can be held out or checked."""
    history = read.history
    if not can_be_proved(history):
        _asked(holdout, history)  # a slip of the pen is told also where it changes nothing
        return None
    cut, last = holdout_from(holdout, history), last_day(history)
    known = history.known_at(cut)
    if not can_be_proved(known, FEWEST_KNOWN):
        return None
    train, true = how.fitted(known), real(history)
    batch.progress.total(3 * how.replications)
    predicted, sampled, within = (
        _simulated(read, each, how, traced, batch).until(true.end)
        for each, traced in ((train, True), (train, False), (every, True))
    )
    window = cut, last
    lagged, short = resampled(known, history), too_short(history, cut)
    reasons = why(train, how) | {"weekly": worst_week(predicted, true, window)}
    closed = closed_then(every, train, window)
    rows = tuple(
        replace(
            _row(measure, known, true, window, predicted=predicted, sampled=sampled,
                 resampled=lagged, within=within),
            hangs_on=reasons.get(measure.name, ""),
            closed=closed if measure.name == "weekly" else "",
            short=short,
        )
        for measure in MEASURES
    )  # fmt: skip
    rows = behind(rows)
    months = by_month(predicted, true, window)
    return Proof(window, rows, months, predicted, sampled, true, train, short)


def too_short(history: History, cut: int) -> str:
    """What to hold out where what is held out from a moment on is too short; empty if it is not."""
    last = last_day(history)
    days, all_days = (last - cut) // DAY, (last - history.begin) // DAY
    if days >= FEWEST_HELD_OUT:
        return ""
    told = f"the part held out has {counted(days, 'day')}, in which chance is not told from a fault"
    if all_days < FEWEST_KNOWN + ENOUGH:
        return f"{told}; fit again once the history has {FEWEST_KNOWN + ENOUGH} days"
    longer = max(ENOUGH, min(28, all_days // 3))
    return f"{told}; hold out {longer} days: --holdout {date_of(last - longer * DAY)}"


def _row(
    measure: Measure, known: History, true: Outcomes, window: tuple[int, int],
    *, predicted: Outcomes, sampled: Outcomes, resampled: Outcomes, within: Outcomes,
) -> Row:  # fmt: skip
    """A measure of the part held out, predicted and by other means."""
    own, last = measure.apart(predicted, true, window), naive(measure, known, true, window)
    return Row(
        measure,
        predicted=own,
        sampled=measure.apart(sampled, true, window),
        naive=last,
        resampled=measure.apart(resampled, true, window),
        chance=chance(measure, known),
        in_sample=measure.apart(within, true, (known.begin, window[1])),
        naive_error=naive_error(measure, predicted, known, true, window)
        if last < own
        else float("nan"),
        later=_later(known),
        in_part=measure.apart(within, true, window),
        in_days=whole_days_apart(predicted, true, window)
        if measure.name == "handling"
        else float("nan"),
    )


def _later(known: History) -> str:
    """The begin of the later half of what was known, from which one may fit; empty if too short."""
    days = (known.end - known.begin) // DAY
    return f"{date_of(known.end - days // 2 * DAY)}" if days >= 2 * FEWEST_KNOWN else ""


def can_be_proved(history: History, fewest: int = FEWEST_DAYS) -> bool:
    """Whether it has the length and the hand-overs to fit a part and check another."""
    days = (int(history.placed[-1]) - history.begin) / DAY if history.n else 0
    return (
        days >= fewest
        and history.handed_over is not None
        and int(happened(history.handed_over).sum()) >= fewest
    )


def _simulated(read: Read, fitted: Fitted, how: How, traced: bool, batch: Batch[Any]) -> Outcomes:
    """What becomes of the orders of a history's time, real ones or sampled ones."""
    history = read.history
    days = (last_day(history) - history.begin) // DAY
    written = sections(fitted, clock_of(fitted, history.begin, 0, days, ROAD))
    written = with_trace(written) if traced else written
    with TemporaryDirectory(prefix="fit-") as folder:
        files = {**input_files(fitted, read), **how.files}
        if traced:
            files[ORDERS] = orders_file(fitted, read, history)
        head = head_of(how, written)
        files["proof.yaml"] = scenario_text("proof", "", head, written, fitted).encode()
        scenario = opened(how, Path(folder), files, "proof.yaml")
        return simulated(scenario, how.replications, batch)


def last_day(history: History) -> int:
    """The midnight behind the last order."""
    return int(history.placed[-1]) // DAY * DAY + DAY
