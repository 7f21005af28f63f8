"""When staff on call is called, comes, stays and goes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from simulator.engine.rosters import Stint
from simulator.engine.section_crews import OnCall


class Agency:
    """One crew on call; `windows` are when it can work, in time order and apart."""

    def __init__(self, section: OnCall, windows: Sequence[Stint]) -> None:
        self.above = section.backlog_above
        self.judged_every = section.judged_every
        self.windows = windows
        self._lead_time = section.lead_time
        self._stay = section.stay
        self._begins = [window.begin for window in windows]
        self._arrival: int | None = None

    def judge(self, now: int, above: bool) -> int | None:
        """Call it or send it home; if it is called now, the moment of its arrival."""
        if self._arrival is None:
            self._arrival = self._first_open(now + self._lead_time) if above else None
            return self._arrival
        if not above and now >= self._arrival + self._stay:
            self._arrival = None
        return None

    def window(self, now: int) -> Stint | None:
        """The window in which it works now; None while nobody is there."""
        if self._arrival is None or now < self._arrival:
            return None
        return self.open_at(now)

    def is_called(self, arrival: int) -> None:
        """It was called in the past, to come at this moment."""
        self._arrival = arrival

    @property
    def arrival(self) -> int | None:
        """When it comes, or came, for which it is still wanted; None while it is not called."""
        return self._arrival

    def open_at(self, now: int) -> Stint | None:
        """The window that is open."""
        place = bisect_right(self._begins, now) - 1
        if place < 0 or now >= self.windows[place].end:
            return None
        return self.windows[place]

    def _first_open(self, moment: int) -> int | None:
        if self.open_at(moment) is not None:
            return moment
        place = bisect_right(self._begins, moment)
        return self._begins[place] if place < len(self._begins) else None
