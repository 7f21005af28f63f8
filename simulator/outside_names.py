"""What a user's function uses from outside of itself, and what of that it may."""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Callable, Iterator
from copy import deepcopy
from types import CodeType, FunctionType, ModuleType

MODULES = ("math", "numpy", "pandas")
"""What a function may use besides built-in names."""

FORBIDDEN = {
    "breakpoint", "compile", "delattr", "eval", "exec", "globals", "hash", "id", "input", "locals",
    "open", "setattr", "vars", "__import__",
}  # fmt: skip
"""Built-in names that reach out of the function, or whose answer hangs on the process."""

_CONSTANTS = (type(None), bool, int, float, complex, str, bytes)
_NOWHERE = object()

_AS_CONSTANT: tuple[tuple[type, str, Callable[..., object]], ...] = (
    (list, "tuple({})", tuple),
    (set, "frozenset({})", frozenset),
    (dict, "tuple({}.items())", lambda value: tuple(value.items())),
    (object, "{}.tolist()", lambda value: value.tolist()),
    (object, "tuple({}.tolist())", lambda value: tuple(value.tolist())),
)
"""How a value that may change is written as one that may not."""


def is_constant(value: object) -> bool:
    """Whether a value cannot change: numbers, texts, None, and tuples and frozen sets of them."""
    if isinstance(value, tuple | frozenset) and type(value) in (tuple, frozenset):
        return all(is_constant(part) for part in value)
    return type(value) in _CONSTANTS


def not_constant(name: str, value: object, function: ast.FunctionDef) -> str:
    """What is wrong with a default or a captured value, and what to write."""
    remedy = f"write {name} with numbers, texts and tuples of them"
    if isinstance(value, FunctionType | type):
        remedy = _define_inside(name, function)
    elif (text := _as_constant(name, value)) is not None:
        remedy = f"write {text}"
    return f"{name} is {_kind(value)}, which may change; {remedy}"


def modules_used(function: FunctionType, node: ast.FunctionDef) -> tuple[dict[str, str], list[str]]:
    """The modules that it uses, by its names for them, and what is wrong with all else outside."""
    modules: dict[str, str] = {}
    others: dict[str, object] = {}
    mistakes: list[str] = []
    codes = list(_codes(function.__code__))
    for name in dict.fromkeys(name for code in codes for name in _names(code, mistakes, function)):
        value = function.__globals__.get(name, _NOWHERE)
        if isinstance(value, ModuleType) and _allowed(value.__name__):
            modules[name] = value.__name__
        elif value is not _NOWHERE or not hasattr(builtins, name) or name in FORBIDDEN:
            others[name] = value
    draws = any("random" in code.co_names for code in codes)
    if draws and any(not module.startswith("math") for module in modules.values()):
        mistakes.append("draws random numbers, so that a run could not be repeated; leave them out")
    return modules, list(dict.fromkeys([*mistakes, *_outside(others, node)]))


def same_code(a: CodeType, b: CodeType) -> bool:
    """Whether two compiled functions do the same, step by step, those within them too."""
    counts = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_varnames")
    return all(getattr(a, part) == getattr(b, part) for part in counts) and _steps(a) == _steps(b)


def _steps(code: CodeType) -> list[tuple[object, ...]]:
    """What code does, without what the compiler chooses by where a module was imported."""
    steps: list[tuple[object, ...]] = []
    for step in dis.get_instructions(code):
        jumps = step.opcode in dis.hasjrel or step.opcode in dis.hasjabs
        value = None if jumps else step.argval
        if isinstance(value, CodeType):
            value = tuple(_steps(value))
        elif isinstance(value, str):  # a class within is told what is around it
            value = value.rpartition("<locals>.")[2]
        if step.opname not in _CHOSEN:
            steps.append((step.opname.replace("METHOD", "ATTR"), type(value), value))
    return steps


