"""The files that a verification leaves behind."""

from __future__ import annotations

from pathlib import Path

from simulator.mistakes import InputError
from simulator.reporting.findings import html
from simulator.reporting.workbook.workbooks import write_answer
from simulator.verification.page import findings
from simulator.verification.plot import pictures
from simulator.verification.tables import markdown, opinions_csv, systems_csv
from simulator.verification.verify import Verification

NAMES = (
    "report.html", "verification.md", "systems.csv", "second_opinion.csv", "theory.svg",
    "theory.png",
)  # fmt: skip
"""What is written, and all that may be in the folder before."""


def require_writable(folder: Path) -> None:
    """Raise InputError where the files cannot go; to be asked before the run."""
    if folder.is_dir():
        strangers = sorted(entry.name for entry in folder.iterdir() if entry.name not in NAMES)
        if strangers:
            raise InputError(
                f"{folder}: has other files in it, such as {strangers[0]}; write another --output"
            )
    elif folder.exists() or folder.is_symlink():
        raise InputError(f"{folder}: is not a folder; write another --output")


def to_xlsx(verification: Verification, path: Path, command: str = "asked in Python") -> Path:
    """Write its page and tables as a workbook. Raises InputError."""
    return write_answer(findings(verification, command), path)


def write(verification: Verification, folder: Path, command: str = "asked in Python") -> Path:
    """Write all files, each whole or not at all; older ones of the same names are replaced."""
    require_writable(folder)
    texts = {
        "report.html": html(findings(verification, command)),
        "verification.md": markdown(verification),
        "systems.csv": systems_csv(verification),
        "second_opinion.csv": opinions_csv(verification),
    }
    files = {name: text.encode() for name, text in texts.items()}
    files |= pictures(verification.rows, verification.precision)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        fresh = folder / f".{name}.new"
        try:
            fresh.write_bytes(content)
            fresh.replace(folder / name)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
    return folder
