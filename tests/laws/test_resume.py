"""The resume law in drawn worlds: cut in the middle, each goes on as it did without the cut."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

import simulator as sim
from simulator.experiments.state.folder import settings_from
from simulator.experiments.state.snapshot import snapshot
from tests.experiments.test_snapshot import after, tables
from tests.laws.save_worlds import FILE
from tests.laws.scenarios import World

WORLDS = (
    0,
    7,
    16,
    35,
    43,
    55,
    62,
    70,
    119,
    133,
    137,
    146,
    152,
    182,
    190,
    198,
    203,
    225,
    233,
    259,
    278,
    280,
    361,
    404,
)
"""Saved worlds with what a log does not tell: zones under way, machines that fail by use, staff on
call, overtime, work that is put back or handed over, boxes of which some were loaded, reservations
that ran out, batches that form when a picker is free, messages on their way, lines whose
prices a file tells."""
SHARES = (0.21, 0.5, 0.83)
AT = {190: 0.6, 225: 0.5, 146: 0.67, 233: 0.67}
"""Of the run, before the cut; by world where one of the three shows nothing."""


AGAIN = {
    "clock.warm_up": "0 s",
    "clock.run": "2 d",
    "clock.cool_down": "18 h",
    "demand.orders_per_day": 120,
    "labeling.breakdowns": {"every": "40 min", "repair": "10 min", "by": "use"},
    "picking.method": {"batch": {"up_to": 4, "wait_at_most": "20 min"}},
    "shifts.day.overtime": {"backlog_above": "5 orders", "up_to": "2 h"},
    "shipping.carriers.parcelco.pick_ups": {"daily": ["12:00", "16:00", "18:00"]},
    "shipping.carriers.parcelco.late": {"share": "60 %", "by": "2 h"},
    "shipping.carriers.parcelco.no_show": "25 %",
}
"""What is changed in `small`."""


def the(number: int) -> World:
    """One saved world: to read the text of all of them takes longer than to simulate some."""
    told = json.loads(gzip.decompress(FILE.read_bytes()).decode().splitlines()[number])
    return World(yaml.safe_load(told["text"]), told["files"])


@pytest.mark.parametrize("number", WORLDS)
def test_a_drawn_world_goes_on(number: int, tmp_path: Path) -> None:
    world = the(number)
    for name, content in world.files.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (tmp_path / "world.yaml").write_text(yaml.safe_dump(world.data, sort_keys=False))
    loaded = sim.load(tmp_path / "world.yaml")
    clock = loaded.scenario.clock
    until = clock.warm_up + int(clock.run * AT.get(number, SHARES[number % 3]))
    cut = snapshot(loaded, clock.calendar.shown(until).replace(microsecond=0), tmp_path / "state")
    rest = tables(loaded.with_(settings_from(tmp_path / "state")))
    orders = pd.read_csv(tmp_path / "state/orders.csv", dtype=str, keep_default_na=False)
    for name, table in tables(loaded).items():
        expected = after(table, pd.Timestamp(cut.at), set(orders.order))
        assert after(rest[name], pd.Timestamp(cut.at), set(orders.order)) == expected, name


def test_a_run_that_was_cut_can_be_cut_again(tmp_path: Path) -> None:
    loaded = sim.load("small", overrides=AGAIN)
    snapshot(loaded, "2026-03-02 13:00", tmp_path / "first")
    rest = loaded.with_(settings_from(tmp_path / "first"))
    cut = snapshot(rest, "2026-03-03 09:40", tmp_path / "second")
    last = tables(loaded.with_(settings_from(tmp_path / "second")))
    orders = pd.read_csv(tmp_path / "second/orders.csv", dtype=str, keep_default_na=False)
    for name, table in tables(loaded).items():
        expected = after(table, pd.Timestamp(cut.at), set(orders.order))
        assert len(expected) > 20
        assert after(last[name], pd.Timestamp(cut.at), set(orders.order)) == expected, name
