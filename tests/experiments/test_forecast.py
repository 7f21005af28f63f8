"""A forecast from a state: chances with their intervals, fans, pick-ups, late orders, calls."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.forecast.charts import _fan
from simulator.experiments.forecast.conclusion import (
    chance_text,
    interval_text,
    percent_text,
    spread,
)
from simulator.experiments.forecast.events import Happening
from simulator.experiments.forecast.forecast import Forecast
from simulator.experiments.forecast.seen import Chance
from simulator.measure.statistics import wilson
from simulator.mistakes import InputError
from simulator.reporting.labels import axis_words, path_words
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
        # whoever is there leaves at 12:00: too late for D's 11:00, and for A and B by a second
        ("10:50", [("A", 2, 2), ("B", 2, 2), ("D", 2, 2)]),
        ("11:30", [("A", 2, 2), ("B", 2, 2), ("D", 2, 2)]),
        ("12:30", [("A", 2, 2), ("B", 2, 2), ("D", 2, 2)]),  # the same, as they leave
    ],
)
def test_who_is_late_is_known_once_it_has_left_or_no_pick_up_comes_before_its_promise(
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
    assert [(each.value, each.chance.hits) for each in found.calls] == [("1", 0), ("2", 2)]
    assert found.enough == "2"


PACKERS = {"call": "shifts.day.heads.packers=1..3", "overrides": {"crews.packers.wage": "30 USD/h"}}


def test_whom_to_call_comes_first_with_its_chance_and_its_wages(there: tuple[Path, Path]) -> None:
    house, folder = there
    answer = sim.forecast(
        house, "12:30", from_=folder, replications=2, jobs=1, **PACKERS,
        events=["backlog.packing<=0 at 10:03"],
    )  # fmt: skip
    # another packer from 10:00 to 12:30 at 30 USD/h
    assert answer.found.calls[1].cost.mean == pytest.approx(75)
    assert answer.conclusion.startswith(
        "Call 1 more packer for the day shift, 2 in all: the chance of no orders in packing at "
        "10:03 rises from 0 % (0 to 66 %) to 100 % (34 to 100 %) in 2 futures, for 75 USD more in "
        "wages. It is the first tried that reaches 90 %. As it is, by 12:30 there are 0 orders in "
        "the house (0 to 0 in all futures)."
    )
    assert_plain(answer.conclusion)
    table = answer.findings.shown[0]
    assert [row[0] for row in table.rows] == ["As it is", "1 more packer"]
    assert [row[-1] for row in table.rows] == ["none", "75 USD"]
    assert list(answer.tables.calls.wages) == pytest.approx([0, 75])


@pytest.mark.parametrize(
    ("event", "values", "told"),
    [
        ("backlog.packing<=0 at 10:05", "1..3", "Call nobody: the chance of no orders in packing"),
        ("backlog.packing<=0 at 10:01", "1..3", "Calling does not help: the chance"),
        (
            "backlog.picking>=9 at 10:01",
            None,
            "The chance of at least 9 orders in picking at 10:01",
        ),
    ],
)
def test_what_it_says_where_calling_is_not_the_answer(
    event: str, values: str | None, told: str, there: tuple[Path, Path]
) -> None:
    house, folder = there
    call = {"call": f"shifts.day.heads.packers={values}"} if values else {}
    answer = sim.forecast(house, "12:30", from_=folder, replications=2, jobs=1,
                          events=[event], **call)  # fmt: skip
    assert answer.conclusion.startswith(told), answer.conclusion
    assert_plain(answer.conclusion)


def test_who_is_late_already_is_told_apart_and_stands_last(
    there: tuple[Path, Path], tmp_path: Path
) -> None:
    house, folder = there
    copytree(folder, tmp_path / "state")
    orders = tmp_path / "state/orders.csv"
    orders.write_text(orders.read_text().replace("03-04 23:00", "03-04 09:00"))  # E's promise
    answer = sim.forecast(house, "12:30", from_=tmp_path / "state", replications=2, jobs=1)
    assert [(late.order, late.already) for late in answer.found.late] == [("E", True), ("D", False)]
    (table,) = (each for each in answer.findings.shown if "may be late" in each.caption)
    assert [(row[0], row[2], row[3]) for row in table.rows] == [
        ("D", "in picking", "100 % of futures"),
        ("E", "at the dock", "late already"),
    ]
    assert (
        "1 order in the house is late already; a further 1 order will be late in at least 9 of 10 "
        "futures." in answer.conclusion
    )


def test_the_figure_has_what_is_aimed_at_the_pick_ups_and_the_call(
    there: tuple[Path, Path],
) -> None:
    house, folder = there
    answer = sim.forecast(
        house, "12:30", from_=folder, replications=2, jobs=1, call=PACKERS["call"],
        events=["backlog.packing<=0 at 10:03"],
    )  # fmt: skip
    ax = answer.plot.backlog()
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == [
        "as it is: median", "with 1 more packer: median", "band: in all futures",
        "at most 0 at 10:03",
    ]  # fmt: skip
    assert [text.get_text() for text in ax.texts] == ["ours 12:00"]
    assert ax.get_ylabel() == "orders in packing"
    assert ax.get_xlabel() == "Wednesday 4 March 2026"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10:00", "11:00", "12:00"]
    lanes = answer.plot.stages()
    assert [text.get_text() for text in lanes.texts] == ["In picking", "In packing", "At the dock"]
    calls = answer.plot.calls()
    assert calls.get_ylim() == (0, 100)
    assert [label.get_text() for label in calls.get_yticklabels()][-1] == "100 %"
    assert axis_words("shifts.evening.heads.agency") == "agency heads, evening shift"
    assert axis_words("shifts.early.heads.pickers") == "pickers, early shift"
    assert axis_words("labeling.printers") == path_words("labeling.printers")


def test_chances_stay_within_their_bounds_and_do_not_read_as_certain() -> None:
    assert [percent_text(share) for share in (0, 0.004, 0.5, 0.996, 1, float("nan"))] == [
        "0 %", "<1 %", "50 %", ">99 %", "100 %", "not known",
    ]  # fmt: skip
    event = Happening("x")
    assert [interval_text(Chance(event, hits, 40, 0.95)) for hits in (0, 40)] == [
        "0 to 9 %", "91 to 100 %",
    ]  # fmt: skip
    assert chance_text(Chance(event, 0, 0, 0.95)) == "not known (not known)"


def test_all_that_is_wrong_with_events_is_told_at_once(there: tuple[Path, Path]) -> None:
    with pytest.raises(InputError) as error:
        asked(there, events=["98 % at 21:00", "backlog<=0 at 12:00", "backlog<=0 at 25:99", "x>=1"])
    told = str(error.value).splitlines()
    assert [line.split(": ")[0] for line in told] == [
        "--event '98 % at 21:00'", "--event 'backlog<=0 at 25:99'", "--event x",
    ]  # fmt: skip


REMEDIES = [
    ("backlog <= 1,000 at 12:00", "backlog <= 1000 at 12:00"),
    ("backlog<50 at 12:00", "backlog<=49 at 12:00"),
    ("backlog.packing > 50 at 12:00", "backlog.packing >=51 at 12:00"),
    ("backlog=<5 at 12:00", "backlog<=5 at 12:00"),
    ("packing<=0 at 12:00", "backlog.packing<=0 at 12:00"),
    ("on_time_ship>=98% at 12:00", "on_time_ship>=98%"),
    ("on_time_ship>=98% in 90% of periods", "on_time_ship>=98%"),
    ("98 % at 12:00", "on_time_ship>=98%"),
    ("backlog<=0 at noon", "22:00"),
]


@pytest.mark.parametrize(("written", "remedy"), REMEDIES, ids=[text for text, _ in REMEDIES])
def test_a_remedy_for_an_event_works(written: str, remedy: str, there: tuple[Path, Path]) -> None:
    with pytest.raises(InputError) as error:
        asked(there, events=[written])
    assert remedy in str(error.value)
    if remedy != "22:00":
        asked(there, events=[remedy])


def test_a_stage_that_is_off_has_no_backlog(there: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match="'fraud_review' is off in this scenario; write backlog"):
        asked(there, events=["backlog.fraud_review<=0 at 12:00"])


def test_it_ends_when_asked(there: tuple[Path, Path]) -> None:
    house, folder = there
    answer = sim.forecast(house, "90 min", from_=folder, replications=2, jobs=1)
    assert answer.found.hours[-1] == 1.5
    assert_plain(answer.conclusion)


WRONG = [
    ({"events": ["backlog<=0"]}, "is not an event; write one such as 'backlog<=0 at 21:30'"),
    ({"events": ["backlog.pack<=0 at 11:00"]}, "did you mean backlog.packing"),
    ({"events": ["backlog<=0 at 13:00"]}, "is not in the forecast"),
    ({"events": ["on_time_shp>=98%"]}, "did you mean on_time_ship"),
    ({"call": "shifts.day.heads.packers=1..3"}, "--call: brings an event about"),
    ({"until": "noon"}, "--until 'noon': is not a moment; write 22:00, 72 h"),
    ({"until": "2026-03-04 09:00"}, "is not after the state"),
    ({"until": "9999-12-31"}, "2,912,380 days after the state (2026-03-04 10:00:00)"),
    ({"until": "367 d"}, "the state tells nothing any more; write 366 d or less"),
    ({"until": "9999999 h"}, "'9999999 h' is above a thousand years; write a shorter"),
    ({"until": "0 h"}, "'0 h' has no length"),
    ({"from_": None}, "does not say where it begins; write --from STATE"),
]


@pytest.mark.parametrize(("words", "told"), WRONG, ids=[told[:20] for _, told in WRONG])
def test_what_is_wrong_is_named(words: dict[str, Any], told: str, there: tuple[Path, Path]) -> None:
    house, folder = there
    given = {"from_": folder, "until": "12:30", **words}
    with pytest.raises(InputError) as error:
        sim.forecast(house, replications=2, jobs=1, **given)
    assert told in str(error.value)


def test_calling_for_a_shift_whose_people_the_state_tells_is_refused(
    there: tuple[Path, Path], tmp_path: Path
) -> None:
    """It would change nothing, and the answer would be that calling does not help."""
    house, folder = there
    copytree(folder, tmp_path / "state")
    (tmp_path / "state/people.csv").write_text("crew,heads\npackers,1\n")
    words = {"events": ["backlog.packing<=0 at 10:03"], "call": "shifts.day.heads.packers=1..3"}
    with pytest.raises(InputError, match="who is there of packers the state says; write a shift"):
        sim.forecast(house, "12:30", from_=tmp_path / "state", replications=2, jobs=1, **words)
    more = "shifts: {more: {days: daily, hours: 10:01-18:00, heads: {packers: 0}}, "
    (tmp_path / "house.yaml").write_text(house.read_text().replace("shifts: {", more))
    words["call"] = "shifts.more.heads.packers=1..3"
    found = sim.forecast(
        tmp_path / "house.yaml", "12:30", from_=tmp_path / "state", replications=2, jobs=1, **words
    ).found
    assert found.enough == "1"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            {"until": "02:30"},
            "--until '02:30': 2026-03-08 02:30 does not exist, as the clock is put",
        ),
        (
            {"until": "2026-03-08 12:00", "events": ["backlog<=0 at 02:30"]},
            "--event 'backlog<=0 at 02:30': 2026-03-08 02:30 does not exist",
        ),
    ],
)
def test_a_moment_that_the_clock_never_shows_is_named(
    words: dict[str, Any], told: str, there: tuple[Path, Path], tmp_path: Path
) -> None:
    house, _ = there
    text = house.read_text().replace("clock: {", "clock: {time_zone: America/New_York, ")
    (tmp_path / "house.yaml").write_text(text)
    folder = state(tmp_path / "state", ("SKU1", "SKU2", "SKU3"), "2026-03-07 22:00",
                   on_order="sku,units,due\n")  # fmt: skip
    with pytest.raises(InputError) as error:
        sim.forecast(tmp_path / "house.yaml", from_=folder, replications=2, jobs=1, **words)
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
    assert "The chance of an empty house at 12:30 is 100 %" in " ".join(ran.stdout.split())
    assert {"chances.csv", "fans.csv", "late.csv", "pick_ups.csv", "report.html"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_the_figure_and_the_sentence_have_the_same_median() -> None:
    """Of an even number of futures too: one that some future has, not what lies between two."""
    inside = np.array([[10, 0], [10, 2], [10, 226], [10, 400]])
    fan = _fan("orders", inside)
    assert fan.mid.tolist() == [10, 2]
    assert spread(inside[:, -1]) == (0, 2, 400)
