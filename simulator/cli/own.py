"""A Python file with functions of the user's own, for the command line."""

from __future__ import annotations

import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

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
    loader = SourceFileLoader(_MODULE, str(path))
    module = ModuleType(_MODULE)
    module.__file__ = str(path)
    sys.modules[_MODULE] = module
    try:
        loader.exec_module(module)
    except InputError:
        raise
    except Exception as error:
        wrong = f"{type(error).__name__}: {error}"
        raise InputError(f"{VARIABLE}={named}: cannot be run ({wrong}); mend it") from error
