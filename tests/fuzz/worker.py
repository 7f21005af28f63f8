"""Runs command lines one after the other in this process, under a limit of memory and of work.

Work is the processor time of the process, as a multiple of what one replication of `small` takes.

Started by `harness.run_cases` with the path of pickled cases; prints one JSON line a case.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import resource
import shutil
import signal
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from typing import Any

import typer.main

from tests.fuzz.harness import REFERENCES, Case

PLACE = "case"
"""The folder in which each case runs, made anew for it."""


def begin() -> None:
    """The cases and the memory that the command line names."""
    main(Path(sys.argv[1]), int(sys.argv[2]))


class TookTooLong(BaseException):
    """The work of a case is too much; not an Exception, so that nothing swallows it."""


def main(source: Path, memory: int) -> None:
    """Run all cases of a file."""
    cases: list[Case] = pickle.loads(source.read_bytes())
    signal.signal(signal.SIGPROF, _alarm)
    import duckdb  # noqa: F401
    import pandas  # noqa: F401
    import scipy.stats  # noqa: F401

    import simulator.cli

    typer.main.get_command = cache(typer.main.get_command)  # as in tests/conftest.py
    reference = _reference()
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    os.environ["COLUMNS"] = "400"  # usage errors are not wrapped
    home = Path.cwd()
    answers = os.fdopen(os.dup(1), "w")
    sys.stdin = open(os.devnull)  # noqa: SIM115
    for case in cases:
        answer = _answer(case, home, simulator.cli.main, reference)
        print(json.dumps(answer), file=answers, flush=True)


def _reference() -> float:
    """Seconds of processor time of a replication of `small`, the least of three."""
    from simulator.experiments.running.replication import replicate
    from simulator.scenario import load

    scenario = load("small").scenario
    taken = []
    for _ in range(3):
        began = time.process_time()
        replicate(scenario, 0)
        taken.append(time.process_time() - began)
    return min(taken)


def _answer(case: Case, home: Path, command: Any, reference: float) -> dict[str, Any]:
    os.chdir(home)
    shutil.rmtree(PLACE, ignore_errors=True)
    place = home / PLACE
    place.mkdir()
    for name, content in case.files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    os.chdir(place)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["simulator", *case.arguments]
    code: object = None
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, REFERENCES * reference)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            if case.simulates:
                _simulate(case)
                code = 0
            else:
                command()
    except SystemExit as left:
        code = left.code
    except BaseException:
        code = traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {
        "code": code,
        "out": out.getvalue()[-4000:],
        "err": err.getvalue()[:20_000],
        "references": (time.process_time() - began) / reference,
        "grown": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
        "files": _files(home),
    }


def _simulate(case: Case) -> None:
    """One replication of the scenario, if it is a small one; refusals leave with code 2."""
    from simulator.experiments.running.replication import replicate
    from simulator.mistakes import InputError
    from simulator.scenario import load
    from simulator.scenario.checks_size import expected_carts

    try:
        scenario = load(case.arguments[0], overrides=case.arguments[1:]).scenario
        if expected_carts(scenario) < 3000 and scenario.clock.horizon < 30 * 86_400_000:
            replicate(scenario, 0)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def _files(home: Path) -> list[str]:
    """Every file of the case's folder, and whatever it left beside it."""
    return sorted(
        str(path.relative_to(home)) + ("/" if path.is_dir() else "")
        for path in home.rglob("*")
        if path.name != PLACE
    )


def _alarm(*_: object) -> None:
    raise TookTooLong(f"more than {REFERENCES} times a replication of small")
