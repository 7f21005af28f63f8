from dataclasses import replace

import numpy as np

from simulator.cli.changes import alternatives
from simulator.experiments.alternatives import made
from simulator.experiments.compare.compare import compare
from simulator.experiments.compare.conclusion import conclusion
from simulator.experiments.compare.crossing import crossed
from simulator.experiments.compare.put_off import GROWTH, as_in_the_table, put_off
from simulator.experiments.trials import trials
from simulator.experiments.wording import told
from simulator.measure.changes import Pair, changes
from simulator.measure.statistics import Estimate


def test_who_puts_off_more_or_less_is_told_by_its_paired_interval():
    base = np.array([0.0, 10.0, 5.0, 1.0])
    growths = {
        "now": base,
        "alike": base + np.array([1.0, -1.0, 0.5, -0.5]),
        "more": base + np.array([30.0, 31.0, 29.0, 30.0]),
        "less": base - 4.0,
    }
    found = put_off(growths, 0.95)
    assert [one.alternative for one in found] == ["more", "less"]
    assert [one.more.mean for one in found] == [30.0, -4.0]
    assert found[0].fact["orders_more"] == 30.0
    scenario = made("small").scenario
    assert told("put_off", scenario, put_off=found, baseline="now") == (
        "Costs are not like for like: by the end of the window 'more' puts off 30.0 ± 1.3 orders "
        "more and 'less' puts off 4 ± 0 orders fewer than 'now', and work put off is not paid yet."
    )
    assert told("put_off", scenario, put_off=(), baseline="now") == ""
    daily = Estimate(146.0, 19.0, 0.95, 20)
    dearer = replace(found[0], daily=daily)
    cheaper = replace(found[1], daily=replace(daily, mean=-80.0))
    unclear = replace(found[1], daily=replace(daily, mean=9.0))
    told_of = [told("put_off", scenario, put_off=[dearer, one], baseline="now")
               for one in (cheaper, unclear)]  # fmt: skip
    assert [text.partition("not paid yet. ")[2] for text in told_of] == [
        "In the period itself 'more' costs 146 ± 19 USD a day more and 'less' costs 80 ± 19 USD a "
        "day less.",
        "In the period itself 'more' costs 146 ± 19 USD a day more.",
    ]


def test_what_the_table_does_not_tell_apart_the_sentence_does_not_either():
    """+10 ± 4 by itself; of ten tests looked at together ± is wider, and reaches across 0."""
    base = np.array([0.0, 10.0, 5.0, 1.0])
    more = np.array([9.0, 11.0, 6.0, 14.0])
    noise = [np.array([1.0, -1.0, k, -k]) for k in range(1, 10)]
    alone = put_off({"now": base, "more": base + more}, 0.95)
    assert alone[0].more.clear
    pairs = [Pair("more", "", GROWTH, "all", base + more, base, "lower")]
    pairs += [
        Pair("more", "", "cycle_time.mean", "all", base + one, base, "lower") for one in noise
    ]
    rows = changes(pairs, 0.95, "USD")
    (found,) = as_in_the_table(alone, rows)
    assert not found.decided
    assert found.more == rows[0].together != alone[0].more
    scenario = made("small").scenario
    assert told("put_off", scenario, put_off=[found], baseline="now") == (
        "Costs may not be like for like: whether 'more' puts off as many orders as 'now' is not "
        "told apart."
    )
    (sure,) = as_in_the_table(alone, changes(pairs[:2], 0.95, "USD"))
    assert sure.decided
    assert "puts off 10 ± 7 orders more" in told(
        "put_off", scenario, put_off=[sure, found], baseline="now"
    )


def test_undefined_growth_is_no_difference():
    nothing = np.array([np.nan, np.nan])
    assert put_off({"now": nothing, "later": nothing}, 0.95) == ()


def test_a_comparison_says_whose_cost_leaves_work_out():
    """Nobody packs on the last day: cheaper by the wages, and a day's orders are left."""
    rest = "rest: shifts.day.heads_on=[{date: 2026-03-10, heads: {packers: 0}}]"
    overrides = ["clock={start: 2026-03-03, run: 8 d, cool_down: 7 d}"]
    found = crossed(["small"], overrides=overrides, changed=alternatives([rest]))
    with trials(jobs=1) as known:
        compared = compare(found, known, 3)
    assert [one.alternative for one in compared.put_off] == ["rest"]
    row = next(row for row in compared.rows if row.kpi == "backlog.growth")
    assert row.together == compared.put_off[0].more
    assert row.difference.mean > 20
    paid = compared.put_off[0].daily
    assert paid.clear
    assert paid.mean < 0  # a day's wages of the packers, and what packed orders cost, over 8 days
    assert "'rest' puts off" in conclusion(compared)
    assert compared.states[1].growth.mean > compared.states[0].growth.mean
