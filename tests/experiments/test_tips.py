"""How many heads are advised: the fewest that a run, too, finds to be enough."""

from __future__ import annotations

import shlex
from dataclasses import replace

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.enough import enough, levers_of
from simulator.experiments.explain import in_time
from simulator.experiments.explain.crews import crews_of
from simulator.experiments.explain.flow import Server, done_by, leaves
from simulator.experiments.explain.in_time import Changes, InTime, _picked_up
from simulator.experiments.explain.load import helped_by_nobody
from simulator.experiments.explain.work import Sampled, Station, TaskMeans, brought, way
from simulator.experiments.results import Results
from simulator.experiments.tips import Tip, tips
from simulator.scenario import loads
from simulator.units import HOUR
from simulator.workload.sampling import sample

SHOP = """
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, warm_up: 7 d, run: 14 d, cool_down: 3 d}
demand:
  orders_per_day: 450
  lines: {shifted_geometric: {mean: 2.0}}
  classes: {all: {ship_by: same day, order_cut_off: "13:00"}}
catalog: {skus: 500}
crews: {pickers: {skills: [picking], wage: 20 USD/h}, packers: {skills: [packing], wage: 20 USD/h}}
shifts: {day: {days: mon-fri, hours: 08:00-16:00, heads: {pickers: 5, packers: 3}}}
picking: {time: {setup: 0 s, per_line: 90 s, per_unit: 0 s}}
packing: {time: {setup: 90 s, per_unit: 0 s}}
shipping: {carriers: {c: {pick_ups: {mon-fri: ["16:00"]}, services: {p: {transit: 1 d}}}}}
targets: [{kpi: same_day_share, at_least: 98 %}]
experiment: {replications: 3}
"""


def scenario(*changes: str) -> sim.Scenario:
    return loads(SHOP, overrides=list(changes)).scenario


def ran(*changes: str) -> Results:
    return sim.run(loads(SHOP, overrides=list(changes)), jobs=1, orders="none")


def advised(*changes: str) -> tuple[Tip, ...]:
    results = ran(*changes)
    return tips(results.scenario, results.limits)


CHANGED = (
    (),
    ("demand.scale=1.3",),
    ("demand.day_to_day_cv=0.2",),
    ("targets.same_day_share.at_least=90 %",),
    ("shifts.day.heads.pickers=20",),
    ("shifts.day.heads.packers=20",),
    ("shifts.day.days=daily", "shipping.carriers.c.pick_ups={daily: ['16:00']}",
     "shifts.day.heads={pickers: 2, packers: 2}"),
)  # fmt: skip


@pytest.mark.parametrize("changes", CHANGED, ids=" ".join)
def test_so_many_meet_the_target_in_a_run_and_one_fewer_do_not(changes: tuple[str, ...]) -> None:
    asked = 90 if "90 %" in " ".join(changes) else 98
    first = advised(*changes)[0]
    assert ran(*changes, *first.overrides).estimate("same_day_share").mean >= asked
    for k, override in enumerate(first.overrides):
        path, count = override.split("=")
        fewer = [*first.overrides]
        fewer[k] = f"{path}={int(count) - 1}"
        assert ran(*changes, *fewer).estimate("same_day_share").mean < asked


def test_where_the_orders_of_a_weekend_make_mondays_short_mondays_alone_may_do() -> None:
    every, mondays = advised()
    assert mondays.words.endswith(", day shift, on Mondays alone")
    assert ran(*mondays.overrides).estimate("same_day_share").mean >= 98
    five, one = (float(tip.cost.split("about ")[1].split(" ")[0].replace(",", ""))
                 for tip in (every, mondays))  # fmt: skip
    assert five == pytest.approx(5 * one, rel=0.001)


def test_on_days_that_are_alike_nothing_is_said_of_single_days() -> None:
    daily = ("shifts.day.days=daily", "shipping.carriers.c.pick_ups={daily: ['16:00']}")
    (only,) = advised(*daily, "shifts.day.heads={pickers: 2, packers: 2}")
    assert "alone" not in only.words


def test_a_tip_says_what_it_costs_a_week_and_how_to_try_it() -> None:
    """8 h less 5 % absence on 5 days at 20 USD are 760 USD a head."""
    (first, *_) = advised("crews.packers.absence=5 %", "shifts.day.heads={pickers: 20, packers: 3}")
    (override,) = first.overrides
    count = int(override.removeprefix("shifts.day.heads.packers="))
    assert first.sentence == (
        f"Try {count} packers, day shift (3 now), for about {760 * (count - 3):,} USD of wages a "
        f"week more: --set shifts.day.heads.packers={count}."
    )
    assert shlex.split(first.options) == ["--set", override]
    assert first.brief == first.sentence.replace(" (3 now)", "")


