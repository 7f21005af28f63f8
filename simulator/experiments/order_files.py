"""A look at an order file for people, and its rows as a frame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from simulator.experiments.alternatives import texts_of
from simulator.intake.counts import Counts
from simulator.intake.frame import frame
from simulator.intake.layouts import TITLES
from simulator.intake.look import STATUSES, Look, look
from simulator.intake.prices import currency_of
from simulator.intake.reading import reading_of
from simulator.intake.section import section
from simulator.intake.what_ships import REASONS, SAID
from simulator.reading.csv_files import notes_on
from simulator.reading.mistakes import Mistake, Place, ScenarioError
from simulator.reporting.charts import Chart
from simulator.reporting.conclusions import conclude
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.moments import day_text
from simulator.reporting.tables import Table
from simulator.reporting.week_block import week_block
from simulator.reporting.week_charts import week_chart
from simulator.scenario.reading import loads
from simulator.stages.demand.order_file import COLUMNS, Trace
from simulator.stages.demand.trace_notes import NAMED, far_orders, what_was_read

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

_NAME, _FORMAT = "orders", "write demand.trace.format: "
_HEADER = re.compile(r"write demand\.trace\.columns: \{(\w+): and its header\}")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
START = "To start with, as the demand of a scenario"


def orders(
    file: str | Path,
    settings: Mapping[str, Any] | None = None,
    *,
    time_zone: str | None = None,
    overrides: Sequence[str] | str = (),
) -> pd.DataFrame:
    """All rows of an order file, those that do not ship flagged with the reason.

    `settings` are keys of `demand.trace` (`{"columns": {"placed_at": "Order Date"}}`), `overrides`
    the same as 'columns.placed_at=Order Date'. Columns: see `simulator.intake.frame`. Raises
    ScenarioError where the file's text or its columns cannot be used at all.
    """
    return frame(looked_at(file, settings, time_zone=time_zone, overrides=overrides))


def looked_at(
    file: str | Path,
    settings: Mapping[str, Any] | None = None,
    *,
    time_zone: str | None = None,
    overrides: Sequence[str] | str = (),
) -> Look:
    """A look at a file, read as a scenario would with these keys of `demand.trace`."""
    trace, keys = {"file": str(file), **(settings or {})}, []
    for override in texts_of(overrides, "overrides"):
        name, _, header = override.partition("=")
        if name.strip().startswith("columns.") and header.strip():
            column = name.strip().removeprefix("columns.")
            trace["columns"] = {**trace.get("columns", {}), column: header.strip().strip("'\"")}
        else:
            keys.append(_key(override))
    clock: dict[str, Any] = {"start": "2000-01-01", "run": "1 d"}
    if time_zone is not None:
        clock["time_zone"] = time_zone
    data = {"schema": "fulfillment/1", "name": _NAME, "clock": clock, "demand": {"trace": trace}}
    try:
        loaded = loads(yaml.safe_dump(data, sort_keys=False), name=_NAME, overrides=keys)
    except ScenarioError as error:
        written = "--set" if overrides else str(file)
        raise ScenarioError(
            _placed(mistake, str(file), written) for mistake in error.mistakes
        ) from None
    trace_of = loaded.scenario.demand.trace
    assert trace_of is not None
    try:
        return look(
            trace_of.file, reading_of(trace_of, loaded.scenario.clock.time_zone, declines=False)
        )
    except ScenarioError as error:
        raise ScenarioError(_as_option(mistake) for mistake in error.mistakes) from None


def _as_option(mistake: Mistake) -> Mistake:
    """No scenario is at hand in which a header could be named: the option that names it."""
    option = r"give --set 'columns.\1=YOUR HEADER'"
    message = _HEADER.sub(option, mistake.message)
    return replace(mistake, message=message.replace(_FORMAT, "give --layout "))


def _placed(mistake: Mistake, file: str, written: str) -> Mistake:
    """A mistake in the scenario that is made for the look is one of the file or of a key."""
    if mistake.place.file != _NAME:
        return mistake
    if mistake.path == "demand.trace.file":
        return replace(mistake, place=Place(file), path="")
    if mistake.path == "clock.time_zone":
        return replace(mistake, place=Place("--time-zone"), path="")
    return replace(mistake, place=Place(written))


def _key(override: str) -> str:
    """An override with the path that it has in a scenario."""
    first = override.partition("=")[0].partition(".")[0].strip()
    if first == "time_zone":
        return f"clock.{override}"
    return f"demand.trace.{override}" if first in Trace.model_fields else override


def findings(seen: Look, command: str) -> Findings:
    """The page of a file: what it is, its columns, what ships, when orders come, the section."""
    text = section(seen)
    counts = seen.counts
    read = counts if seen.reading.leave_out_bad else replace(counts, bad_rows=0)
    return Findings(
        kind="fulfillment simulator order file",
        title=f"{seen.path.name}: {TITLES[counts.layout]}",
        question="",
        conclusion=_conclusion(seen),
        main=_what_ships(seen),
        shown=(*_statuses(seen), *_when(seen)),
        more=(_columns(seen),),
        charts=_charts(seen),
        warnings=_warnings(seen),
        notes=(*notes_on([seen.path]), *what_was_read(read), *_unpaid(counts), *_currency(seen)),
        blocks=(*week_block(seen.week, len(seen.by_time)), f"{START}:\n\n{text.rstrip()}"),
        frames={"columns": _column_frame(seen), "left_out": _left_out(seen),
                "days": _days(seen), "statuses": _status_frame(seen)},
        grids=tuple(_grids(seen)),
        facts=_facts(seen, text),
        manifest={"command": command, "file": str(seen.path)},
    )  # fmt: skip


def _currency(seen: Look) -> Iterator[str]:
    codes = currency_of(seen.seen.cells.columns)
    if codes:
        yield f"The prices are in {codes[0]}: write currency: {codes[0]} in the scenario."


def _conclusion(seen: Look) -> str:
    counts, left_out = seen.counts, seen.reading.leave_out_bad
    unread = 0 if left_out else dict(counts.orders_out).get("bad row", 0)
    facts: dict[str, Any] = {
        "orders": f"{counts.orders:,}", "ship": f"{counts.ship:,}",
        "all": counts.ship == counts.orders,
        "out": [f"{n:,} {SAID[reason]}" for reason, n in counts.orders_out
                if left_out or reason != "bad row"],
        "unread": f"{unread:,}" if unread else "", "all_unread": unread == counts.orders,
        "formats": seen.formats,
        "mistakes": len(seen.mistakes), "span": None,
    }  # fmt: skip
    if len(seen.by_time):
        first, days = seen.days
        busiest = int(np.argmax(days))
        facts["span"] = {
            "first": _day_text(first, 0), "last": _day_text(first, len(days) - 1),
            "days": f"{len(days):,}", "one": len(days) == 1, "mean": f"{days.mean():,.1f}",
            "most": f"{days[busiest]:,}", "busiest": _day_text(first, busiest),
        }  # fmt: skip
    return conclude("orders", **facts)


def _day_text(first: date, later: int) -> str:
    return day_text(first + timedelta(days=later))


def _what_ships(seen: Look) -> Table:
    frame = _left_out(seen)
    rows = tuple((str(row.what), f"{row.orders:,}", f"{row.rows:,}") for row in frame.itertuples())
    return Table("What ships, and why the rest does not", ("What", "Orders", "Rows"), rows)


def _left_out(seen: Look) -> pd.DataFrame:
    """what, orders, rows: those that ship, then by reason; an order has the reason of its rows."""
    import pandas as pd

    ships = np.zeros(seen.seen.cells.orders, dtype=np.bool_)
    ships[seen.lines.order] = True
    by_reason = dict(seen.counts.orders_out)
    rows = [("ships", int(ships.sum()), int((seen.reason == 0).sum()))]
    for number, reason in enumerate(REASONS[1:], start=1):
        count = int((seen.reason == number).sum())
        if count:
            rows.append((SAID[reason], by_reason.get(reason, 0), count))
    return pd.DataFrame(rows, columns=["what", "orders", "rows"])


def _when(seen: Look) -> list[Table]:
    if not len(seen.by_time):
        return []
    first, days = seen.days
    counts = seen.counts
    lines, units, ship = len(seen.lines.units), int(seen.lines.units.sum()), counts.ship
    cells = (
        ("time zone", seen.reading.time_zone or "none: as the file writes the time of day"),
        ("first day", _day_text(first, 0)),
        ("last day", _day_text(first, len(days) - 1)),
        ("orders a day", f"{days.mean():,.1f} (least {days.min():,}, most {days.max():,})"),
        ("an order has", f"{lines / ship:.2f} lines, {units / ship:.2f} units"),
        ("SKUs", f"{len(np.unique(seen.lines.sku)):,}"),
        ("columns used", ", ".join(counts.used)),
        ("columns not used", ", ".join(counts.unused) or "none"),
    )
    return [Table("Orders that ship", ("What", "Value"), cells, text_columns=2)]


def _columns(seen: Look) -> Table:
    rows = tuple(tuple(map(str, row)) for row in _column_frame(seen).itertuples(index=False))
    return Table("Columns", ("Column", "Used as", "Meaning"), rows, text_columns=3)


def _column_frame(seen: Look) -> pd.DataFrame:
    """header, used_as, meaning of each column of the file; used_as is '' where it is not used."""
    import pandas as pd

    used = {at: name for name, at in reversed(list(seen.seen.layout.number.items()))}
    rows = [
        (header, used.get(k, ""), COLUMNS.get(used.get(k, ""), "not used"))
        for k, header in enumerate(seen.seen.text.header)
    ]
    return pd.DataFrame(rows, columns=["header", "used_as", "meaning"])


def _statuses(seen: Look) -> list[Table]:
    columns = seen.seen.cells.columns
    return [
        Table(
            f"Orders by {columns[name].header!r}",
            ("Status", "Orders"),
            tuple((word or "(empty)", f"{count:,}") for word, count in seen.words(name)),
        )
        for name in STATUSES
        if name in columns
    ]


def _status_frame(seen: Look) -> pd.DataFrame:
    """header, status, orders."""
    import pandas as pd

    columns = seen.seen.cells.columns
    rows = [
        (columns[name].header, word, count)
        for name in STATUSES
        if name in columns
        for word, count in seen.words(name)
    ]
    return pd.DataFrame(rows, columns=["header", "status", "orders"])


def _days(seen: Look) -> pd.DataFrame:
    """day, orders: those that ship of each day."""
    import pandas as pd

    if not len(seen.by_time):
        return pd.DataFrame({"day": [], "orders": []})
    first, counts = seen.days
    return pd.DataFrame({"day": pd.date_range(str(first), periods=len(counts)).astype(str),
                         "orders": counts})  # fmt: skip


def _grids(seen: Look) -> Iterator[WideTable]:
    """For a workbook: orders that ship by day, and by hour of the week."""
    import pandas as pd

    if not len(seen.by_time):
        return
    days = _days(seen).rename(columns={"day": "Day", "orders": "Orders"})
    yield WideTable("Orders that ship by day", days, "orders", "column")
    hours = {"Hour": [f"{hour}:00" for hour in range(24)]}
    week = hours | {day: seen.week[k].tolist() for k, day in enumerate(_WEEKDAYS)}
    yield WideTable("Orders by weekday and hour", pd.DataFrame(week), "orders", colored=True)


def _warnings(seen: Look) -> tuple[str, ...]:
    """What a run would refuse, and what was chosen so that the file can be read."""
    chosen = {
        "time_zone": f"The file has offsets from UTC; it is read in {seen.reading.time_zone}, the "
        "first zone that has the same. Write that of your house.",
        "time_format": f"Dates are read as {seen.reading.time_format}, which is the only way that "
        "reads all of them.",
    }
    return (
        *(chosen[name] for name in seen.found),
        *_class_like(seen),
        *far_orders(seen.counts),
        *seen.mistakes,
    )


def _unpaid(counts: Counts) -> Iterator[str]:
    """What a scenario with a payment does otherwise."""
    unpaid = dict(counts.orders_out).get("unpaid", 0)
    if unpaid:
        are = (
            "1 unpaid order comes and is"
            if unpaid == 1
            else f"{unpaid:,} unpaid orders come and are"
        )
        yield f"In a scenario with payment on the {are} declined there, and not left out."


def _class_like(seen: Look) -> Iterator[str]:
    """That a column which is not used may have the class of an order."""
    if seen.class_like is not None:
        header, named = seen.class_like[0], ", ".join(seen.class_like[1][:NAMED])
        yield (f"Column {header!r} is not used and looks like the class of an order "
               f"({named}): read it with --set 'columns.service={header}'.")  # fmt: skip


def _charts(seen: Look) -> dict[str, Chart]:
    if not len(seen.by_time):
        return {}
    reading = "Mean orders that ship in each hour of the week; the darker, the more."
    return {"week": week_chart(seen.week, len(seen.by_time), reading)}


def _facts(seen: Look, text: str) -> dict[str, Any]:
    counts = seen.counts
    facts: dict[str, Any] = {
        "file": str(seen.path), "layout": counts.layout, "rows": counts.rows,
        "orders": counts.orders, "ship": counts.ship, "orders_left_out": dict(counts.orders_out),
        "rows_left_out": dict(counts.rows_out), "bad_rows": counts.bad_rows,
        "columns_used": list(counts.used), "columns_not_used": list(counts.unused),
        "time_zone": seen.reading.time_zone, "mistakes": list(seen.mistakes), "section": text,
    }  # fmt: skip
    if len(seen.by_time):
        first, days = seen.days
        facts |= {"first_day": str(first), "days": len(days), "orders_a_day": float(days.mean()),
                  "week": seen.week.round(3).tolist()}  # fmt: skip
    return facts
