"""Which service of which carrier takes an order. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Offer(NamedTuple):
    """A service that serves the order's class; numbers are in the scenario's order, from 0."""

    service: int
    carrier: int
    cost: int  # cents a parcel; of all its boxes where one of the services has a rate card
    transit: int  # milliseconds to the order's region, the mean; a working day is a day


ServiceChoice = Callable[[Sequence[Offer], Offer, int, int], Offer]
"""(offers, the one that was drawn by share, class of the order, its region) -> which one takes it;
class and region by their numbers."""


def by_share(choices: Sequence[Offer], drawn: Offer, order_class: int, region: int) -> Offer:
    """At random, by the shares of the services."""
    return drawn


def cheapest(choices: Sequence[Offer], drawn: Offer, order_class: int, region: int) -> Offer:
    """The lowest cost; of equals the fastest, then the first."""
    return min(choices, key=lambda offer: (offer.cost, offer.transit))


def fastest(choices: Sequence[Offer], drawn: Offer, order_class: int, region: int) -> Offer:
    """The shortest mean transit to the order's region; of equals the cheapest, then the first."""
    return min(choices, key=lambda offer: (offer.transit, offer.cost))


SERVICE_CHOICES: dict[str, ServiceChoice] = {
    "by share": by_share,
    "cheapest": cheapest,
    "fastest": fastest,
}
