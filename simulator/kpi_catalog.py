"""Every KPI: name, unit, stage and definition; what targets, tables and the report refer to.

A value is always in its KPI's unit: 98.2 for 98.2 %, 36.5 for 36.5 h. The *cohort* is the orders
placed in the measurement window. An *accepted* order is paid and not canceled later. An order is
*finished* once it is delivered, or, where delivery is off, has passed the last stage that is on.
An accepted order that is still open at the horizon is late if its promise has passed by then,
otherwise it is censored: left out of the ratio and counted in `orders.censored`.

A name with `<crew>`, `<station>` or `<cause>` is a pattern: `utilization.<crew>` stands for
`utilization.pickers`. Sources: WERC and APICS definitions as gathered in the project's facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from simulator.stages import CAUSES, STATIONS

Better = Literal["higher", "lower", "neutral"]

_MORE_THAN_WHOLE = "packing.box_fill"
"""Per cent of what is not always a whole."""
_MAY_SHRINK = "backlog.growth"
"""What may be less than nothing, besides money."""


@dataclass(frozen=True)
class Kpi:
    """One figure a replication; `better` says in which direction it improves.

    `by_class` KPIs are also measured for each order class. `headline` is the rank among the
    figures that are shown first, None for the rest. Of a `missing_is_never` KPI a missing value
    means that what it waits for never came. Units written with `currency` stand for the
    scenario's currency code.
    """

    name: str
    unit: str
    stage: str
    definition: str
    better: Better = "neutral"
    by_class: bool = True
    headline: int | None = None
    missing_is_never: bool = False

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that it can be; money and growth may be negative."""
        if "currency" in self.unit:
            return -inf, inf
        whole = self.unit == "%" and not self.name.startswith(_MORE_THAN_WHOLE)
        return -inf if self.name.startswith(_MAY_SHRINK) else 0.0, 100.0 if whole else inf

    def unit_in(self, currency: str) -> str:
        """The unit with the scenario's currency code in place of `currency`."""
        return self.unit.replace("currency", currency)


class UnknownKpiError(ValueError):
    """A name that no KPI and no pattern has."""


def _moments(
    name: str,
    unit: str,
    stage: str,
    definition: str,
    headline: dict[str, int] | None = None,
    statistics: tuple[str, ...] = ("mean", "p50", "p90", "p95"),
) -> list[Kpi]:
    words = {"mean": "mean", "p50": "median", "p90": "90th percentile", "p95": "95th percentile"}
    return [
        Kpi(
            f"{name}.{statistic}",
            unit,
            stage,
            f"{words[statistic]} of: {definition}",
            "lower",
            True,
            (headline or {}).get(statistic),
        )
        for statistic in statistics
    ]


def _orders() -> list[Kpi]:
    def count(
        name: str, definition: str, better: Better = "neutral", headline: int | None = None
    ) -> Kpi:
        return Kpi(f"orders.{name}", "orders", "demand", definition, better, True, headline)

    return [
        count("carts", "carts created in the window"),
        count("abandoned", "carts created in the window and left before checkout", "lower"),
        count("placed", "the cohort: orders placed in the window, whatever became of them"),
        count("paid", "cohort orders with an approved payment", "higher"),
        count("accepted", "cohort orders paid and not canceled by their end, or by the horizon"),
        count("left", "cohort orders of which all has left the house by the horizon", "higher"),
        count("delivered", "cohort orders delivered by the horizon", "higher", 6),
        count(
            "completed",
            "cohort orders past the last stage that is on, where delivery is off: at the end of "
            "transit, of the label, ...",
            "higher",
            6,
        ),
        count("declined", "cohort orders whose payment was refused for good", "lower", 7),
        count("payment_failed", "cohort orders whose payment attempts all got no answer", "lower"),
        count("canceled", "cohort orders canceled: out of stock, fraud or time-out", "lower", 8),
        count("out_of_stock", "cohort orders canceled for lack of stock", "lower"),
        count("rejected", "cohort orders canceled by the fraud review", "lower"),
        count(
            "expired", "cohort orders canceled because reservation or stock took too long", "lower"
        ),
        count("lost", "cohort orders lost by the carrier", "lower"),
        count("returned_to_sender", "cohort orders that no attempt could deliver", "lower"),
        count("in_flight", "cohort orders still open at the horizon", "lower", 9),
        count("in_flight_late", "of those in flight, the ones whose promise has passed", "lower"),
        count("censored", "of those in flight, the ones whose promises have not passed"),
        Kpi(
            "orders.oldest_in_flight",
            "h",
            "demand",
            "age at the horizon of the oldest cohort order in flight",
            "lower",
        ),
        count(
            "shipped_late",
            "accepted orders not handed over by their ship-by time, those still inside too",
            "lower",
        ),
        Kpi(
            "orders.shipped_in_window",
            "orders",
            "shipping",
            "handed over (or completed, where shipping is off) in the window, whenever placed",
            "higher",
        ),
    ]


