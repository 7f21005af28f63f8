"""A state as a folder: a state.yaml with the moment, and a CSV file for each part of it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.calendars import Calendar
from simulator.experiments.state.cut import Rows
from simulator.intake import state_files
from simulator.intake.state_rows import SECOND
from simulator.mistakes import InputError
from simulator.reading.mistakes import Mistake, Place, ScenarioError, nearest, other_key
from simulator.reading.nodes import Node, compose, read_text
from simulator.reading.sheet_paths import WORKBOOKS
from simulator.results.cells import safe
from simulator.results.folder import Content, restore, swap_in
from simulator.scenario.settings import Setting, plain
from simulator.scenario.sources import displayed
from simulator.scenario.state import State
from simulator.scenario.state_columns import FILES as TOLD
from simulator.scenario.state_columns import MOMENTS, written
from simulator.units import NEVER

NAME = "state.yaml"
FILES = {name: f"{name}.{'json' if name == 'record' else 'csv'}" for name in state_files.FILES}
"""The name of each file of a state."""
FROM = "--from"
ENDINGS = ("csv", "csv.gz", "txt", "tsv", "json", "xlsx", "xlsm", "xls", "xlsb", "ods")
"""Of files that are looked at for a misspelt name."""


def settings_from(folder: str | Path | None) -> tuple[Setting, ...]:
    """What sets a scenario's state to that of a folder; InputError where it is not one."""
    if folder is None:
        return ()
    path = Path(folder).expanduser()
    restore(path, _is_state)
    if path.name == NAME and path.is_file():
        path = path.parent
    if path.is_file():
        wrong = f"{FROM} {folder}: is a file; put it into a folder (open orders as orders.csv)"
        raise InputError(f"{wrong}, beside a {NAME} with the line at: 2026-03-12 14:00")
    if not path.is_dir():
        wrong = f"{FROM} {folder}: there is no such folder"
        raise InputError(f"{wrong}; write one with a {NAME}, as `simulator snapshot` leaves it")
    section = _section(path)
    return (Setting("state", plain(section.plain(), "state", FROM), FROM, node=section),)


def _section(folder: Path) -> Node:
    """The section as the folder has it, with paths from here, and where each part is written."""
    written = _written(folder)
    wrong = [
        Mistake(node.key, key, f"is not a key of it; {other_key(key, State.model_fields)}")
        for key, node in written.children.items()
        if key not in State.model_fields
    ]
    named = {name: written.children[name] for name in FILES if name in written.children}
    there = dict(_there(folder, written, {name for name, node in named.items() if node.value}))
    wrong += [each for each in there.values() if isinstance(each, Mistake)]
    if "orders" not in there and not (named.get("orders") and named["orders"].value):
        problem = f"there is no {FILES['orders']}; write one, or orders: and its path"
        wrong.append(Mistake(Place(displayed(folder / NAME)), "orders", problem))
    if wrong:
        raise ScenarioError(wrong)
    files = {name: node for name, node in there.items() if isinstance(node, Node)}
    files |= {
        name: replace(node, value=str((folder / node.value).resolve()))
        for name, node in named.items()
        if isinstance(node.value, str)
    }
    return written.with_children(written.children | files)


def _written(folder: Path) -> Node:
    """What state.yaml has: a mapping with a moment."""
    path, place = folder / NAME, displayed(folder / NAME)
    if not path.is_file():
        problem = f"there is no {NAME}; write one with a line such as at: 2026-03-12 14:00"
        raise InputError(f"{folder}: {problem}")
    text = read_text(path, place)
    root, wrong = compose(text if text.strip() else "{}", place, Path.cwd())
    if not wrong and (not isinstance(root.value, dict) or "at" not in root.value):
        problem = "does not say of what moment it is; write a line such as at: 2026-03-12 14:00"
        wrong = [Mistake(Place(place), "", problem)]
    if wrong:
        raise ScenarioError(wrong)
    return root


