"""What has happened before a simulation begins, as its parts are told it.

A simulation may begin with work in its house. That work lives its past again, up to the moment at
which the simulation begins: what is on record of it happens when it did, nothing else starts, and
whoever was busy then with something that is not there any more is not asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from simulator.units import NEVER

NOBODY = -1
Part = tuple[int, int]
"""Number of a pick tour and a zone, in which a part of it is picked."""
Worked = tuple[int, int, int]
"""A stretch of work that is over: when it began and ended, and the index of the crew."""


@dataclass(frozen=True)
class Begun:
    """How work that has begun stands at the moment at which the simulation begins.

    It goes on `since` a moment and will be finished at `ends`, done by the team of its crew that
    `came` at a moment, at a machine of a number; or it waits: then `ends` is NEVER and `left` are
    milliseconds at the speed `pace`, to be done `ahead` of all others or at its place. `worked` are
    its stretches before.
    """

    since: int = NEVER
    ends: int = NEVER
    came: int = NEVER
    machine: int = -1
    left: int = 0
    pace: float = 1.0
    ahead: bool = False
    worked: tuple[Worked, ...] = ()


@dataclass(frozen=True)
class Told:
    """A visit to a station that has begun; `ended` is NEVER while it lasts.

    `crew` is the index of the crew that began it. `left` is the work left of it at the moment at
    which the simulation begins, in milliseconds at speed 1; NEVER where that is not known. `begun`
    is known of our own runs.
    """

    began: int
    ended: int = NEVER
    crew: int = NOBODY
    left: int = NEVER
    begun: Begun | None = None


@dataclass(frozen=True)
class Machine:
    """A machine that fails by use: (failed, repaired) each time, and the use left to it now.

    A repair may end later. While the machine works, the use left is that of when it began.
    """

    failures: tuple[tuple[int, int], ...] = ()
    use_left: int = 0


@dataclass(frozen=True)
class StaffPast:
    """Who came when called and who stayed on, up to and including `until`; crews by index.

    `calls` are (came, left) of a crew on call, `arrivals` when it comes that is called now, or came
    that is still wanted. `stayed` has by (crew, shift, begin) of a stint until when its people
    stayed past its end. NEVER: they are still there.
    """

    until: int
    calls: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    arrivals: Mapping[int, int] = field(default_factory=dict)
    stayed: Mapping[tuple[int, str, int], int] = field(default_factory=dict)

    def is_there(self, crew: int, now: int) -> bool:
        """Whether a crew on call is at work."""
        return any(
            came <= now and (left == NEVER or now < left) for came, left in self.calls.get(crew, ())
        )

    def stays(self, crew: int, shift: str, begin: int, now: int) -> bool:
        """Whether the people of a stint that is over stay on."""
        until = self.stayed.get((crew, shift, begin))
        return until is not None and (until == NEVER or until > now)


class Past(Protocol):
    """What is on record up to and including the moment `until`."""

    until: int

    def told(self, activity: str, parcel: int, visit: int, part: Part | None) -> Told | None:
        """A visit, or a zone's part of a tour, that has begun by then.

        None where it waits, or nothing is known of it.
        """
        ...

    def left(self, parcel: int) -> int | None:
        """When a parcel was handed over; None where it had not been."""
        ...
