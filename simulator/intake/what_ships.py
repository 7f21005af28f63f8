"""Which orders and rows of a file ship, and why the others do not.

What was fulfilled ships, whatever became of it later. Else an order does not ship that is canceled,
voided, refunded, unavailable, shipped by others or unpaid; a row neither that is digital or
canceled. Where an order is partly fulfilled, so is what is left of one that is canceled. Where rows
of an order differ in a status, each row goes by its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.intake.bad_rows import MOST_NAMED
from simulator.intake.table import Column, Text
from simulator.reading.mistakes import Mistake
from simulator.units import shown

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Reasons = npt.NDArray[np.int8]

REASONS = (
    "", "canceled", "voided", "refunded", "unavailable", "shipped by others", "unpaid",
    "not shipped", "no units", "taken back", "bad row",
)  # fmt: skip
"""Why a row does not ship, by number; 0 ships. An order has the reason of its rows."""
NUMBER = {reason: k for k, reason in enumerate(REASONS)}

SAID = {
    "canceled": "canceled", "voided": "voided", "refunded": "refunded before it was fulfilled",
    "unavailable": "unavailable", "shipped by others": "shipped by others", "unpaid": "unpaid",
    "not shipped": "digital or not shipped", "no units": "of no units",
    "taken back": "of units that are taken back", "bad row": "of rows that cannot be read",
}  # fmt: skip

_MEANS: Mapping[str, str] = {
    **dict.fromkeys(("canceled", "cancelled", "trash", "deleted", "restocked"), "canceled"),
    **dict.fromkeys(("voided", "void"), "voided"),
    **dict.fromkeys(("refunded", "fully refunded"), "refunded"),
    **dict.fromkeys(("unavailable", "unfulfillable", "out of stock"), "unavailable"),
    **dict.fromkeys(
        ("pending", "pending payment", "pendingavailability", "pending availability", "unpaid",
         "on hold", "failed", "payment failed", "expired", "awaiting payment", "partially paid",
         "draft", "checkout draft", "created", "invoiceunconfirmed"),
        "unpaid",
    ),
    **dict.fromkeys(
        ("shipped", "delivered", "completed", "complete", "fulfilled", "dispatched",
         "partially shipped", "partially fulfilled", "partial", "returned", "picked up"),
        "fulfilled",
    ),
    **dict.fromkeys(
        ("paid", "authorized", "partially refunded", "processing", "unfulfilled", "unshipped",
         "invoiced", "approved", "open", "new", "in progress", "ready to ship", "shipping",
         "awaiting shipment", "awaiting fulfillment", "packed", "confirmed", "scheduled", ""),
        "ships",
    ),
}  # fmt: skip
SHIP = ("ships", "fulfilled")
STATUSES = ("status", "payment_status", "fulfillment_status")
_TRUE, _FALSE = ("true", "yes", "1", "y", "t"), ("false", "no", "0", "n", "f", "")
_OTHERS = ("amazon", "afn", "fba")


@dataclass
class Unknown:
    """Words of statuses that nobody has given a meaning, by column."""

    words: dict[str, Counter[str]] = field(default_factory=dict)


def meaning(word: str, own: Mapping[str, str]) -> str | None:
    """What a status means: 'ships', 'fulfilled' or a reason; None if that is not known."""
    mapped = own.get(word.casefold())
    if mapped is not None:
        return mapped
    plain = re.sub(r"[\s_-]+", " ", word).strip().casefold().removeprefix("wc ")
    if plain.startswith("shipped"):
        return "fulfilled"
    return _MEANS.get(plain)


@dataclass(frozen=True)
class Cells:
    """The columns of a file by what they are, with the number of each row's order."""

    columns: Mapping[str, Column]
    order: Integers
    orders: int

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.columns

    def first(self, name: str) -> Integers:
        """(orders,) The word that the first row of each order has that says anything; -1: none."""
        column = self.columns[name]
        told = np.flatnonzero(~column.empty)
        orders, at = np.unique(self.order[told], return_index=True)
        firsts = np.full(self.orders, -1, dtype=np.int64)
        firsts[orders] = column.codes[told[at]]
        return firsts

    def means(self, name: str, own: Mapping[str, str], unknown: Unknown) -> npt.NDArray[np.object_]:
        """(orders,) What a status of each order means; '' where there is none.

        Where rows of an order differ in it, it is that of the first of them that ships.
        """
        if not self.has(name):
            return np.full(self.orders, "", dtype=object)
        meant = self._meant(name, self.first(name), own, unknown)
        differ = self.differ(name, own)
        if differ.any():
            rows = self.row_means(name, own, Unknown())
            live = np.flatnonzero(np.isin(rows, SHIP) & differ[self.order])
            orders, at = np.unique(self.order[live], return_index=True)
            meant[orders] = rows[live[at]]
        return meant

    def differ(self, name: str, own: Mapping[str, str]) -> Flags:
        """(orders,) Whether by a status some of an order's rows ship and others do not.

        An empty cell says nothing, as in exports that tell it in an order's first row alone.
        """
        if not self.has(name):
            return np.zeros(self.orders, dtype=np.bool_)
        column = self.columns[name]
        meant = [meaning(word, own) for word in column.words]
        ships = (
            np.array([each in SHIP for each in meant], dtype=np.bool_)[column.codes] & ~column.empty
        )
        out = (
            np.array([each not in (*SHIP, None) for each in meant], dtype=np.bool_)[column.codes]
            & ~column.empty
        )
        both: Flags = (np.bincount(self.order[ships], minlength=self.orders) > 0) & (
            np.bincount(self.order[out], minlength=self.orders) > 0
        )
        return both

    def row_means(
        self, name: str, own: Mapping[str, str], unknown: Unknown
    ) -> npt.NDArray[np.object_]:
        """(rows,) What a status of each row means; '' where there is none."""
        if not self.has(name):
            return np.full(len(self.order), "", dtype=object)
        column = self.columns[name]
        codes = np.where(column.empty, -1, column.codes)
        return self._meant(name, codes, own, unknown)

    def _meant(
        self, name: str, codes: Integers, own: Mapping[str, str], unknown: Unknown
    ) -> npt.NDArray[np.object_]:
        column = self.columns[name]
        meant = np.array([meaning(word, own) or "" for word in column.words] + [""], dtype=object)
        for k, word in enumerate(column.words):
            count = int((codes == k).sum()) if meaning(word, own) is None else 0
            if count:
                unknown.words.setdefault(column.header, Counter())[word] += count
        return meant[codes]


