"""What to try first where promises are broken for want of people: one head more of who limits."""

from __future__ import annotations

from simulator.measure.limiting import Limits
from simulator.reporting.labels import setting_words
from simulator.scenario.below import shown_path
from simulator.scenario.scenario import Scenario


def one_more(scenario: Scenario, limits: Limits) -> tuple[str, ...]:
    """A sentence with the override that gives who limits a head more; none where people do not."""
    first = limits.first
    if limits.kept or first is None or first.cause != "labor" or first.who not in scenario.crews:
        return ()
    crew = first.who
    heads = scenario.crews[crew].heads
    if heads is not None:
        return (_text(("crews", crew, "heads"), heads),)
    works = {name: shift.heads[crew] for name, shift in scenario.shifts.items()
             if shift.heads.get(crew)}  # fmt: skip
    shift = first.shift if first.shift in works else next(iter(works), None)
    if shift is None:
        return ()
    return (_text(("shifts", shift, "heads", crew), works[shift]),)


def _text(path: tuple[str, ...], heads: int) -> str:
    written, more = shown_path(path), str(heads + 1)
    return f"Try {setting_words(written, more)}, one more than now: --set {written}={more}."
