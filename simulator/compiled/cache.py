"""Where compiled code is kept between processes, and who is making it.

The folder is named after the sources that it was compiled from, so that a new version of the
program does not find what an old one left. Where the user's cache cannot be written, the folder is
in that of temporary files; where that cannot be either, every process compiles for itself.
"""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from simulator.mistakes import InputError
from simulator.stages import ACTIVITIES
from simulator.user_cache import user_cache

_LOADED = "simulator.compiled.entry"
_KERNEL, _READ = "kernel", ("columns", "arrays")
STALE = 900.0
"""Seconds after which whoever was compiling is taken to be gone."""


@cache
def key() -> str:
    """A hash of all that the compiled code depends on, where this package is installed."""
    return key_of(Path(__file__).parent)


def key_of(sources: Path) -> str:
    """A hash of what is compiled in a folder, of the columns, and of which files these are.

    Numba takes what it compiled for stale when the same source lies elsewhere or is newer, as after
    an installation; such code must not count as there.
    """
    digest = hashlib.sha256(f"{platform.python_version()} {platform.machine()}".encode())
    digest.update(f"{version('numba')} {version('numpy')}".encode())
    digest.update(repr(ACTIVITIES).encode())  # of which the columns are made
    digest.update(str(sources.resolve()).encode())
    for path in sorted(sources.glob("*.py")):
        content = path.read_bytes()
        if f"compiled.{_KERNEL}".encode() in content or path.stem in (_KERNEL, *_READ):
            digest.update(f"\n{path.name} {path.stat().st_mtime_ns}\n".encode() + content)
    return digest.hexdigest()[:16]


@cache
def folder() -> Path | None:
    """The folder of the compiled code, made if it is not there; None if none can be written."""
    for base in _bases():
        place = base / "compiled" / key()
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            probe = place / f"probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
            return place
    return None


def _bases() -> Iterator[Path]:
    with suppress(InputError):
        yield user_cache()
    user = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir()) / f"fulfillment-simulator-{user}"


def is_loaded_fast() -> bool:
    """Whether the code is in this process, or on disk."""
    entry = sys.modules.get(_LOADED)
    if entry is not None and entry.is_ready():
        return True
    place = folder()
    return place is not None and any(place.rglob("*.nbi"))


def is_being_made() -> bool:
    """Whether another process is compiling."""
    place = folder()
    if place is None:
        return False
    mark = place / "being-made"
    try:
        return time.time() - mark.stat().st_mtime < STALE and _lives(mark.read_text())
    except OSError:
        return False


def _lives(process: str) -> bool:
    """Whether a process of this machine is there; true where that cannot be told."""
    if not process.isdecimal() or not hasattr(os, "getuid"):
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _has_ended(process)


def _has_ended(process: str) -> bool:
    """Whether it is over and its parent has not asked how: in some containers nobody ever does."""
    try:
        told = Path("/proc", process, "stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[:1] == ["Z"]


@contextmanager
def making() -> Iterator[None]:
    """One process compiles; others that must have the code wait for it here."""
    place = folder()
    if place is None or is_loaded_fast():
        yield
        return
    mark = place / "being-made"
    while is_being_made():
        if is_loaded_fast():
            yield
            return
        time.sleep(0.2)
    sentence = (
        "compiling the fast engine, once for this version of the program: about 20 seconds, in "
        "which other processes go on with SimPy; no figure depends on it"
    )
    logging.getLogger(__name__).warning(
        "note: %s", sentence
    )  # to standard error, if nobody says else
    with suppress(OSError):
        mark.write_text(str(os.getpid()))
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
