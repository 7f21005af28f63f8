"""The promise at checkout by hand: the day promised, what it counts on, and who broke it."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.reading.mistakes import ScenarioError
from simulator.results.outcomes import Outcome
from simulator.scenario import loads
from simulator.stages.promise.draws import days_promised, made, transit_quantile
from simulator.stages.promise.kept import ends_of
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.sampling import sample
from tests.model.tiny import scenario, workload

MONDAY, FRIDAY, SATURDAY = 0, 4, 5
ONE = {"pick_ups": {"mon-sat": ["11:00", "18:00"]}, "cut_off": "30 min"}
DAYS = {"working_days": {1: 50, 2: 30, 3: 20}}


def shop(promise=None, carrier=None, **service):
    """Monday 2026-03-02, two weeks; the house works mon-fri, the carrier comes mon-sat."""
    services = {"ground": {"transit": DAYS, "lost": "0 %"} | service, "air": {"transit": "2 h"}}
    services["ground"]["share"], services["air"]["share"] = "100 %", "0 %"
    return scenario(
        clock={"start": "2026-03-02", "run": "14 d", "holidays": ["2026-03-09"]},
        demand={
            "orders_per_day": 10,
            "classes": {"all": {"ship_by": "none", "deliver_within": "none"}},
            "regions": {"near": "50 %", "far": "50 %"},
        },
        shipping={"carriers": {"one": ONE | (carrier or {}) | {"services": services}}},
        delivery={"hours": "08:00-20:00", "days": "mon-sat"},
        promise={"cut_off": "15:00", "quantile": "80 %"} | (promise or {}),
    )


def at(day, hour, more=0):
    return day * DAY + round(hour * HOUR) + more


def told(promise=None, moments=(), region=0, service=0, **more):
    """Days to the promised one, and the pick-up on which it counts, of orders placed then."""
    one = shop(promise, **more)
    n = len(moments)
    orders = SimpleNamespace(n=n, abandons=np.zeros(n, bool), region=np.full(n, region))
    since = np.array(moments)
    found = made(one, orders, np.full(n, service), since)
    return days_promised(one, found.by, since).tolist(), found.pick_up.tolist()


def test_an_order_at_the_cut_off_is_in_time_and_a_millisecond_later_is_not():
    days, pick_ups = told(moments=[at(0, 15), at(0, 15, 1)])
    assert pick_ups == [at(0, 18), at(1, 18)]  # the last pick-up of the day
    assert days == [2, 3]  # 80 % are there within two working days of the carrier


def test_weekend_and_holiday_of_the_house_and_days_of_the_carrier():
    """On Saturday the carrier comes and the house does not work; Monday 9th is a holiday."""
    days, pick_ups = told(moments=[at(FRIDAY, 15), at(FRIDAY, 16), at(SATURDAY, 9)])
    assert pick_ups == [at(FRIDAY, 18), at(8, 18), at(8, 18)]
    # Friday's arrive on the second day on which the carrier drives: Tuesday 10th and Wednesday 11th
    assert days == [9 - FRIDAY + 0, 10 - FRIDAY, 10 - SATURDAY]


def test_a_promise_knows_the_days_off_of_its_carrier_alone():
    """On Tuesday 3rd it does not come, and does not drive: Monday's order is there on Thursday."""
    off = {"holidays": ["2026-03-03"]}
    days, pick_ups = told(moments=[at(0, 9), at(1, 9)], carrier=off)
    assert pick_ups == [at(0, 18), at(2, 18)]
    assert days == [3, 3]  # two days of the carrier on the road, 2 and 2 without
    assert told(moments=[at(0, 9), at(1, 9)])[0] == [2, 2]


def test_handling_days_are_days_of_the_house():
    _, pick_ups = told({"handling_days": 2}, moments=[at(0, 9), at(3, 9)])
    assert pick_ups == [at(2, 18), at(8, 18)]  # Thursday, Friday and Tuesday after the holiday


def test_an_order_too_late_for_the_last_pick_up_of_a_day_counts_on_the_next_one():
    """Parcels have to be labeled half an hour before, whatever the shop's cut-off is."""
    late = {"cut_off": "23:00"}
    _, pick_ups = told(late, moments=[at(0, 17.5), at(0, 17.5, 1)])
    assert pick_ups == [at(0, 18), at(1, 18)]


def test_the_earlier_cut_off_of_region_and_service_counts():
    own = {"cut_off_by_region": {"far": "12:00"}, "cut_off_by_service": {"air": "10:00"}}
    eleven, one_pm = at(0, 11), at(0, 13)
    assert told(own, [one_pm])[1] == [at(0, 18)]
    assert told(own, [one_pm, at(0, 12)], region=1)[1] == [at(1, 18), at(0, 18)]
    assert told(own, [eleven, at(0, 10)], service=1)[1] == [at(1, 18), at(0, 18)]
    assert told(own, [eleven], region=1, service=1)[1] == [at(1, 18)]
    own["cut_off_by_service"] = {"air": "17:00"}  # later than the shop's 15:00
    assert told(own, [at(0, 17)], service=1)[1] == [at(0, 18)]


def test_the_first_round_of_deliveries_that_opens_after_the_arrival_is_promised():
    """A parcel of Monday 18:00 that takes 14 h arrives as the round opens; 1 ms more, and some
    attempts of that day are over."""
    for hours, days in (("13 h", 1), ("14 h", 1), ("50400.001 s", 2)):
        assert told(moments=[at(0, 9)], transit=hours)[0] == [days]


