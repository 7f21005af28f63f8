"""What every command prints with, and the exit codes."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import sys
from typing import Any, NoReturn, TextIO

from simulator.reporting.characters import ERRORS, register

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors of a full disk, wherever something was to be written."""
DONE, FAILED, BAD_INPUT, MISSED, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def adapt_outputs() -> None:
    """Let output and errors be written whatever the terminal knows: '+/-' where there is no '±'."""
    register()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def say_json(value: Any) -> None:
    """Print for machines, in UTF-8 whatever the output is: elsewhere letters are escaped."""
    say(json.dumps(value, indent=2, ensure_ascii=not _is_utf8(), default=str))


def say_document(text: str) -> None:
    """Print what is to be read again: a file of it is in UTF-8, as all that we read is."""
    if _is_utf8() or sys.stdout.isatty() or not isinstance(sys.stdout, io.TextIOWrapper):
        say(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()


def _is_utf8() -> bool:
    """Whether standard output is written in UTF-8."""
    try:
        return codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    except LookupError:
        return False


def say(text: str) -> None:
    """Print on standard output."""
    _print(text, sys.stdout)


def remark(text: str) -> None:
    """Print on standard error, beside the output."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    """Print at once. Not by `typer.echo`, which writes UTF-8 to a terminal that is ASCII."""
    print(text, file=stream, flush=True)


def refuse(message: str) -> NoReturn:
    """End with a message and the exit code of bad input."""
    remark(message)
    sys.exit(BAD_INPUT)


def no_room(error: OSError) -> NoReturn:
    """End where a disk is full; what could not be printed is not tried again at the exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    where = error.filename or "the output"
    refuse(f"{where}: could not be written ({error.strerror}); make room, or write it elsewhere")
