"""The journey of an order as a Mermaid chart, in docs/journey.md and in every model document."""

from __future__ import annotations

from collections.abc import Collection

FLOW = """\
flowchart TD
    cart[Cart] -->|customer leaves| abandoned([abandoned])
    cart --> placed[Order placed]
    placed --> reserve{Inventory check<br>and reservation}
    reserve -->|too little stock, no backorders| out([out of stock])
    reserve --> pay{Payment:<br>attempts, retries}
    pay -->|refused for good| declined([declined])
    pay -->|never an answer| failed([payment failed])
    pay --> confirm[Confirmation e-mail<br>and notice to the seller]
    pay --> suspect{Suspicious?}
    suspect -->|fraud review| rejected([rejected])
    suspect --> short{Everything<br>in stock?}
    short -->|waited too long| expired([expired])
    short -->|what is there goes ahead,<br>the rest follows| pick
    short -->|once all is there| pick[Picking: one by one,<br>in batches, waves or zones]
    pick -->|not on the shelf: later,<br>or in a second parcel| pick
    pick --> pack[Packing and<br>quality check]
    pack -->|mispick found| pick
    pack --> label[Shipping label]
    label --> dock[Dock: waits for<br>the carrier's pick-up]
    dock -->|capacity reached:<br>next pick-up| dock
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

NODES = {
    "checkout": ("cart", "abandoned"),
    "inventory": ("reserve", "out", "short", "expired"),
    "payment": ("pay", "declined", "failed"),
    "payment.fraud_review": ("suspect", "rejected"),
    "notification": ("confirm",),
    "picking": ("pick",),
    "packing": ("pack",),
    "labeling": ("label",),
    "shipping": ("dock", "transit", "lost"),
    "delivery": ("attempt", "sender"),
    "returns": ("inspect",),
}
"""What in the chart is of a section, and passed at once where that is off."""


def flow_chart(off: Collection[str] = ()) -> str:
    """The chart, with the nodes of sections that are off dashed."""
    nodes = [node for section, found in NODES.items() if section in off for node in found]
    if not nodes:
        return FLOW
    style = "    classDef absent stroke-dasharray: 4 4,opacity: 0.4\n"
    return f"{FLOW}{style}    class {','.join(nodes)} absent\n"
