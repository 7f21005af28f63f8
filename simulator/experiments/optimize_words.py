"""What a search for the cheapest roster says in a paragraph."""

from __future__ import annotations

from math import isnan

from simulator.experiments.alternatives import Alternative
from simulator.experiments.goals import Judged
from simulator.experiments.optimize import Optimum
from simulator.experiments.optimize_state import Confirmation, Seen
from simulator.experiments.wording import goal_text
from simulator.reporting.conclusions import MOST_WORDS, conclude
from simulator.reporting.labels import kpi_text, label, setting_words, unit_of
from simulator.reporting.numbers import change_text, counted, listed, set_apart, value_text
from simulator.reporting.periods import holds_text, period_of


def conclusion(found: Optimum, base: Alternative) -> str:
    """Which roster to take by the fresh replications, what it costs, what is left open.

    What limits it stands in the notes where there is no room (`limits_unsaid`).
    """
    text = _told(found, base, found.limits.sentence if found.limits else "")
    return text if len(text.split()) <= MOST_WORDS else _told(found, base, "")


def limits_unsaid(found: Optimum, base: Alternative) -> str:
    """What limits the roster, where the conclusion had no room to say so."""
    limits = found.limits.sentence if found.limits and found.best else ""
    return "" if limits in conclusion(found, base) else limits


def _told(found: Optimum, base: Alternative, limits: str) -> str:
    currency = base.scenario.currency
    shown = found.best or found.closest
    unit = unit_of(found.objective, currency)
    return conclude(
        "optimize",
        unmeasured=_unmeasured(found),
        runs=counted(found.runs, "run"),
        best="" if found.best is None else roster_text(found.best),
        closest="" if found.closest is None else roster_text(found.closest),
        held="" if found.check is None else _held(found.check, base),
        cost="" if shown is None else f"{value_text(shown.cost, unit)} {_of(found.objective)}",
        size=f"{found.size:,}",
        noun=noun_of(found),
        limits=limits,
        put_off="" if found.put_off is None else value_text(found.put_off, "orders"),
        open=_open(found, base),
        goals=listed([goal_text(goal, currency) for goal in found.goals]),
        more=_more(found),
    )


def noun_of(found: Optimum) -> str:
    """What is chosen among: rosters, where heads are among the variables."""
    return "roster" if any(one.is_heads for one in found.variables) else "setting"


def roster_text(seen: Seen) -> str:
    """'5 pickers, early shift, and 3 pickers, late shift'."""
    return set_apart([setting_words(*setting.split("=", 1)) for setting in seen.settings])


def _of(objective: str) -> str:
    """'an order' for the cost of an order, else the objective's name."""
    return "an order" if objective == "cost_per_order" else f"({label(objective)})"


def _held(check: Confirmation, base: Alternative) -> str:
    """Each goal: in how many periods it held, then its mean."""
    return listed([_one_held(each, base) for each in check.judged])


def _one_held(each: Judged, base: Alternative) -> str:
    currency, goal = base.scenario.currency, each.goal
    told = holds_text(each.held, period_of(base.scenario.clock.run), goal.share)
    mean = value_text(each.mean, unit_of(goal.kpi, currency))
    return f"{goal_text(goal, currency)} {told}, {mean} on average"


def _unmeasured(found: Optimum) -> str:
    """What has no value in any replication, so that no budget would decide it."""
    names = [
        kpi_text(goal.kpi, goal.scope)
        for k, goal in enumerate(found.goals)
        if all(isnan(one.services[k].mean.mean) for one in found.seen)
    ]
    if all(isnan(one.cost.mean) for one in found.seen):
        names.append(kpi_text(found.objective))
    if not names or not found.seen:
        return ""
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'}"


def against_start(found: Optimum, base: Alternative) -> str:
    """What it costs less than the roster that the search began with; empty where it is that one."""
    change = found.against_start
    if change is None:
        return ""
    text = change_text(change, unit_of(found.objective, base.scenario.currency))
    start = set_apart(
        [
            setting_words(one.path, one.values[k])
            for one, k in zip(found.variables, found.start, strict=True)
        ]
    )
    return f"Against the start of the search, {start}: {text}."


def _open(found: Optimum, base: Alternative) -> str:
    """Cheaper rosters that are not ruled out, and how cheap."""
    undecided = [*(seen for seen, _ in found.aside), *found.open]
    parts = []
    if undecided:
        least = min(undecided, key=lambda seen: seen.cost.mean)
        cost = value_text(least.cost, unit_of(found.objective, base.scenario.currency))
        noun = counted(len(undecided), f"cheaper {noun_of(found)}")
        parts.append(f"{noun} (from {cost} on)")
    if found.unseen:
        parts.append(f"{found.unseen:,} never simulated")
    if not parts:
        return ""
    settled = f", which --budget {found.settled_by} should settle" if found.settled_by else ""
    return f"Left open by a budget of {found.budget:,} runs: {listed(parts)}{settled}."


def _more(found: Optimum) -> str:
    """What to do where no roster is confirmed."""
    if found.aside or found.open or found.unseen:
        to = f": {found.settled_by} should settle it" if found.settled_by else ""
        return f"Raise --budget, of which {counted(found.runs, 'run')} are spent{to}."
    return "Widen the ranges upwards."
