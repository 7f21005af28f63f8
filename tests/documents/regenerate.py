"""Writes every document that is made by the program: `make docs`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.documents.blocks import refreshed
from tests.documents.figure import FIGURE, draw
from tests.documents.notebooks import NOTEBOOKS, write_pair
from tests.documents.pages import ROOT, RUNNING, text_of
from tests.documents.references import REFERENCES


def main() -> None:
    """References, outputs of README and the manual, the figure, notebooks beside their files."""
    for path, text in REFERENCES.items():
        path.write_text(text(), encoding="utf-8")
    for page in RUNNING:
        with TemporaryDirectory() as folder:
            (ROOT / page).write_text(refreshed(text_of(page), Path(folder)), encoding="utf-8")
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_bytes(draw())
    for source in NOTEBOOKS:
        write_pair(source)


if __name__ == "__main__":
    main()
