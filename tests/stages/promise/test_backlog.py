"""A promise that knows the backlog, by hand: a packer who does ten orders a day, one an hour."""

from datetime import datetime

import numpy as np
import pytest

from simulator.compiled.covers import not_covered
from simulator.experiments.state.snapshot import snapshot
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.mistakes import InputError
from simulator.reading.mistakes import ScenarioError
from simulator.results.events import DETAILS, EVENT_ACTIVITIES, event_rows
from simulator.results.outcomes import Outcome
from simulator.results.promises import as_promised
from simulator.scenario import loads
from simulator.stages.promise.draws import chance_to_leave, days_promised, made
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.draws import Integers
from simulator.workload.sampling import sample
from tests.model.tiny import heads, scenario, supply, workload

BACKLOG = {"orders_a_day": 10, "hours": "08:00-18:00"}


def shop(cut_off="0 s", **promise):
    """From Monday 2026-03-02; parcels leave at 18:00 and are at the door on the next day."""
    return scenario(
        clock={"start": "2026-03-02", "run": "7 d"},
        demand={
            "orders_per_day": 10,
            "classes": {"all": {"ship_by": "none", "deliver_within": "none"}},
        },
        inventory={"policy": {"kind": "s S"}},
        crews={"packers": {"skills": ["packing"], "heads": 1}},
        packing={},
        shipping={
            "carriers": {
                "carrier": {
                    "pick_ups": {"daily": ["18:00"]},
                    "cut_off": cut_off,
                    "services": {"ground": {"transit": "2 h", "share": "100 %"}},
                }
            }
        },
        delivery={"hours": "08:00-20:00", "days": "daily"},
        promise={"cut_off": "18:00", "works": "daily", "backlog": BACKLOG} | promise,
    )


def orders_at(house, moments, patience=0.9):
    """Orders whose packing takes an hour; they are promised as on an empty house."""
    n, since = len(moments), np.array(moments, dtype=np.int64)
    work = workload(
        moments,
        horizon=7 * DAY,
        supply=supply([100]),
        pack=[HOUR] * n,
        transit=[2 * HOUR] * n,
        attempt_time=[[HOUR]] * n,
        present={"packers": heads(*((d * DAY + h * HOUR, k) for d in range(7)
                                    for h, k in ((8, 1), (18, 0))))},
    )  # fmt: skip
    found = made(house, work, np.zeros(n, np.int64), since)
    columns: dict[str, Integers] = {
        "days": days_promised(house, found.by, since),
        "lost": np.zeros(n, bool),
        "pick_up": found.pick_up,
        "at_depot": found.at_depot,
        "patience": np.broadcast_to(patience, n).astype(float),
        "since": since,
        "told": np.zeros(n, bool),
    }
    added = {"promise": columns}
    return type(work)(
        **{**vars(work), "ship_by": found.pick_up, "deliver_by": found.by, "added": added}
    )


def ran(house, orders):
    timeline = simulate(house, orders)
    return timeline, as_promised(orders, timeline.promises)


def test_25_orders_in_the_morning_are_promised_for_three_days():
    """Ten leave today and come tomorrow, ten leave tomorrow, five the day after."""
    house = shop()
    orders = orders_at(house, [8 * HOUR] * 25)
    timeline, told = ran(house, orders)
    assert orders.added["promise"]["days"].tolist() == [1] * 25  # of an empty house
    assert told.added["promise"]["days"].tolist() == [1] * 10 + [2] * 10 + [3] * 5
    assert told.added["promise"]["put_off"].tolist() == [0] * 10 + [1] * 10 + [2] * 5
    assert told.ship_by.tolist() == [k * DAY + 18 * HOUR for k in [0] * 10 + [1] * 10 + [2] * 5]
    assert (timeline.handed_over == told.ship_by).all()  # each at the pick-up it counts on
    kpis = measure(house, told, timeline).kpis
    assert kpis["promise.kept", "all"] == 100
    assert kpis["promise.tomorrow", "all"] == 40
    assert kpis["promise.put_off", "all"] == 60
    assert kpis["promise.days_for_backlog", "all"] == pytest.approx((10 + 2 * 5) / 25)
    assert kpis["promise.lost_to_backlog", "all"] == 0
    blind = shop(backlog=None)
    assert measure(blind, orders, simulate(blind, orders)).kpis["promise.kept", "all"] == 40


def test_what_is_ready_as_its_pick_up_comes_is_too_late_for_a_carrier_with_a_cut_off():
    """The tenth is ready at 18:00, and has to be at 17:30."""
    house = shop("30 min")
    _, told = ran(house, orders_at(house, [8 * HOUR] * 10))
    assert told.added["promise"]["put_off"].tolist() == [0] * 9 + [1]


