"""How many examples a law is tried on."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a property test that says nothing, in the profile `usual`."""
FEW = 12
"""The same where the laws are tried on a copy of the package: 48 whole scenarios."""
THOROUGH = 1300
"""The same in the profile `thorough`: 5,200 whole scenarios instead of 400."""


def examples(number: int) -> int:
    """So many examples, in proportion more in a profile that asks for more."""
    return max(1, number * settings().max_examples // USUAL)
