"""The code blocks of a document, run in their order in one folder, with what they print.

Three kinds run: `console` (lines that begin with `$ ` are commands, the rest is what they print),
`python` (all of a document share their names; a `text` block that follows is what it prints).
`yaml` whose first line is `# NAME.yaml`, and any block that opens with its kind and a name
(```csv orders.csv), is written as that file. Others are only shown.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from tests.documents.forked import callers

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
    """The document with what its blocks print now, to somebody who has run nothing before."""
    parts, at, printed = [], 0, None
    with TemporaryDirectory() as store, _session(folder, store) as told:
        for block in blocks(document):
            text = block.text
            if block.name is not None:
                (folder / block.name).write_text(text, encoding="utf-8")
            elif block.kind == "console":
                text = _console(block.text, folder, _settings(store))
            elif block.kind == "python":
                printed = told(text)
            elif block.kind == "text" and printed is not None:
                text = printed
            elif block.kind == "yaml" and (named := re.match(r"# (\S+\.yaml)\n", text)):
                (folder / named[1]).write_text(text, encoding="utf-8")
            if block.kind != "python":
                printed = None
            parts += [document[at : block.start], text]
            at = block.end
    return "".join([*parts, document[at:]])


def session() -> None:
    """Run each text of standard input, a line of JSON, and say what it printed."""
    sys.path.insert(0, "")
    sys.modules["__main__"] = ModuleType("__main__")
    names = {"__name__": "__main__"}
    for line in sys.stdin:
        with redirect_stdout(io.StringIO()) as printed:
            exec(json.loads(line), names)
        print(json.dumps(printed.getvalue()), flush=True)


@contextmanager
def _session(folder: Path, store: str) -> Iterator[Callable[[str], str]]:
    """What a Python of the folder prints for one text after the other; begun when first asked."""
    with ExitStack() as ends:

        @cache
        def python() -> subprocess.Popen[str]:
            return ends.enter_context(
                subprocess.Popen(
                    [callers() / "session"],
                    cwd=folder,
                    env=_settings(store),
                    text=True,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )

        def told(text: str) -> str:
            process = python()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{json.dumps(text)}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise RuntimeError(f"{text}\n{process.communicate()[1]}")
            return _plain(json.loads(answer))

        yield told


def _console(text: str, folder: Path, settings: dict[str, str]) -> str:
    """The block with the output that each command has now."""
    printed = []
    if "simulator " in text:
        settings |= {"PATH": os.pathsep.join([str(callers()), settings["PATH"]])}
    for command in re.findall(r"^\$ (?:.*\\\n)*.*\n", text, flags=re.MULTILINE):
        one_line = command[2:].replace("\\\n", "")
        printed += [command, _run(["bash", "-o", "pipefail", "-c", one_line], folder, settings)]
    return "".join(printed)


def _run(command: list[str], folder: Path, settings: dict[str, str]) -> str:
    """Standard output, without spaces at the ends of lines; RuntimeError if it fails."""
    done = subprocess.run(
        command, cwd=folder, env=settings, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[-1]}\nexit code {done.returncode}\n{done.stderr}")
    return _plain(done.stdout)


def _settings(store: str) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    plain = {"NO_COLOR": "1", "PYTHONWARNINGS": "error"}
    return os.environ | plain | {"PATH": path, "SIMULATOR_STORE": store}


def _plain(printed: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
