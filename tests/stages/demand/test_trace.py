from itertools import pairwise

import numpy as np
import pytest

from simulator.reading.mistakes import ScenarioError
from simulator.stages.demand.trace import JITTER
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.workload import APPROVED, HARD_DECLINE
from simulator.workload.sampling import sample
from tests.stages.demand.traces import OURS, SHOPIFY, lines_of, read_trace, traced, written


def test_orders_are_sorted_and_repeated_skus_merged(tmp_path):
    work = sample(traced(written(tmp_path, OURS)), 0)
    assert work.order_id == ("A", "B", "C")
    assert work.created.tolist() == [8 * HOUR, DAY + 9 * HOUR + 30 * MINUTE, 2 * DAY + 250]
    assert [lines_of(work, i) for i in range(3)] == [{"cup": 1}, {"cup": 1, "tea": 6}, {"tea": 1}]
    assert work.value.tolist() == [1000, 3100, 350]
    assert dict(zip(work.supply.sku, work.supply.price.tolist(), strict=True)) == {
        "cup": 1000,
        "tea": 350,
    }
    assert [work.classes[k] for k in work.order_class[:2]] == ["standard", "express"]
    assert [work.regions[k] for k in work.region[:2]] == ["near", "far"]
    assert not work.abandons.any()
    assert work.in_cart.tolist() == [0, 0, 0]


def test_checkout_leaves_a_trace_alone(tmp_path):
    work = sample(traced(written(tmp_path, OURS), without=()), 0)
    assert not work.abandons.any()
    assert work.placed.tolist() == work.created.tolist()


@pytest.mark.parametrize("name", ["o.csv.gz", "o.csv"])
def test_a_byte_order_mark_and_semicolons(tmp_path, name):
    text = "\ufeff" + OURS.replace("3.50", "3;50").replace(",", ";").replace("3;50", "3,50")
    work = sample(traced(written(tmp_path, text, name)), 0)
    assert work.value.tolist() == [1000, 3100, 350]


def test_shopify_fields_stand_on_the_first_row_of_an_order(tmp_path):
    path = written(tmp_path, SHOPIFY)
    zone = {"time_zone": "America/New_York"}
    work = sample(traced(path, shift_to="2026-03-02", clock=zone), 0)
    assert work.order_id == ("#1001", "#1002")
    # shifted by whole days: the wall time is kept though the offset changes with summer time
    assert work.created.tolist() == [DAY - 1000, DAY + (10 * 60 + 11) * MINUTE + 12_000]
    assert [lines_of(work, i) for i in range(2)] == [{"TEA": 3}, {"TEA": 2, "A cup": 1}]
    assert [work.classes[k] for k in work.order_class] == ["standard", "express"]
    assert [work.regions[k] for k in work.region] == ["near", "far"]
    assert work.verdict.tolist() == [HARD_DECLINE, APPROVED]
    assert work.authorization[1, 0] == 9 * MINUTE


def test_paid_and_promised_times(tmp_path):
    text = """order_id,placed_at,sku,quantity,paid_at,promised_at
1,2026-03-02T10:00,a,1,2026-03-02T10:00:05,2026-03-05T12:00
2,2026-03-02T11:00,a,1,,
"""
    classes = {"demand": {"classes": {"all": {"deliver_within": "2 d"}}, "regions": {"near": 1.0}}}
    work = sample(
        traced(written(tmp_path, text), demand=classes["demand"], shift_to="2026-03-03"), 0
    )
    assert work.authorization[:, 0].tolist()[0] == 5000
    assert work.verdict.tolist() == [APPROVED, HARD_DECLINE]
    assert work.deliver_by.tolist() == [4 * DAY + 12 * HOUR, DAY + 11 * HOUR + 2 * DAY]


def test_a_payment_slower_than_the_timeout_is_an_error(tmp_path):
    text = "order_id,placed_at,sku,quantity,paid_at\n1,2026-03-02,a,1,2026-03-04\n"
    with pytest.raises(ScenarioError, match=r"payment\.timeout: .*timeout: none"):
        sample(traced(written(tmp_path, text)), 0)


