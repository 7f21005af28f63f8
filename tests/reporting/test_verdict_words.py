"""What is recommended outright and what is to be tried: by how surely single periods hold."""

from __future__ import annotations

import pytest

from simulator.measure.periods import held
from simulator.reporting.verdicts import surer, take


@pytest.mark.parametrize(
    ("hits", "trials", "word", "more"),
    [
        (5, 5, "Take", ""),  # Wilson: 57 to 100 %, which is what is asked for
        (9, 10, "Take", ""),  # 60 to 98 %
        (7, 8, "Try", "about 9 more replications"),  # 53 to 98 %; 13.7 of 17 are 57 to 93 %
        (4, 4, "Try", ""),  # 51 to 100 %; that they are too few is said already
        (5, 10, "Try", ""),  # more of them make it no surer
    ],
)
def test_what_single_periods_may_well_not_hold_is_to_be_tried(
    hits: int, trials: int, word: str, more: str
) -> None:
    found = held([1.0] * hits + [0.0] * (trials - hits), "at least", 1.0)
    assert (take(found), surer(found)) == (word, more)
