"""What transit goes by: a shop whose carrier takes half as long as was promised, to the minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from simulator.fitting.by_what import asked_for, hangs_on
from simulator.fitting.classes import classes
from simulator.fitting.fitted import fitted
from simulator.fitting.house import put
from simulator.fitting.inputs import ORDERS, input_files, orders_file
from simulator.fitting.read_history import Read, read_history
from simulator.fitting.written import clock_of, scenario_text, sections, with_trace
from simulator.mistakes import InputError
from simulator.scenario import load
from simulator.units import DAY
from simulator.workload.sampling import sample

ORDERS_A_DAY, DAYS = 20, 50


def half_of_what_is_promised(path: Path) -> Path:
    """1,000 orders, 600 promised in 4 days and on the way for 2, the others in 8 and for 4."""
    rows = ["order_id,placed_at,handed_over_at,delivered_at,promised_at,sku,quantity"]
    for number in range(ORDERS_A_DAY * DAYS):
        day, of_day = divmod(number, ORDERS_A_DAY)
        placed = datetime(2026, 3, 2, 8) + timedelta(days=day, minutes=of_day)
        left = placed.replace(hour=12, minute=of_day)
        promise = 4 if number % 5 < 3 else 8
        there, by = left + timedelta(days=promise / 2), placed + timedelta(days=promise)
        rows.append(f"{number},{placed},{left},{there},{by},cup,1")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read_history(half_of_what_is_promised(tmp_path_factory.mktemp("half") / "half.csv"))


def test_bands_of_promises_stand_in_the_transit_and_runs_take_as_long(
    read: Read, tmp_path: Path
) -> None:
    """Promises end in between two days; what is promised for later than all is as all are."""
    found = fitted(read.history, ())
    assert found.classes.by == "promise"
    assert found.classes.correlation == pytest.approx(1)
    written = sections(found, clock_of(found, read.history.begin, 0, DAYS, 20))
    services = written["shipping"]["carriers"]["carrier"]["services"]
    bands = services["service"]["transit"]["by_promise"]
    names = {band: part["csv"]["where"]["class"] for band, part in bands.items()}
    assert (list(services), names) == (
        ["service"],
        {"4.5 d": "promise_up_to_4_d", "8.5 d": "promise_5_to_8_d", "longer": "(others)"},
    )
    real = with_trace(written)
    files = {**input_files(found, read), ORDERS: orders_file(found, read, read.history)}
    files["s.yaml"] = scenario_text("s", "", {"currency": "USD"}, real, found).encode()
    work = sample(load(put(tmp_path, files) / "s.yaml").scenario, 0)
    promised = (work.deliver_by - work.created) // DAY
    assert np.array_equal(work.transit, promised * DAY // 2)
    assert {*promised.tolist()} == {4, 8}


def test_transit_that_goes_with_the_promise_is_said_to_where_it_is_not_split_by_it(
    read: Read,
) -> None:
    assert hangs_on(fitted(read.history, ())) == ""
    alike = fitted(read.history, (), "none", "none")
    told = "transit hangs on the promise (rank correlation 1.00): --transit-by promise"
    assert hangs_on(alike) == told


def test_promises_are_the_classes_that_transit_is_split_by(read: Read) -> None:
    assert asked_for("auto", "promise", read.history) == ("promise", "class")
    assert asked_for("auto", "auto", read.history) == ("auto", "auto")


@pytest.mark.parametrize(
    ("class_by", "transit_by", "told"),
    [
        ("promises", "auto", "--class-by: there is no 'promises'; did you mean promise?"),
        ("auto", "regions", "--transit-by: there is no 'regions'; did you mean region?"),
        ("service", "promise", "which go by service here; write --class-by promise, or leave it"),
        ("auto", "class-region", "no column of half.csv says where orders go; write --columns"),
    ],
)
def test_what_transit_cannot_go_by(read: Read, class_by: str, transit_by: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        asked_for(class_by, transit_by, read.history)
    assert told in str(error.value)


def test_few_promises_make_no_classes(read: Read) -> None:
    few = read.history.only(np.arange(read.history.n) < 799)
    with pytest.raises(InputError, match=r"half\.csv has 799 promises, fewer than 800; write"):
        asked_for("auto", "promise", few)


def test_the_first_part_of_a_history_is_split_by_promises_that_are_asked_for(read: Read) -> None:
    """Of 799 orders seven classes would have a hundred each: promises of 4 and of 8 days make two.

    Unasked, so few make none.
    """
    first = read.history.only(np.arange(read.history.n) < 799)
    assert classes(first, "promise").edges.tolist() == [4.5, 8.5]
    assert classes(first).by == "none"
    assert classes(read.history.only(np.arange(read.history.n) < 199), "promise").by == "none"
