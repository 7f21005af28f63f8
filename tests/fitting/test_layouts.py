"""A history in other layouts is the same history, and what cannot be read is told, never a trace.

Headings of their own, semicolons, days first, columns and rows in another sequence, columns that
say nothing, a mark before the first byte: alone and, by chance, together.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.fitting.history import History, happened
from simulator.fitting.read_history import read_history
from simulator.reading.mistakes import ScenarioError
from tests.fitting.histories import lag_world, write
from tests.laws.profiles import examples

MIXED = 40 if examples(400) > 400 else 6
BROKEN = 200 if examples(400) > 400 else 25
Table = list[dict[str, str]]
OWN = {"order_id": "Bestellung", "placed_at": "Bestellt am", "paid_at": "Bezahlt",
       "handed_over_at": "Versandt", "delivered_at": "Zugestellt", "promised_at": "Versprochen",
       "dest_region": "Region", "sku": "Artikel", "quantity": "Menge",
       "unit_price": "Preis"}  # fmt: skip


class Shop:
    """The table of a shop, and how it is written and read."""

    def __init__(self, rows: Table) -> None:
        self.rows = [dict(row) for row in rows]
        self.delimiter, self.end, self.encoding = ",", "\n", "utf-8"
        self.columns: dict[str, str] = {}
        self.settings: dict[str, Any] = {}

    def read(self, path: Path) -> History:
        text = io.StringIO()
        names = [self.columns.get(name, name) for name in self.rows[0]]
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator=self.end)
        writer.writerow(names)
        writer.writerows(row.values() for row in self.rows)
        path.write_bytes(text.getvalue().encode(self.encoding))
        return read_history(path, self.columns, self.settings).history


def renamed(shop: Shop, chance: random.Random) -> None:
    shop.columns = {name: OWN[name] for name in shop.rows[0] if name in OWN}


def semicolons(shop: Shop, chance: random.Random) -> None:
    shop.delimiter = ";"
    for row in shop.rows:
        row["unit_price"] = row["unit_price"].replace(".", ",")


def days_first(shop: Shop, chance: random.Random) -> None:
    shop.settings["time_format"] = "%d/%m/%Y %H:%M:%S"
    for row in shop.rows:
        for name in [name for name in row if name.endswith("_at")]:
            cell = row[name]
            if name == "promised_at":  # a date, of which the end counts: as a moment, its own
                cell = f"{cell} 00:00:00" if cell else cell
            row[name] = f"{datetime.fromisoformat(cell):%d/%m/%Y %H:%M:%S}" if cell else ""


def columns_anywhere(shop: Shop, chance: random.Random) -> None:
    names = list(shop.rows[0])
    chance.shuffle(names)
    shop.rows = [{name: row[name] for name in names} for row in shop.rows]


def rows_anywhere(shop: Shop, chance: random.Random) -> None:
    chance.shuffle(shop.rows)


def columns_of_no_use(shop: Shop, chance: random.Random) -> None:
    for k, row in enumerate(shop.rows):
        row |= {"note": 'as; said, "often"', "clerk": f"{k % 7}", "": ""}


def columns_that_say_nothing(shop: Shop, chance: random.Random) -> None:
    for row in shop.rows:
        row |= {"canceled_at": "", "payment_method": "", "service": ""}


def a_mark_before_the_first_byte(shop: Shop, chance: random.Random) -> None:
    shop.encoding = "utf-8-sig"


def lines_of_another_system(shop: Shop, chance: random.Random) -> None:
    shop.end = "\r\n"


LAYOUTS: tuple[Callable[[Shop, random.Random], None], ...] = (
    renamed, semicolons, days_first, columns_anywhere, rows_anywhere, columns_of_no_use,
    columns_that_say_nothing, a_mark_before_the_first_byte, lines_of_another_system,
)  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Table:
    path = write(lag_world(), tmp_path_factory.mktemp("layouts") / "shop.csv", days=21)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(first: History, then: History) -> bool:
    """Whether all orders and moments are the same; of equal moments the ids may be swapped."""
    columns = ("placed", "paid", "handed_over", "delivered", "promised", "lines", "units")
    by = [np.lexsort((np.array(one.order_id), one.placed)) for one in (first, then)]
    return all(
        np.array_equal(getattr(first, name)[by[0]], getattr(then, name)[by[1]]) for name in columns
    ) and (first.begin, first.end, first.left_out) == (then.begin, then.end, then.left_out)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_another_layout_is_the_same_history(
    layout: Callable[[Shop, random.Random], None], rows: Table, tmp_path: Path
) -> None:
    shop = Shop(rows)
    layout(shop, random.Random(1))
    assert same(Shop(rows).read(tmp_path / "one.csv"), shop.read(tmp_path / "other.csv"))


@pytest.mark.parametrize("seed", range(MIXED))
def test_layouts_together_are_the_same_history(seed: int, rows: Table, tmp_path: Path) -> None:
    chance, shop = random.Random(seed), Shop(rows)
    for layout in chance.sample(LAYOUTS, 4):
        layout(shop, chance)
    assert same(Shop(rows).read(tmp_path / "one.csv"), shop.read(tmp_path / "other.csv"))


RUBBISH = ("", " ", "?", "-1", "1e9", "0", "2026-02-30", "31/12", "NaN", "null", "é\u200b", '"',
           "9999-12-31 23:59", "0001-01-01", "12:00", "-", "1,5", "1.000,50", "x" * 300,
           "=1+1")  # fmt: skip


@pytest.mark.parametrize("seed", range(BROKEN))
def test_broken_cells_are_mistakes_or_counted_and_never_a_traceback(
    seed: int, rows: Table, tmp_path: Path
) -> None:
    """Refused with a remedy each; with `bad_rows: leave out` those that are left are a history."""
    chance, shop = random.Random(seed), Shop(rows[:60])
    for _ in range(chance.randint(1, 8)):
        row = chance.choice(shop.rows)
        row[chance.choice(list(row))] = chance.choice(RUBBISH)
    for settings in ({}, {"bad_rows": "leave out"}):
        shop.settings = dict(settings)
        try:
            history = shop.read(tmp_path / "shop.csv")
        except ScenarioError as error:
            mistakes = error.mistakes
        else:
            mistakes = ()
            assert history.n + sum(count for _, count in history.left_out) <= 60
            assert (np.diff(history.placed) >= 0).all()
        assert all(";" in each.message for each in mistakes)


def test_a_year_that_was_mistyped_is_counted_and_makes_no_history_longer(
    rows: Table, tmp_path: Path
) -> None:
    """An order of the year 9999 is left out, deliveries of 2206 and 1926 are not told."""
    shop = Shop(rows)
    whole = Shop(rows).read(tmp_path / "whole.csv")
    shop.rows[5]["placed_at"] = "9999-12-31T23:59:00"
    shop.rows[7]["delivered_at"] = "2206-03-09T10:00:00"
    shop.rows[9]["delivered_at"] = "1926-03-09T10:00:00"
    history = shop.read(tmp_path / "shop.csv")
    assert (history.begin, history.end) == (whole.begin, whole.end)
    assert history.n == whole.n - 1
    assert dict(history.left_out)["placed half a year and more from all others"] == 1
    arrived = [int(happened(one.delivered).sum()) for one in (history, whole)]
    assert arrived[0] == arrived[1] - 3  # with that of the order that is left out
    told = read_history(tmp_path / "shop.csv").notes
    assert "2 cells of delivered_at, half a year and more from all others, count as empty." in told
