"""Queues by planned pick-up: who starts when, on floors where many wait with different ones.

Drawn apart from all else, because a whole scenario seldom has a queue by deadline and nothing of
what hides the sequence of starts: walks, zones, failures, work that is stopped.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import outside
from tests.laws.drawing import DAY, Draw, chance, one_of
from tests.laws.laws_of_floor import (
    crews_are_assigned_by_one_rule,
    no_head_is_idle_while_work_can_start,
    tasks_start_by_priority_entry_and_order,
)
from tests.laws.profiles import examples
from tests.laws.runs import run
from tests.laws.scenarios import CLASSES, FILES, World
from tests.laws.span import Span

LAWS = (
    tasks_start_by_priority_entry_and_order,
    crews_are_assigned_by_one_rule,
    no_head_is_idle_while_work_can_start,
)
SETUPS = ("5 min", "20 min", {"exponential": {"mean": "10 min"}})
PROMISES = ("none", "same day", "6 h", "next day", "2 h", "24 h", "2 working days")


@st.composite
def queues_by_deadline(draw: Draw) -> World:
    """Classes with promises of their own, carriers, and few people."""
    start = one_of(draw, ("2026-03-02", "2026-03-06 13:30"))
    classes = CLASSES[: draw(st.integers(2, 3))]
    stations: dict[str, dict[str, Any]] = {
        name: {"time": {"setup": one_of(draw, SETUPS)}} for name in ("picking", "packing")
    } | {"labeling": {"printers": draw(st.integers(1, 2)), "time": "2 min"}}
    review = {"share": "40 %", "time": "10 min"}
    for station in (*stations.values(), review):
        if chance(draw, 7):
            station["discipline"] = "deadline"
    if chance(draw, 4):
        batch = {"up_to": draw(st.integers(2, 3)), "wait_at_most": one_of(draw, ("20 min", "2 h"))}
        stations["picking"]["method"] = {"batch": batch}
    skills = one_of(
        draw,
        (
            {"a": ["picking", "packing", "labeling", "fraud_review"]},
            {"a": ["picking", "fraud_review"], "b": ["packing", "picking"]},
        ),
    )
    span = Span(datetime.fromisoformat(start), 2 * DAY)
    carriers = (
        outside.shipping(draw, span, list(classes), [])["shipping"] if chance(draw, 8) else None
    )
    data: dict[str, Any] = {
        "schema": "fulfillment/1",
        "name": "drawn",
        "clock": {"start": start, "run": "2 d"},
        "demand": {
            "orders_per_day": draw(st.integers(40, 120)),
            "classes": {
                name: {
                    "share": "50 %" if len(classes) == 2 else ("40 %", "30 %", "30 %")[k],
                    "priority": draw(st.integers(0, 2)),
                    "ship_by": one_of(draw, PROMISES),
                }
                for k, name in enumerate(classes)
            },
        },
        "crews": {name: {"skills": mine, "heads": 1} for name, mine in skills.items()},
        "experiment": {"seed": draw(st.integers(0, 2**16))},
        **stations,
    }
    if chance(draw, 5):
        data["payment"] = {"fraud_review": review}
    if carriers is not None:
        data["shipping"] = carriers
    return World(data, FILES)


@settings(max_examples=examples(60))
@given(queues_by_deadline())
def test_who_starts_is_due_first(world: World) -> None:
    one = run(world)
    assert one.is_plain_floor
    assert [text for law in LAWS for text, _ in zip(law(one), range(2), strict=False)] == []