_CHOSEN = ("PUSH_NULL", "PRECALL", "EXTENDED_ARG", "NOP")


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and those of all functions and classes within."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)


def _names(code: CodeType, mistakes: list[str], function: FunctionType) -> Iterator[str]:
    """Names that are read from outside; what may not be done with any is added to `mistakes`."""
    own = {"__name__"}  # what the body of a class within has set
    for step in dis.get_instructions(code):
        name = str(step.argval)
        if step.opname == "STORE_NAME":
            own.add(name)
        elif step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
            mistakes.append(_keeps(name))
        elif step.opname in ("STORE_DEREF", "DELETE_DEREF"):
            if name in code.co_freevars and name in function.__code__.co_freevars:
                mistakes.append(_keeps(name))
        elif step.opname == "IMPORT_NAME" and not _allowed(name):
            mistakes.append(f"imports {name}; {_USES}")
        elif step.opname == "LOAD_GLOBAL" or (step.opname == "LOAD_NAME" and name not in own):
            yield name


_USES = f"it may use {MODULES[0]}, {MODULES[1]} and {MODULES[2]}, and no other module"


def _keeps(name: str) -> str:
    return f"changes {name} outside of it; keep nothing from one call to the next"


def _allowed(module: str) -> bool:
    """Whether a module may be used: those of the list, and what is inside of them."""
    first, *inside = module.split(".")
    return first in MODULES and "random" not in inside


def _outside(names: dict[str, object], function: ast.FunctionDef) -> Iterator[str]:
    """What is wrong with each name from outside, and what to write."""
    passed = {}
    for name, value in names.items():
        text = _as_constant(name, value)
        if isinstance(value, ModuleType):
            yield f"uses {name}, the module {value.__name__}; {_USES}"
        elif value is _NOWHERE and name in FORBIDDEN:
            yield f"uses {name}, which reaches out of it; leave it out"
        elif text is not None or value is _NOWHERE:
            passed[name] = text or name
        elif _allowed(getattr(value, "__module__", None) or ""):
            yield f"uses {name} by itself; write {_home(value)}.{name}, and import {_home(value)}"
        elif callable(value):
            yield f"uses {name} from outside; {_define_inside(name, function)}"
        else:
            yield f"uses {name} from outside; pass its numbers and texts as defaults"
    if passed:
        them = "it as a default" if len(passed) == 1 else "them as defaults"
        listed = " and ".join(filter(None, [", ".join([*passed][:-1]), [*passed][-1]]))
        yield f"uses {listed} from outside; pass {them}: {_with_defaults(function, passed)}"


def _home(value: object) -> str:
    return str(getattr(value, "__module__", "")).partition(".")[0]


def _define_inside(name: str, function: ast.FunctionDef) -> str:
    return f"define {name} inside of {function.name}"


def _with_defaults(function: ast.FunctionDef, texts: dict[str, str]) -> str:
    """The first line of the function with more defaults."""
    given = deepcopy(function.args)
    for name, text in texts.items():
        argument, default = ast.arg(name), ast.parse(text, mode="eval").body
        if given.vararg or given.kwonlyargs:
            given.kwonlyargs.append(argument)
            given.kw_defaults.append(default)
        else:
            given.args.append(argument)
            given.defaults.append(default)
    return f"def {function.name}({ast.unparse(given)})"


def _as_constant(name: str, value: object) -> str | None:
    """How to write the value where it cannot change; None where that is not one expression."""
    if is_constant(value):
        return name
    for kind, text, change in _AS_CONSTANT:
        try:
            if isinstance(value, kind) and is_constant(change(value)):
                return text.format(name)
        except (AttributeError, TypeError):
            continue
    return None


def _kind(value: object) -> str:
    """'a list', 'an array'."""
    word = "function" if isinstance(value, FunctionType) else type(value).__name__
    return f"an {word}" if word[:1].lower() in "aeiou" else f"a {word}"
