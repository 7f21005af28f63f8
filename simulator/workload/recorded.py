"""What a snapshot has on record of the floor, by rows of the workload and indexes of crews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from simulator.engine.past import NOBODY, Begun, Machine, StaffPast, Told
from simulator.engine.past import Part as PartOf
from simulator.intake.floor_record import FloorRecord, WorkRow
from simulator.intake.standing import Standing
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.standing import VISIT, Merged, PartTold


def recorded(
    scenario: Scenario,
    record: FloorRecord,
    merged: Merged,
    state: Standing,
    told: dict[VISIT, Told],
) -> dict[str, Any]:
    """Fields of `Placed`; `told` are the visits that have begun, as the log has them."""
    crews = {name: k for k, name in enumerate(scenario.crews)}
    row_of = {o.name: r for o, r in zip(merged.standing, merged.rows.tolist(), strict=True)}
    parts: dict[int, dict[int, PartTold]] = {}
    told_parts: dict[PartOf, Told] = {}
    for part in record.parts:
        crew = crews.get(part.crew, NOBODY)
        told_part = PartTold(
            part.lines, part.units, part.walk, _at(part.queued), _at(part.began), _at(part.ended),
            crew,
        )  # fmt: skip
        parts.setdefault(part.number, {})[part.zone] = told_part
        if told_part.began != NEVER:
            told_parts[part.number, part.zone] = Told(told_part.began, told_part.ended, crew)
    told = dict(told)
    for work in record.work:
        if work.number >= 0:
            part_of = work.number, work.zone
            told_parts[part_of] = _told(work, told_parts.get(part_of), crews)
        elif work.order in row_of and (state.goes_on or not work.is_whole):
            visit = work.activity, row_of[work.order], work.parcel, work.visit
            told[visit] = _told(work, told.get(visit), crews)
    first = merged.orders.line_start
    return {
        "told": told,
        "told_parts": told_parts,
        "parts": parts,
        "counts_from": record.window,
        "free_since": (record.free_since,),
        "staff": _staff(record, crews, state.at),
        "machines": _machines(record),
        "loads": {
            (row_of[load.order], load.parcel, _at(load.loaded)): load.boxes
            for load in record.loads
            if load.order in row_of
        },
        "reserved": {
            int(first[row_of[line.order]]) + line.line: line.reserved
            for line in record.lines
            if line.order in row_of
        },
        "found": {
            int(first[row_of[line.order]]) + line.line: line.found
            for line in record.lines
            if line.order in row_of and line.found is not None
        },
    }


def _at(moment: int | None) -> int:
    return NEVER if moment is None else moment


def _told(work: WorkRow, told: Told | None, crews: dict[str, int]) -> Told:
    begun = Begun(
        since=_at(work.since),
        ends=_at(work.ends),
        came=_at(work.came),
        machine=work.machine,
        left=work.left,
        pace=work.pace,
        ahead=work.ahead,
        worked=tuple((b, e, crews.get(crew, NOBODY)) for b, e, crew in work.worked),
    )
    crew = crews.get(work.crew, NOBODY)
    if told is None:
        return Told(_at(work.began), crew=crew, begun=begun)
    return replace(told, ended=NEVER, begun=begun, crew=crew if begun.worked else told.crew)


def _staff(record: FloorRecord, crews: dict[str, int], at: int) -> StaffPast:
    calls: dict[int, tuple[tuple[int, int], ...]] = {}
    for call in record.calls:
        if call.crew in crews:
            spell = (_at(call.came), _at(call.left))
            calls[crews[call.crew]] = (*calls.get(crews[call.crew], ()), spell)
    return StaffPast(
        at,
        calls,
        {crews[each.crew]: _at(each.arrival) for each in record.arrivals if each.crew in crews},
        {
            (crews[stay.crew], stay.shift, _at(stay.begin)): _at(stay.until)
            for stay in record.stays
            if stay.crew in crews
        },
    )


def _machines(record: FloorRecord) -> dict[str, tuple[Machine, ...]]:
    return {
        station: tuple(
            Machine(
                tuple(
                    (_at(each.failed), _at(each.repaired))
                    for each in record.failures
                    if (each.station, each.machine) == (station, use.machine)
                ),
                use.use_left,
            )
            for use in _uses(record, station)
        )
        for station in {use.station for use in record.uses}
    }


def _uses(record: FloorRecord, station: str) -> Iterator[Any]:
    yield from sorted(
        (use for use in record.uses if use.station == station), key=lambda use: use.machine
    )
