"""What a manifest says of the user's own policies and KPIs, without which nobody can repeat it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.measure.figures import Kpi
from simulator.measure.kpis import OwnKpi, own_kpis
from simulator.measure.own_kpis import OWN
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
    return {key: each for key, each in told.items() if each}


def kpis_told(manifest: Mapping[str, Any]) -> tuple[OwnKpi, ...]:
    """The own KPIs of a manifest, enough to report what was measured; none of them can be run."""
    return tuple(
        OwnKpi(
            Kpi(name, told["unit"], OWN, told["definition"], told["better"]),
            OwnFunction(name, told["source"]),
        )
        for name, told in manifest.get("own_kpis", {}).items()
    )


def _function(own: OwnFunction) -> dict[str, Any]:
    """Source and given values."""
    return {"sha256": own.digest, "source": own.source, "values": own.values}
