"""A run as the pages of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.reporting import tables
from simulator.reporting.answer import (
    answer,
    precision_sentence,
    ranges_sentence,
    target_rows,
    target_text,
    verdict_text,
)
from simulator.reporting.cost_groups import costs_frame, paid
from simulator.reporting.curves import groups, table
from simulator.reporting.estimates import Estimates, estimates
from simulator.reporting.labels import label, stage_label, words
from simulator.reporting.money import margin
from simulator.reporting.report import flat
from simulator.reporting.report_input import ReportInput
from simulator.reporting.tables import stage_of
from simulator.reporting.workbook.formats import (
    about_columns,
    columns_of_frame,
    columns_of_table,
    form_of,
    in_unit,
    typed,
)
from simulator.reporting.workbook.moments import House
from simulator.reporting.workbook.parts import Chart, Column, Grid, Line, Page
from simulator.reporting.workbook.week import heads_page, hours_page


def run_pages(run: ReportInput, scenario: str) -> list[Page]:
    """All pages of a run, the answer first; `scenario` is its YAML."""
    known = estimates(run.kpis)
    house = House(run.start, run.time_zone)
    pages = [
        answer_page(run, known),
        targets_page(run),
        kpis_page(known),
        heads_page(run.series, run.heads),
        hours_page(run.series),
        time_page(run, house),
        pick_ups_page(run, house),
        floor_page(run, known),
        costs_page(run, known),
        replications_page(run),
        scenario_page(scenario),
        about_page(run),
    ]
    return [page for page in pages if not page.empty]


def answer_page(run: ReportInput, known: Estimates) -> Page:
    """What to do, the verdicts, what the answer rests on, and the headline figures."""
    rows = target_rows(run)
    verdicts = Grid(
        "Targets",
        [
            Column("Target", [target_text(row) for row in rows]),
            Column("Verdict", [verdict_text(row) for row in rows]),
            Column("Mean", [in_unit(row["mean"], row["unit"]) for row in rows],
                   [form_of(row["unit"]) for row in rows]),
            Column("± half-width", [in_unit(row["half_width"], row["unit"]) for row in rows],
                   [form_of(row["unit"]) for row in rows]),
            Column("Periods that hold", [row["hits"] for row in rows]),
            Column("Of", [row["trials"] for row in rows]),
        ],
        (), "verdict", (1,),
    )  # fmt: skip
    sentences = [
        *(text for text in run.gaps),
        *(text for text in run.warnings if text not in run.gaps),
    ]
    parts: list[Line | Grid] = [Line(run.title or run.name, "title")]
    parts += [Line(run.question, "note")] if run.question else []
    parts += [Line(answer(run, known)), *(Line(text, "note") for text in run.premises), Line("")]
    parts += [verdicts] if rows else []
    headline = [row for name in run.headline if (row := known.get(name)) is not None]
    parts.append(
        Grid(
            "Figures",
            [
                Column("KPI", [label(row.kpi) for row in headline]),
                Column("Mean", [in_unit(row.mean, row.unit) for row in headline],
                       [form_of(row.unit, row.mean) for row in headline]),
                Column("± half-width", [in_unit(row.half_width, row.unit) for row in headline],
                       [form_of(row.unit, row.mean) for row in headline]),
            ],
        )
    )  # fmt: skip
    if sentences or run.order_file:
        parts.append(Line("Before you act", "heading"))
    parts += [Line(text, "warning") for text in sentences]
    parts += [Line(text) for text in run.order_file]
    parts += [Line("")]
    parts += [Line(run.limited)] if run.limited else []
    parts += [Line(f"{ranges_sentence(run)} {precision_sentence(run)}".lstrip(), "note")]
    return Page("Answer", tuple(parts))


def targets_page(run: ReportInput) -> Page:
    """Each target with all its figures."""
    columns = columns_of_frame(run.targets, run.currency)
    heads = [column.head for column in columns]
    colored = (heads.index("Verdict"),) if "Verdict" in heads else ()
    grid = Grid("", columns, (), "verdict", colored)
    return Page("Targets", (Line("Targets", "title"), grid))


def kpis_page(known: Estimates) -> Page:
    """Every figure of every class, with what it is."""
    rows = [row for row in known.rows.values() if row.known]
    forms = [form_of(row.unit, row.mean) for row in rows]
    told = [stage_of(row.kpi) for row in rows]
    columns = [
        Column("KPI", [label(row.kpi) for row in rows]),
        Column("Orders of", [row.scope for row in rows]),
        Column("Mean", [in_unit(row.mean, row.unit) for row in rows], forms),
        Column("± half-width", [in_unit(row.half_width, row.unit) for row in rows], forms),
        Column("Unit", [row.unit for row in rows]),
        Column("Stage", [stage_label(stage) for stage, _ in told]),
        Column("Name in files", [row.kpi for row in rows]),
        Column("Replications", [row.replications for row in rows]),
        Column("Definition", [text for _, text in told]),
    ]
    return Page("KPIs", (Grid("", columns),))


def time_page(run: ReportInput, house: House) -> Page:
    """Backlog and queues over time, means over the replications, by the clock on the wall."""
    named = [("backlog", "", "Backlog, orders")]
    named += [("queue_length", group, f"Queue at {words(group)}")
              for group in groups(run.series, "queue_length")]  # fmt: skip
    named += [("stock_level", group, f"Stock of {group}")
              for group in groups(run.series, "stock_level")]  # fmt: skip
    curves = {head: table(run.series, name, group) for name, group, head in named}
    curves = {head: curve for head, curve in curves.items() if len(curve)}
    if not curves:
        return Page("Over time", ())
    first = next(iter(curves.values()))
    columns = house.columns(first.index)
    lead = len(columns)
    for head, each in curves.items():
        columns.append(Column(head, each.mean(axis=1).reindex(first.index).tolist(), "#,##0.0"))
    if "Backlog, orders" in curves and first.shape[1] > 1:
        columns.insert(lead + 1, Column("Backlog, lowest", first.min(axis=1).tolist(), "#,##0"))
        columns.insert(lead + 2, Column("Backlog, highest", first.max(axis=1).tolist(), "#,##0"))
    heads = [column.head for column in columns]
    charts = tuple(
        Chart(title, "line", 0, chosen, "", unit)
        for title, start, unit in (("Backlog", "Backlog", "orders"), ("Queues", "Queue", "orders"),
                                   ("Stock on hand", "Stock", "units"))
        if (chosen := tuple(k for k, head in enumerate(heads) if head.startswith(start)))
    )  # fmt: skip
    return Page("Over time", (Grid("", columns, charts),))


def pick_ups_page(run: ReportInput, house: House) -> Page:
    """Each pick-up: parcels loaded, waiting and that fit."""
    parts: list[Line | Grid] = [Line("Pick-ups", "title")]
    for carrier in groups(run.series, "pick_up_loaded"):
        curves = {
            head: table(run.series, name, carrier)
            for name, head in (("pick_up_waiting", "Waiting at the cut-off"),
                               ("pick_up_loaded", "Loaded"), ("pick_up_capacity", "Room"))
        }  # fmt: skip
        index = curves["Loaded"].index
        columns = house.columns(index)
        lead = len(columns)
        for head, curve in curves.items():
            columns.append(Column(head, curve.mean(axis=1).reindex(index).tolist(), "#,##0.0"))
        chart = Chart(
            f"{carrier}: parcels by pick-up", "column", 0, (lead, lead + 1), "", "parcels"
        )
        parts.append(Grid(carrier, columns, (chart,)))
    return Page("Pick-ups", tuple(parts))


def floor_page(run: ReportInput, known: Estimates) -> Page:
    """Crews, stations and machines, and where an order's time goes."""
    frames = (tables.crews(known), tables.stations(known), tables.machines(known),
             tables.waits(run.waits), tables.in_flight(run))  # fmt: skip
    parts: list[Line | Grid] = [Line("Crews, stations and waits", "title")]
    parts += [Grid(each.caption, columns_of_table(each)) for each in frames if each is not None]
    causes = {
        group: float(np.nanmean(table(run.series, "time_by_cause", group).to_numpy()))
        for group in groups(run.series, "time_by_cause")
    }
    if causes:
        columns = [Column("Cause", [words(name) for name in causes]),
                   Column("Hours an order", list(causes.values()), '#,##0.00 "h"')]  # fmt: skip
        chart = Chart("Where an order's time goes", "bar", 0, (1,), "", "hours an order")
        parts.append(Grid("Where an order's time goes", columns, (chart,)))
    return Page("Floor", tuple(parts))


