"""Time worked on a visit, beside the time that it lasted."""

from __future__ import annotations

import pytest

import simulator as sim

LINES = """order_id,placed_at,sku,quantity
1,2026-01-05 08:00:00,A,1
1,2026-01-05 08:00:00,B,1
2,2026-01-05 08:10:00,A,1
2,2026-01-05 08:10:00,B,1
"""
SKUS = "sku,zone,price\nA,a,10\nB,b,10\n"
ZONES = """
schema: fulfillment/1
name: zones
clock: {{start: 2026-01-05, run: 1 d}}
demand: {{trace: {{file: lines.csv}}}}
catalog: {{file: skus.csv}}
crews: {{left: {{skills: [picking], heads: 1}}, right: {{skills: [picking]}}}}
shifts: {{late: {{hours: 10:00-18:00, heads: {{right: 1}}}}}}
picking:
  method:
    zones: {{{style}assign: catalog, areas: {{a: {{crews: [left]}}, b: {{crews: [right]}}}}}}
  time: {{setup: 0 s, per_line: 1 min, per_unit: 0 s}}
experiment: {{replications: 1}}
"""
SPLIT = """
schema: fulfillment/1
name: split
clock: {start: 2026-01-05, run: 1 d}
demand: {trace: {file: lines.csv}}
catalog: {file: skus.csv}
crews: {pickers: {skills: [picking]}}
shifts:
  day:
    hours: 08:00-18:00
    breaks: [{at: "08:11", for: 30 min, begun_work: interrupt}]
    heads: {pickers: 1}
picking: {time: {setup: 0 s, per_line: 1 min, per_unit: 0 s}}
experiment: {replications: 1}
"""


def mean_of(folder, text: str, name: str) -> float:
    (folder / "lines.csv").write_text(LINES, encoding="utf-8")
    (folder / "skus.csv").write_text(SKUS, encoding="utf-8")
    (folder / "shop.yaml").write_text(text, encoding="utf-8")
    kpis = sim.run(folder / "shop.yaml", jobs=1).kpis
    return float(kpis[(kpis.kpi == name) & (kpis.scope == "all")]["mean"].iloc[0])


@pytest.mark.parametrize("style", ["", "style: pick and pass, "])
def test_in_zones_the_wait_for_the_next_zone_is_not_work(tmp_path, style: str) -> None:
    """Two hours lie between the two minutes of the first order, of which one is in each zone."""
    assert mean_of(tmp_path, ZONES.format(style=style), "service_time.picking.mean") == 2.0


def test_a_break_in_the_middle_of_a_pick_is_not_work(tmp_path) -> None:
    """The second order is picked from 8:10 to 8:11 and from 8:41 to 8:42."""
    assert mean_of(tmp_path, SPLIT, "service_time.picking.mean") == 2.0
    assert mean_of(tmp_path, SPLIT, "cycle_time.mean") == pytest.approx((2 + 32) / 2 / 60)
