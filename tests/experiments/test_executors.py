"""Where replications run: processes, workers that die, and a real cluster of Dask."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from simulator.experiments.run import run
from simulator.experiments.running.executors import (
    AHEAD,
    MOST_TOGETHER,
    Executors,
    WorkerDiedError,
    executors,
    kept,
    processes,
    run_all,
)
from simulator.experiments.running.workers import pool
from simulator.mistakes import InputError
from tests.patience import patience


def gather(tasks: list[tuple[int, object]], on: Executors) -> dict[int, object]:
    done: dict[int, object] = {}
    run_all(tasks, on, done.__setitem__)
    return done


def square(x: int) -> int:
    return x * x


def die_once(flag: Path, x: int) -> int:
    """Kills its own process the first time, as the kernel does when memory is short."""
    if x == 3 and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def die_always(x: int) -> int:
    if x == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def fail(x: int) -> int:
    if x == 3:
        raise ValueError("three")
    return x


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_task_is_done_once(jobs: int) -> None:
    seen: list[int] = []
    run_all(
        ((x, partial(square, x)) for x in range(20)),
        processes(jobs),
        lambda name, result: seen.append(name) if result == name**2 else None,
    )
    assert sorted(seen) == list(range(20))


def test_tasks_are_taken_as_there_is_room() -> None:
    taken: list[int] = []
    most = 0

    def tasks() -> Iterator[tuple[int, partial[int]]]:
        for x in range(500):
            taken.append(x)
            yield x, partial(square, x)

    done: list[int] = []

    def finish(name: int, _: int) -> None:
        nonlocal most
        done.append(name)
        most = max(most, len(taken) - len(done))

    run_all(tasks(), processes(2), finish)
    assert len(done) == 500
    assert most <= 2 * AHEAD * 2 * MOST_TOGETHER + 1


class Noting(ThreadPoolExecutor):
    """Notes how many tasks it is handed at a time."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__(2)
        self.sizes = sizes

    def submit(self, fn, /, *args, **named):
        self.sizes.append(len(args[0].works))
        return super().submit(fn, *args, **named)


def test_the_last_tasks_are_shared_out() -> None:
    """So no worker has many to do when the others have none."""
    sizes: list[int] = []
    found = gather(
        [(x, partial(square, x)) for x in range(400)], Executors(2, lambda: Noting(sizes))
    )
    assert found == {x: x * x for x in range(400)}
    assert max(sizes) == MOST_TOGETHER
    assert sizes[-AHEAD * 2 :] == [1] * AHEAD * 2


def noted(file: Path, x: int) -> int:
    """Writes down that it ran; the 40th fails."""
    with file.open("a") as lines:
        lines.write(f"{x}\n")
    if x == 40:
        raise ValueError("forty")
    return x


def test_short_tasks_are_handed_over_together_and_one_that_fails_alone(tmp_path: Path) -> None:
    """Those before it in its bundle count, and none is told twice."""
    told: list[int] = []
    tasks = ((x, partial(noted, tmp_path / "ran", x)) for x in range(200))
    with pytest.raises(ValueError, match="forty"):
        run_all(tasks, Executors(1, lambda: pool(1)), lambda name, _: told.append(name))
    assert len(set(told)) == len(told)
    assert set(range(40)) <= set(told) <= {*range(200)} - {40}
    ran = (tmp_path / "ran").read_text().split()
    assert 1 <= ran.count("40") <= 2


def test_a_task_whose_worker_died_is_tried_again(tmp_path: Path) -> None:
    tasks = [(x, partial(die_once, tmp_path / "died", x)) for x in range(12)]
    assert gather(tasks, processes(2)) == {x: x for x in range(12)}
    assert (tmp_path / "died").exists()


def who(_: int) -> int:
    return os.getpid()


