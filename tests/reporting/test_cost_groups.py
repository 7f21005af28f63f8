"""Order costs by class, carrier and day, from the curves of a run to its table and its page."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from synthetic import report_input

from simulator.measure.money_groups import FIGURES
from simulator.reporting.cost_groups import by_day, by_service, costs_file, groups, paid
from simulator.reporting.report import render
from simulator.reporting.report_input import ReportInput
from simulator.results.columns import COSTS

TOTALS = {"orders_left": (2.0, 4.0, 0.0), "shipping": (10.0, 22.0, 0.0), "returns": (0.0, 2.0, 0.0),
          "revenue": (100.0, 200.0, 0.0), "goods": (60.0, 120.0, 0.0)}  # fmt: skip
"""Of three replications; in the last nothing leaves."""
PAID_FOR = {"orders_left": (2.0, 4.0, 0.0), "charged": (100.0, 200.0, 0.0),
            "refunded": (10.0, 26.0, 0.0)}  # fmt: skip


def rows(series: str, group: str, place: int, values: tuple[float, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {"replication": range(3), "series": series, "group": group, "x": float(place),
         "value": values}
    )  # fmt: skip


@pytest.fixture
def run() -> ReportInput:
    frames = [
        rows(f"money_by_{by}", name, place, TOTALS.get(figure, (0.0, 0.0, 0.0)))
        for by, name in (("service", "parcelco, ground"), ("day", "2026-03-02"))
        for place, figure in enumerate(FIGURES)
    ]
    frames.append(rows("money_by_pick_ups", "parcelco", 0, (60.0, 60.0, 60.0)))
    plain = report_input(3)
    series = plain.series[~plain.series["series"].str.startswith("money_by_")]
    return replace(plain, series=pd.concat([series, *frames], ignore_index=True))


def test_a_group_has_its_sums_and_shares(run: ReportInput) -> None:
    (service,) = groups(run, "service")
    assert service.values["order_costs"].tolist() == [10, 24, 0]
    assert service.values["contribution"].tolist() == [30, 56, 0]
    found = service.per_order("order_costs", 0.95)
    assert (found.mean, found.n, found.left_out) == (5.5, 2, 1)


def test_what_was_paid_and_given_back_leads_to_revenue(run: ReportInput) -> None:
    """Of both classes: 100 for two orders and 200 for four, of which 10 and 26 are given back."""
    frames = [
        rows("money_by_class", name, FIGURES.index(figure), tuple(share * v for v in values))
        for name, share in (("express", 0.25), ("standard", 0.75))
        for figure, values in (
            *((figure, (0.0, 0.0, 0.0)) for figure in FIGURES if figure not in PAID_FOR),
            *PAID_FOR.items(),
        )
    ]
    told = list(paid(replace(run, series=pd.concat([run.series, *frames], ignore_index=True))))
    assert [text for text, *_ in told] == ["charged", "less given back"]
    assert [row[1].split()[0] for row in told] == ["50", "6"]  # a piece: 5 and 6.5
    assert [row[2].split()[0] for row in told] == ["100", "12"]  # of three replications
    assert list(paid(run)) == []


def test_the_file_keeps_its_contract(run: ReportInput) -> None:
    table = pd.read_csv(io.BytesIO(costs_file(run)))
    assert tuple(table.columns) == tuple(column.name for column in COSTS)
    named = table.set_index(["by", "name", "figure"])
    assert named.loc[("service", "parcelco, ground", "order_costs"), "mean"] == pytest.approx(
        34 / 3
    )
    assert named.loc[("service", "parcelco, ground", "orders_left"), "unit"] == "orders"
    assert named.loc[("carrier", "parcelco", "pick_ups"), "mean"] == 60
    assert set(table["by"]) == {"service", "day", "carrier"}
    assert not table["half_width"].isna().any()


def test_tables_leave_out_what_costs_nothing(run: ReportInput) -> None:
    table = by_service(run)
    assert table is not None
    assert table.head == (
        "Carrier, service", "Orders left", "Parcels", "Returns", "All order costs", "Contribution"
    )  # fmt: skip
    assert table.rows[0][:2] == ("parcelco, ground", "2")
    day = by_day(run)
    assert day is not None
    assert day.rows[0][0] == "2026-03-02"
    page = render(run, {})
    assert "Order costs by day of placing, per order" in page
    assert "<code>costs.csv</code>" in page
    free = replace(run, series=run.series.assign(value=np.nan_to_num(0.0)))
    assert by_service(free) is None
