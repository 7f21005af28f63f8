"""What the figures rest on: the weight of defaults, and scenarios in which nothing varies."""

from __future__ import annotations

import re

import pytest

from simulator.experiments.explain.assumed import MATTERS, constant
from simulator.experiments.explain.explain import Explanation, explain
from simulator.experiments.explain.explained import conclusion
from simulator.scenario import load, loads
from tests.reporting.conclusion_rules import assert_plain

SHOP = """
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 450, lines: {shifted_geometric: {mean: 2.4}}}
catalog: {skus: 500}
crews: {pickers: {skills: [picking]}, packers: {skills: [packing]}}
shifts: {day: {hours: 08:00-16:00, heads: {pickers: 3, packers: 2}}}
picking: {time: {per_line: 30 s, per_unit: 0 s}}
packing: {time: {setup: 90 s, per_unit: 0 s}}
"""


def explained(*changes: str, text: str = SHOP) -> Explanation:
    return explain(loads(text, overrides=list(changes)).scenario, jobs=1)


def weights(found: Explanation) -> dict[str, float]:
    return {one.path: one.share for one in found.assumed}


def test_a_set_up_that_nobody_wrote_is_named_with_its_share() -> None:
    """60 s of 60 s + 2.4 lines of 30 s: 45 % of the pickers' work, in a sample of 1,500 orders."""
    found = explained()
    share = weights(found)["picking.time.setup"]
    assert share == pytest.approx(60 / 132, abs=0.015)
    told = {one.path: one.text for one in found.assumed}
    assert told["picking.time.setup"] == (
        f"60 s set-up assumed: {100 * share:.0f} % of the pickers' work"
    )


def test_written_values_are_not_assumed() -> None:
    """Not even where they are what the default would be; nor by a parent or a change."""
    assert "picking.time.setup" not in weights(explained("picking.time.setup=60 s"))


def test_one_more_line_or_unit_is_the_weight_of_one() -> None:
    """A second unit of 20 s beside a set-up of 60 s and lines of 30 s, each of one unit."""
    text = SHOP.replace("lines: {shifted_geometric: {mean: 2.4}}", "scale: 1")
    found = explained("picking.time.per_unit=20 s", text=text)
    assert weights(found)["demand.units_per_line"] == pytest.approx(20 / 110, abs=0.01)
    assert weights(found)["demand.lines"] == pytest.approx(50 / 110, abs=0.01)
    told = {one.path: one.text for one in found.assumed}
    assert told["demand.lines"] == (
        "1 line an order assumed: one more would add 45 % to the pickers' work"
    )


def test_what_saves_work_carries_weight_too() -> None:
    """A batch's default wait: without it every order is a tour, 132 s in place of less."""
    found = explained("picking.method={batch: {up_to: 4}}")
    share = weights(found)["picking.method.batch.wait_at_most"]
    assert share < -MATTERS
    (told,) = [one.text for one in found.assumed if one.share == share]
    assert told.startswith("10 min wait at most assumed: without it ")
    assert told.endswith(" % more of the pickers' work")


def test_small_weights_are_left_out() -> None:
    """A check of 10 % of orders and 40 s is 4 s of 154 s, then 4 s of 24 s."""
    light = weights(explained("packing.quality_check={}", "packing.time.setup=150 s"))
    assert light.keys() == weights(explained()).keys()
    heavy = weights(explained("packing.quality_check={}", "packing.time.setup=20 s"))
    assert heavy["packing.quality_check.time"] == pytest.approx(4 / 24, abs=0.03)
    assert heavy["packing.quality_check.share"] == heavy["packing.quality_check.time"]


def test_the_heaviest_comes_first() -> None:
    found = explained("packing.quality_check={}", "packing.time.setup=20 s")
    shares = [abs(one.share) for one in found.assumed]
    assert shares == sorted(shares, reverse=True)


