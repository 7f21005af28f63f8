"""What is wrong with the words of a command, said as all mistakes are: what it is; what to write.

The library that reads them has messages of its own, which change with its version; what is wrong is
read from its errors' attributes, and from what the command takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from simulator.cli import late
from simulator.cli.examples import EXAMPLES
from simulator.mistakes import InputError

ELSEWHERE = {"--from": "write state: into the scenario, as tonight.yaml has it"}
"""Options that other commands have, and what is written instead where one has not."""


def several(params: Sequence[Any], words: Sequence[str]) -> InputError | None:
    """Of an option that is there more often than it is read: all but the last would be dropped."""
    given = [param for param, _ in _values(params, words) if not param.multiple]
    for param in given:
        if (count := given.count(param)) > 1:
            return InputError(f"{param.opts[0]}: is there {count} times; write it once")
    return None


def unknown(command: str, known: Iterable[str]) -> InputError:
    """Of a word that is not a command."""
    close = get_close_matches(command, known, 1)
    remedy = f"did you mean {close[0]}?" if close else "simulator --help lists them"
    return InputError(f"{command or late.units.shown(command)}: there is no such command; {remedy}")


def refused(error: Any, command: str, params: Sequence[Any], words: Sequence[str]) -> InputError:
    """The error of the library about a command's words, in ours."""
    told = str(error.format_message())
    lists = f"simulator {command} --help lists them".replace("  ", " ")
    option, param = getattr(error, "option_name", None), getattr(error, "param", None)
    if hasattr(error, "possibilities") and option is not None:
        remedy = ELSEWHERE.get(option) or _nearest(error, lists)
        if option == "--variant" and any("--variants" in each.opts for each in params):
            remedy = "write it behind the scenario, such as small#NAME, or compare with --variants"
        return InputError(f"{option}: there is no such option; {remedy}")
    if option is not None:
        of = next((each for each in params if option in each.opts), None)
        if "requires" in told and of is not None:
            return InputError(f"{option}: has no value; write {option} {_form(of)}")
        return InputError(f"{option}: takes no value; write it alone")
    if param is not None:
        if type(error).__name__ == "MissingParameter":
            return InputError(_missing(param, command))
        return InputError(_wrong(param, str(error.message), params, words))
    if extra := re.search(r"unexpected extra argument\S* \((.*)\)", told):
        rest = "put what has spaces in quotes, or leave it out"
        return InputError(f"{extra[1]}: is more than the command reads; {rest}")
    return InputError(told)


def _nearest(error: Any, lists: str) -> str:
    close = sorted(error.possibilities or ())
    if len(close) > 1:
        return f"write one of {', '.join(close)}"
    return f"did you mean {close[0]}?" if close else lists


def _missing(param: Any, command: str) -> str:
    form = _form(param)
    if param.param_type_name == "argument":
        return f"{form}: is missing; write it, as in {EXAMPLES.get(command, f'{command} {form}')}"
    return f"{param.opts[0]}: is missing; write {param.opts[0]} {form}"


def _wrong(param: Any, told: str, params: Sequence[Any], words: Sequence[str]) -> str:
    """Of a value that is not of its kind; what a check of ours says of it stays as it is."""
    name = param.opts[0] if param.param_type_name == "option" else _form(param)
    if any("\0" in str(word) for word in words) and "null" in told:
        return f"{name}: has a character that no name of a file can have (NUL); write another name"
    values = [value for of, value in _values(params, words) if of is param and value is not None]
    if "; " in told or not values:
        return f"{name}: {told}"
    value = next((each for each in values if f"'{each}'" in told), values[-1])
    if choices := [word for word in re.findall(r"'([\w-]+)'", told) if word not in values]:
        remedy = f"write one of {', '.join(choices)}"
        return f"{name}: {late.units.shown(value)} is not one of them; {remedy}"
    low, high = _bound(param, "min"), _bound(param, "max")
    if "valid" in told:
        kind = "number" if re.search(r"valid (number|float)", told) else "whole number"
        wrong = f"{late.units.shown(value)} is not a {kind}"
    else:
        is_low = low is not None and float(value) < low
        wrong = f"{value} is {f'less than {low}' if is_low else f'more than {high}'}"
    if low is None or high is None:
        remedy = f"{low} or more" if low is not None else "one, such as 2"
    else:
        remedy = f"{low} to {high}"
    return f"{name}: {wrong}; write {remedy}"


def _form(param: Any) -> str:
    return str(param.metavar or getattr(param, "human_readable_name", param.name).upper())


def _bound(param: Any, which: str) -> Any:
    """Of its numbers, which newer versions keep elsewhere; None where there is none."""
    of = param if hasattr(param, which) else getattr(param, "type", None)
    return getattr(of, which, None)


def _values(params: Sequence[Any], words: Sequence[str]) -> Iterator[tuple[Any, str | None]]:
    """Every option that takes a value, with the one that is written behind it."""
    known = {name: param for param in params for name in param.opts if name.startswith("-")}
    rest = iter(words)
    for word in rest:
        if word == "--":
            return
        name, equals, value = word.partition("=")
        if name in known and not getattr(known[name], "is_flag", False):
            yield known[name], value if equals else next(rest, None)
