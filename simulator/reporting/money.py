"""The report's tables of what orders cost, leave over and lose."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.measure.costs import HOUSE_COSTS, OWN_COSTS
from simulator.reporting.estimates import Estimates
from simulator.reporting.labels import label
from simulator.reporting.numbers import percent
from simulator.reporting.tables import NONE, Table, cell, class_table
from simulator.results.order_money import CONTACTS

OF_THE_HOUSE = "the window, by accepted order"
OF_ORDERS = "orders that left"
PARTS = {
    "labor": "paid hours",
    "pick_ups": "pick-ups",
    "inventory": "stock: holding, reorders, shortage",
    "packaging": "packaging",
    "shipping": "parcels",
    "delivery": "failed deliveries",
    "payment": "payment fees",
    "returns": "returns",
    "penalties": "late orders",
    CONTACTS: "customers' contacts",
}
LOST = {
    "payment": "payment declined or failed",
    "stock": "out of stock, and lines taken out",
    "fraud": "rejected by the fraud review",
    "time_out": "reservation or stock took too long",
    "customer": "canceled by the customer",
    "loss": "lost by the carrier",
    "damage": "came damaged, with what was sent again",
    "undeliverable": "nobody took it",
    "returns": "sent back",
}
BEFORE_COST = (("revenue", "revenue kept"), ("goods", "less cost of goods"))
BY_CLASS = (
    "orders.left",
    "order_costs_per_order",
    *(f"cost_per_order.{part}" for part in (*OWN_COSTS, CONTACTS)),
    "revenue_per_order",
    "goods_per_order",
    "contribution_per_order",
    "lost_margin",
)


def costs(known: Estimates) -> Table | None:
    """Cost of an order by component, dearest first, each with what it is divided by."""
    whole = known.get("cost_per_order")
    if whole is None or whole.mean <= 0:
        return None
    own = (*OWN_COSTS, CONTACTS)
    bases = dict.fromkeys(HOUSE_COSTS, OF_THE_HOUSE) | dict.fromkeys(own, OF_ORDERS)
    parts = [(name, row) for name, row in known.named("cost_per_order.") if row.mean]
    rows = [
        (
            PARTS[name],
            bases[name],
            row.shown.text,
            percent(row.mean / whole.mean),
            cell(known.get(f"total_cost.{name}")),
        )
        for name, row in sorted(parts, key=lambda item: -item[1].mean)
    ]
    total = cell(known.get("total_cost"))
    rows.append(("all together", "", whole.shown.text, percent(1.0), total))
    for name in ("cost_per_line", "cost_per_unit"):
        row = known.get(name)
        if row is not None and row.mean:
            rows.append((label(name), "", row.shown.text, NONE, NONE))
    head = ("Component", "Of", "Per order", "Share", "In all")
    marks = ("",) * len(parts) + ("total",)
    return Table("Cost per order", head, tuple(rows), 2, marks=marks)


def growth(known: Estimates) -> str:
    """What the backlog did over the window: without it the cost per order says little."""
    orders, hours = known.get("backlog.growth"), known.get("backlog.growth_hours")
    if orders is None:
        return ""
    work = f", {hours.shown.text} of work for the slowest station" if hours is not None else ""
    return (
        f"Over the window the backlog changed by {orders.shown.text}{work}. A house that puts work "
        "off looks cheap: compare costs where this is alike."
    )


def margin(known: Estimates, paid: Sequence[tuple[str, str, str]] = ()) -> Table | None:
    """From revenue over each component of cost to margin, by order and in all, adding up.

    Before it stands what was `paid`, and what of it is given back, as rows. None where nothing is
    sold for money.
    """
    if not known.mean("revenue_per_order"):
        return None
    lines = [(text, f"{name}_per_order", f"total_{name}") for name, text in BEFORE_COST]
    lines += [
        (f"less {PARTS[part]}", f"cost_per_order.{part}", f"total_cost.{part}")
        for part, row in known.named("total_cost.")
        if row.mean
    ]
    lines.append(("margin", "margin_per_order", "total_margin"))
    rows = list(paid)
    rows += [(text, cell(known.get(each)), cell(known.get(total))) for text, each, total in lines]
    marks = ("",) * (len(rows) - 1) + ("total",)
    return Table("Where the money goes", ("", "Per order", "In all"), tuple(rows), marks=marks)


def goods_are_left_out(known: Estimates) -> bool:
    """Whether the scenario says nothing of what the goods cost."""
    return bool(known.mean("total_revenue")) and not known.mean("total_goods")


def lost_margin(known: Estimates) -> Table | None:
    """Lost margin by cause, the largest first."""
    causes = {name: row for name, row in known.named("lost_margin.") if row.mean}
    if not causes:
        return None
    ranked = sorted(causes.items(), key=lambda item: -item[1].mean)
    rows = [(LOST[name], row.shown.text) for name, row in ranked]
    rows.append(("all together", cell(known.get("lost_margin"))))
    marks = ("",) * len(ranked) + ("total",)
    return Table("Lost margin", ("Cause", "In all"), tuple(rows), marks=marks)


def by_class(known: Estimates) -> Table | None:
    """What orders cost by themselves and leave over, one column per class."""
    labels = {name: _own_label(name) for name in BY_CLASS}
    return class_table("Order costs by order class", known, labels)


def _own_label(name: str) -> str:
    part = name.removeprefix("cost_per_order.")
    return f"of these {PARTS[part]}" if part in PARTS else label(name)
