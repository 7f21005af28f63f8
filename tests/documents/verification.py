"""reports/verification.md, from the folder that `simulator verify` leaves: `make verify`."""

from __future__ import annotations

import sys
from pathlib import Path

REPORTS = Path(__file__).resolve().parents[2] / "reports"
FIGURE = "figures/theory.svg"

HEAD = f"""# Theory against simulation

Written by `make verify`, which runs `simulator verify` and keeps what it found here. Every system
is an ordinary scenario in [`scenarios/verification`](../scenarios/verification), run by the whole
model; the exact values are computed in
[`simulator/verification/theory`](../simulator/verification/theory), each with its source. That the
tests would notice a defect was tried out with [mutants](mutants.md), one for each feature.

![Simulated less exact value, in percent of the exact value, with 99.9 % intervals]({FIGURE})

"""


def page(folder: Path) -> str:
    """The page, with the tables and the conclusion of a full verification."""
    return HEAD + (folder / "verification.md").read_text(encoding="utf-8")


def main() -> None:
    """Keep what the folder given on the command line holds."""
    folder = Path(sys.argv[1])
    (REPORTS / FIGURE).write_bytes((folder / "theory.svg").read_bytes())
    (REPORTS / "verification.md").write_text(page(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
