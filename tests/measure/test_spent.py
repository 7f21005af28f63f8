"""Milliseconds by what they went into, kept narrow and given back whole."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from simulator.measure.account import Account
from simulator.measure.spent import Spent
from simulator.units import NEVER

LONG = 40 * 86_400_000
"""Forty days, which are more than 32 bits of milliseconds."""
COLUMNS = {
    "nothing": [0, 0, 0, 0, 0],
    "of one order": [0, 0, 7, 0, 0],
    "of most": [1, 2, 0, 4, 5],
    "less than nothing": [0, -3, 0, 0, 0],
    "of one order, long": [0, LONG, 0, 0, 0],
    "of most, long": [1, LONG, 3, -LONG, 5],
    "as long as 32 bits": [2**31 - 1, -(2**31), 2**31 - 1, 0, 1],
}


@pytest.fixture(params=[True, False], ids=["compiled", "by NumPy"])
def loops(request, monkeypatch):
    """The loops over columns, and what NumPy does without them."""
    if request.param:
        pytest.importorskip("numba")
    else:
        monkeypatch.setitem(sys.modules, "numba", None)


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_what_was_put(name):
    spent, column = Spent(5), np.array(COLUMNS[name], dtype=np.int64)
    spent.put(name, column)
    assert list(spent) == [name]
    assert spent[name].dtype == np.int64
    assert spent[name].tolist() == column.tolist()
    assert spent.total(name) == sum(COLUMNS[name])
    assert spent.any(name) == any(COLUMNS[name])


def test_columns_add_up_in_64_bits():
    spent = Spent(2)
    for _ in range(3):
        spent.add("road", np.array([2**31 - 1, 0], dtype=np.int64))
    assert spent["road"].tolist() == [3 * (2**31 - 1), 0]
    assert spent.total("road") == 3 * (2**31 - 1)


def test_what_is_given_is_its_own():
    spent, column = Spent(2), np.array([5, 6], dtype=np.int64)
    spent.put("road", column)
    spent["road"][:] = 0
    assert spent["road"].tolist() == [5, 6]


def test_few_orders_take_little():
    spent, column = Spent(100_000), np.zeros(100_000, dtype=np.int64)
    column[::1000] = 3
    spent.put("road", column)
    rows, values = spent._kept["road"]
    assert rows.nbytes + values.nbytes == 8 * 100


@pytest.mark.parametrize("before", COLUMNS)
@pytest.mark.parametrize("name", COLUMNS)
def test_some_rows_are_added_as_a_column_is(name, before):
    column = np.array(COLUMNS[name], dtype=np.int64)
    spent, rows = Spent(5), np.flatnonzero(column)
    spent.put("road", np.array(COLUMNS[before], dtype=np.int64))
    for key in ("road", "house"):
        spent.add_rows(key, rows, column[rows])
    assert spent["house"].tolist() == column.tolist()
    assert spent["road"].tolist() == (column + COLUMNS[before]).tolist()


@pytest.mark.parametrize("name", COLUMNS)
def test_what_is_kept_of_flagged_rows_is_added_to_a_total(name):
    column, flags = np.array(COLUMNS[name], dtype=np.int64), np.array([1, 1, 0, 0, 1], np.bool_)
    spent, late = Spent(5), Spent(5)
    spent.put("road", column)
    late.put_some("road", spent, flags)
    total = np.full(5, 10, dtype=np.int64)
    late.add_to(total, "road")
    assert total.tolist() == (10 + np.where(flags, column, 0)).tolist()
    assert spent["road"].tolist() == column.tolist()


@pytest.mark.usefixtures("loops")
def test_an_account_goes_neither_back_nor_past_its_end():
    placed = np.array([10, 10, 10, 10], dtype=np.int64)
    account = Account(placed, np.array([50, 50, 50, 5], dtype=np.int64))
    account.walk("payment", np.array([30, 5, 90, 30], dtype=np.int64))
    account.walk("stock", np.array([20, NEVER, NEVER, 90], dtype=np.int64))
    account.walk("payment", account.end)
    assert account.by_cause(placed > 0)["payment"].tolist() == [40, 40, 40, 0]
    assert not account.by_cause(placed > 0)["stock"].any()
    assert account.now.tolist() == [50, 50, 50, 10]
    assert placed.tolist() == [10, 10, 10, 10]
