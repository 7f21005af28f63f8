"""The report's tables as text cells, computed from a run's frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.measure.kpis import UnknownKpiError, kpi
from simulator.reporting.answer import target_rows, target_text, verdict_text
from simulator.reporting.estimates import Estimate, Estimates
from simulator.reporting.labels import label, stage_label, words
from simulator.reporting.numbers import count, hours, number, percent, shown
from simulator.reporting.periods import (
    OF_A_TRACE,
    asked_share,
    ends_head,
    ends_text,
    held_of,
    period_of,
    tally_head,
    tally_text,
)
from simulator.reporting.report_input import OVERALL, ReportInput, Wait
from simulator.reporting.still_open import open_note
from simulator.results.outcomes import Outcome
from simulator.stages import SECTIONS

if TYPE_CHECKING:
    import pandas as pd

NONE = "–"
SYMBOLS = {"met": "✓", "missed": "✗", "undecided": "?"}
HEADINGS = ("demand", *SECTIONS, "floor", "time", "cost", "margin")
"""Under which KPIs stand, in this order."""
BY_CLASS = (
    "orders.placed", "orders.delivered", "orders.completed", "orders.declined", "orders.canceled",
    "orders.in_flight", "on_time_ship", "on_time_delivery", "otif", "perfect_order",
    "fill_rate.order", "cycle_time.mean", "cycle_time.p50", "cycle_time.p90", "cycle_time.p95",
    "click_to_ship.mean", "click_to_ship.p95",
)  # fmt: skip
CREW_COLUMNS = (
    ("Busy, of available time", "utilization.{}"),
    ("Busy, of paid time", "occupancy.{}"),
    ("Scheduled", "scheduled_hours.{}"),
    ("Absent", "absent_hours.{}"),
    ("Paid", "paid_hours.{}"),
    ("Overtime, of the paid", "overtime_hours.{}"),
    ("Labor cost", "labor_cost.{}"),
)
STATION_COLUMNS = (
    ("Queue time, mean", "queue_time.{}.mean"),
    ("Queue time, P95", "queue_time.{}.p95"),
    ("Orders queued, mean", "queue_length.{}.mean"),
    ("Orders queued, peak", "queue_length.{}.peak"),
    ("Service time, mean", "service_time.{}.mean"),
)
MACHINE_COLUMNS = (
    ("Busy, of all time", "machine_utilization.{}"),
    ("Up, of all time", "availability.{}"),
    ("Failures", "breakdowns.{}"),
)

TELEPHONE, MOST_WIDE, BETWEEN = 44, 20, 2
"""In characters: a line of a telephone, a cell before its text is broken, what parts columns."""
LEAST_WAIT = 1 / 60
"""Hours an order from which a wait is shown."""


@dataclass(frozen=True)
class Table:
    """Cells as text. The first `text_columns` columns read from the left, the others are numbers.

    `code_columns` hold commands and paths; `marks` is a CSS class a row, empty for none, which
    colors the cell in column `marked`. A page folds the last `folded` rows away.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1
    code_columns: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    marked: int = 1
    folded: int = 0

    @property
    def wide(self) -> bool:
        """Whether a telephone shows it as a card a row, since its columns have no room there."""
        cells = zip(self.head, *self.rows, strict=True)
        widths = [
            max(max(map(len, head.split())) if head else 0, *map(len, column))
            for head, *column in cells
            if column
        ]
        return sum(min(width, MOST_WIDE) + BETWEEN for width in widths) > TELEPHONE


def heads_table(heads: pd.DataFrame) -> Table | None:
    """Heads needed beside heads scheduled, shift by shift; None where nobody is scheduled."""
    if heads.empty:
        return None
    rows = [
        (
            f"{row['who']}, {row['shift']}",
            *(number(row[column], 1) for column in ("scheduled", "needed", "needed_at_most")),
            row["in_hour"],
            percent(row["load"]),
            row["works_at"],
        )
        for row in heads.to_dict("records")
    ]
    head = (
        "Who",
        "Scheduled",
        "Needed",
        "At most",
        "In the hour from",
        "Load of the window",
        "For",
    )
    return Table("Heads by shift, so that nothing is left when it ends", head, tuple(rows))


def cell(row: Estimate | None, like: float | None = None) -> str:
    """Value, half-width and unit; a count of orders goes without saying so."""
    if row is None:
        return NONE
    text = shown(row.mean, row.half_width, row.unit, row.replications, like).text
    return text.removesuffix(" orders")


