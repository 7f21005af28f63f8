"""What to do about a scenario before it is run, in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

from simulator.reporting.conclusions import conclude
from simulator.reporting.numbers import listed

if TYPE_CHECKING:
    from simulator.experiments.explain import Explanation, Load
    from simulator.experiments.explain_load import GroupLoad
    from simulator.experiments.explain_supply import PickUps


def conclusion(found: Explanation | Load) -> str:
    """What to change, or what is fullest; then what to check of what is assumed."""
    people = [load for load in found.loads if load.people]
    return conclude(
        "explain",
        carrier=_fullest_carrier(getattr(found, "pick_ups", ())),
        advice=[vars(one) for one in found.advice],
        too_much=_too_much(found),
        nobody=[who(load) for load in people if not load.stable],
        day=_worst_day(people),
        fullest=_fullest(people),
        assumed=vars(found.assumed[0]) if found.assumed else None,
        constant=bool(found.nothing_varies),
    )


def who(load: GroupLoad) -> str:
    """Crews as a user named them: "'pickers' and 'packers'"; places in words."""
    return listed([f"'{crew}'" for crew in load.crews]) if load.crews else load.name


def _too_much(found: Explanation | Load) -> str:
    """How much of the work that comes those can do who lack most."""
    worst = max((load for load in found.loads if not load.stable), key=lambda load: load.load,
                default=None)  # fmt: skip
    if worst is None:
        return ""
    if not isfinite(worst.load):
        return f"nobody is there for the work of {who(worst)}"
    return f"{who(worst)} can do only {100 / worst.load:.0f} % of the work that comes"


def _fullest_carrier(pick_ups: Sequence[PickUps]) -> dict[str, str] | None:
    """The carrier that most parcels are too many for, and what a pick-up would have to take."""
    full = [
        (one.parcels - one.capacity, one.capacity, one)
        for one in pick_ups
        if one.capacity is not None and one.visits and one.parcels > one.capacity
    ]
    if not full:
        return None
    _, capacity, worst = max(full, key=lambda entry: entry[0])
    return {
        "name": f"'{worst.carrier}'",
        "parcels": f"{worst.parcels:,.0f}",
        "room": f"{capacity:,.0f}",
        "now": f"{capacity / worst.visits:,.0f}",
        "then": f"{ceil(worst.parcels / worst.visits):,}",
        "more": str(len(full) - 1) if len(full) > 1 else "",
    }


def _worst_day(people: list[GroupLoad]) -> dict[str, Any] | None:
    days = [(day, load) for load in people for day in load.days]
    if not days:
        return None
    day, load = max(days, key=lambda one: one[0].work - one[0].capacity)
    return {
        "date": date_text(day.day),
        "who": who(load),
        "work": f"{day.work:,.0f} h",
        "time": f"{day.capacity:,.0f} h",
        "more": len(days) - 1,
    }


def _fullest(people: list[GroupLoad]) -> dict[str, str] | None:
    busy = [load for load in people if load.load > 0]
    if not busy:
        return None
    fullest = max(busy, key=lambda load: load.load)
    return {"who": who(fullest), "load": f"{100 * fullest.load:.0f} %"}


def date_text(day: date) -> str:
    """'Friday 13 March 2026'."""
    return f"{day:%A} {day.day} {day:%B %Y}"
