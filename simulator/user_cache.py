"""The user's folder for what can be made again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from simulator.mistakes import InputError


def user_cache() -> Path:
    """The program's folder in the user's cache; InputError where there is no home."""
    if sys.platform == "win32":
        base = _named("LOCALAPPDATA", "AppData/Local")
    elif sys.platform == "darwin":
        base = _home() / "Library" / "Caches"
    else:
        base = _named("XDG_CACHE_HOME", ".cache")
    return base / "fulfillment-simulator"


def _named(variable: str, other: str) -> Path:
    """The user's cache; an empty or relative variable counts as unset (XDG Base Directory)."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else _home() / other


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise InputError("there is no home folder for a cache") from None
