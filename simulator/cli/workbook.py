"""`--xlsx` of every command that tells something: asked for, refused and written in this one place.

A command says with `leave` what its workbook holds, and where it prints what it left
`say_workbook`; `with_workbook` gives it the option.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import late
from simulator.cli.asked import asked
from simulator.cli.printing import remark, say

if TYPE_CHECKING:
    from simulator.reporting.findings import Findings
    from simulator.reporting.workbook.listing import Listing

XlsxOption = Annotated[
    Path | None,
    typer.Option("--xlsx", metavar="FILE", help="Write the answer as a workbook too: plan.xlsx."),
]


@dataclass
class Workbook:
    """The workbook that is asked for: its path, None for none, and what it replaces, in a line."""

    path: Path | None = None
    replaces: str = ""
    is_written: bool = False

    @property
    def fact(self) -> dict[str, str | None]:
        """What `--json` prints of it."""
        return {"workbook": str(self.path) if self.path else None}


_NOW: ContextVar[Workbook | None] = ContextVar("workbook", default=None)


def workbook() -> Workbook:
    """The one of the command that runs now."""
    return _NOW.get() or Workbook()


def with_workbook(command: Callable[..., None]) -> Callable[..., None]:
    """The command with `--xlsx`: refused before anything runs where no workbook can be written."""

    def asked_for(xlsx: Path | None = None, **options: Any) -> None:
        replaces = "" if xlsx is None else late.whole_file.require_writable(xlsx)
        now = Workbook(xlsx, replaces)
        before = _NOW.set(now)
        try:
            command(**options)
        finally:
            _NOW.reset(before)
        if xlsx is not None and not now.is_written:
            remark(f"note: --xlsx: no workbook was written, since this answers nothing: {xlsx}")

    option = Parameter("xlsx", Parameter.KEYWORD_ONLY, default=None, annotation=XlsxOption)
    own = signature(command, eval_str=True).parameters.values()
    whole = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in own]
    vars(asked_for)["__signature__"] = Signature([*whole, option])
    asked_for.__annotations__ = {each.name: each.annotation for each in (*whole, option)}
    asked_for.__name__, asked_for.__doc__ = command.__name__, command.__doc__
    return asked_for


def leave(findings: Findings) -> None:
    """Write what was found as the workbook that is asked for, if any."""
    leave_by(lambda path: late.workbooks.write_answer(findings, path, asked().manifest))


def leave_listing(told: Callable[[], Listing]) -> None:
    """The same of a command that asks nothing of a house; made only if a workbook is asked for."""
    leave_by(lambda path: late.listing.write_listing(told(), path, asked().command))


def leave_by(write: Callable[[Path], object]) -> None:
    """Write the workbook that is asked for, if any, by a function of its path."""
    now = workbook()
    if now.path is not None:
        write(now.path)
        now.is_written = True


def say_workbook() -> None:
    """Where the workbook is, and what became of an earlier one; nothing where none is asked for."""
    now = workbook()
    if now.path is not None:
        say(f"workbook: {now.path}")
        if now.replaces:
            say(now.replaces)