def _sales() -> list[Kpi]:
    def rate(name: str, stage: str, definition: str, better: Better = "higher") -> Kpi:
        return Kpi(name, "%", stage, definition, better)

    causes = {
        "payment": "declined or payment failed",
        "stock": "out of stock",
        "fraud": "rejected by the fraud review",
        "time_out": "reservation or backorder waited too long",
    }
    return [
        rate("conversion", "checkout", "paid orders / carts created in the window"),
        rate("abandonment", "checkout", "abandoned carts / carts created in the window", "lower"),
        rate("authorization_rate", "payment", "approved attempts / attempts of the cohort"),
        rate("authorization_rate.order", "payment", "orders approved after retries / orders tried"),
        rate(
            "authorization_recovery",
            "payment",
            "orders approved on a retry / orders whose first attempt was not approved",
        ),
        rate(
            "cancellation_rate", "demand", "cohort orders canceled for any cause / placed", "lower"
        ),
        *(
            rate(f"cancellation_rate.{cause}", "demand", f"{text} / placed", "lower")
            for cause, text in causes.items()
        ),
        Kpi("messages.sent", "messages", "notification", "messages to customers and the seller"),
        Kpi(
            "messages.bounce_rate", "%", "notification", "messages bounced / messages sent", "lower"
        ),
        *_moments(
            "messages.latency",
            "s",
            "notification",
            "received - sent, of the messages that arrive",
            statistics=("mean", "p95"),
        ),
    ]


def _stock() -> list[Kpi]:
    def rate(name: str, definition: str, better: Better = "higher", by_class: bool = True) -> Kpi:
        return Kpi(name, "%", "inventory", definition, better, by_class)

    return [
        rate("fill_rate.unit", "units of lines served whole at first allocation / units ordered"),
        rate(
            "fill_rate.unit_each",
            "units there at first allocation, each for itself, that nobody waits for / units "
            "ordered: the fill rate of the textbooks, of a house that parts lines",
        ),
        rate("fill_rate.line", "lines served from stock at first allocation / lines ordered"),
        rate("fill_rate.order", "orders served whole at first allocation / orders allocated"),
        rate("fill_rate.unit_final", "units reserved in the end / units ordered"),
        rate("fill_rate.line_final", "lines reserved in the end / lines ordered"),
        rate("fill_rate.order_final", "orders reserved whole in the end / orders allocated"),
        rate(
            "stock_out_rate", "demand lines that find too little available / demand lines", "lower"
        ),
        rate(
            "stock_out_time",
            "share of SKU-time in the window with nothing on hand that is not reserved",
            "lower",
            False,
        ),
        Kpi(
            "days_of_cover",
            "d",
            "inventory",
            "mean units on hand / mean units ordered a day, in the window",
            "neutral",
            False,
        ),
        Kpi(
            "inventory.turns",
            "turns",
            "inventory",
            "units of orders that left in the window, at 365 days a year / mean units on hand",
            "higher",
            False,
        ),
        Kpi("on_hand.mean", "units", "inventory", "time average in the window", "lower", False),
        Kpi("backordered.mean", "units", "inventory", "time average in the window", "lower", False),
        Kpi(
            "inventory.reorders",
            "orders",
            "inventory",
            "replenishments in the window",
            by_class=False,
        ),
        Kpi(
            "inventory.cost_per_day",
            "currency/d",
            "inventory",
            "holding + reorders + shortage, a day of the window",
            "lower",
            False,
        ),
    ]


