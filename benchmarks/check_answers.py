"""Is each answer to the planning questions right? Each is checked by many more replications.

    python benchmarks/check_answers.py [--only 4] [--times 4] [--jobs N]

Every command of README's questions is run as it stands there, and what it recommends is run again
with other customers (another seed) and `--times` as many replications:

- compare: each difference that is called better or worse must have the same sign, and a size within
  both intervals together; the recommended choice must not be shown to miss a target.
- optimize: the roster must truly meet its targets, and none with one less of anything may both meet
  them and cost less, each by its mean, unless the answer says that cheaper ones are left open.
- bottleneck: a demand 5 % below the promised one must hold on average, one 5 % above its
  upper end must fail.
- stress: what it costs must have the same sign and a size within both intervals together.
- sweep: no point that is called met may be shown to miss, and none that is called missed to meet.

Prints a table in Markdown and exits 1 if a check fails. Most of an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from answer_questions import QUESTIONS

from simulator.experiments.alternatives import Alternative, changed_by, made
from simulator.experiments.goals import goals_of, verdict_of_all
from simulator.experiments.trials import Trials, trials

OTHER_CUSTOMERS = 9_000_000
"""Added to the seed of the scenario, so that no replication is one that the answer rests on."""
DECIDED = ("better", "worse", "higher", "lower")
Facts = dict[str, Any]
Check = tuple[str, bool, str]
"""What was checked, whether it holds, and the figures."""


def main() -> None:
    """Check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, action="append", help="1 to 11")
    parser.add_argument("--times", type=int, default=4, help="as many replications")
    parser.add_argument("--jobs", type=int, default=None)
    asked = parser.parse_args()
    print("| Question | Checked | Holds | Figures |")
    print("|---|---|---|---|")
    wrong = 0
    for number, (_, commands) in enumerate(QUESTIONS, start=1):
        if asked.only and number not in asked.only:
            continue
        for command in commands:
            for what, holds, figures in checked(command, asked.times, asked.jobs):
                wrong += not holds
                mark = "yes" if holds else "**no**"
                print(f"| {number} | {what} | {mark} | {figures} |", flush=True)
    sys.exit(1 if wrong else 0)


def checked(command: str, times: int, jobs: int | None) -> Iterator[Check]:
    """The checks of one command."""
    words = shlex.split(command)[1:]
    answer = asked_of(words, jobs)
    kinds = {"compare": compared, "optimize": optimized, "bottleneck": limited,
             "stress": stressed, "sweep": swept}  # fmt: skip
    yield from kinds[words[0]](words, answer, times, jobs)


def asked_of(words: list[str], jobs: int | None) -> Facts:
    """What a command answers with --json."""
    given = [*words, "--json", *([] if jobs is None else ["--jobs", str(jobs)])]
    with tempfile.TemporaryDirectory() as folder:
        given += ["--output", f"{folder}/out"]
        done = subprocess.run(
            [sys.executable, "-m", "simulator", *given],
            capture_output=True, text=True, check=True, cwd=folder,
        )  # fmt: skip
    return dict(json.loads(done.stdout))


def again(words: list[str], answer: Facts, times: int, jobs: int | None) -> Facts:
    """The same question of other customers, with more replications."""
    without = list(words)
    if "--replications" in without:
        at = without.index("--replications")
        del without[at : at + 2]
    many = str(times * int(answer["replications"]))
    seed = str(made(words[1]).scenario.experiment.seed + OTHER_CUSTOMERS)
    return asked_of([*without, "--replications", many, "--seed", seed], jobs)


def _agrees(first: Facts, second: Facts, mean: str, half: str) -> bool:
    """The same sign, and no further apart than both half-widths together."""
    a, b = float(first[mean]), float(second[mean])
    # A price, such as a wage, has no half-width, and ten digits in JSON.
    room = float(first[half] or 0) + float(second[half] or 0) + 1e-6 * abs(a)
    return a * b > 0 and abs(a - b) <= room


