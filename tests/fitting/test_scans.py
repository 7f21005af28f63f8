"""Scans, logs and checkpoints: what is read of them, how they join orders, what stages take."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.experiments.run import run
from simulator.fitting.fit import Fit, fit
from simulator.fitting.history import Integers
from simulator.fitting.joined import NEVER_SHIPPED, NOWHERE, moments_of
from simulator.fitting.read_history import read_history
from simulator.fitting.scans import read_scans
from simulator.fitting.stage_times import Heads, heads_of, mean_service, stage_times
from simulator.reading.mistakes import ScenarioError
from simulator.scenario import load
from simulator.units import DAY, HOUR, MINUTE, NEVER
from tests.command_line import simulator

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">
  <string key="concept:name" value="a shop"/>
  <trace>
    <string key="concept:name" value="A1"/>
    {events}
  </trace>
</log>
"""
EVENT = """<event><string key="concept:name" value="{}"/><string key="org:resource" value="Ana"/>
<string key="lifecycle:transition" value="{}"/>
<date key="time:timestamp" value="2026-03-02T{}:00.000+01:00"/></event>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scans")


@pytest.fixture(scope="module")
def logs(folder: Path) -> Path:
    """A run of `small` with its event log as CSV and OCEL 2.0."""
    clock = {"clock.warm_up": "0 s", "clock.run": "12 d", "clock.cool_down": "1 d"}
    done = run("small", overrides=clock, replications=1, jobs=1)
    return done.write(folder / "run", export=("csv", "ocel"))


@pytest.fixture(scope="module")
def of_ocel(logs: Path) -> Fit:
    return fit(logs / "events.ocel.json", base="small", replications=1)


def minutes(*times: float) -> Integers:
    return np.array(times, dtype=np.float64).astype(np.int64) * MINUTE


def scans_of(path: Path, text: str):
    path.write_text(text, encoding="utf-8")
    return read_scans([path])


def test_a_start_and_its_completion_are_one_row_of_an_xes_log(folder: Path) -> None:
    steps = [
        ("Pick", "schedule", "08:00"),
        ("Pick", "start", "08:10"),
        ("Pick", "complete", "08:15"),
        ("Sort", "complete", "08:20"),
    ]
    log = folder / "log.xes.gz"
    text = XES.format(events="".join(EVENT.format(*step) for step in steps))
    log.write_bytes(gzip.compress(text.encode()))
    found = read_scans([log])
    assert (found.order, found.activity, found.person) == (("A1",), ("picking",), ("Ana",))
    assert found.ended - found.began == 5 * MINUTE
    assert found.began - found.queued == 10 * MINUTE
    assert found.ended[0] % DAY == 8 * HOUR + 15 * MINUTE  # the clock on the wall
    assert found.left_out == (("scans of 'sort'", 1),)


def test_a_tote_stands_for_its_order_where_another_scan_says_which(folder: Path) -> None:
    found = scans_of(folder / "totes.csv", "tote;order;operation;time\n"
                     "T1;A1;pick;2026-03-02 08:00\nT1;;pack;2026-03-02 08:05\n"
                     "T2;;pack;2026-03-02 08:06\nT3;A3;pick;2026-03-02 08:06\n"
        "T3;A4;pick;2026-03-02 08:06\nT3;;pack;2026-03-02 08:06\n"
                     ";;pack;2026-03-02 08:07\n;A2;;2026-03-02 08:07\n")  # fmt: skip
    assert found.order == ("A1", "A1", "A3", "A4")
    assert dict(found.left_out) == {
        "scans of a tote of no order": 1,
        "scans of a tote of several orders": 1,
        "scans without an order": 1,
        "scans without an activity": 1,
    }


def test_checkpoints_tell_what_the_order_file_does_not_and_the_order_file_holds(folder: Path):
    orders, road = folder / "orders.csv", folder / "tracking.csv"
    orders.write_text(
        "order_id,placed_at,handed_over_at,delivered_at,sku,quantity\n"
        "A1,2026-03-02 08:00,2026-03-02 16:00,,S,1\nA2,2026-03-02 09:00,2026-03-02 16:00,"
        "2026-03-05 10:00,S,1\n", encoding="utf-8")  # fmt: skip
    road.write_text(
        "order,checkpoint,timestamp\nA1,Delivered,2026-03-04 12:00\n"
        "A2,delivered,2026-03-06 10:00\nA9,delivered,2026-03-04 12:00\n",
        encoding="utf-8",
    )
    read = read_history([orders, road])
    days = (read.history.delivered - read.history.placed) / DAY
    assert days.round(2).tolist() == [2.17, 3.04]
    told = " ".join(read.notes)
    assert "1 orders are delivered by their scans." in told
    assert "1 orders are delivered at another moment by their scans: the order file holds." in told
    assert "Scans of 1 orders that the order file does not have" in told


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "bad.csv",
            "order,activity,time\nA1,pick,soon\n",
            "bad.csv:2: ended: 'soon' is not a date",
        ),
        (
            "none.csv",
            "order,activity\nA1,pick\n",
            "none.csv:1: ended: this column is missing; write",
        ),
        ("bad.xes", "<log><trace></log>", "is not an XES log.*write one, or a CSV"),
        ("empty.xes", "<log></log>", "has no events; write an XES log"),
        ("bad.json", "[1]", "is not an OCEL 2.0 log in JSON; write one"),
        ("bad.json", '{"objects": 3, "events": []}', "is not an OCEL 2.0 log in JSON"),
        ("bad.json", '{"objects": [{"id": "1"}], "events": []}', "is not an OCEL 2.0 log"),
        ("bad.json", '{"objects": [], "events": ["x"]}', "is not an OCEL 2.0 log in JSON"),
    ],
)
def test_a_misfit_is_told_with_its_place_and_a_remedy(folder: Path, name, text, said) -> None:
    with pytest.raises(ScenarioError, match=said):
        scans_of(folder / name, text)


def test_a_log_that_cannot_be_read_ends_the_command_with_2(folder: Path) -> None:
    bad = folder / "broken.xes"
    bad.write_text("<log>", encoding="utf-8")
    ended = simulator("fit", str(bad), "--check")
    assert ended.returncode == 2
    assert "is not an XES log" in ended.stderr


NAMELESS = {
    "log.xes": '<log><trace><event><string key="concept:name" value="picking"/>'
    '<date key="time:timestamp" value="2026-03-02T10:00:00"/></event></trace></log>',
    "log.json": '{"objects": [], "events": [{"id": "e", "type": "picking", "relationships": [], '
    '"time": "2026-03-02T10:00:00"}]}',
    "log.csv": "order,activity,ended\n,picking,2026-03-02T10:00:00\n",
}


@pytest.mark.parametrize("name", NAMELESS)
def test_a_log_without_orders_is_named_and_no_file_that_the_user_does_not_know(
    folder: Path, name: str
) -> None:
    (folder / name).write_text(NAMELESS[name], encoding="utf-8")
    ended = simulator("fit", name, "--check", folder=folder)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{name}: none of its events belongs to an order")
    assert "write the order of each event" in ended.stderr
    assert "orders.csv" not in ended.stderr


def test_the_order_of_rows_of_a_log_changes_nothing(logs: Path, folder: Path) -> None:
    head, *rows = (logs / "events.csv").read_text(encoding="utf-8").splitlines()
    other = folder / "turned" / "events.csv"
    other.parent.mkdir()
    other.write_text("\n".join([head, *reversed(rows), ""]), encoding="utf-8")
    first, second = read_history(logs / "events.csv"), read_history(other)
    for name in ("placed", "paid", "handed_over", "delivered"):
        assert (getattr(first.history, name) == getattr(second.history, name)).all()
    one, two = (stage_times(each.scans, None, ()) for each in (first, second))
    assert [each.estimates for each in one] == [each.estimates for each in two]


def test_orders_events_and_ocel_of_a_run_are_the_same_history(logs: Path) -> None:
    """Who never paid is told by the outcome, and in the event log by nothing that came behind."""
    table, log, ocel = (
        read_history(logs / name).history
        for name in ("orders.csv", "events.csv", "events.ocel.json")
    )
    assert dict(ocel.left_out)["unpaid"] > 50
    for other in (table, log):
        assert {*other.order_id} == {*ocel.order_id}
        assert other.left_out == ocel.left_out
        for name in ("placed", "handed_over", "delivered"):
            assert (getattr(other, name) == getattr(ocel, name)).all(), name
        # at the end of the run a payment that failed may still be tried again
        assert (other.when_paid != ocel.when_paid).sum() <= 1
    assert ocel.lines.mean() == pytest.approx(2.4, abs=0.1)
    assert table.lines.sum() == ocel.lines.sum()
    assert table.units.sum() == ocel.units.sum()
    assert table.service is not None
    assert table.promised is not None
    assert table.returned is None  # the table has no column for when


def test_a_number_of_a_run_s_table_that_is_none_is_told_with_its_line(
    logs: Path, folder: Path
) -> None:
    head, first, *others = (logs / "orders.csv").read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[head.split(",").index("lines")] = "two"
    (folder / "table.csv").write_text("\n".join([head, ",".join(cells), *others]), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"table.csv:2: lines: 'two' is not a whole number; wr"):
        read_history(folder / "table.csv")


def test_a_payment_behind_which_nothing_comes_was_never_made_where_orders_are_confirmed(
    folder: Path,
) -> None:
    """B's payment failed, C's may still be confirmed; without confirmations nobody knows."""
    rows = ["order,activity,ended"]
    for k in range(40):
        rows += [
            f"A{k},payment,2026-03-02 08:{k:02}:00",
            f"A{k},confirmation,2026-03-02 08:{k:02}:09",
        ]
    rows += ["B,payment,2026-03-02 08:10:00", "B,payment,2026-03-02 08:11:00"]
    rows += ["C,payment,2026-03-02 08:39:05"]
    told = scans_of(folder / "tries.csv", "\n".join([*rows, ""]))
    names = {name: k for k, name in enumerate(sorted({*told.order}))}
    found = moments_of(told, names, len(names))
    assert [name for name, k in names.items() if found["paid"][k] == NEVER] == ["B"]
    assert found["tried"][names["B"]] != NEVER
    bare = scans_of(folder / "bare.csv", "\n".join(row for row in rows if "confirm" not in row))
    assert NEVER not in moments_of(bare, names, len(names))["paid"]


def test_a_tour_is_one_visit_and_waits_from_its_first_order_on(folder: Path) -> None:
    """Two orders of a tour of ten minutes beside 29 alone: 30 visits of ten, and not 31.

    B was placed at 8:10, when the tour had waited since 8:00.
    """
    rows = ["order,activity,queued,began,ended,person"]
    rows += ["A,inventory,2026-03-02 08:00:00,,2026-03-02 08:00:00,"]
    rows += ["B,inventory,2026-03-02 08:10:00,,2026-03-02 08:10:00,"]
    tour = "2026-03-02 08:00:00,2026-03-02 08:20:00,2026-03-02 08:30:00,pickers"
    rows += [f"A,picking,{tour}", f"B,picking,{tour}"]
    for k in range(29):
        rows.append(f"C{k},picking,,2026-03-02 09:{k:02}:00,2026-03-02 09:{k + 10:02}:00,pickers")
    told = scans_of(folder / "tours.csv", "\n".join([*rows, ""]))
    (picking,) = stage_times(told, None, ())
    assert (picking.estimates[0].n, picking.estimates[0].value) == (30, 600)
    names = {name: k for k, name in enumerate(sorted({*told.order}))}
    placed = moments_of(told, names, len(names))["placed"]
    assert placed[names["B"]] - placed[names["A"]] == 10 * MINUTE


def test_busy_time_over_completions_by_hand() -> None:
    """Two orders from 8 h on, one head: 10 min each, then 20 min for nobody."""
    queued, ended = minutes(480, 480, 540), minutes(490, 500, 545)
    one, two = (Heads(minutes(480, 1000), np.array([count, 0.0])) for count in (1.0, 2.0))
    assert mean_service(queued, ended, one, (0, DAY))[0] == pytest.approx(25 * 60 / 3)
    assert mean_service(queued, ended, two, (0, DAY))[0] == pytest.approx(35 * 60 / 3)


def test_a_queue_that_waits_overnight_tells_the_service_and_not_the_sojourn() -> None:
    """Orders come at all hours, two heads work from 8 to 17 h in turn: what they do comes back.

    The time from entry to end, which is all that such stamps seem to tell, is the night above all.
    """
    rng = np.random.default_rng(0)
    days, opens, hours = 28, 8 * HOUR, 9 * HOUR
    queued = np.sort(rng.integers(0, (days - 3) * DAY, 230 * days))
    took = np.rint(rng.exponential(168_200, len(queued))).astype(np.int64)
    since = queued // DAY * hours + np.clip(queued % DAY - opens, 0, hours)  # working time
    ended, free = np.empty_like(queued), [0, 0]
    for k, (came, need) in enumerate(zip(since.tolist(), took.tolist(), strict=True)):
        head = free.index(min(free))
        free[head] = max(free[head], came) + need
        ended[k] = free[head] // hours * DAY + opens + free[head] % hours
    at = np.arange(days)[:, None] * DAY + np.array([opens, opens + hours])
    roster = Heads(at.ravel(), np.tile([2.0, 0.0], days))
    mean, error = mean_service(queued, ended, roster, (0, days * DAY))
    assert mean == pytest.approx(took.mean() / 1000, rel=0.002)
    assert abs(mean - 168.2) < 2 * error + 168.2 / len(took) ** 0.5 * 2
    assert (ended - queued).mean() / 1000 > 100 * mean


def test_heads_come_go_and_pause_by_the_roster() -> None:
    base = load("small", overrides={"shifts.day.breaks": [{"at": "12:00", "for": "30 min"}]})
    monday = (np.datetime64("2026-03-02") - np.datetime64("1970-01-01")).astype(int) * DAY
    heads = heads_of(base.scenario, ["packers"], (monday, monday + DAY), ())
    on_day = heads.at >= monday
    assert ((heads.at[on_day] - monday) / HOUR).tolist()[:4] == [8, 12, 12.5, 17]
    assert heads.count[on_day].tolist()[:4] == [2, 0, 2, 0]
    off = heads_of(base.scenario, ["packers"], (monday, monday + DAY), (np.datetime64(
        "2026-03-02").astype(object),))  # fmt: skip
    assert not (off.at == monday + 8 * HOUR).any()


def test_stage_times_come_back_with_and_without_their_begins(logs: Path) -> None:
    """Pooled over what a crew does, the roster tells the mean to its interval."""
    scans = read_scans([logs / "events.csv"])
    direct = {one.stage: one.estimates[0] for one in stage_times(scans, None, ())}
    assert direct["labeling"].value == pytest.approx(13)
    bare = replace(scans, began=np.full(scans.n, NEVER), person=("",) * scans.n)
    base = load("small").scenario
    pooled = {one.stage: one.estimates[0] for one in stage_times(bare, base, ())}
    for name, estimate in pooled.items():
        parts = [direct[stage] for stage in name.split(" and ")]
        true = sum(part.value * part.n for part in parts) / sum(part.n for part in parts)
        assert estimate.low - 0.01 * true < true < estimate.high + 0.01 * true, name
        assert "one head more" in estimate.method
    (left, *_) = stage_times(bare, None, ())
    assert left.estimates[0].source == "assumed"


def test_a_person_tells_the_time_from_one_completion_to_the_next(folder: Path) -> None:
    rows = ["order,activity,queued_at,ended_at,person"]
    for k in range(60):
        rows.append(
            f"A{k},pack,2026-03-02 08:00:00,2026-03-02 {8 + k // 20:02}:{k % 20 * 3:02}:00,Ana"
        )
    rows.append("B1,pack,2026-03-02 15:00:00,2026-03-02 15:03:00,Ana")  # nothing was there before
    found = scans_of(folder / "ana.csv", "\n".join([*rows, ""]))
    (packing,) = stage_times(found, None, ())
    assert packing.estimates[0].value == pytest.approx(180)
    assert packing.estimates[0].n == 59


def test_a_base_gets_the_times_of_its_stages(of_ocel: Fit) -> None:
    scenario = of_ocel.scenario.scenario
    assert scenario.packing.time.setup.mean == pytest.approx(64.6 * 1000, rel=0.05)
    assert scenario.labeling.time.mean == pytest.approx(13 * 1000, rel=0.01)
    assert scenario.packing.quality_check is not None
    promised, own = scenario.demand.classes["express"], load("small").scenario.demand.classes
    assert promised.ship_by == own["express"].ship_by  # the history tells how many, not by when
    assert promised.order_cut_off == own["express"].order_cut_off
    assert promised.share != own["express"].share
    assert (
        "# packing.time: time of packing, mean of a visit"
        in of_ocel.files["scenario.yaml"].decode()
    )


def test_orders_of_a_log_that_never_shipped_are_not_paid_or_canceled():
    """In the words of an order file: what its customer did not cancel the house had not.

    The log's own word for it before there were causes too.
    """
    assert NEVER_SHIPPED == {
        "abandoned": "unpaid", "declined": "unpaid", "payment_failed": "unpaid",
        "canceled": "canceled", "out_of_stock": "unavailable", "rejected": "unavailable",
        "expired": "unavailable", "called_off": "canceled",
    }  # fmt: skip
    assert sorted(NOWHERE) == ["in_flight", "lost", "returned_to_sender"]
