"""What became of the rows and orders of a file, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.intake.examined import Examined
from simulator.intake.lines import Lines
from simulator.intake.prices import price_column
from simulator.intake.what_ships import NUMBER, REASONS, Reasons
from simulator.units import DAY

Integers = npt.NDArray[np.int64]

FAR = 182 * DAY
FEW = 0.1
"""Of the orders; more are not a slip, but a shop that was closed for a while."""


@dataclass(frozen=True)
class Counts:
    """What became of a file's rows and orders, and what was read with a rule.

    `orders_out` and `rows_out` count by reason; the rows are those of orders that ship. `repeated`
    rows have the SKU of another row of their order, `unpriced` ones an empty cell for the price.
    `differ` names the orders of which some rows ship and others do not by their own status; `far`
    those placed half a year and more from the others, with their day since 1970.
    """

    layout: str
    rows: int
    orders: int
    ship: int
    orders_out: tuple[tuple[str, int], ...]
    rows_out: tuple[tuple[str, int], ...]
    netted: int = 0
    bad_rows: int = 0
    repeated: int = 0
    same_name: int = 0
    twice: int = 0
    skipped: int = 0
    unpriced: int = 0
    paid_before: int = 0
    promised_before: int = 0
    unpaid: int = 0
    dates_only: int = 0
    refunded_in_part: int = 0
    differ: tuple[str, ...] = ()
    far: tuple[tuple[str, int], ...] = ()
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def counts_of(seen: Examined, reason: Reasons, lines: Lines) -> Counts:
    """The counts of a file; those of moments and payments are added by `with_shipped`."""
    orders, order = seen.cells.orders, seen.cells.order
    ships = np.zeros(orders, dtype=np.bool_)
    ships[lines.order] = True
    first = np.full(orders, len(order), dtype=np.int64)
    np.minimum.at(first, order, np.arange(len(order)))
    of_order = reason[first]
    out = Counter(REASONS[k] for k in of_order[~ships].tolist())
    inside = reason[ships[order] & (reason > 0) & (reason != NUMBER["bad row"])]
    rows_out = Counter(REASONS[k] for k in inside.tolist())
    taken = int((lines.of_row >= 0).sum())
    used = {column.header for column in seen.cells.columns.values()}
    return Counts(
        layout=seen.layout.name,
        rows=len(order),
        orders=orders,
        ship=int(ships.sum()),
        orders_out=_ranked(out),
        rows_out=_ranked(rows_out),
        netted=lines.netted,
        bad_rows=int((seen.bad.bad & (seen.row_reason == 0)).sum()),
        repeated=taken - len(lines.units),
        unpriced=_unpriced(seen, lines),
        differ=tuple(seen.names(np.flatnonzero(seen.verdicts.differ))),
        used=tuple(name for name in seen.text.header if name in used),
        unused=tuple(name for name in seen.text.header if name and name not in used),
    )


def _unpriced(seen: Examined, lines: Lines) -> int:
    """Rows of lines whose cell of the price is empty."""
    column = price_column(seen.cells.columns)
    if column is None:
        return 0
    rows = np.flatnonzero((seen.row_reason == 0) & ~seen.bad.bad)
    sold = (lines.of_row >= 0) & (seen.quantity[rows] > 0)
    return int(np.count_nonzero(column.empty[rows] & sold))


def with_shipped(counts: Counts, seen: Examined, by_time: Integers, before: int) -> Counts:
    """The counts with those of the moments and payments of the orders that ship."""
    placed = seen.moments["placed_at"]
    codes = seen.cells.first("placed_at")[by_time]
    unpaid = seen.verdicts.unpaid[by_time]
    wall = np.sort(seen.wall[by_time])
    far = far_from_others(wall)
    sequence = by_time[np.argsort(seen.wall[by_time], kind="stable")]
    days = (wall[far] // DAY).tolist()
    in_part = 0
    if seen.cells.has("payment_status"):
        column = seen.cells.columns["payment_status"]
        part = np.array(
            [word.casefold().replace("_", " ") == "partially refunded" for word in column.words]
            + [False]
        )
        in_part = int(part[seen.cells.first("payment_status")[by_time]].sum())
    return replace(
        counts,
        same_name=int((seen.nth[by_time] > 0).sum()),
        twice=int(placed.twice[codes].sum()),
        skipped=int(placed.skipped[codes].sum()),
        dates_only=int(placed.dates[codes].sum()),
        paid_before=before,
        unpaid=int(unpaid.sum()),
        far=tuple(zip(seen.names(sequence[far]), days, strict=True)),
        refunded_in_part=in_part if seen.refunded is None else 0,
    )


def _ranked(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple((reason, counted[reason]) for reason in REASONS[1:] if counted[reason])


def far_from_others(wall: Integers) -> Integers:
    """Which of these sorted moments are a few that lie half a year and more from the others."""
    gaps = np.flatnonzero(np.diff(wall) > FAR)
    if not len(gaps):
        return np.empty(0, dtype=np.int64)
    part = np.searchsorted(gaps, np.arange(len(wall)), side="left")
    far = np.flatnonzero(part != np.argmax(np.bincount(part)))
    return far if len(far) <= max(FEW * len(wall), 1) else np.empty(0, dtype=np.int64)


def out_text(counts: Counts) -> str:
    """'1 canceled, 2 unpaid'"""
    return ", ".join(f"{n:,} {reason}" for reason, n in counts.orders_out) or "it is empty"
