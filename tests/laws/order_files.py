"""Order files in every layout, with separators, marks, formats, offsets, names and bad rows."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.laws.drawing import DAY, Draw, chance, one_of
from tests.laws.span import Span

LAST_DAY = 20
"""Days from the first to the last order of a trace whose days are drawn: two whole weeks or more
whatever the first weekday."""

FIELDS = ("order_id", "placed_at", "sku", "quantity", "unit_price", "paid_at", "service", "region")
HEADERS = {
    "orders": ("order_id", "placed_at", "sku", "quantity", "unit_price", "paid_at", "service",
               "dest_region"),
    "shopify": ("Name", "Created at", "Lineitem sku", "Lineitem quantity", "Lineitem price",
                "Paid at", "Shipping Method", "Shipping Country"),
    "woocommerce": ("Order Number", "Order Date", "Item SKU", "Quantity", "Item Cost", "Paid Date",
                    "Shipping Method Title", "Shipping Country"),
    "amazon": ("order-id", "purchase-date", "sku", "quantity-purchased", "item-price",
               "payments-date", "ship-service-level", "ship-country"),
    "mapped": ("Beleg", "Datum", "Artikel", "Menge", "Preis", "Bezahlt", "Versandart", "Land"),
}  # fmt: skip
REASONS = ("canceled", "voided", "unpaid", "refunded", "unavailable", "not shipped",
           "shipped by others")  # fmt: skip
ZONES = ("Asia/Tokyo", "UTC")
"""Without summer time: the oracles of the laws count 24 hours a day."""
OFFSETS = {"Asia/Tokyo": "+09:00", "UTC": "Z"}


def trace(
    draw: Draw,
    span: Span,
    orders: int,
    paid: bool,
    names: tuple[list[str], list[str]],
    zone: str | None,
    files: dict[str, str],
) -> dict[str, Any]:
    """Write a file of orders around the simulated time, and the section that reads it.

    `names` are the classes and the regions of the scenario.
    """
    made = random.Random(draw(st.integers(0, 2**16)))
    layout = one_of(draw, ("orders", "shopify", "woocommerce", "amazon", "mapped", "orders"))
    section: dict[str, Any] = {"file": "orders.csv"}
    section["format"] = layout if layout != "mapped" else one_of(draw, ("orders", "auto"))
    if layout in ("orders", "shopify") and chance(draw, 3):
        section["format"] = "auto"
    resample = _when(draw, span, section)
    first = datetime.combine(date(2025, 11, 3), span.start.time())
    first = first if "shift_to" in section else span.start
    spelling = _spelling(draw, section, layout, zone)
    header = _header(draw, section, layout, paid)
    known = _names(draw, section, names)
    status = _statuses(draw, section, layout)
    weighs = _weights(draw, section, layout)
    mark, comma, when = spelling
    every = zip(header, FIELDS, strict=True)
    header = [name for name, field in every if paid or field != "paid_at"]
    rows = [[*header, *(["status"] if status else []), *(["unit_weight"] if weighs else [])]]
    for number in range(min(orders, 60)):
        reach = span.length * 11 // 10 if resample is None else LAST_DAY * DAY
        later = timedelta(milliseconds=made.randrange(reach) // 1000 * 1000)
        if resample and number == 1:
            later = timedelta(days=LAST_DAY)
        placed = first + (later if number else timedelta())
        when_paid = placed + timedelta(minutes=made.randrange(30))
        service, region = made.choice(known[0]), made.choice(known[1])
        became = made.choice(status) if status and number else "open"
        for line, sku in enumerate(made.sample(["A", "B", "D", "E"], made.randint(1, 3))):
            own = line == 0 or layout != "shopify"
            units = made.randint(1, 3)
            cost = 4.5 + number % 3 * 1.37  # what a SKU costs is not what it costs everybody
            price = f"{cost * (units if layout == 'amazon' else 1):.2f}"
            cells = [f"#{number}", when(placed) if own else "", sku, str(units),
                     price.replace(".", ",") if comma else price]  # fmt: skip
            if paid:
                cells.append(when(when_paid) if own and made.random() < 0.9 else "")
            cells += [service if own else "", region if own else ""]
            rows.append(
                [
                    *cells,
                    *([became] if status else []),
                    *(["0,02" if comma else "0.02"] if weighs else []),
                ]
            )
    if section.get("bad_rows") == "leave out":
        rows.append([f"#{orders + 1}", "no date", *rows[1][2:]])
    lines = (mark.join(_quoted(cell, mark) for cell in row) for row in rows)
    files["orders.csv"] = "".join(f"{line}\n" for line in lines)
    return section


def _quoted(cell: str, mark: str) -> str:
    return f'"{cell}"' if mark in cell else cell


def _when(draw: Draw, span: Span, section: dict[str, Any]) -> str | None:
    resample = one_of(draw, (None, None, "days", "weeks"))
    if resample:
        section["resample"] = resample
    if chance(draw, 5):
        section["shift_to"] = f"{span.start:%Y-%m-%d}"
        if chance(draw, 5) and not resample:
            section["window"] = {"from": "2025-11-03", "to": "2025-11-04"}
    return resample


def _spelling(
    draw: Draw, section: dict[str, Any], layout: str, zone: str | None
) -> tuple[str, bool, Any]:
    """Separator, whether numbers have a comma, and how moments are written."""
    mark = "\t" if layout == "amazon" else one_of(draw, (",", ";", "|"))
    comma = chance(draw, 2)
    key = one_of(draw, (None, "decimal", "thousands"))
    if key:
        section[key] = "comma" if comma == (key == "decimal") else "point"
    if chance(draw, 2):
        section["encoding"] = "cp1252"
    if chance(draw, 2):
        section["time_format"] = "%d.%m.%Y %H:%M:%S"
        return mark, comma, lambda moment: moment.strftime("%d.%m.%Y %H:%M:%S")
    offset = OFFSETS[zone] if zone and chance(draw, 5) else ""
    return mark, comma, lambda moment: f"{moment}{offset}"


def _header(draw: Draw, section: dict[str, Any], layout: str, paid: bool) -> tuple[str, ...]:
    """The header's names; spelled otherwise they are the same."""
    header = HEADERS[layout]
    if layout == "mapped":
        ours = HEADERS["orders"]
        section["columns"] = dict(zip(ours, header, strict=True))
        if not paid:
            del section["columns"]["paid_at"]
    elif layout == "orders" and chance(draw, 5):
        section["class_column"] = "kind"
        header = tuple("kind" if name == "service" else name for name in header)
    if chance(draw, 2) and "class_column" not in section:
        header = tuple(name.upper().replace("_", " ").replace("-", "_") for name in header)
    return header


