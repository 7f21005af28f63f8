"""A scenario to begin with for each planning question: the starter, with what the question needs.

`simulator init --question NAME` writes one, with the command that asks it at the top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent

from simulator.mistakes import InputError
from simulator.scenario.resolving import starter


@dataclass(frozen=True)
class Question:
    """What is asked, the command that asks it of FILE, and the variants (YAML) that it compares."""

    asks: str
    command: str
    variants: str = ""


QUESTIONS: Mapping[str, Question] = {
    "staffing": Question(
        "What are the fewest pickers and packers that ship on time?",
        "simulator optimize FILE --vary shifts.day.heads.pickers=3..7 "
        "--vary shifts.day.heads.packers=2..5",
    ),
    "peak": Question(
        "Does the plan survive three times the demand on Friday, and when has the backlog cleared?",
        "simulator stress FILE --demand 3x@2026-03-06",
    ),
    "bottleneck": Question(
        "What limits the shop first as demand grows, and how much can it promise?",
        "simulator bottleneck FILE",
    ),
    "cut_off": Question(
        "Can the cut-off of express orders move from 15:00 to 16:00?",
        "simulator compare FILE --variants all",
        """\
cut_off_16:
  title: Express orders until 16:00
  set: {demand.classes.express.order_cut_off: "16:00"}
""",
    ),
    "picking": Question(
        "Should orders be picked one by one, in batches or in waves?",
        "simulator compare FILE --variants all",
        """\
one_by_one:
  title: Each order by itself
  set: {picking.method: one by one}
large_batches:
  title: Up to eight orders a tour
  set: {picking.method: {batch: {up_to: 8, wait_at_most: 20 min}}}
""",
    ),
    "extra_hands": Question(
        "A sixth picker, or overtime?",
        "simulator compare FILE --variants all",
        """\
sixth_picker:
  title: One more picker all day
  set: {shifts.day.heads.pickers: 6}
overtime:
  title: Two hours longer while work is left
  add: {shifts.day.overtime: {up_to: 2 h, backlog_above: 40 orders}}
""",
    ),
    "outage": Question(
        "What do two hours without the payment gateway on Thursday evening cost?",
        "simulator stress FILE --outage payment@2026-03-05T19:00/2h",
    ),
    "absence": Question(
        "How many pickers may miss their shift before orders are late?",
        "simulator sweep FILE --vary 'crews.pickers.absence=0 %,5 %,10 %,20 %'",
    ),
    "stock": Question(
        "How much stock gives 97 % of the lines at the least cost?",
        "simulator sweep FILE --kpi fill_rate.line "
        "--vary 'inventory.policy.cover_s=3 d,4 d,5 d,6 d,7 d'",
    ),
    "carrier": Question(
        "What helps if the carrier takes no more than 120 parcels at each pick-up?",
        "simulator compare FILE --variants all",
        """\
capped:
  title: 120 parcels at each pick-up
  kind: circumstance
  set: {shipping.carriers.parcelco.capacity: 120}
another_pick_up:
  title: One more pick-up in the evening
  set:
    shipping.carriers.parcelco.pick_ups: {mon-fri: ["12:30", "16:30", "19:00"], sat: ["13:00"]}
""",
    ),
}
"""By the word that asks for each."""


def asking(name: str, file: str) -> str:
    """The text of a scenario that asks a question, to be written to `file`; InputError for none."""
    if name not in QUESTIONS:
        raise InputError(f"--question {name}: is not one; write {', '.join(QUESTIONS)}")
    question = QUESTIONS[name]
    text = starter()
    head, rest = text.split("question: ", 1)
    text = f"{head}question: {question.asks}\n{rest.split(chr(10), 1)[1]}"
    before, after = text.split("# `simulator run FILE --variant busy`\n", 1)
    others = after[after.index("# For the reader of") :]
    variants = f"variants:\n{indent(question.variants, '  ')}\n" if question.variants else ""
    lead = f"# {question.asks} Ask it by\n#\n#   {question.command.replace('FILE', file)}\n#\n"
    return f"{lead}{before}{variants}{others}"
