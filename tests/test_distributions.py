import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.distributions import FORMS, Distribution, make

GRID = (np.arange(200_000) + 0.5) / 200_000

EXAMPLES = [
    ("constant", {"value": 3.0}),
    ("exponential", {"mean": 3.0}),
    ("gamma", {"mean": 3.0, "cv": 0.3}),
    ("gamma", {"median": 3.0, "cv": 0.8}),
    ("gamma", {"p50": 3.0, "p90": 7.0}),
    ("erlang", {"k": 3, "mean": 6.0}),
    ("lognormal", {"mean": 40.0, "cv": 0.5}),
    ("lognormal", {"p50": 3.0, "p90": 5.0}),
    ("normal", {"mean": 10.0, "cv": 0.5}),
    ("normal", {"mu": 10.0, "sigma": 8.0, "low": 2.0, "high": 14.0}),
    ("triangular", {"low": 1.0, "mode": 2.0, "high": 6.0}),
    ("uniform", {"low": 1.0, "high": 6.0}),
    ("uniform", {"mean": 5.0, "sd": 1.0}),
    ("weibull", {"shape": 1.6, "scale": 9.0}),
    ("weibull", {"mean": 5.0, "cv": 0.3}),
    ("beta", {"a": 2.0, "b": 3.0, "low": 1.0, "high": 9.0}),
    ("beta", {"mean": 4.0, "sd": 1.0, "low": 1.0, "high": 9.0}),
    ("empirical", {"values": [1.0, 2.0, 5.0], "weights": [81.0, 14.0, 5.0]}),
    ("shifted geometric", {"mean": 2.4, "max": 20}),
    ("shifted geometric", {"mean": 2.4}),
    ("shifted geometric", {"mean": 4.9, "max": 5}),
]


@pytest.mark.parametrize(("kind", "parameters"), EXAMPLES)
def test_moments_are_those_of_the_quantile_function(kind, parameters):
    distribution = make(kind, **parameters)
    quantiles = distribution.ppf(GRID)
    assert quantiles.min() >= 0
    assert (np.diff(quantiles) >= 0).all()
    assert quantiles.mean() == pytest.approx(distribution.mean, rel=1e-4)
    assert quantiles.std() == pytest.approx(distribution.sd, rel=5e-3, abs=1e-12)


@pytest.mark.parametrize(("kind", "parameters"), EXAMPLES)
def test_is_a_value(kind, parameters):
    distribution = make(kind, **parameters)
    assert distribution == make(kind, **parameters)
    assert hash(distribution) == hash(make(kind, **parameters))
    assert pickle.loads(pickle.dumps(distribution)) == distribution


@pytest.mark.parametrize("kind", ["gamma", "lognormal", "weibull", "normal"])
@given(mean=st.floats(1e-3, 1e9), cv=st.floats(0.02, 0.85))
def test_mean_and_cv_are_kept(kind, mean, cv):
    distribution = make(kind, mean=mean, cv=cv)
    assert distribution.mean == pytest.approx(mean, rel=1e-7)
    assert distribution.cv == pytest.approx(cv, rel=1e-6)
    assert make(kind, mean=mean, sd=mean * cv).sd == pytest.approx(mean * cv, rel=1e-6)


@pytest.mark.parametrize("kind", ["gamma", "lognormal", "weibull"])
@given(p50=st.floats(1e-3, 1e9), ratio=st.floats(1.05, 20))
def test_p50_and_p90_are_kept(kind, p50, ratio):
    quantiles = make(kind, p50=p50, p90=p50 * ratio).ppf(np.array([0.5, 0.9]))
    assert quantiles == pytest.approx([p50, p50 * ratio], rel=1e-7)


@pytest.mark.parametrize("kind", ["gamma", "lognormal", "weibull"])
@given(median=st.floats(1e-3, 1e9), cv=st.floats(0.05, 2))
def test_median_and_cv_are_kept(kind, median, cv):
    distribution = make(kind, median=median, cv=cv)
    assert distribution.ppf(np.array([0.5]))[0] == pytest.approx(median, rel=1e-7)
    assert distribution.cv == pytest.approx(cv, rel=1e-6)


@given(mean=st.floats(1, 50), room=st.integers(1, 50))
def test_a_capped_geometric_keeps_its_mean(mean, room):
    most = math.ceil(mean) + room
    distribution = make("shifted geometric", mean=mean, max=most)
    assert distribution.mean == pytest.approx(mean, rel=1e-9)
    assert distribution.ppf(np.array([1 - 1e-16]))[0] <= most


