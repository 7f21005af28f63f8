"""Who was at work, and which machines were down, told to the objects of the floor."""

from __future__ import annotations

from typing import Literal

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.logs import rows_of
from simulator.compiled.start import Start
from simulator.engine.rosters import Extra, Stint
from simulator.units import NEVER

KINDS: dict[int, Literal["overrun", "late", "overtime"]] = {
    c.OVERRUN: "overrun",
    c.LATE: "late",
    c.OVERTIME: "overtime",
}


def tell_the_floor(begun: Start) -> None:
    """Write what happened to teams and machines where `Floor.heads` and `down_time` read it."""
    _teams(begun)
    _called_teams(begun)
    _extras(begun)
    stations = list(begun.floor.stations.values())
    log = begun.arrays.log
    columns = [c.K_PARCEL, c.K_AT, c.K_MACHINE, c.K_CHANGE, c.K_FAILURE]
    rows = rows_of(begun.arrays, c.DOWN)
    for station, at, machine, change, failure in log[rows][:, columns].tolist():
        failing = stations[station].failing
        assert failing is not None
        failing.down.append((at, machine, change, failure))


def _teams(begun: Start) -> None:
    moments = begun.arrays.floor[:, [c.E_ENDED, c.E_OVERTIME_SINCE]].tolist()
    teams = begun.floor.roster.teams
    for (crew, number), row in begun.rows.teams.items():
        team = teams[crew][number]
        ended, since = moments[row]
        team.ended = None if ended == NEVER else ended
        team.overtime_since = None if since == NEVER else since


def _called_teams(begun: Start) -> None:
    arrays, roster = begun.arrays, begun.floor.roster
    for row in range(len(begun.rows.rows), int(arrays.state[c.ROWS])):
        crew = begun.floor.crews[int(arrays.floor[arrays.floor[row, c.E_CREW], c.C_INDEX])]
        place = int(arrays.floor[row, c.E_WINDOW])
        _, end, heads, present = arrays.lists[place : place + 4].tolist()
        began = int(arrays.floor[row, c.E_BEGAN])
        team = roster.add(crew, Stint(began, end, heads, heads - present))
        team.ended = _moment(arrays, row, c.E_ENDED)


def _extras(begun: Start) -> None:
    log = begun.arrays.log
    columns = [c.K_CREW, c.K_KIND, c.K_BEGIN, c.K_END, c.K_HEADS, c.K_PAID]
    rows = rows_of(begun.arrays, c.EXTRA)
    for crew, kind, begin, end, heads, paid in log[rows][:, columns].tolist():
        is_paid = kind != c.LATE or bool(paid)
        begun.floor.crews[crew].extras.append(Extra(KINDS[kind], begin, end, heads, is_paid))


def _moment(arrays: Arrays, row: int, column: int) -> int | None:
    moment = int(arrays.floor[row, column])
    return None if moment == NEVER else moment
