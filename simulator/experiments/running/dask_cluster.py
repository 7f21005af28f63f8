"""The connection to a running Dask cluster, or what keeps it from coming about."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from simulator.mistakes import InputError

if TYPE_CHECKING:
    from distributed import Client

ANSWERS_WITHIN = 10.0
"""Seconds that a scheduler may take to answer."""
GREETING = 8
"""Bytes of the length with which each message between Dask's processes begins."""
MOST_BYTES = 1 << 24
"""A longer greeting is not Dask's: those have a few hundred bytes."""
PORT = 8786
"""Where `dask scheduler` listens if nothing else is said."""
_ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]/:@\s]+):(\d{1,5})")


def client_of(address: str) -> Client:
    """The client of the scheduler at HOST:PORT.

    InputError where the address is not one, where nothing listens there, or what does is not a
    scheduler. Raises ImportError without Dask.
    """
    from distributed import Client

    greeting = _greeting(address)
    try:
        if len(greeting) == GREETING and int.from_bytes(greeting, "little") < MOST_BYTES:
            return Client(f"tcp://{address}", timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError):
        pass  # Dask's words name its own parts
    raise InputError(
        f"--executor dask://{address}: what answers there is not a Dask scheduler of this version; "
        f"write the address that `dask scheduler` prints, such as dask://localhost:{PORT}"
    )


def _greeting(address: str) -> bytes:
    """What is said there to whoever connects; empty where nobody speaks first.

    A scheduler does, and begins with the length of what it says.
    """
    try:
        with socket.create_connection(_host_and_port(address), timeout=ANSWERS_WITHIN) as there:
            try:
                return there.recv(GREETING, socket.MSG_WAITALL)
            except OSError:
                return b""
    except OSError:
        raise InputError(
            f"--executor dask://{address}: no scheduler answers there; start one with `dask "
            "scheduler`, write the address that it prints, and start workers with `dask worker`"
        ) from None


def _host_and_port(address: str) -> tuple[str, int]:
    parts = _ADDRESS.fullmatch(address)
    if parts is None or not 0 < int(parts[2]) < 65536:
        host = address.rpartition("/")[2].partition(":")[0] or "localhost"
        raise InputError(
            f"--executor dask://{address}: {address!r} is not HOST:PORT; write such as "
            f"dask://{host}:{PORT}, where PORT is the one that `dask scheduler` prints"
        )
    return parts[1].strip("[]"), int(parts[2])
