"""Every family of durations has the mean, spread and quantiles that were written."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from simulator.reading.fields import DurationDistribution
from tests.laws.drawing import DAY, SPREADS
from tests.laws.profiles import examples

READER: TypeAdapter[Any] = TypeAdapter(DurationDistribution)
KNOWN = [spread for spread in SPREADS if isinstance(spread(1000), dict)]


def milliseconds(written: Any) -> float:
    number, unit = written.split()
    return float(number) * {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": DAY}[unit]


@settings(max_examples=examples(100))
@given(st.sampled_from(range(len(KNOWN))), st.integers(30, 10**7))
def test_a_distribution_has_what_is_written(form: int, typical: int) -> None:
    written = KNOWN[form](typical)
    ((kind, parameters),) = written.items() if len(written) == 1 else (("values", {}),)
    if kind in ("values", "csv") or not isinstance(parameters, dict):
        return
    spread = READER.validate_python(written)
    measured = {
        "mean": spread.mean,
        "sd": spread.sd,
        "cv": spread.cv,
        "median": float(spread.ppf(np.array([0.5]))[0]),
        "p50": float(spread.ppf(np.array([0.5]))[0]),
        "p90": float(spread.ppf(np.array([0.9]))[0]),
        "value": spread.mean,
    }
    if kind == "exponential":
        measured["scale"] = spread.mean
    for name, value in measured.items():
        if name in parameters:
            due = parameters[name]
            due = milliseconds(due) if isinstance(due, str) else due
            assert math.isclose(value, due, rel_tol=1e-6), (written, name)
    if "k" in parameters:
        assert spread.cv == pytest.approx(parameters["k"] ** -0.5)
    if {"shape", "scale"} <= set(parameters) and kind == "gamma":
        assert spread.mean == pytest.approx(1.6 * milliseconds(parameters["scale"]))
    if {"k", "scale"} <= set(parameters):
        assert spread.mean == pytest.approx(3 * milliseconds(parameters["scale"]))
