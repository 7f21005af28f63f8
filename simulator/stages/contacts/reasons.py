"""Why customers contact the shop; pure words."""

from __future__ import annotations

from collections.abc import Mapping

QUESTION, LATE = "question", "late"
REASONS: Mapping[str, tuple[str, str]] = {
    QUESTION: ("question", "with a question, whatever becomes of the order"),
    LATE: ("late", "because the order is late for its promised delivery"),
    "damaged": ("damaged", "because what was delivered is damaged"),
    "wrong_items": ("wrong items", "because what was delivered are the wrong items"),
    "lost": ("lost", "because the order is lost"),
    "canceled": ("canceled by the house", "because the house canceled the order"),
    "payment_failed": ("payment failed", "because the payment was refused or got no answer"),
}
"""What each is called, and why it is; in this order where they come at one moment."""
ENDS = tuple(name for name in REASONS if name not in (QUESTION, LATE))
"""Those for which an order has ended in some way."""
