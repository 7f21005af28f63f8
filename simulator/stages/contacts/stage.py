"""The stage 'contacts'."""

from __future__ import annotations

from simulator.stages.stage import Stage

CONTACTS = Stage(
    "contacts",
    happens=(
        "Some customers contact the shop: with a question, because their order is late, lost, "
        "damaged or wrong, canceled by the house, or because their payment failed. Each contact "
        "has its price."
    ),
    off="No customer contacts the shop, and nothing is said of satisfied ones.",
    times=(("until a customer contacts the shop", ("contacts.after",)),),
    rules=("contacts.per_order", "contacts.late", "contacts.cost"),
)
