"""Cases of the fuzz tests, the process that runs them, and what must hold for every one."""

from __future__ import annotations

import json
import os
import pickle
import queue
import re
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import Process

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = 50
"""Times the processor time of a replication of `small`, measured where the cases run: within that
an error is told, or a small scenario is done. A multiple, and no time by the clock, so that a slow
or busy machine comes to the same verdict."""

SILENCE = 900.0
"""Seconds by the clock without an answer, after which a process waits for what never comes. Several
hundred times what a case takes; only a process that computes nothing is ended by it."""

GROWTH = 600
"""Megabytes by which one case may grow the process."""

MEMORY = 1_500_000_000
"""Bytes of address space left to a case."""

_PLACE = re.compile(
    r"(^|\s)[^\s:]+:\d+(:\d+)?:|^(/\S+|\.+): |(^|[\s'`])--\w"
    r"|SCENARIO|PATH|DIR|^FILE: |^--set|^default:",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Case:
    """One command line and the files it finds.

    `expected` are the exit codes that may be; `simulates` runs one replication of the scenario in
    `arguments[0]` (the others are overrides) instead of a command.
    """

    name: str
    arguments: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    expected: tuple[int, ...] = (0, 2)
    simulates: bool = False


@dataclass(frozen=True)
class Answer:
    """How a case ended; `code` is a text where it raised or was killed."""

    case: Case
    code: int | str | None
    out: str = ""
    err: str = ""
    references: float = 0.0
    grown: int = 0
    files: tuple[str, ...] = ()


def scaled(cases: int) -> int:
    """This many cases, times FUZZ where the environment has it (FUZZ=10 for a long run)."""
    return max(1, round(cases * float(os.environ.get("FUZZ", "1"))))


def run_cases(cases: Sequence[Case], place: Path, memory: int = MEMORY) -> list[Answer]:
    """The answer to each case; a process that dies or hangs is started again behind the case."""
    answers: list[Answer] = []
    while len(answers) < len(cases):
        answers += _some(cases[len(answers) :], place, memory)
    return answers


def _some(cases: Sequence[Case], place: Path, memory: int) -> Iterator[Answer]:
    source = place / "cases.pickle"
    source.write_bytes(pickle.dumps(list(cases)))
    folder = place / "home"
    folder.mkdir(exist_ok=True)
    there, here = os.pipe()
    with open(here, "wb") as stdout:
        process = Process(
            *(str(source), str(memory)),
            cwd=folder,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "XDG_CACHE_HOME": str(place)},
            entry="tests.fuzz.worker:begin",
            stdout=stdout,
        )
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_forward, args=(there, lines), daemon=True).start()
    loose: list[str] = []
    for case in cases:
        answer = _next(lines, loose, process)
        if isinstance(answer, str):
            yield Answer(case, answer)
            break
        yield Answer(case, **(answer | {"files": tuple(answer["files"])}))
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def _forward(output: int, lines: queue.Queue[str | None]) -> None:
    with open(output, encoding="utf-8") as file:
        for line in file:
            lines.put(line)
    lines.put(None)


def _next(
    lines: queue.Queue[str | None], loose: list[str], process: Process
) -> dict[str, Any] | str:
    """The next answer, or why there is none."""
    while True:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            return "hangs where no signal reaches it"
        if line is None:
            said = "".join(loose) + process.communicate()[1]
            return f"the process died ({process.returncode}): {said[-3000:]}"
        if line.startswith('{"code":'):
            return dict(json.loads(line))
        loose.append(line)


def wrong(answer: Answer) -> str | None:
    """What is wrong with an answer, None where nothing is."""
    if not isinstance(answer.code, int):
        return "raised or died: ..." + "".join(str(answer.code).splitlines(keepends=True)[-7:])
    if answer.code not in answer.case.expected:
        return f"exit code {answer.code}: {answer.err or answer.out}"
    if "Traceback" in answer.out + answer.err:
        return f"shows a traceback: {answer.err}"
    if answer.code == 2 and not (_PLACE.search(answer.err) or _names_an_input(answer)):
        return f"names neither a line nor an option: {answer.err!r}"
    if answer.references > REFERENCES:
        return f"took {answer.references:.0f} times a replication of small"
    if answer.grown > GROWTH:
        return f"took {answer.grown} MB"
    left = [name for name in answer.files if not _may_be_left(name, answer.case)]
    return f"left {left[:5]}" if left else None


def _names_an_input(answer: Answer) -> bool:
    """Whether the error begins with a file or value that the case gave."""
    begins = answer.err.splitlines()[0] if answer.err else ""
    given = [*answer.case.files, *answer.case.arguments]
    return any(name and (begins.startswith(name) or f"/{name}:" in begins) for name in given)


def _may_be_left(name: str, case: Case) -> bool:
    """What the case brought with it, and whole run folders below case/out or case/reports."""
    inside = name.removeprefix("case/").rstrip("/")
    brought = {str(Path(*Path(n).parts[:k])) for n in case.files for k in range(1, 9)}
    return name.startswith("case/") and (
        inside in brought or re.match(r"(out|reports)(/|$)", inside) is not None
    )


def failures(answers: Sequence[Answer]) -> str:
    """The first wrong answers, with what is needed to see them again; '' where all are right."""
    found = {a.case.name: (a, said) for a in answers if (said := wrong(a))}
    alike = {said: (a, said) for a, said in found.values()}
    shown = [f"{a.case.name}: {a.case.arguments}\n{said}" for a, said in alike.values()]
    return "\n\n".join([f"{len(found)} of {len(answers)}:", *shown[:8]]) if found else ""
