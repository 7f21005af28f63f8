"""What every command prints with, and the exit codes."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

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
