"""Customers' contacts by hand: when, why, what they cost, and who has nothing to complain of.

An order is handed over after its transit of an hour at 11:00 or later; nobody but the carrier has
to do with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from simulator.experiments.state.snapshot import snapshot
from simulator.journey import simulate
from simulator.measure.observation import Observation
from simulator.mistakes import InputError
from simulator.reading.mistakes import ScenarioError
from simulator.results.events import DETAILS, EVENT_ACTIVITIES, event_rows
from simulator.scenario import loads
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.draws import columns
from simulator.stages.contacts.reasons import REASONS
from simulator.streams import Streams
from simulator.units import DAY, HOUR, NEVER
from simulator.workload import Workload
from simulator.workload.draws import Draws
from tests.model.tiny import figures, scenario, workload

CARRIER = {"pick_ups": {"daily": ["11:00"]}, "services": {"ground": {"transit": "1 h"}}}
ARRIVES = 12 * HOUR
PROMISED = 11 * HOUR
"""An hour before they arrive."""


def shop(**sections: Any) -> Scenario:
    base: dict[str, Any] = {
        "clock": {"start": "2026-03-02", "run": "1 d", "cool_down": "1 d"},
        "shipping": {"carriers": {"carrier": CARRIER}},
        "delivery": {"hours": None},
        "contacts": {"cost": "4 USD"},
    }
    return scenario(**(base | sections))


def orders(n: int, asks: dict[str, list[int]], horizon: int = 2 * DAY, **more: Any) -> Workload:
    """Orders at 0 whose customers would contact the shop so many milliseconds after the reason."""
    drawn = {name: np.array(asks.get(name, [NEVER] * n), dtype=np.int64) for name in REASONS}
    work = workload([0] * n, horizon=horizon, transit=[HOUR] * n, **more)
    return replace(work, added={"contacts": drawn})


def told(house: Scenario, work: Workload) -> list[tuple[int, str, int]]:
    """(order, reason, moment) of every contact."""
    found = Observation(house, work, simulate(house, work)).contacts
    words = [list(REASONS)[k] for k in found.reason]
    return list(zip(found.order.tolist(), words, found.at.tolist(), strict=True))


def test_an_order_late_by_exactly_the_edge_is_asked_for_and_a_millisecond_less_is_not() -> None:
    late = [HOUR, HOUR + 1, HOUR - 1, NEVER]
    work = orders(4, {"late": late}, deliver_by=[PROMISED] * 4)
    assert told(shop(), work) == [(2, "late", ARRIVES - 1), (0, "late", ARRIVES)]


def test_who_has_no_promise_or_pays_later_does_not_ask_for_it() -> None:
    pays = {"payment": {"retry": "none", "timeout": "1 d"}}
    authorization = [[PROMISED + HOUR], [PROMISED + HOUR - 1], [0]]
    work = orders(
        3,
        {"late": [HOUR] * 3},
        deliver_by=[PROMISED, PROMISED, NEVER],
        authorization=authorization,
    )
    assert told(shop(**pays), work) == [(1, "late", PROMISED + HOUR)]


def test_what_the_carrier_has_as_the_run_ends_is_known_and_what_the_house_has_is_not() -> None:
    """Both are promised for 11:00; the run ends at noon, a minute before the first one arrives."""
    house = shop(clock={"start": "2026-03-02", "run": "12 h"})
    work = workload(
        [0, PROMISED + 1], horizon=12 * HOUR, deliver_by=[PROMISED] * 2, transit=[2 * HOUR, HOUR]
    )
    drawn = {name: np.full(2, NEVER) for name in REASONS}
    drawn["late"] = np.array([2 * HOUR, 2 * HOUR])
    work = replace(work, added={"contacts": drawn})
    assert told(house, work) == [(0, "late", 13 * HOUR)]
    rows = event_rows(work, simulate(house, work), with_messages=False)
    assert EVENT_ACTIVITIES.index("contacts") not in rows.activity  # none by the end of the run


def test_reasons_that_are_ends_come_after_them() -> None:
    asks = {"question": [5, NEVER, NEVER], "damaged": [7, 7, 7], "lost": [NEVER, 9, 9]}
    damaged, lost = [True, False, False], [False, True, False]
    work = orders(3, asks, damaged_outside=damaged, lost=lost)
    house = shop(clock={"start": "2026-03-02", "run": "1 d", "cool_down": "1 d"})
    found = [(0, "question", 5), (0, "damaged", ARRIVES + 7), (1, "lost", ARRIVES + 9)]
    assert told(house, work) == found
    rows = event_rows(work, simulate(house, work), with_messages=False)
    mine = rows.activity == EVENT_ACTIVITIES.index("contacts")
    words = [DETAILS[k] for k in rows.detail[mine]]
    assert list(zip(rows.order[mine], words, rows.ended[mine], strict=True)) == found


def test_a_refused_payment_and_an_order_out_of_stock_are_reasons() -> None:
    asks = {"payment_failed": [3, 3], "canceled": [3, 3]}
    work = orders(2, asks, verdict=[1, 0])
    assert told(shop(payment={"retry": "none"}), work) == [(0, "payment_failed", 3)]


def test_contacts_are_counted_priced_and_part_of_the_margin() -> None:
    """Two orders leave; one asks twice and one of them is late. 3 contacts at 4 USD, 2 orders."""
    asks = {"question": [5, 5], "late": [HOUR, NEVER]}
    work = orders(2, asks, deliver_by=[PROMISED, ARRIVES])
    kpis, without = figures(shop(), work), figures(shop(contacts={}), work)
    assert kpis["contacts.count"] == 3
    assert kpis["contacts.per_100_orders"] == 150
    assert (kpis["contacts.question"], kpis["contacts.late"], kpis["contacts.lost"]) == (2, 1, 0)
    assert kpis["contacts.cost"] == kpis["total_cost.contacts"] == 12
    assert kpis["cost_per_order.contacts"] == 6
    assert kpis["total_margin"] == without["total_margin"] - 12


def test_nothing_to_complain_of() -> None:
    """Of six: in time, in time but asked about, late, damaged, wrong, and never delivered."""
    asks = {"question": [NEVER, 5, NEVER, NEVER, NEVER, NEVER]}
    work = orders(
        6,
        asks,
        deliver_by=[ARRIVES, ARRIVES, PROMISED, ARRIVES, ARRIVES, ARRIVES],
        damaged_outside=[False, False, False, True, False, False],
        lost=[False, False, False, False, False, True],
    )
    kpis = figures(shop(), work)
    assert kpis["satisfied"] == pytest.approx(100 * 2 / 6)  # nothing here packs wrong items
    assert kpis["perfect_order"] == pytest.approx(100 * 3 / 6)  # asked about all the same


def test_who_is_declined_is_not_among_those_who_could_be_satisfied() -> None:
    work = orders(2, {}, verdict=[1, 0])
    assert figures(shop(payment={"retry": "none"}), work)["satisfied"] == 100


def test_shares_are_nested_by_lateness_and_draws_are_of_the_order_alone() -> None:
    """Who asks by the first band does so whatever the others are; of 4000 about 9, 20 and 26 %."""
    house = shop(contacts={"per_order": "5 %"})
    identity = np.arange(4000, dtype=np.uint64)
    drawn = _drawn(house, identity)
    asks = drawn["late"]
    shares = [float(((asks != NEVER) & (asks <= days * DAY)).mean()) for days in (1, 4, 8)]
    assert shares == pytest.approx([0.09, 0.20, 0.26], abs=0.025)  # 3.5 standard errors and more
    assert (drawn["question"] != NEVER).mean() == pytest.approx(0.05, abs=0.0125)
    few = _drawn(house, identity[5::7])
    assert all((few[name] == drawn[name][5::7]).all() for name in REASONS)
    more = _drawn(shop(contacts={"late": [{"by": "1 d", "share": "20 %"}]}), identity)["late"]
    assert ((more != NEVER) == ((asks != NEVER) & (asks <= 4 * DAY))).all()


def _drawn(house: Scenario, identity: Any) -> Any:
    draws = Draws(Streams(1, 0)).of(identity)
    assert house.contacts is not None
    return columns(house.contacts, house, np.ones(len(identity), dtype=np.bool_), draws)


WRONG = {
    "late: [{by: 4 d, share: 9 %}, {by: 1 d, share: 20 %}]": "contacts.late.#2.by: 1 d is not "
    "later than 4 d before; write the shortest first, each once",
    "late: [{by: 1 d, share: 9 %}, {by: 4 d, share: 8 %}]": "contacts.late.#2.share: fewer "
    "customers than the 9 % by then; write 9 % or more, those of earlier bands counted again",
    "late: [{by: 0 s, share: 9 %}]": "contacts.late.#1.by: ",
    "cost: 4.42": "contacts.cost: 4.42 has no currency; write 4.42 USD",
}


@pytest.mark.parametrize(("text", "problem"), WRONG.items())
def test_what_does_not_fit_is_one_line_with_what_to_write(text: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(f"extends: small\nname: wrong\ncontacts:\n  {text}\n")
    assert len(str(caught.value).splitlines()) == 1
    assert problem in str(caught.value)


def test_no_state_is_cut_from_or_begun_with_contacts(tmp_path: Any) -> None:
    loaded = loads("extends: small\nname: asked\ncontacts: {}\n")
    with pytest.raises(InputError, match="does not say who has contacted the shop already"):
        snapshot(loaded, datetime(2026, 3, 4, 12), tmp_path / "state")
    (tmp_path / "orders.csv").write_text("order,placed_at\n")
    state = "state: {at: 2026-03-04 12:00, orders: orders.csv}\n"
    with pytest.raises(ScenarioError, match="write contacts: off, or remove the state"):
        loads(f"extends: small\nname: asked\n{state}contacts: {{}}\n", directory=tmp_path)


def replaced(asks: dict[str, list[int]], again: dict[str, list[Any]], **more: Any) -> Workload:
    """Lost orders, claimed 20 h after they are found lost at noon; again an hour on the road."""
    n = len(next(iter(asks.values())))
    work = orders(n, asks, horizon=4 * DAY, lost=[True] * n, **more)
    drawn = {
        "after": np.full(n, 20 * HOUR),
        "lost": np.ones(n, dtype=np.bool_),
        "damaged": np.zeros(n, dtype=np.int8),
        "transit_days": np.zeros(n, dtype=np.int16),
        "transit": np.full(n, HOUR),
        "lost_again": np.zeros(n, dtype=np.bool_),
        "damaged_outside": np.zeros(n, dtype=np.bool_),
        "attempt_time": np.zeros((n, 1), dtype=np.int64),
    }
    drawn |= {name: np.array(column, drawn[name].dtype) for name, column in again.items()}
    return replace(work, added={**work.added, "claims": drawn})


SENT_AGAIN = {"claims": {}, "clock": {"start": "2026-03-02", "run": "1 d", "cool_down": "3 d"}}
ANEW = DAY + ARRIVES
"""Claimed on Tuesday at 8, sent again at 11, there at noon."""


def test_who_has_the_replacement_by_then_does_not_write_that_the_order_is_lost() -> None:
    """The first would write as it comes, the second a millisecond before; the third's is lost."""
    work = replaced({"lost": [DAY, DAY - 1, DAY]}, {"lost_again": [False, False, True]})
    assert told(shop(**SENT_AGAIN), work) == [(1, "lost", ANEW - 1), (2, "lost", ANEW)]


def test_a_lost_order_is_late_until_its_replacement_comes_or_it_is_paid_back() -> None:
    """Promised for 11:00 on Monday; who asks a millisecond after noon on Tuesday need not."""
    late = ANEW - PROMISED
    work = replaced(
        {"late": [late, late + 1, late]},
        {"lost": [True, True, False]},
        deliver_by=[PROMISED] * 3,
    )
    assert told(shop(**SENT_AGAIN), work) == [(0, "late", ANEW)]


def test_what_was_lost_and_came_again_in_time_is_nothing_to_complain_of() -> None:
    """In time, a millisecond late, without a promise, and lost once more: two of four."""
    work = replaced(
        {"late": [NEVER] * 4},
        {"lost_again": [False, False, False, True]},
        deliver_by=[ANEW, ANEW - 1, NEVER, NEVER],
    )
    assert figures(shop(**SENT_AGAIN), work)["satisfied"] == 50
