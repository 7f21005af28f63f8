"""The stage 'receiving'."""

from __future__ import annotations

from simulator.stages.stage import Stage, Station

RECEIVING = Stage(
    "receiving",
    happens=(
        "Suppliers' trucks come by appointment, wait in the yard for a dock door and are unloaded "
        "pallet by pallet. Pallets are checked, where that is on, and put away, by crews that may "
        "do other work too. What is reordered rides on the next truck of its supplier."
    ),
    off="What is reordered is on its shelf when it comes, and nobody is asked for it.",
    activities=("unloading", "checking", "put_away"),
    stations=(
        Station("unloading", "receiving.unloading"),
        Station("checking", "receiving.checking"),
        Station("put_away", "receiving.put_away"),
    ),
    inbound=True,
    times=(
        ("unloading", ("receiving.unloading.per_pallet", "receiving.unloading.per_case")),
        ("checking", ("receiving.checking.per_pallet", "receiving.checking.per_case")),
        ("put-away", ("receiving.put_away.per_pallet", "receiving.put_away.per_case")),
    ),
    rules=("receiving.sellable", "receiving.priority"),
    chart=(
        "trucks[Suppliers' trucks<br>by appointment] --> yard{A dock door<br>is free?}",
        "yard -->|waits in the yard| yard",
        "yard --> unload[Unloading] --> check[Checking] --> away[Put-away]",
        "away -.->|on the shelf| reserve",
    ),
)
