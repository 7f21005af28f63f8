"""Values at paths that change a scenario: from Python as values, from a shell as PATH=VALUE."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from simulator.mistakes import InputError
from simulator.reading.mistakes import Place, ScenarioError
from simulator.reading.nodes import Node, compose, flow
from simulator.units import MILLISECOND, duration_text, shown

IN_PYTHON, IN_A_SHELL = "overrides", "--set"
EXAMPLE = '{"shifts.day.heads.pickers": 3}'
_TEXT = ("%", "@", "`")
"""What no value of YAML begins with, and a pattern of dates may."""


@dataclass(frozen=True)
class Setting:
    """A value at a path; `place` is where it was given, `written` how, if as a text.

    `wrong` is why a text could not be read, which the scenario is refused for with all else. `node`
    is the same value where it was read from a file, with the place of each part.
    """

    path: str
    value: Any
    place: str = IN_PYTHON
    written: str = field(default="", compare=False)
    wrong: tuple[str, ...] = ()
    node: Node | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str:
        """The value as it is written behind --set."""
        return self.written or _written(self.value)

    @property
    def text(self) -> str:
        """PATH=VALUE."""
        return f"{self.path}={self.shown}"


Overrides = Mapping[str, Any] | Iterable[Setting | str] | str | None
"""What changes a scenario: {PATH: VALUE}, settings, or texts PATH=VALUE."""


def settings_of(given: Overrides, place: str | None = None) -> tuple[Setting, ...]:
    """What is given, in its order; `place` is where, for errors, if it does not say so itself.

    Values are those of YAML, and what stands for one: numbers of numpy, arrays, ranges, and
    timedelta, date, time and Path. Raises InputError for anything else.
    """
    wrong = place or IN_PYTHON
    if given is None:
        return ()
    if isinstance(given, Mapping):
        return tuple(
            Setting(_path(key, wrong), plain(given[key], key, wrong), wrong) for key in given
        )
    if isinstance(given, str):
        return (read_setting(given, place or IN_A_SHELL),)
    if not isinstance(given, Iterable):
        raise InputError(f"{wrong}: {_named(given)} changes nothing; write {EXAMPLE}")
    return tuple(_setting(each, place) for each in given)


def _setting(given: object, place: str | None) -> Setting:
    if isinstance(given, Setting):
        return given
    if isinstance(given, str):
        return read_setting(given, place or IN_A_SHELL)
    raise InputError(f"{place or IN_PYTHON}: {_named(given)} changes nothing; write {EXAMPLE}")


def read_setting(text: str, option: str = IN_A_SHELL) -> Setting:
    """PATH=VALUE, the value as YAML has it."""
    place = Place(option)
    path, _, written = text.partition("=")
    if not written.strip():
        wanted = f"{path.strip() or 'PATH'}=VALUE"
        return Setting(path, None, option, wrong=(f"has no value; write {wanted}",))
    # One that begins as no YAML does, such as %d.%m.%Y, is a text.
    quoted = written.lstrip()[:1] in _TEXT
    yaml = json.dumps(written.strip(), ensure_ascii=False) if quoted else written
    try:
        node, mistakes = compose(yaml, option, Path.cwd(), place)
    except ScenarioError as error:
        return Setting(
            path, None, option, written, tuple(mistake.message for mistake in error.mistakes)
        )
    wrong = tuple(mistake.message for mistake in mistakes)
    return Setting(path, node.plain(), option, written.strip(), wrong)


def plain(value: Any, path: str, place: str = IN_PYTHON) -> Any:
    """A value of Python as YAML has it; InputError where YAML has none such."""
    if isinstance(value, Mapping):
        return {_path(key, place): plain(each, path, place) for key, each in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(each, path, place) for each in value]
    if hasattr(value, "tolist"):  # of numpy or pandas, neither of which is loaded for it
        return plain(value.tolist(), path, place)
    if isinstance(value, str):
        return str(value)  # a text of a file knows its folder, which is not that of what it changes
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real | Decimal) and isfinite(value):
        return float(value)
    text = _text(value)
    if text is None:
        raise InputError(
            f"{place}: {path}: {_named(value)} is not a value of a scenario; write a number, a "
            "text such as '10 min', a list or a mapping"
        )
    return text


def _text(value: Any) -> str | None:
    """What is written for it: '90 min', '2026-03-02', '17:30'; None of what has no such text."""
    if isinstance(value, timedelta):
        return duration_text(round(value / timedelta(milliseconds=1)) * MILLISECOND)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value) if isinstance(value, Path) else None


def _path(key: object, place: str) -> str:
    if not isinstance(key, str):
        raise InputError(f"{place}: {_named(key)} is not a path; write one such as {EXAMPLE}")
    return key


def _named(value: object) -> str:
    return f"{shown(str(value))} ({type(value).__name__})"


def _written(value: Any) -> str:
    """A value on one line, without quotes where it is read back as the same without them."""
    if isinstance(value, str) and value:
        try:
            node, wrong = compose(value, "", Path(), Place(""))
        except ScenarioError:
            return flow(value)
        if not wrong and node.value == value and "\n" not in value:
            return value
    return flow(value)
