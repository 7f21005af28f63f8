"""The stage 'returns'."""

from __future__ import annotations

from simulator.stages.stage import Stage, Station

RETURNS = Stage(
    "returns",
    happens=(
        "A share of the delivered orders comes back after a while, whole or in part, is inspected, "
        "refunded, and restocked, refurbished or scrapped."
    ),
    off="Nothing that is delivered comes back.",
    activities=(
        "returns",
        "inspection",
        "refurbishing",
    ),
    stations=(
        Station("inspection", "returns"),
        Station("refurbishing", "returns.refurbishing", all=False),
    ),
    on_the_floor=True,
    times=(
        ("return", ("returns.after",)),
        ("road back", ("returns.transit",)),
        ("inspection", ("returns.inspection",)),
        ("refurbishing of a unit", ("returns.refurbishing.time",)),
        ("refund", ("returns.refund.delay",)),
    ),
    rules=("returns.window", "returns.refund.after"),
    nodes=("inspect",),
)
