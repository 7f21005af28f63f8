"""Which column of an order file is what: ours, Shopify's, WooCommerce's, Amazon's, or a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.intake.reading import Reading
from simulator.mistakes import InputError
from simulator.reading.mistakes import Mistake, Place, ScenarioError, did_you_mean, one_of
from simulator.stages.demand.order_file import COLUMNS, HAPPENED

NEEDED = ("order_id", "placed_at", "quantity", "sku")
_IGNORED = re.compile(r"[\s_\-\ufeff\u2010-\u2015]+")
_CLASS = re.compile(
    r"(ship(ping|ment)?|delivery|versand|service)(method|service|class|level|option|type|speed|art)?"
)
_WEIGHT = re.compile(r"unitweight\(?(g|kg|lbs?|oz)\)?")

OURS: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in COLUMNS},
    "canceled_at": ("canceled_at", "cancelled_at"),
    "promised_at": ("promised_at", "promised_date"),
    "currency": ("currency",),
}

SHOPIFY: Mapping[str, tuple[str, ...]] = {
    "order_id": ("Name",),
    "placed_at": ("Created at",),
    "sku": ("Lineitem sku",),
    "title": ("Lineitem name",),
    "quantity": ("Lineitem quantity",),
    "unit_price": ("Lineitem price",),
    "paid_at": ("Paid at",),
    "service": ("Shipping Method",),
    "dest_region": ("Shipping Country",),
    "province": ("Shipping Province",),
    "payment_status": ("Financial Status",),
    "fulfillment_status": ("Fulfillment Status",),
    "fulfilled_at": ("Fulfilled at",),
    "canceled_at": ("Cancelled at", "Canceled at"),
    "line_status": ("Lineitem fulfillment status",),
    "refunded_amount": ("Refunded Amount",),
    "total": ("Total",),
    "requires_shipping": ("Lineitem requires shipping",),
    "currency": ("Currency",),
}
"""https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders"""

WOOCOMMERCE: Mapping[str, tuple[str, ...]] = {
    "order_id": ("Order Number", "Order ID", "order_number_formatted", "Order"),
    "placed_at": ("Order Date", "Date Created", "Created Date", "Date"),
    "sku": ("Item SKU", "Product SKU", "SKU", "Line Item SKU"),
    "title": ("Item Name", "Product Name", "Product", "Line Item Name"),
    "quantity": (
        "Quantity (- Refund)", "Item Quantity", "Quantity", "Qty", "Product Quantity",
        "Line Item Quantity",
    ),
    "line_no": ("Item #",),
    "unit_price": ("Item Cost", "Item Price", "Product Price", "Unit Price", "Product Unit Price"),
    "line_price": (
        "Item Total", "Order Line Total", "Line Total", "Order Line Subtotal", "Item Subtotal",
    ),
    "paid_at": ("Paid Date", "Date Paid"),
    "service": ("Shipping Method Title", "Shipping Method"),
    "dest_region": (
        "Country Code (Shipping)", "Shipping Country Code", "Country Name (Shipping)",
        "Shipping Country",
    ),
    "province": (
        "State Code (Shipping)", "Shipping State Code", "State Name (Shipping)", "Shipping State",
    ),
    "status": ("Order Status", "Status"),
    "fulfilled_at": ("Shipped Date", "Date Shipped"),
    "refunded_quantity": (
        "Item Refunded Qty", "Item Refunded Quantity", "Refunded Qty", "Quantity Refunded",
        "Qty Refunded",
    ),
    "refunded_amount": ("Order Refund Amount", "Refund Amount", "Refunded Total", "Order Refund"),
    "total": ("Order Total Amount", "Order Total", "Total"),
    "virtual": ("Virtual", "Item Virtual", "Product Virtual"),
    "currency": ("Order Currency", "Currency"),
}  # fmt: skip
"""Names differ by the plug-in: Advanced Order Export, Customer/Order CSV Export and others."""

AMAZON: Mapping[str, tuple[str, ...]] = {
    "order_id": ("amazon-order-id", "order-id"),
    "placed_at": ("purchase-date",),
    "sku": ("sku", "seller-sku"),
    "title": ("product-name",),
    "quantity": ("quantity", "quantity-purchased", "quantity-ordered"),
    "line_no": ("order-item-id",),
    "line_price": ("item-price",),
    "paid_at": ("payments-date",),
    "service": ("ship-service-level",),
    "dest_region": ("ship-country",),
    "province": ("ship-state",),
    "status": ("order-status",),
    "line_status": ("item-status",),
    "fulfilled_by": ("fulfillment-channel",),
    "currency": ("currency",),
}
"""Order reports, tab-separated: https://developer-docs.amazon.com/sp-api/docs/report-type-values-order"""

LAYOUTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "orders": OURS,
    "shopify": SHOPIFY,
    "amazon": AMAZON,
    "woocommerce": WOOCOMMERCE,
}
TITLES = {
    "orders": "our own columns", "shopify": "a Shopify export", "amazon": "an Amazon order report",
    "woocommerce": "a WooCommerce export", "mapped": "columns of its own",
}  # fmt: skip


def with_layout(
    settings: Mapping[str, Any], layout: str, said: Iterable[str] = ()
) -> dict[str, Any]:
    """Keys of `demand.trace` with the layout that is asked for, auto: as the header says.

    `said` are further keys that are given. Raises InputError for a name that no layout has, and
    where a key says it too.
    """
    names = ("auto", *LAYOUTS)
    if layout not in names:
        raise InputError(f"--layout: there is no {layout!r}; {did_you_mean(layout, names)}")
    if layout == "auto":
        return dict(settings)
    if "format" in {*settings, *said}:
        raise InputError("--layout: --set format says the same; write one of them")
    return {**settings, "format": layout}


