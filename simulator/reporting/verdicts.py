"""Verdicts on targets in the words of conclusions."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from simulator.measure.differences import LIKELY
from simulator.measure.periods import Held, replications_for, trials_to_decide
from simulator.measure.statistics import wilson
from simulator.reporting.numbers import listed

ORDER = ("missed", "undecided", "met")
"""In the order in which they are told."""
OF_A_MEAN = {"met": "meets it", "missed": "misses it", "undecided": "leaves it open"}
"""What a mean does to its goal: 'its mean of 97 % meets it'."""


_ROUNDING = 1e-9
FEW = 5
"""Below so many replications nothing is called certain: a t interval of four takes the normality of
their figures on trust, which nothing in them could show to be wrong (assumption)."""


def is_sure(held: Held) -> bool:
    """Whether single periods hold as surely as where all of FEW do: by Wilson's lower bound."""
    confidence = 0.95 if isnan(held.confidence) else held.confidence
    return held.low >= wilson(FEW, FEW, confidence)[0] - _ROUNDING


def surer(held: Held) -> str:
    """How many more replications should make it sure; empty where it is, or where few hold."""
    least = wilson(FEW, FEW, 0.95 if isnan(held.confidence) else held.confidence)[0]
    if is_sure(held) or held.trials < FEW or not held.share > least:
        return ""
    needed = replications_for(held, trials_to_decide(held, least, LIKELY))
    return more_text(needed - held.trials - held.left_out)


def take(held: Held) -> str:
    """'Take' what is sure enough in a single period, and 'Try' what is not."""
    return "Take" if is_sure(held) else "Try"


def more_text(more: float) -> str:
    """'about 36 more replications'; at least one; empty for NaN."""
    if more != more:
        return ""
    return "1 more replication" if more <= 1 else f"{about(more)} more replications"


def about(replications: float) -> str:
    """'about 12'; where there is no point in counting, 'more than 1,000'."""
    return "more than 1,000" if replications > 1000 else f"about {replications:.0f}"


def open_text(of: str, needed: Sequence[int | None], had: int) -> str:
    """What is not distinguishable, and the replications beyond those had that should decide it.

    `needed` are those of each that is open: in all, None where that cannot be said.
    """
    left, more = len(needed), sorted(each - had for each in needed if each is not None)
    text = f"Of {of}, {left} {'is' if left == 1 else 'are'} not distinguishable"
    if not more:
        return f"{text}."
    if left == 1:
        return f"{text}; {more_text(more[0])} should decide it."
    return (
        f"{text}; {more_text(more[0])} should decide the next of them, {about(max(more[-1], 1))} "
        "all that can be foreseen."
    )


def together_text(tests: int) -> str:
    """What ± of a difference means beside its verdict, for a reader."""
    if tests < 2:
        return "A difference whose ± reaches across 0 is not distinguishable."
    return (
        f"± of a difference is widened for all {tests} looked at together: one whose ± reaches "
        "across 0 is not distinguishable."
    )


def others_text(verdicts: Sequence[str]) -> str:
    """How the targets fare that are not told in full: 'Of 3 other targets 1 is missed ...'."""
    if len(verdicts) == 1:
        return f"The other target is {verdicts[0]}."
    tally = {word: verdicts.count(word) for word in ORDER if word in verdicts}
    told = [f"{n} {'is' if n == 1 else 'are'} {word}" for word, n in tally.items()]
    return f"Of {len(verdicts)} other targets {listed(told)}." if told else ""
