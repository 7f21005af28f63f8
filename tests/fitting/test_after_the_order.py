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
from simulator.units import DAY, HOUR, NEVER
from tests.fitting.histories import full_world, write_all

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


def told(history: History) -> dict[str, object]:
    every = (cancellations(history), returns(history), payments(history))
    return {one.key: one for part in every for one in part.estimates}


def test_what_made_the_history_lies_in_the_intervals(history: History) -> None:
    found = told(history)
    for key, true in (SHARES | MEDIANS).items():
        assert found[key].low < true < found[key].high, key


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
