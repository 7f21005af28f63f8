"""Columns of a history taken out one by one: what they tell falls back, is said, and nothing else.

Without an order's number, its moment, its articles or their count a file is no order file: one
mistake says so, with its remedy.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from simulator.fitting.fitted import Fitted, fitted
from simulator.fitting.read_history import read_history
from simulator.reading.mistakes import ScenarioError
from tests.fitting.histories import HEAD, lag_world, write

ALWAYS = {"returns", "crews"}
"""What this history never tells: who sends back, and how many people there are."""
ROAD = "shipping.carriers.carrier.services"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    path = write(lag_world(), tmp_path_factory.mktemp("columns") / "all.csv", days=28)
    with path.open(encoding="utf-8") as file:
        return list(csv.reader(file))


def without(column: str, rows: list[list[str]], path: Path) -> Path:
    kept = [k for k, name in enumerate(HEAD) if name != column]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[row[k] for k in kept] for row in rows])
    return path


@pytest.fixture(scope="module")
def whole(rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    path = without("", rows, tmp_path_factory.mktemp("whole") / "all.csv")
    return fitted(read_history(path).history, ())


@pytest.mark.parametrize(
    ("column", "falls", "why"),
    [
        ("paid_at", {"payment"}, "no column says when orders are paid"),
        ("handed_over_at", {"handling", ROAD}, "no column says when orders are handed over"),
        ("delivered_at", {ROAD}, "no column says when orders are delivered"),
        ("dest_region", {"demand.regions"}, "no column says where orders go"),
        ("promised_at", {""}, "no column says what was promised"),
        ("unit_price", set(), ""),
    ],
)
def test_a_column_that_is_taken_out_falls_back_and_is_said(
    column: str, falls: set[str], why: str, rows: list[list[str]], whole: Fitted, tmp_path: Path
) -> None:
    found = fitted(read_history(without(column, rows, tmp_path / "orders.csv")).history, ())
    guessed = {each.key: each.method for each in found.estimates if each.source == "assumed"}
    assert guessed.keys() - ALWAYS == falls
    assert not why or why in guessed.values()
    of_demand = [  # the days that promises are counted in are those of the deliveries
        [
            each
            for each in estimates
            if each.key.startswith("demand.")
            and each.source == "history"
            and not any(word in each.key for word in ("deliver", "promised"))
        ]
        for estimates in (found.estimates, whole.estimates)
    ]
    assert of_demand[0] == of_demand[1]


@pytest.mark.parametrize("column", ["order_id", "placed_at", "sku", "quantity"])
def test_a_column_without_which_there_are_no_orders_is_one_mistake(
    column: str, rows: list[list[str]], tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError) as error:
        read_history(without(column, rows, tmp_path / "orders.csv"))
    (mistake,) = error.value.mistakes
    assert f"--columns '{column}=YOUR HEADER'" in mistake.message
