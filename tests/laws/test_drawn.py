"""Every key of the schema, and every word that may be written for one, is drawn by the generator.

A feature that no scenario has is tried by no law. Nothing is simulated here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from simulator.scenario.layout import ROOT, Kind, choices, keys_of
from tests.laws.scenarios import World, scenarios

DRAWS = 2400
"""Six times as many scenarios as the laws are tried on in CI: Hypothesis draws many that are alike
one after another, so that a word that one in seventy should have may be missing in 800."""

NOT_DRAWN = {
    "title": "told in reports, no part of the model",
    "question": "told in reports, no part of the model",
}
"""Keys that need not be drawn, and why."""


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
    drawn: Counter[str] = Counter()

    @settings(
        max_examples=DRAWS,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def draw(world: World) -> None:
        drawn.update(set(written(ROOT, world.data)))

    draw()
    every = set(offered(ROOT))
    assert {"crews.*.on_call.stay", "packing.discipline=deadline"} <= every
    never = {path for path in every if not drawn[path]}
    assert never == set(NOT_DRAWN)


def test_a_key_that_no_scenario_has_is_seen() -> None:
    data = {"clock": {"start": "2026-03-02"}, "shifts": {"early": {"end_of_shift": "interrupt"}}}
    found = set(written(ROOT, data))
    assert {"clock.start", "shifts.*.end_of_shift=interrupt"} <= found
    assert {"clock.run", "shifts.*.end_of_shift=finish", "shifts.*.overtime"} <= (
        set(offered(ROOT)) - found
    )