def side_by_side(rows: Sequence[Estimate | None]) -> list[str]:
    """One KPI, the rows side by side: all in the unit that suits the largest."""
    like = max((abs(row.mean) for row in rows if row is not None), default=None)
    return [cell(row, like) for row in rows]


def matrix(
    caption: str,
    corner: str,
    names: Sequence[str],
    columns: Iterable[tuple[str, str]],
    known: Estimates,
) -> Table | None:
    """One row per name and one column per KPI pattern; columns without any value are left out."""
    cells = {head: [known.get(pattern.format(name)) for name in names] for head, pattern in columns}
    filled = {head: side_by_side(column) for head, column in cells.items() if any(column)}
    if not filled:
        return None
    rows = [
        (words(name), *(column[k] for column in filled.values())) for k, name in enumerate(names)
    ]
    return Table(caption, (corner, *filled), tuple(rows))


def _present(known: Estimates, *affixes: tuple[str, str]) -> list[str]:
    names = (name for prefix, suffix in affixes for name, _ in known.named(prefix, suffix))
    return list(dict.fromkeys(names))


def crews(known: Estimates) -> Table | None:
    """Utilization, hours in the measurement window and their cost by crew."""
    names = _present(known, ("utilization.", ""), ("paid_hours.", ""))
    return matrix("Crews", "Crew", names, CREW_COLUMNS, known)


def stations(known: Estimates) -> Table | None:
    """Queues and service by station."""
    names = _present(known, ("queue_time.", ".mean"), ("queue_length.", ".mean"))
    return matrix("Stations", "Station", names, STATION_COLUMNS, known)


def machines(known: Estimates) -> Table | None:
    """Benches and printers that are counted: how busy, and how often they failed."""
    names = _present(known, ("machine_utilization.", ""))
    return matrix("Machines", "Station", names, MACHINE_COLUMNS, known)


def waits(waited: Sequence[Wait], caption: str = "What orders wait for") -> Table | None:
    """What orders wait for, and what made late ones late; what is hardly waited for is left out."""
    rows = [
        (
            f"{name[:1].upper()}{name[1:]}",
            NONE if each is None else shown(each, None, "h").text,
            NONE if busy is None else percent(busy / 100),
            NONE if late is None else percent(late / 100),
        )
        for name, each, busy, late in waited
        if late or (each or 0.0) >= LEAST_WAIT
    ]
    head = ("", "An order", "Busy", "Of the late orders")
    return Table(caption, head, tuple(rows)) if rows else None


def outcomes(known: Estimates) -> Table | None:
    """Cohort orders by how they ended, with their share of the orders placed."""
    placed = known.get("orders.placed")
    if placed is None or not placed.mean:
        return None
    rows = [("placed", placed.shown.value, placed.shown.plus_minus, percent(1.0))]
    for outcome in Outcome:
        row = known.get(f"orders.{outcome.word}") if outcome.end.told else None
        if row is not None and (row.mean or outcome is Outcome.IN_FLIGHT):
            share = percent(row.mean / placed.mean)
            rows.append((outcome.end.told, row.shown.value, row.shown.plus_minus, share))
    head = ("Outcome", "Orders", "± half-width", "Share of placed")
    return Table("Orders placed in the measurement window, by outcome", head, tuple(rows))


def in_flight(run: ReportInput) -> Table | None:
    """Where orders are at the end of the simulated time, those of the window told apart.

    The cool-down's orders are there too, and perhaps the warm-up's: what the house holds is not
    what is still open of the cohort.
    """
    frame = run.in_flight[run.in_flight["orders"] > 0]
    if frame.empty:
        return None
    n = max(len(run.replications), int(run.in_flight["replication"].nunique()))
    grouped = frame.groupby("where", sort=False)
    totals = grouped.agg(
        total=("orders", "sum"), most=("orders", "max"), seen=("orders", "size"),
        least=("orders", "min"), oldest=("oldest_hours", "max"), mine=("of_window", "sum"),
    ).sort_values("total", ascending=False)  # fmt: skip
    rows = []
    for where, row in totals.iterrows():
        least = row["least"] if row["seen"] == n else 0
        span = NONE if n == 1 else f"{count(float(least))} to {count(float(row['most']))}"
        oldest = hours(float(row["oldest"]), like=float(totals["oldest"].min()))
        mine = count(row["mine"] / n)
        rows.append((words(str(where)), count(row["total"] / n), span, mine, oldest))
    head = ("Where", "Orders, mean", "Over replications", "Placed in the window", "Oldest")
    caption = "In the house and on the road when the simulated time ended, whenever placed"
    return Table(caption, head, tuple(rows))


