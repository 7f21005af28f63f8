"""What the model documents say whatever the scenario: the checklist, the stages, the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simulator.reporting.markdown import document

SOURCE = (
    "[STRESS-DES](https://doi.org/10.1080/17477778.2018.1442155) (Monks, Currie, Onggo, Robinson, "
    "Kunc & Taylor, *Journal of Simulation* 13, 2019)"
)

CHECKLIST: Mapping[str, str] = {
    "1": "Objectives",
    "1.1": "Purpose of the model",
    "1.2": "Model outputs",
    "1.3": "Experimentation aims",
    "2": "Logic",
    "2.1": "Base model overview diagram",
    "2.2": "Base model logic",
    "2.3": "Scenario logic",
    "2.4": "Algorithms",
    "2.5": "Components",
    "2.5.1": "Entities",
    "2.5.2": "Activities",
    "2.5.3": "Resources",
    "2.5.4": "Queues",
    "2.5.5": "Entry and exit points",
    "3": "Data",
    "3.1": "Data sources",
    "3.2": "Pre-processing",
    "3.3": "Input parameters",
    "3.4": "Assumptions",
    "4": "Experimentation",
    "4.1": "Initialization",
    "4.2": "Run length",
    "4.3": "Estimation approach",
    "5": "Implementation",
    "5.1": "Software or programming language",
    "5.2": "Random sampling",
    "5.3": "Model execution",
    "5.4": "System specification",
    "6": "Code access",
    "6.1": "Computer model sharing statement",
}
"""Every section and item of STRESS-DES."""

ITEMS = tuple(number for number in CHECKLIST if "." in number and number != "2.5")
"""The items that have to be answered."""

RULES = (
    "All that happens at an instant comes before anything that can start because of it. Then stock "
    "is allocated, batches are formed, people come and go, crews are assigned, and pick-ups are "
    "loaded, in this order.",
    "Every queue is served by its discipline, then by time of entry, then by order number. Work "
    "that was stopped is first in its queue.",
    "Where crews serve several stations, the task with the most urgent priority, then the earliest "
    "entry, then the lowest order number starts first; of all crews that could do it, one at its "
    "home station, then the one with the fewest skills. A crew may prefer otherwise.",
    "At a pick-up the parcels that made the cut-off are loaded by priority, time of entry and "
    "order number, as many as fit.",
    "Lines that wait for stock are served by their allocation, time of entry and order number; "
    "nothing is reserved past them, even if it would fit.",
)
"""How ties are broken and choices made, in every scenario."""


def checklist_document(
    head: Sequence[str], answers: Mapping[str, Sequence[str]], remark: str = ""
) -> str:
    """A document with every heading of the checklist; KeyError for an item without an answer."""
    return document([*head, *_answered(answers, remark)])


def _answered(answers: Mapping[str, Sequence[str]], remark: str) -> Iterator[str]:
    for number, title in CHECKLIST.items():
        level = 2 + number.count(".")
        yield f"{'#' * level} {number} {title}"
        if number in ITEMS:
            yield from answers[number]
    yield remark
