"""Every layout and peculiarity of order files has its right figure, or one clear error."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simulator.intake.counts import far_from_others
from simulator.intake.order_file import OrderFile, read_orders
from simulator.intake.reading import Reading
from simulator.reading.mistakes import ScenarioError
from tests.intake.files import CASES, Case


def read(case: Case, tmp_path) -> OrderFile:
    path = tmp_path / "orders.csv"
    path.write_bytes(case.text.encode(case.encoding))
    return read_orders(path, Reading(**case.reading))


def lines(file: OrderFile) -> dict[str, dict[str, int]]:
    """Units by SKU of each order."""
    found = {}
    for k, name in enumerate(file.order_id):
        part = slice(file.line_start[k], file.line_start[k + 1])
        names = [file.sku[sku] for sku in file.line_sku[part]]
        found[name] = dict(zip(names, file.line_units[part].tolist(), strict=True))
    return found


def test_there_are_many_and_each_once():
    assert len({case.what for case in CASES}) == len(CASES) > 40


@pytest.mark.parametrize("case", [c for c in CASES if not c.error], ids=lambda case: case.what)
def test_the_orders_that_ship_and_those_that_do_not(case, tmp_path):
    file = read(case, tmp_path)
    assert lines(file) == case.ships
    assert list(file.order_id) == list(case.ships)
    assert dict(file.counts.orders_out) == case.out
    if case.value is not None:
        sums = np.add.reduceat(file.line_value, file.line_start[:-1])
        assert tuple(sums.tolist()) == case.value
    told = {"repeated", "same_name", "twice", "skipped", "dates_only", "paid_before", "unpaid",
            "promised_before", "netted", "bad_rows", "refunded_in_part", "differ",
            "rows_out", "unpriced"}  # fmt: skip
    counts = {name: getattr(file.counts, name) for name in told & set(case.counts)}
    assert counts == case.counts
    assert file.counts.ship + sum(case.out.values()) == file.counts.orders


@pytest.mark.parametrize("case", [c for c in CASES if c.error], ids=lambda case: case.what)
def test_an_error_names_what_is_wrong_and_what_to_write(case, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        read(case, tmp_path)
    text = str(caught.value)
    pattern = case.error if ".*" in case.error or "\\" in case.error else re.escape(case.error)
    assert re.search(pattern, text, re.DOTALL), text
    assert "; " in text or "more cells" in text


def test_instants_and_times_of_the_wall(tmp_path):
    """2024-03-10 02:00 in New York is 03:00; 01:59:55 and 03:00:03 are eight seconds apart."""
    text = (
        "order_id,placed_at,sku,quantity,paid_at\n"
        "1,2024-03-10 01:59:55 -0500,A,1,2024-03-10 03:00:03 -0400\n"
        "2,2024-03-10 02:30,A,1,2024-03-10 03:31\n"
    )
    file = read(Case("", text, {"time_zone": "America/New_York"}), tmp_path)
    assert file.paid_after.tolist() == [8000, 60_000]
    midnight = np.datetime64("2024-03-10", "ms").astype(np.int64)
    assert (file.wall - midnight).tolist() == [7_195_000, 12_600_000]
    assert (file.placed - midnight).tolist() == [7_195_000 + 18_000_000, 12_600_000 + 14_400_000]


def test_weights_are_means_in_grams(tmp_path):
    text = "order_id,placed_at,sku,quantity,unit_weight_lb\n1,2024-03-08,A,1,2\n2,2024-03-08,B,1,\n"
    file = read(Case("", text), tmp_path)
    assert file.weight[0] == pytest.approx(907.18474)
    assert np.isnan(file.weight[1])


def test_many_bad_rows_of_one_cause_are_told_once_with_the_first_twenty_lines(tmp_path):
    text = "order_id,placed_at,sku,quantity\n" + "".join(f"{k},x,A,1\n" for k in range(70))
    with pytest.raises(ScenarioError) as caught:
        read(Case("", text), tmp_path)
    (told,) = str(caught.value).splitlines()
    assert (
        ":2: placed_at: 'x' is not a date and time (70 rows, on lines 2 to 21 and 50 more); "
        in told
    )
    assert "leave out" not in told


def test_few_bad_rows_among_many_may_be_left_out(tmp_path):
    """Four of fifty, of two causes; of a tenth and more nothing of the kind is offered."""
    rows = [f"{k},2024-03-08,A,{'x' if k in (3, 9) else 1}" for k in range(50)]
    rows[20], rows[40] = "20,never,A,1", "40,2024-03-08,,1"
    with pytest.raises(ScenarioError) as caught:
        read(Case("", "\n".join(["order_id,placed_at,sku,quantity", *rows])), tmp_path)
    told = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in told[:4]] == ["5", "11", "22", "42"]
    assert (
        "4 rows cannot be read; correct them, or write demand.trace.bad_rows: leave out" in told[4]
    )
    with pytest.raises(ScenarioError) as caught:
        read(Case("", "\n".join(["order_id,placed_at,sku,quantity", *rows[:30]])), tmp_path)
    assert str(caught.value).endswith("3 rows cannot be read; correct them, or write "
                                      "demand.trace.bad_rows: leave out")  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        read(Case("", "\n".join(["order_id,placed_at,sku,quantity", *rows[:29]])), tmp_path)
    assert str(caught.value).endswith("3 rows cannot be read; correct them")


def test_an_order_far_from_the_others_is_found():
    day = 86_400_000
    near = [k * day for k in range(40)]
    assert far_from_others(np.array(near)).tolist() == []
    assert far_from_others(np.array([-400 * day, *near, 13_000 * day])).tolist() == [0, 41]
    season = [k * day for k in range(300, 320)]  # a shop that is open twice a year
    assert far_from_others(np.array([*near, *season])).tolist() == []
