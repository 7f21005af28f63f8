"""A forecast from a state: chances with their intervals, fans, pick-ups, late orders, calls."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

import simulator as sim
from simulator.experiments.forecast.forecast import Forecast
from simulator.measure.statistics import wilson
from simulator.mistakes import InputError
from tests.command_line import simulator
from tests.experiments.test_state import HOUSE, _written, state
from tests.reporting.conclusion_rules import assert_plain


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A house and the state of its morning, all of whose times are constant."""
    folder = tmp_path_factory.mktemp("morning")
    house = _written("house.yaml", HOUSE, folder)
    names = sim.sample(sim.load(house).scenario, 0).supply.sku
    orders = (
        "order,stage,since,begun,class,ship_by\n"
        "A,packing,2026-03-04 09:50:00,2026-03-04 09:59:00,plain,\n"
        "B,packing,2026-03-04 09:40:00,,plain,\n"
        "D,picking,2026-03-04 09:58:00,2026-03-04 09:59:30,plain,2026-03-04 11:00:00\n"
        "E,shipping,2026-03-03 17:00:00,,plain,2026-03-04 23:00:00\n"
    )
    lines = "order,sku,units\n" + "".join(f"{name},SKU-0001,1\n" for name in "ABDE")
    state(folder, names, orders=orders, lines=lines, on_order="sku,units,due\n")
    return house, folder


def asked(there: tuple[Path, Path], **words: Any) -> Forecast:
    house, folder = there
    return sim.forecast(house, "12:30", from_=folder, replications=2, jobs=1, **words).found


def test_by_hand_arithmetic(there: tuple[Path, Path]) -> None:
    # A is packed by 10:00:40, B by 10:02:20; D is picked by 10:01 and packed by 10:04
    found = asked(
        there,
        events=[
            "backlog.packing<=1 at 10:01",
            "backlog.packing<=0 at 10:03",
            "backlog.packing<=0 at 10:05",
            "backlog<=0 at 12:30",
            "backlog.shipping>=4 at 11:00",
        ],
    )
    assert [one.hits for one in found.chances] == [0, 0, 2, 2, 2]
    assert [one.share for one in found.chances] == [0, 0, 1, 1, 1]
    assert found.chances[2].interval == wilson(2, 2)
    assert found.pick_ups == ((2.0, "ours"),)
    assert found.handed_over.tolist() == [[4], [4]]
    assert found.hours[0] == 0
    assert found.hours[-1] == 2.5
    assert found.inside[:, 0, 0].tolist() == [4, 4]
    assert found.inside[:, 0, -1].tolist() == [0, 0]
    # D leaves at 12:00 and was promised by 11:00, E leaves in time
    assert [(one.order, one.late, one.known) for one in found.late] == [("D", 2, 2)]


@pytest.mark.parametrize(
    ("until", "late"),
    [
        ("10:50", []),  # nothing is promised by then
        ("11:30", [("D", 2, 2)]),  # D's promise has passed, and it is still there
        ("11:59", [("D", 2, 2)]),
        ("12:30", [("A", 2, 2), ("B", 2, 2), ("D", 2, 2)]),  # A and B leave at 12:00, a second late
    ],
)
def test_who_is_late_is_known_once_it_has_left_or_its_promise_has_passed(
    until: str, late: list[tuple[str, int, int]], there: tuple[Path, Path], tmp_path: Path
) -> None:
    house, folder = there
    text = (folder / "orders.csv").read_text().replace("plain,\n", "plain,2026-03-04 11:59:59\n")
    copytree(folder, tmp_path / "state")
    (tmp_path / "state/orders.csv").write_text(text)
    found = sim.forecast(house, until, from_=tmp_path / "state", replications=2, jobs=1).found
    assert sorted((one.order, one.late, one.known) for one in found.late) == late


def test_the_fewest_heads_that_bring_it_about(there: tuple[Path, Path]) -> None:
    # with two packers B begins at 10:00, and D at 10:01, when it is picked
    found = asked(
        there, events=["backlog.packing<=0 at 10:03"], call="shifts.day.heads.packers=1..3"
    )
    assert [(value, one.hits) for value, one in found.calls] == [("1", 0), ("2", 2)]
    assert found.enough == "2"


def test_it_ends_when_asked(there: tuple[Path, Path]) -> None:
    house, folder = there
    answer = sim.forecast(house, "90 min", from_=folder, replications=2, jobs=1)
    assert answer.found.hours[-1] == 1.5
    assert_plain(answer.conclusion)


WRONG = [
    ({"events": ["backlog<=0"]}, "is not an event; write one such as 'backlog<=0 at 21:30'"),
    ({"events": ["backlog.pack<=0 at 11:00"]}, "did you mean packing"),
    ({"events": ["backlog<=0 at 13:00"]}, "is not in the forecast"),
    ({"events": ["on_time_shp>=98%"]}, "did you mean on_time_ship"),
    ({"call": "shifts.day.heads.packers=1..3"}, "--call: brings an event about"),
    ({"until": "noon"}, "--until 'noon': is not a moment; write 22:00, 72 h"),
    ({"until": "2026-03-04 09:00"}, "is not after the state"),
    ({"from_": None}, "says not where it begins; write --from STATE"),
]


@pytest.mark.parametrize(("words", "told"), WRONG, ids=[told[:20] for _, told in WRONG])
def test_what_is_wrong_is_named(words: dict[str, Any], told: str, there: tuple[Path, Path]) -> None:
    house, folder = there
    given = {"from_": folder, "until": "12:30", **words}
    with pytest.raises(InputError) as error:
        sim.forecast(house, replications=2, jobs=1, **given)
    assert told in str(error.value)


@pytest.mark.usefixtures("undrawn")
def test_the_command(there: tuple[Path, Path], tmp_path: Path) -> None:
    house, folder = there
    ran = simulator(
        *("forecast", str(house), "--from", str(folder), "--until", "12:30"),
        *("--event", "backlog<=0 at 12:30", "--replications", "2", "--jobs", "1"),
        *("--output", str(tmp_path / "out")),
    )
    assert ran.returncode == 0, ran.stderr
    assert "happens in 2 of 2 futures" in " ".join(ran.stdout.split())
    assert {"chances.csv", "fans.csv", "late.csv", "pick_ups.csv", "report.html"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
