"""The CSV files of a fitted scenario: orders in our columns, and distributions by key columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from simulator.fitting.articles import articles, lines_of
from simulator.fitting.classes import label
from simulator.fitting.fitted import Fitted
from simulator.fitting.history import History, Integers
from simulator.fitting.payments import Payments
from simulator.fitting.read_history import Read
from simulator.fitting.survival import Durations
from simulator.fitting.transits import Group
from simulator.stages.inventory.popularity import WEIGHT_OF
from simulator.units import DAY, HOUR, NEVER

ANY = "(others)"
"""In the key columns of a CSV: what has no row of its own."""
ORDERS = "inputs/orders.csv"
PAYMENTS = "inputs/payments.csv"
PROMISES = "inputs/promises.csv"
CANCELLATIONS = "inputs/cancellations.csv"
RETURNS = "inputs/returns.csv"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def input_files(fitted: Fitted, read: Read) -> dict[str, bytes]:
    """The files that a fitted scenario names, by path."""
    files = {
        "inputs/hours_of_week.csv": table(
            ("weight",), ([f"{share:.8f}"] for share in fitted.arrivals.week.tolist())
        ),
        "inputs/skus.csv": _skus(read, fitted),
    }
    if fitted.payments is not None:
        files[PAYMENTS] = _payments(fitted.payments)
    for file, later in ((CANCELLATIONS, fitted.canceled), (RETURNS, fitted.returned)):
        if later is not None and later.after is not None:
            files[file] = times_table(later.after)
    if fitted.drawn:
        days = (
            (*group_cells(fitted, group), day, orders)
            for group, counts in fitted.drawn.items()
            for day, orders in enumerate(counts.tolist())
            if orders
        )
        files[PROMISES] = table(("class", "region", "days", "orders"), days)
    if fitted.lag is not None:
        files["inputs/handling.csv"] = times_table(fitted.lag.taken)
    if fitted.transit is not None:
        rows = (
            (*group_cells(fitted, group), f"{hours / HOUR:.4f}", f"{share:.8f}")
            for group, each in fitted.transit.by_group.items()
            for hours, share in zip(each.times.tolist(), each.shares.tolist(), strict=True)
        )
        files["inputs/transit.csv"] = table(("class", "region", "hours", "weight"), rows)
    return files


def _payments(payments: Payments) -> bytes:
    """Delays of all payments, and by method where there are several."""
    groups = ((ANY, payments.delays), *((each.name, each.delays) for each in payments.methods))
    rows = (
        (name, f"{hours / HOUR:.4f}", f"{share:.8f}")
        for name, delays in groups
        for hours, share in zip(delays.times.tolist(), delays.shares.tolist(), strict=True)
    )
    return table(("method", "hours", "weight"), rows)


def group_cells(fitted: Fitted, group: Group) -> tuple[str, str]:
    """Class and region of a group of transits, as the CSV has them."""
    of_class = fitted.classes.names[group[0]] if group[0] >= 0 else ANY
    words = fitted.history.region
    region = label(words.names[group[1]]) if words is not None and group[1] >= 0 else ANY
    return of_class, region


def times_table(durations: Durations) -> bytes:
    """Times in hours with their weights."""
    rows = (
        (f"{time / HOUR:.4f}", f"{share:.8f}")
        for time, share in zip(durations.times.tolist(), durations.shares.tolist(), strict=True)
    )
    return table(("hours", "weight"), rows)


def _skus(read: Read, fitted: Fitted) -> bytes:
    """SKUs with their lines and mean price, those that were ordered; by class where it matters."""
    lines, _ = lines_of(read, fitted.history)
    of = read.looked.lines
    ordered = articles(read, fitted.history, fitted.classes)
    units = np.bincount(of.sku[lines], of.units[lines], minlength=len(of.names))
    value = np.bincount(of.sku[lines], of.value[lines], minlength=len(of.names))
    price = value / np.maximum(units, 1) / 100
    priced = read.looked.seen.price is not None
    rows = (
        (of.names[k], int(count), *([f"{price[k]:.2f}"] if priced else []),
         *(f"{own[at]:.6g}" for own in ordered.weights.values()))
        for at, (k, count) in enumerate(
            zip(ordered.rows.tolist(), ordered.count.tolist(), strict=True)
        )
    )  # fmt: skip
    by_class = [f"{WEIGHT_OF}{name}" for name in ordered.weights]
    return table(("sku", "weight", *(["price"] if priced else []), *by_class), rows)


def orders_file(fitted: Fitted, read: Read, history: History) -> bytes:
    """Orders of a history as a trace in our columns; the class is that of the fitted scenario."""
    lines, row = lines_of(read, history)
    by = np.lexsort((np.arange(len(row)), row))
    lines, row = lines[by], row[by]
    of = read.looked.lines
    codes = fitted.classes.of(history)
    columns: dict[str, list[str]] = {
        "order_id": list(history.order_id),
        "placed_at": stamps(history.placed),
        "service": [fitted.classes.names[code] for code in codes.tolist()],
    }
    if history.paid is not None and fitted.payments is not None:
        columns["paid_at"] = stamps(history.paid)
    if history.promised is not None:
        columns["promised_at"] = _promises(history.promised)
    regions = history.region if fitted.lanes is None else fitted.lanes.of(history).region
    if regions is not None and len(fitted.regions) > 1:
        names = (*(_region(word, fitted) for word in regions.names), "")
        columns["dest_region"] = [names[code] for code in regions.codes.tolist()]
    for name, moments in (("handed_over_at", history.handed_over),
                          ("delivered_at", history.delivered)):  # fmt: skip
        if moments is not None:
            columns[name] = stamps(moments)
    unit = of.value / np.maximum(of.units, 1) / 100
    cells = list(zip(*columns.values(), strict=True))
    rows = (
        (*cells[order], of.names[of.sku[line]], int(of.units[line]), f"{unit[line]:.2f}")
        for line, order in zip(lines.tolist(), row.tolist(), strict=True)
    )
    return table((*columns, "sku", "quantity", "unit_price"), rows)


def _region(word: str, fitted: Fitted) -> str:
    """A region as the scenario names it, empty for one that its history does not have."""
    name = label(word)
    return name if name in fitted.regions else ""


def stamps(moments: Integers) -> list[str]:
    """Dates and times to the millisecond, empty for what never happened."""
    never = moments == NEVER
    told = np.datetime_as_string(np.where(never, 0, moments).astype("datetime64[ms]"))
    return [f"{each}" for each in np.where(never, "", told).tolist()]


def _promises(promised: Integers) -> list[str]:
    """Dates where a promise lasts until the end of a day, else moments."""
    at_end = (promised % DAY == 0) & (promised != NEVER)
    dates = np.where(at_end, promised // DAY - 1, 0).astype("datetime64[D]")
    told = np.where(at_end, np.datetime_as_string(dates), stamps(promised))
    return [f"{each}" for each in told.tolist()]
