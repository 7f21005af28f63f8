"""What must fit together in what comes back."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.reading.weights import adds_up, percent
from simulator.scenario.checks_demand import class_remedy
from simulator.scenario.scenario import Scenario
from simulator.stages.returns.section import Grading, Returns

Misfit = tuple[tuple[str | int, ...], str]


def classes(scenario: Scenario) -> Iterator[Misfit]:
    """Shares of returns are of order classes that there are."""
    section = scenario.returns
    for name in section.by_class if section is not None else ():
        if name not in scenario.demand.classes:
            remedy = class_remedy(scenario, name)
            yield ("returns", "by_class", name), f"there is no class {name!r}; {remedy}"


def grading(scenario: Scenario) -> Iterator[Misfit]:
    """Grades are a whole, in place of `restock`; what is refurbished is graded so."""
    section = scenario.returns
    if section is None:
        return
    grades = section.grading
    every: dict[tuple[str, ...], Grading | None] = {("returns", "grading"): grades}
    for name, reason in section.reasons.items():
        every["returns", "reasons", name, "grading"] = reason.grading
    for at, own in every.items():
        total = own.restock + own.refurbish + own.scrap if own is not None else 1.0
        if not adds_up(total):
            wrong = f"restock, refurbish and scrap add up to {percent(total)}"
            yield at, f"{wrong}; make them add up to 100 %"
        if own is not None and grades is None:
            wrong = "units are not graded where returns.grading is off"
            yield at, f"{wrong}; write returns.grading: on, or remove this"
    if grades is not None and section.restock != Returns().restock:  # a run writes the default
        yield ("returns", "restock"), "there is a grading too; keep one of the two"
    mended = any(own is not None and own.refurbish > 0 for own in every.values())
    if section.refurbishing is not None and not mended:
        wrong = "nothing is graded to be refurbished"
        yield (
            ("returns", "refurbishing"),
            f"{wrong}; write returns.grading: "
            "{restock: 79 %, refurbish: 17 %, scrap: 4 %}, or remove it",
        )


def reasons(scenario: Scenario) -> Iterator[Misfit]:
    """Every return has a reason, where there are any."""
    section = scenario.returns
    if section is None or not section.reasons:
        return
    total = sum(reason.share for reason in section.reasons.values())
    if not adds_up(total):
        wrong = f"the shares of the reasons add up to {percent(total)}"
        yield ("returns", "reasons"), f"{wrong}; make them add up to 100 %"


STATELESS = ("in_part", "grading", "refund")
"""Keys of which a state does not say how far what comes back is."""


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state knows returns of whole orders, which are over with their inspection."""
    section = scenario.returns if scenario.state is not None else None
    for key in STATELESS if section is not None else ():
        if getattr(section, key) is not None:
            wrong = "a state does not say which lines come back and how far their return is"
            yield ("returns", key), f"{wrong}; write {key}: off, or remove the state"
