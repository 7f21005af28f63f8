"""Scans joined to orders: moments that the order file does not tell, and orders out of a log."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulator.fitting.history import Flags, History, Integers
from simulator.fitting.process_logs import ocel_orders
from simulator.fitting.scans import Scans
from simulator.results.outcomes import CANCELED, UNPAID, Outcome, of_fates
from simulator.units import NEVER

GONE_ON = 0.998
"""What did not go on in the time of this share of all that did was never paid."""
HEAD = ("order_id", "placed_at", "paid_at", "handed_over_at", "delivered_at", "returned_at",
        "canceled_at", "status", "dest_region", "service", "sku", "quantity")  # fmt: skip
NEVER_SHIPPED = {
    **{end.word: "unpaid" for end in UNPAID}, **{end.word: "unavailable" for end in CANCELED},
    Outcome.CALLED_OFF.word: "canceled", "canceled": "canceled",
}  # fmt: skip
"""Outcomes of our own log of orders that never ship, as statuses."""
NOWHERE = tuple(end.word for end in of_fates("open", "failed"))
"""Outcomes of orders that have not been delivered."""
_LATE = np.iinfo(np.int64).max


def moments_of(scans: Scans, order: dict[str, int], count: int) -> dict[str, Integers]:
    """(count,) When each order was placed, paid, handed over and delivered; NEVER for what is not.

    `tried` is when its payment was, where it was never made either.
    Of several scans of a kind the last counts, and of `placed` the first.
    """
    rows = np.array([order.get(name, -1) for name in scans.order], dtype=np.int64)
    kind = np.array(scans.activity)
    moments: dict[str, Integers] = {}
    words = {"paid": ("payment",), "handed_over": ("shipping",), "delivered": ("delivered",),
             "returned": ("returned",), "canceled": ("canceled",)}  # fmt: skip
    if "delivered" not in scans.activity:
        words["delivered"] = ("arrival",)
    for name, means in words.items():
        last = np.full(count, NEVER, dtype=np.int64)  # the least of all integers
        stamps = scans.ended
        if name == "canceled":  # when it was asked for, not when somebody heard of it
            stamps = np.where(scans.queued == NEVER, scans.ended, scans.queued)
        mine = np.isin(kind, means) & (rows >= 0) & (stamps != NEVER)
        np.maximum.at(last, rows[mine], stamps[mine])
        moments[name] = last
    moments["tried"] = moments["paid"]
    moments["paid"] = np.where(_never_paid(scans, rows, moments["tried"]), NEVER, moments["tried"])
    return moments | {"placed": _placed(scans, rows, kind == "placed", count)}


def _placed(scans: Scans, rows: Integers, says_so: Flags, count: int) -> Integers:
    """(count,) When each order was placed: its first scan that says so, else its first of all.

    A tour waits from its first order on, which was before others of it were placed.
    """
    first = np.full((2, count), _LATE, dtype=np.int64)
    for stamps in (scans.queued, scans.began, scans.ended):
        told = (rows >= 0) & (stamps != NEVER)
        np.minimum.at(first[1], rows[told], stamps[told])
        np.minimum.at(first[0], rows[told & says_so], stamps[told & says_so])
    placed = np.where(first[0] != _LATE, first[0], first[1])
    return np.where(placed == _LATE, NEVER, placed)


def _never_paid(scans: Scans, rows: Integers, paid: Integers) -> Flags:
    """(count,) Orders that were tried to be paid, and nothing of them came behind it.

    Told alone by a log that confirms its orders: there a payment is an attempt, and an order that
    was paid goes on as fast as the others did. Elsewhere none.
    """
    kind = np.array(scans.activity)
    latest = np.maximum.reduce([scans.queued, scans.began, scans.ended])
    tried = np.where(rows >= 0, paid[rows], NEVER)
    behind = (tried != NEVER) & (latest >= tried) & ~np.isin(kind, ("payment", "placed"))
    first = np.full(len(paid), _LATE, dtype=np.int64)
    np.minimum.at(first, rows[behind], latest[behind])
    went = first != _LATE
    if not (kind == "confirmed").any() or not went.any():
        return np.zeros(len(paid), dtype=np.bool_)
    usual = np.quantile((first - paid)[went], GONE_ON)
    never: Flags = (paid != NEVER) & ~went & (latest.max() - paid > usual)
    return never


def with_scans(history: History, scans: Scans) -> tuple[History, list[str]]:
    """A history with what scans tell of its orders; the order file holds where both tell it."""
    order = {name: k for k, name in enumerate(history.order_id)}
    scanned = moments_of(scans, order, history.n)
    strangers = len({name for name in scans.order if name not in order})
    notes = [*scans.notes]
    notes += [f"{count:,} {reason} are left out." for reason, count in scans.left_out]
    if strangers:
        notes.append(f"Scans of {strangers:,} orders that the order file does not have, or that "
                     "are left out of it, count for nothing.")  # fmt: skip
    changed: dict[str, Integers] = {}
    for name, said in (
        ("paid", "paid"),
        ("handed_over", "handed over"),
        ("delivered", "delivered"),
        ("returned", "returned"),
    ):
        own, told = getattr(history, name), scanned[name]
        if not (told != NEVER).any():
            continue
        own = np.full(history.n, NEVER, dtype=np.int64) if own is None else own
        new = (own == NEVER) & (told != NEVER)
        changed[name] = np.where(new, told, own)
        other = (own != NEVER) & (told != NEVER) & (abs(own - told) > 1000)
        if new.any():
            notes.append(f"{int(new.sum()):,} orders are {said} by their scans.")
        if other.any():
            notes.append(
                f"{int(other.sum()):,} orders are {said} at another moment by their scans: the "
                "order file holds."
            )
    latest = [int(each[each != NEVER].max()) + 1 for each in changed.values()]
    end = max([history.end, *latest])
    columns: dict[str, Any] = {**changed, "end": end}
    return replace(history, **columns), notes


def orders_of(scans: Scans, log: Path, file: Path) -> Path:
    """Write the orders of a log as an order file: a row per line where the log has lines."""
    names = sorted(set(scans.order))
    scanned = moments_of(scans, {name: k for k, name in enumerate(names)}, len(names))
    is_ocel = any(suffix.lower() in (".json", ".jsonocel") for suffix in log.suffixes)
    about = ocel_orders(log) if is_ocel else {}
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, HEAD, lineterminator="\n")
        writer.writeheader()
        for k, name in enumerate(names):
            told = about.get(name, {})
            outcome = str(told.get("outcome", ""))
            if outcome == "abandoned":
                continue  # a cart, and no order
            arrived = scanned["delivered"][k] if outcome not in NOWHERE else NEVER
            paid = scanned["paid"][k] if NEVER_SHIPPED.get(outcome) != "unpaid" else NEVER
            failed = scanned["tried"][k] != scanned["paid"][k] and not outcome
            stays = scanned["handed_over"][k] == NEVER and outcome in ("", "called_off")
            canceled = scanned["canceled"][k] if stays else NEVER  # else the request came too late
            moments = (scanned["placed"][k], paid, scanned["handed_over"][k], arrived,
                       scanned["returned"][k], canceled)  # fmt: skip
            row = dict(zip(HEAD[1:7], map(_stamp, moments), strict=True))
            row |= {
                "order_id": name,
                "status": "unpaid" if failed else NEVER_SHIPPED.get(outcome, "paid"),
                "dest_region": told.get("region", ""),
                "service": told.get("class", ""),
            }
            for line in _lines(told.get("lines", ())):
                writer.writerow(row | line)
    return file


def _lines(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [{"sku": line.get("sku", "article"), "quantity": line.get("units", 1)}
             for line in lines]  # fmt: skip
    return rows or [{"sku": "article", "quantity": 1}]


def _stamp(moment: int) -> str:
    if moment == NEVER:
        return ""
    return str(np.datetime64(int(moment), "ms")).replace("T", " ")
