"""Characters that nobody sees, by hand: names that look alike are alike, or refused."""

from __future__ import annotations

import pytest

from simulator.reading.csv_files import notes_on, text_of
from simulator.reading.unseen import cleaned
from simulator.scenario import ScenarioError, loads

HEAD = "schema: fulfillment/1\nname: x\nclock: {start: 2026-03-02, run: 1 d}\n"


@pytest.mark.parametrize(
    "written", ["A\u200bB", "A\ufeffB", "\u2060AB", "A\u00adB", "AB\u200e", "A\u202aB"]
)
def test_a_sku_with_a_character_that_cannot_be_seen_is_the_one_without(written):
    assert cleaned(written) == "AB"


def test_accents_are_part_of_their_letters_and_blanks_are_blanks():
    assert cleaned("Cafe\u0301") == "Caf\u00e9"
    assert cleaned("X\u00a0Y\u202fZ") == "X Y Z"


def test_what_is_taken_off_a_file_is_told(tmp_path):
    path = tmp_path / "skus.csv"
    path.write_text("sku\nA\u200bB\nC\u200bD\nE\u00a0F\nCafe\u0301\n", encoding="utf-8")
    assert text_of(path) == "sku\nAB\nCD\nE F\nCaf\u00e9\n"
    assert notes_on([path]) == (
        "skus.csv: characters that cannot be seen are taken off or read as blanks: 2 of zero width "
        "space (U+200B), 1 of no-break space (U+00A0); accents are read as part of their letters "
        "(1).",
    )
    path.write_text("sku\nCaf\u00e9\n", encoding="utf-8")
    assert notes_on([path]) == ()


def test_a_scenario_with_one_is_refused_by_line_and_column():
    with pytest.raises(ScenarioError) as refused:
        loads(f"{HEAD}demand:\n  orders_per_day: 1\u200b0\n")
    told = [str(mistake) for mistake in refused.value.mistakes]
    assert any(
        ":5:20: there is a character that cannot be seen, zero width space (U+200B); take it out"
        in one
        for one in told
    ), told
