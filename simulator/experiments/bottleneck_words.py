"""What a search for the largest demand and its limits says in a paragraph."""

from __future__ import annotations

from simulator.experiments.alternatives import Alternative
from simulator.experiments.bottleneck import Bottlenecks, Limit, Look
from simulator.experiments.demand_root import Root
from simulator.experiments.wording import goal_text
from simulator.reporting.conclusions import conclude
from simulator.reporting.labels import kpi_text, unit_of, words
from simulator.reporting.numbers import change_text, counted, listed, number, value_text
from simulator.reporting.periods import holds_in, holds_text, period_of
from simulator.reporting.verdicts import more_text


def conclusion(found: Bottlenecks, base: Alternative) -> str:
    """How much can be promised, what limits it there, and what one more of that gains."""
    currency, root, promise = base.scenario.currency, found.root, found.promise
    value = None if root is None else root.value
    return conclude(
        "bottleneck",
        unasked=root is None,
        house=base.name,
        busiest=_busiest(found.now),
        goal=listed([goal_text(goal, currency) for goal in found.goals]),
        several=len(found.goals) > 1,
        holds=root is not None and root.holds_everywhere,
        largest="" if value is None else times(value),
        orders="" if value is None else orders_text(found, value),
        safe="" if promise is None or not promise.shown else times(promise.point.factor),
        safe_orders="" if promise is None else orders_text(found, promise.point.factor),
        held=_held(found, base),
        fails="" if root is None or root.high is None else orders_text(found, root.high),
        reach="" if root is None else times(root.beyond.factor),
        now=_standing(found, base),
        limits=[_named(limit) for limit in _firsts(found)],
        undecided=_undecided(found),
        help=_help(found, base),
        assumed=f"{found.goals[0].value:g} %" if found.assumed else "",
    )


def times(factor: float) -> str:
    """'1.32 times'."""
    return f"{factor:.3g} times"


def orders_text(found: Bottlenecks, factor: float) -> str:
    """Orders placed a day at a multiple of the demand."""
    return number(found.orders_per_day * factor, 0)


def interval_text(root: Root) -> str:
    """'1.24 to 1.38 times', or the end that is known; empty where none is."""
    if root.low is not None and root.high is not None:
        return f"{root.low:.3g} to {times(root.high)}"
    if root.low is not None:
        return f"at least {times(root.low)}"
    return "" if root.high is None else f"at most {times(root.high)}"


def _busiest(now: Look) -> str:
    if not now.utilization:
        return ""
    crew, busy = now.utilization[0]
    return f"the busiest crew, {words(crew)}, works {busy:.0f} % of its hours"


def _held(found: Bottlenecks, base: Alternative) -> str:
    """'On-time ship at least 98 % holds in 9 of 10 weeks (60 to 98 %)', or the worst of several."""
    if found.promise is None:
        return ""
    currency, period = base.scenario.currency, period_of(base.scenario.clock.run)
    worst = found.promise.point.worst
    told = f"{goal_text(worst.goal, currency)} {holds_text(worst.held, period, worst.goal.share)}"
    others = len(found.goals) - 1
    return f"{told}, and {counted(others, 'other target')} better" if others else told


def _standing(found: Bottlenecks, base: Alternative) -> str:
    """How it is today, where today's demand is above what holds."""
    root, worst = found.root, found.now.worst
    if root is None or root.value is None or root.value >= 1 or worst is None:
        return ""
    mean = value_text(worst.mean, unit_of(worst.goal.kpi, base.scenario.currency))
    told = holds_in(worst.held, period_of(base.scenario.clock.run), worst.goal.share)
    kpi = kpi_text(*worst.goal.key)
    return f"Today's demand is more than that: {kpi} holds in {told}, {mean} on average."


def _firsts(found: Bottlenecks) -> list[Limit]:
    """The limits in their order, each resource once."""
    firsts: dict[str, Limit] = {}
    for limit in found.limits:
        if limit.resource is not None:
            firsts.setdefault(limit.resource.path, limit)
    return list(firsts.values())


def _named(limit: Limit) -> str:
    """'pickers, early shift, at 1.32 times'."""
    assert limit.resource is not None, "of the limits that are known"
    value = limit.root.value
    return inserted(limit.resource.name) + ("" if value is None else f" at {times(value)}")


def inserted(name: str) -> str:
    """A name with the comma that must follow it in a sentence if it has one itself."""
    return f"{name}," if "," in name else name


def _undecided(found: Bottlenecks) -> str:
    """That one more of nothing is shown to help, and what should decide it."""
    if not found.limits or found.sequence or found.limits[0].root.holds_everywhere:
        return ""
    gains = found.limits[0].look.gains
    if not gains:
        return ""
    enough = [gain.change.needed for gain in gains if gain.change.needed is not None]
    more = more_text(min(enough) - found.replications) if enough else ""
    runs = f"; {more} should decide" if more else ""
    at = times(found.limits[0].look.factor)
    return f"Whether one more of anything helps at {at} the demand is open{runs}."


def _help(found: Bottlenecks, base: Alternative) -> str:
    """What one more of the first limit gains just beyond the largest demand."""
    firsts = _firsts(found)
    if not firsts:
        return ""
    look = firsts[0].look
    gain, worst = look.helpful[0], look.worst
    assert worst is not None, "a limit is one of a target"
    change = change_text(gain.change.together, unit_of(worst.goal.kpi, base.scenario.currency))
    cost = change_text(gain.cost, base.scenario.currency)
    more = f"{gain.resource.step} {inserted(gain.resource.name)}"
    period = period_of(base.scenario.clock.run).one
    return (
        f"At {times(look.factor)} {more} changes {kpi_text(*worst.goal.key)} by "
        f"{change} and the cost of a {period} by {cost}."
    )