def test_an_unpaid_break_is_not_paid_and_without_a_wage_no_price_is_said() -> None:
    """7.5 h on 5 days at 20 USD are 750 USD a head."""
    heads = "shifts.day.heads={pickers: 20, packers: 3}"
    unpaid = ("shifts.day.paid_breaks=false", "shifts.day.breaks=[{at: '12:00', for: 30 min}]")
    first = advised(heads, *unpaid)[0]
    count = int(first.overrides[0].split("=")[1])
    assert f"about {750 * (count - 3):,} USD" in first.cost
    free = "crews.packers={skills: [packing]}"
    assert advised(heads, free)[0].cost == ""


def test_where_people_are_not_what_is_short_of_time_no_heads_are_named() -> None:
    assert advised("shifts.day.heads={pickers: 20, packers: 20}") == ()
    late_truck = "shipping.carriers.c.pick_ups={mon-fri: ['08:30']}"
    assert not ran(late_truck, "shifts.day.heads={pickers: 20, packers: 20}").limits.kept
    assert advised(late_truck, "shifts.day.heads={pickers: 20, packers: 20}") == ()


def test_where_weekdays_are_alike_none_of_them_is_advised_alone() -> None:
    """Which of them were busy in three replications is chance."""
    daily = ("shifts.day.days=daily", "shipping.carriers.c.pick_ups={daily: ['16:00']}")
    short = ("shifts.day.heads.packers=2", "demand.day_to_day_cv=0.2", "demand.orders_per_day=600")
    (only,) = advised(*daily, *short)
    assert "alone" not in only.words


def test_what_a_run_alone_sees_asks_for_one_more() -> None:
    """Nothing is late if work flows evenly; that packers are away half the time is seen by both."""
    short = ran("shifts.day.heads.packers=1")
    calm = scenario("shifts.day.heads={pickers: 30, packers: 30}")
    limits = replace(short.limits, first=replace(short.limits.first, who="packers", shift="day"))
    (only,) = tips(calm, limits)
    assert only.overrides == ("shifts.day.heads.packers=31",)
    assert ", one more than now" in only.sentence


def test_heads_that_alone_do_not_mend_everything_say_so() -> None:
    """Who orders after 16:00 cannot leave that day, however many pack."""
    changes = ("demand.classes.all={ship_by: same day, order_cut_off: '20:00'}",
               "targets.same_day_share.at_least=98 %")  # fmt: skip
    short = (*changes, "shifts.day.heads={pickers: 30, packers: 3}")
    results = ran(*short)
    made = replace(results.limits, first=replace(ran("shifts.day.heads={pickers: 30, packers: 3}")
                                                 .limits.first, who="packers"))  # fmt: skip
    (first, *_) = tips(results.scenario, made)
    assert first.more.endswith("; that alone does not mend everything")


def test_heads_of_single_days_stay_and_are_said() -> None:
    monday = "shifts.day.heads_on=[{days: mon, heads: {packers: 12, pickers: 20}}]"
    first = advised(monday, "shifts.day.heads={pickers: 3, packers: 1}")[0]
    assert "on all days but Mondays, which have other heads" in first.sentence


def test_a_crew_of_two_shifts_gets_more_where_it_limits() -> None:
    late = (
        "shifts={day: {hours: 08:00-16:00, heads: {pickers: 5, packers: 3}}, "
        "late: {hours: 12:00-16:00, heads: {packers: 1}}}"
    )
    first, other = levers_of(scenario(late), "packers", "late")
    assert (first.path, first.now) == (("shifts", "late", "heads", "packers"), 1)
    assert (other.crew, other.shift) == ("pickers", "day")
    assert levers_of(scenario(late), "packers", "")[0].shift == "day"


def test_shares_in_time_are_of_each_replication_and_goal() -> None:
    looked_at = InTime(scenario())
    assert looked_at.shares({}).shape == (3, 1)
    assert looked_at.short_of({}) > 0
    many = {("shifts", "day", "heads", crew): 40 for crew in ("pickers", "packers")}
    assert looked_at.short_of(many) == 0
    late = looked_at.late_by_weekday()
    assert late[0] > 0
    assert late[5] == late[6] == 0
    assert enough(InTime(scenario("shifts.day.heads={pickers: 40, packers: 40}")),
                  levers_of(scenario(), "packers", "day")) is None  # fmt: skip


