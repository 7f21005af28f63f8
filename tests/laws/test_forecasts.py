"""Drawn worlds with a demand forecast: every law holds, and other dates stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, seed, settings

from simulator.scenario.layout import ROOT
from simulator.workload.sampling import sample
from tests.laws.forecasts import forecast_worlds
from tests.laws.laws import broken
from tests.laws.laws_of_demand import forecast_dates
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import Run, load, run
from tests.laws.scenarios import World
from tests.laws.test_drawn import offered, written
from tests.laws.test_laws import MODULES

KEYS: set[str] = set()
"""Keys of a forecast that were drawn."""


def other_dates(tried: Run, world: World) -> tuple[list[int], list[int]]:
    """Who comes on dates that the forecast does not tell, with it and without it."""
    told, _ = forecast_dates(tried)
    demand = {key: value for key, value in world.data["demand"].items() if key != "forecast"}
    before = sample(load(replace(world, data=world.data | {"demand": demand})).scenario, 0)
    who = []
    for work in (tried.workload, before):
        days = [
            (tried.start + timedelta(milliseconds=moment)).date().toordinal()
            for moment in work.created.tolist()
        ]
        who.append(
            sorted(
                int(each) for each, day in zip(work.identity, days, strict=True) if day not in told
            )
        )
    return who[0], who[1]


@seed(15)
@settings(
    max_examples=examples(15),
    backend=INDEPENDENT,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(forecast_worlds())
def test_every_law_holds_with_a_forecast(world: World) -> None:
    assert MODULES  # which register the laws
    tried = run(world)
    found = broken(tried)
    told = "\n".join(f"{law}: {text}" for law, texts in found.items() for text in texts)
    assert not found, f"broken: {', '.join(found)}\n{told}"
    with_it, without = other_dates(tried, world)
    assert with_it == without
    KEYS.update(written(ROOT, world.data))


def test_every_key_of_a_forecast_is_drawn() -> None:
    """Of those that the law has met; run by itself there are none to look at."""
    if KEYS:
        keys = {key for key in offered(ROOT) if key.startswith("demand.forecast")}
        assert {key for key in keys if "=" not in key} <= KEYS
