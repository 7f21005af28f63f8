"""What customers order, and when: rates and profiles, or a trace of real orders."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from simulator.scenario.fields import (
    CountDistribution,
    Date,
    Duration,
    HourProfile,
    Name,
    NonNegative,
    Positive,
    PositiveDuration,
    Promise,
    Section,
    Share,
    Shares,
    StartMoment,
    TimeOfDay,
    WeekdayProfile,
)


class OrderClass(Section):
    """A group of orders with one priority and one promise."""

    share: Share = Field(default=1.0, description="Share of all orders; the classes add up to 100 %.")
    priority: int = Field(default=1, ge=0, description="1 goes before 2.")
    ship_by: Promise | None = Field(
        default=None,
        description="Hand-over promised: '24 h', 'same day', 'next day' or '2 working days'.",
    )
    order_cut_off: TimeOfDay | None = Field(
        default=None,
        description="Orders placed later count as placed the next working day for ship_by.",
    )
    deliver_within: Promise | None = Field(
        default=None, description="Delivery promised, counted from the order: '4 d', '2 working days'."
    )


class DemandEvent(Section):
    """A stretch of days on which demand is multiplied, such as a sale or Black Friday."""

    name: Name
    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="Last day, included.")
    factor: Positive = Field(description="Multiplies the rate on those days.")


class TraceWindow(Section):
    """A part of a trace, by date, both ends included."""

    from_: Date = Field(alias="from")
    to: Date


class Trace(Section):
    """Real orders from a CSV, one row a line, instead of sampled arrivals."""

    file: Path = Field(description="CSV or CSV.gz, relative to the scenario file.")
    format: Literal["auto", "orders", "shopify"] = Field(
        default="auto", description="Columns: ours (order_id, placed_at, sku, quantity) or Shopify's."
    )
    window: TraceWindow | None = Field(default=None, description="Only the orders placed in it.")
    shift_to: StartMoment | None = Field(
        default=None, description="The first day of the trace (or of its window) moves to this date."
    )
    class_column: str = Field(
        default="service", description="Column whose value is the order's class, where present."
    )


class Demand(Section):
    """Arrivals of carts and orders, order classes, lines, units and regions.

    Exactly one of `orders_per_day`, `carts_per_day` and `trace` is given. With `orders_per_day`
    and abandonment on, carts arrive so that this many are expected to check out.
    """

    orders_per_day: Positive | None = Field(default=None, description="Mean placed orders a day.")
    carts_per_day: Positive | None = Field(default=None, description="Mean carts created a day.")
    trace: Trace | None = None
    scale: Positive = Field(default=1.0, description="Multiplies all demand; thins or repeats a trace.")
    hour_of_day: HourProfile | None = Field(
        default=None, description="24 or 168 weights (from Monday 0 h), or a CSV; none: even."
    )
    day_of_week: WeekdayProfile | None = Field(default=None, description="Seven weights; none: even.")
    day_to_day_cv: NonNegative = Field(
        default=0.0, description="Spread of a random factor a day (gamma, mean 1) on top of Poisson."
    )
    events: tuple[DemandEvent, ...] = ()
    classes: dict[Name, OrderClass] = Field(
        default_factory=lambda: {"all": OrderClass()}, description="Order classes; none: one, 'all'."
    )
    lines: CountDistribution = Field(default=1, validate_default=True, description="Lines per order.")
    units_per_line: CountDistribution = Field(
        default=1, validate_default=True, description="Units per line."
    )
    regions: Shares = Field(
        default_factory=lambda: {"all": 1.0}, description="Destination regions and their shares."
    )
