"""Who is at work when: stints as they are planned, and heads over time as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Backlog:
    """A threshold: more than `orders` that wait, or more than `work` milliseconds of service."""

    orders: int | None = None
    work: int | None = None


@dataclass(frozen=True)
class Overtime:
    """The heads of a stint stay on while more than `above` waits: by steps, `up_to` in all."""

    above: Backlog
    up_to: int
    step: int


@dataclass(frozen=True)
class Pause:
    """Some of the heads of a stint pause."""

    begin: int
    end: int
    heads: int
    begun_work: str = "finish"
    paid: bool = True
    stops_first: str = "last begun"


@dataclass(frozen=True)
class Stint:
    """One shift of one crew on one day: `heads` scheduled from `begin` until `end`.

    All its pauses are paid, or none is. `shift` is empty for heads that are in no shift: those of
    every hour, and those on call.
    """

    begin: int
    end: int
    heads: int
    absent: int = 0
    pauses: tuple[Pause, ...] = ()
    begun_work: str = "finish"
    overtime: Overtime | None = None
    shift: str = ""

    @property
    def present(self) -> int:
        """Those who came."""
        return self.heads - self.absent

    @cached_property
    def pays_pauses(self) -> bool:
        """Who works into a pause is paid by it already."""
        return all(pause.paid for pause in self.pauses)

    @cached_property
    def may_be_stopped(self) -> bool:
        """Whether begun work is stopped at its end or at a pause."""
        rules = (self.begun_work, *(pause.begun_work for pause in self.pauses))
        return any(rule != "finish" for rule in rules)

    @cached_property
    def changes(self) -> npt.NDArray[np.int64]:
        """(changes, 1 + COLUMNS) moments at which heads change by so many; looked at by many."""
        here = self.present
        steps = [*_step(self.begin, self.end, heads=here, absent=self.absent, paid=here)]
        for pause in self.pauses:
            begin, end = max(pause.begin, self.begin), min(pause.end, self.end)
            unpaid = 0 if pause.paid else pause.heads
            steps += _step(begin, end, heads=-pause.heads, on_break=pause.heads, paid=-unpaid)
        return np.array(steps, dtype=np.int64).reshape(-1, 1 + len(COLUMNS))


@dataclass(frozen=True)
class Extra:
    """Heads beside the stints: past their end or into their pause, from `begin` until `end`.

    `late` are those who work into a pause: paid by it, or if it is not paid, as their shift is.
    """

    kind: Literal["overtime", "overrun", "late"]
    begin: int
    end: int
    heads: int
    pause_is_paid: bool = True


@dataclass(frozen=True)
class HeadCount:
    """Heads of one crew over time: `heads[k]` from `time[k]` until `time[k + 1]`; time[0] = 0.

    `heads` may start work; `overtime` of them are past the end of their shift, as its rule allows.
    `on_break` should pause, of whom `late` still finish what they had begun; `overrun` finish work
    past the end of their shift. `absent` are scheduled and missing. `paid` is the number paid at
    the plain wage, with those late into an unpaid break; `overtime` and `overrun` come on top.
    """

    time: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int64]
    on_break: npt.NDArray[np.int64]
    absent: npt.NDArray[np.int64]
    paid: npt.NDArray[np.int64]
    overtime: npt.NDArray[np.int64]
    overrun: npt.NDArray[np.int64]
    late: npt.NDArray[np.int64]

    @property
    def scheduled(self) -> npt.NDArray[np.int64]:
        """Heads in the plan, or called: present, on a break or absent; without overtime."""
        planned: npt.NDArray[np.int64] = self.heads + self.on_break + self.absent - self.overtime
        return planned

    @property
    def most_busy(self) -> npt.NDArray[np.int64]:
        """No more heads can be busy than this."""
        most: npt.NDArray[np.int64] = self.heads + self.late + self.overrun
        return most


COLUMNS = ("heads", "on_break", "absent", "paid", "overtime", "overrun", "late")
_Row = tuple[int, ...]


def head_count(
    stints: Iterable[Stint],
    horizon: int,
    extras: Iterable[Extra] = (),
    further: Iterable[npt.NDArray[np.int64]] = (),
) -> HeadCount:
    """Heads over time of overlapping stints, cut to [0, horizon); absent heads are not paid.

    `further` are extras as rows, as `Stint.changes` has them.
    """
    steps: list[_Row] = [(0,) * (1 + len(COLUMNS))]
    for extra in extras:
        at_work = extra.heads if extra.kind == "overtime" else 0
        paid = 0 if extra.pause_is_paid else extra.heads
        steps += _step(
            extra.begin, extra.end, heads=at_work, paid=paid, **{extra.kind: extra.heads}
        )
    planned = [stint.changes for stint in stints]
    rows = np.concatenate((np.array(steps, np.int64), *planned, *further))
    rows = rows[rows[:, 0] < horizon]
    rows[:, 0] = np.maximum(rows[:, 0], 0)
    moments, place = np.unique(rows[:, 0], return_inverse=True)
    level = np.zeros((len(moments), len(COLUMNS)), dtype=np.int64)
    np.add.at(level, place, rows[:, 1:])
    level = level.cumsum(axis=0)
    changes = np.ones(len(moments), dtype=bool)
    changes[1:] = (level[1:] != level[:-1]).any(axis=1)
    return HeadCount(moments[changes], *level[changes].T.copy())


def _step(
    begin: int,
    end: int,
    heads: int = 0,
    on_break: int = 0,
    absent: int = 0,
    paid: int = 0,
    overtime: int = 0,
    overrun: int = 0,
    late: int = 0,
) -> tuple[_Row, ...]:
    """Changes of `COLUMNS` at the begin, which are undone at the end."""
    if end <= begin or end <= 0:
        return ()
    return (
        (begin, heads, on_break, absent, paid, overtime, overrun, late),
        (end, -heads, -on_break, -absent, -paid, -overtime, -overrun, -late),
    )
