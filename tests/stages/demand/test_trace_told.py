"""Orders of a trace that leave and arrive when they did, where `columns` names what tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.journey import simulate
from simulator.results.timeline import Timeline
from simulator.scenario import loads
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.delayed import delayed
from simulator.stages.demand.trace_notes import trace_notes
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.workload.sampling import sample
from simulator.workload.workload import Workload
from tests.scenario.texts import mistakes

FILE = """order_id,placed_at,sku,quantity,left,there
A,2026-03-02 08:00,cup,1,2026-03-02 11:20,2026-03-05 11:20
B,2026-03-02 09:00,cup,1,2026-03-07 13:00,
C,2026-03-02 10:00,cup,1,,2026-03-04 10:00
D,2026-03-02 11:00,cup,1,2026-03-01 11:00,2026-03-04 10:00
E,2026-03-02 12:00,cup,1,2026-03-02 13:00,2026-03-02 12:30
"""
"""A is told whole; B never arrived; C and D have no hand-over that can be; E left on arriving."""
SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 7 d, cool_down: 14 d}
demand: {trace: {file: FILE, columns: COLUMNS}}
HOUSE
shipping:
  carriers:
    post:
      pick_ups: {daily: [":00", ":30"]}
      services: {ground: {transit: 36 h, lost: 100 %, damaged: 0 %}}
delivery: {hours: none, first_attempt_fails: 0 %}
"""
BOTH = "{handed_over_at: left, delivered_at: there}"
LAG = "handling: {lag: 2 h, hours: '08:00-18:00'}"


def shop(folder: Path, columns: str = BOTH, house: str = LAG, file: str = FILE) -> str:
    path = folder / "orders.csv"
    path.write_text(file, encoding="utf-8")
    times = ", ".join(f"'{hour:02d}:{minute}'" for hour in range(24) for minute in ("00", "30"))
    text = SHOP.replace("FILE", str(path)).replace("COLUMNS", columns).replace("HOUSE", house)
    return text.replace('[":00", ":30"]', f"[{times}]")


def run(text: str) -> tuple[Scenario, Workload, Timeline]:
    scenario = loads(text).scenario
    work = sample(scenario, 0)
    return scenario, work, simulate(scenario, work)


def test_the_lag_ends_and_transit_lasts_as_told_and_what_is_not_told_is_drawn(
    tmp_path: Path,
) -> None:
    """A is on the dock at 11:20, leaves at 11:30, three days on the way; C leaves after 2 h."""
    _, work, ran = run(shop(tmp_path))
    ends = ran.visits["handling"].ended[: ran.n].tolist()
    assert ends == [11 * HOUR + 20 * MINUTE, 5 * DAY + 13 * HOUR, 12 * HOUR, 13 * HOUR, 13 * HOUR]
    left = ran.visits["shipping"].ended[: ran.n].tolist()
    assert left[0] == 11 * HOUR + 30 * MINUTE
    assert work.transit.tolist() == [3 * DAY, *4 * [36 * HOUR]]
    assert work.lost.tolist() == [False, True, True, True, True]  # what arrived was not lost
    assert ran.ended[0] == left[0] + 3 * DAY


def test_what_was_delivered_is_taken_at_the_door_as_it_comes(tmp_path: Path) -> None:
    """Of three attempts that all fail A needs none but the first: it was delivered at 11:20."""
    text = shop(tmp_path).replace("first_attempt_fails: 0 %", "first_attempt_fails: 100 %")
    _, work, ran = run(text)
    assert work.attempt_fails.tolist() == [[False] * 3, *4 * [[True] * 3]]
    assert ran.ended[0] == 11 * HOUR + 30 * MINUTE + 3 * DAY


def test_what_is_told_is_counted_and_what_cannot_have_been(tmp_path: Path) -> None:
    scenario, _, _ = run(shop(tmp_path))
    notes = trace_notes(scenario)
    assert notes[1:] == (
        "3 orders handed over as told.",
        "1 order handed over before they were placed: drawn as others are.",
        "1 order with the transit told.",
        "3 orders delivered before they were handed over, or with no hand-over told: "
        "transit is drawn.",
    )


def test_a_hand_over_before_the_order_is_released_is_at_once(tmp_path: Path) -> None:
    """A was paid an hour after it had left."""
    head, first, *others = FILE.splitlines()
    paid = [f"{row},2026-03-02 12:00" for row in others]
    file = "\n".join([f"{head},paid_at", f"{first},2026-03-02 12:20", *paid])
    pays = f"{LAG}\npayment: {{timeout: none}}"
    _, _, ran = run(shop(tmp_path, house=pays, file=file))
    assert ran.visits["handling"].ended[0] == 12 * HOUR + 20 * MINUTE