def targets(run: ReportInput) -> Table | None:
    """Each target: in how many periods it holds, its mean and range, and the verdict."""
    rows = target_rows(run)
    if not rows:
        return None
    tallies = [held_of(row) for row in rows]
    period = OF_A_TRACE if run.same_orders else period_of(int(run.clock.get("run", 0)))
    cells = {
        "Target": [target_text(row) for row in rows],
        "Verdict": [f"{SYMBOLS[row['verdict']]} {verdict_text(row)}" for row in rows],
        tally_head(period): [
            NONE if tally is None else tally_text(tally, asked_share(row))
            for row, tally in zip(rows, tallies, strict=True)
        ],
        "Mean": [shown(row["mean"], row["half_width"], row["unit"]).text for row in rows],
        ends_head(all(tally is None or tally.has_tenths for tally in tallies)): [
            NONE if tally is None else ends_text(tally, row["unit"])
            for row, tally in zip(rows, tallies, strict=True)
        ],
    }
    told = {head: column for head, column in cells.items() if set(column) != {NONE}}
    marks = tuple(str(row["verdict"]) for row in rows)
    return Table("Targets", tuple(told), tuple(zip(*told.values(), strict=True)), 2, marks=marks)


def by_class(known: Estimates) -> Table | None:
    """The figures that are promised to order classes, one column per class."""
    return class_table("By order class", known, {name: label(name) for name in BY_CLASS})


def class_table(caption: str, known: Estimates, labels: Mapping[str, str]) -> Table | None:
    """These KPIs by their labels, one column per class; None if all are 0 in every class."""
    scopes = known.scopes
    rows = [
        (text, *side_by_side([known.get(name, scope) for scope in (OVERALL, *scopes)]))
        for name, text in labels.items()
        if any((known.mean(name, scope) or 0) != 0 for scope in scopes)
    ]
    return Table(caption, ("KPI", OVERALL, *scopes), tuple(rows)) if rows else None


def stage_of(name: str) -> tuple[str, str]:
    """Stage and definition of a KPI; a name that the catalog lacks belongs to 'other'."""
    try:
        figure = kpi(name)
    except UnknownKpiError:
        return "other", ""
    return figure.stage, figure.definition


def all_kpis(known: Estimates) -> list[Table]:
    """Every overall figure with its definition, a table per stage."""
    by_stage: dict[str, list[tuple[str, ...]]] = {}
    for (name, scope), row in known.rows.items():
        if scope != OVERALL:
            continue
        stage, definition = stage_of(name)
        if note := open_note(known, name):
            definition = f"{definition} ({note})"
        s = row.shown
        by_stage.setdefault(stage, []).append((name, definition, s.value, s.plus_minus, s.unit))
    order = [*HEADINGS, *(stage for stage in by_stage if stage not in HEADINGS)]
    head = ("KPI", "Definition", "Mean", "± half-width", "Unit")
    return [
        Table(stage_label(stage), head, tuple(by_stage[stage]), 2, (0,))
        for stage in order
        if stage in by_stage
    ]


def stage_kpis(known: Estimates, stage: str, caption: str) -> Table | None:
    """The overall figures of one stage without their definitions."""
    rows = [
        (label(name), row.shown.text)
        for (name, scope), row in known.rows.items()
        if scope == OVERALL and row.known and stage_of(name)[0] == stage
    ]
    return Table(caption, ("KPI", "Found"), tuple(rows)) if rows else None


def replications(run: ReportInput) -> Table | None:
    """Each replication and the command that repeats it alone."""
    rows, marks = [], []
    for row in run.replications.to_dict("records"):
        remark = row["remark"] if isinstance(row["remark"], str) else ""
        placed = count(float(row["orders_placed"]))
        rows.append(
            (str(row["replication"]), remark, str(row["command"]), str(row["seed"]), placed)
        )
        marks.append("missed" if row["flagged"] else "")
    head = ("Replication", "Remark", "Repeat it alone", "Seed", "Orders placed")
    caption = "Replications"
    return Table(caption, head, tuple(rows), 3, (2,), tuple(marks)) if rows else None