def _service_levels() -> list[Kpi]:
    def rate(
        name: str, stage: str, definition: str, better: Better = "higher", rank: int | None = None
    ) -> Kpi:
        return Kpi(name, "%", stage, definition, better, True, rank)

    due = "accepted orders that were handed over or whose ship-by time has passed"
    promised = "accepted orders with a delivery promise that ended or are overdue"
    return [
        rate(
            "on_time_ship",
            "shipping",
            f"last parcel handed over by the ship-by time / {due}",
            rank=1,
        ),
        rate("on_time_delivery", "delivery", f"delivered by the promise / {promised}", rank=2),
        rate("in_full", "demand", "finished orders without a canceled line / finished orders"),
        rate("otif", "delivery", f"delivered by the promise and in full / {promised}"),
        rate(
            "perfect_order",
            "delivery",
            f"on time, in full, undamaged and the right items / {promised}",
        ),
        rate("order_accuracy", "picking", "orders with the right items / shipped orders"),
        rate("damage_rate", "packing", "damaged in the house or in transit / shipped", "lower"),
        rate("loss_rate", "shipping", "lost by the carrier / shipped", "lower"),
        rate("first_attempt_success", "delivery", "delivered at attempt 1 / first attempts"),
        rate(
            "return_rate",
            "returns",
            "units of delivered orders that come back, then or later / units delivered",
            "lower",
        ),
        rate(
            "same_day_share",
            "shipping",
            "accepted orders placed by the cut-off of their class (order_cut_off) on a day with a "
            "pick-up of their carrier, releasable by it and handed over that day / those placed by "
            "it; one still inside counts once its day is over",
        ),
        *_moments(
            "dock_to_stock",
            "h",
            "returns",
            "restocked - arrived, of returns",
            statistics=("mean", "p95"),
        ),
        rate(
            "cut_off_miss_rate",
            "shipping",
            "missed or bumped / accepted orders whose planned pick-up has come; planned is the "
            "carrier's last pick-up from release to ship-by, else the first after release",
            "lower",
        ),
        rate(
            "cut_off_miss_rate.missed",
            "shipping",
            "labeled after the cut-off of the planned pick-up / planned",
            "lower",
        ),
        rate(
            "cut_off_miss_rate.bumped",
            "shipping",
            "labeled in time but not loaded at the planned pick-up / planned",
            "lower",
        ),
    ]


def _times() -> list[Kpi]:
    return [
        *_moments("cycle_time", "h", "time", "finished - placed, of finished orders", {"mean": 3}),
        *_moments("click_to_ship", "h", "shipping", "first hand-over - placed"),
        *_moments("release_to_ship", "h", "shipping", "first hand-over - released"),
        *_moments("carrier_transit", "h", "shipping", "finished - handed over, all of the order"),
        *_moments("payment_time", "min", "payment", "paid - placed, of paid orders"),
    ]


