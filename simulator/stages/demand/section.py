"""What customers order, and when: rates and profiles, or a trace of real orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field, PlainValidator, WithJsonSchema

from simulator.distributions import Distribution
from simulator.reading.by_region import DurationByRegion
from simulator.reading.fields import (
    Count,
    CountDistribution,
    Date,
    FilePath,
    Fraction,
    HourProfile,
    Label,
    NonNegative,
    PerDay,
    Positive,
    Promise,
    Section,
    Share,
    Shares,
    TimeOfDay,
    WeekdayProfile,
    preset,
)
from simulator.reading.mistakes import MisreadingError
from simulator.reading.own_headers import own_headers
from simulator.reading.quantities import positive_duration, share
from simulator.stages.demand.order_file import TimeFormat, Trace, TraceWindow
from simulator.units import DAY

__all__ = ["Demand", "DemandEvent", "DemandForecast", "OrderClass", "Trace", "TraceWindow"]


class OrderClass(Section):
    """A group of orders with one priority and one promise."""

    share: Share = preset("100 %", description="Share of all orders; the classes add up to 100 %.")
    priority: Count = preset(1, ge=0, description="1 goes before 2.")
    ship_by: Promise | None = Field(
        default=None,
        description="Hand-over promised: '24 h', 'same day', 'next day' or '2 working days'.",
    )
    order_cut_off: TimeOfDay | None = Field(
        default=None,
        description="Orders placed later count as placed the next working day for ship_by; the "
        "KPI same_day_share counts those placed by it alone.",
    )
    deliver_within: Promise | None = Field(
        default=None,
        description="Delivery promised, counted from the order: '4 d', '2 working days'.",
    )
    deliver_cut_off: TimeOfDay | None = Field(
        default=None,
        description="Orders placed later count as placed the next working day for deliver_within; "
        "none: whenever they are placed, their own day counts.",
    )
    promised_days: DurationByRegion | None = Field(
        default=None,
        description="In place of deliver_within, drawn for each order: days from its own to the "
        "one by whose end delivery is promised; {by_region: {north: 2 d, south: 5 d}} by region.",
    )
    regions: Shares | None = Field(
        default=None, description="Where its orders go; none: as demand.regions says."
    )
    lines: CountDistribution | None = Field(
        default=None, description="Lines of its orders; none: as demand.lines says."
    )
    units_per_line: CountDistribution | None = Field(
        default=None, description="Units of their lines; none: as demand.units_per_line says."
    )

    @property
    def promises_delivery(self) -> bool:
        """Whether it tells by when its orders are delivered."""
        return self.deliver_within is not None or self.promised_days is not None


class Sizes(NamedTuple):
    """How large the orders of some share of all (0 to 1) are."""

    share: float
    lines: Distribution
    units_per_line: Distribution

    @property
    def mean_units(self) -> float:
        """Units of an order; a line has one at least, and an order a line."""
        return max(self.lines.mean, 1.0) * max(self.units_per_line.mean, 1.0)


class DemandEvent(Section):
    """A stretch of days on which demand is multiplied, such as a sale or Black Friday."""

    name: Label = Field(description="By which changes address it.")
    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="Last day, included.")
    factor: Positive = Field(description="Multiplies the rate on those days.")


class Growth(Section):
    """Demand that grows or shrinks day by day, by the same factor each week."""

    a_week: Positive = Field(
        description="Demand over that of the week before: 1.01 is 1 % more.", examples=[1.01, 0.98]
    )
    level_on: Date = Field(description="The day on which demand is what is written for it.")


def error_by_horizon(value: Any) -> dict[int, float]:
    """A relative error, or several by how far ahead they are: {1 d: 8 %, 7 d: 20 %}."""
    if not isinstance(value, Mapping):
        return {DAY: share(value)}
    if not value:
        raise MisreadingError("has no errors; write one such as {1 d: 8 %, 7 d: 20 %}")
    return {positive_duration(ahead): share(error) for ahead, error in value.items()}


ErrorByHorizon = Annotated[
    dict[int, float],
    PlainValidator(error_by_horizon),
    WithJsonSchema(
        {"type": ["string", "object"], "examples": ["15 %", {"1 d": "8 %", "7 d": "20 %"}]}
    ),
]


FORECAST_COLUMNS = ("date", "orders", "low", "high")
PARTS_OF_A_DATE = ("hour", "class")
"""Columns of a forecast's file that has several rows a date."""


def columns(value: Any) -> dict[str, str]:
    """The header of a forecast's column by what it is."""
    known = (*FORECAST_COLUMNS, *PARTS_OF_A_DATE)
    return own_headers(value, known, "a forecast", ("orders", "Expected"))


ForecastColumns = Annotated[
    dict[str, str],
    PlainValidator(columns),
    WithJsonSchema({"type": "object", "examples": [{"orders": "Expected"}]}),
]


