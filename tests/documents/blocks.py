"""The code blocks of a document, run in their order in one folder, with what they print.

Three kinds run: `console` (lines that begin with `$ ` are commands, the rest is what they print),
`python` (all of a document share their names; a `text` block that follows is what it prints).
`yaml` whose first line is `# NAME.yaml`, and any block that opens with its kind and a name
(```csv orders.csv), is written as that file. Others are only shown.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, its file's name, its text and where that is in the document."""

    kind: str
    name: str | None
    text: str
    start: int
    end: int


def blocks(document: str) -> list[Block]:
    """All blocks in order."""
    found = BLOCK.finditer(document)
    return [Block(match[1], match[2], match[3], match.start(3), match.end(3)) for match in found]


def commands(block: Block) -> list[str]:
    """The commands of a console block; a backslash at a line's end goes on in the next one."""
    joined = block.text.replace("\\\n", "")
    return [line[2:] for line in joined.splitlines() if line.startswith("$ ")]


def refreshed(document: str, folder: Path) -> str:
    """The document with what its blocks print now."""
    parts, at, printed = [], 0, None
    session = folder / ".session.py"
    for block in blocks(document):
        text = block.text
        if block.name is not None:
            (folder / block.name).write_text(text, encoding="utf-8")
        elif block.kind == "console":
            text = _console(block.text, folder)
        elif block.kind == "python":
            before = session.read_text(encoding="utf-8") if session.exists() else ""
            quiet = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n"
            earlier = quiet + _indented(before or "pass\n")
            session.write_text(before + text, encoding="utf-8")
            printed = _run([sys.executable, "-c", earlier + text], folder)
        elif block.kind == "text" and printed is not None:
            text = printed
        elif block.kind == "yaml" and (named := re.match(r"# (\S+\.yaml)\n", text)):
            (folder / named[1]).write_text(text, encoding="utf-8")
        if block.kind != "python":
            printed = None
        parts += [document[at : block.start], text]
        at = block.end
    return "".join([*parts, document[at:]])


def _console(text: str, folder: Path) -> str:
    """The block with the output that each command has now."""
    printed = []
    for command in re.findall(r"^\$ (?:.*\\\n)*.*\n", text, flags=re.MULTILINE):
        one_line = command[2:].replace("\\\n", "")
        printed += [command, _run(["bash", "-o", "pipefail", "-c", one_line], folder)]
    return "".join(printed)


def _run(command: list[str], folder: Path) -> str:
    """Standard output, without spaces at the ends of lines; RuntimeError if it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = os.environ | {"PATH": path, "NO_COLOR": "1", "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        command, cwd=folder, env=settings, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[-1]}\nexit code {done.returncode}\n{done.stderr}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def _indented(code: str) -> str:
    return "".join(f"    {line}" for line in code.splitlines(keepends=True))
