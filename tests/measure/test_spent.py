"""Milliseconds by what they went into, kept narrow and given back whole."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.measure.spent import Spent

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
