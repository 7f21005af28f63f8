"""The orders of a file that ship, and the counts of all that does not.

Rows of an order with the same SKU are one line. Rows of less than no units, and units that were
refunded before the order was fulfilled, are taken off the order's line of that SKU; what is left
with no units does not ship.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt

from simulator.intake.counts import Counts, counts_of, out_text, with_shipped
from simulator.intake.examined import Examined, examine, require_rows
from simulator.intake.lines import lines_of, netted_reasons, weights_of
from simulator.intake.reading import Reading
from simulator.intake.slips import Slip, without_slips
from simulator.reading.mistakes import Mistake, ScenarioError, mistake_at
from simulator.reading.sheet_paths import modified
from simulator.stages.demand.order_file import Kept
from simulator.streams import Words, digests
from simulator.units import DAY, NEVER

_EPOCH = date(1970, 1, 1).toordinal()

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OrderFile:
    """All orders of a file that ship, sorted by (placed, order of the file); lines by SKU.

    `placed` are instants, milliseconds since 1970 UTC; `wall` is what the house's clock shows then.
    Without a time zone the two are alike. `paid_after` is the time from the order to its payment,
    NEVER where the file does not tell it, None without the column; `handed_after` and
    `delivered_after` are the same of what is named in `columns`, below 0 as it is told; `unpaid`
    says which are not, None where the file says nothing of payment. `promised` is by the wall
    clock, NEVER where a cell is empty, and `promised_days` are those that are dates, kept until
    their end. `line_value` is
    cents, 0 unless `priced`; `weight` grams a unit by SKU, NaN where no row tells it.
    """

    order_id: tuple[str, ...]
    digest: Words  # of each order's id
    placed: Integers
    wall: Integers
    paid_after: Integers | None
    unpaid: Flags | None
    handed_after: Integers | None
    delivered_after: Integers | None
    promised: Integers | None
    promised_days: Flags | None
    service: tuple[str, ...] | None
    region: tuple[tuple[str, ...], ...]  # each a column that may name the region
    line_start: Integers
    line_sku: Integers
    line_units: Integers
    line_value: Integers
    sku: tuple[str, ...]
    priced: bool
    weight: Floats | None
    counts: Counts
    headers: tuple[tuple[str, str], ...]  # of the columns that are used, by what they are
    slips: tuple[Slip, ...] = ()  # of `handed_after` and `delivered_after`, which count as empty

    def header(self, name: str) -> str | None:
        """The header of the column that is this."""
        return dict(self.headers).get(name)

    def in_days(self, days: tuple[int, int] | None) -> Flags:
        """Orders that are placed from one to another day (proleptic ordinals), or all."""
        if days is None:
            return np.ones(len(self.placed), dtype=np.bool_)
        day = self.wall // DAY + _EPOCH
        inside: Flags = (day >= days[0]) & (day <= days[1])
        return inside


def read_orders(path: Path, reading: Reading) -> OrderFile:
    """The orders of a file, read once a process. Raises ScenarioError with all mistakes."""
    try:
        changed = modified(path)
    except OSError as problem:
        raise mistake_at(str(path), None, "demand.trace.file", f"{problem}; check it") from None
    return _read(path, changed, reading)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, reading: Reading) -> OrderFile:
    seen = examine(path, reading)
    mistakes = list(seen.all_mistakes(not reading.leave_out_bad))
    if mistakes:
        mistakes += seen.without_units()
    if mistakes:
        raise ScenarioError(mistakes)
    require_rows(seen)
    return orders_that_ship(seen)


def orders_that_ship(seen: Examined) -> OrderFile:
    """The orders of a file that was looked at. Raises ScenarioError where none is left."""
    rows = np.flatnonzero((seen.row_reason == 0) & ~seen.bad.bad)
    lines = lines_of(seen, rows)
    reason = netted_reasons(seen, lines)
    counts = counts_of(seen, reason, lines)
    ship = np.unique(lines.order)
    if not len(ship):
        kept = [reason for reason, _ in counts.orders_out if reason in get_args(Kept)]
        remedy = f"demand.trace.keep: [{', '.join(kept)}]" if kept else "orders that do"
        wrong = f"no order of the file ships: {out_text(counts)}; write {remedy}"
        raise ScenarioError([Mistake(seen.text.place(None), "demand.trace.file", wrong)])
    by_time = ship[np.argsort(seen.instant[ship], kind="stable")]
    rank = np.full(seen.cells.orders, -1, dtype=np.int64)
    rank[by_time] = np.arange(len(by_time))
    sequence = np.argsort(rank[lines.order], kind="stable")  # they are by SKU within an order
    names = tuple(seen.names(by_time))
    paid, before = _paid_after(seen, by_time)
    promised, days = _promised(seen, by_time)
    handed, left = _told(seen, by_time, "handed_over_at")
    delivered, arrived = _told(seen, by_time, "delivered_at")
    pays = seen.verdicts.tells_payment
    file = OrderFile(
        order_id=names,
        digest=digests(names),
        placed=seen.instant[by_time],
        wall=seen.wall[by_time],
        paid_after=paid,
        unpaid=seen.verdicts.unpaid[by_time] if pays else None,
        handed_after=handed,
        delivered_after=delivered,
        promised=promised,
        promised_days=days,
        service=_words(seen, "service", by_time),
        region=tuple(
            words
            for name in ("dest_region", "province")
            if (words := _words(seen, name, by_time)) is not None
        ),
        line_start=_starts(np.bincount(rank[lines.order], minlength=len(by_time))),
        line_sku=lines.sku[sequence],
        line_units=lines.units[sequence],
        line_value=lines.value[sequence],
        sku=lines.names,
        priced=seen.price is not None,
        weight=weights_of(seen, rows, lines),
        counts=counts,
        headers=tuple((name, column.header) for name, column in seen.cells.columns.items()),
        slips=(*left, *arrived),
    )
    shipped = with_shipped(counts, seen, by_time, before)
    return replace(file, counts=replace(shipped, promised_before=_promised_before(file)))


def _words(seen: Examined, name: str, by_time: Integers) -> tuple[str, ...] | None:
    if not seen.cells.has(name):
        return None
    words = (*seen.cells.columns[name].words, "")
    return tuple(words[k] for k in seen.cells.first(name)[by_time].tolist())


def _paid_after(seen: Examined, by_time: Integers) -> tuple[Integers | None, int]:
    """From each order to its payment; and how many were paid before, which is at once."""
    after = _after(seen, by_time, "paid_at")
    if after is None:
        return None, 0
    before = (after != NEVER) & (after < 0)
    return np.where(before, 0, after), int(before.sum())


def _after(seen: Examined, by_time: Integers, name: str) -> Integers | None:
    """From each order to what a column tells; NEVER where a cell is empty."""
    if name not in seen.moments:
        return None
    codes = seen.cells.first(name)[by_time]
    told = np.append(seen.moments[name].instant, NEVER)[codes]
    return np.where(told == NEVER, NEVER, told - seen.instant[by_time])


def _told(seen: Examined, by_time: Integers, name: str) -> tuple[Integers | None, tuple[Slip, ...]]:
    return without_slips(seen, by_time, name, _after(seen, by_time, name))


def _promised(seen: Examined, by_time: Integers) -> tuple[Integers | None, Flags | None]:
    if not seen.cells.has("promised_at"):
        return None, None
    codes = seen.cells.first("promised_at")[by_time]
    moments = seen.moments["promised_at"]
    wall, days = np.append(moments.wall, NEVER)[codes], np.append(moments.dates, False)[codes]
    return np.where(days, (wall // DAY + 1) * DAY, wall), days


def _promised_before(file: OrderFile) -> int:
    """How many orders are promised for a moment before they were placed."""
    if file.promised is None:
        return 0
    return int(((file.promised != NEVER) & (file.promised < file.wall)).sum())


def _starts(counts: Integers) -> Integers:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
