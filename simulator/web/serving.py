"""The server's life: sockets on this machine alone, until Ctrl-C."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import uvicorn

from simulator.experiments.running.executors import default_jobs
from simulator.experiments.store.store import Store
from simulator.mistakes import InputError
from simulator.web.pool import Pool, begun_alone
from simulator.web.question import Question
from simulator.web.runs import Runs
from simulator.web.safety import TOKEN, Guard
from simulator.web.server import Server
from simulator.web.sources import Sources
from simulator.web.worker import Compile, must_compile

USUAL_PORT = 8735
TRIED = 20
"""Ports from the usual one on, if those before are taken."""


@dataclass(frozen=True)
class Opening:
    """The first address, which opens the page; whoever knows it may use it."""

    address: str


def serve(
    question: Question, store: Store, port: int | None, opened: Callable[[Opening], None]
) -> None:
    """Serve the page that asks a question, until Ctrl-C; `opened` is told its address.

    Without a `port` the first free one is taken. Raises InputError for a scenario with mistakes,
    and for a port that is taken.
    """
    with suppress(KeyboardInterrupt), ExitStack() as ends:
        sources = Sources(question.scenario)
        ends.callback(sources.close)
        question, _ = sources.asked(question)
        sockets = _sockets(port)
        for each in sockets:
            ends.callback(each.close)
        runs = Runs(Pool(default_jobs()), store)
        ends.callback(runs.close)
        runs.start()
        if must_compile():
            ends.callback(begun_alone(Compile()).kill)
        at = sockets[0].getsockname()[1]
        guard = Guard(Server(sources, runs).app, at)
        address = question.address.replace("/?", f"/?{TOKEN}={guard.token}&", 1)
        server = uvicorn.Server(config_of(guard))
        # Else Ctrl-C between here and the loop's own handler meets a loop that is half made.
        ends.callback(
            signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, server.handle_exit)
        )
        opened(Opening(f"http://127.0.0.1:{at}{address}"))
        server.run(sockets)


def config_of(guard: Guard) -> uvicorn.Config:
    """Of uvicorn: nothing that a page on this machine does not need, and an end at once."""
    return uvicorn.Config(
        guard,
        http="h11",
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=32_000,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
    )


def _sockets(port: int | None) -> list[socket.socket]:
    """Of the port that is asked for, else of the first that is free."""
    if port is not None:
        return bound(port)
    for each in range(USUAL_PORT, USUAL_PORT + TRIED):
        with suppress(InputError):
            return bound(each)
    return bound(0)


def bound(port: int) -> list[socket.socket]:
    """Sockets of this machine alone: at 127.0.0.1, and at [::1] where there is such an address.

    0 is any free port; both have the same. Raises InputError where it is taken.
    """
    try:
        first = _socket(socket.AF_INET, "127.0.0.1", port)
    except PermissionError:
        raise InputError(f"--port {port}: is kept for the system; write 1024 or more") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise InputError(f"--port {port}: is taken; write another, or leave it out") from None
    try:
        second = _socket(socket.AF_INET6, "::1", first.getsockname()[1])
    except OSError:
        return [first]
    return [first, second]


def _socket(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except BaseException:
        made.close()
        raise
    return made
