"""What hangs on a part of a scenario alone: worked out once, and forgotten with that part."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import finalize

Part = TypeVar("Part")
Others = ParamSpec("Others")
Value = TypeVar("Value")


def kept_with(
    function: Callable[Concatenate[Part, Others], Value],
) -> Callable[Concatenate[Part, Others], Value]:
    """The same function, called once for each part of a scenario and what is given beside it.

    Parts are frozen and told apart by identity, since many have no hash; the other arguments are
    hashable. Nobody may write into what it gives.
    """
    kept: dict[int, dict[tuple[Hashable, ...], Value]] = {}

    @wraps(function)
    def once(part: Part, /, *others: Others.args, **named: Others.kwargs) -> Value:
        values = kept.get(id(part))
        if values is None:
            values = kept[id(part)] = {}
            finalize(part, kept.pop, id(part), None).atexit = False
        key = (*others, *named.items())
        if key not in values:
            values[key] = function(part, *others, **named)
        return values[key]

    return once
