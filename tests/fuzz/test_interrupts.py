"""Ctrl-C, kill and a full disk, in real processes: finished work is kept, nothing is left behind.

They wait for what the run has done, never for a time, so that a slow machine changes nothing.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.patience import patience
from tests.processes import MAIN, UNDRAWN, Process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

MANY = "400"
TWO = ("--replications", "2", "--jobs", "1")
"""For a whole run folder; without workers, whose start takes longer than both replications."""


class Run:
    """A `simulator run small` in a session of its own, with a store below its folder.

    Its figures are drawn only where files have a limit, for which they have to be large.
    """

    def __init__(self, folder: Path, *options: str, most_bytes: int | None = None) -> None:
        self.folder, self.output, self.store = folder, folder / "out", folder / "store"
        self.process = Process(
            *("run", "small", "--quiet", "--output", str(self.output), *options),
            cwd=folder,
            env=os.environ | {"SIMULATOR_STORE": str(self.store)},
            entry=MAIN if most_bytes else UNDRAWN,
            session=True,
            most_bytes=most_bytes,
        )

    def wait_until_some_are_done(self, number: int = 2) -> None:
        """Until the store has so many replications."""
        self.wait_for(lambda: sum(path.is_file() for path in self.store.rglob("*")) > number)

    def wait_until_it_writes(self) -> None:
        """Until a file of the new folder is there, or was before anybody looked."""

        def begun() -> bool:
            try:
                return any(self.folder.glob(".out.*.new/*"))
            except FileNotFoundError:  # renamed between the two looks of `glob`
                return True

        while self.process.poll() is None and not begun():
            time.sleep(0.01)

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Until something is so."""
        until = time.monotonic() + patience()
        while not condition():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.01)

    def ended(self) -> tuple[int, str]:
        """Exit code and what it said, once no process of the run is left."""
        _, said = self.process.communicate(timeout=patience())
        until = time.monotonic() + patience()
        while self.processes():
            assert time.monotonic() < until, f"left behind: {self.processes()}"
            time.sleep(0.01)
        return self.process.returncode, said

    def processes(self) -> list[int]:
        """Every living process of the run's session."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    words = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(words[3]) == self.process.pid and words[0] != "Z":
                        found.append(int(entry.name))
        return found

    def workers(self) -> list[int]:
        """Its processes but the first."""
        return [pid for pid in self.processes() if pid != self.process.pid]

    def manifest(self) -> dict[str, object]:
        """What the run folder says of itself."""
        return dict(json.loads((self.output / "manifest.json").read_text(encoding="utf-8")))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def started(*options: str, **more: int) -> Run:
        runs.append(Run(tmp_path, *options, **more))
        return runs[-1]

    yield started
    for run in runs:
        for pid in run.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "alone"])
def test_ctrl_c_keeps_what_is_finished(
    jobs: str, whole_group: bool, start: Callable[..., Run]
) -> None:
    run = start("--replications", MANY, "--jobs", jobs)
    run.wait_until_some_are_done()
    (os.killpg if whole_group else os.kill)(run.process.pid, signal.SIGINT)
    code, said = run.ended()
    assert code == 130, said
    assert "Traceback" not in said
    assert run.manifest()["interrupted"] is True
    assert 1 <= int(str(run.manifest()["replications"])) < int(MANY)
    assert "The run was interrupted" in (run.output / "report.html").read_text(encoding="utf-8")


def test_ctrl_c_before_anything_is_finished(start: Callable[..., Run]) -> None:
    run = start("--replications", "2", "--jobs", "2", "--set", "demand.orders_per_day=20000")
    run.wait_for(lambda: len(run.workers()) == 2)
    os.killpg(run.process.pid, signal.SIGINT)
    code, said = run.ended()
    assert (code, "Traceback" in said, run.output.exists()) == (130, False, False), said


def test_a_killed_run_leaves_the_old_folder(start: Callable[..., Run]) -> None:
    old = start(*TWO)
    assert old.ended()[0] == 0
    before = {name: (old.output / name).stat().st_mtime_ns for name in names(old.output)}
    run = start("--replications", MANY, "--jobs", "2", "--seed", "7")
    run.wait_until_some_are_done(8)
    os.kill(run.process.pid, signal.SIGKILL)
    assert run.ended()[0] == -signal.SIGKILL
    assert {name: (old.output / name).stat().st_mtime_ns for name in names(old.output)} == before


@pytest.mark.slow
def test_killed_at_any_moment_of_writing(start: Callable[..., Run]) -> None:
    """Moments after the first file of the new folder is there; a whole folder either way."""
    old = start(*TWO, "--no-store")
    assert old.ended()[0] == 0
    whole = names(old.output)
    seeds = [old.manifest()["seed"]]
    for seed, pause in enumerate((0.0, 0.002, 0.005, 0.01, 0.02, 0.05), start=2):
        run = start(*TWO, "--no-store", "--seed", str(seed))
        run.wait_until_it_writes()
        time.sleep(pause)
        with suppress(ProcessLookupError):
            os.kill(run.process.pid, signal.SIGKILL)
        assert run.ended()[0] in (0, -signal.SIGKILL)
        recovered = run.output if run.output.exists() else next(run.folder.glob(".out.*.old"))
        assert names(recovered) == whole
        seeds.append(json.loads((recovered / "manifest.json").read_text())["seed"])
        assert seeds[-1] in (seeds[-2], seed)
    last = start(*TWO, "--no-store")
    assert last.ended()[0] == 0
    assert not list(last.folder.glob(".out.*.old"))


def test_a_killed_worker_does_not_show_in_the_results(start: Callable[..., Run]) -> None:
    options = ("--replications", "12", "--jobs", "2", "--no-store")
    undisturbed = start(*options)
    assert undisturbed.ended()[0] == 0
    expected = (undisturbed.output / "kpis.csv").read_bytes()
    run = start(*options)
    run.wait_for(lambda: len(run.workers()) == 2)
    os.kill(run.workers()[0], signal.SIGKILL)
    assert run.ended() == (0, "")
    assert (run.output / "kpis.csv").read_bytes() == expected


def test_no_room_leaves_the_old_folder(start: Callable[..., Run]) -> None:
    old = start(*TWO)
    assert old.ended()[0] == 0
    before = {name: (old.output / name).stat().st_mtime_ns for name in names(old.output)}

    code, said = start(*TWO, "--no-store", most_bytes=60_000).ended()
    assert code == 2
    assert len(said.splitlines()) == 1
    assert "what was there is as it was" in said
    assert {name: (old.output / name).stat().st_mtime_ns for name in names(old.output)} == before
    assert names(old.folder)[0] == "out"
