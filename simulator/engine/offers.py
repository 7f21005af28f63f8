"""What a station asks of batches that form when somebody is free."""

from __future__ import annotations

from typing import Protocol


class Offers(Protocol):
    """Batches that form when somebody is free to begin them."""

    def offer(self) -> None:
        """Put what could begin now into the queue."""

    def note_started(self) -> None:
        """A task has been started, perhaps one on offer."""

    def withdraw(self) -> None:
        """Nobody can start any more."""

    def waiting_work(self) -> int:
        """Milliseconds of work that are not in the queue."""
