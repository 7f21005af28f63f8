"""What a run of a scenario leaves, fitted again: each estimate beside what the scenario says.

The three sources of a history are the tables that a run leaves, with names that a user finds there.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log
from pathlib import Path

import pandas as pd
from scipy.special import ndtri

from simulator.fitting.fitted import fitted
from simulator.fitting.read_history import Read, read_history
from simulator.fitting.stage_times import stage_times
from simulator.journey import simulate
from simulator.results.cells import to_csv
from simulator.results.events import event_log
from simulator.results.ocel import write_ocel
from simulator.results.orders import order_table
from simulator.scenario import load
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, SECOND
from simulator.workload.sampling import sample

ORDERS, EVENTS, OCEL = "orders.csv", "events.csv", "events.ocel.json"
SOURCES = (ORDERS, EVENTS, OCEL)
OF_LINES = ("demand.lines", "demand.units_per_line")
OF_SCANS = ("picking.time", "packing.time", "labeling.time", "inspection.time", "returns.share",
            "returns.after")  # fmt: skip
NOT_TOLD: dict[str, tuple[str, ...]] = {
    ORDERS: OF_SCANS,
    EVENTS: (*OF_LINES, "demand.classes.express.share"),
    OCEL: (),
}
"""What a source cannot tell: the order table has the ends of stages alone and no returns; the event
log neither lines nor classes."""


def world(name: str, per_day: int, days: int) -> Scenario:
    """A scenario that ships, for some weeks, with so many orders and without the carts left.

    Carts that nobody ordered are three quarters of the rows of a log, and in no history.
    """
    return load(name, overrides={
        "clock.warm_up": "0 s", "clock.run": f"{days} d", "clock.cool_down": "0 s",
        "demand.orders_per_day": per_day, "checkout": "off",
    }).scenario  # fmt: skip


def of_scenario(scenario: Scenario) -> dict[str, float]:
    """What the scenario says, by the key of each estimate and in its unit.

    What follows from several keys is worked out of them: orders are never paid after a hard
    decline, or a soft one that no retry recovers; the median payment is one of the first attempt,
    at the quantile that half of all payments are of those; an order is picked, packed and labeled
    in the sum of its parts. Picking in tours takes as long as they are, and no key says that.
    """
    demand, payment = scenario.demand, scenario.payment
    picking, packing, labeling = scenario.picking, scenario.packing, scenario.labeling
    returns = scenario.returns
    assert payment is not None
    assert payment.retry is not None
    assert picking is not None
    assert packing is not None
    assert packing.quality_check is not None
    assert labeling is not None
    assert returns is not None
    declined = payment.declined
    unrecovered = declined.soft * (1 - payment.retry.recovers) ** len(payment.retry.after)
    never = declined.hard + unrecovered
    at_once = (1 - declined.hard - declined.soft) / (1 - never)
    lines, units = demand.lines.mean, demand.units_per_line.mean
    checked = packing.quality_check
    seconds = {
        "packing.time": packing.time.setup.mean + packing.time.per_unit.mean * lines * units
        + checked.share * checked.time,
        "labeling.time": (labeling.time.mean + labeling.carrier_call.mean)
        / (1 - labeling.failure),
        "inspection.time": returns.inspection.mean,
    }  # fmt: skip
    if picking.method.batch is None:
        of_line = picking.time.per_line.mean + picking.time.per_unit.mean * units
        seconds["picking.time"] = picking.time.setup.mean + of_line * lines
    shape, scale = returns.after.numbers
    return {
        "demand.orders_per_day": demand.orders_per_day,
        "demand.growth": 1.0,
        "demand.day_to_day_cv": demand.day_to_day_cv,
        "demand.lines": lines,
        "demand.units_per_line": units,
        "demand.classes.express.share": 100 * demand.classes["express"].share,
        "payment.declined.hard": 100 * never,
        "payment.authorization": quantile(payment.authorization.numbers, 0.5 / at_once) / HOUR,
        "returns.share": 100 * returns.share,
        "returns.after": scale * log(2) ** (1 / shape) / DAY,
        **{key: value / SECOND for key, value in seconds.items()},
    }


def quantile(numbers: tuple[float, ...], p: float) -> float:
    """Of a lognormal distribution, by mean and spread of its logarithm."""
    return exp(numbers[0] + numbers[1] * float(ndtri(p)))


def leave(scenario: Scenario, number: int, folder: Path, sources: tuple[str, ...]) -> list[Path]:
    """Write what a replication leaves, the files that are asked for."""
    work = sample(scenario, number)
    ran = simulate(scenario, work)
    for name in sources:
        if name == OCEL:
            write_ocel(folder / name, scenario, work, ran)
            continue
        table = order_table if name == ORDERS else event_log
        frame = pd.DataFrame(dict(table(scenario, work, ran)))
        frame.insert(0, "replication", 0)
        (folder / name).write_bytes(to_csv(frame))
    return [folder / name for name in sources]


def intervals(read: Read) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each key that the history tells, its median where it has several."""
    found = fitted(read.history, ())
    times = () if read.scans is None else stage_times(read.scans, None, ())
    every = (*found.estimates, *(each for time in times for each in time.estimates))
    told: dict[str, tuple[float, float]] = {}
    for each in every:
        if each.key and each.low is not None and each.high is not None:
            told.setdefault(each.key, (each.low, each.high))
    return told


def covered(
    scenario: Scenario, number: int, folder: Path, sources: tuple[str, ...] = SOURCES
) -> Iterator[tuple[str, str, bool]]:
    """Source, key and whether its interval has what the scenario says, of a replication.

    A time that is always the same is told to a millionth.
    """
    true = of_scenario(scenario)
    for path in leave(scenario, number, folder, sources):
        told = intervals(read_history(path))
        for key, value in true.items():
            if key not in NOT_TOLD[path.name]:
                low, high = told[key]
                yield path.name, key, low * (1 - 1e-6) <= value <= high * (1 + 1e-6)
