from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.units import (
    DAY,
    HOUR,
    LONGEST,
    MINUTE,
    SECOND,
    WEEK,
    amount,
    clock_text,
    convert,
    duration_text,
    exact_milliseconds,
    milliseconds,
    time_of_day,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 s", 40 * SECOND),
        ("40s", 40 * SECOND),
        ("1.2 s", 1200),
        ("250 ms", 250),
        ("0.5 h", 30 * MINUTE),
        ("7 d", 7 * DAY),
        ("2 weeks", 2 * WEEK),
        ("1 h 30 min", 90 * MINUTE),
        ("  3   days ", 3 * DAY),
        (".5 min", 30 * SECOND),
        ("1e3 s", 1000 * SECOND),
        ("0 s", 0),
        ("0.0004 s", 0),
    ],
)
def test_durations(text: str, expected: int) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("14", "'14' has no unit; write 14 s, 14 min, 14 h or 14 d"),
        ("5 m", "'5 m' could be minutes or months; write 5 min"),
        ("2 months", "'months' has no fixed length; write days such as 30 d"),
        (
            "3 parsecs",
            "'parsecs' is not a unit of time (ms, s, min, h, d, w); write a duration such as 40 s",
        ),
        ("-3 s", "'-3 s' is negative; write a duration such as 40 s"),
        (
            "soon",
            "'soon' is not a duration; write a number and a unit such as 40 s or 1 h 30 min",
        ),
        ("", "'' is not a duration; write a number and a unit such as 40 s or 1 h 30 min"),
        ("1e300 d", "'1e300 d' is above a thousand years; write a shorter one such as 7 d"),
    ],
)
def test_what_is_no_duration(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        milliseconds(text)


def test_parameters_are_not_rounded() -> None:
    assert exact_milliseconds("1.2345 ms") == 1.2345


@given(st.integers(0, LONGEST))
def test_a_duration_comes_back_from_its_text(duration: int) -> None:
    assert milliseconds(duration_text(duration)) == duration


@given(st.integers(0, DAY // SECOND - 1))
def test_a_time_of_day_comes_back_from_its_text(seconds: int) -> None:
    assert time_of_day(clock_text(seconds * SECOND)) == seconds * SECOND


def test_times_of_day() -> None:
    assert time_of_day("17:30") == 17 * HOUR + 30 * MINUTE
    assert time_of_day("9:05:07") == 9 * HOUR + 5 * MINUTE + 7 * SECOND
    assert time_of_day("24:00", last=DAY) == DAY


@pytest.mark.parametrize("text", ["24:00", "25:00", "12:60", "5pm", "1730", "-1:00", "12:3"])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"time of day; write"):
        time_of_day(text)


def test_amounts_and_conversion() -> None:
    assert amount("5.20 USD") == (5.2, "USD")
    assert amount("-3") == (-3.0, "")
    assert convert(90, "min", "h") == 1.5
    with pytest.raises(ValueError, match="too large"):
        amount("1e999 USD")