def test_the_quantile_of_transit_is_the_least_that_so_many_keep():
    way = shop().shipping.carriers["one"].services["ground"].transit["all"]
    found = [transit_quantile(way, share)[0] for share in (0.3, 0.5, 0.501, 0.8, 0.801, 0.99)]
    assert found == [1, 1, 2, 2, 3, 3]


def test_who_broke_a_promise():
    """All are promised for Wednesday: one comes early, the third is slow, the fifth is lost."""
    one = shop()
    n, by = 6, at(3, 0)
    orders = workload(
        [at(0, 9)] * 5 + [at(0, 18, 1)],
        horizon=14 * DAY,
        rounds=3,
        regions=("near", "far"),
        services=(("one", "ground"), ("one", "air")),
        transit=[0] * n,
        transit_days=[1, 2, 3, 1, 2, 1],
        attempt_fails=[[k == 3, k == 3, False] for k in range(n)],
        attempt_time=[[HOUR] * 3] * n,
        deliver_by=[by] * n,
        lost=[False, False, False, False, True, False],
        added={
            "promise": {
                "days": np.full(n, 2),
                "lost": np.zeros(n, bool),
                "pick_up": np.full(n, at(0, 18)),
                "at_depot": np.full(n, at(2, 0)),
            }
        },
    )
    timeline = simulate(one, orders)
    found = ends_of(one, orders, timeline)
    names = ("early", "kept", "carrier", "door", "carrier", "kept")
    for k, name in enumerate(names):
        assert [name for name, flags in vars(found).items() if flags[k]] == [name], k
    late = ends_of(one, orders_with(orders, deliver_by=at(2, 0)), timeline)
    assert late.house.tolist() == [False] * 5 + [True]  # it left on Tuesday, and came on Wednesday
    assert late.carrier.tolist() == [False, False, True, False, True, False]
    assert late.door.tolist() == [False, True, False, True, False, False]
    kpis = {k: v for (k, scope), v in measure(one, orders, timeline).kpis.items() if scope == "all"}
    assert kpis["promise.kept"] == pytest.approx(50)
    assert kpis["promise.early"] == pytest.approx(100 / 6)
    assert kpis["promise.broken_by_carrier"] == pytest.approx(100 / 3)
    assert kpis["promise.broken_at_door"] == pytest.approx(100 / 6)
    assert kpis["promise.broken_by_house"] == kpis["promise.open"] == 0


def orders_with(orders, deliver_by):
    return type(orders)(**{**vars(orders), "deliver_by": np.full(orders.n, deliver_by)})


def test_what_is_not_due_yet_is_open_and_what_is_not_paid_is_owed_nothing():
    one = shop()
    orders = sample(one, 0)
    timeline = simulate(one, orders)
    found = ends_of(one, orders, timeline)
    owed = (timeline.paid != NEVER) & (timeline.outcome != Outcome.ABANDONED)
    assert ((found.open | found.due) == owed).all()
    assert (found.open == (owed & (timeline.outcome == Outcome.IN_FLIGHT) & ~found.due)).all()
    assert found.open.any()


SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 7 d, cool_down: 7 d}
demand:
  orders_per_day: 400
  lines: 1
  units_per_line: 1
  regions: {near: 50 %, far: 50 %}
  classes: {all: {ship_by: none, deliver_within: none}}
catalog: {skus: 10, price: 30 USD, cost: 50 %}
shipping:
  carriers:
    one:
      pick_ups: {daily: ["18:00"]}
      drives: daily
      services: {ground: {transit: 2 working days, cost: 5 USD, lost: 0 %}}
delivery: {days: daily, first_attempt_fails: 0 %}
promise: {cut_off: "12:00", works: daily, lost_a_day: 20 %, lost_beyond: 2}
"""


def read(*changes):
    text = SHOP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return loads(text).scenario


def test_a_later_promise_loses_the_same_customers_and_others():
    """Half come after noon: a promise for the third day loses a fifth of them, and 10 USD each."""
    one = read()
    orders = sample(one, 0)
    promise = orders.added["promise"]
    assert set(promise["days"].tolist()) == {2, 3}
    lost = promise["lost"]
    late = promise["days"] == 3
    assert lost[late].mean() == pytest.approx(0.2, abs=0.03)
    assert not lost[~late].any()
    assert (orders.abandons == lost).all()
    more = sample(read(("lost_beyond: 2", "lost_beyond: 1")), 0).added["promise"]["lost"]
    assert (lost <= more).all()
    assert more.sum() > lost.sum()
    kpis = measure(one, orders, simulate(one, orders)).kpis
    count = lost[orders.created < 7 * DAY].sum()
    placed = (~lost[orders.created < 7 * DAY]).sum()
    assert kpis["promise.lost", "all"] == pytest.approx(100 * count / (count + placed))
    assert kpis["promise.lost_margin", "all"] == pytest.approx(10 * count)
    assert kpis["promise.kept", "all"] == 100


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("delivery: {days: daily, first_attempt_fails: 0 %}", "", "delivery is off; write"),
        ("deliver_within: none", "deliver_within: 4 d", "write deliver_within: none"),
        ('cut_off: "12:00",', 'cut_off: "12:00", cut_off_by_region: {nera: "9:00"},', "near"),
        ('cut_off: "12:00",', 'cut_off: "12:00", cut_off_by_service: {graund: "9:00"},', "ground"),
        ("lost_a_day: 20 %", "quantile: 100 %", "quantile"),
        ('cut_off: "12:00"', "cut_off: 25:00", "cut_off"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_write(old, new, says):
    with pytest.raises(ScenarioError) as refused:
        read((old, new))
    text = str(refused.value)
    assert len(text.splitlines()) == 1
    assert says in text
