"""Step functions against counting by hand, millisecond by millisecond."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.measure.steps import Step, combined, counting, most_at_once, overlap, sum_of

intervals = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=12,
)
windows = st.tuples(st.integers(0, 20), st.integers(1, 20)).map(lambda p: (p[0], p[0] + p[1]))


def ends(spans):
    begin = np.array([b for b, _ in spans], dtype=np.int64)
    return begin, np.array([e for _, e in spans], dtype=np.int64)


def open_at(spans, moment):
    return sum(b <= moment < e for b, e in spans)


@given(intervals, windows)
def test_counting_integrates_and_samples_what_is_open(spans, window):
    step = counting(*ends(spans))
    moments = np.arange(-2, 50)
    assert step.at(moments).tolist() == [open_at(spans, t) for t in moments]
    assert step.total(*window) == sum(open_at(spans, t) for t in range(*window))
    begin, end = np.array([0, window[0]]), np.array([50, window[1]])
    assert step.between(begin, end).tolist() == [step.total(0, 50), step.total(*window)]


@given(intervals, windows)
def test_the_most_at_once_and_the_overlap_are_those_of_the_window(spans, window):
    begin, end = ends(spans)
    most = max(open_at(spans, t) for t in range(*window))
    assert most_at_once(begin, end, window) == most
    inside = [sum(b <= t < e for t in range(*window)) for b, e in spans]
    assert overlap(begin, end, window).tolist() == inside


@given(intervals, intervals)
def test_combining_and_adding_change_no_value(first, second):
    a, b = counting(*ends(first)), counting(*ends(second))
    moments = np.arange(-2, 50)
    left, right = combined(a, b)
    assert (left.at(moments) == a.at(moments)).all()
    assert (right.at(moments) == b.at(moments)).all()
    assert (sum_of([a, b]).at(moments) == a.at(moments) + b.at(moments)).all()


def test_a_level_lasts_for_ever():
    step = Step(np.array([0, 10]), np.array([3, 5]))
    assert step.total(8, 20) == 2 * 3 + 10 * 5
    assert sum_of([]).total(0, 100) == 0
