"""Logs of process mining as rows of cells: XES, and OCEL 2.0 as JSON.

Sources: IEEE Std 1849-2016 (XES), with its concept, lifecycle, organizational and time extensions;
Berti et al., OCEL (Object-Centric Event Log) 2.0 Specification, 2024, section 7.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from simulator.reading.csv_files import open_bytes
from simulator.reading.mistakes import MisreadingError

KEYS = {
    "concept:name": "activity",
    "time:timestamp": "ended",
    "lifecycle:transition": "step",
    "org:resource": "person",
}
"""Attributes of an event of XES that are read, by our name."""

Row = tuple[int, dict[str, str]]


def xes_cells(path: Path) -> Iterator[Row]:
    """Events of an XES log by their number; the order is the name of their trace.

    Raises MisreadingError for what is not such a log.
    """
    order, number, depth = "", 0, 0
    try:
        with open_bytes(path) as file:
            for step, element in ElementTree.iterparse(file, events=("start", "end")):
                tag = element.tag.rpartition("}")[2]
                if tag == "trace" and step == "start":
                    order, depth = "", 1
                elif step == "end" and tag == "event":
                    number += 1
                    yield number, _event(element) | {"order": order}
                    element.clear()
                elif step == "start" and tag == "event":
                    depth = 2
                elif depth == 1 and step == "end" and element.get("key") == "concept:name":
                    order = element.get("value", "")
                if step == "end" and tag == "event":
                    depth = 1
    except (ElementTree.ParseError, OSError, EOFError) as problem:
        wrong = f"is not an XES log: {problem}; write one, or a CSV of events"
        raise MisreadingError(wrong) from None
    if not number:
        raise MisreadingError("has no events; write an XES log, or a CSV of events")


def _event(element: ElementTree.Element) -> dict[str, str]:
    told = {each.get("key", ""): each.get("value", "") for each in element}
    return {ours: told[key] for key, ours in KEYS.items() if key in told}


def _ocel(path: Path) -> tuple[list[Any], list[Any]]:
    try:
        with open_bytes(path) as file:
            log = json.loads(file.read().decode("utf-8"))
        for each in (*log["objects"], *log["events"]):
            each["id"], each["type"]  # what every object and event has
            told = [item["name"] for item in each.get("attributes", ())]
            told += [item["objectId"] for item in each.get("relationships", ())]
            if not all(isinstance(name, str) for name in (each["id"], each["type"], *told)):
                raise ValueError
        return log["objects"], log["events"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        wrong = "is not an OCEL 2.0 log in JSON; write one, or a CSV of events"
        raise MisreadingError(wrong) from None


def ocel_cells(path: Path) -> Iterator[Row]:
    """Events of OCEL 2.0 by their number, a row per order: their time is the end."""
    objects, events = _ocel(path)
    kinds = {each["id"]: each["type"] for each in objects}
    for number, event in enumerate(events, 1):
        told = {each["name"]: str(each["value"]) for each in event.get("attributes", ())}
        related = [each["objectId"] for each in event.get("relationships", ())]
        people = [name.partition(":")[2] for name in related
                  if kinds.get(name) in ("person", "resource")]  # fmt: skip
        cells = {
            "activity": event.get("type", ""),
            "queued": told.get("queued_at", ""),
            "began": told.get("began_at", ""),
            "ended": event.get("time", ""),
            "person": people[0] if people else "",
            **{name: told[name] for name in ("parcel", "visit") if name in told},
        }
        for name in related:
            if kinds.get(name) == "order":
                yield number, cells | {"order": name.removeprefix("order:")}


def ocel_orders(path: Path) -> dict[str, dict[str, Any]]:
    """Attributes of the orders of an OCEL log, and as `lines` those of their lines."""
    objects, _ = _ocel(path)
    by_id = {each["id"]: each for each in objects}
    orders = {}
    for each in objects:
        if each["type"] == "order":
            lines = [by_id[item["objectId"]] for item in each.get("relationships", ())
                     if by_id.get(item["objectId"], {}).get("type") == "line"]  # fmt: skip
            told = _attributes(each) | {"lines": [_attributes(line) for line in lines]}
            orders[each["id"].removeprefix("order:")] = told
    return orders


def _attributes(each: dict[str, Any]) -> dict[str, Any]:
    return {item["name"]: item["value"] for item in each.get("attributes", ())}
