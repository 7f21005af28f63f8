"""Every key of the schema, and every word that may be written for one, is drawn by the generator.

A feature that no scenario has is tried by no law. Nothing is simulated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from simulator.scenario.layout import ROOT, Kind, choices, keys_of
from tests.laws.profiles import INDEPENDENT
from tests.laws.scenarios import World, scenarios

A_PART, PARTS = 100, 8
"""Scenarios are drawn until nothing is missing, at most four times as many as the laws are tried on
in CI; of three sequences tried, none needed more than 200."""

NOT_DRAWN = {
    "title": "told in reports, no part of the model",
    "question": "told in reports, no part of the model",
    **dict.fromkeys(
        (
            *("state", "state.at", "state.orders", "state.lines", "state.history", "state.stock"),
            "state.record",
            *(
                "state.next_order",
                "state.next_tour",
                "state.on_order",
                "state.people",
                "state.columns",
                "state.stages",
            ),
        ),
        "cut out of drawn worlds' own runs, and told in drawn ways, in test_stated.py",
    ),
    "state.time_format": "how a shop writes its dates: by hand, in test_state_dates.py",
    **dict.fromkeys(
        (
            *("demand.forecast", "demand.forecast.file", "demand.forecast.covers"),
            *("demand.forecast.error", "demand.forecast.correlation"),
            "demand.forecast.columns",
            "demand.forecast.time_format",
        ),
        "drawn with worlds of their own, in test_forecasts.py",
    ),
    **dict.fromkeys(
        (
            *("cancellation", "cancellation.share", "cancellation.after"),
            *("cancellation.backorder_patience", "cancellation.put_back"),
        ),
        "put into drawn worlds in test_cancellations.py",
    ),
    **dict.fromkeys(
        ("promise.backlog", "promise.backlog.orders_a_day", "promise.backlog.hours"),
        "put into drawn worlds in test_backlogs.py",
    ),
    **dict.fromkeys(
        (
            *("claims", "claims.after", "claims.lost_reshipped"),
            *("claims.damaged_reshipped", "claims.damaged_refunded"),
        ),
        "put into drawn worlds in test_claims.py",
    ),
    **dict.fromkeys(
        (
            *("shipping.carriers.*.scans", "shipping.carriers.*.scans.*.name"),
            *("shipping.carriers.*.scans.*.at", "shipping.carriers.*.scans.*.missed"),
            *("notification.delay_notice", "notification.delay_notice.held_up"),
            "notification.delay_notice.before_promise",
        ),
        "put into drawn worlds in test_tracking.py",
    ),
    "delivery.by_box": "put into drawn worlds in test_by_box.py",
    **dict.fromkeys(
        (
            *("delivery.points", "delivery.points.share", "delivery.points.by_class"),
            *("delivery.points.collected", "delivery.points.kept", "delivery.points.back"),
            *("delivery.points.reminded", "delivery.points.cost"),
        ),
        "put into drawn worlds in test_points.py",
    ),
}
"""Keys that need not be drawn, and why."""

FORMS = {"shipping.carriers.*.services.*.transit=by_promise"}
"""Ways to write a value that no word tells, and that a world has to have all the same."""


def offered(kind: Kind, above: str = "") -> Iterator[str]:
    """The path of every key of the schema, and of every word that it may hold: `path=word`."""
    if kind.shape == "value":
        return
    for key in kind.keys or ("*",):
        path = f"{above}.{key}".removeprefix(".")
        held = kind.step(key)
        assert held is not None
        if kind.shape == "section":
            yield path
        if held.field is not None:
            yield from (f"{path}={word}" for word in choices(held.field))
        yield from offered(held, path)


def written(kind: Kind | None, value: Any, above: str = "") -> Iterator[str]:
    """The same of what a scenario has; a word that is the default is there where nothing is."""
    if kind is None or not isinstance(value, dict | list):
        return
    items = value.items() if isinstance(value, dict) else ((str(k), v) for k, v in enumerate(value))
    for key, held in items:
        path = f"{above}.{key if kind.shape == 'section' else '*'}".removeprefix(".")
        if kind.shape == "section":
            yield path
            for word in held if isinstance(held, list | dict) else [held]:
                yield f"{path}={word}"
        yield from written(kind.step(key), held, path)
    if kind.shape == "section" and kind.section is not None:
        for key in set(keys_of(kind.section)) - set(value):
            field = kind.step(key).field  # type: ignore[union-attr]
            yield f"{above}.{key}={field.default}".removeprefix(".")  # type: ignore[union-attr]


@pytest.mark.slow
def test_every_key_and_every_word_is_drawn() -> None:
    every = set(offered(ROOT)) | FORMS
    assert {"crews.*.on_call.stay", "packing.discipline=deadline"} <= every
    never = every
    for part in range(PARTS):
        never -= drawn(part)
        if never == set(NOT_DRAWN):
            break
    assert never == set(NOT_DRAWN)


def drawn(part: int) -> set[str]:
    """What the scenarios of one part have, the same every time."""
    found: set[str] = set()

    @seed(part)
    @settings(
        max_examples=A_PART,
        backend=INDEPENDENT,
        derandomize=False,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def draw(world: World) -> None:
        found.update(written(ROOT, world.data))

    draw()
    return found


def test_a_key_that_no_scenario_has_is_seen() -> None:
    data = {"clock": {"start": "2026-03-02"}, "shifts": {"early": {"end_of_shift": "interrupt"}}}
    found = set(written(ROOT, data))
    assert {"clock.start", "shifts.*.end_of_shift=interrupt"} <= found
    assert {"clock.run", "shifts.*.end_of_shift=finish", "shifts.*.overtime"} <= (
        set(offered(ROOT)) - found
    )
