"""A scenario to begin with for each planning question: the starter, with what the question needs.

`simulator init --question NAME` writes one, with the command that asks it at the top, and beside it
the tables that the question needs.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

from simulator.mistakes import InputError
from simulator.scenario import question_files
from simulator.scenario.resolving import starter


@dataclass(frozen=True)
class Question:
    """What is asked, the command that asks it of FILE, and the variants (YAML) that it compares.

    `edits` are texts of the starter and what stands in their place. `tables` are the texts of files
    beside it, whose names are its own with the word behind it: STEM_shifts.csv in the command,
    NAME_shifts.csv in an edit.
    """

    asks: str
    command: str
    variants: str = ""
    edits: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Callable[[], str]] = field(default_factory=dict)


FORECAST = {
    "  day_to_day_cv: 0.18\n": "  day_to_day_cv: 0.18\n"
    "  forecast: {file: NAME_forecast.csv, covers: 80 %}   # of its dates\n"
}
SHIPPING_ALONE = {"  - {kpi: cycle_time.p95, class: express, at_most: 5 d}\n": ""}
"""What the house can do something about: days of delivery are the carrier's."""
PICKERS = "  pickers: {skills: [picking], wage: 18 USD/h}\n"
PACKERS = "  packers: {skills: [packing, labeling, inspection], wage: 18 USD/h}\n"
HEADS = "    heads: {pickers: 5, packers: 4}\n"
CLOCK = "clock: {start: 2026-03-02, warm_up: 1 d, run: 7 d, cool_down: 8 d}\n"
STOCKED = "  lead_time: {gamma: {mean: 3 d, cv: 0.3}}\n"