def _names(
    draw: Draw, section: dict[str, Any], names: tuple[list[str], list[str]]
) -> tuple[list[str], list[str]]:
    """What rows may name: what the scenario has, nothing, and what is mapped or unknown."""
    classes, regions = ([*known, ""] for known in names)
    if chance(draw, 5):
        section["unknown"] = "draw"
        return [*classes, "no class"], [*regions, "Elsewhere"]
    if chance(draw, 3) and names[0]:
        section["map"] = {"class": {"By Air": names[0][0]}}
        classes.append("by air")
    return classes, regions


def _statuses(draw: Draw, section: dict[str, Any], layout: str) -> list[str]:
    """What may have become of orders; those that are kept and those that are not."""
    for key, words in (("same_name", ("refuse", "two orders", "one order")),
                       ("bad_rows", ("refuse", "leave out"))):  # fmt: skip
        if chance(draw, 3):
            section[key] = one_of(draw, words)
    if chance(draw, 4):
        section["keep"] = list(dict.fromkeys(one_of(draw, REASONS) for _ in range(3)))
    if layout not in ("orders", "woocommerce", "mapped") or not chance(draw, 3):
        return []
    if layout == "mapped":
        section["columns"]["status"] = "status"
    section.setdefault("map", {})["status"] = {"X 1": "canceled", "X 2": "ships"}
    return ["open", "canceled", "Refunded", "wc-on-hold", "X 1", "x 2", "shipped"]


def _weights(draw: Draw, section: dict[str, Any], layout: str) -> bool:
    if not chance(draw, 4):
        return False
    section["weight_unit"] = one_of(draw, ("g", "kg", "lb", "oz"))
    return layout == "orders"
