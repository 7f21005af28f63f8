"""What somebody asked for is printed as it was written."""

import pytest

from simulator.reporting.numbers import asked, shown


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (98.0, "%", "98 %"),
        (97.5, "%", "97.5 %"),
        (99.99, "%", "99.99 %"),
        (99.999, "%", "99.999 %"),
        (1 - 0.9999, "h", shown(0.0001, None, "h").text),
        (80.0, "h", "80 h"),
        (5.0, "orders", "5 orders"),
    ],
)
def test_what_is_asked_for_keeps_its_digits(value, unit, text):
    assert asked(value, unit).text == text
