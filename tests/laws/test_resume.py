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

EXACT = (0, 7, 14, 35, 63, 70, 182, 203)
"""Saved worlds whose rules the log tells whole; all are begun again without a broken law."""
OTHERS = (133, 259)


def the(number: int) -> World:
    """One saved world: to read the text of all of them takes longer than to simulate some."""
    told = json.loads(gzip.decompress(FILE.read_bytes()).decode().splitlines()[number])
    return World(yaml.safe_load(told["text"]), told["files"])


@pytest.mark.parametrize("number", [*EXACT, *OTHERS])
def test_a_drawn_world_goes_on(number: int, tmp_path: Path) -> None:
    world = the(number)
    for name, content in world.files.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (tmp_path / "world.yaml").write_text(yaml.safe_dump(world.data, sort_keys=False))
    loaded = sim.load(tmp_path / "world.yaml")
    clock = loaded.scenario.clock
    at = clock.calendar.shown(clock.warm_up + clock.run // 2).replace(microsecond=0)
    cut = snapshot(loaded, at, tmp_path / "state")
    rest = tables(loaded.with_(settings_from(tmp_path / "state")))
    if number in OTHERS:
        return
    orders = pd.read_csv(tmp_path / "state/orders.csv", dtype=str, keep_default_na=False)
    for name, table in tables(loaded).items():
        expected = after(table, pd.Timestamp(cut.at), set(orders.order))
        assert after(rest[name], pd.Timestamp(cut.at), set(orders.order)) == expected, name
