"""What a manifest says of the user's own policies and KPIs, without which nobody can repeat it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.measure.kpis import own_kpis
from simulator.own_functions import OwnFunction
from simulator.scenario import Scenario
from simulator.scenario.policies_used import policies_chosen


def own_told(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """What each own policy is, by its path, and each own KPI by its name; empty without any."""
    policies = {
        chosen.path: {
            "kind": chosen.kind,
            "name": chosen.name,
            **_function(chosen.own.function),
        }
        for scenario in scenarios
        for chosen in policies_chosen(scenario)
        if chosen.own is not None
    }
    kpis = {
        own.kpi.name: {
            "unit": own.kpi.unit,
            "better": own.kpi.better,
            "definition": own.kpi.definition,
            **_function(own.function),
        }
        for own in own_kpis()
    }
    told = {"own_policies": policies, "own_kpis": kpis}
    return {key: found for key, found in told.items() if found}


def _function(own: OwnFunction) -> dict[str, Any]:
    """Source and given values."""
    return {"sha256": own.digest, "source": own.source, "values": own.values}
