"""What every command prints with, and the exit codes."""

from __future__ import annotations

import errno
import os
import sys
from typing import NoReturn

import typer

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors of a full disk, wherever something was to be written."""
DONE, FAILED, BAD_INPUT, MISSED, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def say(text: str) -> None:
    """Print on standard output."""
    typer.echo(text)


def remark(text: str) -> None:
    """Print on standard error, beside the output."""
    typer.echo(text, err=True)


def refuse(message: str) -> NoReturn:
    """End with a message and the exit code of bad input."""
    typer.echo(message, err=True)
    sys.exit(BAD_INPUT)


def no_room(error: OSError) -> NoReturn:
    """End where a disk is full; what could not be printed is not tried again at the exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    where = error.filename or "the output"
    refuse(f"{where}: could not be written ({error.strerror}); make room, or write it elsewhere")
