"""The eleven planning questions, each answered by its command: writes reports/questions.md.

    python benchmarks/answer_questions.py [--only 4] [--jobs N]

Takes some minutes on two cores. With `--only` the other answers stay as they are.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

REPORT = Path(__file__).resolve().parents[1] / "reports" / "questions.md"
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Fewest pickers and packers for 98 % on-time ship?",
        (
            "simulator optimize rosters --vary shifts.early.heads.pickers=3..7 "
            "--vary shifts.late.heads.pickers=2..6 --vary shifts.early.heads.packers=2..5 "
            "--vary shifts.late.heads.packers=2..4",
        ),
    ),
    (
        "Does the plan survive Black Friday at 5x, and when does the backlog clear?",
        ("simulator stress baseline --demand 5x@2026-03-13 --replications 5",),
    ),
    (
        "What is the first bottleneck as demand grows, and the next one?",
        ("simulator bottleneck rosters --replications 10",),
    ),
    (
        "Can the order cut-off move from 15:00 to 17:00?",
        ("simulator compare cut_off --variants all",),
    ),
    (
        "One-by-one, batch, zone or wave picking?",
        ("simulator compare picking_methods --variants all --replications 6",),
    ),
    (
        "Overtime, agency staff or a second shift?",
        ("simulator compare extra_hands --variants all",),
    ),
    (
        "The payment gateway is down two hours at peak, or a label printer fails: what does it "
        "cost?",
        (
            "simulator compare second_gateway --variants all --kpi orders.accepted "
            "--kpi payment.won_back --replications 5",
            "simulator compare printer_failure --variants all --kpi orders.shipped_late "
            "--replications 5",
        ),
    ),
    (
        "10 % absence: how much slack is needed?",
        (
            "simulator compare absence --variants all",
            "simulator sweep absence --vary 'crews.pickers.absence=0 %,5 %,10 %,15 %,20 %'",
        ),
    ),
    (
        "Which reorder point gives 97 % line fill at least cost?",
        (
            "simulator optimize reorder_point --minimize inventory.cost_per_day "
            "--vary 'inventory.policy.cover_s=2 d,3 d,4 d,5 d,6 d,7 d,8 d'",
        ),
    ),
    (
        "The carrier caps our pick-up by 20 %: another carrier, another pick-up, or another "
        "service?",
        ("simulator compare carrier_capacity --variants all --replications 5",),
    ),
    (
        "What volume can this house promise?",
        ("simulator bottleneck rosters --find 0 --replications 20",),
    ),
)
HEAD = """# Eleven planning questions, one command each

Every block is what its command prints, made by `python benchmarks/answer_questions.py`. The figures
are those of the scenarios that ship, whose inputs are partly assumptions (each says which); put
your own in and ask again. Replications are few, so that all of it takes minutes: what they do not
decide is said to be open. The last line of an output, where its report is, is left out.

"""
CRN = """## What common random numbers are worth

All alternatives of a comparison meet the same customers, so that their difference varies less than
that of independent runs. The half-widths of differences from 10 pairs, beside those of as many
independent runs, by `python benchmarks/common_random_numbers.py`. They are worth most where two
houses that carry their load differ a little, and nothing in on-time ship and cost where one is
overloaded and the other is not, as in the last pair: the overload varies, and nothing on the other
side varies with it.

"""


def answer(command: str, folder: Path, jobs: int | None) -> str:
    """What the command prints."""
    words = [sys.executable, "-m", *shlex.split(command), "--output", str(folder / "out")]
    words += ["--jobs", str(jobs)] if jobs else []
    done = subprocess.run(words, capture_output=True, text=True, cwd=folder, check=True)
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join(line for line in lines if not line.startswith("report: ")).strip()


def section(number: int, jobs: int | None) -> str:
    """One question, its commands and their output."""
    question, commands = QUESTIONS[number]
    parts = [f"## {number + 1}. {question}\n"]
    for command in commands:
        with tempfile.TemporaryDirectory() as folder:
            told = answer(command, Path(folder), jobs)
        parts.append(f"```console\n$ {command}\n{told}\n```\n")
    return "\n".join(parts)


def common_numbers(jobs: int | None) -> str:
    """The table of the benchmark beside this one."""
    script = Path(__file__).with_name("common_random_numbers.py")
    words = [sys.executable, str(script), *(["--jobs", str(jobs)] if jobs else [])]
    return CRN + subprocess.run(words, capture_output=True, text=True, check=True).stdout


def sections_of(text: str) -> dict[str, str]:
    """The sections of the report as it is, by heading."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0]: part for part in parts}


def main() -> None:
    """Answer what is asked for, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, action="append", help="1 to 11; 12: the last section")
    parser.add_argument("--jobs", type=int, default=None)
    asked = parser.parse_args()
    known = sections_of(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
    wanted = [number - 1 for number in asked.only or range(1, len(QUESTIONS) + 2)]
    found = []
    for number in range(len(QUESTIONS) + 1):
        last = number == len(QUESTIONS)
        heading = CRN.splitlines()[0] if last else f"## {number + 1}. {QUESTIONS[number][0]}"
        if number in wanted:
            made = common_numbers(asked.jobs) if last else section(number, asked.jobs)
            known[heading] = made.rstrip() + "\n\n"
        if heading in known:
            found.append(known[heading].rstrip() + "\n")
    REPORT.write_text(HEAD + "\n".join(found), encoding="utf-8")


if __name__ == "__main__":
    main()
