"""Drawn worlds whose customers cancel: none is canceled and sent, nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from simulator.measure import conservation
from simulator.measure.measurement import measure
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement
from simulator.units import NEVER
from tests.laws.customers import changed, customers, only_in
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import Run, load, run
from tests.laws.scenarios import World, scenarios

PATIENCE = ("0 s", "40 min", {"exponential": {"mean": "3 h"}}, {"exponential": {"mean": "1 d"}})
SECTIONS = st.fixed_dictionaries(
    {"share": st.sampled_from(("100 %", "40 %", "0 %")), "after": st.sampled_from(PATIENCE)},
    optional={
        "backorder_patience": st.sampled_from(PATIENCE),
        "put_back": st.sampled_from(("0 s", "2 h", "30 d")),
    },
)
MET: set[str] = set()
"""Where requests found their orders, over all worlds."""


def broken(tried: Run, put_back: int) -> Iterator[str]:
    """What must hold of requests and of the orders that they end."""
    t, w = tried.timeline, tried.workload
    off, visit = t.outcome == Outcome.CALLED_OFF, t.visits["cancellation"]
    asked, answered = visit.queued, visit.ended
    if (off & (t.handed_over != NEVER)).any() or (off & (t.delivered != NEVER)).any():
        yield "canceled and sent"
    if "packing" in t.visits and (off & (t.visits["packing"].began != NEVER)).any():
        yield "canceled and packed"
    if (off & ((t.refunded != t.charged) | (t.paid == NEVER))).any():
        yield "canceled and not given back, or never paid"
    if (off & ((answered != t.ended) | (asked > answered))).any():
        yield "ended at another moment than its request"
    columns = w.added["cancellation"]
    due = [
        np.where(columns[name] == NEVER, NEVER, t.paid + columns[name].astype(np.int64))
        for name in ("after", "backorder")
    ]
    if ((asked != NEVER) & (asked != due[0]) & (asked != due[1])).any():
        yield "asked at a moment that is not the customer's"
    for name, here in t.visits.items():
        if (off & (here.began > t.ended)).any() or (off & (here.ended > t.ended)).any():
            yield f"{name} of a canceled order after its end"
        if name != "inventory" and (off & (here.began != NEVER) & (here.ended == NEVER)).any():
            yield f"{name} of a canceled order never ends"
    yield from _stock_left(tried, off, put_back)


def _stock_left(tried: Run, off: np.ndarray[Any, Any], put_back: int) -> Iterator[str]:
    t, log = tried.timeline, tried.timeline.stock
    mine = log.order != NEVER

    def units(*kinds: Movement) -> np.ndarray[Any, Any]:
        rows = mine & np.isin(log.kind, kinds)
        return np.bincount(log.order[rows], log.units[rows], minlength=t.n)

    kept = units(Movement.RESERVED) - units(
        Movement.RELEASED, Movement.PICKED, Movement.WRITTEN_OFF
    )
    if (off & (kept != 0)).any():
        yield "a canceled order keeps stock"
    if (off & (units(Movement.BACKORDERED) != units(Movement.BACKORDER_ENDED))).any():
        yield "a canceled order waits for stock"
    away = units(Movement.PICKED) - units(Movement.RESTOCKED)
    if (off & (t.ended + put_back <= t.horizon) & (away != 0)).any():
        yield "what was picked of a canceled order is not put back"


@seed(17)
@settings(
    max_examples=examples(20),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), SECTIONS)
def test_no_order_is_canceled_and_sent_and_nothing_of_it_is_left(
    world: World, section: dict[str, Any]
) -> None:
    tried = run(replace(world, data=world.data | {"cancellation": section}))
    conservation.check(tried.scenario, tried.workload, tried.timeline)
    assert tried.scenario.cancellation is not None
    assert list(broken(tried, tried.scenario.cancellation.put_back)) == []
    assert measure(tried.scenario, tried.workload, tried.timeline)
    MET.update(
        f"{bool(asked)} {Outcome(outcome).name}"
        for asked, outcome in zip(
            tried.timeline.visits["cancellation"].queued != NEVER,
            tried.timeline.outcome.tolist(),
            strict=True,
        )
    )


def test_requests_are_granted_refused_and_not_made() -> None:
    """Over the worlds of the law; run by itself there is nothing to look at."""
    if MET:
        assert "True CALLED_OFF" in MET
        others = {where for where in MET if not where.endswith("CALLED_OFF")}
        assert {where.split()[0] for where in others} == {"True", "False"}


@settings(max_examples=examples(15), backend=INDEPENDENT)
@given(scenarios(), SECTIONS)
def test_who_cancels_and_when_hangs_on_nobody_else(world: World, section: dict[str, Any]) -> None:
    """With half as many orders again all are there, as patient as they were."""
    fewer = load(replace(world, data=world.data | {"cancellation": section})).scenario
    demand = fewer.demand.model_copy(update={"scale": fewer.demand.scale * 1.5})
    few, many = (customers(each) for each in (fewer, fewer.model_copy(update={"demand": demand})))
    assert len(only_in(few, many)) == 0
    assert changed(few, many) == []
