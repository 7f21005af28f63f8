"""What became of the rows and orders of a file, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.intake.examined import Examined
from simulator.intake.lines import Lines
from simulator.intake.what_ships import NUMBER, REASONS, Reasons

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """What became of a file's rows and orders, and what was read with a rule.

    `orders_out` and `rows_out` count by reason; the rows are those of orders that ship. `repeated`
    rows have the SKU of another row of their order; `blank` ones nothing at all.
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
    paid_before: int = 0
    unpaid: int = 0
    dates_only: int = 0
    refunded_in_part: int = 0
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
        used=tuple(name for name in seen.text.header if name in used),
        unused=tuple(name for name in seen.text.header if name and name not in used),
    )


def with_shipped(counts: Counts, seen: Examined, by_time: Integers, before: int) -> Counts:
    """The counts with those of the moments and payments of the orders that ship."""
    placed = seen.moments["placed_at"]
    codes = seen.cells.first("placed_at")[by_time]
    unpaid = seen.verdicts.unpaid[by_time]
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
        refunded_in_part=in_part if seen.refunded is None else 0,
    )


def _ranked(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple((reason, counted[reason]) for reason in REASONS[1:] if counted[reason])


def out_text(counts: Counts) -> str:
    """'1 canceled, 2 unpaid'"""
    return ", ".join(f"{n:,} {reason}" for reason, n in counts.orders_out) or "it is empty"