def test_textbook_forms_by_hand():
    half = np.array([0.5])
    assert make("exponential", mean=2).ppf(half) == pytest.approx([2 * math.log(2)])
    assert make("lognormal", median=6, sigma=0.5).ppf(half) == pytest.approx([6.0])
    assert make("lognormal", mu=1, sigma=0.5).mean == pytest.approx(math.exp(1.125))
    assert make("weibull", shape=1, scale=3).mean == pytest.approx(3.0)
    assert make("erlang", k=4, mean=8).sd == pytest.approx(4.0)
    assert make("triangular", low=0, mode=1, high=2).ppf(half) == pytest.approx([1.0])
    assert make("normal", mu=5, sigma=1).ppf(half) == pytest.approx([5.0], rel=1e-6)
    assert make("shifted geometric", mean=2).ppf(np.array([0.0, 0.49, 0.51, 0.76])).tolist() == [
        1, 1, 2, 3,
    ]  # fmt: skip


def test_empirical_takes_each_value_by_its_weight():
    distribution = make("empirical", values=[5, 7, 9], weights=[1, 2, 0])
    u = np.array([0.0, 0.33, 0.34, 0.999999999999])
    assert distribution.ppf(u).tolist() == [5, 5, 7, 7]
    assert make("empirical", values=[1, 3]).mean == 2


@pytest.mark.parametrize(
    ("kind", "parameters", "said"),
    [
        ("gama", {"mean": 1}, "did you mean 'gamma'"),
        ("gamma", {"mean": 1, "cv": 0}, "write a constant"),
        ("gamma", {"mean": 1, "cv": -0.5}, "cannot be negative"),
        ("gamma", {"mean": 0, "cv": 0.5}, "must be positive"),
        ("gamma", {"mean": 1, "cvv": 2}, "did you mean 'cv'"),
        ("gamma", {"mean": 1}, "mean and cv"),
        ("lognormal", {"p50": 3, "p90": 3}, "not above p50"),
        ("lognormal", {"mean": math.nan, "cv": 1}, "finite"),
        ("lognormal", {"mean": math.inf, "cv": 1}, "finite"),
        ("lognormal", {"mean": "3", "cv": 1}, "must be a number"),
        ("uniform", {"low": 4, "high": 2}, "not below high"),
        ("uniform", {"mean": 1, "cv": 1}, "below 0"),
        ("triangular", {"low": 1, "mode": 9, "high": 2}, "not between"),
        ("normal", {"mean": 1, "cv": 2}, "write a gamma or a lognormal"),
        ("beta", {"mean": 0.5, "sd": 0.9}, "do not fit"),
        ("erlang", {"k": 2.5, "mean": 1}, "whole number"),
        ("shifted geometric", {"mean": 0.5}, "below 1"),
        ("shifted geometric", {"mean": 5, "max": 4}, "not below max"),
        ("constant", {"value": -1}, "cannot be negative"),
        ("constant", {"value": True}, "must be a number"),
        ("empirical", {"values": []}, "at least one"),
        ("empirical", {"values": [1, 2], "weights": [1]}, "2 values and 1 weights"),
        ("empirical", {"values": [1, 2], "weights": [0, 0]}, "all weights are 0"),
        ("empirical", {"value": [1]}, "no parameter 'value'"),
    ],
)
def test_a_bad_value_says_what_to_write(kind, parameters, said):
    with pytest.raises(ValueError, match=said):
        make(kind, **parameters)


@given(st.data())
def test_whatever_is_accepted_has_a_finite_mean(data):
    kind = data.draw(st.sampled_from([kind for kind in FORMS if kind != "empirical"]))
    form = data.draw(st.sampled_from(list(FORMS[kind])))
    number = st.floats(-10, 1e4) | st.integers(0, 10).map(float)
    parameters = {name: data.draw(number) for name in form}
    made, refused = attempt(kind, parameters)
    assert refused.startswith(kind) if made is None else math.isfinite(made.mean)
    assert made is None or made.ppf(np.array([0.0, 0.5])).min() >= 0


def attempt(kind: str, parameters: dict[str, float]) -> tuple[Distribution | None, str]:
    try:
        return make(kind, **parameters), ""
    except ValueError as problem:
        return None, str(problem)
