"""What classes and transit go by, as it is asked for, and what transit goes with all the same."""

from __future__ import annotations

from simulator.fitting.classes import BINS, FEWEST, TELLS, promise_days
from simulator.fitting.fitted import Fitted
from simulator.fitting.history import History
from simulator.fitting.lanes import can_have_lanes
from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.units import clock_text

CLASS_BY = ("auto", "service", "promise", "none")
TRANSIT_BY = ("auto", "promise", "promise-region", "promise-lane", "class", "region",
              "class-region", "lane", "class-lane", "none")  # fmt: skip


def asked_for(class_by: str, transit_by: str, history: History) -> tuple[str, str]:
    """Both, with promises as the classes that they make; InputError for what cannot be."""
    for option, value, there in (
        ("--class-by", class_by, CLASS_BY),
        ("--transit-by", transit_by, TRANSIT_BY),
    ):
        if value not in there:
            remedy = did_you_mean(value, there)
            raise InputError(f"{option}: there is no {value!r}; {remedy}")
    by_promise = transit_by.startswith("promise")
    if by_promise and class_by not in ("auto", "promise"):
        wrong = f"--transit-by: promises make the classes, which go by {class_by} here"
        raise InputError(f"{wrong}; write --class-by promise, or leave it out")
    if by_promise:
        class_by, transit_by = "promise", transit_by.replace("promise", "class")
    if class_by == "promise":
        _require_promises(history, "--transit-by" if by_promise else "--class-by")
    if "region" in transit_by and history.region is None:
        wrong = f"--transit-by: no column of {history.name} says where orders go"
        raise InputError(f"{wrong}; write --columns dest_region=THEIRS, or another split")
    if "lane" in transit_by and not can_have_lanes(history):
        wrong = f"--transit-by: a column of {history.name} must say where parcels come from and go"
        columns = "--columns origin_region=THEIRS --columns dest_region=THEIRS"
        raise InputError(f"{wrong}; write {columns}, or another split")
    return class_by, transit_by


def _require_promises(history: History, option: str) -> None:
    days = promise_days(history)
    told, fewest = int((days == days).sum()), BINS * FEWEST
    if told < fewest:
        has = "no promises" if not told else f"{told:,} promises, fewer than {fewest}"
        remedy = "--columns promised_at=THEIRS, or another split" if not told else "another split"
        raise InputError(f"{option}: {history.name} has {has}; write {remedy}")


def hangs_on(fitted: Fitted) -> str:
    """What to do where transit goes with a promise that it is not split by; empty for nothing."""
    road, classes = fitted.transit, fitted.classes
    split = road is not None and "class" in road.way.split and classes.by == "promise"
    if split or road is None or abs(classes.correlation) <= TELLS:
        return ""
    told = f"rank correlation {classes.correlation:.2f}"
    return f"transit hangs on the promise ({told}): --transit-by promise"


def waits_for_pick_ups(fitted: Fitted, floor: bool) -> str:
    """What to do where one lag says too little of a house that waits for trucks; empty for nothing.

    An order that is ready leaves with the next pick-up, hours later: its lag hangs on when it came.
    """
    if floor or fitted.pick_ups is None or not fitted.pick_ups.clustered:
        return ""
    times = sorted({time for of_day in fitted.pick_ups.times for time in of_day})
    told = ", ".join(clock_text(time)[:5] for time in times)
    return (
        f"orders leave at pick-ups ({told}), and how long they wait for one hangs on when they "
        "came, which a lag does not say: fit with a house of stations (--base SCENARIO)"
    )
