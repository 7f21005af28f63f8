"""How many examples a law is tried on."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.internal.conjecture import providers

USUAL = 100
"""Examples of a property test that says nothing, in the profile `usual`."""
FEW = 12
"""The same where the laws are tried on a copy of the package: 24 whole scenarios."""
THOROUGH = 1300
"""The same in the profile `thorough`: 2,600 whole scenarios instead of 200."""
INDEPENDENT = "independent"
"""The backend whose examples are each drawn by itself: 200 whole scenarios have every key and word
of the schema, where of those that Hypothesis makes it takes ten times as many; 100 of them hold
more distinct values than 400 of its own, 20 more keys and words than 60 (2,000 and 1,600), and 100
crowded worlds of tests/model/test_ties.py more values than 300."""

# Hypothesis makes most of its examples by repeating parts of one within itself, which leaves whole
# scenarios alike and takes as long as to draw them. From a provider that is not called `hypothesis`
# it draws each by itself; what fails is still made smaller by all that it knows.
providers.AVAILABLE_PROVIDERS[INDEPENDENT] = providers.HypothesisProvider


def examples(number: int) -> int:
    """So many examples, in proportion more in a profile that asks for more."""
    return max(1, number * settings().max_examples // USUAL)
