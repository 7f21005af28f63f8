"""The answer of a run in one paragraph of plain words, computed from its figures."""

from __future__ import annotations

from math import nan
from typing import Any

from simulator.reporting.conclusions import conclude, quoted
from simulator.reporting.estimates import Estimates
from simulator.reporting.labels import label
from simulator.reporting.numbers import asked, count, shown
from simulator.reporting.periods import (
    OF_A_TRACE,
    Period,
    asked_share,
    bounds_note,
    held_of,
    holds_text,
    period_of,
    share_text,
)
from simulator.reporting.report_input import OVERALL, ReportInput
from simulator.reporting.verdicts import ORDER, more_text, others_text
from simulator.results.outcomes import CANCELED, Outcome

MANY = 100
"""Further replications beyond which to run them is not advice: the figure is at its target."""
STANDS_OUT = 0.05
"""Share of orders declined from which the conclusion says why (assumption)."""
MOST_ENDS = 2
"""Ends of orders that the conclusion names, however small."""
WORTH_NAMING = 0.02
"""Share of the orders from which a further end is named too (assumption)."""


def answer(run: ReportInput, known: Estimates) -> str:
    """Whether the targets hold, what became of the orders, what limits, and cost.

    Of several targets the first that is missed, else undecided, is told in full. What is not
    measured is left out, and so is what would make it longer than MOST_WORDS: first why orders are
    declined, then cost, then the ends of orders. The sentences are those of
    `templates/conclusions/run.txt.j2`.
    """
    rows = sorted(target_rows(run), key=lambda row: ORDER.index(row["verdict"]))
    missed = any(row["verdict"] == "missed" for row in rows)
    more = [] if missed else [n for row in rows if (n := more_count(row)) == n]
    placed, ends = known.mean("orders.placed"), _outcomes(known)
    stands_out = any(name == "declined" and share >= STANDS_OUT for name, share, _ in ends)
    return conclude(
        "run",
        [{"why_declined": ""}, {"costs": []}, {"outcomes": []}],
        target=_target(run, rows[0]) if rows else None,
        others=others_text([row["verdict"] for row in rows[1:]]),
        more=max(more, default=None),
        many=MANY,
        limited=run.limited,
        placed=count(placed) if placed else "",
        outcomes=ends,
        why_declined=run.why_declined if stands_out else "",
        costs=_costs(known),
    )


def target_name(row: dict[str, Any]) -> str:
    """A target's KPI in words, with its order class if it has one."""
    scope = row["scope"]
    of_class = isinstance(scope, str) and scope not in ("", OVERALL)
    return f"{label(row['kpi'])} ({scope})" if of_class else label(row["kpi"])


def target_rows(run: ReportInput) -> list[dict[str, Any]]:
    """The targets, a mapping each."""
    return [{str(k): v for k, v in row.items()} for row in run.targets.to_dict("records")]


def goal(row: dict[str, Any]) -> str:
    """What a target asks for: 'at least 98 %'."""
    return f"{row['relation']} {asked(row['target'], row['unit']).text}"


def target_text(row: dict[str, Any]) -> str:
    """A target in full: 'On-time ship at least 98 % in 90 % of periods'."""
    share = asked_share(row)
    periods = "" if share is None else f" in {share_text(share)} of periods"
    return f"{target_name(row)} {goal(row)}{periods}"


def verdict_text(row: dict[str, Any]) -> str:
    """'met' where a share of periods decides, else 'average met': the two need not agree.

    Of an undecided target also the further replications that should decide it.
    """
    told = f"{'average ' if asked_share(row) is None else ''}{row['verdict']}"
    more = more_text(more_count(row))
    return f"{told}: {more}" if more else told


