"""What is wrong in a `returns` section, and what to write."""

from __future__ import annotations

import pytest

from tests.scenario.texts import SHIPPING, wrong

CREWS = "crews: {p: {skills: [inspection], heads: 1}}\n"


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            "by_class: {expres: 9 %}",
            "returns.by_class.expres: there is no class 'expres'; write all",
        ),
        ("window: 0 d", "returns.window: '0 d' has no length; write a duration such as 10 min"),
    ],
)
def test_mistakes(section: str, line: str) -> None:
    assert wrong(f"{CREWS}{SHIPPING}delivery: on\nreturns: {{{section}}}\n") == [line]
