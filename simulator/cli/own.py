"""A Python file with functions of the user's own, for the command line."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from simulator.mistakes import InputError

VARIABLE = "SIMULATOR_OWN"
"""The environment variable that names the file."""
_MODULE = "simulator_own"


def load_own() -> None:
    """Run the file that $SIMULATOR_OWN names, if it does: its decorators make functions known.

    Raises InputError where it cannot be read or raises an error.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if not named:
        return
    path = Path(named)
    if not path.is_file() or path.suffix != ".py":
        raise InputError(f"{VARIABLE}={named}: is not a Python file; write the path of one")
    spec = importlib.util.spec_from_file_location(_MODULE, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE] = module
    try:
        spec.loader.exec_module(module)
    except InputError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise InputError(f"{VARIABLE}={named}: cannot be run ({said}); mend it") from error
