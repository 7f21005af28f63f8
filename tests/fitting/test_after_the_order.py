"""Cancellations, returns and methods of payment come back from a history that has them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulator.experiments.run import run
from simulator.fitting.after_the_order import cancellations, returns
from simulator.fitting.arrivals import arrivals
from simulator.fitting.fit import fit
from simulator.fitting.fitted import asked
from simulator.fitting.history import History
from simulator.fitting.payments import payments
from simulator.fitting.read_history import read_history
from simulator.journey import simulate
from simulator.reading.mistakes import ScenarioError
from simulator.results.outcomes import Outcome
from simulator.scenario import loads
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.sampling import sample
from tests.fitting.histories import DAYS, FULL, full_world, write_all

SHARES = {
    "cancellation.share": 12.0,
    "returns.share": 15.0,
    "payment.methods.card.share": 75.0,
    "payment.methods.slip.declined.hard": 16.0,
    "payment.methods.card.declined.hard": 4.0,
}
MEDIANS = {
    "cancellation.after": 10 * np.log(2),
    "returns.after": float(stats.gamma.median(4, scale=3)),
    "payment.methods.card.authorization": 1 / 3,
    "payment.methods.slip.authorization": float(stats.gamma.median(0.6**-2, scale=30 * 0.6**2)),
}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return read_history(write_all(full_world(), tmp_path_factory.mktemp("all") / "all.csv")).history


def house() -> Scenario:
    """A few days of it."""
    clock = {"clock.run": "10 d", "clock.cool_down": "20 d"}
    return loads(FULL, overrides=clock).scenario


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The event log of a run of it, as CSV and OCEL 2.0."""
    folder = tmp_path_factory.mktemp("logs")
    path = folder / "full.yaml"
    path.write_text(FULL.replace(f"run: {DAYS} d, cool_down: 40 d", "run: 10 d, cool_down: 20 d"),
                    encoding="utf-8")  # fmt: skip
    return run(path, replications=1, jobs=1).write(folder / "run", export=("csv", "ocel"))


def told(history: History) -> dict[str, object]:
    every = (cancellations(history), returns(history), payments(history))
    return {one.key: one for part in every for one in part.estimates}


def test_what_made_the_history_lies_in_the_intervals(history: History) -> None:
    """Of nine intervals of 95 % one may miss it: two do in 7 % of histories."""
    found, true = told(history), SHARES | MEDIANS
    missed = [key for key in true if not found[key].low < true[key] < found[key].high]
    assert len(missed) <= 1, missed


def test_a_share_of_what_has_had_no_time_yet_is_not_the_plain_one(history: History) -> None:
    """Some have not canceled since their order left, or not sent it back since it just came."""
    back = history.returned != NEVER
    there = history.delivered != NEVER
    assert back.sum() / there.sum() < 0.13 < returns(history).share
    gone = (~history.unshipped.refused).sum()
    assert 1.03 * gone / (gone + history.n) < cancellations(history).share


def test_orders_that_the_scenario_takes_away_again_count_as_demand(history: History) -> None:
    came = asked(history, True, True)
    assert len(came) == history.n + len(history.unshipped.placed)
    per_day = arrivals(history, (), came).per_day
    assert per_day == pytest.approx(60, rel=0.05)
    assert arrivals(history, ()).per_day < 55
    assert len(asked(history, True, False)) == history.n + history.unpaid


def test_who_cancels_has_paid_before(history: History) -> None:
    """So that those never paid are a share of all, by method too."""
    paying = payments(history)
    assert paying.refused == pytest.approx(history.unpaid / len(asked(history, True, True)))
    by_method = sum(each.share * each.refused for each in paying.methods)
    assert by_method == pytest.approx(paying.refused)


def test_without_its_moment_a_cancellation_is_at_once_and_said(history: History) -> None:
    bare = replace(history.unshipped, canceled=np.full(len(history.unshipped.placed), NEVER))
    found = cancellations(replace(history, unshipped=bare))
    gone = int((~bare.refused).sum())
    assert found.after is None
    assert found.share == pytest.approx(gone / (gone + history.n))
    assert [one.source for one in found.estimates] == ["history", "assumed"]


def of_hours(history: History, hours: list[float], off: list[bool]) -> History:
    """Orders paid at 0 h that were canceled at these hours, or left then."""
    moments, gone = (np.array(hours) * HOUR).astype(np.int64), np.array(off)
    count, zero = int(gone.sum()), np.zeros(len(hours), np.int64)
    canceled = replace(
        history.unshipped, placed=zero[gone], paid=zero[gone], canceled=moments[gone],
        refused=np.zeros(count, np.bool_), method=None,
    )  # fmt: skip
    return replace(
        history.only(np.arange(len(hours) - count)), placed=zero[~gone], paid=zero[~gone],
        handed_over=moments[~gone], unshipped=canceled, end=10 * DAY,
    )  # fmt: skip


