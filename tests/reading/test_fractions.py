"""Numbers from 0 to 1 that are a share of nothing: no remedy gives them a per cent."""

from __future__ import annotations

import pytest

from simulator.reading.mistakes import MisreadingError
from simulator.reading.quantities import fraction


@pytest.mark.parametrize(("written", "value"), [(0, 0), (0.7, 0.7), (1, 1), ("70 %", 0.7)])
def test_a_fraction_is_read(written: object, value: float) -> None:
    assert fraction(written) == pytest.approx(value)


@pytest.mark.parametrize("written", [1.5, -0.2, "150 %", "much", "12 heads", "1,5", True])
def test_what_is_none_has_a_remedy_that_is_one(written: object) -> None:
    with pytest.raises(MisreadingError, match=r"such as 0\.5") as told:
        fraction(written)
    assert "write 1.5 %" not in str(told.value)


def test_one_in_quotes_is_told_to_lose_them() -> None:
    with pytest.raises(MisreadingError, match=r"write 0\.5 without quotes"):
        fraction("0.5")
