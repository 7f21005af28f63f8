"""The file of a workbook: written whole or not at all, and never over somebody's own."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from html import unescape
from pathlib import Path

from simulator.mistakes import InputError, to_write_again
from simulator.reporting.workbook.rendering import writer
from simulator.results.folder import KIND
from simulator.units import shown

ENDING = ".xlsx"
KIND_OF, COMMAND_OF = "kind", "command"
"""Properties of a workbook of ours that say so, and what it answers."""


class NotWrittenError(InputError):
    """A workbook that cannot be written there; what was there is as it was."""


def require_writable(path: Path) -> str:
    """The line about what a workbook there will replace, '' for nothing; asked before a run.

    One of ours is replaced unless somebody edited it since, anything else is left alone. Raises
    NotWrittenError, or InputError without the extra.
    """
    writer()
    path = _at_home(path)
    if path.suffix.lower() != ENDING:
        remedy = f"write one that ends in {ENDING}, such as {path.stem or 'answer'}{ENDING}"
        raise NotWrittenError(f"--xlsx: {shown(str(path))} is not the name of a workbook; {remedy}")
    try:
        if not os.path.lexists(path):
            _try_to_write_beside(path)
            return ""
    except (OSError, ValueError) as problem:
        wrong = getattr(problem, "strerror", None) or str(problem)
        raise NotWrittenError(
            f"--xlsx: no file {shown(str(path))} can be written ({wrong}); choose another"
        ) from None
    properties = None if path.is_symlink() or not path.is_file() else _properties(path)
    if properties is None or not properties.get(KIND_OF, "").startswith(" ".join(KIND.split()[:2])):
        wrong = "exists and is not a workbook of an answer, so it is left alone"
        raise NotWrittenError(f"{path}: {wrong}; choose another --xlsx, or remove it")
    if properties.get("created") != properties.get("modified"):
        wrong = "was edited since it was written, so it is left alone"
        raise NotWrittenError(f"{path}: {wrong}; choose another --xlsx, or remove it")
    return f"It replaces the workbook of: {properties.get(COMMAND_OF, 'another answer')}"


def write_file(path: Path, content: bytes) -> Path:
    """Write a workbook; a process killed at any moment leaves the old file or the new one."""
    require_writable(path)
    path = Path(os.path.abspath(_at_home(path)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            fresh.chmod(0o644)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as problem:
        raise NotWrittenError(
            f"{path}: the workbook could not be written ({problem.strerror or problem}); what was "
            f"there is as it was; {to_write_again(problem)}, or choose another --xlsx"
        ) from None
    return path


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise NotWrittenError(
            f"--xlsx {path}: there is no home folder of {path.parts[0]}; write another path"
        ) from None


def _try_to_write_beside(path: Path) -> None:
    """Raise OSError where no file of this name can be made, without leaving anything."""
    path = Path(os.path.abspath(path))
    there = next(parent for parent in path.parents if os.path.lexists(parent))
    with tempfile.NamedTemporaryFile(prefix=f".{path.name}.", suffix=".new", dir=there):
        pass


def _properties(path: Path) -> dict[str, str] | None:
    """What a workbook says of itself; None for what is not a workbook of ours."""
    try:
        with zipfile.ZipFile(path) as packed:
            own = packed.read("docProps/custom.xml").decode()
            core = packed.read("docProps/core.xml").decode()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    named = re.findall(r'<property [^>]*name="(\w+)"[^>]*>\s*<vt:\w+>([^<]*)<', own)
    dates = re.findall(r"<dcterms:(created|modified)[^>]*>([^<]*)<", core)
    return {name: unescape(value) for name, value in (*named, *dates)}
