"""What customers see and are told on the way, of a run that is cut in the middle and goes on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import simulator as sim
from simulator.experiments.state.folder import settings_from
from simulator.experiments.state.snapshot import snapshot
from simulator.journey import simulate
from simulator.stages.notification.delay_notices import delay_notices_of
from simulator.workload.sampling import sample
from tests.experiments.test_snapshot import after, tables

SEEN = {
    "clock.warm_up": "0 s",
    "clock.run": "2 d",
    "clock.cool_down": "18 h",
    "demand.orders_per_day": 60,
    "shipping.carriers.parcelco.pick_ups": {"daily": ["12:00", "16:00", "18:00"]},
    "shipping.carriers.parcelco.services.ground.transit": "5 h",
    "shipping.carriers.parcelco.scans": [
        {"name": "origin", "at": "10 %", "missed": "20 %"},
        {"name": "destination", "at": "90 %"},
    ],
    "shipping.carriers.parcelco.delays": [{"at": "2026-03-03 13:00", "for": "3 h"}],
    "notification.delay_notice": {"before_promise": "135 h"},
}


def test_scans_and_notices_go_on(tmp_path: Path) -> None:
    loaded = sim.load("small", overrides=SEEN)
    cut = snapshot(loaded, "2026-03-02 13:00", tmp_path / "state")
    rest = tables(loaded.with_(settings_from(tmp_path / "state")))
    orders = pd.read_csv(tmp_path / "state/orders.csv", dtype=str, keep_default_na=False)
    words = set()
    for name, table in tables(loaded).items():
        expected = after(table, pd.Timestamp(cut.at), set(orders.order))
        assert after(rest[name], pd.Timestamp(cut.at), set(orders.order)) == expected, name
        words.update(str(row) for row in expected)
    house = loaded.with_(settings_from(tmp_path / "state")).scenario
    made = sample(house, 0)
    notices = delay_notices_of(house, made, simulate(house, made))
    assert notices is not None
    assert made.begins is not None
    assert notices.sent.min() > made.begins.at  # who was told before is not told again
    assert any("scanned" in row for row in words)
    assert any("delay_notice" in row for row in words)