def test_a_window_and_a_shift_of_whole_days(tmp_path):
    path = written(tmp_path, OURS)
    window = {"from": "2026-03-03", "to": "2026-03-03"}
    assert sample(traced(path, window=window), 0).order_id == ("B",)
    moved = sample(traced(path, window=window, shift_to="2026-03-06"), 0)
    assert moved.created.tolist() == [4 * DAY + 9 * HOUR + 30 * MINUTE]


def test_a_shift_to_a_time_of_day_moves_the_first_order_there(tmp_path):
    path = written(tmp_path, OURS)
    work = sample(traced(path, shift_to="2026-03-03 07:00"), 0)
    assert (work.created - work.created[0]).tolist() == [
        0, DAY + 90 * MINUTE, 2 * DAY - 8 * HOUR + 250,
    ]  # fmt: skip
    assert work.created[0] == DAY + 7 * HOUR
    with pytest.raises(ScenarioError, match=r"shift_to: .*07:00 .*write shift_to: 2026-03-03"):
        sample(traced(path, shift_to="2026-03-03 07:00", resample="days"), 0)


def test_an_empty_window_names_the_dates(tmp_path):
    path = written(tmp_path, OURS)
    with pytest.raises(ScenarioError, match=r"2026-03-02 to 2026-03-04.*write shift_to"):
        sample(traced(path, window={"from": "2025-01-01", "to": "2025-01-02"}), 0)


def many(n=600):
    rows = [f"{k},2026-03-03T{k % 24:02d}:{k % 60:02d},s{k % 7},1" for k in range(n)]
    return "order_id,placed_at,sku,quantity\n" + "\n".join(rows) + "\n"


def test_thinning_keeps_a_share_of_the_real_orders(tmp_path):
    path = written(tmp_path, many())
    whole, half = (sample(traced(path, scale=s), 0) for s in (1.0, 0.5))
    assert whole.n == 600
    assert abs(half.n - 300) < 4.5 * 150**0.5  # false alarm 7e-6
    assert set(half.order_id) < set(whole.order_id)
    assert half.supply.sku == whole.supply.sku
    assert half.supply.demand_rate.tolist() == (whole.supply.demand_rate / 2).tolist()


def test_copies_have_their_own_names_and_moments(tmp_path):
    path = written(tmp_path, many())
    work = sample(traced(path, scale=2.0), 0)
    assert work.n == len(set(work.order_id)) == 1200
    assert (np.diff(work.created) >= 0).all()
    at = dict(zip(work.order_id, work.created.tolist(), strict=True))
    apart = np.array([at[f"{k}#2"] - at[str(k)] for k in range(600)])
    assert (np.abs(apart) <= JITTER).all()
    assert apart.min() < -JITTER / 2 < JITTER / 2 < apart.max()
    assert work.lines.tolist() == [1] * 1200


