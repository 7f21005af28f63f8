"""Drawn worlds in which much is lost or damaged: nobody is charged without goods or a refund."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from simulator.measure import conservation
from simulator.measure.measurement import measure
from simulator.results.claims import ClaimTable
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement
from simulator.units import NEVER
from tests.laws.laws_of_figures import money_in_is_money_out
from tests.laws.laws_of_floor import service_takes_what_it_needs
from tests.laws.laws_of_handling import labels_ask_the_service_and_are_written_by_hand_in_the_end
from tests.laws.laws_of_orders import (
    money_is_kept_or_given_back,
    released_when_paid_reviewed_and_in_stock,
    stages_follow_one_another_without_a_gap,
    what_is_sent_again_goes_the_whole_way_once_more,
)
from tests.laws.laws_of_people import work_that_is_stopped_adds_up
from tests.laws.laws_of_rates import every_box_is_billed_by_its_card
from tests.laws.laws_of_roads import (
    orders_are_split_only_where_they_may,
    pick_ups_load_what_made_the_cut_off_and_fits,
    trucks_are_called_where_the_dock_is_full_and_none_is_on_its_way,
)
from tests.laws.laws_of_stock import each_line_moves_once
from tests.laws.profiles import examples
from tests.laws.runs import Run, run
from tests.laws.scenarios import World, scenarios

SHARES = ("0 %", "40 %", "100 %")
THAT_HOLD = (
    each_line_moves_once,
    every_box_is_billed_by_its_card,
    labels_ask_the_service_and_are_written_by_hand_in_the_end,
    money_in_is_money_out,
    money_is_kept_or_given_back,
    orders_are_split_only_where_they_may,
    pick_ups_load_what_made_the_cut_off_and_fits,
    released_when_paid_reviewed_and_in_stock,
    service_takes_what_it_needs,
    stages_follow_one_another_without_a_gap,
    trucks_are_called_where_the_dock_is_full_and_none_is_on_its_way,
    what_is_sent_again_goes_the_whole_way_once_more,
    work_that_is_stopped_adds_up,
)
"""What is sent again is work of every kind once more, and is paid for as the first time."""
HALF = ("0 %", "30 %", "50 %")
SECTIONS = st.fixed_dictionaries(
    {
        "after": st.sampled_from(("0 s", "20 min", {"exponential": {"mean": "2 h"}})),
        "lost_reshipped": st.sampled_from(SHARES),
        "damaged_reshipped": st.sampled_from(HALF),
        "damaged_refunded": st.sampled_from(HALF),
    }
)


def losing(world: World, section: dict[str, Any]) -> World:
    """The same world, whose carriers lose and damage most parcels, within minutes."""
    data = {**world.data, "claims": section}
    data["clock"] = {**data["clock"], "cool_down": "4 d"}
    carriers = data["shipping"]["carriers"]
    data["shipping"] = {
        **data["shipping"],
        "carriers": {
            name: {
                **carrier,
                "services": {
                    title: {**service, "lost": "60 %", "damaged": "60 %", "transit": "20 min"}
                    for title, service in carrier["services"].items()
                },
            }
            for name, carrier in carriers.items()
        },
    }
    return replace(world, data=data)


def broken(tried: Run) -> Iterator[str]:
    """What must hold of orders, of their shipments, and of the stock that these take."""
    t, claims = tried.timeline, tried.timeline.claims
    assert claims is not None
    whole = np.bincount(t.parcels.order[t.parcels.number > 1], minlength=t.n) == 0
    lost = whole & (t.outcome == Outcome.LOST)
    replaced, waits = (np.zeros(t.n, dtype=np.bool_) for _ in range(2))
    replaced[t.parcels.order[claims.parcel[claims.whole]]] = True
    waits[t.parcels.order[claims.parcel[claims.is_open]]] = True
    if (lost & ~replaced & ~waits & (t.refunded != t.charged)).any():
        yield "charged without goods or a refund"
    if (lost & replaced & (t.charged > 0) & (t.refunded == t.charged)).any():
        yield "replaced and paid back"
    if (np.bincount(claims.parcel, minlength=1) > 1).any():
        yield "sent a third time"
    shipped = t.log.first["shipping"].ended
    if (claims.since < shipped[claims.parcel]).any():
        yield "lost before it was sent"
    if ((claims.refunded != NEVER) & (claims.refunded < claims.made)).any():
        yield "paid back before it was claimed"
    yield from _units(tried, claims)


def _units(tried: Run, claims: ClaimTable) -> Iterator[str]:
    """Of an order in one parcel twice its units have left the shelf where it was sent again."""
    t, w, log = tried.timeline, tried.workload, tried.timeline.stock
    if not w.supply.policed:
        return
    rows = log.kind == Movement.PICKED
    picked = np.bincount(log.order[rows], log.units[rows], minlength=t.n)
    out = np.repeat(np.arange(t.n), w.lines)[t.line_canceled]
    ordered = w.units - np.bincount(out, w.line_units[t.line_canceled], minlength=t.n)
    times = np.ones(t.n)
    times[t.parcels.order[claims.parcel[claims.picked != NEVER]]] = 2
    alone = np.bincount(t.parcels.order, minlength=t.n) == 1
    left = alone & (t.handed_over != NEVER)
    if (left & (picked != times * ordered)).any():
        yield "took other units from the shelf than it was sent"


@seed(17)
@settings(
    max_examples=examples(20),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), SECTIONS)
def test_what_is_lost_is_replaced_or_paid_back_once(world: World, section: dict[str, Any]) -> None:
    assume("shipping" in world.data)
    tried = run(losing(world, section))
    conservation.check(tried.scenario, tried.workload, tried.timeline)
    assert list(broken(tried)) == []
    assert [text for law in THAT_HOLD for text in law(tried)] == []
    assert measure(tried.scenario, tried.workload, tried.timeline)
