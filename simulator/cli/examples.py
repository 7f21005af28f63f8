"""An example for the end of each command's help; a test runs every one of them, in this order."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "run": "simulator run small --set shifts.day.heads.pickers=1",
    "validate": "simulator validate small",
    "resolve": "simulator resolve small --set demand.scale=1.2",
    "schema": "simulator schema > scenario.schema.json",
    "reference": "simulator reference crews.pickers.wage",
    "orders": "simulator orders sample_orders.csv",
    "fit": "simulator fit sample_orders.csv --check",
    "explain": "simulator explain small --set demand.scale=2",
    "warmup": "simulator warmup small --replications 2 --length 14d",
    "list": "simulator list",
    "init": "simulator init shop.yaml --question staffing",
    "report": "simulator report reports/small",
    "snapshot": 'simulator snapshot reports/small --at "2026-03-04 10:00"',
    "forecast": "simulator forecast tonight --until 15:00 --replications 2",
    "worth": "simulator worth small --replications 4 --set clock.run=1d --set clock.cool_down=1d",
    "roster": "simulator roster small --templates small_shifts.csv --replications 2 "
    "--check-replications 2",
    "serve": "simulator serve small",
    "results": "simulator results",
    "verify": "simulator verify --quick --only mm1",
    "compare": 'simulator compare small --alternative "one picker: shifts.day.heads.pickers=1"',
    "sweep": "simulator sweep small --vary demand.scale=1,1.5,2 --replications 2",
    "optimize": "simulator optimize small --vary shifts.day.heads.pickers=1..2 --budget 30",
    "bottleneck": "simulator bottleneck small --find 0 --replications 2",
    "stress": "simulator stress small --demand 3x@2026-03-04 --replications 2",
}
"""By command."""


def epilog(name: str) -> str:
    """What stands at the end of a command's help."""
    return f"\b\nExample:\n  {EXAMPLES[name]}" if name in EXAMPLES else ""