def test_what_is_done_meanwhile_is_no_backlog_and_the_millisecond_counts():
    """At 12:30 four are packed: 21 and itself take 5.5 h of today, all of tomorrow and 6.5 h more.

    On Wednesday the house is empty from 15:00: an order of 17:00 is ready at 18:00.
    """
    house, wednesday = shop(), 2 * DAY
    late = wednesday + 17 * HOUR
    moments = [8 * HOUR] * 25 + [12 * HOUR + HOUR // 2]
    _, told = ran(house, orders_at(house, [*moments, late]))
    assert told.added["promise"]["put_off"].tolist()[-2:] == [2, 0]
    _, told = ran(house, orders_at(house, [*moments, late + 1]))
    assert told.added["promise"]["put_off"].tolist()[-1] == 1


def test_who_leaves_takes_neither_stock_nor_payment_nor_a_place_in_the_queue():
    """A fifth leave over the second day, 36 % over the third: those of the least patience.

    The 13th leaves over the second day, so that the 21st has 19 ahead and is promised for it too.
    """
    house = shop(lost_a_day="20 %", lost_beyond=1)
    patience = [0.9] * 25
    patience[12], patience[13], patience[20], patience[24], patience[0] = 0.19, 0.2, 0.3, 0.35, 0
    orders = orders_at(house, [8 * HOUR] * 25, patience)
    timeline, told = ran(house, orders)
    left = np.flatnonzero(told.added["promise"]["lost"]).tolist()
    assert left == [12, 24]
    assert told.added["promise"]["days"][[12, 13, 20, 24]].tolist() == [2, 2, 2, 3]
    assert (timeline.outcome[left] == Outcome.ABANDONED).all()
    assert (timeline.paid[left] == NEVER).all()
    assert (timeline.charged[left] == 0).all()
    assert not np.isin(left, timeline.stock.order).any()
    assert timeline.on_hand.tolist() == [100 - 23]
    kpis = measure(house, told, timeline).kpis
    assert kpis["promise.lost_to_backlog", "all"] == kpis["promise.lost", "all"] == 100 * 2 / 25
    assert kpis["promise.kept", "all"] == 100
    rows = event_rows(told, timeline, with_messages=False)
    mine = rows.activity == EVENT_ACTIVITIES.index("promise")
    told_so = {int(o): (DETAILS[d], int(v)) for o, d, v in
               zip(rows.order[mine], rows.detail[mine], rows.visit[mine], strict=True)}  # fmt: skip
    assert told_so[0] == ("promised", 1)
    assert told_so[13] == ("put_off", 2)
    assert told_so[24] == ("left_over_promise", 3)


def test_a_slip_is_told_at_checkout_and_counts_from_its_payment():
    """The 11th is put off by a day: what is owed is a day later than its payment would promise."""
    house = shop()
    orders = orders_at(house, [8 * HOUR] * 11)
    orders.added["promise"]["since"][10] = DAY + 9 * HOUR  # the next morning
    _, told = ran(house, orders)
    assert told.added["promise"]["days"][10] == 2
    assert told.ship_by[10] == 2 * DAY + 18 * HOUR
    assert told.deliver_by[10] == 4 * DAY


def test_a_run_leaves_its_workload_as_it_was_sampled():
    house = shop()
    orders = orders_at(house, [8 * HOUR] * 25)
    before = orders.ship_by.copy(), orders.deliver_by.copy()
    first, _ = ran(house, orders)
    second, _ = ran(house, orders)
    assert (orders.ship_by == before[0]).all()
    assert (orders.deliver_by == before[1]).all()
    assert (first.promises.deliver_by == second.promises.deliver_by).all()


def test_whoever_leaves_over_an_empty_house_leaves_over_a_full_one():
    """One number a customer, for what is told before the run and in it."""
    shop = loads(SHOP.replace("promise:", "promise:\n  lost_a_day: 20 %")).scenario
    orders = sample(shop, 0)
    promise = orders.added["promise"]
    leaves = promise["patience"] < chance_to_leave(shop.promise, promise["days"])
    assert (leaves == promise["lost"]).all()
    told = as_promised(orders, simulate(shop, orders).promises)
    assert (told.abandons >= orders.abandons).all()


def test_simpy_alone_knows_it():
    assert not_covered(shop()) == "promise.backlog"
    assert not_covered(shop(backlog=None)) is None


SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 7 d}
demand:
  orders_per_day: 40
  classes: {all: {ship_by: none, deliver_within: none}}
catalog: {skus: 10}
shipping:
  carriers:
    one: {pick_ups: {daily: ["18:00"]}, services: {ground: {transit: 2 working days}}}
delivery: {}
promise:
  backlog: {orders_a_day: 10, hours: "08:00-18:00"}
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("orders_a_day: 10, ", "", "orders_a_day"),
        ("orders_a_day: 10", "orders_a_day: 0", "orders_a_day"),
        (', hours: "08:00-18:00"', "", "hours"),
        ("{orders_a_day: 10", "{orders_an_hour: 10, orders_a_day: 10", "orders_an_hour"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_write(old, new, says):
    assert old in SHOP
    with pytest.raises(ScenarioError) as refused:
        loads(SHOP.replace(old, new))
    text = str(refused.value)
    assert len(text.splitlines()) == 1
    assert says in text


def test_no_state_is_cut_of_it_and_none_goes_on_with_it(tmp_path):
    with pytest.raises(InputError, match=r"promise\.backlog: off, and cut that"):
        snapshot(loads(SHOP), datetime(2026, 3, 4, 12), tmp_path / "state")
    (tmp_path / "orders.csv").write_text("order,placed_at\n")
    stated = SHOP + "state: {at: 2026-03-04 12:00, orders: orders.csv}\n"
    with pytest.raises(ScenarioError, match="write backlog: off, or remove the state"):
        loads(stated, directory=tmp_path)
    written = 'backlog: {orders_a_day: 10, hours: "08:00-18:00"}'
    assert loads(SHOP.replace(written, "backlog: off")).scenario.promise.backlog is None