def verdict_of_run(run: ReportInput) -> tuple[str, str]:
    """Verdict and its words, 'missed' and 'Missed on average', of the target that stands worst.

    Two empty texts where there is no target.
    """
    rows = target_rows(run)
    if not rows:
        return "", ""
    worst = min(rows, key=lambda row: ORDER.index(row["verdict"]))
    how = " on average" if asked_share(worst) is None else ""
    return str(worst["verdict"]), f"{str(worst['verdict']).capitalize()}{how}"


def more_count(row: dict[str, Any]) -> float:
    """Further replications that should decide a target; NaN where it is decided or unknown."""
    if row["verdict"] != "undecided":
        return nan
    numbers = (row.get(name) for name in ("replications_needed", "trials", "left_out"))
    needed, trials, left_out = (nan if number is None else float(number) for number in numbers)
    return needed - trials - left_out


def _target(run: ReportInput, row: dict[str, Any]) -> dict[str, Any]:
    """What the conclusion says of a target: in how many periods it holds first, then its mean."""
    held, share = held_of(row), asked_share(row)
    period = _period(run)
    mean = "" if row["mean"] != row["mean"] else _shown(row)
    return {
        "name": _quoted_name(row),
        "share": share,
        "verdict": row["verdict"],
        "holds": "" if held is None else holds_text(held, period, share),
        "mean": mean,
    }


def _shown(row: dict[str, Any]) -> str:
    return shown(row["mean"], row["half_width"], row["unit"]).text


def _quoted_name(row: dict[str, Any]) -> str:
    """The target in full, the name of its order class in quotes."""
    scope = row["scope"]
    return target_text(row).replace(f" ({scope})", f" ({quoted(str(scope))})")


def _outcomes(known: Estimates) -> list[tuple[str, float, str]]:
    """What became of most orders placed, and other ends of some size: the largest first."""
    placed = known.mean("orders.placed")
    if not placed:
        return []
    ends = {_summed(outcome): outcome.end.became for outcome in Outcome if outcome.end.became}
    shares = [
        ((known.mean(f"orders.{name}") or 0.0) / placed, name, text) for name, text in ends.items()
    ]
    largest = sorted((end for end in shares if end[0]), reverse=True)
    told = [end for k, end in enumerate(largest) if k < MOST_ENDS or end[0] >= WORTH_NAMING]
    return [(name, share, text) for share, name, text in told]


def _summed(outcome: Outcome) -> str:
    """The figure of `orders` in which a sentence counts it: those that are canceled together."""
    return "canceled" if outcome in CANCELED else outcome.word


def _costs(known: Estimates) -> list[str]:
    """What an order cost and left over, and whether work was put off, which looks cheap."""
    cost, grown = known.get("cost_per_order"), known.get("backlog.growth")
    if cost is None or cost.mean <= 0:
        return []
    sold = known.mean("revenue_per_order") and known.mean("goods_per_order")
    margin = known.get("margin_per_order") if sold else None
    parts = [cost.shown.text]
    parts += [f"margin {margin.shown.text}"] if margin is not None else []
    if grown is not None and grown.mean - grown.half_width > 0:
        parts.append(f"with {grown.shown.text} more put off at the end")
    return parts


def ranges_sentence(run: ReportInput) -> str:
    """What the range behind the count of periods of a target is; empty where there is none."""
    if not any((tally := held_of(row)) and tally.trials for row in target_rows(run)):
        return ""
    return bounds_note(_period(run), run.confidence)


def _period(run: ReportInput) -> Period:
    return OF_A_TRACE if run.same_orders else period_of(int(run.clock.get("run", 0)))


def precision_sentence(run: ReportInput) -> str:
    """What ± means here, and what it does not cover."""
    n = int(run.kpis["replications"].max()) if len(run.kpis) else len(run.replications)
    if n == 1:
        text = "One replication: no figure has a confidence interval, and chance may decide."
    else:
        text = (
            f"Figures are means of {n} replications; "
            f"± is the half-width of a {100 * run.confidence:g} % confidence interval."
        )
    return f"{text} {run.demand_note}".rstrip()