def compared(words: list[str], answer: Facts, times: int, jobs: int | None) -> Iterator[Check]:
    """Decided differences, and that the recommended choice is not shown to miss."""
    truth = again(words, answer, times, jobs)

    def key(row: Facts) -> tuple[str, ...]:
        return row["alternative"], row["circumstance"], row["kpi"], row["scope"]

    rows = {key(row): row for row in truth["compare"]}
    decided = [row for row in answer["compare"] if row["verdict"] in DECIDED]
    off = [row for row in decided if row["difference"] * rows[key(row)]["difference"] <= 0]
    far = [r for r in decided if not _agrees(r, rows[key(r)], "difference", "half_width")]
    yield "signs of decided differences", not off, f"{len(decided) - len(off)} of {len(decided)}"
    # Of intervals that hold 95 times in 100 each, a twentieth may be off by chance.
    enough = len(far) <= max(1, len(decided) // 10)
    yield (
        "their sizes",
        enough,
        f"{len(decided) - len(far)} of {len(decided)} within both intervals",
    )
    stands = {(row["alternative"], row["circumstance"]): row for row in truth["choices"]}
    for case, choice in answer["recommended_by_case"].items():
        if choice is not None:
            found = stands[choice, case]
            told = f"{choice} ({case or 'ordinary'}): holds in {found['hits']} of {found['trials']}"
            yield "the recommended choice", found["verdict"] != "missed", told


def optimized(words: list[str], answer: Facts, times: int, jobs: int | None) -> Iterator[Check]:
    """The recommended settings and all with one less of something, by their means."""
    best = answer["best"]
    if best is None:
        yield "nothing is recommended", True, "no roster was confirmed"
        return
    base = with_others(words)
    objective = words[words.index("--minimize") + 1] if "--minimize" in words else "cost_per_order"
    numbers = range(20 * times)
    with trials(jobs) as known:
        chosen = set_to(base, best)
        meets, cost, told = stands(chosen, known, numbers, objective)
        yield "the recommended one meets", meets, told
        for path, value in best.items():
            less = _one_less(words, path, value)
            if less is None:
                continue
            other = set_to(base, {**best, path: less})
            fits, other_cost, figures = stands(other, known, numbers, objective)
            left = answer["undecided_cheaper"]
            name = f"{path} = {less}: {figures}; the answer leaves {left} cheaper open"
            right = not (fits and other_cost < cost) or left > 0
            yield "none cheaper with one less meets", right, name


def _one_less(words: list[str], path: str, value: str) -> str | None:
    """The value below in the range that was searched; None for the least."""
    from simulator.experiments.optimize.variables import variable

    text = next(word for word in words if word.startswith(f"{path}="))
    values = variable(text).values
    at = values.index(value)
    return values[at - 1] if at else None


def with_others(words: list[str]) -> Alternative:
    """The scenario of a command line, with other customers."""
    sets = [words[k + 1] for k, word in enumerate(words) if word == "--set"]
    seed = made(words[1]).scenario.experiment.seed + OTHER_CUSTOMERS
    return made(words[1], overrides=sets, seed=seed)


def set_to(base: Alternative, settings: Facts) -> Alternative:
    """The scenario with these settings."""
    return changed_by(base, "x", [f"{path}={value}" for path, value in settings.items()])


def stands(
    one: Alternative, known: Trials, numbers: range, objective: str
) -> tuple[bool, float, str]:
    """Whether every target holds on average, the objective, and both in words."""
    known.run([(one, numbers)])
    judged = [known.judged(one, numbers, goal) for goal in goals_of(one.scenario)]
    cost = known.estimate(one, numbers, objective).mean
    means = ", ".join(f"{each.mean.mean:.2f} ± {each.mean.half_width:.2f}" for each in judged)
    holds = all(
        each.mean.mean >= each.goal.value
        if each.goal.more_is_safer
        else each.mean.mean <= each.goal.value
        for each in judged
    )
    return holds, cost, f"{means} ({verdict_of_all(judged)}), {objective} {cost:.3f}"


def limited(words: list[str], answer: Facts, times: int, jobs: int | None) -> Iterator[Check]:
    """A little less than the largest demand holds, a little more fails."""
    base = with_others(words)
    numbers = range(times * int(answer["replications"]))
    scale = base.scenario.demand.scale
    ends = (("below", answer["promise"], 1 / 1.05), ("above", answer["largest_high"], 1.05))
    with trials(jobs) as known:
        for name, end, step in ends:
            if end is None:
                continue
            at = scale * float(end) * step
            one = changed_by(base, "x", [f"demand.scale={at:.6g}"])
            holds, _, figures = stands(one, known, numbers, "cost_per_order")
            asked = "holds" if name == "below" else "fails"
            yield f"demand {at:.3g} {asked}", holds == (name == "below"), figures


def stressed(words: list[str], answer: Facts, times: int, jobs: int | None) -> Iterator[Check]:
    """Decided effects of the disturbance."""
    truth = again(words, answer, times, jobs)
    rows = {row["kpi"]: row for row in truth["stress"]}
    for row in answer["stress"]:
        if row["verdict"] not in DECIDED:
            continue
        other = rows[row["kpi"]]
        told = (
            f"{row['difference']:.4g} ± {row['half_width']:.2g}, by brute force "
            f"{other['difference']:.4g} ± {other['half_width']:.2g}"
        )
        yield row["kpi"], _agrees(row, other, "difference", "half_width"), told


def swept(words: list[str], answer: Facts, times: int, jobs: int | None) -> Iterator[Check]:
    """Points that are called met or missed."""
    truth = again(words, answer, times, jobs)
    opposite = {("met", "missed"), ("missed", "met")}
    pairs = list(zip(answer["verdicts"], truth["verdicts"], strict=True))
    off = [pair for pair in pairs if pair in opposite]
    yield "points met or missed", not off, f"{len(pairs) - len(off)} of {len(pairs)} agree"


if __name__ == "__main__":
    main()
