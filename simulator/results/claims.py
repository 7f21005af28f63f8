"""What became of lost and damaged parcels, a row for each that somebody claims."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ClaimTable:
    """A row per parcel that is lost and to be sent again, or came damaged and is claimed.

    In order of (since, parcel). NEVER: it has not happened by the horizon. A parcel that is not
    sent again, or is lost or comes damaged once more, is paid back.
    """

    parcel: npt.NDArray[np.int64]  # its row in the parcel table
    damaged: Flags  # it came damaged; otherwise it is lost
    since: Milliseconds  # found lost, or came damaged
    made: Milliseconds  # the customer claims it
    reshipped: Milliseconds  # there is stock: it goes to the floor again
    picked: Milliseconds  # its units have left the shelf once more
    handed_over: Milliseconds  # to the carrier, once more
    arrived: Milliseconds  # with its customer, whole or not
    lost_again: Milliseconds
    refunded: Milliseconds

    @property
    def whole(self) -> Flags:
        """Those whose replacement came and was not damaged."""
        flags: Flags = (self.arrived != NEVER) & (self.refunded == NEVER)
        return flags

    @property
    def is_open(self) -> Flags:
        """Those that are neither replaced nor paid back."""
        flags: Flags = (self.arrived == NEVER) & (self.refunded == NEVER)
        return flags


def keeps_its_money(claims: ClaimTable | None, parcels: int) -> Flags:
    """(parcels,) Lost ones that are not paid back: they are, or may be, sent again."""
    flags = np.zeros(parcels, dtype=np.bool_)
    if claims is not None:
        flags[claims.parcel[~claims.damaged & (claims.refunded == NEVER)]] = True
    return flags
