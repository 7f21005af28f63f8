"""What is given beside a history: its first day, how it is read, a base with stations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import simulator as sim
from simulator.fitting.arrivals import arrivals
from simulator.fitting.estimate import Estimate, assumed, on_a_floor
from simulator.fitting.held_out import first_day
from simulator.fitting.house import How
from simulator.fitting.read_history import read_history, since
from simulator.mistakes import InputError
from simulator.units import DAY, HOUR
from tests.command_line import simulator
from tests.fitting.histories import lag_world, write

HOW = How((), "auto", "auto", None, "USD", 1, {}, {})
HEAD = "order_id,placed_at,status,handed_over_at,sku,quantity\n"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(lag_world(), tmp_path_factory.mktemp("options") / "lag.csv")


@pytest.mark.parametrize("holdout", ["nan%", "a fifth"])
def test_what_is_held_out_is_checked_also_where_nothing_can_be(tmp_path, holdout):
    path = tmp_path / "orders.csv"
    path.write_text("order_id,placed_at,sku,quantity\n1,2024-03-08,A,1\n2,2024-03-12,A,1\n")
    with pytest.raises(InputError, match="neither a share nor a date; write 25% or 2024-03-1"):
        sim.fit(path, holdout=holdout)


def test_orders_before_the_first_day_count_for_nothing(history: Path) -> None:
    read = read_history(history)
    first = first_day("2026-03-16", read.history)
    assert first == first_day(date(2026, 3, 16), read.history) == read.history.begin + 14 * DAY
    later = since(read, first)
    assert later.history.placed.min() >= first
    assert later.history.begin == first
    gone = read.history.n - later.history.n
    assert f"{gone:,} orders placed before 2026-03-16 count for nothing." in later.notes


def test_those_never_paid_before_it_do_not_count_either(tmp_path: Path) -> None:
    path = tmp_path / "unpaid.csv"
    rows = [f"{k},2026-03-{k + 2:02d} 09:00,{'voided' if k < 4 else 'paid'},,S,1"
            for k in range(8)]  # fmt: skip
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    read = read_history(path, settings={"map": {"status": {"voided": "unpaid"}}})
    assert read.history.unpaid == 4
    assert since(read, first_day("2026-03-06", read.history)).history.unpaid == 0


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("soon", "is not a date; write 2026-03-02"),
        ("2030-01-01", "no order is placed on 2030-01-01 or later; write a day within"),
        ("2020-01-01", "the history begins on 2026-03-02, later than 2020-01-01; write a day"),
    ],
)
def test_a_first_day_outside_the_history_is_one_error(history: Path, day: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        first_day(day, read_history(history).history)


def test_remedies_name_options_of_the_command_and_work(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    rows = ["a,02/03/2026 08:00,done,,S,1", "b,03/03/2026 08:00,done,,S,1"]
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    dates = 'time_format="%d/%m/%Y %H:%M"'
    wrong = simulator("fit", str(path), "--check")
    assert wrong.returncode == 2
    assert f"give --set '{dates}' or --set" in wrong.stderr
    assert "demand.trace" not in wrong.stderr
    wrong = simulator("fit", str(path), "--check", "--set", dates)
    means = 'map={status: {"done": ships}}'
    assert wrong.returncode == 2
    assert f"give --set '{means}'" in wrong.stderr
    read = simulator("fit", str(path), "--check", "--set", dates, "--set", means)
    assert read.returncode == 0
    assert "2 orders of 'shop.csv'" in read.stdout
    wrong = simulator("fit", str(path), "--check", "--set", "speed=1")
    assert wrong.stderr.startswith("--set: speed: unknown key")
    wrong = simulator("fit", str(path), "--check", "--set", "decimal")
    assert "is not KEY=VALUE; write one such as decimal=','" in wrong.stderr
    path.write_text("order_id,when\n1,2026-03-02\n", encoding="utf-8")
    wrong = simulator("fit", str(path), "--check")
    assert "give --columns 'placed_at=YOUR HEADER'" in wrong.stderr
    path.write_text("", encoding="utf-8")
    wrong = simulator("fit", str(path), "--check")
    assert wrong.stderr.endswith("shop.csv:1: the file is empty; write a header\n")


def test_a_layout_that_is_named_is_the_one_that_is_read(history: Path, tmp_path: Path) -> None:
    """By its header it is found too; one that the file has not is one mistake, as is no layout."""
    shop = tmp_path / "shop.csv"
    head = "Name,Created at,Lineitem quantity,Lineitem sku,Fulfilled at\n"
    shop.write_text(f"{head}#1,2026-03-02 08:00,1,S,2026-03-03 09:00\n", encoding="utf-8")
    for layout in ("auto", "shopify"):
        assert simulator("fit", str(shop), "--check", "--layout", layout).returncode == 0
        assert simulator("orders", str(shop), "--layout", layout).returncode == 0
    other = "this header is that of a Shopify export, and not of an Amazon order report"
    remedy = "give --layout shopify, or leave it out"
    for command in ("fit", "orders"):
        wrong = simulator(command, str(shop), "--layout", "amazon")
        assert (wrong.returncode, wrong.stderr) == (2, f"{shop}:1: {other}; {remedy}\n")
    with pytest.raises(InputError, match="there is no 'shopfy'; did you mean shopify"):
        sim.fit(history, layout="shopfy")
    with pytest.raises(InputError, match="--set format says the same; write one of them"):
        sim.fit(history, layout="orders", settings={"format": "orders"})


def test_a_log_has_no_layout(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("order,activity,timestamp\n1,placed,2026-03-02 08:00\n", encoding="utf-8")
    with pytest.raises(InputError, match="is an event log, which has none; leave it out"):
        sim.fit(log, layout="shopify")


def test_a_file_that_is_not_there_is_said_to_be_missing(history: Path, tmp_path: Path) -> None:
    absent = tmp_path / "events.ocel.json"
    wrong = simulator("fit", str(history), str(absent), "--check")
    assert wrong.returncode == 2
    assert wrong.stderr.strip() == (
        f"{absent}: there is no such file; write the path of one that exists"
    )


@pytest.mark.parametrize(
    ("column", "what", "told"),
    [
        ("paid_at", "payments", "no column says when orders are paid"),
        ("handed_over_at", "handling in the house", "no column says when orders are handed over"),
        ("delivered_at", "transit", "no column says when orders are delivered"),
    ],
)
def test_a_column_that_is_taken_out_is_assumed_and_said(
    tmp_path: Path, column: str, what: str, told: str
) -> None:
    bare = write(lag_world(), tmp_path / "bare.csv", without=(column,), days=21)
    found = HOW.fitted(read_history(bare).history)
    (value,) = [one for one in found.estimates if one.what == what]
    assert (value.source, value.method) == ("assumed", told)


@pytest.mark.parametrize("column", ["dest_region", "promised_at", "unit_price"])
def test_without_other_columns_the_rest_is_estimated_all_the_same(
    tmp_path: Path, column: str
) -> None:
    bare = write(lag_world(), tmp_path / "bare.csv", without=(column,), days=21)
    found = HOW.fitted(read_history(bare).history)
    assert found.payments is not None
    assert found.lag is not None
    assert found.transit is not None
    assert "region" not in found.transit.way.split or column != "dest_region"


def test_an_incomplete_last_day_is_said_and_left_out(history: Path, tmp_path: Path) -> None:
    """Of 20 days with an order each hour, and one that was exported at 14:30."""
    rows = [f"{24 * day + hour},2026-03-{day + 2:02d} {hour:02d}:15,,,S,1"
            for day in range(21) for hour in range(24) if day < 20 or hour < 15]  # fmt: skip
    path = tmp_path / "export.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    come = arrivals(read_history(path).history, ())
    assert come.per_day == pytest.approx(24)
    assert come.left_out == (
        "2026-03-22 ends at 14:15, and is left out of how many orders come a day.",
    )
    assert not arrivals(read_history(history).history, ()).left_out


def test_hours_that_a_clock_shows_twice_or_never_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "zone.csv"
    rows = ["a,2026-03-29 02:30,,2026-03-29 10:00,S,1", "b,2026-10-25 02:30,,2026-10-25 02:40,S,1"]
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    read = read_history(path, time_zone="Europe/Berlin")
    notes = " ".join(read.notes)
    assert "1 times of day are in an hour that the clock leaves out: an hour later" in notes
    assert "2 times of day are in an hour that the clock shows twice: the first counts" in notes
    assert read.history.placed[0] % DAY == 3 * HOUR + HOUR // 2
    assert not read_history(path).notes


def test_beside_a_floor_the_lag_is_told_alone() -> None:
    lag = Estimate("handling.lag", "lag", 9.0, "h", 100, "Kaplan and Meier")
    kept, stays = on_a_floor((lag, assumed("crews", "people", "none", "a lag"),
                              assumed("returns", "returns", "off", "none")))  # fmt: skip
    assert (kept.key, kept.value) == ("", 9.0)
    assert kept.method.endswith("told alone, the base has stations")
    assert stays.key == "returns"