def test_kept_processes_stay_from_one_set_of_tasks_to_the_next(tmp_path: Path) -> None:
    """Until one dies: then there are others, and a task is tried again by those."""
    on = kept(processes(2))
    tasks = [(x, partial(who, x)) for x in range(8)]
    first, second = ({*gather(tasks, on).values()} for _ in range(2))
    assert len(first | second) <= 2
    assert second & first or len(first) == len(second) == 1
    assert os.getpid() not in first
    dying = [(x, partial(die_once, tmp_path / "died", x)) for x in range(12)]
    assert gather(dying, on) == {x: x for x in range(12)}
    assert first.isdisjoint(gather(tasks, on).values())
    on.close()
    assert not [pid for pid in first | second if Path(f"/proc/{pid}").exists()]
    assert {*gather(tasks, kept(processes(1))).values()} == {os.getpid()}


def test_a_task_that_always_kills_its_worker_is_named() -> None:
    with pytest.raises(
        WorkerDiedError, match=r"(?s)died 3 times while .*replication 3\n.*--jobs 1"
    ):
        gather([(x, partial(die_always, x)) for x in range(12)], processes(2))


@dataclass(frozen=True)
class Deadly:
    """A task that says by which command it is run alone."""

    alone: str = "simulator run shop.yaml --set demand.scale=2 --only 3"

    def __call__(self) -> int:
        return die_always(3)


def test_a_replication_that_kills_its_worker_is_named_by_its_command() -> None:
    with pytest.raises(WorkerDiedError) as caught:
        gather([(("a hash", 3), Deadly())], processes(2))
    assert str(caught.value).splitlines() == [
        "a worker died 3 times while a replication was under way:",
        "simulator run shop.yaml --set demand.scale=2 --only 3",
        "use fewer --jobs if memory is short, or run one alone with --jobs 1 to see why; what was "
        "finished is in the store, unless --no-store, and the same command goes on from there",
    ]


class Breaking(Executor):
    """Breaks at its first task; what it is given after that it finishes."""

    def __init__(self, ran: list[int], breaks: bool) -> None:
        self.ran, self.breaks = ran, breaks

    def submit(self, guarded, /, work):
        future: Future[int] = Future()
        if self.breaks:
            self.breaks = False
            future.set_exception(BrokenExecutor("a worker died"))
        else:
            self.ran += [one.args[0] for one in work.works]
            future.set_result(work())
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass


def test_what_was_finished_when_a_worker_died_is_kept() -> None:
    ran: list[int] = []
    executors_made = iter([Breaking(ran, True), Breaking(ran, False)])
    tasks = [(x, partial(square, x)) for x in range(4)]
    assert gather(tasks, Executors(2, lambda: next(executors_made))) == {0: 0, 1: 1, 2: 4, 3: 9}
    assert sorted(ran) == [0, 1, 2, 3]  # none of them twice


def test_what_was_done_before_an_error_stays_done() -> None:
    done: dict[int, int] = {}
    with pytest.raises(ValueError, match="three"):
        run_all([(x, partial(fail, x)) for x in range(8)], processes(1), done.__setitem__)
    assert done == {0: 0, 1: 1, 2: 2}


@pytest.mark.parametrize("where", ["dask", "dask://", "ray://h:1", "processes"])
def test_an_unknown_executor_is_bad_input(where: str) -> None:
    with pytest.raises(InputError, match="write dask://HOST:PORT"):
        executors(where)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A scheduler and two workers of one thread, each a process of its own."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
             "--port", "0", "--no-dashboard", "--no-show"],
            env=environment, stderr=subprocess.PIPE, text=True,
        )
    ]  # fmt: skip
    try:
        address = _address(started[0])
        started += [
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://{address}",
                 "--nthreads", "1", "--no-nanny", "--no-dashboard"],
                env=environment, stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]  # fmt: skip
        _wait_for_workers(address, 2)
        yield address
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _address(scheduler: subprocess.Popen[str]) -> str:
    assert scheduler.stderr is not None
    for line in scheduler.stderr:
        if "Scheduler at:" in line:
            return line.split("tcp://")[1].strip()
    raise AssertionError("the scheduler did not start")


