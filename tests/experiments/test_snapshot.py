"""The resume law: a run cut and begun again from its snapshot goes on with the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy.stats import ks_2samp

import simulator as sim
from simulator.experiments.running.replication import replicate
from simulator.experiments.state.folder import settings_from
from simulator.experiments.state.snapshot import snapshot
from simulator.journey import simulate_in_simpy
from simulator.mistakes import InputError
from simulator.scenario import Loaded

SHORT = {
    "clock.warm_up": "0 s",
    "clock.run": "2 d",
    "clock.cool_down": "18 h",
    "demand.orders_per_day": 120,
    "returns.after": "6 h",
}
INTERRUPT = "interrupt"
CANCELED = {
    "cancellation": {
        "share": "40 %",
        "after": {"exponential": {"mean": "2 h"}},
        "backorder_patience": "9 h",
        "put_back": "20 h",
    },
    "demand.orders_per_day": 260,
}
WORLDS: dict[str, tuple[dict[str, Any], str]] = {
    "as it ships": ({}, "2026-03-03 08:47:11"),
    "a lag behind the stations": (
        {"handling": {"lag": {"gamma": {"mean": "5 h", "cv": 0.5}}}},
        "2026-03-03 10:00",
    ),
    "at night": ({}, "2026-03-03 03:00"),
    "in a break": (
        {"shifts.day.breaks": [{"at": "12:00", "for": "30 min"}], "demand.orders_per_day": 260},
        "2026-03-03 12:10",
    ),
    "carts hold stock": ({"checkout.reserve": "at cart"}, "2026-03-03 09:30"),
    "batches": (
        {"picking.method": {"batch": {"up_to": 4, "wait_at_most": "20 min"}}},
        "2026-03-03 10:15",
    ),
    "batches when a picker is free": (
        {"picking.method": {"batch": {"up_to": 4, "wait_at_most": "20 min", "form": "when free"}}},
        "2026-03-03 08:40",
    ),
    "waves": (
        {"picking.method": {"wave": {"at": ["09:00", "13:00"], "up_to": 5}}},
        "2026-03-03 09:20",
    ),
    "work that is put back": (
        {"shifts.day.end_of_shift": "interrupt", "demand.orders_per_day": 400},
        "2026-03-02 15:00",
    ),
    "late orders": ({"shifts.day.heads.pickers": 1, "demand.scale": 3}, "2026-03-03 14:20"),
    "people who stay on": (
        {
            "shifts.day.overtime": {"backlog_above": "12 orders", "up_to": "2 h", "step": "1 h"},
            "demand.orders_per_day": 300,
        },
        "2026-03-02 17:40",
    ),
    "two teams of a crew at printers that fail": (
        {
            "shifts": {
                "day": {"hours": "08:00-17:00", "heads": {"pickers": 2, "packers": 1}},
                "late": {
                    "hours": "12:00-17:20",
                    "heads": {"packers": 2},
                    "end_of_shift": INTERRUPT,
                },
            },
            "labeling.printers": 3,
            "labeling.breakdowns": {"every": "40 min", "repair": "15 min", "by": "use"},
            "labeling.time": "8 min",
            "demand.orders_per_day": 260,
        },
        "2026-03-02 16:55",
    ),
    "short of stock": (
        {"inventory.policy": {"kind": "s S", "s": 1, "S": 3}, "inventory.lead_time": "1 d"},
        "2026-03-03 11:00",
    ),
    "lines are canceled": (
        {
            "inventory.policy": {"kind": "s S", "s": 1, "S": 3},
            "inventory.when_short": "cancel line",
        },
        "2026-03-03 11:00",
    ),
    "wrong picks": (
        {"picking.mispick": "30 %", "packing.quality_check.share": "80 %"},
        "2026-03-03 10:30",
    ),
    "lanes": ({"packing.lanes": {"single_line": {}, "multi_line": {}}}, "2026-03-03 10:30"),
    "customers leave over the promise": (
        {
            "promise": {"lost_a_day": "20 %", "lost_beyond": 1},
            "demand.classes.express.deliver_within": "none",
            "demand.classes.standard.deliver_within": "none",
            "shifts.day.heads.pickers": 1,
        },
        "2026-03-03 10:00",
    ),
    "slips, second tries and gateways that fail": (
        {
            "payment.methods": {
                "card": {"share": "70 %"},
                "slip": {
                    "share": "30 %",
                    "slip": {"paid_after": {"gamma": {"mean": "10 h", "cv": 1}}, "never": "10 %"},
                },
            },
            "payment.comes_back": {"again": "30 %", "another": "30 %", "after": "1 h"},
            "payment.declined": {"soft": "20 %", "hard": "20 %"},
            "payment.second_gateway": {},
            "payment.every": "9 h",
            "checkout.reserve": "at checkout",
            "checkout.time_to_live": "2 h",
        },
        "2026-03-03 10:00",
    ),
    "customers cancel": (
        {
            **CANCELED,
            "inventory.policy": {"kind": "s S", "s": 1, "S": 3},
            "inventory.lead_time": "1 d",
        },
        "2026-03-02 15:17",
    ),
    "customers cancel what is reviewed, or on a tour": (
        {
            **CANCELED,
            "picking.method": {"batch": {"up_to": 4, "wait_at_most": "40 min"}},
            "payment.fraud_review": {"share": "40 %", "time": "20 min"},
            "crews.pickers.skills": ["picking", "fraud_review", "inspection"],
        },
        "2026-03-02 15:17",
    ),
    "boxes at the dock": (
        {
            "shipping.carriers.parcelco.capacity": "60 parcels",
            "shipping.carriers.parcelco.cut_off": "1 h",
        },
        "2026-03-03 17:00",
    ),
}
"""By what is tried: what is changed in `small`, and the moment of the cut."""


def the(changes: dict[str, Any]) -> Loaded:
    return sim.load("small", overrides={**SHORT, **changes})


def tables(loaded: Loaded, replication: int = 0) -> dict[str, pd.DataFrame]:
    found = replicate(loaded.scenario, replication, "all").tables
    return {name: pd.DataFrame(dict(table)) for name, table in found.items()}


def after(table: pd.DataFrame, moment: pd.Timestamp, known: set[str]) -> list[tuple[str, ...]]:
    """The rows of what happened after a moment, as texts."""
    if "created_at" in table:
        rows = (table.created_at > moment) | table.order.astype(str).isin(known)
    else:
        moments = [name for name in ("at", "queued_at", "began_at", "ended_at") if name in table]
        rows = pd.concat([table[name] > moment for name in moments], axis=1).any(axis=1)
    kept = table[rows].astype(object)
    texts = kept.where(kept.notna(), "-").astype(str)
    return sorted(texts.itertuples(index=False, name=None))


def test_a_snapshot_says_with_which_command_to_go_on(tmp_path: Path) -> None:
    loaded = the({})
    of_run = snapshot(loaded, "2026-03-03 10:00", tmp_path / "my state")
    assert of_run.next_command == f"simulator run SCENARIO --from '{tmp_path}/my state'"
    told = replace(of_run, folder=Path("state"), scenario=Path("r/scenario.yaml"))
    assert told.next_command == "simulator run r/scenario.yaml --from state"


@pytest.mark.parametrize("what", WORLDS)
def test_a_run_that_begins_where_another_was_cut_goes_on_the_same(
    what: str, tmp_path: Path
) -> None:
    changes, at = WORLDS[what]
    loaded = the(changes)
    cut = snapshot(loaded, at, tmp_path / "state")
    known = set(pd.read_csv(tmp_path / "state/orders.csv", dtype=str).order)
    whole, rest = tables(loaded), tables(loaded.with_(settings_from(tmp_path / "state")))
    moment = pd.Timestamp(cut.at)
    for name, table in whole.items():
        expected = after(table, moment, known)
        assert len(expected) > 20
        assert after(rest[name], moment, known) == expected, name


def test_stock_and_deliveries_are_as_they_were_after_the_cut(tmp_path: Path) -> None:
    loaded = the(
        {"inventory.policy": {"kind": "s S", "s": 2, "S": 6}, "inventory.lead_time": "8 h"}
    )
    snapshot(loaded, "2026-03-03 11:00", tmp_path / "state")
    left = pd.read_csv(tmp_path / "state/stock.csv")
    assert left.gone.sum() > 10  # units of open orders that have left the shelf
    ends = []
    for run in (loaded, loaded.with_(settings_from(tmp_path / "state"))):
        found = simulate_in_simpy(run.scenario, sim.sample(run.scenario, 0))
        ends.append([found.on_hand, found.reserved, found.backordered, found.on_order])
    for before, after_it in zip(*ends, strict=True):
        assert before.tolist() == after_it.tolist()
    assert ends[0][0].sum() > 0


CROWDED = {"demand.orders_per_day": 150, "returns": "off", "clock.run": "36 h"}
REPLICATIONS = 40


def what_comes(loaded: Loaded, replication: int, at: pd.Timestamp) -> tuple[float, float, float]:
    """Of what is on the floor at a moment: hours until the last is packed, units left at two."""
    orders = tables(loaded, replication)["orders"]
    mine = orders[(orders.placed_at <= at) & orders.released_at.notna()]
    last = (mine.labeled_at.max() - at).total_seconds() / 3600
    soon = (at + pd.Timedelta("1 h"), at + pd.Timedelta("5 h"))
    backlog = [((orders.released_at <= m) & ~(orders.labeled_at <= m)).sum() for m in soon]
    return last, *backlog


def test_from_columns_without_draws_all_that_comes_is_distributed_as_from_our_own(
    tmp_path: Path,
) -> None:
    loaded = the(CROWDED)
    own = snapshot(loaded, "2026-03-03 08:20", tmp_path / "own")
    snapshot(loaded, "2026-03-03 08:20", tmp_path / "told", draws=False)
    assert own.stages["picking"] > 10
    found = []
    for name in ("own", "told"):
        run = loaded.with_(settings_from(tmp_path / name))
        each = [what_comes(run, k, pd.Timestamp(own.at)) for k in range(1, REPLICATIONS + 1)]
        found.append(list(zip(*each, strict=True)))
    for of_own, of_told in zip(*found, strict=True):
        assert ks_2samp(of_own, of_told).pvalue > 0.001  # a false alarm in a thousand such tests
        assert len({*of_own}) > 3


def test_the_window_begins_at_the_cut_and_has_who_is_in_the_house(tmp_path: Path) -> None:
    loaded = the({})
    cut = snapshot(loaded, "2026-03-03 08:47:11", tmp_path / "state")
    inside = sum(
        cut.stages.get(stage, 0) for stage in ("picking", "packing", "labeling", "shipping")
    )
    results = sim.run(loaded, from_=tmp_path / "state", replications=1, jobs=1)
    later = tables(loaded)["orders"]
    placed = (later.placed_at > pd.Timestamp(cut.at)) & (later.placed_at < "2026-03-04")
    inside += sum(cut.stages.get(stage, 0) for stage in ("payment", "inventory"))
    assert results.estimate("orders.placed").mean == inside + placed.sum()
    assert "No warm-up is needed" in results.report_input.order_file[0]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-03-09 10:00", "is not in the run"),
        ("2026-03-03 10:00:00.5", "is not a date and time"),
        ("soon", "is not a date and time"),
    ],
)
def test_a_moment_that_is_not_in_the_run_is_refused(at: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told):
        snapshot(the({}), at, tmp_path / "state")


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(InputError, match="left alone; choose another --output"):
        snapshot(the({}), "2026-03-03 10:00", tmp_path / "mine")
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(InputError, match="cannot be a folder, since notes is a file; choose anoth"):
        snapshot(the({}), "2026-03-03 10:00", tmp_path / "notes" / "state")
    assert (tmp_path / "notes").read_text() == "mine"


LOG = """order,activity,queued_at,began_at,ended_at,done_by
A,picking,2026-03-04 09:00:00,2026-03-04 09:10:00,2026-03-04 09:20:00,pickers
A,packing,2026-03-04 09:20:00,2026-03-04 09:55:00,2026-03-04 10:05:00,packers
B,picking,2026-03-04 09:30:00,2026-03-04 10:10:00,2026-03-04 10:20:00,pickers
C,labeling,2026-03-04 09:30:00,2026-03-04 09:31:00,2026-03-04 09:32:00,(machine)
D,shipping,2026-03-03 18:00:00,2026-03-04 09:00:00,2026-03-04 09:00:00,
E,picking,2026-03-04 11:00:00,2026-03-04 11:10:00,2026-03-04 11:20:00,pickers
"""


def test_an_event_log_is_replayed_up_to_the_moment(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    found = snapshot(tmp_path / "log.csv", "2026-03-04 10:00", tmp_path / "state")
    assert found.stages == {"packing": 1, "picking": 1, "shipping": 1}
    assert found.others == {"have left": 1, "come later": 1}
    orders = pd.read_csv(tmp_path / "state/orders.csv", dtype=str, keep_default_na=False)
    rows = [tuple(row) for row in orders[["order", "stage", "since", "begun", "crew"]].to_numpy()]
    assert rows == [
        ("A", "packing", "2026-03-04 09:20:00.000", "2026-03-04 09:55:00.000", "packers"),
        ("B", "picking", "2026-03-04 09:30:00.000", "", ""),
        ("C", "shipping", "2026-03-04 09:32:00.000", "", ""),
    ]


@pytest.mark.usefixtures("undrawn")
def test_the_logs_that_a_run_exports_give_the_state_that_it_has(tmp_path: Path) -> None:
    loaded = the({"picking.mispick": 0})
    results = sim.run(loaded, replications=1, jobs=1)
    results.write(tmp_path / "run", ["csv", "ocel"])
    own = snapshot(loaded, "2026-03-03 10:15", tmp_path / "own", draws=False)
    of_run = pd.read_csv(tmp_path / "own/orders.csv", dtype=str).set_index("order").stage
    for log in ("events.csv", "events.ocel.json"):
        path = next(p for p in (tmp_path / "run").iterdir() if p.name.endswith(log[-9:]))
        snapshot(path, own.at, tmp_path / log)
        told = pd.read_csv(tmp_path / log / "orders.csv", dtype=str).set_index("order").stage
        floor = of_run[of_run.isin(["picking", "packing", "labeling", "shipping"])]
        assert told[floor.index].to_dict() == floor.to_dict()


def test_rows_of_other_activities_are_counted_by_name(tmp_path: Path) -> None:
    wrapped = "Z,Gift wrap,,,yesterday,\nY,Gift wrap,,,2026-03-04 09:00,\n"
    more = f"{wrapped}Z,checkout,,,2026-03-04 09:00,\n"
    (tmp_path / "log.csv").write_text(LOG.rstrip("\n") + "\n" + more)
    found = snapshot(tmp_path / "log.csv", "2026-03-04 10:00", tmp_path / "state")
    (tmp_path / "plain.csv").write_text(LOG)
    plain = snapshot(tmp_path / "plain.csv", "2026-03-04 10:00", tmp_path / "plain")
    assert found.stages == plain.stages
    named = "rows of 'Gift wrap', which is not an activity of ours"
    assert found.others == {**plain.others, named: 2}
    assert f"; 2 {named}" in str(found)


def test_a_log_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG.replace("activity", "task"))
    said = r"log\.csv:1: activity: there is no column .* --columns activity=task$"
    with pytest.raises(InputError, match=said):
        snapshot(tmp_path / "log.csv", "2026-03-04 10:00", tmp_path / "state")
    (tmp_path / "log.json").write_text("{}")
    with pytest.raises(InputError, match=r"is not an OCEL 2\.0 log in JSON"):
        snapshot(tmp_path / "log.json", "2026-03-04 10:00", tmp_path / "state")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Invalid JSON"),
        ("{", "Invalid JSON"),
        ('{"work": [{"order": 3}]}', "work.0"),
        ('{"uses": [{"station": "labeling", "machine": "x", "use_left": 4}]}', "uses.0.machine"),
    ],
)
def test_a_record_that_no_snapshot_left_is_named(text: str, told: str, tmp_path: Path) -> None:
    loaded = the({})
    snapshot(loaded, "2026-03-03 10:00", tmp_path / "state")
    (tmp_path / "state/record.json").write_text(text)
    with pytest.raises(sim.ScenarioError) as found:
        replicate(loaded.with_(settings_from(tmp_path / "state")).scenario, 0, "all")
    said = str(found.value)
    assert f"is not as a snapshot leaves it ({told}" in said
    assert "cut the state again" in said
    assert "record.json" in said


def test_orders_that_the_state_says_come_later_are_named(tmp_path: Path) -> None:
    loaded = the({})
    snapshot(loaded, "2026-03-03 10:00", tmp_path / "state")
    file = tmp_path / "state/state.yaml"
    file.write_text(re.sub(r"next_order: \d+", "next_order: 3", file.read_text()))
    with pytest.raises(sim.ScenarioError, match="is not below next_order of the state, 3; cut it"):
        replicate(loaded.with_(settings_from(tmp_path / "state")).scenario, 0, "all")


def test_carts_that_the_promise_will_lose_are_lost_after_the_cut(tmp_path: Path) -> None:
    changes, at = WORLDS["customers leave over the promise"]
    loaded = the(changes | {"checkout.time_in_cart": "3 h"})
    cut = pd.Timestamp(snapshot(loaded, at, tmp_path / "state").at)
    lost = []
    for run in (loaded, loaded.with_(settings_from(tmp_path / "state"))):
        w = sim.sample(run.scenario, 0)
        since = run.scenario.clock.calendar.since_start(cut.to_pydatetime())
        gone = w.added["promise"]["lost"] & (w.created + w.in_cart > since)
        lost.append((sorted(w.identity[gone].tolist()), int((gone & (w.created <= since)).sum())))
    assert lost[0] == lost[1]
    assert lost[0][1] > 1  # were in a cart at the cut
