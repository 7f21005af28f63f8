"""The run folder, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from simulator.mistakes import InputError, to_write_again
from simulator.units import shown

MANIFEST = "manifest.json"
KIND = "fulfillment simulator run"
"""Of a run's manifest; what else this project leaves behind begins with the same two words."""
_STALE = 24 * 3600

Content = bytes | Callable[[Path], None]
"""A file's bytes, or a function that writes the file at the path it is given."""


class NotARunFolderError(InputError):
    """The output path is taken by something that is not a run folder, or cannot be written."""


class NotWrittenError(InputError):
    """A folder could not be completed, such as for want of room; what was there before is.

    The place that was named for it is at fault, not the run.
    """


def is_run_folder(path: Path) -> bool:
    """Whether a run of this project left it behind."""
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    kind = manifest.get("kind") if isinstance(manifest, dict) else None
    return isinstance(kind, str) and kind.split()[:2] == KIND.split()[:2]


def require_replaceable(path: Path) -> None:
    """Raise NotARunFolderError if a run may not be written there; to be asked before the run."""
    try:
        taken = path.is_symlink() or (path.exists() and not is_run_folder(path))
        if not taken:
            _try_to_write_beside(Path(os.path.abspath(path)))
    except (OSError, ValueError) as problem:
        wrong = getattr(problem, "strerror", None) or str(problem)
        raise NotARunFolderError(
            f"--output: no folder {shown(str(path))} can be written ({wrong}); choose another"
        ) from None
    if taken:
        raise NotARunFolderError(
            f"{path}: exists and is not a run folder, so it is left alone; "
            "choose another --output, or remove it"
        )


def _try_to_write_beside(path: Path) -> None:
    """Raise OSError where no folder of this name can be made, without leaving anything."""
    there = next(parent for parent in path.parents if os.path.lexists(parent))
    Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".new", dir=there)).rmdir()


def write_folder(path: Path, files: Mapping[str, Content]) -> Path:
    """Write all files into a new folder that then takes the place of `path`; returns its path.

    Names may have folders in them ('figures/flow.svg'). Until every file is complete an existing
    run folder stays as it was; a process killed at any moment leaves the old folder, the new one,
    or, between the two renames, the old one under a hidden name that `restore` finds.

    Raises NotARunFolderError, before anything is touched, if `path` is something else.
    """
    if MANIFEST not in files:
        raise ValueError(f"a run folder needs a {MANIFEST}")
    path = Path(os.path.abspath(path))
    restore(path)
    require_replaceable(path)
    try:
        swap_in(path, files)
    except OSError as problem:
        raise NotWrittenError(
            f"{path}: the run folder could not be written ({problem.strerror or problem}); what "
            f"was there is as it was; {to_write_again(problem)}, or choose another --output"
        ) from None
    return path


def swap_in(path: Path, files: Mapping[str, Content]) -> None:
    """Write all files into a new folder, whole, that takes the place of one at an absolute path.

    Whether that one may go is for who calls to know. Raises OSError, and leaves what was there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(path)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent))
    try:
        _fill(fresh, files)
        _replace(path, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _fill(fresh: Path, files: Mapping[str, Content]) -> None:
    for name, content in files.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            content(target)
    fresh.chmod(0o755)


def _replace(path: Path, fresh: Path) -> None:
    old = fresh.with_suffix(".old")
    if path.exists():
        path.rename(old)
    try:
        fresh.rename(path)
    except OSError:
        if old.exists():
            old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def restore(path: Path, ours: Callable[[Path], bool] = is_run_folder) -> None:
    """Bring back the folder that a killed process had moved aside, if `path` is missing."""
    path = Path(os.path.abspath(path))
    if os.path.lexists(path) or not os.path.isdir(path.parent):
        return
    aside = [old for old in _siblings(path, ".old") if ours(old)]
    if aside:
        max(aside, key=lambda old: old.stat().st_mtime).rename(path)


def _remove_stale(path: Path) -> None:
    """Remove what killed processes left: replaced folders, and half-written ones of long ago."""
    replaced = _siblings(path, ".old") if path.exists() else []
    half_written = [
        fresh for fresh in _siblings(path, ".new") if time.time() - fresh.stat().st_mtime > _STALE
    ]
    for leftover in replaced + half_written:
        shutil.rmtree(leftover, ignore_errors=True)


def _siblings(path: Path, suffix: str) -> list[Path]:
    return [
        entry
        for entry in path.parent.iterdir()
        if entry.name.startswith(f".{path.name}.") and entry.suffix == suffix and entry.is_dir()
    ]