def test_it_is_said_when_nothing_varies() -> None:
    found = explained("crews.packers.absence=0 %")
    assert found.nothing_varies == (
        "Nothing varies from day to day: demand has no day-to-day spread, every task takes its "
        "mean time, nobody is ever absent and no shift has a break. ± shows only how single "
        "orders fall, and real days differ more (write demand.day_to_day_cv; Olist: 0.18)."
    )


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("demand.day_to_day_cv=0.18", "demand"),
        ("picking.time.setup={exponential: {mean: 60 s}}", "task"),
        ("packing.time.cv=0.4", "task"),
        ("crews.packers.absence=3 %", "absent"),
        ("shifts.day.breaks=[{at: '12:00', for: 30 min}]", "break"),
    ],
)
def test_what_varies_is_not_said_to_be_the_same(change: str, part: str) -> None:
    parts = constant(loads(SHOP, overrides=[change]).scenario)
    assert len(parts) == 3
    assert not any(part in said for said in parts)
    assert (explained(change).nothing_varies == "") == (part == "demand")


def test_the_demand_of_a_trace_is_its_own() -> None:
    assert not any("demand" in part for part in constant(load("real_orders").scenario))


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("demand.day_to_day_cv=0.2", "picking.time.setup=60 s"),
        ("demand.orders_per_day=1500",),
        ("shifts.day.heads.pickers=0",),
        ("shifts.day.days=mon-fri",),
        (
            "shifts.day.days=mon",
            "demand.orders_per_day=5000",
            "labeling={printers: 1, time: 5 min}",
        ),
    ],
)
def test_the_conclusion_is_plain(changes: tuple[str, ...]) -> None:
    assert_plain(conclusion(explained(*changes)))


def test_a_carrier_with_too_little_room_comes_first() -> None:
    """410 parcels for the three pick-ups of three days, 30 each."""
    found = explain(load("small", overrides=["shipping.carriers.parcelco.capacity=30"]).scenario)
    said = conclusion(found)
    assert said.startswith("Have 'parcelco' take 1")
    assert " parcels a pick-up instead of 30, or come more often: " in said
    assert " parcels come and 90 find room. No crew has more work than time" in said
    assert_plain(said)


def test_what_to_do_comes_first() -> None:
    """1,500 orders of 132 s and 90 s are 55 h and 37.5 h a day, for 24 h and 16 h."""
    said = conclusion(explained("demand.orders_per_day=1500"))
    assert said.startswith("Give 'pickers', day shift, 8 heads instead of 3 and give 'packers', ")
    assert "'packers' can do only 43 % of the work that comes." in said
    assert "Check the assumed 60 s set-up: 4" in said
    monday = conclusion(
        explained("shifts.day.days=mon-fri", "demand.orders_per_day=300", "clock.run=14 d")
    )
    put, rest = monday.split(" times as many people on Monday 9 March 2026 if its orders have to ")
    work, have = (int(word) for word in re.findall(r"(\d+) h", rest)[:2])
    times = float(put.removeprefix("Put "))
    assert (work - 0.5) / (have + 0.5) <= times <= (work + 0.5) / (have - 0.5) + 0.1
    calm = conclusion(explained())
    assert calm.startswith("Nobody has more work than time: the fullest are 'packers', 7")


ZONES = """
schema: fulfillment/1
name: zones
clock: {start: 2026-01-05, run: 1 d}
demand: {orders_per_day: 2160}
catalog: {skus: 10, popularity: {zipf: 0}}
crews: {left: {skills: [picking], heads: 1}, right: {skills: [picking], heads: 1}}
picking:
  method: {zones: {areas: {a: {skus: 90 %, crews: [left]}, b: {skus: 10 %, crews: [right]}}}}
  time: {setup: 0 s, per_line: 1 min, per_unit: 0 s}
"""


def test_of_shares_that_are_alike_the_one_of_most_work_is_told() -> None:
    """One more line doubles the work of both; of 150 orders it is known to 12 %, of 1,350 to 4."""
    (line,) = (one for one in explained(text=ZONES).assumed if one.path == "demand.lines")
    assert line.whose == "left"
    assert line.share == pytest.approx(1, abs=0.04)