QUESTIONS: Mapping[str, Question] = {
    "staffing": Question(
        "What are the fewest pickers and packers that ship on time?",
        "simulator optimize FILE --vary shifts.day.heads.pickers=1..5 "
        "--vary shifts.day.heads.packers=1..4",
    ),
    "peak": Question(
        "Does the plan survive three times the demand on Friday, and when has the backlog cleared?",
        "simulator stress FILE --demand 3x@2026-03-06",
    ),
    "bottleneck": Question(
        "What limits the shop first as demand grows, and how much can it promise?",
        "simulator bottleneck FILE",
    ),
    "volume": Question(
        "What volume can the shop promise?",
        "simulator bottleneck FILE --find 0",
        edits=SHIPPING_ALONE,
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
        edits=dict.fromkeys(SHIPPING_ALONE, "  - {kpi: fill_rate.line, at_least: 97 %}\n"),
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
    "next_week": Question(
        "How sure is it that next week holds, given what the forecast is worth?",
        "simulator worth FILE --replications 16",
        edits=SHIPPING_ALONE | FORECAST,
        tables={"forecast": lambda: question_files.FORECAST},
    ),
    "tonight": Question(
        "Is the house clear by tonight's last pick-up, and how many agency heads do I call?",
        "simulator forecast FILE --until 16:30 --event 'backlog<=30 at 16:30' "
        "--call shifts.afternoon.heads.agency=0..4",
        edits={
            CLOCK: "clock: {start: 2026-03-05, warm_up: 0 s, run: 2 d, cool_down: 2 d}\n"
            "state: {at: 2026-03-05 15:00, orders: NAME_orders.csv}   # what is in the house now\n",
            PACKERS: f"{PACKERS}  agency: {{skills: [picking, packing], wage: 27 USD/h}}\n",
            HEADS: f"{HEADS}  afternoon: {{hours: 15:15-18:15, heads: {{agency: 0}}}}\n",
        },
        tables={"orders": question_files.state},
    ),
    "heads": Question(
        "Which heads by hour of next week, in our shift templates?",
        "simulator roster FILE --from-forecast --templates STEM_shifts.csv",
        edits=SHIPPING_ALONE | FORECAST,
        tables={
            "forecast": lambda: question_files.FORECAST,
            "shifts": lambda: question_files.SHIFTS,
        },
    ),
    "truck_day": Question(
        "What does the truck day take from picking, and what does a truck two hours late do?",
        "simulator compare FILE --variants all --kpi receiving.hours.of_pickers",
        """\
orders_first:
  title: Pallets wait for orders
  set: {receiving.priority: 3}
two_hours_late:
  title: Every truck two hours late
  kind: circumstance
  set: {receiving.suppliers.importer.late: {share: 100 %, by: 2 h}}
""",
        edits=SHIPPING_ALONE
        | {
            PICKERS: "  pickers: {skills: [picking, unloading, checking, put_away], "
            "wage: 18 USD/h}\n",
            STOCKED: """\
  lead_time: 2 d      # until it is ready for the next truck
receiving:
  doors: 1
  checking: {per_pallet: 90 s}
  put_away: {per_pallet: 5 min}
  priority: 1         # as express orders: a truck does not wait for standard ones
  suppliers:
    importer: {appointments: {tue: ["09:00"], fri: ["09:00"]}, units_per_pallet: 60}
""",
        },
    ),
    "promise": Question(
        "Which promise can the shop give at checkout, by cut-off and region, and what is it worth?",
        "simulator compare FILE --variants all --kpi promise.days.mean --kpi promise.lost_margin",
        """\
at_14:
  title: The cut-off at 14:00
  set: {promise.cut_off: "14:00"}
""",
        edits={
            'ship_by: next day, order_cut_off: "15:00", deliver_within: 3 d}': "ship_by: none}",
            "ship_by: 2 working days, deliver_within: 6 d}": "ship_by: none}",
            "catalog: {skus": """\
# Told to the customer at checkout; a few leave for each day of it.
promise: {cut_off: "11:00", works: mon-fri, quantile: 90 %, lost_a_day: 2 %}

catalog: {skus""",
        },
    ),
    "history": Question(
        "What does our own history say, and how well does a scenario fitted to it predict?",
        "simulator fit STEM_history.csv --base FILE",
        edits=SHIPPING_ALONE
        | {
            "delivery: on\nreturns: {share: 20 %, after: {weibull: {shape: 1.6, scale: 9 d}}}\n": (
                "delivery: off   # the history is told up to the door\nreturns: off\n"
            ),
        },
        tables={"history": question_files.history},
    ),
}
"""By the word that asks for each."""


_IN_COMMAND, _IN_YAML = re.compile(r"STEM(\w+\.csv)"), re.compile(r"NAME(\w+\.csv)")


def command_of(name: str, file: str | Path) -> str:
    """The command that asks a question of a file, as a shell takes it."""
    command = QUESTIONS[name].command.replace("FILE", shlex.quote(str(file)))
    stem = Path(file).with_suffix("")
    return _IN_COMMAND.sub(lambda table: shlex.quote(f"{stem}{table[1]}"), command)


def tables(name: str, file: Path) -> dict[Path, str]:
    """The files beside that of a question, with their texts."""
    return {
        file.with_name(f"{file.stem}_{word}.csv"): text()
        for word, text in QUESTIONS[name].tables.items()
    }


def asking(name: str, file: str) -> str:
    """The text of a scenario that asks a question, to be written to `file`; InputError for none."""
    if name not in QUESTIONS:
        raise InputError(f"--question {name}: is not one; write {', '.join(QUESTIONS)}")
    question = QUESTIONS[name]
    text = starter()
    head, rest = text.split("question: ", 1)
    text = f"{head}question: {question.asks}\n{rest.split(chr(10), 1)[1]}"
    stem = Path(file).stem
    before, after = text.split("# `simulator run FILE --variant busy`\n", 1)
    others = after[after.index("# For the reader of") :]
    for old, new in question.edits.items():
        before = before.replace(
            old, _IN_YAML.sub(lambda it: _plain_or_quoted(f"{stem}{it[1]}"), new)
        )
    variants = f"variants:\n{indent(question.variants, '  ')}\n" if question.variants else ""
    lead = f"# {question.asks} Ask it by\n#\n#   {command_of(name, file)}\n#\n"
    return f"{lead}{before}{variants}{others}"


def _plain_or_quoted(word: str) -> str:
    """A word as YAML takes it within braces."""
    return word if re.fullmatch(r"\w[\w.-]*", word) else json.dumps(word, ensure_ascii=False)
