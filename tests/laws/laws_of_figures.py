"""Laws of the figures: they are what their definitions say, and fit together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.analysis.measurement import measure
from simulator.kpi_catalog import CAUSES
from tests.laws.figures import figures
from tests.laws.laws import law
from tests.laws.runs import Run


def near(a: float, b: float) -> bool:
    """Equal but for rounding, or both undefined."""
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


@law
def figures_are_what_their_definitions_say(run: Run) -> Iterator[str]:
    """Measured fast, and once more slowly from the tables."""
    measured = measure(run.scenario, run.workload, run.timeline).kpis
    for (kpi, scope), value in figures(run).items():
        found = measured.get((kpi, scope), math.nan)
        if not near(found, value):
            yield f"{kpi} of {scope}: measured {found}, by its definition {value}"


@law
def figures_fit_together(run: Run) -> Iterator[str]:
    """Classes add up to all, causes to the cycle time, outcomes to the orders placed."""
    kpis = measure(run.scenario, run.workload, run.timeline).kpis
    classes = [name for name in run.workload.classes if name != "all"]
    for (kpi, scope), value in kpis.items():
        adds_up = kpi.startswith("orders.") and kpi != "orders.oldest_in_flight"
        if classes and scope == "all" and adds_up:
            parts = sum(kpis[kpi, name] for name in classes)
            if parts != value:
                yield f"{kpi}: {value} in all, {parts} over the classes"
    for scope in (*classes, "all"):
        spent = [kpis.get((f"time_hours.{cause}", scope), 0.0) for cause in CAUSES]
        cycle = kpis["cycle_time.mean", scope]
        if not near(math.nan if math.isnan(cycle) else sum(spent), cycle):
            yield f"{scope}: causes add up to {sum(spent)} h, cycle time {cycle} h"
        outcomes = ("delivered", "completed", "declined", "payment_failed", "canceled", "lost",
                    "returned_to_sender", "in_flight")  # fmt: skip
        ended = sum(kpis[f"orders.{name}", scope] for name in outcomes)
        if ended != kpis["orders.placed", scope]:
            yield f"{scope}: {ended} orders by outcome, {kpis['orders.placed', scope]} placed"