def test_a_copy_stays_on_its_day(tmp_path):
    """What would leave it is turned back at midnight, so that a day is scaled as a whole."""
    rows = [
        f"{day}-{k},2026-03-0{day}T{moment},a,1\n"
        for day in (3, 4)
        for k in range(50)
        for moment in ("00:00:30", "23:59:00")
    ]
    rows = [row.replace("-", f"-{number}-", 1) for number, row in enumerate(rows)]
    path = written(tmp_path, "order_id,placed_at,sku,quantity\n" + "".join(rows))
    work = sample(traced(path, scale=3.0), 0)
    days = [int(name.partition("-")[0]) for name in work.order_id]
    assert (work.created // DAY + 2).tolist() == days
    time = work.created % DAY
    near_midnight = np.minimum(time, DAY - time)
    assert near_midnight.max() <= JITTER + MINUTE
    assert (near_midnight > JITTER / 2).sum() > 100


def test_an_order_is_there_as_often_as_the_scale_says_and_a_larger_one_only_adds(tmp_path):
    path = written(tmp_path, many())
    names = [set(sample(traced(path, scale=s), 0).order_id) for s in (0.2, 0.7, 1.0, 1.3, 2.0, 2.6)]
    assert all(fewer < more for fewer, more in pairwise(names))
    for scale, found in zip((0.2, 0.7, 1.0, 1.3, 2.0, 2.6), names, strict=True):
        assert abs(len(found) - 600 * scale) < 4.5 * (600 * 0.25) ** 0.5


def test_levels_and_skus_of_a_trace_are_of_its_window_and_not_of_the_simulated_time(tmp_path):
    """Six days, of which the window has three: two a day of a and one of b on the last of them."""
    rows = [f"{k},2026-03-0{2 + k // 2}T0{k % 2}:00,a,1\n" for k in range(12)]
    rows += ["b,2026-03-05T12:00,b,3\n", "c,2026-03-07T12:00,c,1\n"]
    path = written(tmp_path, HEADER + "\n" + "".join(rows))
    window = {"from": "2026-03-03", "to": "2026-03-05"}
    supply = sample(traced(path, window=window), 0).supply
    assert dict(zip(supply.sku, supply.demand_rate.tolist(), strict=True)) == {"a": 2, "b": 1}
    short = traced(path, window=window)
    clock = short.clock.model_copy(update={"run": 2 * DAY})
    assert sample(short.model_copy(update={"clock": clock}), 0).supply.sku == ("a", "b")
    wide = {"from": "2026-01-01", "to": "2026-12-31"}  # the file has six days of it
    assert sample(traced(path, window=wide), 0).supply.demand_rate.tolist() == [2, 0.5, 1 / 6]


def test_lines_and_ids_do_not_hang_on_blanks_or_other_rows(tmp_path):
    text = f"{HEADER}\n1,2026-03-02,z,1\n 2,2026-03-03,b ,1\n2 ,2026-03-03, a,1\n2,2026-03-03,b,2\n"
    work = sample(traced(written(tmp_path, text)), 0)
    assert work.order_id == ("1", "2")
    assert work.supply.sku == ("a", "b", "z")
    assert work.line_sku.tolist() == [2, 0, 1]
    assert work.line_units.tolist() == [1, 1, 3]


def test_a_copy_is_promised_as_much_later(tmp_path):
    rows = [f"{k},2026-03-03T{k:02d}:00,a,1,2026-03-05T{k:02d}:00\n" for k in range(20)]
    path = written(tmp_path, "order_id,placed_at,sku,quantity,promised_at\n" + "".join(rows))
    work = sample(traced(path, scale=3.0), 0)
    assert (work.deliver_by - work.created).tolist() == [2 * DAY] * 60


def test_a_scaled_trace_is_the_same_every_time(tmp_path):
    path = written(tmp_path, many())
    first, again, other = (sample(traced(path, scale=2.5), r).created for r in (0, 0, 1))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


HEADER = "order_id,placed_at,sku,quantity"


@pytest.mark.parametrize(
    ("more", "rows", "said"),
    [
        ("", [], "2: .*no order at all"),
        ("", ["1,2026-03-02,a,1", "2,2026-02-30,a,1"], "3: placed_at: '2026-02-30' is not a date"),
        ("", ["1,2026-03-02,a,0"], "no order of the file ships: 1 no units"),
        ("", ["1,2026-03-02,a,1.5"], "2: quantity: '1.5'"),
        ("", ["1,2026-03-02,a,x"], "2: quantity: 'x'"),
        ("", ["1,2026-03-02,a,nan"], "2: quantity: 'nan'"),
        ("", ["1,2026-03-02,a"], "2: quantity: is not a quantity"),
        ("", ["1,2026-03-02,,1"], "2: sku: is empty"),
        ("", ["1,,a,1"], "2: placed_at: is empty"),
        ("", [",2026-03-02,a,1"], "2: order_id: is empty"),
        ("", ["1,2026-03-02,a,1,9,9"], "2: has more cells than the header"),
        ("", ["1,2026-03-02,a,1", "1,2026-03-02,a,1,9"], "3: has more cells"),
        (",unit_price", ["1,2026-03-02,a,1,-3"], "2: unit_price: '-3' is not a price"),
        (
            ",line_no",
            ["1,2026-03-02,a,1,1", "1,2026-03-02,b,1,1"],
            "3: line_no: '1' is there twice",
        ),
        ("", ["1,2026-03-02T10:00,a,1", "2,2026-03-02T10:00Z,a,1"], "3: placed_at: .*time_zone"),
        (
            "",
            ["1,2026-03-02 10:00 -0500,a,1", "2,2026-07-02 10:00 -04:00,a,1"],
            "2: .*time_zone: America/New_York",
        ),
        ("", ['1,2026-03-02,"a\nb",1', "2,2026-03-02,a,x"], "4: quantity"),
    ],
)
def test_mistakes_name_line_and_column(tmp_path, more, rows, said):
    path = written(tmp_path, "\n".join([HEADER + more, *rows, ""]))
    with pytest.raises(ScenarioError, match=said):
        read_trace(path, "auto", "service")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: demand.trace.file: the file is empty"),
        ("order_id,placed_at,sku,quantiy\n", "1: quantity: .*missing; did you mean quantiy"),
        ("id,when\n1,2\n", "1: order_id: .*\n.*1: placed_at: "),
    ],
)
def test_missing_columns_are_all_named(tmp_path, text, said):
    with pytest.raises(ScenarioError, match=said):
        read_trace(written(tmp_path, text), "auto", "service")


