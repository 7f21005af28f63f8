"""Writes every document that is made by the program: `make docs`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.documents.blocks import refreshed
from tests.documents.figure import FIGURE, draw
from tests.documents.notebooks import NOTEBOOKS, write_pair
from tests.documents.references import REFERENCES

README = Path(__file__).resolve().parents[2] / "README.md"


def main() -> None:
    """The references, README's outputs and figure, and the notebooks beside their Python files."""
    for path, text in REFERENCES.items():
        path.write_text(text(), encoding="utf-8")
    with TemporaryDirectory() as folder:
        README.write_text(refreshed(README.read_text(encoding="utf-8"), Path(folder)), "utf-8")
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_bytes(draw())
    for source in NOTEBOOKS:
        write_pair(source)


if __name__ == "__main__":
    main()
