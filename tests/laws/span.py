"""The simulated time of a scenario, and moments in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.laws.drawing import MINUTE, Draw

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Span:
    """Begins at `start`, lasts `length` milliseconds."""

    start: datetime
    length: int

    def moment(self, draw: Draw) -> datetime:
        """A whole minute within it."""
        minutes = draw(st.integers(0, self.length // MINUTE - 1))
        return self.start + timedelta(minutes=minutes)
