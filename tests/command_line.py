"""The real command line in this process: a process of its own takes a second to import anything.

For what a command says and leaves. What a process does (signals, limits, environments of its start)
is tested in processes.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from simulator.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def simulator(*words: str, folder: Path | None = None, **environment: str) -> Ended:
    """`simulator WORDS` in the folder, its output in pipes of UTF-8, with these variables too."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        redirect_stdout(out), redirect_stderr(err), chdir(folder or Path.cwd()),
        patch.object(sys, "argv", ["simulator", *words]), patch.dict(os.environ, environment),
    ):  # fmt: skip
        code = _code()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    return Ended(code, *texts)


def _code() -> int:
    """The exit code; what the command does not catch is raised."""
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
