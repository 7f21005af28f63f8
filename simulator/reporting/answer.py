"""The answer of a run in one paragraph of plain words, computed from its figures."""

from __future__ import annotations

from math import nan
from typing import Any

from simulator.reporting.estimates import Estimates
from simulator.reporting.labels import label, words
from simulator.reporting.numbers import count, listed, percent, shown
from simulator.reporting.periods import asked_share, share_text
from simulator.reporting.report_input import OVERALL, ReportInput

FINISHED = (("delivered", "were delivered"), ("completed", "were completed"))
UNFINISHED = (
    ("declined", "declined"),
    ("payment_failed", "lost to failed payments"),
    ("canceled", "canceled"),
    ("lost", "lost by the carrier"),
    ("returned_to_sender", "returned to the sender"),
)


def answer(run: ReportInput, known: Estimates) -> str:
    """Targets, outcomes, service, bottleneck and cost; what is not measured is left out."""
    sentences = (
        target_sentence(run),
        _outcomes(known),
        _on_time(run, known),
        _time(known),
        _pressure(known),
        _cost(known),
        precision_sentence(run),
    )
    return " ".join(sentence for sentence in sentences if sentence)


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
    return f"{row['relation']} {shown(row['target'], None, row['unit']).text}"


def target_text(row: dict[str, Any]) -> str:
    """A target in full: 'On-time ship at least 98 % in 90 % of periods'."""
    share = asked_share(row)
    periods = "" if share is None else f" in {share_text(share)} of periods"
    return f"{target_name(row)} {goal(row)}{periods}"


def verdict_text(row: dict[str, Any]) -> str:
    """'met' where a share of periods decides, else 'mean met': two things that need not agree.

    Of an undecided target also the further replications that should decide it.
    """
    told = f"{'mean ' if asked_share(row) is None else ''}{row['verdict']}"
    more = more_text(row)
    return f"{told}: {more}" if more else told


def more_text(row: dict[str, Any]) -> str:
    """'about 36 more replications' that should decide a target; empty where that is not known."""
    needed = row.get("replications_needed")
    if row["verdict"] != "undecided" or needed is None or needed != needed:
        return ""
    run = row.get("trials", nan) + row.get("left_out", nan)
    if run != run:
        return f"about {round(needed):,} replications"
    more = max(round(needed - run), 1)
    return "1 more replication" if more == 1 else f"about {more:,} more replications"


def _deciding(row: dict[str, Any]) -> str:
    more = more_text(row)
    return f", {more} should decide it" if more else ""


def target_sentence(run: ReportInput) -> str:
    """How many targets are missed or undecided, and which ones; empty without targets."""
    rows = target_rows(run)
    open_rows = [row for row in rows if row["verdict"] != "met"]
    if not rows:
        return ""
    if not open_rows:
        return "The target is met." if len(rows) == 1 else f"All {len(rows)} targets are met."
    tally = []
    for verdict in ("missed", "undecided"):
        n = sum(row["verdict"] == verdict for row in rows)
        if n:
            tally.append(f"{n} {'is' if n == 1 else 'are'} {verdict}")
    each = [
        f"{target_name(row)} {shown(row['mean'], row['half_width'], row['unit']).text} "
        f"(target {goal(row)}: {row['verdict']}{_deciding(row)})"
        for row in open_rows
    ]
    noun = "target" if len(rows) == 1 else "targets"
    return f"Of {len(rows)} {noun}, {listed(tally)}: {'; '.join(each)}."


def _outcomes(known: Estimates) -> str:
    placed = known.mean("orders.placed")
    if not placed:
        return "No order was placed in the measurement window."
    parts = []
    for name, text in (*FINISHED, *UNFINISHED):
        mean = known.mean(f"orders.{name}")
        if mean:
            parts.append(f"{count(mean)} ({percent(mean / placed)}) {text}")
    flying = known.mean("orders.in_flight") or 0.0
    inside = (
        f"; {count(flying)} ({percent(flying / placed)}) were still in flight at the end"
        if flying
        else "; none was in flight at the end"
    )
    return f"Of {count(placed)} orders placed, {listed(parts) or 'none came to an end'}{inside}."


def _on_time(run: ReportInput, known: Estimates) -> str:
    told = {
        row["kpi"]
        for row in target_rows(run)
        if row["verdict"] != "met" and row["scope"] in ("", OVERALL)
    }
    parts = [
        f"{row.shown.text} of the orders due were {text} on time"
        for name, text in (("on_time_ship", "shipped"), ("on_time_delivery", "delivered"))
        if name not in told and (row := known.get(name))
    ]
    return f"{listed(parts)}." if parts else ""


def _time(known: Estimates) -> str:
    cycle = known.get("cycle_time.mean")
    if cycle is None:
        return ""
    shares = sorted(known.named("time_share."), key=lambda item: -item[1].mean)[:2]
    most = listed([f"{words(name)} ({row.shown.value} %)" for name, row in shares if row.mean > 0])
    reason = f"; most of that went to {most}" if most else ""
    return f"An order took {cycle.shown.text} on average from placed to finished{reason}."


def _pressure(known: Estimates) -> str:
    crews = sorted(known.named("utilization."), key=lambda item: -item[1].mean)
    queues = sorted(known.named("queue_time.", ".mean"), key=lambda item: -item[1].mean)
    parts = []
    if crews:
        name, row = crews[0]
        parts.append(f"the busiest crew is {words(name)} (busy {row.shown.text} of its time)")
    if queues and queues[0][1].mean > 0:
        name, row = queues[0]
        parts.append(f"orders queue longest at {words(name)} ({row.shown.text} on average)")
    text = listed(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _cost(known: Estimates) -> str:
    """What an order cost and left over, and whether work was put off, which looks cheap."""
    cost, grown = known.get("cost_per_order"), known.get("backlog.growth")
    if cost is None or cost.mean <= 0:
        return ""
    margin = known.get("margin_per_order") if known.mean("goods_per_order") else None
    left = f" and left a margin of {margin.shown.text}" if margin is not None else ""
    put_off = (
        f" The backlog grew by {grown.shown.text} over the window, work that is still to be paid."
        if grown is not None and grown.mean - grown.half_width > 0
        else ""
    )
    return f"An order cost {cost.shown.text}{left}.{put_off}"


def precision_sentence(run: ReportInput) -> str:
    """What ± means here."""
    n = int(run.kpis["replications"].max()) if len(run.kpis) else len(run.replications)
    if n == 1:
        return "One replication: no figure has a confidence interval, and chance may decide."
    return (
        f"Figures are means of {n} replications; "
        f"± is the half-width of a {100 * run.confidence:g} % confidence interval."
    )
