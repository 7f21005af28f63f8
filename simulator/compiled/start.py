"""All arrays of a run at its start, with room for what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.further_parcels import room_for_parcels
from simulator.compiled.payments import payments
from simulator.compiled.plan_floor import FloorRows, floor_of
from simulator.compiled.plan_orders import line_columns, parcel_columns, sku_columns
from simulator.compiled.plan_walks import longest_walk
from simulator.compiled.settings import settings, waves
from simulator.memory import fresh
from simulator.model.floor import Floor
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES
from simulator.stages.payment.draws_attempts import Attempt
from simulator.units import NEVER, SECOND
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]


class TooLargeError(Exception):
    """The numbers of a run do not fit into those of the engine."""


@dataclass(frozen=True)
class Start:
    """The arrays, and what of the run is known without them."""

    arrays: Arrays
    floor: Floor
    rows: FloorRows
    attempts: tuple[Attempt, ...]  # of payments


def start(scenario: Scenario, workload: Workload, room: int) -> Start:
    """Everything at rest at moment 0, with `room` times as many rows as are mostly needed."""
    floor = floor_of(scenario, workload)
    rows = FloorRows(scenario, workload, floor)
    paying = payments(scenario, workload)
    state = settings(scenario, workload, rows)
    n, m = workload.n, len(workload.line_sku)
    parcels = room_for_parcels(scenario, workload, room)
    agenda = rows.agenda()
    zones = max(int(state[c.ZONE_COUNT]), 1)
    tasks = zones * n + 2 * parcels + 1024
    lists, length = rows.lists(room * (2 * zones * n + 1024))
    state[c.MEMBERS], state[c.TEMPORARY] = length, len(lists)
    state[c.ROOM], state[c.ROWS] = parcels, len(rows.rows)
    windows = sum(len(agency.windows) for agency in floor.roster.agencies.values())
    slots = fresh((len(agenda) + room * (n + 1024), c.SLOT_SIZE), np.int64)
    _write_agenda(state, slots, agenda)
    state[c.LATER_AT] = room * (2 * n + 4096)
    later = room * (2 * n + 4 * len(workload.supply.sku) + 8192)
    columns = parcel_columns(scenario, workload, paying, parcels)
    state[c.ENTRANCES] = columns.entrances
    activities = _active(floor, scenario)
    arrays = Arrays(
        state=state,
        events=fresh((int(state[c.LATER_AT]) + later, c.HEAP_SIZE), np.int64),
        lists=lists,
        orders=columns.orders,
        in_cart=_own(workload.in_cart),
        value=_own(workload.value),
        review=_own(workload.review),
        inspection=_own(workload.inspection),
        links=columns.links,
        marks=columns.marks,
        **_lines(scenario, workload),
        skus=sku_columns(scenario, workload),
        tasks=fresh((room * tasks, c.TASK_SIZE), np.int64),
        floor=_floor(rows, room * (4 * windows + 64)),
        slots=slots,
        visits=_visits(activities, parcels),
        **_movements(scenario, m, room),
        log=fresh((room * (3 * n + zones * n + 16384), c.LOG_SIZE), np.int64),
        paces=fresh((room * tasks, 2), np.float64),
        speeds=rows.speeds(),
        who=_who(activities, parcels),
    )
    _check_size(arrays, scenario, workload)
    _expect(arrays, scenario, rows)
    return Start(arrays, floor, rows, paying.attempts)


def _floor(rows: FloorRows, more: int) -> Integers:
    """Stations, crews, teams and machines, with room for more teams."""
    table = np.zeros((len(rows.rows) + more, c.FLOOR_SIZE), dtype=np.int64)
    table[: len(rows.rows)] = np.array(rows.rows, dtype=np.int64).reshape(-1, c.FLOOR_SIZE)
    return table


def _lines(scenario: Scenario, workload: Workload) -> dict[str, npt.NDArray[Any]]:
    """Columns of order lines, of which the workload has some itself."""
    lines, flags = line_columns(scenario, workload)
    return {
        "lines": lines,
        "line_sku": _own(workload.line_sku, np.int32),
        "line_units": _own(workload.line_units, np.int32),
        "line_value": _own(np.empty(0) if workload.line_value is None else workload.line_value),
        "work": _own(workload.line_pick),
        "flags": flags,
        "ranks": fresh((c.RANK_SIZE, len(workload.line_sku)), np.int64),
    }


def _movements(scenario: Scenario, lines: int, room: int) -> dict[str, npt.NDArray[Any]]:
    """Columns of stock movements; of nearly every line two are sure, reserved and picked."""
    most = room * (6 * lines + 8192)
    sure = [slice(0, 2 * lines if scenario.inventory is not None else 0)]
    return {
        "moved": fresh((most,), np.int64, sure),
        "moves": fresh((most, c.MOVE_SIZE), np.int32, sure),
        "kinds": fresh((most,), np.int8, sure),
    }


def _own(column: npt.NDArray[Any], kind: npt.DTypeLike = np.int64) -> npt.NDArray[Any]:
    """A column of the workload as the engine reads it, mostly itself: nothing is written there."""
    return np.ascontiguousarray(column, dtype=kind)


def _write_agenda(state: Integers, slots: Integers, agenda: list[tuple[int, ...]]) -> None:
    count = len(agenda)
    state[c.SLOTS] = count
    if count:
        slots[:count, : c.A_NEXT] = agenda
        slots[:count, c.A_NEXT] = np.arange(1, count + 1)
        slots[count - 1, c.A_NEXT] = c.NOBODY
        state[c.AGENDA] = 0


WITHOUT_CREW = ("inventory", "shipping")
"""Activities whose queueing and end the engine notes, and no beginning."""


def _active(floor: Floor, scenario: Scenario) -> set[str]:
    """Activities of which the engine notes first visits."""
    activities = {station.activity for station in floor.stations.values()}
    return activities | {name for name in WITHOUT_CREW if getattr(scenario, name) is not None}


def _visits(activities: set[str], parcels: int) -> Integers:
    """First visits; only the rows that are written are filled."""
    first = [(c.FIRST_OF[name], 2 if name in WITHOUT_CREW else 1) for name in activities]
    rows = [slice(row, row + 3) for row, step in first if step == 1]
    visits = fresh((3 * len(ACTIVITIES), parcels), np.int64, rows)
    for row, step in first:
        visits[row : row + 3 : step] = NEVER
    return visits


def _who(activities: set[str], parcels: int) -> npt.NDArray[np.int16]:
    """By activity the crew of every first visit, and its place."""
    who = fresh((2 * len(ACTIVITIES), parcels), np.int16)
    for name in activities:
        who[2 * ACTIVITIES.index(name)] = -1
    return who


def _check_size(arrays: Arrays, scenario: Scenario, workload: Workload) -> None:
    """Raise TooLargeError where a moment and a kind, all work, or a number are too many bits."""
    requirements = (c.O_PICK_SETUP, c.O_PICK, c.O_PACK, c.O_LABEL)
    works = [arrays.review, arrays.inspection, *(arrays.orders[row] for row in requirements)]
    speed = arrays.speeds[0, c.OF_WALKING]
    walks = longest_walk(workload.storage) / float(speed) * SECOND * workload.n
    work = walks + sum(float(column.max(initial=0)) for column in works) * workload.n
    if work > 2**58 or workload.horizon >= c.MUCH >> c.KIND_BITS:
        raise TooLargeError
    parcels, lines = arrays.orders.shape[1], len(workload.line_sku)
    if max(2 * parcels, lines, len(arrays.log)) >= 2**31:
        raise TooLargeError
    if workload.lines.max(initial=0) >= 2**15 or workload.found_again.max(initial=0) >= 2**15 - 1:
        raise TooLargeError


def _expect(arrays: Arrays, scenario: Scenario, floor: FloorRows) -> None:
    """What is known to happen: the roster, waves, reviews, failures and outages."""
    state = arrays.state
    happenings = [(moment, c.WAVE_COMES, carrier) for moment, carrier in waves(scenario)]
    if state[c.AGENDA] != c.NOBODY:
        state[c.ALARM_ROSTER] = arrays.slots[0, c.A_MOMENT]
        happenings.append((int(state[c.ALARM_ROSTER]), c.ROSTER_ALARM, 0))
    if state[c.REVIEW]:
        happenings.append((0, c.REVIEWED, 0))
    happenings += [(moment, c.FAILS, machine) for machine, moment in floor.failing]
    for machine, begin, end in floor.outages:
        happenings.append((max(begin, 0), c.TAKEN_OUT, machine))
        happenings.append((end, c.PUT_BACK, machine))
    horizon, begin = int(state[c.HORIZON]), int(state[c.LATER_AT])
    rows = sorted(
        ((moment << c.KIND_BITS) | kind, number)
        for moment, kind, number in happenings
        if moment <= horizon
    )
    state[c.LATER] = len(rows)
    if rows:
        arrays.events[begin : begin + len(rows)] = rows  # what is sorted is a heap
