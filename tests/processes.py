"""`simulator WORDS` in processes that begin with the program loaded.

A fresh interpreter takes longer to load the program than most of these tests have it work. Here a
process loads it once and forks for each command line, which has a folder, an environment, streams,
a limit, a session and signals of its own and ends as Python ends. What hangs on the start of Python
itself, as the encoding of what it prints does, or on what is loaded, needs a fresh one.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from functools import cache, partial
from pathlib import Path
from select import select
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
MAIN = "simulator.cli:main"
UNDRAWN = "tests.undrawn:main"
FORKS = sys.platform == "linux"

_NUMBER = struct.Struct("i")
_LONGEST = 2**17
_LOADED = (
    *("pandas", "duckdb", "scipy.special", "matplotlib.figure", "matplotlib.backends.backend_svg"),
    *("simulator.cli", "simulator.experiments.ask", "simulator.experiments.writing"),
    *(
        "simulator.reporting.report",
        "simulator.reporting.model_page",
        "simulator.reporting.console",
    ),
    *("simulator.measure.measurement", "simulator.measure.own_kpis", "simulator.journey"),
    *("simulator.results.ocel", "simulator.results.loading", "tests.undrawn"),
)


class Process:
    """A command line that was begun, asked as `subprocess.Popen` is; output is text of UTF-8."""

    def __init__(
        self,
        *words: str,
        cwd: Path,
        env: dict[str, str],
        entry: str = MAIN,
        session: bool = False,
        most_bytes: int | None = None,
        stdout: IO[Any] | None = None,
    ) -> None:
        """`most_bytes` is how large a file may become; `stdout` takes the output, if given."""
        asked = {
            **{"words": words, "cwd": str(cwd), "env": env, "entry": entry},
            **{"session": session, "most_bytes": most_bytes},
        }
        out, err, told = os.pipe(), os.pipe(), os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        into = out[1] if stdout is None else stdout.fileno()
        message = json.dumps(asked).encode()
        assert len(message) < _LONGEST
        socket.send_fds(_starter(), [message], [nothing, into, err[1], told[1]])
        for fd in (nothing, out[1], err[1], told[1]):
            os.close(fd)
        self.returncode: int | None = None
        self._told = told[0]
        self._texts = ["", ""]
        self._readers = [
            threading.Thread(target=self._read, args=(k, fd), daemon=True)
            for k, fd in enumerate((out[0], err[0]))
        ]
        for reader in self._readers:
            reader.start()
        self.pid = self._number()

    def _read(self, k: int, fd: int) -> None:
        with open(fd, encoding="utf-8") as file:
            self._texts[k] = file.read()

    def _number(self) -> int:
        told = os.read(self._told, _NUMBER.size)
        assert told, "the process that starts others is gone"
        return int(_NUMBER.unpack(told)[0])

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """The exit code, the negative number of a signal that ended it; None if it runs on."""
        if self.returncode is None and select([self._told], [], [], timeout)[0]:
            self.returncode = self._number()
            os.close(self._told)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Output and errors once it has ended, and whatever else held its streams."""
        assert self.wait(timeout) is not None, "it does not end"
        for reader in self._readers:
            reader.join(timeout)
            assert not reader.is_alive(), "something else holds its output"
        return self._texts[0], self._texts[1]


def ended(
    *words: str,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    most_bytes: int | None = None,
    stdout: IO[Any] | None = None,
) -> subprocess.CompletedProcess[str]:
    """How a command line ends; `env` is all of its environment, this process's if not given."""
    folder, environment = cwd or Path.cwd(), dict(os.environ) if env is None else env
    if not FORKS:
        return subprocess.run(
            [sys.executable, "-m", "simulator", *words],
            cwd=folder, env=environment, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, check=False,
            preexec_fn=None if most_bytes is None else partial(_limit, most_bytes),
        )  # fmt: skip
    process = Process(*words, cwd=folder, env=environment, most_bytes=most_bytes, stdout=stdout)
    out, err = process.communicate()
    assert process.returncode is not None
    return subprocess.CompletedProcess(["simulator", *words], process.returncode, out, err)


def begun(*words: str, cwd: Path, env: dict[str, str]) -> Process | subprocess.Popen[str]:
    """A command line in a session of its own, which signals can be sent to."""
    if FORKS:
        return Process(*words, cwd=cwd, env=env, session=True)
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *words],
        cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


@cache
def _starter() -> socket.socket:
    """The way to the process that starts others, which ends with this one."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    starter = subprocess.Popen(
        [sys.executable, "-m", "tests.processes", str(there.fileno())],
        cwd=ROOT, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL, start_new_session=True,
        # Of threads, none goes over into who is forked; where memory is limited there is no room.
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    there.close()

    def end() -> None:
        here.close()
        starter.wait()

    atexit.register(end)
    return here


def _serve(connection: socket.socket) -> None:
    """Fork whenever asked; returns in the process that is to be a command line."""
    for name in _LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how those ended that only wait
    while True:
        message, fds, _, _ = socket.recv_fds(connection, _LONGEST, 4)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            connection.close()
            _begin(json.loads(message), fds)
            return
        for fd in fds:
            os.close(fd)


def _begin(asked: dict[str, Any], fds: list[int]) -> None:
    """Fork once more: one waits and tells how the other ends, which is as it was asked to be."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, told = fds
    process = os.fork()
    if process:
        for fd in streams:
            os.close(fd)
        os.write(told, _NUMBER.pack(process))
        os.write(told, _NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])))
        os._exit(0)
    os.close(told)
    if asked["session"]:
        os.setsid()
    for number, fd in enumerate(streams):
        os.dup2(fd, number)
        os.close(fd)
    coded = {"encoding": sys.stdout.encoding, "closefd": False}
    sys.stdin = open(0, **coded)  # noqa: SIM115
    sys.stdout = open(1, "w", **coded)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", **coded)  # noqa: SIM115
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    if asked["most_bytes"] is not None:
        sys.dont_write_bytecode = True
        _limit(asked["most_bytes"])
    sys.argv = ["simulator", *asked["words"]]
    module, _, function = asked["entry"].partition(":")
    getattr(importlib.import_module(module), function)()


def _limit(most_bytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
