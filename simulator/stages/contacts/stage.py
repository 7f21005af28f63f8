"""The stage 'contacts'."""

from __future__ import annotations

from simulator.stages.stage import Stage, Station

CONTACTS = Stage(
    "contacts",
    happens=(
        "Some customers contact the shop: with a question, because their order is late, lost, "
        "damaged or wrong, canceled by the house, or because their payment failed. A contact has "
        "a price, or waits for a crew of its own that answers."
    ),
    off="No customer contacts the shop, and nothing is said of satisfied ones.",
    stations=(Station("contacts", "contacts"),),
    beside=True,
    times=(
        ("answering a contact", ("contacts.time",)),
        ("until a customer contacts the shop", ("contacts.after",)),
    ),
    rules=("contacts.per_order", "contacts.late", "contacts.cost"),
)
