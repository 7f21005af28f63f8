"""The journey of an order as a Mermaid chart, in docs/journey.md and in every model document."""

from __future__ import annotations

from collections.abc import Collection

from simulator.stages import STAGES

_AROUND = """\
flowchart TD
    cart[Cart] -->|customer leaves| abandoned([abandoned])
    cart --> placed[Order placed]
    placed --> reserve{Inventory check<br>and reservation}
    reserve -->|too little stock, no backorders| out([out of stock])
    reserve --> pay{Payment:<br>attempts, retries}
    pay -->|refused for good| declined([declined])
    pay -->|never an answer| failed([payment failed])
    pay --> confirm[Confirmation e-mail<br>and notice to the seller]
    confirm -.->|canceled<br>before packing| called_off([called off])
    pay --> suspect{Suspicious?}
    suspect -->|fraud review| rejected([rejected])
    suspect --> short{Everything<br>in stock?}
    short -->|waited too long| expired([expired])
    short -->|what is there goes ahead,<br>the rest follows| {floor}
    short -->|once all is there| {floor}
{on_the_floor}
    dock[Dock: waits for<br>the carrier's pick-up] -->|capacity reached:<br>next pick-up| dock
    dock --> transit[Transit with tracking]
    transit --> lost([lost])
    transit --> attempt{Delivery attempt}
    attempt -->|nobody there| attempt
    attempt -->|no attempt left| sender([returned to sender])
    attempt --> delivered([delivered])
    delivered -.->|some come back| inspect[Inspection,<br>restock or scrap]
    sender -.-> inspect
    inspect -.->|back on the shelf| reserve
"""

"""Before and behind the floor; what is on it draws itself."""

NODES = {stage.name: stage.nodes for stage in STAGES} | {
    "payment.fraud_review": ("suspect", "rejected")
}
"""What in the chart is of a section, and passed at once where that is off."""


def _whole() -> str:
    """The chart of all stages; those on the way to the dock one after the other."""
    floor = [stage for stage in STAGES if stage.chart and not stage.inbound]
    following = [stage.nodes[0] for stage in floor[1:]] + ["dock"]
    lines = [
        "    " + line.replace("{next}", after)
        for stage, after in zip(floor, following, strict=True)
        for line in stage.chart
    ]
    first = floor[0].nodes[0]
    return _AROUND.replace("{floor}", first).replace("{on_the_floor}", "\n".join(lines))


FLOW = _whole()


def flow_chart(off: Collection[str] = ()) -> str:
    """The chart, with the nodes of sections that are off dashed."""
    inbound = [stage for stage in STAGES if stage.inbound and stage.name not in off]
    chart = FLOW + "".join(f"    {line}\n" for stage in inbound for line in stage.chart)
    nodes = [node for section, each in NODES.items() if section in off for node in each]
    if not nodes:
        return chart
    style = "    classDef absent stroke-dasharray: 4 4,opacity: 0.4\n"
    return f"{chart}{style}    class {','.join(nodes)} absent\n"
