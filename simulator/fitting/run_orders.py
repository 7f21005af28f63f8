"""The order table of a run as an order file, so that a fit reads what a run leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from simulator.fitting.joined import HEAD, NEVER_SHIPPED
from simulator.reading.csv_files import separator, text_of
from simulator.reading.mistakes import MisreadingError, Mistake, Place, ScenarioError
from simulator.results.outcomes import Outcome

MARKS = ("replication", "order", "outcome", "return_state", "released_at", "lines", "units")
"""Columns that no other file has together."""
WHOLE = ("replication", "lines", "units")
MOST = 20
"""Mistakes that are named."""
ROW_HEAD = (*(name for name in HEAD if name != "returned_at"), "promised_at")
CARTS = "carts that were left"


def is_run_orders(path: Path) -> bool:
    """Whether a file is the order table of a run, as `--export csv` leaves it."""
    try:
        text = text_of(path)
    except MisreadingError:
        return False
    header = next(csv.reader(io.StringIO(text), delimiter=separator(text, path)), [])
    return {*MARKS} <= {*header}


def orders_of_run(table: Path, file: Path) -> list[str]:
    """Write the orders of a run's first replication as an order file; say what is not read.

    A row a line, all of an article each, as the table has their number and no SKU; the units that
    it has are shared out among them.
    """
    rows = _rows(table)
    first = min((int(row["replication"]) for row in rows), default=0)
    mine = [row for row in rows if int(row["replication"]) == first]
    placed = [row for row in mine if row["placed_at"]]
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, ROW_HEAD, lineterminator="\n")
        writer.writeheader()
        for row in placed:
            order = _order(row)
            for line in _lines(int(row["lines"]), int(row["units"])):
                writer.writerow(order | line)
    notes = [f"It is the order table of a run: {len(placed):,} orders, without their SKUs."]
    for count, what in (
        (len(mine) - len(placed), CARTS),
        (len(rows) - len(mine), "rows of further replications"),
    ):
        if count:
            notes.append(f"{count:,} {what} are left out.")
    return notes


def _rows(table: Path) -> list[dict[str, str]]:
    """The rows, their whole numbers read once. Raises ScenarioError with file and line."""
    text = text_of(table)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=separator(text, table)))
    mistakes = [
        Mistake(Place(str(table), line), name,
                f"{row[name]!r} is not a whole number; write what the run left, such as 1")
        for line, row in enumerate(rows, 2)
        for name in WHOLE
        if not (row[name] or "").isdecimal()
    ]  # fmt: skip
    if mistakes:
        raise ScenarioError(mistakes[:MOST])
    return rows


def _order(row: Mapping[str, str]) -> dict[str, object]:
    outcome = row["outcome"]
    off = outcome == Outcome.CALLED_OFF.word
    return {
        "order_id": row["order"],
        "placed_at": row["placed_at"],
        "paid_at": row["paid_at"],
        "handed_over_at": row["handed_over_at"],
        "delivered_at": row["delivered_at"],
        "canceled_at": row["ended_at"] if off else "",
        "status": NEVER_SHIPPED.get(outcome, "paid"),
        "dest_region": row["region"],
        "service": row["class"],
        "promised_at": row["deliver_by"],
    }


def _lines(lines: int, units: int) -> list[dict[str, object]]:
    each, more = divmod(max(units, lines), max(lines, 1))
    return [{"sku": f"article-{k + 1}", "quantity": each + (k < more)} for k in range(lines)]
