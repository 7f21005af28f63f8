"""Figures on the console stay with their units, whatever the width."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from rich.console import Console, Group, RenderableType

from simulator.reporting.console import rich_table
from simulator.reporting.tables import Table
from simulator.reporting.unbroken import Unbroken

SAID = (
    "On-time ship at least 97 % is met (99.19 ± 0.28 %), cost −6,670 ± 2,018 USD, 4 h of 2 d, "
    "+0.4 ± 0.4 points, 15,030 ± 809 orders; 100.4 ± 0.8 USD/d, 3 pickers and 5 replications."
)


def printed(thing: RenderableType, width: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width).print(Group(thing))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("width", range(22, 100))
def test_no_line_ends_between_a_number_and_its_unit(width: int) -> None:
    lines = printed(Unbroken(SAID), width)
    assert " ".join(lines) == SAID
    assert max(map(len, lines)) <= width
    for line, following in pairwise(lines):
        assert not re.match(r"(±|%|h|d|USD|points|orders)\b|[±%]", following), (line, following)
        assert not line.endswith("±")


def test_what_is_no_unit_may_begin_a_line() -> None:
    assert printed(Unbroken("of 3 pickers"), 8) == ["of 3", "pickers"]


def test_a_figure_wider_than_the_line_is_broken_at_its_spaces() -> None:
    assert printed(Unbroken("−6,670 ± 2,018 USD"), 10) == ["−6,670 ±", "2,018 USD"]


def test_cells_keep_figures_whole() -> None:
    row = ("a", "pickers 66 % busy", "1 USD")
    table = Table("T", ("Name", "What limits it", "Cost"), (row,), 2)
    text = "\n".join(printed(rich_table(table), 24))
    assert "66 % busy" in text
