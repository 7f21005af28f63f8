"""A state as a folder: a state.yaml with the moment, and a CSV file for each part of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from simulator.calendars import Calendar
from simulator.experiments.state.cut import Rows
from simulator.intake import state_files
from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.results.cells import safe
from simulator.scenario.settings import Setting, settings_of
from simulator.scenario.state import State
from simulator.units import NEVER, shown

NAME = "state.yaml"
FILES = {name: f"{name}.{'json' if name == 'record' else 'csv'}" for name in state_files.FILES}
"""The name of each file of a state."""
MOMENTS = ("since", "paid", "placed", "begun", "created", "queued", "began", "ended", "came", "due")
FROM = "--from"


def settings_from(folder: str | Path | None) -> tuple[Setting, ...]:
    """What sets a scenario's state to that of a folder; InputError where it is not one."""
    if folder is None:
        return ()
    path = Path(folder).expanduser()
    if path.name == NAME and path.is_file():
        path = path.parent
    if not path.is_dir():
        said = f"{FROM} {folder}: there is no such folder"
        raise InputError(f"{said}; write one with a {NAME}, as `simulator snapshot` leaves it")
    return settings_of({"state": _section(path)}, FROM)


def _section(folder: Path) -> dict[str, Any]:
    """The section as the folder has it, with paths from here."""
    try:
        written = yaml.safe_load((folder / NAME).read_text("utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"{folder}: there is no {NAME}; write one with a line such as at: 2026-03-12 14:00"
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise InputError(f"{folder / NAME}: cannot be read ({problem}); write YAML") from None
    if not isinstance(written, Mapping) or "at" not in written:
        said = f"{folder / NAME}: says no moment"
        raise InputError(f"{said}; write a line such as at: 2026-03-12 14:00")
    for key in written:
        if key not in State.model_fields:
            remedy = did_you_mean(str(key), State.model_fields)
            raise InputError(f"{folder / NAME}: {shown(str(key))} is not a key of it; {remedy}")
    there = {name: file for name, file in FILES.items() if (folder / file).is_file()}
    files = there | {name: str(written[name]) for name in FILES if written.get(name)}
    if "orders" not in files:
        raise InputError(f"{folder}: there is no orders.csv; write one, or orders: in {NAME}")
    return {
        **{key: value for key, value in written.items() if key not in FILES},
        **{name: str((folder / file).resolve()) for name, file in files.items()},
    }


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "orders": ("order", "stage", "since", "placed", "begun", "class", "region", "crew", "tour",
               "abandoned", "paid", "value", "created",
               "identity", "number"),
    "lines": ("order", "sku", "units", "state", "came"),
    "history": ("order", "activity", "parcel", "visit", "queued", "began", "ended", "crew"),
    "stock": ("sku", "on_hand", "gone", "reorders"),
    "on_order": ("sku", "units", "due"),
}  # fmt: skip
"""Of the files of a snapshot."""


def write(
    folder: Path,
    at: datetime,
    files: Mapping[str, Rows],
    dates: Calendar | None = None,
    numbers: Mapping[str, int] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Path:
    """Write a state into a new folder, or over an earlier state; InputError for other folders.

    `numbers` go into state.yaml, `texts` are further files by name.
    """
    if folder.exists() and not (folder / NAME).is_file():
        said = f"{folder}: exists and is not a state, so it is left alone"
        raise InputError(f"{said}; choose another --output, or remove it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in FILES.values():
            (folder / file).unlink(missing_ok=True)
        for name, rows in files.items():
            (folder / FILES[name]).write_text(_csv(name, rows, dates), "utf-8", newline="\n")
        for file, text in (texts or {}).items():
            (folder / file).write_text(text, "utf-8", newline="\n")
        lines = [
            f"at: {at:%Y-%m-%d %H:%M:%S}",
            *(f"{key}: {k}" for key, k in (numbers or {}).items()),
        ]
        (folder / NAME).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as problem:
        raise InputError(f"{folder}: cannot be written ({problem}); choose another") from None
    return folder


def _csv(name: str, rows: Rows, dates: Calendar | None) -> str:
    """The rows as text; the columns that all rows leave empty are left out."""
    used = [c for c in COLUMNS[name] if not rows or any(row.get(c) not in _EMPTY for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(used)
    for row in rows:
        writer.writerow([_cell(column, row.get(column), dates) for column in used])
    return text.getvalue()


_EMPTY = (None, "", NEVER)


def _cell(column: str, value: Any, dates: Calendar | None) -> str:
    if value in _EMPTY:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if column in MOMENTS and dates is not None:
        return dates.shown(value).isoformat(" ", "milliseconds")
    return safe(value) if isinstance(value, str) else str(value)