@dataclass(frozen=True)
class Verdicts:
    """(orders,) The reason of each order, whether it is unpaid, and whether that is said at all.

    `differ`: by a status some of its rows ship and others do not, so that each goes by its own.
    """

    reason: Reasons
    unpaid: Flags
    tells_payment: bool
    differ: Flags


def order_verdicts(
    cells: Cells, own: Mapping[str, str], refunded: Flags | None, unknown: Unknown
) -> Verdicts:
    """What the columns of orders say. `refunded`: orders of which all money was given back."""
    status = cells.means("status", own, unknown)
    payment = cells.means("payment_status", own, unknown)
    progress = cells.means("fulfillment_status", own, unknown)
    told = {
        name: cells.first(name) >= 0 if cells.has(name) else np.zeros(cells.orders, dtype=np.bool_)
        for name in ("canceled_at", "fulfilled_at", "paid_at")
    }
    done = told["fulfilled_at"] | (progress == "fulfilled")
    reason = np.zeros(cells.orders, dtype=np.int8)

    def mark(where: Flags, name: str) -> None:
        reason[where & (reason == 0)] = NUMBER[name]

    mark(told["canceled_at"] | (status == "canceled") | (progress == "canceled"), "canceled")
    mark((payment == "voided") | (status == "voided"), "voided")
    given_back = np.zeros(cells.orders, dtype=np.bool_) if refunded is None else refunded
    mark((payment == "refunded") | (status == "refunded") | given_back, "refunded")
    mark((payment == "canceled") | (progress == "unavailable") | (status == "unavailable"),
         "unavailable")  # fmt: skip
    mark(status == "not shipped", "not shipped")
    says_so = (payment == "unpaid") | (status == "unpaid")
    says_paid = ((payment != "") | (status != "")) & ~says_so
    by_moment = told["paid_at"].any()
    unpaid = ~told["paid_at"] & (says_so | (by_moment & ~says_paid)) & ~done
    reason[done & (reason != NUMBER["not shipped"])] = 0
    mark(unpaid, "unpaid")
    if cells.has("fulfilled_by"):
        by = cells.columns["fulfilled_by"]
        others = np.array([word.casefold() in _OTHERS for word in by.words] + [False])
        reason[others[cells.first("fulfilled_by")]] = NUMBER["shipped by others"]
    tells = by_moment or cells.has("payment_status") or bool(says_so.any())
    differ = np.logical_or.reduce([cells.differ(name, own) for name in STATUSES])
    return Verdicts(reason, unpaid, bool(tells), differ)


