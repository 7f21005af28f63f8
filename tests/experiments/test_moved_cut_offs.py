"""Who gains or loses the same day where the cut-off is moved, order by order."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.cli.changes import alternatives
from simulator.experiments import ask

PATH = "demand.classes.all.order_cut_off"
SHOP = """\
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 1 d, cool_down: 3 d}
demand:
  trace: {file: orders.csv}
  classes: {all: {ship_by: same day, order_cut_off: "12:00"}}
crews: {pickers: {skills: [picking], heads: 1}}
picking: {time: {setup: 0 s, per_line: 1 h, per_unit: 0 s}}
shipping: {carriers: {c: {pick_ups: {mon-fri: ["16:00"]}, services: {g: {transit: 1 h}}}}}
experiment: {replications: 2}
"""
ORDERS = "order_id,placed_at,sku,quantity\n" + "".join(
    f"{k},2026-03-02 {hour}:00,A,1\n"
    for k, hour in enumerate(("08", "11", "12", "13", "14", "15", "18"))
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """An hour's picking each, for orders at 8, 11, 12, 13, 14, 15 and 18 o'clock."""
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "shop.yaml").write_text(SHOP)
    return str(tmp_path / "shop.yaml")


def test_a_later_cut_off_wins_orders_and_an_earlier_one_loses_some(path):
    """Until noon three are promised, until 15:00 six, until eleven two; all of them leave."""
    changed = [f"later: {PATH}=15:00", f"earlier: {PATH}=11:00", "same: late_order_cost=1 USD"]
    found = ask.compare(path, changed=alternatives(changed), jobs=1).findings
    facts = found.facts["moved_cut_offs"]
    assert [(one["alternative"], one["gain"], one["lose"]) for one in facts] == [
        ("later", 3, 0),
        ("earlier", 0, 1),
    ]
    assert [one["same_day_share_before"] for one in facts] == [100, 100]
    assert [one["same_day_share_after"] for one in facts] == [100, 100]
    assert (facts[0]["cut_off_before"], facts[0]["cut_off_after"]) == ("12:00", "15:00")
    (table,) = [each for each in found.shown if "same day" in each.caption]
    assert table.rows[0][:5] == ("later", "all", "12:00 to 15:00", "3 ± 0", "0 ± 0")
    assert table.rows[1][:5] == ("earlier", "all", "12:00 to 11:00", "0 ± 0", "1 ± 0")


def test_a_cut_off_that_is_too_late_is_not_kept(path):
    """Until 18:00 all seven are promised; the last misses the truck of four o'clock."""
    found = ask.compare(path, changed=alternatives([f"late: {PATH}=18:00"]), jobs=1).findings
    (fact,) = found.facts["moved_cut_offs"]
    assert (fact["gain"], fact["lose"]) == (4, 0)
    assert fact["same_day_share_after"] == pytest.approx(600 / 7)


def test_without_another_cut_off_or_with_other_customers_there_is_no_such_table(path):
    for changed in (["a: late_order_cost=1 USD"], [f"b: {PATH}=15:00; demand.scale=2"]):
        found = ask.compare(path, changed=alternatives(changed), jobs=1).findings
        assert found.facts["moved_cut_offs"] == []
        assert not any("same day" in each.caption for each in found.shown)
