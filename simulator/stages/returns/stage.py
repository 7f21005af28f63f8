"""The stage 'returns'."""

from __future__ import annotations

from simulator.stages.stage import Stage, Station

RETURNS = Stage(
    "returns",
    happens=(
        "A share of the delivered orders comes back after a while, is inspected, refunded, and "
        "restocked or scrapped."
    ),
    off="Nothing that is delivered comes back.",
    activities=(
        "returns",
        "inspection",
    ),
    stations=(Station("inspection", "returns"),),
    on_the_floor=True,
    times=(
        ("return", ("returns.after",)),
        ("road back", ("returns.transit",)),
        ("inspection", ("returns.inspection",)),
    ),
    rules=("returns.window",),
    nodes=("inspect",),
)
