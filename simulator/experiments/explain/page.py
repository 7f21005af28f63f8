"""An explanation as a page: who can do the work and who cannot, with the limit as a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from math import inf, isfinite
from typing import TYPE_CHECKING

from simulator.experiments.explain.advice import FULL
from simulator.experiments.explain.explained import conclusion
from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.explain.report import curves, heads
from simulator.experiments.explain.supply import PickUps
from simulator.reporting.charts import Chart
from simulator.reporting.conclusions import capital
from simulator.reporting.findings import Findings
from simulator.reporting.load_plots import LoadBar, load_bars
from simulator.reporting.moments import day_text
from simulator.reporting.numbers import count, counted, number, percent, shown
from simulator.reporting.plots import charts as charts_of
from simulator.reporting.tables import NONE, Table, heads_table

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiments.explain.explain import Explanation

MISSED = ("nobody there", "no truck comes", "too much")
MARKS = {"fits": "met", "full": "undecided"} | dict.fromkeys(MISSED, "missed")
"""What a verdict on a load is marked as; one on some of the shifts is undecided."""
READING = (
    "The dashed line is all the time that is there, and for a carrier all its room: what reaches "
    "it cannot be done. Loads are of the window; within it a day can still be too full."
)


def findings(explanation: Explanation, asked: str = "") -> Findings:
    """The page; `asked` is the scenario as it was written behind the command, with its options."""
    target = explanation.for_target
    before, _, command = (
        target.sentence(asked or explanation.name).partition("\n") if target else [""] * 3
    )
    return Findings(
        kind="fulfillment simulator explanation",
        title=f"{explanation.title}: the work against who can do it",
        question="Can these people, machines and carriers do the work at all?",
        conclusion=conclusion(explanation),
        verdict=_verdict(explanation),
        main=_loads(explanation),
        shown=tuple(table for table in [heads_table(heads(explanation))] if table is not None),
        more=tuple(table for table in _more(explanation) if table.rows),
        charts=charts(explanation),
        notes=tuple(_notes(explanation, f"{before}:" if before else "")),
        blocks=(command.strip(),) if command else (),
        frames=_frames(explanation),
        manifest=explanation.manifest,
        scenario=explanation.yaml,
    )


def charts(explanation: Explanation) -> dict[str, Chart]:
    """Each load against its limit; then, by hour of the week, load and heads."""
    bars = [LoadBar(who, share, MARKS.get(verdict, "undecided"))
            for who, verdict, share in _rows(explanation)]  # fmt: skip
    series = curves(explanation)
    first = {"loads": Chart(partial(load_bars, bars), "Work against what can be done", READING)}
    return (first if bars else {}) | (charts_of(series, None) if len(series) else {})


def verdict(load: GroupLoad) -> str:
    """'fits', 'full' from FULL on, 'short on 3 shifts', 'too much', 'nobody there'."""
    if not isfinite(load.load):
        return "nobody there"
    if not load.stable:
        return "too much"
    if load.days:
        return f"short on {counted(len(load.days), 'shift')}"
    return "full" if load.load >= FULL else "fits"


def _rows(explanation: Explanation) -> Iterator[tuple[str, str, float]]:
    """Who, the verdict and the share that is needed, of crews, machines and limited carriers."""
    yield from ((load.name, verdict(load), load.load) for load in explanation.loads)
    for pick_up in _told(explanation):
        if pick_up.stranded:
            yield f"pick-ups of {pick_up.carrier}", "no truck comes", inf
        elif pick_up.capacity:
            share = pick_up.parcels / pick_up.capacity
            told = "too much" if share > 1 else "full" if share >= FULL else "fits"
            yield f"pick-ups of {pick_up.carrier}", told, share


def _told(explanation: Explanation) -> list[PickUps]:
    """Carriers of which something limits what is picked up."""
    return [each for each in explanation.pick_ups if each.capacity or each.stranded]


def _verdict(explanation: Explanation) -> tuple[str, str]:
    """That of the load that fits worst; nothing where nobody works."""
    told = [kind for _, kind, _ in _rows(explanation)]
    worst = next(
        (kind for kind in ("nobody there", "no truck comes", "too much") if kind in told), ""
    )
    worst = worst or next((kind for kind in told if MARKS.get(kind) != "met"), "")
    worst = worst or ("fits" if told else "")
    return (MARKS.get(worst, "undecided"), capital(worst)) if worst else ("", "")


def _loads(explanation: Explanation) -> Table:
    told = list(_rows(explanation))
    amounts = [
        (f"{number(load.work.sum(), 1)} h", f"{number(load.capacity.sum(), 1)} h",
         ", ".join(load.stations)) for load in explanation.loads
    ]  # fmt: skip
    amounts += [
        (f"{count(pick_up.parcels)} parcels", f"{count(pick_up.capacity or 0)} parcels", "shipping")
        for pick_up in _told(explanation)
    ]  # fmt: skip
    rows = tuple(
        (who, kind, _share(share), work, can, stations)
        for (who, kind, share), (work, can, stations) in zip(told, amounts, strict=True)
    )
    marks = tuple(MARKS.get(kind, "undecided") for _, kind, _ in told)
    window = (
        f"in the {explanation.hours:g} h of the window" if explanation.hours < 168 else "a week"
    )
    head = ("Who", "Verdict", "Load", "Work", "Can do", "For")
    return Table(f"Work against what can be done, {window}", head, rows, 2, (), marks)


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if isfinite(share) else NONE


def _more(explanation: Explanation) -> Iterator[Table]:
    """Short shifts, inputs to look at, heads for a wait, work of an order, stock and defaults."""
    days = [(day_text(day.day), day.name, f"{day.work:,.0f} h", f"{day.capacity:,.0f} h")
            for load in explanation.loads for day in load.days]  # fmt: skip
    columns = ("Day", "Who", "Work", "Can do")
    yield Table("Shifts that find more work than they can do", columns, tuple(days), 2)
    remarks = tuple((remark,) for remark in explanation.remarks)
    yield Table(f"Inputs to look at: {len(remarks)}", ("What looks wrong or missing",), remarks)
    yield _waits(explanation)
    orders = [
        (
            station.station,
            f"{station.tasks_per_order:.2f}",
            shown(station.hours, None, "h").text,
            shown(station.hours_per_order, None, "h").text,
        )
        for station in explanation.stations
    ]
    columns = ("Station", "Tasks an order", "A task", "An order")
    yield Table("What an order brings to each station", columns, tuple(orders))
    if stock := explanation.cover:
        row = (f"{stock.cover_days:.1f} d", f"{stock.lead_days:.1f} d", percent(stock.service),
               f"{stock.short:,} of {stock.skus:,}")  # fmt: skip
        columns = ("Reorder points cover", "Lead time", "Cycles without shortage", "SKUs short")
        yield Table("Stock against the demand of a lead time", columns, (row,), 0)
    values = tuple((each.what, each.weight, each.path) for each in explanation.assumed)
    caption = "Assumed, since the scenario does not say"
    yield Table(caption, ("Value", "Weight", "Write"), values, 3, (2,))


def _waits(explanation: Explanation) -> Table:
    rows = [(of.name, f"{of.scheduled:.1f}", f"{of.erlang:.2f}", str(of.carry), str(of.wait))
            for of in explanation.heads]  # fmt: skip
    columns = ("Who", "Scheduled", "Busy on average", "To carry the work", "For the wait")
    return Table("Heads while somebody is scheduled, by a formula for queues", columns, tuple(rows))


def _notes(explanation: Explanation, before: str) -> Iterator[str]:
    last = explanation.replications - 1
    first = f"replications 0 to {last}" if last else "one replication"
    yield (
        f"{count(explanation.orders_a_day)} orders a day in the window, of which "
        f"{percent(explanation.accepted)} are paid and accepted. Nothing ran: this is the work of "
        f"the orders of {first} (seed {explanation.seed}) as sampled, so it has no interval. "
        "Outages, breakdowns, overtime, staff on call and missing stock are not in it."
    )
    if before:
        yield f"{before} the command below the tables."
    yield from explanation.premises


def _frames(explanation: Explanation) -> Mapping[str, pd.DataFrame]:
    """loads.csv, heads.csv and, by hour of the week, hours.csv."""
    import pandas as pd

    rows = [(load.name, ", ".join(load.stations), verdict(load), load.load, load.utilization,
             load.work.sum(), load.capacity.sum(), load.left)
            for load in explanation.loads]  # fmt: skip
    columns = ["who", "works_at", "verdict", "load", "busy", "work_hours", "can_do_hours",
               "left_hours"]  # fmt: skip
    return {
        "loads": pd.DataFrame(rows, columns=columns),
        "heads": heads(explanation),
        "hours": curves(explanation),
    }
