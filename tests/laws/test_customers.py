"""Customers stay who they are, whatever else is asked: no draw hangs on how many came before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scenario import Scenario
from simulator.stages.demand.section import DemandEvent, TraceWindow
from simulator.stages.demand.trace_window import order_file
from simulator.units import DAY
from tests.laws.customers import MOMENTS, Customers, changed, customers, only_in, stock_changed
from tests.laws.drawing import HOUR
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import load
from tests.laws.scenarios import World, scenarios

LAW = settings(max_examples=examples(20), backend=INDEPENDENT)
SAMPLED, TRACED = scenarios(traced=False), scenarios(traced=True)
EPOCH = date(1970, 1, 1)
SCALES = (0.3, 0.8, 1.05, 1.4, 2.5)


def drawn(world: World) -> Scenario:
    return load(world).scenario


def with_section(scenario: Scenario, name: str, **values: Any) -> Scenario:
    section = getattr(scenario, name).model_copy(update=values)
    return scenario.model_copy(update={name: section})


def with_trace(scenario: Scenario, **values: Any) -> Scenario:
    assert scenario.demand.trace is not None
    trace = scenario.demand.trace.model_copy(update=values)
    return with_section(scenario, "demand", trace=trace)


def assert_all_there(one: Customers, other: Customers, among: Any = None) -> None:
    """Those of the first (among these rows) are customers of the other too, as they were."""
    missing = only_in(one, other)
    assert len(missing if among is None else missing[among[missing]]) == 0
    assert changed(one, other) == []


@LAW
@given(SAMPLED, st.integers(0, 3), st.sampled_from((0.4, 0.95, 1.05, 3)))
def test_an_event_adds_or_takes_orders_of_its_day_alone(
    world: World, day: int, factor: float
) -> None:
    plain = drawn(world)
    when = plain.clock.start.date() + timedelta(days=day)
    event = DemandEvent(name="one day", **{"from": when, "to": when}, factor=factor)
    without, held = customers(plain), customers(
        with_section(plain, "demand", events=(*plain.demand.events, event))
    )  # fmt: skip
    fewer, more = (without, held) if factor > 1 else (held, without)
    assert_all_there(fewer, more)
    added = more.identity[only_in(more, fewer)]
    assert set((added >> np.uint64(32)).tolist()) <= {when.toordinal()}
    assert stock_changed(without, held) == []


@LAW
@given(SAMPLED | TRACED, st.sampled_from(SCALES))
def test_a_larger_scale_only_adds(world: World, scale: float) -> None:
    plain = drawn(world)
    other = with_section(plain, "demand", scale=scale)
    fewer, more = (
        customers(one) for one in sorted((plain, other), key=lambda one: one.demand.scale)
    )
    assert_all_there(fewer, more)
    assert stock_changed(fewer, more, levels=False) == []


@LAW
@given(SAMPLED | TRACED, st.sampled_from((1, 7 * HOUR, 2 * DAY)), st.booleans())
def test_a_longer_time_only_adds_at_its_end(world: World, longer: int, cool_down: bool) -> None:
    plain = drawn(world)
    name = "cool_down" if cool_down else "run"
    length = (plain.clock.longest_cool_down if cool_down else plain.clock.run) + longer
    short, long = customers(plain), customers(with_section(plain, "clock", **{name: length}))
    assert_all_there(short, long)
    assert_all_there(long, short, long.work.created < plain.clock.horizon)
    assert stock_changed(short, long) == []


@LAW
@given(SAMPLED | TRACED, st.sampled_from((1, 5 * HOUR, DAY, 29 * HOUR)))
def test_a_later_start_only_takes_what_came_before(world: World, later: int) -> None:
    plain = drawn(world)
    if any(isinstance(each.holidays, str) for each in (plain.clock, *plain.carriers.values())):
        plain = without_days_off(plain)  # their years hang on the start
    plain = without_failures(plain)  # the first comes so long after the start
    clock = plain.clock
    if later >= clock.horizon or not has_orders_from(plain, later):
        return
    changes: dict[str, Any] = {"start": clock.start + timedelta(milliseconds=later), "warm_up": 0}
    changes |= {"run": clock.horizon - later, "cool_down": 0}
    early, late = customers(plain), customers(with_section(plain, "clock", **changes))
    assert_all_there(late, early)
    assert_all_there(early, late, early.work.created >= later)
    assert stock_changed(early, late) == []


def without_days_off(scenario: Scenario) -> Scenario:
    """Nobody, and no carrier, has a day off that is a date; no payment meets an outage of one."""
    plain = with_section(scenario, "clock", holidays=())
    if plain.payment is not None:
        changes: dict[str, Any] = {"outages": ()}
        if plain.payment.second_gateway is not None:
            second = plain.payment.second_gateway
            changes["second_gateway"] = second.model_copy(update={"outages": ()})
        plain = with_section(plain, "payment", **changes)
    if plain.shipping is None:
        return plain
    carriers = {
        name: carrier.model_copy(update={"holidays": ()})
        for name, carrier in plain.carriers.items()
    }
    return with_section(plain, "shipping", carriers=carriers)


def without_failures(scenario: Scenario) -> Scenario:
    """No gateway fails by chance; promises to those who pay by slip count from their payment."""
    section = scenario.payment
    if section is None:
        return scenario
    changes: dict[str, Any] = {"every": None}
    if section.second_gateway is not None:
        changes["second_gateway"] = section.second_gateway.model_copy(update={"every": None})
    return with_section(scenario, "payment", **changes)


def has_orders_from(scenario: Scenario, moment: int) -> bool:
    """A trace without an order in the simulated time is a mistake."""
    return scenario.demand.trace is None or bool((customers(scenario).work.created >= moment).any())


# Traces


@LAW
@given(TRACED, st.integers(0, 2), st.integers(0, 2))
def test_a_trace_cut_to_some_days_keeps_their_orders(world: World, first: int, days: int) -> None:
    whole = with_trace(drawn(world), resample=None)
    trace = whole.demand.trace
    assert trace is not None
    begin = first_day(whole)
    last = begin + timedelta(days=first + days)
    if trace.window is not None:
        begin, last = trace.window.from_, min(last, trace.window.to)
    origin = begin if trace.shift_to is None else trace.shift_to.date()
    before = customers(whole)
    day = before.placed_on // DAY - (origin - EPOCH).days
    kept = (day >= first) & (day <= (last - begin).days)
    if not kept.any():
        return
    window = TraceWindow(**{"from": begin + timedelta(days=first), "to": last})
    shift = trace.shift_to and trace.shift_to + timedelta(days=first)
    after = customers(with_trace(whole, window=window, shift_to=shift))
    assert_all_there(after, before)
    assert_all_there(before, after, kept)
    assert stock_changed(before, after, levels=False) == []


@LAW
@given(TRACED, st.integers(1, 9))
def test_an_order_that_is_not_in_the_file_is_missed_by_no_other(world: World, gone: int) -> None:
    header, *rows = world.files["orders.csv"].splitlines(keepends=True)
    left = [row for row in rows if not re.match(rf"#{gone}[,;|\t]", row)]
    shorter = replace(world, files={**world.files, "orders.csv": "".join([header, *left])})
    before, after = (customers(with_trace(drawn(one), resample=None)) for one in (world, shorter))
    assert_all_there(after, before)
    missing = np.array(before.work.order_id, dtype=object)[only_in(before, after)]
    assert {name.split("#")[1] for name in missing} <= {str(gone)}
    assert stock_changed(before, after, levels=False) == []


@LAW
@given(TRACED, st.integers(1, 3))
def test_a_trace_that_is_shifted_with_its_clock_is_the_same(world: World, weeks: int) -> None:
    plain = with_trace(drawn(world), resample=None)
    trace = plain.demand.trace
    assert trace is not None
    shift = trace.shift_to or datetime.combine(first_day(plain), time())
    plain = without_days_off(plain)
    later = timedelta(weeks=weeks)
    moved = with_trace(plain, shift_to=shift + later)
    before = customers(plain)
    after = customers(with_section(moved, "clock", start=plain.clock.start + later))
    assert len(only_in(before, after)) == len(only_in(after, before)) == 0
    assert set(changed(before, after)) <= set(MOMENTS)
    for name in ("created", "ship_by", "deliver_by"):
        assert np.array_equal(getattr(before.work, name), getattr(after.work, name))
    assert stock_changed(before, after) == []


def first_day(scenario: Scenario) -> date:
    """Of the file or of the window."""
    trace = scenario.demand.trace
    assert trace is not None
    wall = order_file(scenario, trace).wall
    return trace.window.from_ if trace.window else EPOCH + timedelta(days=int(wall[0]) // DAY)
