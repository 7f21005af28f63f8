"""Whether a remedy helps: the scenario is corrected as the message says, and read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.scenario import Mistake
from tests.remedies.obeying import Case, Correction, NoRemedyError, obeyed
from tests.remedies.places import Spot, keys_of, mistakes_in, with_value

MOST = 4
"""Mistakes that are looked at in one scenario; a wrong section has many that are alike."""


def faults(spot: Spot, value: Any) -> Iterator[str]:
    """What is wrong with the messages about a value at a spot."""
    data = with_value(spot.data, spot.keys, value)
    yield from faults_of(data, spot.data, spot.sound)


def faults_of(data: Any, before: Any, sound: bool = True) -> Iterator[str]:
    """What is wrong with the messages about a scenario that was right before.

    Where it was not `sound` before, only what is seen in a value by itself is looked at.
    """
    found = mistakes_in(data, alone=not sound)
    seen_alone = mistakes_in(data, alone=True) if found and sound else found
    alone = {str(mistake) for mistake in seen_alone}
    for mistake in found[:MOST]:
        try:
            corrections = obeyed(Case(data, before, mistake))
        except NoRemedyError as problem:
            yield str(problem)
            continue
        others = {str(other) for other in found if other != mistake}
        of_a_value = str(mistake) in alone
        left = [_left(one, mistake, of_a_value, others) for one in corrections]
        # Each thing that a message offers can be read; of what fits to the rest, one does.
        wrong = [text for text in left if text] if of_a_value or not sound else []
        if not of_a_value and sound and all(left):
            wrong = left
        if wrong:
            yield f"{mistake}\n    obeyed gives {wrong[0]}"


def _left(one: Correction, mistake: Mistake, of_a_value: bool, others: set[str]) -> str:
    """The mistake that is still there after a correction, or that it brought; empty if none."""
    for other in mistakes_in(one.data, alone=of_a_value):
        again = other.path == mistake.path and other.message == mistake.message
        here = keys_of(one.data, other.path) == one.keys
        if one.is_key:
            here = here and other.message.startswith(("unknown key", "there is no"))
        if again or (here and str(other) not in others):
            return str(other)
    return ""
