"""Verdicts on targets in the words of conclusions."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.reporting.numbers import listed

ORDER = ("missed", "undecided", "met")
"""In the order in which they are told."""
OF_A_MEAN = {"met": "meets it", "missed": "misses it", "undecided": "leaves it open"}
"""What a mean does to its goal: 'its mean of 97 % meets it'."""


def more_text(more: float) -> str:
    """'about 36 more replications'; at least one; empty for NaN."""
    if more != more:
        return ""
    return "1 more replication" if more <= 1 else f"about {more:,.0f} more replications"


def others_text(verdicts: Sequence[str]) -> str:
    """How the targets fare that are not told in full: 'Of 3 other targets 1 is missed ...'."""
    if len(verdicts) == 1:
        return f"The other target is {verdicts[0]}."
    tally = {word: verdicts.count(word) for word in ORDER if word in verdicts}
    told = [f"{n} {'is' if n == 1 else 'are'} {word}" for word, n in tally.items()]
    return f"Of {len(verdicts)} other targets {listed(told)}." if told else ""
