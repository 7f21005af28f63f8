"""docs/how_to/add_a_picking_method.md does what it says, on a copy of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.copy_of_the_package import copied, ran_in, said_by
from tests.documents.pages import ROOT

PAGE = (ROOT / "docs" / "how_to" / "add_a_picking_method.md").read_text(encoding="utf-8")
PICKING = "simulator/stages/picking"

SHORT = ("clock.run=1 d", "clock.warm_up=0 s", "clock.cool_down=1 d")
IN_PYTHON = f"""
SHORT = {SHORT}
import numpy as np
import simulator as sim
from simulator.stages.picking.methods import METHODS
from simulator.workload.tasks import Orders

loaded = sim.load("try.yaml", overrides=["shifts.day.heads.pickers=99", *SHORT])
scenario, work = loaded.scenario, sim.sample(loaded.scenario, 0)
timeline = sim.simulate(scenario, work)
units = np.add.reduceat(work.line_units, work.line_start[:-1])
toured = np.flatnonzero(timeline.batch >= 0)
held = np.bincount(timeline.batch[toured], units[toured])
members = np.bincount(timeline.batch[toured])
assert held.max() > 6 and (held[members > 1] <= 8).all() and (members > 1).mean() > 0.3

# Without a run the same orders share the same carts, which leave when the run's do.
queued = timeline.visits["picking"].queued
orders = Orders(toured, queued[toured], np.zeros(len(toured), np.bool_))
cart = scenario.picking.method.cart
tour, moment = METHODS["cart"].tours(cart, scenario, work, orders)
waited = moment - queued[toured]
assert waited.max() == 15 * 60_000 and waited.min() == 0
same = set(zip(tour.tolist(), timeline.batch[toured].tolist()))
assert len(same) == len(set(tour.tolist())) == len(members)
loads = sim.explain("try.yaml").loads
assert "pickers" in repr(loads)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package to which the method was added."""
    folder = tmp_path_factory.mktemp("house")
    written, edited = copied(folder, PAGE)
    assert written == [f"{PICKING}/methods/cart.py"]
    assert set(edited) == {f"{PICKING}/section.py"}
    return folder


def test_it_shows_in_a_run(house: Path) -> None:
    said_by(
        house, "-m", "simulator", "run", "try.yaml", "--output", "run", "--no-store",
        "--replications", "2", *[part for key in SHORT for part in ("--set", key)],
    )  # fmt: skip
    kpis = (house / "run" / "kpis.csv").read_text(encoding="utf-8")
    assert "\npicking.orders_per_tour," in kpis
    assert "\ntime_hours.batching," in kpis
    model = (house / "run" / "model.md").read_text(encoding="utf-8")
    for words in ("Orders are picked by cart.", "`picking.method.cart.units`"):
        assert words in model


def test_a_run_and_explain_fill_the_same_carts(house: Path) -> None:
    said_by(house, "-c", IN_PYTHON)  # asserts that it succeeds


LAWS = """
from datetime import datetime
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import tests.laws.test_laws  # every law is known
from tests.laws.laws import LAWS, broken
from tests.laws.runs import run
from tests.laws.save_worlds import FILE, saved
from tests.laws.drawing import HOUR
from tests.laws.machinery import picking_methods
from tests.laws.span import Span

worlds = [world for world in saved(FILE) if "picking" in world.data]
several = 0
for k, world in enumerate(worlds[::48]):
    method = world.data["picking"].setdefault("method", {})
    for name in ("batch", "wave"):
        method.pop(name, None)
    method["cart"] = {"units": 2 + k % 9, "wait_at_most": ("10 min", "2 h")[k % 2]}
    ran = run(world)
    several += any(len(orders) > 1 for orders in ran.tours.values())
    found = broken(ran)
    assert not found, f"{found} {world}"
assert len(LAWS) > 40 and several > 2, (len(LAWS), several)

drawn = []


@settings(max_examples=100, derandomize=True, database=None, phases=[Phase.generate],
    deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def draw(data):
    world = {"picking": {}, "catalog": {}, "demand": {}}
    picking_methods(data.draw, Span(datetime(2026, 3, 2), 24 * HOUR), world)
    drawn.append(world["picking"].get("method", {}).get("cart", {}))


draw()
assert {key for cart in drawn for key in cart} == {"units", "wait_at_most"}
"""


def test_the_laws_hold_with_it_and_draw_it(house: Path) -> None:
    """In saved worlds with all that they have besides: zones, layouts, short picks, stops."""
    said_by(house, "-c", LAWS)  # asserts that it succeeds


def test_the_schema_and_the_errors_know_it(house: Path) -> None:
    assert "Units that fit on a cart" in said_by(house, "-m", "simulator", "schema")
    ran = ran_in(
        house, "-m", "simulator", "validate", "try.yaml",
        "--set", "picking.method.cart.wait_at_most=0 s",
        "--set", "picking.method.wave.at=['09:00']",
    )  # fmt: skip
    assert ran.returncode == 2
    assert "write 10 min, or one by one" in ran.stderr