class DemandForecast(Section):
    """What is expected by date, and how far off it may be; an error of its own each replication.

    On the dates of the file the orders expected are its orders (times `scale`, events and abandoned
    carts as of any day), in place of `orders_per_day` and the week's shape; the hours of a day and
    the shares of the classes stay, unless the file tells them. What the days turn out to be is
    lognormal around the forecast, its median, with `low` and `high` as quantiles, and goes on top
    of the spread from day to day and of Poisson's.
    """

    file: FilePath = Field(
        description="A row per date, or an hour or class on it: date, hour or class, orders; low, "
        "high where they are known."
    )
    columns: ForecastColumns = preset(
        {}, description="The file's own headers by what they are: {orders: Expected}."
    )
    time_format: TimeFormat | None = Field(
        default=None,
        description="Of its dates, with the codes of strptime; none: 2026-03-16.",
        examples=["%d.%m.%Y"],
    )
    covers: Share = preset(
        "80 %", gt=0, lt=1, description="What lies between low and high, as much beyond each."
    )
    error: ErrorByHorizon = preset(
        "0 %",
        description="Where low and high are missing: how far high is above the forecast (and the "
        "forecast above low), by days ahead of the day before the first.",
    )
    correlation: Fraction = preset(
        0.5, lt=1, description="Of the errors of one day and the next (assumption); rho^k after k."
    )


class Demand(Section):
    """Arrivals of carts and orders, order classes, lines, units and regions.

    Exactly one of `orders_per_day`, `carts_per_day` and `trace` is given. With `orders_per_day`
    and abandonment on, carts arrive so that this many are expected to check out.
    """

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("orders_per_day", "carts_per_day", "trace"),)
    stays: ClassVar[tuple[str, ...]] = ("trace",)

    orders_per_day: PerDay | None = Field(
        default=None,
        description="Mean placed orders a day, over all seven days of the week: a shop with 450 on "
        "each of five working days and none else has 321.4.",
    )
    carts_per_day: PerDay | None = Field(default=None, description="Mean carts created a day.")
    forecast: DemandForecast | None = Field(
        default=None, description="Orders by date with their uncertainty, beside orders_per_day."
    )
    trace: Trace | None = Field(default=None, description="Real orders instead of a rate.")
    scale: Positive = preset(1, description="Multiplies all demand; thins or repeats a trace.")
    growth: Growth | None = Field(
        default=None, description="From week to week; none: none. A trace has its own."
    )
    hour_of_day: HourProfile | None = Field(
        default=None,
        description="24 or 168 percent that are 100 together (from Monday 0 h), {counts: [...]} "
        "or a CSV, of which the ratio alone matters; none: even.",
    )
    day_of_week: WeekdayProfile | None = Field(
        default=None,
        description="Percent of the week's orders on each of mon to sun, 100 together; or "
        "{counts: {mon: 520, ...}}, of which the ratio alone matters; none: even.",
    )
    day_to_day_cv: NonNegative = preset(
        0,
        description="Spread of a random factor a day (gamma, mean 1) on top of Poisson "
        "(assumption: 0; Olist: 0.18).",
    )
    events: tuple[DemandEvent, ...] = preset(
        [], description="Sales, Black Friday: days on which demand is multiplied."
    )
    classes: dict[Label, OrderClass] = preset(
        {"all": {}}, description="Order classes; none: one, 'all'."
    )
    lines: CountDistribution = preset(
        1, description="Lines per order (Olist: 96.7 % one product; multi-line shop 2.43)."
    )
    units_per_line: CountDistribution = preset(
        1, description="Units per line (Olist: 1.14 units an order)."
    )
    regions: Shares = preset({"all": "100 %"}, description="Destination regions and their shares.")

    @property
    def has_cut_off(self) -> bool:
        """Whether any class has a time of day until which orders count as of that day."""
        return any(order_class.order_cut_off is not None for order_class in self.classes.values())

    @property
    def sizes(self) -> tuple[Sizes, ...]:
        """Of each class in turn; of all orders at once where no class has its own."""
        classes = self.classes.values()
        if all(each.lines is None and each.units_per_line is None for each in classes):
            return (Sizes(1.0, self.lines, self.units_per_line),)
        return self.of_classes

    @property
    def of_classes(self) -> tuple[Sizes, ...]:
        """Of each class in turn."""
        return tuple(
            Sizes(each.share, each.lines or self.lines, each.units_per_line or self.units_per_line)
            for each in self.classes.values()
        )

    @property
    def mean_lines(self) -> float:
        """Lines of an order."""
        return sum(each.share * each.lines.mean for each in self.sizes)

    @property
    def mean_units(self) -> float:
        """Units of an order."""
        return sum(each.share * each.mean_units for each in self.sizes)