def _wait_for_workers(address: str, n: int) -> None:
    from distributed import Client

    with Client(f"tcp://{address}", timeout=f"{patience()}s", set_as_default=False) as client:
        client.wait_for_workers(n, timeout=patience())


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
def test_a_cluster_gives_the_same_bytes(cluster: str, tmp_path: Path) -> None:
    short = ["clock.run=3 d"]
    here = run("small", overrides=short, replications=5, jobs=1).write(tmp_path / "here")
    two = run("small", overrides=short, replications=5, jobs=2).write(tmp_path / "two")
    there = run("small", overrides=short, replications=5, executor=f"dask://{cluster}")
    assert executors(f"dask://{cluster}").workers == 2
    there.write(tmp_path / "there")
    for name in ("kpis.csv", "series.parquet", "orders.parquet", "events.parquet"):
        expected = (here / name).read_bytes()
        assert (two / name).read_bytes() == expected, name
        assert (tmp_path / "there" / name).read_bytes() == expected, name


def test_a_worker_of_the_cluster_dies(cluster: str, tmp_path: Path) -> None:
    """The last test with this cluster: one worker is left, and does what the other began."""
    on = executors(f"dask://{cluster}")
    tasks = [(x, partial(die_once, tmp_path / "died", x)) for x in range(12)]
    assert gather(tasks, on) == {x: x for x in range(12)}
    assert (tmp_path / "died").exists()
    on.close()


def refused(address: str) -> str:
    """What is said of an address where no cluster is."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    with pytest.raises(InputError) as told:
        executors(f"dask://{address}")
    text = str(told.value)
    assert text.startswith(f"--executor dask://{address}: ")
    assert "\n" not in text
    assert not re.search(r"Errno|[Tt]imed out|Error|tcp://", text)
    return text


def test_no_scheduler_there_is_bad_input() -> None:
    assert "no scheduler answers there; start one with `dask scheduler`" in refused("127.0.0.1:9")


@pytest.mark.parametrize(
    "wrong", ["localhost", "localhost:abc", "localhost:99999", "http://localhost"]
)
def test_an_address_without_a_port_is_told_with_one(wrong: str) -> None:
    assert "is not HOST:PORT; write such as dask://localhost:8786, " in refused(wrong)


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.0 400 Bad Request\r\n\r\n"], ids=["nothing", "other"]
)
def test_who_answers_is_not_a_scheduler(says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.experiments.running.dask_cluster.ANSWERS_WITHIN", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    with server.accept()[0] as caller:
                        caller.sendall(says)
                except OSError:
                    return

        Thread(target=answer, daemon=True).start()
        told = refused(f"127.0.0.1:{server.getsockname()[1]}")
    assert "is not a Dask scheduler" in told


@pytest.mark.skipif(sys.platform != "linux", reason="signals are masked there")
def test_ctrl_c_never_finds_a_lock_of_a_future_half_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The main thread takes such a lock only while the interrupt waits; else it might keep it."""
    bare: list[str] = []
    enter, main = threading.Condition.__enter__, threading.get_ident()

    def watched(lock: threading.Condition) -> bool:
        if threading.get_ident() == main:
            masked = signal.pthread_sigmask(signal.SIG_BLOCK, set())
            if signal.SIGINT not in masked:
                bare.append("".join(traceback.format_stack(limit=3)))
        return enter(lock)

    found: dict[int, int] = {}
    with monkeypatch.context() as patch:
        patch.setattr(threading.Condition, "__enter__", watched)
        run_all(((k, partial(pow, k, 2)) for k in range(20)), processes(2), found.__setitem__)
    assert found == {k: k * k for k in range(20)}
    assert [place for place in bare if "executors.py" in place] == []
