"""`python -m simulator` is the same as `simulator`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def search_path(path: list[str], folder: str, package: str, own: str) -> list[str]:
    """Where modules are looked for, without the working folder, which `python -m` puts first.

    Otherwise a folder `bottleneck` or a file `numpy.py` in it would be taken for the package, as by
    the command it is not. It stays where the `package` itself is in it, and comes last where a file
    of a user's `own` functions is named, which may import what lies there.
    """
    if path[:1] != [folder] or Path(package).parent == Path(folder):
        return path
    return [*path[1:], folder] if own.strip() else path[1:]


if __name__ == "__main__":
    with suppress(FileNotFoundError):  # the folder has been removed meanwhile
        package, own = str(Path(__file__).parent), os.environ.get("SIMULATOR_OWN", "")
        sys.path[:] = search_path(sys.path, os.getcwd(), package, own)
    from simulator.cli import main

    main()