def test_kaplan_and_meier_of_cancellations_by_hand(history: History) -> None:
    """Of 100 paid at 0 h, 20 cancel at 1 h, 40 leave at 2 h and 8 of the rest cancel at 3 h."""
    hours = np.repeat([1.0, 2.0, 3.0, 4.0], [20, 40, 8, 32]).tolist()
    found = cancellations(of_hours(history, hours, [hour in (1, 3) for hour in hours]))
    assert found.share == pytest.approx(1 - 0.8 * (1 - 8 / 40))


def test_the_last_of_a_hundred_is_not_everybody(history: History) -> None:
    """20 of 1,000 cancel at once, 979 leave at 2 h, and one that never left is canceled at 99 h."""
    hours = [1.0] * 20 + [2.0] * 979 + [99.0]
    found = cancellations(of_hours(history, hours, [hour != 2 for hour in hours]))
    assert found.share == pytest.approx(0.02)


def test_a_method_with_few_payments_is_one_of_the_others(history: History) -> None:
    names = ("a", "b", "card", "slip")
    codes = np.where(history.method.codes == 0, 2, 3)
    codes[:15], codes[15:30] = 0, 1
    mixed = replace(history, method=replace(history.method, codes=codes, names=names))
    assert [one.name for one in payments(mixed).methods] == ["card", "slip", "others"]
    alone = replace(history, method=replace(history.method, codes=codes * 0, names=("a/b",)))
    assert payments(replace(alone, unshipped=history.unshipped.rows(slice(0)))).methods == ()


def test_the_scenario_has_them_and_gives_the_same_shares(history: History, tmp_path: Path) -> None:
    short = write_all(full_world(), tmp_path / "short.csv", until=28)
    found = fit(short, replications=1)
    scenario = found.scenario.scenario
    assert set(scenario.payment.methods) == {"card", "slip"}
    assert scenario.crews["returns"].heads == 1
    figures = run(found.scenario, replications=2, jobs=1).kpis.set_index("kpi")["mean"]
    real = read_history(short).history
    off = int((~real.unshipped.refused).sum()) / len(asked(real, True, True))
    assert figures["cancellation_rate.customer"] == pytest.approx(100 * off, abs=2)
    assert figures["orders.placed"] / 28 == pytest.approx(60, rel=0.1)
    traced = found.files["history.yaml"].decode()
    assert "\ncancellation:" not in traced
    assert "methods:" not in traced


@pytest.mark.parametrize("name", ["events.ocel.json", "events.csv"])
def test_a_log_tells_who_cancels_and_what_comes_back(logs: Path, name: str) -> None:
    """Requests that came too late are in a log too; only OCEL tells what became of an order."""
    found = read_history(logs / name).history
    timeline = simulate(house(), sample(house(), 0))
    asked_at, left = (timeline.visits[stage] for stage in ("cancellation", "shipping"))
    off = timeline.outcome == Outcome.CALLED_OFF
    if name.endswith("csv"):  # and who has asked by the end of the log, and is not heard yet
        off = (asked_at.queued != NEVER) & (left.ended == NEVER)
    midnight = np.datetime64(house().clock.start, "ms").astype(np.int64)
    canceled = found.unshipped.canceled[~found.unshipped.refused] - midnight
    assert np.sort(canceled).tolist() == np.sort(asked_at.queued[off]).tolist()
    assert (found.returned != NEVER).sum() == (timeline.visits["returns"].ended != NEVER).sum()
    if name.endswith("json"):
        assert found.unpaid == (timeline.outcome == Outcome.DECLINED).sum()
        assert found.n == (timeline.paid != NEVER).sum() - off.sum()


def test_a_cancellation_at_no_moment_is_named(tmp_path: Path) -> None:
    path = tmp_path / "soon.csv"
    path.write_text("order_id,placed_at,canceled_at,sku,quantity\n1,2026-03-02 08:00,soon,S,1\n"
                    "2,2026-03-02 09:00,,S,1\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(ScenarioError, match="such as 'soon'; write them as placed_at is written"):
        read_history(path)


def test_methods_of_orders_that_never_ship_alone_are_no_methods(tmp_path: Path) -> None:
    """The shipped ones have an empty cell each, which was a number that no word has."""
    rows = (
        "order_id,placed_at,paid_at,payment_method,canceled_at,handed_over_at,sku,quantity",
        "1,2026-03-02 08:00,2026-03-02 08:01,,,2026-03-03 12:00,S,1",
        "2,2026-03-02 09:00,2026-03-02 09:01,,,2026-03-03 12:00,S,1",
        "3,2026-03-02 09:00,2026-03-02 09:01,card,2026-03-02 10:00,,S,1",
    )
    path = tmp_path / "late.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    history = read_history(path).history
    assert history.method is not None
    assert history.method.codes.tolist() == [-1, -1]