def _by_row(cells: Cells, own: Mapping[str, str], differ: Flags) -> Reasons:
    """(rows,) Why rows do not ship of orders whose rows differ in a status: each by its own.

    What the row itself says was fulfilled ships, as an order does.
    """
    reason = np.zeros(len(cells.order), dtype=np.int8)
    if not differ.any():
        return reason
    done = cells.row_means("fulfillment_status", own, Unknown()) == "fulfilled"
    if cells.has("fulfilled_at"):
        done |= ~cells.columns["fulfilled_at"].empty
    for name in STATUSES:
        meant = cells.row_means(name, own, Unknown())
        here = differ[cells.order] & ~done & (reason == 0)
        for word in set(meant[here]) & set(NUMBER):
            reason[here & (meant == word)] = NUMBER[word]
    return reason


def row_reasons(
    cells: Cells,
    own: Mapping[str, str],
    differ: Flags,
    unknown: Unknown,
    bad: Callable[[Flags, Column, str], None],
) -> Reasons:
    """(rows,) What the columns of rows say: digital, or canceled within an order that ships."""
    reason = _by_row(cells, own, differ)
    meant = cells.row_means("line_status", own, unknown)
    for name in ("canceled", "voided", "refunded", "unavailable"):
        reason[meant == name] = NUMBER[name]
    for name, ships in (("requires_shipping", _TRUE), ("virtual", _FALSE)):
        if not cells.has(name):
            continue
        column = cells.columns[name]
        known = {*_TRUE, *_FALSE}
        words = [word.casefold() for word in column.words]
        odd = np.array([word not in known for word in words], dtype=np.bool_)[column.codes]
        bad(odd, column, "is neither true nor false; write one of the two")
        stays = np.array([word in ships or not word for word in words], dtype=np.bool_)[
            column.codes
        ]
        reason[~stays & ~odd] = NUMBER["not shipped"]
    return reason


def unknown_statuses(unknown: Unknown, text: Text) -> Iterator[Mistake]:
    """What is said of statuses that nobody has given a meaning."""
    for header, words in unknown.words.items():
        counts = ", ".join(
            f"{shown(word)} {count:,}" for word, count in words.most_common(MOST_NAMED)
        )
        meant = ", ".join(f"{_quoted(word)}: ships" for word, _ in words.most_common(MOST_NAMED))
        wrong = f"what these statuses mean is not known: {counts}"
        remedy = f"write demand.trace.map: {{status: {{{meant}}}}}, or what else they mean"
        yield Mistake(text.place(None), header, f"{wrong}; {remedy}")


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