def _there(
    folder: Path, written: Node, named: Collection[str]
) -> Iterator[tuple[str, Node | Mistake]]:
    """The files that have their name, and what stands in place of one that is missing."""
    entries = {path.name: path for path in sorted(folder.iterdir())}
    others = [name for name in entries if name not in (NAME, *FILES.values())]
    for name, file in FILES.items():
        if name in named:
            continue
        path = entries.get(file)
        other = next((each for each in others if _stands_for(each, name)), None)
        if path is not None and path.is_file():
            place = replace(written.place, line=None, column=None)
            yield name, Node(str(path.resolve()), place, place, Path.cwd())
        elif path is not None:
            yield name, Mistake(Place(displayed(path)), "", f"is a folder; {_other(name, file)}")
        elif other is not None:
            wrong = f"is not read in place of {file}; {_other(name, file, entries[other])}"
            yield name, Mistake(Place(displayed(entries[other])), "", wrong)


def _stands_for(file: str, name: str) -> bool:
    """Whether a file has the name of a part of a state, or nearly so, with any ending."""
    stem, _, ending = file.partition(".")
    folded = stem.casefold().replace("-", "_").replace(" ", "_")
    if folded == name:
        return True
    if ending.casefold() not in ENDINGS:
        return False
    export = next((each for each in ("orders", "lines") if folded.endswith(f"_{each}")), None)
    return export == name if export else nearest(stem, (name,)) is not None


def _other(name: str, file: str, path: Path | None = None) -> str:
    """What to write where a part of the state is not as its name says."""
    if path is None or path.is_dir():
        return f"write {file} as a file, or call the folder otherwise"
    ending = path.suffix.lower()
    if ending == Path(file).suffix:
        return f"call it {file}"
    if name != "record" and ending in (".gz", *WORKBOOKS):
        return f"write {name}: {path.name} in {NAME}"
    return f"save it as {file}"


COLUMNS: Mapping[str, tuple[str, ...]] = {file: written(file) for file in TOLD if file != "people"}
"""Of the files of a snapshot."""


def write(
    shown: Path,
    at: datetime,
    files: Mapping[str, Rows],
    dates: Calendar | None = None,
    numbers: Mapping[str, int] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Path:
    """Write a state, whole or not at all, into a new folder or in place of an earlier state.

    `numbers` go into state.yaml, `texts` are further files by name. Other files that lie beside an
    earlier state stay. Raises InputError for other folders, and where nothing can be written.
    """
    folder = shown.expanduser().absolute()
    restore(folder, _is_state)
    above = next((path for path in folder.parents if path.exists() and not path.is_dir()), None)
    if above is not None:
        wrong = f"{shown}: cannot be a folder, since {above.name} is a file"
        raise InputError(f"{wrong}; choose another --output, or rename that file")
    if folder.exists() and not _is_state(folder):
        wrong = f"{shown}: exists and is not a state, so it is left alone"
        raise InputError(f"{wrong}; choose another --output, or remove it")
    lines = [
        f"at: {at:%Y-%m-%d %H:%M:%S}",
        *(f"{key}: {k}" for key, k in (numbers or {}).items()),
    ]
    contents: dict[str, Content] = {
        **{FILES[name]: _csv(name, rows, dates).encode() for name, rows in files.items()},
        **{file: text.encode() for file, text in (texts or {}).items()},
        NAME: "".join(f"{line}\n" for line in lines).encode(),
    }
    try:
        swap_in(folder, {**_others(folder), **contents})
    except OSError as problem:
        why = problem.strerror or problem
        raise InputError(f"{shown}: cannot be written ({why}); choose another") from None
    return shown


def _is_state(folder: Path) -> bool:
    return (folder / NAME).is_file()


def _others(folder: Path) -> dict[str, Content]:
    """What lies in a state's folder beside the files of a state, to be copied."""
    mine = (NAME, *FILES.values())
    there = [path for path in folder.iterdir() if path.name not in mine] if folder.exists() else []
    return {path.name: _copy_of(path) for path in there}


def _copy_of(path: Path) -> Callable[[Path], None]:
    def copy(target: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, target, symlinks=True)
        else:
            shutil.copy2(path, target, follow_symlinks=False)

    return copy


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
        text = dates.shown(value).isoformat(" ", "milliseconds")
        return f"{text} {SECOND}" if dates.clock.at and dates.is_second(value) else text
    return safe(value) if isinstance(value, str) else str(value)