def test_a_file_that_is_no_gzip(tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_text("order_id")
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_trace(path, "auto", "service")


def test_a_named_class_column_must_be_there(tmp_path):
    path = written(tmp_path, OURS)
    with pytest.raises(ScenarioError, match="channel: this column is missing"):
        read_trace(path, "orders", "channel")


def test_a_changed_file_is_read_again(tmp_path):
    path = written(tmp_path, OURS)
    assert len(read_trace(path, "auto", "service").order_id) == 3
    assert read_trace(path, "auto", "service") is read_trace(path, "auto", "service")
    path.write_text("order_id,placed_at,sku,quantity\n1,2026-03-02,a,1\n")
    assert read_trace(path, "auto", "service").order_id == ("1",)


def test_blank_lines_and_empty_cells_do_not_matter(tmp_path):
    text = "order_id,placed_at,sku,quantity\n1,2026-03-02,a,1\n\n1,,b,2\n,,,\n"
    file = read_trace(written(tmp_path, text), "auto", "service")
    assert file.line_units.tolist() == [1, 2]
    assert file.paid_after is None


def test_prices_of_a_catalog_go_before_those_of_the_trace(tmp_path):
    catalog = written(tmp_path, "sku,price,s,S\ncup,12.34,4,9\nother,1,1,2\n", "skus.csv")
    world = traced(written(tmp_path, OURS))
    listed = world.catalog.model_copy(update={"file": catalog})
    world = world.model_copy(update={"catalog": listed})
    supply = sample(world, 0).supply
    cup = supply.sku.index("cup")
    assert (supply.price[cup], supply.reorder_point[cup], supply.order_up_to[cup]) == (1234, 4, 9)


def test_an_empty_moment_is_never(tmp_path):
    rows = "1,2026-03-02,a,1,\n2,2026-03-02T10:00,a,1,2026-03-02T10:01\n"
    file = read_trace(written(tmp_path, f"order_id,placed_at,sku,quantity,paid_at\n{rows}"), "auto",
                      declines=True)  # fmt: skip
    assert file.paid_after.tolist() == [NEVER, MINUTE]
    assert file.unpaid.tolist() == [True, False]
