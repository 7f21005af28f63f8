"""What a law is: a function from a run to everything that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.laws.runs import Run

Law = Callable[[Run], Iterator[str]]
LAWS: dict[str, Law] = {}


def law(function: Law) -> Law:
    """Register a law by its name."""
    LAWS[function.__name__] = function
    return function


def broken(run: Run) -> dict[str, list[str]]:
    """The laws that the run breaks, with the first few findings of each."""
    found = {}
    for name, check in LAWS.items():
        findings = [text for text, _ in zip(check(run), range(4), strict=False)]
        if findings:
            found[name] = findings
    return found
