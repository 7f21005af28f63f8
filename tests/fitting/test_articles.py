"""Articles by class: found where classes order others, drawn so, and not where they do not."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.fitting.articles import PRIOR
from simulator.fitting.association import association
from simulator.fitting.fit import Fit
from simulator.fitting.told import findings
from simulator.workload.sampling import sample

MIX = {"home": (60, 30, 10), "office": (10, 30, 60)}


def history(folder: Path, mix: Mapping[str, Sequence[int]], orders: int, lines: int) -> Path:
    """Orders of a month, 20 a day, every other of a class with its mix; offices have `lines`."""
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("order_id", "placed_at", "sku", "quantity", "unit_price", "service"))
        for k in range(orders):
            name = ("home", "office")[k % 2]
            at = f"2026-03-{1 + k // 20:02} {k % 20:02}:17:00"
            first = np.searchsorted(np.cumsum(mix[name]), (k // 2 * 37) % 100, side="right")
            for line in range(lines if name == "office" else 1):
                writer.writerow((f"o{k}", at, f"{'ABC'[int(first)]}{line}", 1, "9.50", name))
    return path


def fitted(
    folder: Path, mix: Mapping[str, Sequence[int]], orders: int = 600, lines: int = 3
) -> Fit:
    return sim.fit(history(folder, mix, orders, lines))


def skus(found: Fit) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(found.files["inputs/skus.csv"].decode())))


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> Fit:
    return fitted(tmp_path_factory.mktemp("two"), MIX)


def test_classes_that_order_others_have_their_own_weights(of_two: Fit) -> None:
    rows = skus(of_two)
    assert [*rows[0]] == ["sku", "weight", "price", "weight_home", "weight_office"]
    home = {row["sku"]: float(row["weight_home"]) for row in rows}
    every = {row["sku"]: float(row["weight"]) for row in rows}
    total = sum(every.values())
    assert total == 300 + 900
    assert home["A0"] == pytest.approx(180 + PRIOR * every["A0"] / total, rel=1e-4)
    assert home["B2"] == pytest.approx(PRIOR * every["B2"] / total, rel=1e-4)


def test_the_scenario_draws_articles_and_lines_of_each_class(of_two: Fit) -> None:
    scenario = of_two.scenario.scenario
    work = sample(scenario, 0)
    named = list(scenario.demand.classes)
    office = work.order_class == named.index("office")
    assert set(work.lines[office].tolist()) == {3}
    assert set(work.lines[~office].tolist()) == {1}
    names = [row["sku"] for row in skus(of_two)]
    of_home = work.line_sku[np.repeat(~office, work.lines)]
    drawn = np.bincount(of_home, minlength=len(names)) / len(of_home)
    told = np.array([float(row["weight_home"]) for row in skus(of_two)])
    assert drawn == pytest.approx(told / told.sum(), abs=0.08)


def test_it_is_said(of_two: Fit) -> None:
    (note,) = (each for each in findings(of_two, "fit").notes if "articles" in each)
    assert note.startswith("Classes order other articles (Cramér's V 0.")
    assert note.endswith("a column of weights each in inputs/skus.csv.")


def test_classes_that_order_alike_have_no_weights_of_their_own(tmp_path: Path) -> None:
    alike = {"home": (40, 30, 30), "office": (40, 30, 30)}
    assert [*skus(fitted(tmp_path, alike, lines=1))[0]] == ["sku", "weight", "price"]


def test_a_class_of_few_orders_has_none(tmp_path: Path) -> None:
    assert [*skus(fitted(tmp_path, MIX, orders=180))[0]] == ["sku", "weight", "price"]


def test_association_is_cramers_v_less_what_chance_makes_of_it() -> None:
    """All of one article each: V is 1. 60 and 40 of 100 against 40 and 60: V is .2, less .0025."""
    assert association(np.array([[100, 0], [0, 100]])) == pytest.approx(1, abs=0.003)
    assert association(np.array([[50, 50], [50, 50]])) == 0
    by_hand = (0.04 - 1 / 199) ** 0.5
    assert association(np.array([[60, 40], [40, 60]])) == 0  # p is .005
    twice = (0.04 - 1 / 399) ** 0.5
    assert association(np.array([[120, 80], [80, 120]])) == pytest.approx(twice)
    assert by_hand < twice
