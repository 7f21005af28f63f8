"""A `simulator` that begins at once: a process with all of it loaded is forked for each command.

To start Python and load pandas and matplotlib takes longer than most commands of the manual run.
What is forked runs the same `main` in a process of its own, with the words, the folder, the
environment and the outputs of the command; or a page's Python, or a notebook's.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import traceback
import warnings
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from select import select
from tempfile import mkdtemp

import typer.main

HEAVY = ("duckdb", "matplotlib.figure", "matplotlib.backends.backend_svg", "pandas", "jinja2")
ROOT = Path(__file__).resolve().parents[2]
ENTRIES = {
    "simulator": "simulator.cli:main",
    "session": "tests.documents.blocks:session",
    "notebook": "tests.documents.notebooks:in_this_process",
}
"""What each caller runs."""
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


@cache
def callers() -> Path:
    """A folder with a `simulator` for a PATH, and beside it what else can be called.

    The process behind them begins when first asked for and ends with this one, whatever they run.
    """
    folder = Path(mkdtemp(prefix="callers-"))
    address = str(folder / "server")
    for name in ENTRIES:
        script = folder / name
        script.write_text(CALLER.format(python=sys.executable, address=address))
        script.chmod(0o755)
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONWARNINGS"}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.documents.forked", address],
        env=environment | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip

    def end() -> None:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    return folder


def serve(address: str) -> None:
    """Fork for whoever calls, until what is written to standard input ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        from simulator.cli import app, late

        for name in [*late._HOMES.values(), *HEAVY]:
            import_module(name)
        typer.main.get_command = cache(typer.main.get_command)
        typer.main.get_command(app)
        if find_spec("numba") is not None:
            from simulator.compiled.run import load

            load()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        while sys.stdin not in select([listening, sys.stdin], [], [])[0]:
            caller, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                run_for(caller)
            caller.close()


def run_for(caller: socket.socket) -> None:
    """What a caller is named after, in this process; it ends with it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(caller, 1, 3)
    words, folder, environment = json.load(caller.makefile("rb"))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if environment.get("PYTHONWARNINGS") == "error":
        warnings.simplefilter("error")
    if UNDRAWN in environment:
        from simulator.reporting.charts import Chart
        from tests.undrawn import DRAWN, IN_PLACE

        setattr(Chart, DRAWN, IN_PLACE)
    sys.argv, code = words, 0
    module, _, function = ENTRIES[Path(words[0]).name].partition(":")
    try:
        getattr(import_module(module), function)()
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
