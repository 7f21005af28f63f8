"""Order costs by class, carrier and service, method and day: a table on disk and in the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.measure.money_groups import FIGURES
from simulator.measure.statistics import Estimate, estimate
from simulator.reporting.curves import table
from simulator.reporting.money import PARTS
from simulator.reporting.numbers import count, shown
from simulator.reporting.style import Numbers
from simulator.reporting.tables import NONE, Table
from simulator.results.cells import to_csv
from simulator.results.columns import COSTS
from simulator.results.order_money import CONTACTS, ORDER_COSTS

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reporting.report_input import ReportInput

GROUPINGS = ("class", "service", "method", "day")
PAID = {"charged": "charged", "refunded": "less given back"}
"""Figures whose difference is the revenue that is kept, as the report calls them."""
_PARTS = (*ORDER_COSTS, CONTACTS)
MOST_DAYS = 62
"""The report lists no more days; `costs.csv` has all."""


@dataclass(frozen=True)
class Group:
    """One class, service, day or carrier: totals of its figures, one value per replication."""

    grouping: str
    name: str
    values: Mapping[str, Numbers]

    def per_order(self, figure: str, confidence: float) -> Estimate:
        """Of the orders that left; a replication in which none did has no value."""
        left = self.values["orders_left"]
        return estimate(
            (self.values[figure] / np.where(left > 0, left, np.nan)).tolist(), confidence
        )


def groups(run: ReportInput, grouping: str) -> list[Group]:
    """All groups of a grouping, in the order of the scenario or of time."""
    name = f"money_by_{grouping}"
    names = run.series.loc[run.series["series"] == name, "group"]
    return [
        Group(grouping, str(group), _figures(table(run.series, name, str(group)).to_numpy()))
        for group in dict.fromkeys(names)
    ]


def _figures(totals: Numbers) -> dict[str, Numbers]:
    """By figure the values over replications, sums of others included."""
    if len(totals) < len(FIGURES):
        return {"pick_ups": totals[0]}
    values = dict(zip((*FIGURES, CONTACTS), totals, strict=False))
    costs = np.sum([values[part] for part in _PARTS if part in values], axis=0)
    values["order_costs"] = costs
    values["contribution"] = values["revenue"] - values["goods"] - costs
    return values


def paid(run: ReportInput) -> Iterator[tuple[str, str, str]]:
    """What customers paid and what they get back of it: text, by order that left, and in all."""
    every = groups(run, "class")
    if not every:
        return
    names = ("orders_left", *PAID)
    values = {name: np.sum([group.values[name] for group in every], axis=0) for name in names}
    whole = Group("class", "all", values)
    for figure, text in PAID.items():
        total = estimate(values[figure].tolist(), run.confidence)
        an_order, in_all = (
            shown(each.mean, each.half_width, run.currency, each.n).text
            for each in (whole.per_order(figure, run.confidence), total)
        )
        yield text, an_order, in_all


def costs_file(run: ReportInput) -> bytes:
    """The content of costs.csv."""
    return to_csv(costs_frame(run))


def costs_frame(run: ReportInput) -> pd.DataFrame:
    """One row per group and figure, with the columns of `columns.COSTS`."""
    import pandas as pd

    rows = [row for grouping in (*GROUPINGS, "pick_ups") for row in _rows(run, grouping)]
    return pd.DataFrame(rows, columns=[column.name for column in COSTS])


def _rows(run: ReportInput, grouping: str) -> Iterator[tuple[object, ...]]:
    by = "carrier" if grouping == "pick_ups" else grouping
    for group in groups(run, grouping):
        for figure, values in group.values.items():
            mean = estimate(values.tolist(), run.confidence)
            unit = "orders" if figure == "orders_left" else run.currency
            yield (
                by, group.name, figure, unit, mean.mean, mean.half_width, mean.confidence,
                mean.n,
            )  # fmt: skip


def by_service(run: ReportInput) -> Table | None:
    """What the orders of each carrier's services cost by themselves and leave over."""
    return _table(run, "service", "Order costs by carrier and service", "Carrier, service")


def by_method(run: ReportInput) -> Table | None:
    """The same by the method with which orders were paid, where there are several."""
    return _table(run, "method", "Order costs by method of payment", "Paid with")


def by_day(run: ReportInput) -> Table | None:
    """The same by the day on which orders were placed."""
    return _table(run, "day", "Order costs by day of placing", "Placed on")


def _table(run: ReportInput, grouping: str, caption: str, corner: str) -> Table | None:
    shown = groups(run, grouping)[:MOST_DAYS]
    known = [part for part in _PARTS if all(part in group.values for group in shown)]
    told = [part for part in known if any(group.values[part].any() for group in shown)]
    sold = any(group.values["revenue"].any() for group in shown)
    figures = [*told, "order_costs", *(["contribution"] if sold else [])]
    if not told:
        return None
    rows = []
    for group in shown:
        left = estimate(group.values["orders_left"].tolist(), run.confidence)
        cells = [_cell(group.per_order(figure, run.confidence), run) for figure in figures]
        rows.append((group.name, count(left.mean), *cells))
    head = (corner, "Orders left", *(WORDS[figure] for figure in figures))
    return Table(f"{caption}, per order", head, tuple(rows))


WORDS = {
    **{part: PARTS[part].capitalize() for part in _PARTS},
    "order_costs": "All order costs",
    "contribution": "Contribution",
}


def _cell(estimated: Estimate, run: ReportInput) -> str:
    text = shown(estimated.mean, estimated.half_width, run.currency, estimated.n).text
    return text.removesuffix(f" {run.currency}") or NONE
