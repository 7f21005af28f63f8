"""Stand-ins for characters that an output does not know, and tables that stay in line with them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from simulator.reporting.characters import STAND_INS, printable, stand_in
from simulator.reporting.console import rich_table
from simulator.reporting.tables import Table

PACKAGE = Path(__file__).resolve().parents[2] / "simulator"
FIGURES = Table("Größe ± ", ("KPI", "± half-width"), (("On-time ✓", "98.1 ± 0.2 %"), ("π", "−3 h")))


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("✓ met, 98 ± 1 %", "cp1252", "+ met, 98 ± 1 %"),
        ("✓ met, 98 ± 1 %", "ascii", "+ met, 98 +/- 1 %"),
        ("✓ met, 98 ± 1 %", "utf-8", "✓ met, 98 ± 1 %"),
        ("−0.4 h", "latin-1", "-0.4 h"),
        ("Café Ørsted", "ascii", "Cafe ?rsted"),
        ("Café", "latin-1", "Café"),
        ("倉庫", "cp437", "??"),
        ("\udcff.yaml", "utf-8", "?.yaml"),
        ("± 1", "no such encoding", "+/- 1"),
    ],
)
def test_letters_that_an_output_lacks_are_replaced(text: str, encoding: str, shown: str) -> None:
    assert printable(text, encoding) == shown


def test_stand_ins_can_be_written_everywhere() -> None:
    assert all(text.isascii() and text for text in STAND_INS.values())


def test_no_sign_of_the_program_becomes_a_question_mark() -> None:
    """Templates are pages, which are UTF-8; everything else may be printed."""
    letters = {
        letter
        for path in PACKAGE.rglob("*.py")
        for letter in path.read_text(encoding="utf-8")
        if not letter.isascii() and letter.isprintable()
    }
    assert letters
    assert {letter for letter in letters if stand_in(letter) == "?"} == set()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_columns_stay_in_line(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    Console(file=stream, width=60).print(rich_table(FIGURES))
    stream.flush()
    title, *lines = raw.getvalue().decode(encoding).splitlines()
    assert len({len(line) for line in lines}) == 1, lines
    assert title.split()[0] == ("Grosse" if encoding == "ascii" else "Größe")

    assert any(line.endswith("0.2 %") for line in lines)
