"""A page that is served in this process, by a server thread and worker processes of its own."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn

from simulator.experiments.store.store import Store
from simulator.web import runs as queue
from simulator.web.pool import Pool
from simulator.web.runs import NEWER, Runs
from simulator.web.safety import TOKEN, Guard
from simulator.web.server import Server
from simulator.web.serving import bound, config_of
from simulator.web.sources import Sources
from tests.patience import patience

SHOP = """\
# My shop, with a comment to keep.
schema: fulfillment/1
extends: small
name: shop
title: A small shop of mine
question: Do two people suffice?
clock: {start: 2026-03-02, warm_up: 0 d, run: 1 d, cool_down: 2 d}
demand: {orders_per_day: 20}  # measured last spring
shifts:
  day: {heads: {pickers: 1, packers: 1}}
experiment: {replications: 2}
"""
"""A scenario of which a replication takes no time to speak of."""


@contextmanager
def listening(app, port=0):
    """The app behind a guard on a port of its own; gives the guard."""
    sockets = bound(port)
    guard = Guard(app, sockets[0].getsockname()[1])
    server = uvicorn.Server(config_of(guard))
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    wait_for(lambda: server.started)
    try:
        yield guard
    finally:
        server.should_exit = True
        thread.join(patience())
        for each in sockets:
            each.close()


@dataclass(frozen=True)
class Served:
    """A served scenario: its guard, its runs, and the address that opens it."""

    guard: Guard
    sources: Sources
    runs: Runs
    scenario: str

    @property
    def address(self):
        return f"http://127.0.0.1:{self.guard.port}/?{TOKEN}={self.guard.token}"

    def post(self, name, **asked):
        """What the page's script would be told."""
        body = json.dumps({"newest": NEWER, **asked}).encode()
        answer = request(self.guard, "POST", f"/api/{name}", body)
        assert answer.status == 200, answer
        return json.loads(answer.body)

    def ask(self, *settings, client="a tab", wanted=(), **others):
        question = {"scenario": self.scenario, "set": list(settings), **others}
        return self.post("ask", client=client, wanted=list(wanted), question=question)

    def done(self, number, client="a tab"):
        """What is told of a job once nothing more comes."""

        def ended():
            job = self.runs.jobs[number]
            self.runs.renew(client, hidden=False, wanted=[number])
            return not job.is_open

        wait_for(ended)
        seen = {str(number): 0}
        return self.post("poll", client=client, seen=seen)["jobs"][0]


@contextmanager
def served(scenario, folder, workers=1):
    """A scenario on a page, with a store in the folder."""
    # A browser that gets no processor for a quarter of a minute is not a tab that was closed.
    queue.LEASE = patience()
    sources = Sources(str(scenario))
    runs = Runs(Pool(workers), Store(folder / "store"))
    runs.start()
    try:
        with listening(Server(sources, runs).app) as guard:
            yield Served(guard, sources, runs, str(scenario))
    finally:
        runs.close()
        sources.close()


def wait_for(true):
    """Until it is true; a test that waits too long has failed."""
    end = time.monotonic() + patience()
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


@dataclass(frozen=True)
class Answer:
    """Of a server: the status, its headers by name, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def request(guard, method, path, body=b"", headers=None, host="127.0.0.1"):
    """A request as our page makes it, with other headers where they are given (None: without)."""
    own = f"127.0.0.1:{guard.port}"
    usual = {"Host": own, "Cookie": f"{guard.cookie}={guard.secret}"}
    if method == "POST":
        usual |= {
            "Origin": f"http://{own}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
    lines = [f"{method} {path} HTTP/1.1", "Connection: close"]
    lines += [f"{key}: {value}" for key, value in {**usual, **(headers or {})}.items() if value]
    return raw(guard, "\r\n".join([*lines, "", ""]).encode("latin-1") + body, host)


def raw(guard, content, host="127.0.0.1"):
    """The answer to these bytes."""
    with socket.create_connection((host, guard.port), timeout=patience()) as connection:
        with suppress(ConnectionError):  # the server need not read all of what it refuses
            connection.sendall(content)
        parts = []
        with suppress(ConnectionError):
            while part := connection.recv(65536):
                parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in rest)
    headers = {key.lower(): value for key, value in pairs}
    return Answer(int(first.split(" ")[1]), headers, body)
