"""Contacts: how many customers contact the shop, why, and what it costs."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import (
    DurationDistribution,
    Money,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class LateContacts(Section):
    """So late for its promised delivery, this share of all customers has contacted the shop."""

    by: PositiveDuration = Field(
        description="Late by this much or more; the contact comes when the order is so late.",
        examples=["1 d", "4 d"],
    )
    share: Share = Field(
        description="Customers who have contacted the shop by then, those of earlier bands among "
        "them.",
        examples=["9 %", "20 %"],
    )


class Contacts(Section):
    """Customers who contact the shop, each at most once for each reason.

    A contact is counted, has its price and stands in the event log. Crews whose only skill is
    contacts answer them one by one, first come, first served, while they are there; without one
    they are answered at once.
    """

    per_order: Share = preset(
        "5 %",
        description="Paid orders about which there is a question, whatever becomes of them "
        "(Gorgias: 6.7 contacts of any kind per 100 orders, of which 16-18 % ask where it is).",
    )
    late: tuple[LateContacts, ...] = Field(
        default=(
            {"by": "1 d", "share": "9 %"},
            {"by": "4 d", "share": "20 %"},
            {"by": "8 d", "share": "26 %"},
        ),
        validate_default=True,
        description="Orders late for their promised delivery, by how late they are (Olist, 95,830 "
        "reviews: comments above those of orders in time, which stand for contacts: +9 % at 1-3 "
        "days, +20 % at 4-7, +26 % later).",
        examples=[
            [{"by": "1 d", "share": "9 %"}, {"by": "4 d", "share": "20 %"}],
            [{"by": "1 min", "share": "100 %"}],
            [],
        ],
    )
    damaged: Share = preset(
        "80 %", description="Of delivered orders with something damaged (assumption)."
    )
    wrong_items: Share = preset(
        "80 %", description="Of delivered orders with the wrong items (assumption)."
    )
    lost: Share = preset("90 %", description="Of orders lost by the carrier (assumption).")
    canceled: Share = preset(
        "20 %", description="Of orders that the house canceled, for want of stock say (assumption)."
    )
    payment_failed: Share = preset(
        "10 %", description="Of orders whose payment was refused or got no answer (assumption)."
    )
    after: DurationDistribution = preset(
        {"exponential": {"mean": "1 d"}},
        description="From what it is about to the contact: of a question from the payment, else "
        "from the delivery or the end of the order; not for late orders (assumption: 1 d).",
    )
    time: DurationDistribution = preset(
        {"lognormal": {"mean": "6 min", "cv": 0.8}},
        description="Answering a contact, where a crew has the skill contacts (assumption: mean "
        "6 min).",
    )
    cost: Money = Field(
        default=0,
        validate_default=True,
        description="A contact, besides the wages of a crew (assumption: 0; ContactBabel, US, "
        "about 2017: e-mail 4.42, call 5.25, chat 3.82 USD).",
        examples=["4.42 USD", "0 USD"],
    )
