"""Remedies of an order file that name keys of a scenario, as options of a command."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from simulator.reading.mistakes import Mistake, Place, ScenarioError

_KEY = "demand.trace."
_COLUMN = re.compile(
    r"write demand\.trace\.columns: \{(\w+): and its header\}"
    r"|give --set 'columns\.(\w+)=YOUR HEADER'"
)
_VALUE = r"\"[^\"]*\"|\[[^\]]*\]|\{.*\}|leave out|two orders|one order|[\w.]+"
_SET = re.compile(rf"demand\.trace\.(\w+): ({_VALUE})( or (?:{_VALUE}))?")


def as_options(error: ScenarioError) -> ScenarioError:
    """The same mistakes with `--set` and `--columns` in place of `demand.trace`."""
    return ScenarioError(_mended(error.mistakes))


def _mended(mistakes: Iterable[Mistake]) -> Iterable[Mistake]:
    for each in mistakes:
        message = _COLUMN.sub(r"give --columns '\1\2=YOUR HEADER'", each.message)
        message = _SET.sub(_setting, message).replace("write --", "give --")
        path, place = each.path, each.place
        if path.startswith(_KEY):
            own = path.removeprefix(_KEY)
            if own == "file":
                yield replace(each, message=message, path="")
                continue
            option = "--columns" if own.startswith("columns.") else "--set"
            place, path = Place(option), own.removeprefix("columns.")
        yield replace(each, message=message, path="" if path == "demand.trace" else path,
                      place=place)  # fmt: skip


def _setting(match: re.Match[str]) -> str:
    key, value, other = match[1], match[2], match[3]
    if key == "format":
        return f"--layout {value}"
    first = f"--set '{key}={value}'"
    return f"{first} or --set '{key}={other.removeprefix(' or ')}'" if other else first
