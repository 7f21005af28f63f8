"""Claims of customers: what is lost or came damaged is sent again, or paid back.

A parcel that is sent again keeps its number: its work is further visits of it. Its outcome stays
what became of it at first; what became of it in the end stands in its claim.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
import numpy.typing as npt
from simpy import Event

from simulator.engine.instants import Instants
from simulator.model.books import Books
from simulator.model.parcels import Parcels
from simulator.results.claims import ClaimTable
from simulator.results.outcomes import Outcome
from simulator.scenario.scenario import Scenario
from simulator.stages.claims.draws import NOTHING, RESHIP
from simulator.stages.delivery.ways import Roads, carry, drivers_of
from simulator.stages.inventory.process import Inventory
from simulator.units import NEVER
from simulator.workload import Workload


@dataclass
class Claim:
    """A parcel's; moments as in `ClaimTable`, some of them perhaps after the horizon."""

    parcel: int
    damaged: bool
    since: int
    made: int
    reships: bool
    reshipped: int = NEVER
    picked: int = NEVER
    handed_over: int = NEVER
    arrived: int = NEVER
    lost_again: int = NEVER
    refunded: int = NEVER


class Claims:
    """All claims of a replication, by parcel."""

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        workload: Workload,
        books: Books,
        inventory: Inventory | None,
        parcels: Parcels,
    ) -> None:
        self._env, self._scenario, self._workload = env, scenario, workload
        self._books, self._inventory, self._parcels = books, inventory, parcels
        self._drivers = drivers_of(scenario, workload)
        self._roads = roads_again(workload)
        self._columns = workload.added["claims"]
        self._collected = workload.added.get("delivery", {}).get("collected")
        self._of: dict[int, Claim] = {}
        self._coming: list[int] = []

    def follow(self, parcel: int, outcome: Outcome, ended: int) -> None:
        """Note whether a parcel whose way is known will be claimed."""
        order, asked = self._parcels.order(parcel), self._columns
        if outcome == Outcome.LOST:
            damaged, claims, reships = False, bool(asked["lost"][order]), True
        elif outcome == Outcome.RETURNED_TO_SENDER or self._workload.returns[order]:
            return
        else:
            damaged, claims = (
                True,
                self._came_damaged(parcel) and asked["damaged"][order] != NOTHING,
            )
            reships = bool(asked["damaged"][order] == RESHIP)
        if claims:
            made = ended + int(asked["after"][order])
            if damaged and self._collected is not None:
                made += max(int(self._collected[order]), 0)  # who collects it sees it then
            self._of[parcel] = Claim(parcel, damaged, ended, made, reships)
            self._coming.append(parcel)

    def _came_damaged(self, parcel: int) -> bool:
        order, number = self._parcels.order(parcel), self._parcels.number(parcel)
        inside = number == 1 and bool(self._workload.damaged_inside[order])
        row, which = np.array([order]), np.array([number])
        return inside or bool(self._workload.of_parcels("damaged_outside", row, which)[0])

    def coming(self) -> Iterator[int]:
        """The parcels that will be claimed, each told once."""
        coming, self._coming = self._coming, []
        return iter(coming)

    def made(self, parcel: int) -> Event:
        """The event is the claim of the parcel's customer."""
        return self._env.timeout(self._of[parcel].made - self._env.now)

    def answer(self, parcel: int) -> Generator[Event, object, bool]:
        """Whether the parcel is sent again: if that is asked and all of it is in stock."""
        claim = self._of[parcel]
        if not claim.reships:
            self._refund(claim)
            return False
        if self._inventory is not None:
            there = yield self._inventory.anew.reserve(parcel)
            if not there:
                self._refund(claim)
                return False
        claim.reshipped = self._env.now
        return True

    def picked(self, parcel: int) -> None:
        """All of it has left the shelf once more."""
        self._of[parcel].picked = self._env.now

    def hand_over(self, parcels: Sequence[int]) -> list[int]:
        """Those of these parcels that go for the first time; the others are on their way again."""
        gone = [p for p in parcels if p in self._of and self._of[p].reshipped != NEVER]
        if not gone:
            return list(parcels)
        now = self._env.now
        rows = self._parcels.orders_of(np.array(gone, dtype=np.int64))
        ways = carry(self._scenario, self._drivers, self._roads, rows, now)
        damaged = self._columns["damaged_outside"][rows].tolist()
        for parcel, outcome, ended, broken in zip(
            gone, ways.outcome.tolist(), ways.ended.tolist(), damaged, strict=True
        ):
            claim, lost = self._of[parcel], outcome == Outcome.LOST
            claim.handed_over = now
            if lost:
                claim.lost_again = ended
            else:
                claim.arrived = ended
            if (lost or broken) and ended <= self._workload.horizon:
                in_vain = self._env.timeout(ended - now)
                in_vain.callbacks.append(partial(self._paid_back, claim))
        return [parcel for parcel in parcels if parcel not in gone]

    def _paid_back(self, claim: Claim, _: Event) -> None:
        self._refund(claim)

    def _refund(self, claim: Claim) -> None:
        """Pay a parcel back; one that is lost is paid back by its outcome."""
        claim.refunded = self._env.now
        if not claim.damaged:
            return
        order = self._parcels.order(claim.parcel)
        if not self._parcels.is_split(order) or self._inventory is None:
            self._books.refund(order)
        else:
            lines = self._inventory.lines.in_hand(claim.parcel)
            self._books.refunded[order] += sum(map(self._workload.value_of, lines))

    def open_orders(self) -> list[int]:
        """The orders of parcels that are or will be claimed, and neither came nor are paid back."""
        now = self._env.now
        return [
            self._parcels.order(claim.parcel)
            for claim in self._of.values()
            if claim.refunded == NEVER and not NEVER < claim.arrived <= now
        ]

    def table(self, row_of: npt.NDArray[np.int64]) -> ClaimTable:
        """All claims of parcels whose first way is over by now."""
        now = self._env.now
        rows = sorted(
            (claim for claim in self._of.values() if claim.since <= now),
            key=lambda claim: (claim.since, row_of[claim.parcel]),
        )
        columns = {
            field.name: np.array([getattr(claim, field.name) for claim in rows], dtype=np.int64)
            for field in fields(ClaimTable)
        }
        for name, column in columns.items():
            if name not in ("parcel", "damaged"):
                column[column > now] = NEVER
        damaged = columns.pop("damaged").astype(np.bool_)
        parcel = row_of[columns.pop("parcel")]
        return ClaimTable(parcel=parcel, damaged=damaged, **columns)


def roads_again(workload: Workload) -> Roads:
    """The ways of what is sent again, by order; its customer waits for it and takes it at once."""
    columns = workload.added["claims"]
    return Roads(
        columns["transit_days"].astype(np.int16),
        columns["transit"].astype(np.int64),
        columns["lost_again"].astype(np.bool_),
        np.zeros_like(workload.attempt_fails),
        columns["attempt_time"].astype(np.int64),
    )
