"""Families of few observations: which, how well they fit, and when none stands for the values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.fitting.families import family, is_few, nearest_family, shape
from simulator.fitting.survival import Durations, durations
from simulator.streams import uniforms
from simulator.units import HOUR


def drawn(n: int, of: str, number: int = 0) -> Durations:
    """So many hours of a gamma, a lognormal or two heaps."""
    u = uniforms(0, number, f"families.{of}", n)
    hours = {
        "gamma": lambda: stats.gamma(4, scale=2).ppf(u),
        "lognormal": lambda: stats.lognorm(0.5).ppf(u),
        "heaps": lambda: np.where(u < 0.5, 1 + u, 9 + u),
    }[of]()
    return durations(hours * HOUR, np.ones(n, dtype=np.bool_))


def test_two_values_by_hand() -> None:
    """Their logarithms are a standard deviation and 0.7071 apart: 0.5 less 0.2398 at each."""
    nearest = nearest_family(durations(np.array([1.0, 4.0]) * HOUR, np.ones(2, dtype=np.bool_)))
    assert nearest.apart == pytest.approx(0.5 - stats.norm.cdf(-(0.5**0.5)), abs=1e-9)
    assert np.isnan(nearest.p)


def test_a_family_that_made_the_values_is_refused_as_often_as_p_says() -> None:
    """One of 20, and a few more where the other family was likelier: 0.09 of 200, at most 31.

    More come in one of 1,000 times.
    """
    refused = [nearest_family(drawn(80, "lognormal", k)).p < 0.05 for k in range(200)]
    assert 2 <= sum(refused) <= 31


def test_a_family_stands_for_few_values_that_it_fits_and_for_no_others() -> None:
    assert is_few(drawn(150, "lognormal"))
    assert "lognormal" in family(drawn(150, "lognormal"))
    assert not is_few(drawn(150, "heaps"))
    (told,) = shape("delays", drawn(150, "heaps"))
    assert told.told == "its own values"
    assert told.method == "a lognormal does not fit, bootstrap p = 0.005"


def test_from_two_hundred_on_values_are_their_own_and_from_two_thousand_there_is_no_p() -> None:
    (told,) = shape("delays", drawn(300, "lognormal"))
    assert told.told == "its own values"
    assert "bootstrap p = " in told.method
    (told,) = shape("delays", drawn(2500, "heaps"), of="visits")
    assert "p =" not in told.method
    assert told.method.startswith("a lognormal would put up to 3")
    assert told.method.endswith("% of visits elsewhere (at most 2 % would do)")


def test_with_fewer_than_twenty_nobody_knows_how_well_it_fits() -> None:
    (told,) = shape("delays", drawn(12, "gamma"))
    assert told.method == "n below 20: too few to tell how well it fits"
    assert not shape("delays", drawn(1, "gamma"))