def _floor() -> list[Kpi]:
    crew, no = "floor", False
    return [
        Kpi("backlog.mean", "orders", "shipping", "released and not handed over, mean", "lower"),
        Kpi("backlog.peak", "orders", "shipping", "released and not handed over, most", "lower"),
        Kpi("backlog.end", "orders", "shipping", "the same at the end of the window", "lower"),
        Kpi(
            "backlog.hours",
            "h",
            "shipping",
            "backlog at the end / scheduled hourly capacity of the slowest station",
            "lower",
            no,
        ),
        Kpi(
            "time_to_clear",
            "h",
            "shipping",
            "from the end of the last event or outage in the window until the backlog stays 24 h "
            "at or below clock.clear_below, else at or below the highest of that weekday and hour "
            "in the warm-up; hourly, within the window; missing where it does not clear",
            "lower",
            no,
            missing_is_never=True,
        ),
        Kpi(
            "time_to_clear.cleared",
            "%",
            "shipping",
            "100 if it clears within the window, else 0",
            "higher",
            no,
        ),
        Kpi(
            "backlog.past_due",
            "orders",
            "shipping",
            "of the backlog at the end, past ship-by",
            "lower",
        ),
        Kpi(
            "backlog.growth",
            "orders",
            "shipping",
            "came into the backlog in the window less what left it: work that was put off",
            "lower",
            headline=5,
        ),
        Kpi(
            "backlog.growth_hours",
            "h",
            "shipping",
            "backlog.growth / scheduled hourly capacity of the slowest station",
            "lower",
            no,
        ),
        Kpi(
            "utilization.<crew>",
            "%",
            crew,
            "busy within the available time / that time: scheduled, called or overtime, "
            "less absences and breaks",
            "neutral",
            no,
        ),
        Kpi("occupancy.<crew>", "%", crew, "busy / paid time, overruns in both", "neutral", no),
        Kpi("scheduled_hours.<crew>", "h", crew, "planned or called in the window", "lower", no),
        Kpi("absent_hours.<crew>", "h", crew, "scheduled and missed in the window", "lower", no),
        Kpi(
            "paid_hours.<crew>",
            "h",
            crew,
            "paid in the window: overtime included, and work finished into an unpaid break",
            "lower",
            no,
        ),
        Kpi(
            "overtime_hours.<crew>",
            "h",
            crew,
            "in the window past the end of a shift: called overtime, and work finished",
            "lower",
            no,
        ),
        Kpi(
            "labor_cost.<crew>",
            "currency",
            "cost",
            "wages, overtime and premiums of the crew's hours in the window",
            "lower",
            no,
        ),
        Kpi("machine_utilization.<station>", "%", crew, "busy / all machines' time", "neutral", no),
        *_moments(
            "queue_time.<station>",
            "min",
            crew,
            "began - queued, every visit of cohort orders",
            statistics=("mean", "p50", "p95"),
        ),
        Kpi("queue_length.<station>.mean", "orders", crew, "queued, not begun: mean", "lower"),
        Kpi("queue_length.<station>.peak", "orders", crew, "queued, not begun: most", "lower"),
        Kpi("in_station.<station>.mean", "orders", crew, "queued or in service: mean", "lower"),
        Kpi("service_time.<station>.mean", "min", crew, "ended - began of visits", "lower"),
        *(
            Kpi(
                f"{stage}.{short}",
                f"{word}/h",
                stage,
                f"{word} handled in the window / labor hours at the station, idle time left out",
                "higher",
                no,
            )
            for stage in ("picking", "packing")
            for short, word in (("uph", "units"), ("lph", "lines"), ("oph", "orders"))
        ),
        Kpi(
            "labor.oph", "orders/h", crew, "orders shipped / paid hours, idle time in", "higher", no
        ),
    ]


def _handling() -> list[Kpi]:
    def tour(name: str, unit: str, definition: str, better: Better = "neutral") -> Kpi:
        return Kpi(f"picking.{name}", unit, "picking", definition, better, False)

    walked = "walked on pick tours that begin in the window"
    return [
        tour("tours", "tours", "pick tours that begin in the window; with zones one in each"),
        tour("orders_per_tour", "orders", "orders (or their parts in the zone) / pick tours"),
        tour("lines_per_tour", "lines", "lines / pick tours"),
        tour("distance_per_tour", "m", f"{walked} / tours", "lower"),
        tour("distance_per_line", "m", f"{walked} / lines", "lower"),
        Kpi(
            "picking.short_rate",
            "%",
            "picking",
            "lines on record and not on the shelf / lines looked for, of picked orders",
            "lower",
        ),
        Kpi(
            "packing.rework_rate",
            "%",
            "packing",
            "orders that the quality check sends back / packed orders",
            "lower",
        ),
        Kpi("packing.boxes_per_order", "boxes", "packing", "boxes / packed orders", "lower"),
        Kpi(
            "packing.box_fill",
            "%",
            "packing",
            "volume of the units in boxes / of these boxes",
            "higher",
        ),
        Kpi("packing.box_material", "g", "packing", "weight of boxes / packed orders", "lower"),
        Kpi(
            "packing.without_box",
            "%",
            "packing",
            "units that fit no box, each a parcel / all packed parcels",
            "lower",
        ),
        Kpi(
            "labeling.by_hand",
            "%",
            "labeling",
            "orders with a label written by hand because the service did not answer / labeled",
            "lower",
        ),
        Kpi(
            "shipping.split_rate",
            "%",
            "shipping",
            "orders that left in two parts / shipped orders",
            "lower",
        ),
        Kpi(
            "shipping.parcels_per_order",
            "parcels",
            "shipping",
            "boxes, and units that fit none / shipped orders; without boxes parts of orders",
            "lower",
        ),
        Kpi(
            "availability.<station>",
            "%",
            "floor",
            "time in the window in which machines are up, neither failed nor out / all their time",
            "higher",
            False,
        ),
        Kpi("breakdowns.<station>", "failures", "floor", "in the window", "lower", False),
    ]


