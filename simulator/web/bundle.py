"""A scenario with the files that it names, as one .zip: to keep, and to load again."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from simulator.experiments.writing import scenario_files
from simulator.mistakes import InputError
from simulator.reading.sheet_paths import on_disk
from simulator.reading.surroundings import only_within
from simulator.scenario import Loaded, ScenarioError, load, scenario_hash
from simulator.scenario.sources import OWN
from simulator.units import shown
from simulator.web.question import Question
from simulator.web.saving import saved
from simulator.web.sources import Opened, Sources, shipped_files

ENDING = ".zip"
MOST_FILES, MOST_UNPACKED = 100, 64_000_000
"""Files of a bundle that is loaded, and their bytes together."""


def own_files(opened: Opened, loaded: Loaded) -> tuple[Path, ...]:
    """The tables that a scenario names, without those that ship with the simulator."""
    files = dict.fromkeys(on_disk(path).resolve() for path in loaded.files)
    return tuple(path for path in files if path not in shipped_files())


def bundled(sources: Sources, question: Question) -> tuple[str, bytes]:
    """The name of a .zip and its content: the scenario as it is saved, and its tables beside it.

    The tables lie as the text has them, so that the comments of a user's file are kept. Where they
    lie elsewhere than below its folder, or the file extends another one of the user's, everything
    is written out, and the tables are copied into `inputs`.
    """
    opened = sources.opened(question.scenario)
    loaded = opened.with_(question)
    name, text = saved(sources, question)
    files = _beside(opened, name, text, own_files(opened, loaded))
    if files is None or not _says_the_same(files, name, loaded):
        with tempfile.TemporaryDirectory() as folder:
            copied = scenario_files(loaded, Path(folder))
        files = {name if each == "scenario.yaml" else each: copied[each] for each in copied}
    return f"{Path(name).stem}{ENDING}", _packed(files)


def _beside(
    opened: Opened, name: str, text: str, tables: tuple[Path, ...]
) -> dict[str, bytes] | None:
    files = {name: text.encode()}
    home = opened.folder.resolve()
    for path in tables:
        if not path.is_relative_to(home):
            return None
        files[path.relative_to(home).as_posix()] = path.read_bytes()
    return files


def _says_the_same(files: Mapping[str, bytes], name: str, wanted: Loaded) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        written(files, Path(folder))
        try:
            with only_within(Path(folder), shipped_files()):
                packed = load(str(Path(folder) / name)).scenario
        except ScenarioError:
            return False
        described = {key: getattr(wanted.scenario, key) for key in OWN}
        alike = packed.model_copy(update=described)
        return scenario_hash(alike) == scenario_hash(wanted.scenario)


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The files of a .zip by their paths in it; InputError for another file, or a large one.

    Where a file would lie is not looked at here: `Sources.keep` takes none that leads elsewhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [each for each in packed.infolist() if not each.is_dir()]
            size = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_FILES or size > MOST_UNPACKED:
                wrong = f"{len(entries):,} files of {size / 1e6:,.0f} MB are too many"
                most = f"{MOST_FILES} files of {MOST_UNPACKED / 1e6:,.0f} MB"
                raise InputError(f"{shown(name)}: {wrong}; load at most {most}")
            return {entry.filename: packed.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise InputError(
            f"{shown(name)}: is not a .zip that can be read; load the files that are in it"
        ) from None


def written(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder; their paths must be plain."""
    for name, content in files.items():
        path = folder / PurePosixPath(name)
        os.makedirs(path.parent, exist_ok=True)
        path.write_bytes(content)
