"""Files that the command line names: where they are, and which is offered for one that is not."""

from __future__ import annotations

import pytest

from simulator.scenario import ScenarioError, load, resolve

WORLD = """
schema: fulfillment/1
name: world
clock: {start: 2026-03-02, run: 1 d}
demand: {trace: {file: orders.csv}}
"""
ORDERS = "order_id,placed_at,sku,quantity\n1,2026-03-02 09:00,A,1\n"


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A scenario in a folder beside the working one, with two order files."""
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    (there / "world.yaml").write_text(WORLD)
    for name in ("orders.csv", "evening_orders.csv"):
        (there / name).write_text(ORDERS)
    monkeypatch.chdir(here)
    return there


def test_a_file_beside_the_scenario_is_resolved_to_where_it_is(world):
    loaded = load(world / "world.yaml", overrides=["demand.trace.file=evening_orders.csv"])
    assert f"file: {world / 'evening_orders.csv'}" in resolve(loaded)
    assert 'file: "../there/evening_orders.csv"' in resolve(loaded, world.parent / "here")


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("evening_order.csv", "did you mean evening_orders.csv?"),
        ("morning_orders.csv", "write the path of a file that exists, from "),
    ],
)
def test_only_a_file_that_is_surely_meant_is_offered(world, written, remedy):
    with pytest.raises(ScenarioError) as refused:
        load(world / "world.yaml", overrides=[f"demand.trace.file={written}"])
    assert remedy in str(refused.value)