def test_work_leaves_when_all_that_came_before_it_is_done() -> None:
    """Two hours' work come in the first hour, one worker: the last of it leaves at 2 h.

    Then packing, which is twice as fast and waits for it: half an hour of work each hour.
    """
    hours = np.array([[2.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    stations = (
        Station("picking", ("a",), None, ()),
        Station("packing", ("b",), None, ("picking",)),
    )
    workload = sample(scenario("demand.orders_per_day=1"), 0)
    none = TaskMeans(0.0, 0.0, 0.0)
    work = Sampled(1, stations, HOUR, hours, (none, none), 0.0, 1.0, {}, workload)
    one, heads = np.ones(4), np.ones(4)
    servers = [Server(name, (name,), (station.name,), 0.5, one, heads, False)
               for name, station in zip("ab", stations, strict=True)]  # fmt: skip
    moments = np.array([0.0, 0.25, 0.5, 1.0])
    came = np.append(np.zeros((2, 1)), hours.cumsum(axis=1), axis=1)
    picked, packed = done_by(work, servers, {})
    gone = leaves(came[0], picked, moments)
    assert gone == pytest.approx([0.0, 0.5, 1.0, 2.0])
    assert leaves(came[1], packed, moments) == pytest.approx(gone)
    idle = replace(servers[0], hours=np.array([1.0, 0.0, 0.0, 0.0]))
    late = leaves(came[0], done_by(work, [idle, servers[1]], {})[0], moments)
    assert late[:3] == pytest.approx([0.0, 0.5, 1.0])
    assert late[3] == np.inf


def test_what_a_run_sees_beside_is_time_that_people_lose() -> None:
    """With a pace set by the run, as many are late as there; never faster than they are."""
    looked_at = InTime(scenario("shifts.day.heads={pickers: 7, packers: 5}"))
    calm = looked_at.short_of({})
    looked_at.set_pace(60.0)
    assert looked_at.short_of({}) > calm
    slower = enough(looked_at, levers_of(scenario(), "pickers", "day"))
    assert slower is not None
    looked_at.set_pace(0.0)
    assert looked_at.short_of({}) == calm


def test_urgent_orders_go_first_where_orders_are_picked_one_by_one() -> None:
    """Pickers for less than all of it: the urgent ones are in time, the others wait."""
    promise = "ship_by: same day, order_cut_off: '13:00'"
    now, later = f"share: 30 %, priority: 1, {promise}", f"share: 70 %, priority: 2, {promise}"
    classes = f"demand.classes={{now: {{{now}}}, later: {{{later}}}}}"
    each = [f"{{kpi: on_time_ship, class: {name}, at_least: 98 %}}" for name in ("now", "later")]
    goals = f"targets=[{', '.join(each)}]"
    few = "shifts.day.heads={pickers: 5, packers: 30}"
    looked_at = InTime(scenario(classes, goals, few))
    urgent, others = looked_at.shares({}).mean(axis=0)
    run = ran(classes, goals, few)
    assert urgent == pytest.approx(run.estimate("on_time_ship", "now").mean, abs=3)
    assert others == pytest.approx(run.estimate("on_time_ship", "later").mean, abs=6)
    fifo = InTime(scenario(classes, goals, few, "picking.discipline=fifo")).shares({}).mean(axis=0)
    assert fifo[0] < urgent


def test_work_that_one_crew_alone_can_do_has_that_crew_alone() -> None:
    """Pickers may pack too; nobody helps them to pick, and packing is nobody's alone."""
    both = "crews.pickers={skills: [picking, packing], wage: 20 USD/h}"
    shop = scenario("shifts.day.heads={pickers: 5, packers: 3}", both)
    workload = sample(shop, 0)
    work = brought(shop, [workload], [way(shop, workload)])
    there = crews_of(shop, work.step)
    every = np.ones(work.hours.shape[1])
    group = Server("all", ("pickers", "packers"), ("picking", "packing"), 0.5, every, every, False)
    (alone,) = helped_by_nobody(shop, work, group, there)
    assert (alone.crews, alone.stations) == (("pickers",), ("picking",))
    assert alone.hours == pytest.approx(there["pickers"].hours)


def test_shared_work_is_no_faster_than_what_one_crew_alone_can_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = InTime(scenario("shifts.day.heads={pickers: 30, packers: 30}"))
    assert looked_at.short_of({}) == 0
    none = np.zeros(looked_at._samples[0].levels[0].work.hours.shape[1])

    def nobody(scenario, work, group, crews):
        yield Server("nobody", ("pickers",), ("picking",), 0.5, none, none, False)

    monkeypatch.setattr(in_time, "helped_by_nobody", nobody)
    assert looked_at.shares({}) == pytest.approx(0.0)


def test_what_is_ready_leaves_with_the_next_truck_of_its_carrier() -> None:
    comes = (np.array([True, True, True, False]), np.array([2.0, 5.0]))
    gone = np.array([1.0, 2.0, 5.5, 0.5])
    left = _picked_up(gone, [comes])
    assert left.tolist() == [2.0, 2.0, np.inf, 0.5]


class Added(InTime):
    """Points short of a sum of heads that anybody may give."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted

    def short_of(self, changes: Changes) -> float:
        heads = {"pickers": 5, "packers": 3}
        given = {path[-1]: int(str(count)) for path, count in changes.items()}
        return max(float(self.wanted - sum((heads | given).values())), 0.0)


def test_what_is_too_few_together_is_raised_head_by_head() -> None:
    """With ample others each alone may stay as it is; together 4 heads are missing."""
    levers = levers_of(scenario(), "pickers", "day")
    wanted = enough(Added(12), levers)
    assert wanted is not None
    assert sum(max(wanted.heads.get(lever, 0), lever.now) for lever in levers) == 12
    assert enough(Added(8), levers) is None
