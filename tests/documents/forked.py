"""A `simulator` that begins at once: a process with all of it loaded is forked for each command.

To start Python and load pandas and matplotlib takes longer than most commands of the manual run.
What is forked runs the same `main` in a process of its own, with the words, the folder, the
environment and the outputs of the command.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import typer.main

HEAVY = ("duckdb", "matplotlib.figure", "matplotlib.backends.backend_svg", "pandas", "jinja2")
ROOT = Path(__file__).resolve().parents[2]
UNDRAWN = "FIGURES_UNDRAWN"
"""Where the environment has it, reports get digests for their figures."""
CALLER = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"."], [0, 1, 2])
    server.sendall(json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode())
    server.shutdown(socket.SHUT_WR)
    sys.exit(int(server.recv(8) or 1))
"""


@contextmanager
def simulators(folder: Path, environment: dict[str, str]) -> Iterator[Callable[[], str]]:
    """A folder with a `simulator`, for a PATH; begun when first asked for, ended behind it."""
    with ExitStack() as ends:

        @cache
        def begun() -> str:
            address = str(folder / "server")
            script = folder / "simulator"
            script.write_text(CALLER.format(python=sys.executable, address=address))
            script.chmod(0o755)
            server = ends.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.documents.forked", address],
                    env=environment | {"PYTHONPATH": str(ROOT)},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
            ends.callback(server.kill)
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            return str(folder)

        yield begun


def serve(address: str) -> None:
    """Fork for whoever calls, until killed."""
    from simulator.cli import app, late
    from simulator.reporting.charts import Chart
    from tests.undrawn import DRAWN, IN_PLACE

    for name in [*late._HOMES.values(), *HEAVY]:
        import_module(name)
    typer.main.get_command = cache(typer.main.get_command)
    typer.main.get_command(app)
    if UNDRAWN in os.environ:
        setattr(Chart, DRAWN, IN_PLACE)
    if os.environ.get("SIMULATOR_ENGINE") == "compiled" and find_spec("numba") is not None:
        from simulator.compiled.run import load

        load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        while True:
            caller, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                run_for(caller)
            caller.close()


def run_for(caller: socket.socket) -> None:
    """The command of a caller, in this process; it ends with it."""
    from simulator.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(caller, 1, 3)
    words, folder, environment = json.load(caller.makefile("rb"))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, code = words, 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 1
    with suppress(OSError):
        sys.stdout.flush()
    sys.stderr.flush()
    caller.sendall(str(code).encode())
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
