"""The stage 'packing'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage, Station

PACKING = Stage(
    "packing",
    happens=(
        "Orders queue for packers, and for benches where these are counted. Some orders are "
        "checked; a mispick that is found is picked and packed again."
    ),
    off="Orders pass at once.",
    activities=("packing",),
    stations=(Station("packing", "packing", "packing benches", "stations.count"),),
    causes=(
        Cause(
            "packing",
            "being packed",
            spoken="packing itself",
        ),
    ),
    on_the_floor=True,
    times=(
        ("packing", ("packing.time.setup", "packing.time.per_unit", "packing.time.cv")),
        ("quality check", ("packing.quality_check.time",)),
    ),
    rules=("packing.quality_check.recheck",),
    nodes=("pack",),
    chart=("pack[Packing and<br>quality check] --> {next}", "pack -->|mispick found| pick"),
)
