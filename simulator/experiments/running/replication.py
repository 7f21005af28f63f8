"""One replication, from the scenario to its figures: a line per step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulator.experiments.running.workers import quiet_garbage_collector
from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.measure.in_flight import Inside, in_flight
from simulator.measure.kpis import own_kpis
from simulator.measure.measurement import Measurement, measure
from simulator.measure.observation import Observation
from simulator.measure.roster import roster_table
from simulator.measure.signs import Signs, signs
from simulator.memory import keep_freed_memory
from simulator.results.columns import Columns
from simulator.results.events import event_log, stock_movements
from simulator.results.orders import index_of, order_table
from simulator.results.promises import as_promised
from simulator.results.receipts import receipts_table
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.streams import Held
from simulator.workload import Workload
from simulator.workload.sampling import sample
from simulator.workload.worked_off import worked_off

Keep = Literal["none", "first", "all"]
"""Of which replications the order table and the event log are kept."""


@dataclass(frozen=True)
class Replication:
    """What is kept of one replication; `tables` (orders, events, stock) only if asked for.

    `engine` is what simulated it: "compiled", or "simpy: ..." with the reason; empty from a store.
    `log` is all that happened in it, where that was asked for.
    """

    number: int
    measurement: Measurement
    in_flight: tuple[Inside, ...]
    signs: Signs
    tables: Mapping[str, Columns]
    engine: str = field(default="", compare=False)
    log: tuple[Workload, Timeline] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        kpis, tables = len(self.measurement.kpis), ", ".join(self.tables) or "none"
        return f"<Replication {self.number}: {kpis} KPIs; tables: {tables}>"


def replicate(
    scenario: Scenario,
    number: int,
    keep: Keep = "first",
    held: Held | None = None,
    keep_log: bool = False,
) -> Replication:
    """Simulate replication `number` (from 0) of a scenario; the same call gives the same value.

    What is `held` is drawn as in another replication. With `keep_log` it has its `log`.
    """
    keep_freed_memory()
    kept = keep == "all" or (keep == "first" and number == 0)
    observed, tables, log = _observed(scenario, number, kept, held)
    workload, timeline = observed.workload, observed.timeline
    measurement = measure(scenario, workload, timeline, observed)
    return Replication(
        number=number,
        measurement=measurement,
        in_flight=in_flight(workload, timeline, scenario.clock.window),
        signs=signs(scenario.clock, measurement.series, timeline.horizon),
        tables=tables,
        log=log if keep_log else None,
    )


def _observed(
    scenario: Scenario, number: int, kept: bool, held: Held | None
) -> tuple[Observation, Mapping[str, Columns], tuple[Workload, Timeline] | None]:
    """A replication as the figures see it; its tables, and its log, if they are kept.

    The carts that are left are two thirds of all rows, at which only the tables and figures of the
    user's look: unless they do, these carts are not sampled as far as nothing hangs on them, and
    forgotten after the run. So is what was to be done, once it is done.
    """
    looked_at = bool(own_kpis())
    workload = sample(scenario, number, held, idle_carts=kept or looked_at)
    with quiet_garbage_collector():
        timeline = simulate(scenario, workload)
    workload = as_promised(workload, timeline.promises)
    if not kept and not looked_at:
        workload = worked_off(workload)
    observed = Observation(scenario, workload, timeline).of_orders(keep_carts=looked_at)
    check(scenario, workload, timeline, observed)
    if not kept:
        return observed if looked_at else observed.of_figures(), {}, None
    return observed, _tables(scenario, workload, timeline, observed), (workload, timeline)


def _tables(
    scenario: Scenario, workload: Workload, timeline: Timeline, observed: Observation
) -> dict[str, Columns]:
    names = index_of(workload)
    answered = None if observed.answers is None else observed.answers.answered
    tables = {
        "orders": order_table(scenario, workload, timeline, names),
        "events": event_log(scenario, workload, timeline, names, answered),
    }
    if scenario.crews:
        tables["roster"] = roster_table(scenario, timeline, observed.people)
    if scenario.inventory is not None:
        tables["stock"] = stock_movements(scenario, workload, timeline, names)
    if scenario.receiving is not None:
        tables["receipts"] = receipts_table(scenario, workload, timeline)
    return tables
