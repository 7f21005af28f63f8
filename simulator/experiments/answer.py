"""What a question gives back: what was found, and the same for people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from simulator.reporting.findings import Findings
from simulator.reporting.findings import write as write_findings

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What was found, and the same for people.

    `found` has every figure; `conclusion` says what to do, `tables` has what is in the CSV files
    of the command's folder, by name; `write` makes that folder.
    """

    found: T
    findings: Findings

    @property
    def conclusion(self) -> str:
        """A paragraph to act on."""
        return self.findings.conclusion

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Frames by name."""
        return dict(self.findings.frames)

    def write(self, folder: str | Path) -> Path:
        """Write report, tables and figures; an older such folder is replaced whole."""
        return write_findings(self.findings, Path(folder))
