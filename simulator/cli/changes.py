"""Changed values as they are written in an option: 'NAME: PATH=VALUE; PATH=VALUE'.

An address of the page of `simulator serve` has the words of the options, and is read by this too.
"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.experiments.alternatives import words
from simulator.experiments.compare.asked import Named
from simulator.mistakes import InputError
from simulator.scenario.settings import settings_of


def alternatives(texts: Iterable[str]) -> list[Named]:
    """What each --alternative changes; raises InputError."""
    return [change(text) for text in texts]


def circumstances(texts: Iterable[str]) -> list[Named]:
    """What each --circumstance changes; raises InputError."""
    return [change(text, "--circumstance", "flu: crews.pickers.absence=10 %") for text in texts]


def change(
    text: str, option: str = "--alternative", example: str = "a printer: labeling.printers=4"
) -> Named:
    """'more pickers: a=1; b=2' as its name and what it sets; the name may be left out."""
    before, equals, _ = text.partition("=")
    if not equals:
        raise InputError(
            f"{option} {text!r}: has no value; "
            f'write "NAME: PATH=VALUE; PATH=VALUE", such as "{example}"'
        )
    name, colon, _ = before.partition(":")
    body = text[len(name) + 1 :] if colon else text
    sets = [part.strip() for part in body.split(";") if part.strip()]
    for part in sets:
        if "=" not in part:
            raise InputError(f"{option} {text!r}: {part!r} has no value; write PATH=VALUE")
        if not any(letter.isalnum() for letter in part.partition("=")[0]):
            remedy = f'write "NAME: PATH=VALUE", such as "{example}"'
            raise InputError(f"{option} {text!r}: {part!r} has no path; {remedy}")
    settings = settings_of(sets, f"{option} {text!r}")
    return (name.strip() if colon and name.strip() else "; ".join(map(words, settings))), settings
