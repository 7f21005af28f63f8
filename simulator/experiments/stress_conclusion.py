"""Whether a plan survives a disturbance, when its backlog has cleared, and what that costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.experiments.goals import Judged, verdict_of_all
from simulator.experiments.stress import NET, Stress
from simulator.experiments.wording import goal_text
from simulator.measure.changes import Change
from simulator.reporting.conclusions import MOST_WORDS, conclude
from simulator.reporting.labels import unit_of
from simulator.reporting.moments import at_hour
from simulator.reporting.numbers import value_text
from simulator.reporting.periods import holds_text, period_of
from simulator.reporting.verdicts import FEW, OF_A_MEAN, ORDER, more_text, others_text

CHANGES = {
    "orders.shipped_late": "orders shipped late",
    "orders.payment_failed": "orders lost to failed payments",
    "orders.canceled": "orders canceled",
    "orders.delivered": "orders delivered",
    "orders.completed": "orders completed",
    "total_cost": "cost",
}
"""What is told beside the margin, the most telling first."""
MOST_CHANGES = 1
SURVIVES = {
    "met": "The plan survives",
    "missed": "The plan does not survive",
    "undecided": "Whether the plan survives is open",
}


def conclusion(found: Stress) -> str:
    """The paragraph of `templates/conclusions/stress.txt.j2`, within MOST_WORDS."""
    order = sorted(range(len(found.targets)), key=lambda k: ORDER.index(found.targets[k].verdict))
    facts: dict[str, Any] = {
        "nothing": all(one.verdict == "the same" for one in found.effects),
        "few": FEW if found.replications < FEW else 0,
        "replications": found.replications,
        "survives": SURVIVES[verdict_of_all(found.targets)],
        "target": _target(found, found.targets[order[0]]) if order else None,
        "calm": _undisturbed(found.calm_targets[order[0]]) if order else "",
        "others": others_text([found.targets[k].verdict for k in order[1:]]),
        "cleared": _cleared(found),
        "margin": _margin(found),
        "changes": _changes(found),
        "limits": found.limits.sentence if found.limits else "",
    }
    text = conclude("stress", **facts)
    for name in ("limits", "changes"):
        if len(text.split()) > MOST_WORDS:
            text = conclude("stress", **(facts := facts | {name: ""}))
    return text


def _target(found: Stress, each: Judged) -> dict[str, Any]:
    """The target that fares worst: in how many periods it holds, then its mean."""
    scenario = found.calm.scenario
    unit = unit_of(each.goal.kpi, scenario.currency)
    return {
        "name": goal_text(each.goal, scenario.currency, quotes=True),
        "share": each.goal.share,
        "verdict": each.verdict,
        "holds": holds_text(each.held, period_of(scenario.clock.run), each.goal.share),
        "mean": value_text(each.mean, unit) if each.held.trials else "",
        "mean_verdict": OF_A_MEAN[each.verdict],
        "more": more_text(each.needed - found.replications),
    }


def _undisturbed(calm: Judged) -> str:
    return f"{calm.held.hits} of {calm.held.trials}" if calm.held.trials else ""


def _cleared(found: Stress) -> dict[str, Any]:
    """When the backlog has cleared, as hours and dates; empty for a disturbance without an end."""
    facts = dict.fromkeys(("all", "some", "none", "never_grew", "hours", "mean", "latest", "end"))
    clearing = found.clearing
    if clearing is None:
        return facts
    clock = found.calm.scenario.clock
    begins = min(one.begins for one in found.disturbances if one.begins is not None)
    cleared = len(clearing.hours) - clearing.never
    facts["end"] = at_hour(clock.calendar, found.hours[-1] + 1)
    if not cleared:
        return facts | {"none": True}
    if all(hours == 0 for hours in clearing.hours):
        return facts | {"never_grew": True}
    mean = clearing.mean
    known = [hours for hours in clearing.hours if hours == hours]
    latest = at_hour(clock.calendar, begins + max(known)) if max(known) > mean.mean else None
    return facts | {
        "all": not clearing.never,
        "some": cleared,
        "hours": value_text(mean, "h"),
        "mean": at_hour(clock.calendar, begins + mean.mean),
        "latest": latest,
    }


def _margin(found: Stress) -> str:
    """What it costs or brings, where that is shown."""
    net = next((e for e in found.effects if e.kpi == NET and e.decided), None)
    if net is None:
        return ""
    size = replace(net.together, mean=abs(net.difference.mean))
    return (
        f"{'costs' if net.difference.mean < 0 else 'adds'} {value_text(size, net.unit)} of margin"
    )


def _changes(found: Stress) -> list[str]:
    by_name = {e.kpi: e for e in found.effects if e.decided}
    told = [_change(by_name[name], words) for name, words in CHANGES.items() if name in by_name]
    return told[:MOST_CHANGES]


def _change(effect: Change, words: str) -> str:
    """'19 ± 7 more orders shipped late', '120 ± 4 USD less cost'."""
    size = replace(effect.together, mean=abs(effect.difference.mean))
    counted = effect.unit == "orders"
    more = "more" if effect.difference.mean > 0 else "fewer" if counted else "less"
    return f"{value_text(size, effect.unit).removesuffix(' orders')} {more} {words}"
