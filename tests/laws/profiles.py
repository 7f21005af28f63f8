"""How many examples a law is tried on."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a property test that says nothing, in the profiles `usual` and `ci`."""
THOROUGH = 1000
"""The same in the profile `thorough`: every test has ten times its examples."""


def examples(number: int) -> int:
    """So many examples, in proportion more in a profile that asks for more."""
    return max(1, number * settings().max_examples // USUAL)
