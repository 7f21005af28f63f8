"""Drawn worlds whose promises know the backlog: never too early, never later than it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from simulator.measure import conservation
from simulator.measure.measurement import measure
from simulator.results.outcomes import Outcome
from simulator.stages.promise.process import MOST_DAYS
from simulator.units import NEVER
from tests.laws.laws_of_promises import (
    every_promise_is_kept_broken_or_open,
    nobody_leaves_over_an_early_promise,
    promise_of,
    promises_at_checkout_follow_the_calendars,
)
from tests.laws.profiles import examples
from tests.laws.runs import Run, run
from tests.laws.scenarios import World, scenarios

BACKLOGS = st.fixed_dictionaries(
    {
        "orders_a_day": st.sampled_from((1, 5, 40)),
        "hours": st.sampled_from(("08:00-18:00", "00:00-24:00", "22:00-06:00", "11:00-11:30")),
    }
)
LOST = st.sampled_from(("0 %", "10 %"))
FAR = 1 << 62
MET: set[str] = set()
"""What customers were told, over all worlds."""


def looking(world: World, backlog: dict[str, Any], lost: str) -> World:
    """The same world, whose shop promises at checkout and looks at what is in the house."""
    data = {**world.data, "demand": {**world.data["demand"]}}
    classes = data["demand"].get("classes", {"all": {"ship_by": "none"}})
    data["demand"]["classes"] = {
        name: each | dict.fromkeys(("deliver_within", "deliver_cut_off", "promised_days"), "none")
        for name, each in classes.items()
    }
    lost = "0 %" if "trace" in data["demand"] else lost
    data["promise"] = {**data.get("promise", {}), "backlog": backlog, "lost_a_day": lost}
    return replace(world, data=data)


def out_of_the_house(tried: Run) -> list[int]:
    """When each parcel was at the dock, or its order ended before that; FAR: neither."""
    table, queued = tried.timeline.parcels, tried.timeline.log.first["shipping"].queued
    until = np.where(queued == NEVER, table.ended, queued)
    return [FAR if moment == NEVER else moment for moment in until.tolist()]


def ready_at(tried: Run, placed: int, orders: int) -> int:
    """When the house has worked off so many orders, hour after hour at its pace."""
    section = tried.scenario.promise
    assert section is not None
    assert section.backlog is not None
    opens, closes = section.backlog.hours
    left = -(-orders * (closes - opens) // section.backlog.orders_a_day)
    day = tried.date_of(placed) - timedelta(days=1)
    while True:
        if tried.works(day, section.works):
            begins, ends = max(tried.at(day, opens), placed), tried.at(day, closes)
            if ends - begins >= left:
                return begins + left
            left -= max(ends - begins, 0)
        day += timedelta(days=1)


def least(tried: Run, i: int, placed: int, orders: int) -> int:
    """The fewest days of the house by which the order's promise has to be put off."""
    assert tried.scenario.shipping is not None
    w, ready = tried.workload, ready_at(tried, placed, orders)
    carrier = tried.scenario.shipping.carriers[w.services[w.service[i]][0]]
    for added in range(MOST_DAYS):
        if ready <= promise_of(tried, i, placed, added)[0] - carrier.cut_off:
            return added
    return MOST_DAYS


def broken(tried: Run) -> Iterator[str]:
    """Put off as the orders in the house ask for; who left took nothing along."""
    w, t = tried.workload, tried.timeline
    columns, until = w.added["promise"], out_of_the_house(tried)
    at = (w.created + w.in_cart).tolist()
    told = [i for i in range(w.n) if columns["put_off"][i] != NEVER]
    stays = [i for i in told if not columns["lost_to_backlog"][i]]
    further = range(w.n, len(until))
    for i in told:
        if columns["told"][i]:
            continue
        fewest = sum(at[j] < at[i] < until[j] for j in stays)
        most = sum(at[j] <= at[i] <= until[j] for j in stays if j != i)
        most += sum(at[i] <= until[k] for k in further)
        low, high = (least(tried, i, at[i], count + 1) for count in (fewest, most))
        if not low <= columns["put_off"][i] <= high:
            yield f"order {i}: put off by {columns['put_off'][i]}, not {low} to {high}"
    left = np.flatnonzero(columns["lost_to_backlog"])
    if (t.outcome[left] != Outcome.ABANDONED).any() or (t.charged[left] != 0).any():
        yield "who left went on"
    if tried.scenario.inventory is not None and (t.paid[left] != NEVER).any():
        yield "who left has paid"
    if (columns["days"].astype(np.int64) < columns["least_days"].astype(np.int64)).any():
        yield "promised earlier for a backlog"


@seed(1)
@settings(
    max_examples=examples(20),
    derandomize=False,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), BACKLOGS, LOST)
def test_promises_are_put_off_as_the_orders_in_the_house_ask_for(
    world: World, backlog: dict[str, Any], lost: str
) -> None:
    assume("shipping" in world.data and "delivery" in world.data)
    assume("by_promise" not in str(world.data["shipping"]))
    tried = run(looking(world, backlog, lost))
    conservation.check(tried.scenario, tried.workload, tried.timeline)
    assert measure(tried.scenario, tried.workload, tried.timeline)
    for law in (
        promises_at_checkout_follow_the_calendars,
        every_promise_is_kept_broken_or_open,
        nobody_leaves_over_an_early_promise,
    ):
        assert list(law(tried)) == []
    assert list(broken(tried)) == []
    columns = tried.workload.added["promise"]
    MET.update(
        np.array(["as on an empty house", "put off"])[
            (columns["put_off"].astype(np.int64) > 0).astype(int)
        ]
    )
    if columns["lost_to_backlog"].any():
        MET.add("left")


def test_customers_are_told_every_kind_of_promise() -> None:
    """Over the worlds of the law; run by itself there is nothing to look at."""
    if MET:
        assert {"as on an empty house", "put off", "left"} == MET