def test_an_hour_later_all_of_it_is_an_hour_later(tmp_path: Path) -> None:
    text = shop(tmp_path).replace("columns:", "shift_to: 2026-03-02 09:00, columns:")
    _, work, ran = run(text)
    assert ran.visits["handling"].ended[0] == 12 * HOUR + 20 * MINUTE
    assert work.transit[0] == 3 * DAY


def test_without_columns_nothing_is_taken_of_it(tmp_path: Path) -> None:
    file = FILE.replace("left,there", "handed_over_at,delivered_at")
    _, work, ran = run(shop(tmp_path, columns="{}", file=file))
    assert ran.visits["handling"].ended[0] == 10 * HOUR
    assert {*work.transit.tolist()} == {36 * HOUR}


def test_a_house_with_stations_takes_the_transit_alone(tmp_path: Path) -> None:
    house = "packing: {time: {setup: 1 min}}\ncrews: {a: {skills: [packing], heads: 1}}"
    _, work, ran = run(shop(tmp_path, house=house))
    assert work.transit.tolist() == [3 * DAY, *4 * [36 * HOUR]]
    assert 8 * HOUR < ran.visits["packing"].ended[0] < 9 * HOUR
    assert NEVER not in ran.visits["packing"].ended[: ran.n]


@pytest.mark.parametrize(
    ("columns", "house", "line"),
    [
        ("{delivered_at: there}", LAG, "delivered_at: transit is counted from the hand-over; "),
        ("{handed_over_at: left}", "", "handed_over_at: there is no lag that could end then, "),
        ("{handed_over: left}", LAG, "'handed_over' is not a column of an order file; did "),
    ],
)  # fmt: skip
def test_what_cannot_be_taken(tmp_path: Path, columns: str, house: str, line: str) -> None:
    found = mistakes(shop(tmp_path, columns, house))
    assert len(found) == 1
    assert f"demand.trace.columns.{line}" in found[0] or line in found[0]


def test_a_cell_that_is_not_a_moment_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    text = shop(tmp_path, file=FILE.replace("2026-03-07 13:00", "on Friday"))
    scenario = loads(text).scenario
    with pytest.raises(Exception, match=r"orders\.csv:3.*left.*on Friday.*write"):
        sample(scenario, 0)


STORM = "post:\n      delays: [{name: storm, at: 2026-03-03 00:00, for: 2 d}]"


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_told_transit_has_its_delays_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """A left on Monday at 11:30 and took three days, storm or none; C is held up by two days."""
    monkeypatch.setenv("SIMULATOR_ENGINE", engine)
    text = shop(tmp_path).replace("lost: 100 %", "lost: 0 %")
    _, _, calm = run(text)
    scenario, work, ran = run(text.replace("post:", STORM))
    assert (ran.ended - calm.ended).tolist()[:4] == [0, 0, 2 * DAY, 2 * DAY]
    held = delayed(scenario, work, ran)
    assert held is not None
    assert dict(zip(held.order.tolist(), held.held.tolist(), strict=True))[0] == 0


def test_a_slip_of_the_year_counts_as_empty_and_is_named_with_its_line(tmp_path: Path) -> None:
    """B left in 2027 and A came in 2206, on lines 3 and 2: the lag and transit are drawn."""
    file = FILE.replace("2026-03-07 13:00", "2027-03-07 13:00").replace(
        "2026-03-05 11:20", "2206-03-05 11:20"
    )
    scenario, work, ran = run(shop(tmp_path, file=file))
    notes = trace_notes(scenario)
    path = tmp_path / "orders.csv"
    assert (
        "1 cell of 'left', half a year and more later after the order than all others, counts as "
        f"empty: {path}:3: '2027-03-07 13:00' of order 'B'; is the year right?"
    ) in notes
    assert (
        "1 cell of 'there', half a year and more later after the order than all others, counts as "
        f"empty: {path}:2: '2206-03-05 11:20' of order 'A'; is the year right?"
    ) in notes
    assert "2 orders handed over as told." in notes
    assert ran.visits["handling"].ended[1] == 11 * HOUR
    assert {*work.transit.tolist()} == {36 * HOUR}
