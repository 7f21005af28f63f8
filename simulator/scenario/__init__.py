"""What we ask: scenario files, and one module a section."""

from simulator.scenario.reading import (
    Loaded,
    Mistake,
    Place,
    ScenarioError,
    check_variants,
    json_schema,
    load,
    loads,
    minimal,
    mistake_at,
    resolve,
    scenario_hash,
    shipped,
    starter,
)
from simulator.scenario.scenario import Scenario

__all__ = [
    "Loaded",
    "Mistake",
    "Place",
    "Scenario",
    "ScenarioError",
    "check_variants",
    "json_schema",
    "load",
    "loads",
    "minimal",
    "mistake_at",
    "resolve",
    "scenario_hash",
    "shipped",
    "starter",
]
