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

STAGES: Mapping[str, tuple[str, str]] = {
    "checkout": (
        "A customer fills a cart; after the time in the cart the order is placed, or the cart is "
        "left.",
        "Every order is placed as it comes.",
    ),
    "inventory": (
        "Each line of an order is reserved whole or not at all. An order that finds too little "
        "waits, loses the line or is canceled, as the scenario says. Stock is reordered SKU by SKU "
        "and comes after a lead time.",
        "There is always enough of everything.",
    ),
    "payment": (
        "The payment is authorized. Soft declines and attempts without an answer are tried again "
        "after a wait, hard declines are final. A share of the paid orders may be reviewed for "
        "fraud.",
        "Every order is paid as it is placed.",
    ),
    "notification": (
        "Messages follow the payment, the hand-over and the delivery. Each takes a while and may "
        "bounce; nothing waits for it.",
        "No message is sent.",
    ),
    "picking": (
        "Released orders queue for pickers, alone or to share a tour. A line that is not on the "
        "shelf is picked later or taken out.",
        "Orders pass at once.",
    ),
    "packing": (
        "Orders queue for packers, and for benches where these are counted. Some orders are "
        "checked; a mispick that is found is picked and packed again.",
        "Orders pass at once.",
    ),
    "labeling": (
        "Orders queue for printers. A failed label is made again; while the carrier's label "
        "service does not answer, it is tried again and then written by hand.",
        "Orders pass at once.",
    ),
    "shipping": (
        "Parcels wait at the dock for their carrier's pick-up; what misses the cut-off or does not "
        "fit waits for the next one. Then they are in transit, where some are lost.",
        "An order is completed after the last stage in the house.",
    ),
    "delivery": (
        "The courier tries within the delivery hours until an attempt succeeds; after the last "
        "attempt the parcel goes back to the sender.",
        "A parcel is delivered when it arrives.",
    ),
    "returns": (
        "A share of the delivered orders comes back after a while, is inspected, refunded, and "
        "restocked or scrapped.",
        "Nothing that is delivered comes back.",
    ),
}
"""By stage: what happens in it, and what where it is off."""

STATIONS: Mapping[str, str] = {
    "fraud_review": "payment.fraud_review",
    "picking": "picking",
    "packing": "packing",
    "labeling": "labeling",
    "inspection": "returns",
}
"""The stations at which orders queue for people or machines, and the section of each."""

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
    "Lines that wait for stock are served by priority, time of entry and order number; nothing is "
    "reserved past them, even if it would fit.",
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