def costs_page(run: ReportInput, known: Estimates) -> Page:
    """Costs by class, by service, by day and of pick-ups; and from revenue to margin."""
    parts = [Grid("", columns_of_frame(costs_frame(run), run.currency))]
    if whole := margin(known, tuple(paid(run))):
        parts.append(Grid(whole.caption, columns_of_table(whole)))
    return Page("Costs", tuple(parts))


def replications_page(run: ReportInput) -> Page:
    """Each replication and the command that repeats it."""
    return Page("Replications", (Grid("", columns_of_frame(run.replications, run.currency)),))


def scenario_page(text: str) -> Page:
    """The scenario as YAML, a row per line."""
    return Page("Scenario", tuple(Line(line, "code") for line in text.splitlines()))


def about_page(run: ReportInput) -> Page:
    """Where the figures come from, and what they rest on."""
    rows = flat(run.manifest)
    zone = run.time_zone or "none: times are those of the file"
    rows = [("time zone", zone), *rows]
    parts: list[Line | Grid] = [
        Line("Where this comes from", "title"),
        Grid("", about_columns(rows)),
        *_listed("The figures rest on", run.rests_on),
        *_listed("What is not modeled", run.limits),
    ]  # fmt: skip
    if run.assumptions:
        cells = [typed(value) for _, value, _ in run.assumptions]
        assumed = [
            Column("Left at its default", [path for path, _, _ in run.assumptions]),
            Column("Value", [value for value, _ in cells], [form for _, form in cells]),
        ]
        parts.append(Grid("Assumptions", assumed))
    return Page("About", tuple(parts))


def _listed(heading: str, texts: tuple[str, ...]) -> Iterator[Line]:
    if texts:
        yield Line(heading, "heading")
        yield from (Line(text, "note") for text in texts)
