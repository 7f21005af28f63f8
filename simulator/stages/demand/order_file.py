"""A file of real orders as the demand: where it is, how it is read, which of its orders ship."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from simulator.reading.fields import Date, FilePath, Section, StartMoment, preset
from simulator.reading.mistakes import MisreadingError, did_you_mean
from simulator.reading.own_headers import own_headers
from simulator.units import shown

COLUMNS: dict[str, str] = {
    "order_id": "name or number of the order, in each of its rows",
    "placed_at": "when it was placed",
    "sku": "article of the row",
    "title": "its name, which stands for a SKU that is empty",
    "quantity": "units of it",
    "line_no": "number of the row in its order",
    "unit_price": "price of one unit",
    "line_price": "price of all units of the row, where there is no unit_price",
    "unit_weight": "weight of one unit",
    "paid_at": "when it was paid",
    "promised_at": "when its delivery is promised; a date is kept until its end",
    "service": "the order's class",
    "dest_region": "where it goes",
    "province": "a part of that; its name goes before, where it is a region",
    "status": "what became of it",
    "payment_status": "what became of its payment",
    "fulfillment_status": "how far it was fulfilled",
    "fulfilled_at": "when it was",
    "canceled_at": "when it was canceled",
    "line_status": "what became of the row",
    "refunded_quantity": "units of the row that were refunded",
    "refunded_amount": "money of the order that was refunded",
    "total": "price of the whole order",
    "requires_shipping": "whether the row ships: true or false",
    "virtual": "whether it does not: true or false",
    "fulfilled_by": "who ships it: Amazon or Merchant",
}
"""What a column of an order file can be, and what it says."""

HAPPENED: dict[str, str] = {
    "picked_at": "when it was picked",
    "packed_at": "when it was packed",
    "labeled_at": "when it got its label",
    "handed_over_at": "when the carrier took it",
    "delivered_at": "when it was delivered",
    "returned_at": "when it came back",
    "payment_method": "how it is paid",
    "origin_region": "where it comes from",
}
"""What a column of an order file can say besides of what happened to an order: see `fit`."""

TAKEN = ("handed_over_at", "delivered_at")
"""Those of them that a trace takes where `columns` names them: its orders leave and arrive then."""

_ALSO = {
    **dict.fromkeys(
        ("shipping", "shippingmethod", "shipmethod", "shippingservice", "class", "orderclass",
         "delivery", "deliverymethod", "servicelevel", "method", "carrier"),
        "service",
    ),
    **dict.fromkeys(("region", "country", "destination", "shippingcountry"), "dest_region"),
    **dict.fromkeys(("date", "orderdate", "created", "createdat"), "placed_at"),
}  # fmt: skip
"""Other words for columns, which are spelled like something else."""

MAPPED = ("class", "region", "status")
"""Columns whose words can be given another meaning."""

STATUSES = (
    "ships", "canceled", "voided", "unpaid", "refunded", "unavailable", "not shipped",
)  # fmt: skip
"""What a word of a status can mean."""

Kept = Literal[
    "canceled", "voided", "unpaid", "refunded", "unavailable", "not shipped", "shipped by others"
]
Mark = Literal["point", "comma"]


def columns(value: Any) -> dict[str, str]:
    """The header of a file's column by what it is."""
    for name in value if isinstance(value, Mapping) else ():
        word = re.sub(r"[\s_-]", "", str(name)).casefold()
        if name not in (*COLUMNS, *TAKEN) and (meant := _ALSO.get(word)) is not None:
            told = f"{name!r} is not a column of an order file: {meant} is {COLUMNS[meant]}"
            raise MisreadingError(f"{told}; did you mean {meant}?", name)
    return own_headers(value, (*COLUMNS, *TAKEN), "an order file", ("placed_at", "Order Date"))


def names(value: Any) -> dict[str, dict[str, str]]:
    """Words of a file and what they mean, by the column that has them."""
    if not isinstance(value, Mapping):
        wrong = f"{shown(value)} is not a mapping of words"
        raise MisreadingError(
            f"{wrong}; write one such as {{class: {{Express Shipping: express}}}}"
        )
    for column, words in value.items():
        if column not in MAPPED:
            remedy = did_you_mean(str(column), MAPPED)
            raise MisreadingError(f"{column!r} has no words to map; {remedy}", column)
        if not isinstance(words, Mapping):
            wrong = f"{shown(words)} is not a mapping of words"
            raise MisreadingError(f"{wrong}; write one such as {{Express: express}}", column)
        for word, meant in words.items():
            if column == "status" and meant not in STATUSES:
                wrong = f"{shown(meant)} is not what a status means"
                raise MisreadingError(
                    f"{wrong}; {did_you_mean(str(meant), STATUSES)}", column, word
                )
            if isinstance(meant, Mapping | list | tuple) or meant is None:
                wrong = f"{shown(meant)} is not a name"
                raise MisreadingError(f"{wrong}; write that of a {column}", column, word)
    return {
        str(column): {str(word): str(meant) for word, meant in words.items()}
        for column, words in value.items()
    }


def time_format(value: Any) -> str:
    """A pattern of dates and times, as strptime reads it."""
    if isinstance(value, str) and "%" in value:
        return str(value)
    wrong = f"{shown(value)} is not a pattern of dates"
    raise MisreadingError(f'{wrong}; write one such as "%d/%m/%Y %H:%M"')


