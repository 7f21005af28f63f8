from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.reading.nodes import MAX_BYTES, Node, compose, decoded, read_text
from simulator.scenario import Place, ScenarioError

HERE = Path()


def plain(text: str) -> Any:
    root, mistakes = compose(text, "s.yaml", HERE)
    assert mistakes == []
    return root.plain()


def wrong(text: str) -> list[str]:
    try:
        _, mistakes = compose(text, "s.yaml", HERE)
    except ScenarioError as error:
        return [str(mistake) for mistake in error.mistakes]
    return [str(mistake) for mistake in mistakes]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("17:30", "17:30"),
        ("2026-03-02", "2026-03-02"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("'010'", "010"),
        ('"12"', "12"),
        ("[1, a]", [1, "a"]),
        ("{1: a}", {"1": "a"}),
    ],
)
def test_scalars_mean_what_they_say(written: str, value: Any) -> None:
    read = plain(f"a: {written}")["a"]
    assert read == value
    assert isinstance(read, bool) == isinstance(value, bool)


def test_every_node_knows_its_place() -> None:
    root, _ = compose("a:\n  b: [1,\n      {c: 2}]\n", "s.yaml", HERE)
    b = root.children["a"].children["b"]
    assert (b.key, b.place) == (Place("s.yaml", 2, 3), Place("s.yaml", 2, 6))
    assert isinstance(b.value, list)
    c = b.value[1].children["c"]
    assert (c.key, c.place) == (Place("s.yaml", 3, 8), Place("s.yaml", 3, 11))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "a: 010",
            ["s.yaml:1:4: a: '010' is ambiguous (octal or not); write 10 or quote it"],
        ),
        (
            "b:\n  c: 1\n  c: 2\n",
            ["s.yaml:3:3: b.c: is already there in line 2; keep one of the two"],
        ),
        ("a:\n\tb: 1", ["s.yaml:2:1: a tab in the indentation; write spaces"]),
        ("a: 1\n---\nb: 2", ["s.yaml:2:1: a second document begins; keep one in a file"]),
        ("", ["s.yaml:1:1: is empty; write a scenario"]),
        ("# nothing\n", ["s.yaml:1:1: is empty; write a scenario"]),
        ("a:\nb: 1", ["s.yaml:1:3: a: is empty; write a value, or none to leave it out"]),
        ("a: *b", ["s.yaml:1:4: a: there is no anchor &b before it; write the value"]),
        (
            "a: !!int 3",
            ["s.yaml:1:4: a: the tag 'tag:yaml.org,2002:int' has no meaning here; remove it"],
        ),
        (
            "<<: {a: 1}",
            ["s.yaml:1:1: <<: merge keys are not read; use extends or write it out"],
        ),
        (
            "? [1]\n: 2",
            ["s.yaml:1:3: a key is a list, a mapping or an alias; write a word"],
        ),
        ("a: b: c", ["s.yaml:1:5: a colon where no key can be; quote text that has one"]),
        ("a: 'x", ["s.yaml:1:6: a quoted text is not closed; write the closing quote"]),
        ("a: [1, 2\nb: 3", ["s.yaml:2:2: a list is not closed; write ]"]),
        (
            "a: 1\n b: 2\nc: 03\nd: 1",
            ["s.yaml:2:3: a colon where no key can be; quote text that has one"],
        ),
    ],
)
def test_what_is_wrong_with_the_form(text: str, lines: list[str]) -> None:
    assert wrong(text) == lines


def test_all_mistakes_of_the_form_come_at_once() -> None:
    assert len(wrong("a: 010\nb: 1\nb: 2\nc:\n")) == 3


def test_deep_nesting_and_alias_bombs_are_refused() -> None:
    assert "nested deeper than 40 levels" in wrong("[" * 100_000)[0]
    bomb = "a0: &a0 [1, 1]\n" + "".join(
        f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 12)
    )
    assert "more than 100000 values" in wrong(bomb)[0]


def test_aliases_that_are_small_are_read() -> None:
    assert plain("a: &x {b: [1, 2]}\nc: *x") == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}


def test_encodings(tmp_path: Path) -> None:
    assert decoded("a: é".encode("utf-8-sig"), "s.yaml") == "a: é"
    with pytest.raises(ScenarioError, match=r"^s.yaml:1:1: is UTF-16; save the file as UTF-8$"):
        decoded("a: 1".encode("utf-16"), "s.yaml")
    with pytest.raises(ScenarioError, match=r"^s.yaml:2:4: byte 0xe9 is not UTF-8; save"):
        decoded("a: 1\nb: é".encode("latin-1"), "s.yaml")
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ScenarioError, match=r"^large: is larger than 2 MB; is it a CSV\?$"):
        read_text(large, "large")


def test_places_can_be_fixed() -> None:
    root, _ = compose("{a: 1}", "--set", HERE, Place("--set"))
    assert isinstance(root, Node)
    assert str(root.children["a"].place) == "--set"
