"""Who was at work, and which machines were down, told to the objects of the floor."""

from __future__ import annotations

import numpy as np

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.logs import rows_of
from simulator.compiled.start import Start
from simulator.engine.rosters import COLUMNS, Stint
from simulator.units import NEVER


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
    """There are thousands of them, as of everybody who finishes work into a pause."""
    rows = rows_of(begun.arrays, c.EXTRA)
    columns = [c.K_CREW, c.K_KIND, c.K_BEGIN, c.K_END, c.K_HEADS, c.K_PAID]
    crew, kind, begin, end, heads, paid = begun.arrays.log[rows][:, columns].T
    change = np.zeros((len(rows), 1 + len(COLUMNS)), dtype=np.int64)
    change[:, 0] = begin
    for name, its_kind in (("overtime", c.OVERTIME), ("overrun", c.OVERRUN), ("late", c.LATE)):
        change[:, 1 + COLUMNS.index(name)] = np.where(kind == its_kind, heads, 0)
    change[:, 1 + COLUMNS.index("heads")] = np.where(kind == c.OVERTIME, heads, 0)
    unpaid = (kind == c.LATE) & (paid == 0)  # the pause is not, so that who works in it is
    change[:, 1 + COLUMNS.index("paid")] = np.where(unpaid, heads, 0)
    undone = -change
    undone[:, 0] = end
    lasts = (end > begin) & (end > 0)
    for each in begun.floor.crews:
        mine = np.flatnonzero(lasts & (crew == each.index))
        each.further += [change[mine], undone[mine]]


def _moment(arrays: Arrays, row: int, column: int) -> int | None:
    moment = int(arrays.floor[row, column])
    return None if moment == NEVER else moment
