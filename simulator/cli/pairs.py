"""Options that map words to words, given many times: OURS=THEIRS."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.mistakes import InputError


def pairs(texts: Iterable[str] | None, option: str, form: str, example: str) -> dict[str, str]:
    """What stands behind each `=`, by what stands before it. InputError for other texts."""
    mapped: dict[str, str] = {}
    for text in texts or ():
        name, equals, word = (part.strip() for part in text.partition("="))
        if not equals or not name or not word:
            raise InputError(f"{option}: {text!r} is not {form}; write one such as {example}")
        if mapped.get(name, word) != word:
            wrong = f"{option}: {name!r} is {mapped[name]!r} and {word!r}"
            raise InputError(f"{wrong}; leave one of them out")
        mapped[name] = word.strip("'\"")
    return mapped