def encoding(value: Any) -> str:
    """The name of an encoding that Python knows."""
    if isinstance(value, str):
        try:
            "".encode(value)
            return str(value)
        except (LookupError, ValueError):
            pass
    wrong = f"{shown(value)} is not an encoding of text"
    raise MisreadingError(f"{wrong}; write one such as utf-8 or cp1252")


def mark(value: Any) -> Any:
    """The word for a decimal or thousands mark that is written itself."""
    return {".": "point", ",": "comma"}.get(value, value) if isinstance(value, str) else value


Columns = Annotated[
    dict[str, str],
    PlainValidator(columns),
    WithJsonSchema({"type": "object", "examples": [{"placed_at": "Order Date"}]}),
]
Names = Annotated[
    dict[str, dict[str, str]],
    PlainValidator(names),
    WithJsonSchema({"type": "object", "examples": [{"class": {"Express Shipping": "express"}}]}),
]
TimeFormat = Annotated[
    str,
    BeforeValidator(time_format),
    WithJsonSchema({"type": "string", "examples": ["%d/%m/%Y %H:%M"]}),
]
Encoding = Annotated[
    str, BeforeValidator(encoding), WithJsonSchema({"type": "string", "examples": ["cp1252"]})
]
_MARK = WithJsonSchema({"type": "string", "enum": ["point", "comma"], "examples": ["comma"]})


class TraceWindow(Section):
    """A part of a trace, by date, both ends included."""

    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="Last day, included.")


class Trace(Section):
    """Real orders from a file, one row per line, instead of sampled arrivals.

    `simulator orders FILE` looks at a file and writes this section to start with. Headers are
    compared without blanks, case, hyphens and underscores. What is canceled, voided, unpaid (with
    payment on it is declined), refunded before it was fulfilled, digital, or of no units does not
    ship; how much that is is said by `validate`, `run` and the report.

    Without `resample` all replications have the same orders, so that intervals cover the work and
    not the demand. With it whole calendar days (or weeks from Monday to Sunday) of the trace, or of
    its window, are drawn with replacement: all of the simulated time has orders, and a day plays
    the weekday that it has once shifted. There must be two of each weekday (two weeks) to draw
    from. An order on another day than its own is another customer: its name ends with @ and the
    date, and draws are its own.
    """

    file: FilePath = Field(
        description="Cells by comma, semicolon, tab or bar; .gz too; or a sheet of a workbook, "
        "sales.xlsx#Orders. Relative to the scenario file."
    )
    format: Literal["auto", "orders", "shopify", "woocommerce", "amazon"] = preset(
        "auto",
        description="Whose columns: ours (order_id, placed_at, sku, quantity), Shopify's, "
        "WooCommerce's or Amazon's; auto: the first that has all that is needed.",
    )
    columns: Columns = preset(
        {},
        description="The file's own header by what it is: {placed_at: Order Date, sku: Item SKU}; "
        f"any of {', '.join(COLUMNS)}. With handed_over_at, which is read only where it is named "
        "here, handling ends when it did (at once where that has passed), and with delivered_at "
        "too transit takes as long as it did, delays of the carrier or none; what a cell does not "
        "tell is drawn.",
    )
    time_format: TimeFormat | None = Field(
        default=None,
        description="Of dates and times, with the codes of strptime; none: as ISO 8601 has them, "
        "'2026-03-02 10:11:12', with an offset such as -05:00 or without.",
    )
    decimal: Annotated[Mark, BeforeValidator(mark), _MARK] | None = Field(
        default=None,
        description="Mark before the decimals; none: by the cells, which are refused where "
        "'1,234' could be either.",
    )
    thousands: Annotated[Mark, BeforeValidator(mark), _MARK] | None = Field(
        default=None, description="Mark between thousands, if not the other one."
    )
    weight_unit: Literal["g", "kg", "lb", "oz"] | None = Field(
        default=None, description="Of unit_weight; none: as its header or the cells say."
    )
    encoding: Encoding = preset("utf-8", description="Of the file's text.")
    window: TraceWindow | None = Field(default=None, description="Only the orders placed in it.")
    shift_to: StartMoment | None = Field(
        default=None,
        description="The first day of the trace (or of its window) moves to this date; with a "
        "time of day the first order moves to this moment.",
    )
    class_column: str = preset(
        "service", description="Column whose value is the order's class, where present."
    )
    map: Names = preset(
        {},
        description="What words of the file mean: {class: {Express Shipping: express}}; classes, "
        f"regions, and statuses ({', '.join(STATUSES)}).",
    )
    unknown: Literal["refuse", "draw"] = preset(
        "refuse",
        description="Classes and regions that the scenario does not have: a mistake, or drawn by "
        "the shares as empty cells are.",
    )
    keep: tuple[Kept, ...] = preset(
        [], description="What ships although the file says that it was canceled, unpaid and so on."
    )
    same_name: Literal["refuse", "two orders", "one order"] = preset(
        "refuse", description="Rows of one order id that were placed at different times."
    )
    bad_rows: Literal["refuse", "leave out"] = preset(
        "refuse", description="Rows that cannot be read: mistakes, or left out and counted."
    )
    resample: Literal["days", "weeks"] | None = Field(
        default=None,
        description="Each replication draws anew which day of the trace each day has, among those "
        "of its weekday, or which whole week each week has; none: the orders come as they did.",
    )
