"""What every conclusion has to be: five sentences, 90 words, no statistician's words."""

from __future__ import annotations

import re

MOST_SENTENCES, MOST_WORDS = 5, 90
FOOTNOTES_ONLY = (
    "random number", "holm", "bonferroni", "adjusted", "multiple comparison", "multiple test",
    "p-value", "confidence", "distinguish", "wilson", "kim & nelson",
)  # fmt: skip


def sentences(text: str) -> list[str]:
    """Its sentences; a dot within a number or a name ends none."""
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z'\d])", text.strip()) if part]


def assert_plain(text: str) -> None:
    """A planner with one minute can read it; AssertionError says which rule it breaks."""
    assert len(sentences(text)) <= MOST_SENTENCES, f"{len(sentences(text))} sentences: {text}"
    words = text.split()
    assert len(words) <= MOST_WORDS, f"{len(words)} words: {text}"
    for word in FOOTNOTES_ONLY:
        assert word not in text.lower(), f"{word!r} belongs to a footnote: {text}"
    assert not re.search(r"\d{4}-\d\d-\d\dT", text), f"not a plain date: {text}"
    assert not re.search(r"[a-z%)'][.][A-Z']", text), f"no blank after a sentence: {text}"