HOUSE_COSTS = {
    "labor": "wages, overtime and premiums of the paid hours in the window",
    "pick_ups": "pick-ups that came in the window, full or empty",
    "inventory": "holding, reorders and shortage in the window",
}
"""What the house costs, whoever it serves; of the window."""
OWN_COSTS = {
    "packaging": "boxes, and material of every packed parcel",
    "shipping": "parcels, each box one, that a carrier took",
    "delivery": "failed delivery attempts, by the horizon or later",
    "payment": "fees of approved payments",
    "returns": "orders that come back, by the horizon or later",
    "penalties": "orders that left after their ship-by time",
}
"""What orders cost by themselves; of the cohort's orders that left."""
LOSSES = {
    "payment": "orders declined or without an answer to any payment attempt",
    "stock": "orders out of stock, and lines taken out of orders that went on",
    "fraud": "orders rejected by the fraud review",
    "time_out": "orders canceled because reservation or backorder waited too long",
    "loss": "what carriers lost",
    "undeliverable": "what no attempt could deliver",
    "returns": "what customers send back, by the horizon or later",
}
"""What takes margin from orders that were placed, and of which ones."""
_MISSED = (
    "price less cost of goods, and less the box, parcel and payment fee that were saved; a fee "
    "paid in vain is lost too"
)
_GIVEN_BACK = "price given back, less cost of goods that go back to the shelf"


def _costs() -> list[Kpi]:
    accepted, left = "orders.accepted", "orders.left"

    def cost(
        name: str, definition: str, by_class: bool = False, headline: int | None = None
    ) -> Kpi:
        return Kpi(name, "currency", "cost", definition, "lower", by_class, headline)

    house, own = ", ".join(HOUSE_COSTS), ", ".join(OWN_COSTS)
    both = "the house's cost of the window / {0} of accepted orders + order costs / {0} of those"
    return [
        cost("cost_per_order", f"the sum of its parts: {house}, {own}; each by its base", False, 4),
        *(cost(f"cost_per_order.{part}", f"{t} / {accepted}") for part, t in HOUSE_COSTS.items()),
        *(
            cost(f"cost_per_order.{part}", f"{t}, of the cohort's orders that left / {left}", True)
            for part, t in OWN_COSTS.items()
        ),
        cost("house_cost_per_order", f"{house}, together / {accepted}"),
        cost("order_costs_per_order", f"{own}, together / {left}", True),
        cost("cost_per_line", f"{both.format('lines')} that left"),
        cost("cost_per_unit", f"{both.format('units')} that left"),
        cost("total_cost", "the sum of its parts, not divided: cost_per_order has them by order"),
        *(cost(f"total_cost.{part}", text) for part, text in HOUSE_COSTS.items()),
        *(
            cost(f"total_cost.{part}", f"{text}, of the cohort's orders that left", True)
            for part, text in OWN_COSTS.items()
        ),
    ]


