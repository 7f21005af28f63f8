"""From the results of a run to what its report says: targets, warnings, odd replications."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiments.basis import demand_note, same_orders
from simulator.experiments.caveats import caveats, evidence
from simulator.experiments.declines import why_declined
from simulator.experiments.explain.explain import load_of
from simulator.experiments.explain.report import curves, heads, rests_on
from simulator.experiments.fewest import too_few
from simulator.experiments.gaps import gaps
from simulator.experiments.goals import judged_frame
from simulator.experiments.limits import LIMITS
from simulator.experiments.own_told import own_told
from simulator.experiments.provenance import versions
from simulator.experiments.road_late import late_by_delays
from simulator.experiments.spare import spare
from simulator.experiments.tips import tips
from simulator.experiments.unpriced import headline_of, no_prices, shown_in
from simulator.reading.csv_files import notes_on
from simulator.reporting.numbers import percent
from simulator.reporting.report_input import IN_FLIGHT_COLUMNS, ReportInput
from simulator.scenario import resolve, scenario_hash
from simulator.stages import SECTIONS
from simulator.stages.demand.forecast_notes import forecast_notes
from simulator.stages.demand.trace_clock import outside_the_clock
from simulator.stages.demand.trace_notes import trace_notes
from simulator.workload.state_notes import state_notes

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiments.results import Results

MUCH_CANCELED = 0.05
"""Share of the orders canceled for want of stock from which stock limits a house."""
FEWEST = 10
"""Replications from which it can be said that one is odd."""
ODD = 5.0
"""Distance from the median, in robust standard deviations, from which a replication is odd."""


def report_input(results: Results) -> ReportInput:
    """All that the report says, as values and frames."""
    import pandas as pd

    scenario = results.scenario
    clock, stopped, load = scenario.clock, results.cool_downs, load_of(scenario)
    return ReportInput(
        title=scenario.title or scenario.name,
        name=scenario.name,
        question=scenario.question,
        currency=scenario.currency,
        start=clock.start,
        clock={
            "warm_up": clock.warm_up,
            "run": clock.run,
            "cool_down": stopped.shortest if stopped else clock.longest_cool_down,
        },
        time_zone=clock.time_zone or "",
        cool_down=stopped.length if stopped else "",
        kpis=results.kpis,
        series=pd.concat([results.series, curves(load)], ignore_index=True),
        in_flight=_in_flight(results),
        targets=targets(results),
        replications=_replications(results),
        heads=heads(load),
        headline=headline_of(results),
        warnings=tuple(warnings(results)),
        gaps=tuple(gaps(scenario, shown_in(results))),
        off_stages=tuple(stage for stage in SECTIONS if getattr(scenario, stage) is None),
        assumptions=tuple(defaults_in(resolve(results.loaded))),
        demand_note=demand_note(scenario),
        premises=(
            *(tip.sentence for tip in tips(scenario, results.limits)),
            *spare(results, results.judged),
            *late_by_delays(results),
            *load.premises,
            *no_prices(results),
        ),
        rests_on=rests_on(load),
        order_file=_notes(results),
        limited=limited(results),
        why_declined=why_declined(scenario),
        same_orders=same_orders(scenario),
        waits=results.limits.rows,
        limits=LIMITS,
        manifest=manifest(results),
    )


def _notes(results: Results) -> tuple[str, ...]:
    """What was read of files: workbooks, orders, the state at the start."""
    scenario = results.scenario
    read = notes_on(results.loaded.files)
    notes = (*trace_notes(scenario), *forecast_notes(scenario), *state_notes(scenario))
    return (*read, *notes)


def limited(results: Results) -> str:
    """What limits the house, in a sentence.

    Where the accepted orders are in time, stock may still limit it: by those that were canceled
    for want of it, who wait for nothing.
    """
    placed = results.estimate("orders.placed").mean
    if not results.limits.kept or not placed:
        return results.limits.sentence
    share = results.estimate("orders.out_of_stock").mean / placed
    if share < MUCH_CANCELED:
        return results.limits.sentence
    return f"Stock limits the house: {percent(share)} of the orders were canceled for want of it."


def targets(results: Results) -> pd.DataFrame:
    """Each target of the scenario: in how many replications it holds, its mean, its verdict."""
    return judged_frame(results.judged, results.scenario.currency)


def warnings(results: Results) -> list[str]:
    """What could bend a figure, a sentence each."""
    scenario, n = results.scenario, len(results.replications)
    texts = []
    if results.interrupted:
        texts.append(f"The run was interrupted; the figures are those of {n} replications.")
    texts += outside_the_clock(scenario)
    shown = shown_in(results)
    seen = evidence(results.replications, shown)
    texts += [caveat.text for caveat in caveats(scenario, seen, shown)]
    undecided = [
        each.goal
        for each in results.judged
        if each.verdict == "undecided" and not each.hangs_on_open
    ]
    texts += too_few(scenario, undecided, n)
    if results.stopped is not None and results.stopped.needed is None:
        texts.append(f"{results.stopped.reason} Raise experiment.replications.at_most.")
    return texts


def _in_flight(results: Results) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (replication.number, inside.where, inside.orders, inside.oldest_hours, inside.of_window)
        for replication in results.replications
        for inside in replication.in_flight
    ]
    return pd.DataFrame(rows, columns=list(IN_FLIGHT_COLUMNS))


def _replications(results: Results) -> pd.DataFrame:
    import pandas as pd

    remarks = _odd(results)
    rows = [
        (
            replication.number,
            results.scenario.experiment.seed,
            command(results, replication.number),
            int(replication.measurement.kpis["orders.placed", "all"]),
            replication.number in remarks,
            remarks.get(replication.number, ""),
        )
        for replication in results.replications
    ]
    columns = ["replication", "seed", "command", "orders_placed", "flagged", "remark"]
    return pd.DataFrame(rows, columns=columns)


def command(results: Results, number: int) -> str:
    """The command that runs one replication alone."""
    return f"{results.command} --only {number}"


def _odd(results: Results) -> dict[int, str]:
    """Replications whose headline figures are far from the others'."""
    if len(results.replications) < FEWEST:
        return {}
    remarks: dict[int, str] = {}
    for name in headline_of(results):
        values = np.array(results.values(name))
        middle = np.nanmedian(values) if not np.isnan(values).all() else np.nan
        spread = 1.4826 * np.nanmedian(np.abs(values - middle)) if not isnan(middle) else 0.0
        if not spread:
            continue
        for index in np.flatnonzero(np.abs(values - middle) > ODD * spread):
            number = results.replications[index].number
            remarks.setdefault(
                number, f"{name} is {values[index]:.4g} against a median of {middle:.4g}"
            )
    return remarks


