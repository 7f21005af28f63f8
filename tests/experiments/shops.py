"""A shop that takes hundredths of a second: picking and packing only, a promise of some hours."""

from __future__ import annotations

from pathlib import Path

import pytest

SHOP = """\
schema: fulfillment/1
name: shop
question: How many pickers and packers?
clock: {start: 2026-03-02, run: 2 d, cool_down: 1 d}
demand:
  orders_per_day: 120
  classes: {all: {ship_by: 20 h}}
crews:
  pickers: {skills: [picking], wage: 20 USD/h}
  packers: {skills: [packing], wage: 20 USD/h}
shifts:
  day: {days: daily, hours: 08:00-18:00, heads: {pickers: 2, packers: 2}}
picking: {time: {setup: 2 min, per_line: {exponential: {mean: 8 min}}, per_unit: 0 s}}
packing: {time: {setup: {exponential: {mean: 6 min}}, per_unit: 0 s}, stations: {count: 2}}
late_order_cost: 2 USD
targets: [{kpi: on_time_ship, at_least: 90 %}]
experiment: {seed: 4, replications: 4}
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """The path of the shop's file."""
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    return str(path)
