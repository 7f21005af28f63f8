"""A copy of the package to which is added what a page of the manual says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.documents.pages import ROOT

BLOCK = re.compile(
    r"`(simulator/[\w/.]+)`(?:, (behind|before) `([^`]+)`)?:?\s*\n\n```(?:python|text)\n(.*?)```",
    re.DOTALL,
)


def copied(folder: Path, page: str) -> tuple[list[str], list[str]]:
    """Add what the page says to a copy in the folder; new files, and the files that were edited.

    Its block of YAML becomes `try.yaml`.
    """
    shutil.copytree(ROOT / "simulator", folder / "simulator")
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    written, edited = [], []
    for name, where, there, text in BLOCK.findall(page):
        path = folder / name
        if where:
            before = path.read_text(encoding="utf-8")
            assert before.count(f"{there}\n") == 1, there
            both = f"{there}\n{text}" if where == "behind" else f"{text}\n\n{there}\n"
            path.write_text(before.replace(f"{there}\n", both), encoding="utf-8")
            edited.append(name)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.append(name)
    (scenario,) = re.findall(r"```yaml\n(.*?)```", page, re.S)
    (folder / "try.yaml").write_text(scenario, encoding="utf-8")
    return written, edited


def ran_in(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command of Python there, with the copied package and these tests."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "HYPOTHESIS_PROFILE": "few",
    }
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, text=True, capture_output=True
    )


def said_by(folder: Path, *command: str) -> str:
    """What a command that succeeds prints there."""
    ran = ran_in(folder, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
