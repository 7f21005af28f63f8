"""Conclusions from templates: experiments give facts, the templates have the sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from simulator.reporting.labels import words
from simulator.reporting.numbers import counted, listed, number, percent, set_apart
from simulator.reporting.templating import Filters, rendered
from simulator.reporting.verdicts import OF_A_MEAN, more_text, take

MOST_WORDS = 90
"""Of a conclusion; what is longer leaves out what matters least."""
MOST_NAMES = 3
"""Names that are listed one by one; of more, the others are counted."""


def conclude(
    name: str,
    /,
    shorter: Iterable[Mapping[str, Any]] = (),
    filters: Filters | None = None,
    **facts: Any,
) -> str:
    """The paragraph of `templates/conclusions/NAME.txt.j2` for these facts.

    Each of `shorter` are facts that replace others, one after the other, while it has more than
    MOST_WORDS. Lines and blanks of the template are free: any white space becomes one blank. The
    functions of FILTERS, and `filters` besides, are filters in it. A fact that the template names
    and nobody gave is an error.
    """
    path, used = f"conclusions/{name}.txt.j2", {**FILTERS, **(filters or {})}
    text = _plain(rendered(path, facts, filters=used))
    for less in shorter:
        if len(text.split()) > MOST_WORDS:
            facts |= less
            text = _plain(rendered(path, facts, filters=used))
    return text


def _plain(told: str) -> str:
    text = re.sub(r"\s+", " ", told).strip()
    return re.sub(r" ([.,;:])(?= |$)", r"\1", text)


def quoted(name: str) -> str:
    """A user's name for a thing, in quotes, so that it is not read as a word of the sentence."""
    return f"'{name}'"


def capital(text: str) -> str:
    """With a capital letter at the start; a quoted name is left as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def some(names: Sequence[str]) -> str:
    """Names in quotes; of many, the first ones and how many more."""
    told = [quoted(name) for name in names[:MOST_NAMES]]
    more = len(names) - len(told)
    return listed([*told, f"{more} more"] if more else told)


def inserted(name: str) -> str:
    """A name with the comma that must follow it in a sentence if it has one itself."""
    return f"{name}," if "," in name else name


FILTERS: Filters = {
    "quoted": quoted, "listed": listed, "sentence": capital, "some": some, "inserted": inserted,
    "counted": counted, "number": number, "percent": percent, "apart": set_apart,
    "more": more_text, "take": take, "words": words, "of_a_mean": OF_A_MEAN.get,
}  # fmt: skip
