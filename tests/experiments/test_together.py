"""Intervals of differences that are looked at together agree with Holm's verdicts."""

import numpy as np
import pytest

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.charts import price_panels
from simulator.measure.changes import widened
from simulator.measure.differences import difference, difference_verdict
from simulator.measure.multiple_comparisons import holm, paired_p
from simulator.measure.statistics import Estimate, t_quantile
from simulator.reporting.numbers import change_text
from simulator.reporting.verdicts import together_text
from tests.experiments.figured import compared, week

ALPHA = 0.05


def test_half_widths_are_at_the_level_of_holms_steps():
    """p of 0.001, 0.02 and 0.04: the first is tested at α/3, and from the second on all at α/2."""
    alone = Estimate(mean=1.0, half_width=t_quantile(0.975, 9), confidence=0.95, n=10)
    found = widened([alone, alone, alone], [0.04, 0.001, 0.03], 0.95)
    levels = [1 - ALPHA / 2, 1 - ALPHA / 3, 1 - ALPHA / 2]
    assert [one.confidence for one in found] == pytest.approx(levels)
    assert [one.half_width for one in found] == pytest.approx(
        [t_quantile(1 - ALPHA / 4, 9), t_quantile(1 - ALPHA / 6, 9), t_quantile(1 - ALPHA / 4, 9)]
    )


@pytest.mark.parametrize("tests", [1, 2, 7, 40])
def test_an_interval_is_clear_of_zero_just_where_the_verdict_says_so(tests):
    draw = np.random.default_rng(tests)
    for _ in range(60):
        gaps = draw.normal(draw.uniform(0, 1.5, (tests, 1)), 1.0, (tests, 8))
        p = [paired_p(gap) for gap in gaps]
        alone = [difference(gap, np.zeros(8)) for gap in gaps]
        for one, wide, adjusted in zip(alone, widened(alone, p, 0.95), holm(p), strict=True):
            told = difference_verdict(one, adjusted, "higher") != "not distinguishable"
            assert (abs(wide.mean) > wide.half_width) == told
            assert wide.half_width >= one.half_width * (1 - 1e-12)


def test_what_is_not_tested_by_t_stays_as_it_is():
    same = difference([2.0] * 5, [1.0] * 5)
    unknown = difference([float("nan")] * 5, [1.0] * 5)
    varied = difference([1.0, 2.0, 4.0], [0.0, 0.0, 0.0])
    alike = paired_p([1.0] * 5)
    found = widened([same, same, unknown, varied], [alike, alike, float("nan"), 0.0], 0.95)
    assert found[:2] == [same, same]
    assert found[2] is unknown
    assert found[3] == varied


@pytest.mark.parametrize(
    ("mean", "half_width", "text"),
    [
        (-5.1, 4.8, "−5.1 ± 4.8 h"),  # '−5 ± 5' would seem to reach across 0
        (-4.8, 5.1, "−5 ± 5 h"),
        (-9.1, 4.8, "−9 ± 5 h"),
    ],
)
def test_a_difference_has_the_digits_that_its_verdict_needs(mean, half_width, text):
    assert change_text(Estimate(mean, half_width, 0.95, 8), "h") == text


def test_the_note_tells_a_reader_what_the_half_width_means():
    assert together_text(40) == (
        "± of a difference is widened for all 40 looked at together: one whose ± reaches across 0 "
        "is not distinguishable."
    )
    assert "widened" not in together_text(1)


def test_the_chart_of_circumstances_has_the_signs_of_the_table():
    """On-time ship falls by 2 points and 1 USD of margin is lost: −2 and +1 in both."""
    with_it = {**week([95.5, 95.5], 9.0), "total_margin": [9.5, 10.5]}
    found, known = compared(
        {
            ("house", ORDINARY): {**week([97.0, 98.0], 9.0), "total_margin": [10.0, 12.0]},
            ("house", "storm"): with_it,
        }
    )
    price = found.prices[0]
    assert (price.amount.mean, price.service.mean) == (1.0, -2.0)
    margin, service = price_panels(found, known)
    for panel, told in ((margin, price.amount), (service, price.service)):
        bars = panel.bars
        assert [(one.mean, one.half_width) for one in bars] == [(told.mean, told.half_width)]
        assert bars[0].values.mean() == told.mean, panel.title
    assert ("lost" in margin.title, margin.better) == (True, "lower")
    assert ("lost" in service.title, service.better) == (False, "higher")


def test_a_service_that_no_circumstance_changes_has_no_panel():
    unchanged = {**week([97.0, 98.0], 9.0), "total_margin": [9.5, 10.5]}
    found, known = compared(
        {
            ("house", ORDINARY): {**week([97.0, 98.0], 9.0), "total_margin": [10.0, 12.0]},
            ("house", "storm"): unchanged,
        }
    )

    assert [panel.title for panel in price_panels(found, known)] == ["Margin lost, USD"]
