import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.measure.statistics import Estimate
from simulator.reporting.labels import label
from simulator.reporting.numbers import (
    change_text,
    count,
    hours,
    listed,
    number,
    percent,
    shown,
    value_text,
)


@pytest.mark.parametrize(
    ("mean", "half_width", "unit", "text"),
    [
        (97.2341, 0.41, "%", "97.2 ± 0.4 %"),
        (97.2341, 0.0231, "%", "97.23 ± 0.02 %"),
        (97.2341, 1.34, "%", "97.2 ± 1.3 %"),
        (51.337, 0.7, "h", "51.3 ± 0.7 h"),
        (33_612.4, 218.3, "orders", "33,612 ± 218 orders"),
        (402.23, 2.6, "orders", "402.2 ± 2.6 orders"),
        (8.4291, 0.11, "USD", "8.43 ± 0.11 USD"),
        (0.05, 0.004, "h", "3.00 ± 0.24 min"),
        (0.00002, 0.000001, "h", "72 ± 4 ms"),
        (-3.21, 0.4, "USD", "−3.2 ± 0.4 USD"),
        (100.0, 0.0, "%", "100 ± 0 %"),
        (97.5, 1e-7, "%", "97.50 ± <0.01 %"),
        (98.0, None, "%", "98 %"),
        (12.345, None, "h", "12.3 h"),
        (8.4291, None, "USD", "8.43 USD"),
        (0.0, None, "orders", "0 orders"),
    ],
)
def test_as_many_digits_as_the_half_width_supports(
    mean: float, half_width: float | None, unit: str, text: str
) -> None:
    assert shown(mean, half_width, unit).text == text


def test_figures_side_by_side_share_a_unit() -> None:
    assert shown(13.04 / 60, 0.0001, "min", like=11.4).text == "0.217 ± <0.001 min"
    assert shown(0.5, 0.1, "h", like=0.9).text == "30 ± 6 min"


def test_a_missing_half_width_says_why() -> None:
    assert shown(3.0, math.nan, "h", 1).plus_minus == "n/a (1 replication)"
    assert shown(3.0, math.nan, "h", 5).plus_minus == "n/a"
    assert shown(math.nan, math.nan, "h", 5).text == "n/a"


@given(
    mean=st.floats(-1e7, 1e7),
    half_width=st.floats(1e-3, 1e6),
    unit=st.sampled_from(["%", "orders", "USD", "d", "orders/h"]),
)
def test_what_is_shown_is_within_a_half_width_of_the_mean(
    mean: float, half_width: float, unit: str
) -> None:
    s = shown(mean, half_width, unit)
    value = float(s.value.replace(",", "").replace("−", "-"))
    smallest_step = 0.1 if unit in ("orders",) else 0.01
    assert abs(value - mean) <= max(half_width, smallest_step) * (1 + 1e-9)


def test_small_things() -> None:
    assert number(-0.0001, 1) == "0.0"
    assert [count(v) for v in (0.0, 0.4, 9.96, 12.4, 1234.5)] == ["0", "0.4", "10.0", "12", "1,234"]
    assert [percent(s) for s in (0.0, 0.0001, 0.123, 1.0)] == [
        "0.0 %", "under 0.1 %", "12.3 %", "100.0 %",
    ]  # fmt: skip
    assert [hours(h) for h in (1.25, 47.9, 60.0)] == ["1.2 h", "47.9 h", "2.5 d"]
    assert [hours(h, like=12.0) for h in (12.0, 60.0)] == ["12.0 h", "60.0 h"]
    assert [hours(h, like=60.0) for h in (72.0, 60.0)] == ["3.0 d", "2.5 d"]
    assert [listed(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("on_time_ship", "On-time ship"),
        ("cycle_time.p95", "Cycle time, P95"),
        ("orders.declined", "Orders declined"),
        ("queue_time.fraud_review.mean", "Queue time, fraud review, mean"),
        ("utilization.night_pickers", "Utilization, night pickers"),
        ("stock_out_rate", "Stock-out rate"),
        ("fill_rate.line_final", "Fill rate, line, in the end"),
        ("inventory.reorders", "Reorders"),
        ("time.pick_up", "Time, pick-up"),
    ],
)
def test_kpis_have_names_in_words(name: str, text: str) -> None:
    assert label(name) == text


@pytest.mark.parametrize(
    ("mean", "half_width", "value", "change"),
    [
        (88.0, 60.0, "88 % (28 to 100 %)", "+88 points (28 to +100)"),
        (42.0, 100.0, "42 % (0 to 100 %)", "+42 points (−58 to +100)"),
        (-42.0, 100.0, "−42 ± 100 %", "−42 points (−100 to +58)"),
        (99.7, 0.7, "99.7 ± 0.7 %", "+99.7 ± 0.7 points"),
        (50.0, 20.0, "50 ± 20 %", "+50 ± 20 points"),
    ],
)
def test_no_interval_of_a_share_goes_far_beyond_what_can_be(mean, half_width, value, change):
    found = Estimate(mean, half_width, 0.95, 2)
    assert value_text(found, "%") == value
    assert change_text(found, "%") == change
    assert value_text(found, "USD").endswith(" USD")