def _margins() -> list[Kpi]:
    def gain(name: str, definition: str, by_class: bool = True) -> Kpi:
        return Kpi(name, "currency", "margin", definition, "higher", by_class)

    def loss(name: str, definition: str) -> Kpi:
        return Kpi(name, "currency", "margin", definition, "lower")

    sold = "charged less all that is given back, by the horizon or later"
    goods = "cost of goods that are gone: sold, lost, or come back unfit for the shelf"
    contribution = "revenue less goods less order costs, before the house's cost"
    given_back = ("loss", "undeliverable", "returns")
    return [
        gain("margin_per_order", "revenue_per_order - goods_per_order - cost_per_order", False),
        gain("revenue_per_order", f"{sold} / orders.left"),
        loss("goods_per_order", f"{goods} / orders.left"),
        gain("contribution_per_order", f"{contribution} / orders.left"),
        gain("total_margin", "total_revenue - total_goods - total_cost", False),
        gain("total_revenue", f"{sold}, of the cohort's orders that left"),
        loss("total_goods", f"{goods}, of the cohort's orders that left"),
        gain("total_contribution", f"{contribution}, of the cohort's orders that left"),
        loss("lost_margin", "the sum of its causes, of the cohort"),
        *(
            loss(
                f"lost_margin.{cause}",
                f"{text}: {_GIVEN_BACK if cause in given_back else _MISSED}",
            )
            for cause, text in LOSSES.items()
        ),
    ]


def _where_the_time_goes() -> list[Kpi]:
    return [
        Kpi(
            "time_hours.<cause>",
            "h",
            "time",
            "mean hours that the cause took of a finished order; all add up to cycle_time.mean",
            "lower",
        ),
        Kpi("time_share.<cause>", "%", "time", "time_hours.<cause> / cycle_time.mean", "neutral"),
        Kpi(
            "wait_hours.<crew>",
            "h",
            "time",
            "mean hours that a finished order waits for a busy head of the crew, of those who may "
            "serve it and are at work the one that is sent first; the crews add up to "
            "time_hours.labor",
            "lower",
        ),
        Kpi(
            "late_hours.<cause>",
            "h",
            "time",
            "mean hours that the cause took of an order that was or is late, up to its hand-over "
            "(without a ship-by time: its delivery) or the horizon",
            "lower",
        ),
    ]


def _catalog() -> dict[str, Kpi]:
    parts = (
        _service_levels(),
        _times(),
        _orders(),
        _sales(),
        _stock(),
        _floor(),
        _handling(),
        _costs(),
        _margins(),
        _where_the_time_goes(),
    )
    return {each.name: each for part in parts for each in part}


KPIS: dict[str, Kpi] = _catalog()
"""By name or pattern, in the order in which tables show them."""

_FIXED = {"<station>": tuple(STATIONS), "<cause>": tuple(CAUSES)}


def kpi_names(crews: Iterable[str] = ()) -> tuple[str, ...]:
    """Every name there is for these crews, patterns filled in, in the order of `KPIS`."""
    values = {**_FIXED, "<crew>": tuple(crews)}
    names: list[str] = []
    for name in KPIS:
        pattern = next((mark for mark in values if mark in name), None)
        filled = [name] if pattern is None else [name.replace(pattern, v) for v in values[pattern]]
        names.extend(filled)
    return tuple(names)


def kpi(name: str, crews: Iterable[str] | None = None) -> Kpi:
    """The KPI of that name, a pattern filled in; with `crews`, only those crews are known.

    Raises `UnknownKpiError`.
    """
    known_crews = None if crews is None else tuple(crews)
    if name in KPIS and "<" not in name:
        return KPIS[name]
    for pattern, found in KPIS.items():
        head, mark, tail = pattern.partition("<")
        if not mark or "<" in name or not name.startswith(head):
            continue
        mark, _, tail = tail.partition(">")
        value = name[len(head) : len(name) - len(tail)]
        if not value or not name.endswith(tail) or len(name) <= len(head) + len(tail):
            continue
        allowed = _FIXED.get(f"<{mark}>", known_crews)
        if allowed is not None and value not in allowed:
            continue
        if allowed is None and "." in value:
            continue
        meaning = CAUSES[value].meaning if mark == "cause" and value in CAUSES else ""
        definition = f"{found.definition} ({meaning})" if meaning else found.definition
        return replace(found, name=name, definition=definition)
    raise UnknownKpiError(f"no KPI is called '{name}'")


HEADLINES: tuple[Kpi, ...] = tuple(
    sorted(
        (each for each in KPIS.values() if each.headline is not None),
        key=lambda each: each.headline or 0,
    )
)
"""The figures that are shown first, most important first."""


def headline() -> tuple[str, ...]:
    """The names of the headline KPIs, most important first."""
    return tuple(each.name for each in HEADLINES)
