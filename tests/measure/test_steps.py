"""Step functions against counting by hand, millisecond by millisecond."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.measure.steps import (
    Step,
    combined,
    counting,
    most_at_once,
    most_open,
    overlap,
    sum_of,
    time_open,
)
from simulator.measure.steps_compiled import compiled_merge

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


grouped_intervals = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12), st.integers(0, 2)).map(
        lambda p: (p[0], p[0] + p[1], p[2])
    ),
    max_size=12,
)


@pytest.mark.parametrize("compiled", [True, False])
@given(grouped_intervals, windows)
def test_time_and_most_open_are_those_of_each_group(compiled, spans, window):
    begin, end, group = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    asked = (begin, end, group.astype(np.int16), 3, window)
    with pytest.MonkeyPatch.context() as patched:
        if compiled:
            pytest.importorskip("numba")
        else:
            patched.setitem(sys.modules, "numba", None)
        time, most = time_open(*asked), most_open(*asked)
    of_groups = [[(b, e) for b, e, k in spans if k == group] for group in range(3)]
    moments = range(*window)
    assert time.tolist() == [sum(open_at(of, t) for t in moments) for of in of_groups]
    every = [(b, e) for b, e, _ in spans]
    assert most == [max(open_at(of, t) for t in moments) for of in (every, *of_groups)]


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


spans_of_any = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=40)


@settings(max_examples=50)
@given(spans_of_any, spans_of_any, st.lists(st.integers(-5, 500), max_size=60))
def test_compiled_loops_give_what_numpy_gives(first, second, moments):
    pytest.importorskip("numba")
    spans = [ends([(b, b + length) for b, length in part]) for part in (first, second)]
    at = np.array(moments, dtype=np.int64)

    def found():
        steps = [counting(*part) for part in spans]
        steps += combined(*steps)
        return [
            [step.time.tolist(), step.value.tolist()]
            + [step.places(when).tolist() + step.until(when).tolist() for when in (at, np.sort(at))]
            for step in steps
        ]

    compiled = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "numba")
        assert compiled_merge() is None
        assert found() == compiled
    assert compiled_merge() is not None
