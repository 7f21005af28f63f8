"""What has happened before a simulation begins, as its parts are told it.

A simulation may begin with work in its house. That work lives its past again, up to the moment at
which the simulation begins: what is on record of it happens when it did, nothing else starts, and
whoever was busy then with something that is not there any more is not asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from simulator.units import NEVER

NOBODY = -1


@dataclass(frozen=True)
class Told:
    """A visit to a station that has begun; `ended` is NEVER while it lasts.

    `crew` is the index of the crew that began it. `left` is the work left of it at the moment at
    which the simulation begins, in milliseconds at speed 1; NEVER where that is not known.
    """

    began: int
    ended: int = NEVER
    crew: int = NOBODY
    left: int = NEVER


class Past(Protocol):
    """What is on record up to and including the moment `until`."""

    until: int

    def told(self, activity: str, parcel: int, visit: int) -> Told | None:
        """A visit that has begun by then; None where it waits, or nothing is known of it."""
        ...

    def left(self, parcel: int) -> int | None:
        """When a parcel was handed over; None where it had not been."""
        ...