@dataclass(frozen=True)
class Layout:
    """The columns of a file: the number of each by what it is; `weight_unit` of its header."""

    name: str
    number: Mapping[str, int]
    weight_unit: str | None = None


def normal(header: str) -> str:
    """A header as it is compared: without blanks, case, hyphens and underscores."""
    return _IGNORED.sub("", header).casefold()


def names_class(header: str) -> bool:
    """Whether a header reads as that of the class of an order: 'Shipping', 'Delivery method'."""
    return _CLASS.fullmatch(normal(header)) is not None


def layout_of(header: Sequence[str], reading: Reading, place: Place) -> Layout:
    """What each column of a file is. Raises ScenarioError for those missing, at `place`."""
    bare = [normal(name) for name in header]
    own = _mapped(header, bare, reading, place)
    name = reading.layout if reading.layout != "auto" else _likely(bare, own)
    numbers: dict[str, int] = {}
    for column, names in LAYOUTS[name].items():
        at = _first_of(names, bare)
        if at is not None:
            numbers[column] = at
    if reading.happened:
        for column in HAPPENED:
            at = _first_of((column,), bare)
            if at is not None and column not in numbers:
                numbers[column] = at
    if reading.class_column != "service" or "service" not in numbers:
        numbers.pop("service", None)
        at = _first_of((reading.class_column,), bare)
        if at is not None:
            numbers["service"] = at
    numbers = {column: at for column, at in numbers.items() if at not in own.values()} | own
    _require_its_own(name, numbers, bare, own, place)
    _require(name, numbers, header, reading, place)
    _require_once(numbers, header, bare, place)
    unit = None
    if "unit_weight" not in numbers:
        weights = [
            (at, match[1]) for at, each in enumerate(bare) if (match := _WEIGHT.fullmatch(each))
        ]
        if weights:
            numbers["unit_weight"], unit = weights[0]
    else:
        match = _WEIGHT.fullmatch(bare[numbers["unit_weight"]])
        unit = match[1] if match else None
    shown = "mapped" if set(NEEDED) <= set(own) else name
    return Layout(shown, numbers, "lb" if unit == "lbs" else unit)


def _first_of(names: Sequence[str], bare: Sequence[str]) -> int | None:
    """The first of these headers that the file has."""
    places = (bare.index(normal(name)) for name in names if normal(name) in bare)
    return next(places, None)


def _mapped(
    header: Sequence[str], bare: Sequence[str], reading: Reading, place: Place
) -> dict[str, int]:
    """The columns that `columns` names."""
    wrong = [(ours, own) for ours, own in reading.columns if normal(own) not in bare]
    if wrong:
        raise ScenarioError(
            Mistake(
                place,
                f"demand.trace.columns.{ours}",
                f"there is no column {own!r}; {_remedy(own, header)}",
            )
            for ours, own in wrong
        )
    return {ours: bare.index(normal(own)) for ours, own in reading.columns}


def _likely(bare: Sequence[str], own: Mapping[str, int]) -> str:
    """The layout of which all needed columns are there, else that with the most."""

    def there(name: str) -> int:
        layout = LAYOUTS[name]
        return sum(
            column in own or _first_of(layout[column], bare) is not None for column in NEEDED
        )

    if normal("Lineitem quantity") in bare:
        return "shopify"
    most = max(LAYOUTS, key=there)
    if there(most) == len(NEEDED) or there("orders"):
        return most
    return most if there(most) > 1 else "orders"


def _require_its_own(
    name: str,
    numbers: Mapping[str, int],
    bare: Sequence[str],
    own: Mapping[str, int],
    place: Place,
) -> None:
    """One mistake for a file of another layout than it is said to have, in place of its columns."""
    likely = _likely(bare, own)
    there = {column for column in NEEDED if _first_of(LAYOUTS[likely][column], bare) is not None}
    if likely == name or set(NEEDED) <= {*numbers} or not set(NEEDED) <= there | {*own}:
        return
    wrong = f"this header is that of {TITLES[likely]}, and not of {TITLES[name]}"
    told = f"{wrong}; write demand.trace.format: {likely}, or leave it out"
    raise ScenarioError([Mistake(place, "", told)])


def _require(
    name: str,
    numbers: dict[str, int],
    header: Sequence[str],
    reading: Reading,
    place: Place,
) -> None:
    if "sku" not in numbers and "title" in numbers:
        numbers["sku"] = numbers["title"]
    missing = [column for column in NEEDED if column not in numbers]
    if reading.class_column != "service" and "service" not in numbers:
        missing.append("service")
    if not missing:
        return
    mistakes = []
    for column in missing:
        own = LAYOUTS[name][column][0]
        own = reading.class_column if column == "service" else own
        wrong = f"this column is missing; {_remedy(own, header)}"
        if column != "service":
            own_header = f"write demand.trace.columns: {{{column}: and its header}}"
            wrong = f"{wrong.removesuffix('?')}, or {own_header}"
        mistakes.append(Mistake(place, own, wrong))
    raise ScenarioError(mistakes)


def _require_once(
    numbers: Mapping[str, int], header: Sequence[str], bare: Sequence[str], place: Place
) -> None:
    twice = next((at for at in numbers.values() if bare.count(bare[at]) > 1), None)
    if twice is not None:
        wrong = "this column is there twice; keep one of the two"
        raise ScenarioError([Mistake(place, header[twice], wrong)])


def _remedy(name: str, header: Sequence[str]) -> str:
    meant = did_you_mean(name, header)
    return meant if meant.startswith("did") else f"the file has {one_of(header)}"
