"""A scenario that is valid and far too large is refused before anything is spent on it."""

from __future__ import annotations

import re

import pytest

from simulator.scenario import ScenarioError, load

WEEK = "clock={start: 2026-03-02, run: 7 d}"
PICK_UP = "shipping.carriers.parcelco.pick_ups"
_TIMES = (f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(0, 86_400, 2))
EVERY_SECOND = "{daily: [" + ", ".join(f"'{time}'" for time in _TIMES) + "]}"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "demand.orders_per_day=1e12",
            "a replication would have about 2.33e+13 carts (some 4.67e+07 GB), at most 20,000,000 "
            "can be simulated; write 850000 or less, or a shorter clock.run",
        ),
        (
            "demand.events=[{name: x, from: 2026-03-02, to: 2026-03-03, factor: 1e9}]",
            "a replication would have about 1e+12 carts (some 2e+06 GB), at most 20,000,000 can "
            "be simulated; write 0.0029 or less, or a shorter clock.run",
        ),
        (
            "demand.orders_per_day=1e308",
            "a replication would have about inf carts (some inf GB), at most 20,000,000 can be "
            "simulated; write 850000 or less, or a shorter clock.run",
        ),
        (
            "demand.events=[{name: x, from: 2026-03-02, to: 2026-03-09, factor: 1e308}]",
            "a replication would have about inf carts (some inf GB), at most 20,000,000 can be "
            "simulated; write smaller factors of events, or a shorter clock.run",
        ),
        (
            "demand.units_per_line=1e9",
            "a line has 1e+09 units on average; write at most 1,000,000",
        ),
        (
            "catalog.skus=1000000000",
            "1,000,000,000 SKUs are more than the 5,000,000 that can be simulated; "
            "write fewer, those that sell",
        ),
        (
            "clock.run=900 w",
            None,
        ),
        (
            "clock.run=40000 d",
            "40,000 days would be simulated, at most 36,525 can be; write shorter phases",
        ),
        (
            "crews.pickers.absence=1 %",
            None,
        ),
        (
            "shifts.day.heads.pickers=1000000000",
            "1,000,000,000 heads are too many; write at most 1,000,000",
        ),
        (
            "labeling.printers=1000000000",
            "1,000,000,000 are too many; write at most 1,000,000",
        ),
        (
            "delivery.attempts=1000000000",
            "1,000,000,000 attempts are too many; write at most 100",
        ),
        (
            "demand.classes.express.priority=1000000000",
            "1000000000 is out of range; write at most 30000",
        ),
        (
            "experiment.replications=1000000000",
            "1,000,000,000 replications are too many; write at most 100,000",
        ),
    ],
)
def test_far_too_large(override: str, message: str | None) -> None:
    if message is None:
        load("small", overrides=[WEEK, override])
        return
    with pytest.raises(ScenarioError) as error:
        load("small", overrides=[WEEK, override])
    assert message in [mistake.message for mistake in error.value.mistakes]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            ["demand.lines={shifted_geometric: {mean: 30}}"],
            "a replication would have about 3e+08 lines",
        ),
        (
            ["demand.units_per_line=1e6", "catalog.price=1e6 USD"],
            "goods of 2.4e+19 USD would be ordered",
        ),
        (
            ["demand.units_per_line=1e6", "catalog.cost=1e6 USD"],
            "catalog.cost: goods of 2.4e+19 USD would be ordered; write a lower cost",
        ),
        (
            ["inventory.policy={kind: r Q, r: 9, Q: 1}", "demand.units_per_line=10"],
            "a replication could need 4.8e+08 replenishments",
        ),
    ],
)
def test_large_in_combination(overrides: list[str], message: str) -> None:
    large = ["clock={start: 2026-03-02, run: 30 d}", "demand.orders_per_day=100000"]
    with pytest.raises(ScenarioError, match=re.escape(message)):
        load("small", overrides=[*large, *overrides])


def test_absence_is_drawn_for_a_number_of_shifts_that_can_be_drawn() -> None:
    many = [WEEK, "crews.pickers.absence=1 %", "shifts.day.heads.pickers=500000"]
    load("small", overrides=many)
    with pytest.raises(ScenarioError, match=r"absence would be drawn for 4[.]51e[+]08 shifts"):
        load("small", overrides=[*many, "clock.run=900 d"])


def test_a_carrier_comes_a_number_of_times_that_can_be_worked_out() -> None:
    often = [WEEK, f"{PICK_UP}={EVERY_SECOND}", "clock.run=300 d"]
    with pytest.raises(ScenarioError, match=r"the carrier would come 1[.]3e[+]07 times"):
        load("small", overrides=often)


def test_entries_are_counted() -> None:
    classes = ", ".join(f"c{k}: {{share: 0.2 %}}" for k in range(500))
    overrides = ["shipping=off", "delivery=off", "returns=off", f"demand.classes={{{classes}}}"]
    with pytest.raises(ScenarioError, match="there are 500 of them; write at most 200"):
        load("small", overrides=overrides)
