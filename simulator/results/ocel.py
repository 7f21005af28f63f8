"""The event log for object-centric process mining: OCEL 2.0 as JSON.

Object types: order, line, batch, crew and carrier. Event types: the activities, with the end of the
activity as the event's time; one pick tour is one event with all its orders. Depots that read a
parcel's label are events of their own, `scanned`, where a carrier has scans, and so is what becomes
of an order at a pick-up point: `collected_at_point`, `reminded`, `not_collected`. What has not
ended is not an event yet. Times are the simulation's wall clock, written as UTC as the format wants
it, and values are texts, as its schema has them; what they are stands with their types.

Source: Berti et al., OCEL (Object-Centric Event Log) 2.0 Specification, 2024, section 7 (JSON).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from simulator.results.events import (
    DETAILS,
    EVENT_ACTIVITIES,
    POINTS,
    SCANNED,
    Events,
    event_rows,
)
from simulator.results.orders import carts_by, names_of
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.points import at_point_of
from simulator.stages.delivery.scans import Scans, scans_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

OBJECT_TYPES: dict[str, dict[str, str]] = {
    "order": {"class": "string", "region": "string", "value": "float", "outcome": "string"},
    "line": {"sku": "string", "units": "integer"},
    "batch": {},
    "crew": {},
    "carrier": {},
}
"""Attributes and their types by object type."""
EVENT_ATTRIBUTES = {
    "queued_at": "time",
    "began_at": "time",
    "parcel": "integer",
    "visit": "integer",
}
TOLD = [DETAILS.index(name) for name in (SCANNED, *POINTS)]
"""What is an event of its own of all that is seen of a parcel on its way."""
DEPOT = {"depot": "string"}
"""What a scan says beside."""

Json = dict[str, object]


def write_ocel(path: Path, scenario: Scenario, workload: Workload, timeline: Timeline) -> None:
    """Write the log, an object or event a line, without holding it all in memory."""
    scans = scans_of(scenario, workload, timeline)
    points = () if at_point_of(scenario, workload, timeline) is None else POINTS
    header = {
        "objectTypes": [_type(name, attributes) for name, attributes in OBJECT_TYPES.items()],
        "eventTypes": [
            _type(name, EVENT_ATTRIBUTES)
            for name in EVENT_ACTIVITIES
            if name != "tracking" and (name != "promise" or timeline.promises is not None)
        ]
        + ([_type(SCANNED, EVENT_ATTRIBUTES | DEPOT)] if scans is not None else [])
        + [_type(name, EVENT_ATTRIBUTES) for name in points],
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(header, ensure_ascii=False)[:-1])
        for key, rows in (
            ("objects", objects(workload, timeline, scenario.clock.began)),
            ("events", events(scenario, workload, timeline, scans)),
        ):
            file.write(f',\n"{key}": [')
            for number, row in enumerate(rows):
                file.write(",\n" if number else "\n")
                file.write(json.dumps(row, ensure_ascii=False))
            file.write("\n]")
        file.write("\n}\n")


def objects(workload: Workload, timeline: Timeline, start: datetime) -> Iterator[Json]:
    """Orders with their lines, then batches, crews and carriers."""
    names = names_of(workload)[: carts_by(workload, timeline.horizon)]
    bounds = workload.line_start.tolist()
    for number, name in enumerate(names):
        time = _moment(int(workload.created[number]), start)
        values = {
            "class": workload.classes[workload.order_class[number]],
            "region": workload.regions[workload.region[number]],
            "value": int(workload.value[number]) / 100,
            "outcome": Outcome(timeline.outcome[number]).word,
        }
        lines = [f"line:{line}" for line in range(bounds[number], bounds[number + 1])]
        yield _object(f"order:{name}", "order", values, time, lines, "line")
        for line in range(bounds[number], bounds[number + 1]):
            about = {
                "sku": workload.supply.sku[workload.line_sku[line]],
                "units": int(workload.line_units[line]),
            }
            yield _object(f"line:{line}", "line", about, time)
    for batch in np.unique(timeline.batch[timeline.batch != NEVER]).tolist():
        yield _object(f"batch:{batch}", "batch")
    yield from (_object(f"crew:{crew}", "crew") for crew in timeline.crews)
    yield from (_object(f"carrier:{carrier}", "carrier") for carrier in timeline.carriers)


def events(
    scenario: Scenario, workload: Workload, timeline: Timeline, scans: Scans | None
) -> Iterator[Json]:
    """Every activity that has ended, in the order of (end, row of the event log)."""
    at_point = at_point_of(scenario, workload, timeline)
    rows = event_rows(
        workload, timeline, scenario.notification is not None, scans, at_point=at_point
    )
    tracking, picking = EVENT_ACTIVITIES.index("tracking"), EVENT_ACTIVITIES.index("picking")
    is_told = (rows.activity != tracking) | np.isin(rows.detail, TOLD)
    kept = np.flatnonzero((rows.ended != NEVER) & is_told)
    kept = kept[np.argsort(rows.ended[kept], kind="stable")]
    of_tour = (rows.activity == picking) & (rows.visit == 1) & (rows.parcel == 1)
    tours: dict[int, list[int]] = {}
    for row in kept[of_tour[kept]].tolist():
        tours.setdefault(int(timeline.batch[rows.order[row]]), []).append(row)
    number = 0
    for row in kept.tolist():
        together = tours[int(timeline.batch[rows.order[row]])] if of_tour[row] else [row]
        if together[0] == row:
            yield _event(number, together, rows, scenario, workload, timeline)
            number += 1


def _event(
    number: int,
    together: Sequence[int],
    rows: Events,
    scenario: Scenario,
    workload: Workload,
    timeline: Timeline,
) -> Json:
    start = scenario.clock.began
    names = names_of(workload) if workload.order_id is not None else None
    row = together[0]
    activity = EVENT_ACTIVITIES[rows.activity[row]]
    orders = [int(rows.order[other]) for other in together]
    linked = [(f"order:{names[o] if names else o}", "order") for o in orders]
    if activity == "picking" and rows.visit[row] == rows.parcel[row] == 1:
        linked.append((f"batch:{int(timeline.batch[orders[0]])}", "batch"))
    done_by = int(rows.done_by[row])
    if 0 <= done_by < len(timeline.crews):
        linked.append((f"crew:{timeline.crews[done_by]}", "done by"))
    on_the_road = activity in ("shipping", "transit", "tracking")
    if on_the_road and workload.service[orders[0]] >= 0:
        carrier, _ = workload.services[workload.service[orders[0]]]
        linked.append((f"carrier:{carrier}", "carrier"))
    queued = min(int(rows.queued[other]) for other in together)
    values: dict[str, object] = {
        "queued_at": _moment(queued, start),
        "began_at": _moment(int(rows.began[row]), start),
        "parcel": int(rows.parcel[row]),
        "visit": int(rows.visit[row]),
    }
    told = DETAILS[rows.detail[row]] if activity == "tracking" else activity
    if told == SCANNED:
        carrier, _ = workload.services[workload.service[orders[0]]]
        values["depot"] = scenario.carriers[carrier].scans[int(rows.visit[row]) - 1].name
    return {
        "id": f"event:{number}",
        "type": told,
        "time": _moment(int(rows.ended[row]), start),
        "attributes": [{"name": name, "value": str(value)} for name, value in values.items()],
        "relationships": [{"objectId": other, "qualifier": how} for other, how in linked],
    }


def _type(name: str, attributes: dict[str, str]) -> Json:
    return {
        "name": name,
        "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()],
    }


def _object(
    id_: str,
    kind: str,
    values: Mapping[str, object] | None = None,
    time: str = "",
    related: Sequence[str] = (),
    qualifier: str = "",
) -> Json:
    return {
        "id": id_,
        "type": kind,
        "attributes": [
            {"name": name, "time": time, "value": str(value)}
            for name, value in (values or {}).items()
        ],
        "relationships": [{"objectId": other, "qualifier": qualifier} for other in related],
    }


def _moment(milliseconds: int, start: datetime) -> str:
    moment = start.replace(tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
