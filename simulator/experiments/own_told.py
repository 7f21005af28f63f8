"""What a manifest says of the user's own policies: without them the run cannot be repeated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.scenario import Scenario
from simulator.scenario.policies_used import policies_chosen


def own_told(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """What each own policy is, by its path, with source and given values; empty without any."""
    told = {
        chosen.path: {
            "kind": chosen.kind,
            "name": chosen.name,
            "sha256": chosen.own.function.digest,
            "source": chosen.own.function.source,
            "values": chosen.own.function.values,
        }
        for scenario in scenarios
        for chosen in policies_chosen(scenario)
        if chosen.own is not None
    }
    return {"own_policies": told} if told else {}