def defaults_in(resolved: str) -> Iterator[tuple[str, str, str]]:
    """(path, value, 'default') of the values that a resolved scenario leaves at their default.

    What is `none`, `off` or empty by default is absent from the model and left out.
    """
    for path, value, origin in values_in(resolved):
        if origin == "default" and value not in ("none", "off", "[]", "{}", '""', "false"):
            yield path, value, origin


def values_in(resolved: str) -> Iterator[tuple[str, str, str]]:
    """(path, value, origin) of every value of a resolved scenario."""
    path: list[str] = []
    for line in resolved.splitlines():
        content, _, origin = line.partition("  # ")
        key, _, value = content.replace("- ", "  ").strip().partition(": ")
        depth = (len(content) - len(content.replace("- ", "  ").lstrip())) // 2
        path[depth:] = [key.rstrip(":")]
        if origin:
            yield ".".join(path), value, origin


def manifest(results: Results) -> dict[str, Any]:
    """Where the figures come from."""
    scenario = results.scenario
    return {
        "kind": "fulfillment simulator run",
        "scenario": scenario.name,
        "scenario_sha256": scenario_hash(results.loaded),
        "command": results.command,
        **own_told([scenario]),
        "seed": scenario.experiment.seed,
        "replications": len(results.replications),
        "read_from_store": results.reused,
        "engine": results.engines,
        "stopped": results.stopped.reason if results.stopped else "",
        "cool_down": results.cool_downs.provenance if results.cool_downs else {},
        "interrupted": results.interrupted,
        "seconds": round(results.seconds, 3),
        "versions": versions(),
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "processors": os.cpu_count(),
        },
    }


def check_exit_code(results: Results) -> int:
    """0 if every target is met, 3 if one is missed, 4 if none is missed but one is undecided."""
    verdicts = set(targets(results)["verdict"])
    return 3 if "missed" in verdicts else 4 if "undecided" in verdicts else 0
