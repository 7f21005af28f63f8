"""Mistakes in what people give, as opposed to mistakes in the program."""

from __future__ import annotations

import errno
import os
from pathlib import Path


class InputError(ValueError):
    """Bad input; its text names the place, what is wrong and the remedy. Exit code 2."""


class RunError(RuntimeError):
    """A run that could not be finished: its text says where and what to do. Exit code 1."""


_IN_THE_WAY = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def to_write_again(error: OSError) -> str:
    """What to do before a file can be written that could not be: 'make room' on a full disk."""
    if error.errno in _IN_THE_WAY and (named := error.filename2 or error.filename):
        wanted = Path(os.fsdecode(named))
        there = next(each for each in (wanted, *wanted.parents) if each.exists())
        if there.is_file() or there.is_dir():
            return f"remove {there}"
        return f"write below a folder instead of {there}"  # a device is nobody's to remove
    return "allow writing there" if error.errno in _NOT_ALLOWED else "make room"
