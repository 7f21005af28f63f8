"""A demand forecast of a drawn scenario: a file of dates, of their hours or of their classes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.laws.drawing import Draw, chance, one_of
from tests.laws.scenarios import World, scenarios

FILE = "forecast.csv"
HOURS = ((9, 10, 11, 14, 15, 20), (0, 23), tuple(range(24)))
ERRORS: tuple[Any, ...] = ("15 %", {"1 d": "5 %", "7 d": "40 %"}, {"3 d": "20 %"})


@st.composite
def forecast_worlds(draw: Draw) -> World:
    """A drawn world without a trace, and what planning expects of some of its dates."""
    world = draw(scenarios(traced=False))
    demand = dict(world.data["demand"])
    start = datetime.fromisoformat(world.data["clock"]["start"]).date()
    days = sorted(draw(st.sets(st.integers(-1, 4), min_size=1, max_size=4)))
    a_day = demand.get("orders_per_day") or demand["carts_per_day"] * 0.3
    kinds = ["date", "hour", *(["class"] * 2 if demand.get("classes") else [])]
    kind = one_of(draw, kinds)
    own = {"date": "Tag", "orders": "Expected"} if chance(draw, 3) else {}
    names = (*(["date"] if kind == "date" else [kind, "date"]), "orders", "low", "high")
    rows = [",".join(own.get(name, name) for name in names)]
    for day in days:
        expected = a_day * one_of(draw, (1, 0.4, 1.3))
        rows += [*_rows(draw, kind, start + timedelta(days=day), expected, demand)]
    section: dict[str, Any] = {"file": FILE}
    if own:
        section |= {"columns": own, "time_format": "%Y-%m-%d"}
    if chance(draw, 7):
        section["error"] = one_of(draw, ERRORS)
    if chance(draw, 5):
        section["covers"] = one_of(draw, ("80 %", "50 %", "99 %"))
    if chance(draw, 5):
        section["correlation"] = one_of(draw, (0, 0.7, "95 %"))
    data = world.data | {"demand": demand | {"forecast": section}}
    return replace(world, data=data, files={**world.files, FILE: "\n".join(rows) + "\n"})


def _rows(draw: Draw, kind: str, day: date, expected: float, demand: dict[str, Any]) -> list[str]:
    """Those of one date; of a date with several, one at least has orders."""
    if kind == "date":
        return [f"{day},{_numbers(draw, expected)}"]
    if kind == "hour":
        hours = one_of(draw, HOURS)
        return [f"{hour},{day},{_numbers(draw, expected / 24)}" for hour in hours]
    names = list(demand["classes"])
    none = draw(st.sets(st.sampled_from(names), max_size=len(names) - 1))
    return [
        f"{name},{day},{'0,,' if name in none else _numbers(draw, expected / len(names))}"
        for name in names
    ]


def _numbers(draw: Draw, orders: float) -> str:
    """Orders, low and high, of which either may not be known."""
    low = one_of(draw, ("", f"{orders * 0.7:.3f}", f"{orders:.3f}"))
    high = one_of(draw, ("", f"{orders * 1.6:.3f}", f"{orders:.3f}"))
    return f"{orders:.3f},{low},{high}"
