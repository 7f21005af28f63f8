"""A function that a user writes, as a value: enough to make it again in any process.

What such a function answers may hang on its arguments, its source and on values that cannot change:
its defaults, and what it captured. They are copied here, so that they reach a worker however it was
started, and are part of the key under which results are kept. What else is outside of it could
change without anybody noticing, and is refused.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import hashlib
import inspect
import textwrap
from copy import deepcopy
from dataclasses import dataclass, fields
from functools import cached_property
from importlib import import_module
from pathlib import Path
from tokenize import TokenError
from types import FunctionType
from typing import Any

from simulator.mistakes import InputError
from simulator.outside_names import is_constant, modules_used, not_constant, same_code
from simulator.units import shown

_LATE = __future__.annotations.compiler_flag
_PIECEMEAL = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


@dataclass(frozen=True)
class OwnFunction:
    """A user's function by value; equal ones answer alike.

    `source` is its `def` from the left margin, without decorators. `defaults` are those of its last
    parameters; `keyword_defaults` and `captured`, from a function around it, go by name; `modules`
    are its names for modules, and theirs. `late_annotations` says that annotations within are not
    evaluated (PEP 563).
    """

    name: str
    source: str
    defaults: tuple[object, ...] = ()
    keyword_defaults: tuple[tuple[str, object], ...] = ()
    captured: tuple[tuple[str, object], ...] = ()
    modules: tuple[tuple[str, str], ...] = ()
    late_annotations: bool = False

    @property
    def values(self) -> dict[str, str]:
        """What it was given when it was defined, by name, as Python writes it."""
        given = inspect.signature(rebuilt(self)).parameters.values()
        defaults = {each.name: each.default for each in given if each.default is not each.empty}
        return {name: repr(value) for name, value in (defaults | dict(self.captured)).items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all of it in hexadecimal, the same in every process and on every machine."""
        parts = tuple(getattr(self, field.name) for field in fields(self))
        return hashlib.sha256(_canonical(parts).encode()).hexdigest()


def captured(function: object) -> OwnFunction:
    """The function as a value; InputError for what could not be made again somewhere else."""
    function = _plain(function)
    code = function.__code__
    source, node = _source(function)
    defaults, keywords = function.__defaults__ or (), function.__kwdefaults__ or {}
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    modules, mistakes = modules_used(function, node)
    inside = {}
    for name, cell in cells.items():
        try:
            inside[name] = cell.cell_contents
        except ValueError:
            mistakes.append(f"uses {name} before it has a value; give it one above the function")
    parameters = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    given = dict(zip(parameters[len(parameters) - len(defaults) :], defaults, strict=True))
    mistakes += [
        not_constant(name, value, node)
        for name, value in (given | keywords | inside).items()
        if not is_constant(value)
    ]
    if mistakes:
        raise InputError("\n".join(_place(function) + mistake for mistake in mistakes))
    own = OwnFunction(
        name=function.__name__,
        source=source,
        defaults=defaults,
        keyword_defaults=tuple(sorted(keywords.items())),
        captured=tuple(sorted(inside.items())),
        modules=tuple(sorted(modules.items())),
        late_annotations=bool(code.co_flags & _LATE),
    )
    if not same_code(rebuilt(own).__code__, code):
        raise InputError(
            f"{_place(function)}is not what its source says: its file was changed since, or a test "
            "tool rewrote its asserts; load it again, or write it without assert"
        )
    return own


def _first(tree: ast.Module) -> ast.FunctionDef:
    """The function that a module begins with."""
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef))


def rebuilt(own: OwnFunction) -> FunctionType:
    """The function made again, which knows nothing but what is written in the value."""
    known: dict[str, Any] = {name: import_module(module) for name, module in own.modules}
    known |= {"__name__": own.name, "__builtins__": builtins}
    around = ast.parse(f"def around({', '.join(name for name, _ in own.captured)}): return 0")
    outer, inner = _first(around), _first(ast.parse(own.source))
    outer.body = [_bare(inner), *ast.parse(f"return {own.name}").body]
    flags = _LATE if own.late_annotations else 0
    exec(compile(around, _file(own.name), "exec", flags, dont_inherit=True), known)
    made: FunctionType = known.pop("around")(*(value for _, value in own.captured))
    made.__defaults__ = own.defaults or None
    made.__kwdefaults__ = dict(own.keyword_defaults) or None
    made.__qualname__ = own.name
    return made


def line_raised(own: OwnFunction, error: BaseException) -> str:
    """The line of a rebuilt function that raised an error; empty where none of it did."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _file(own.name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return own.source.splitlines()[line - 1].strip() if line else ""


def _file(name: str) -> str:
    """What the code of a rebuilt function has in place of a file."""
    return f"<{name}>"


def _plain(function: object) -> FunctionType:
    """The function itself; InputError for all else that can be called."""
    if not isinstance(function, FunctionType):
        raise InputError(f"{shown(function)}: is not a function; write def NAME(...):")
    where = _place(function)
    if function.__name__ == "<lambda>":
        raise InputError(f"{where}has no name to be found by; write def NAME(...):")
    if hasattr(function, "__wrapped__"):
        raise InputError(f"{where}is wrapped by another decorator; leave that one out")
    if function.__code__.co_flags & _PIECEMEAL:
        raise InputError(f"{where}answers piece by piece; use return, and neither yield nor async")
    return function


def _place(function: FunctionType) -> str:
    """'rules.py:12: my_rule: ', and the name alone where there is no file, as in a notebook."""
    code = function.__code__
    file = Path(code.co_filename)
    name = "a lambda" if function.__name__ == "<lambda>" else function.__name__
    return f"{file.name}:{code.co_firstlineno}: {name}: " if file.is_file() else f"{name}: "


def _source(function: FunctionType) -> tuple[str, ast.FunctionDef]:
    """Its `def` from the left margin without decorators, and the same as a syntax tree."""
    where = _place(function)
    changed = InputError(
        f"{where}is not at its place in its file, which was changed since; load it again"
    )
    try:
        written = inspect.getsource(function)
        indented = written[:1].isspace()
        nodes = ast.walk(ast.parse(f"if True:\n{written}" if indented else written))
    except (OSError, TypeError):
        raise InputError(
            f"{where}has no source that can be read, as if typed at a prompt; write it in a file "
            "or in a cell of a notebook"
        ) from None
    except (SyntaxError, TokenError):
        raise changed from None
    node = next((each for each in nodes if isinstance(each, ast.FunctionDef)), None)
    if node is None or node.name != function.__name__:
        raise changed
    text = "\n".join(written.splitlines()[node.lineno - 1 - indented : node.end_lineno])
    text = textwrap.dedent(text) + "\n"
    node.decorator_list = []
    # A text over several lines loses its indent with the function's: then it is spelled out.
    return (text if _says(text, node) else ast.unparse(node) + "\n"), node


def _says(text: str, node: ast.FunctionDef) -> bool:
    """Whether a text is the source of a function."""
    try:
        return ast.dump(ast.parse(text).body[0]) == ast.dump(node)
    except SyntaxError:
        return False


def _bare(function: ast.FunctionDef) -> ast.FunctionDef:
    """It without annotations and defaults, which are evaluated outside of it."""
    bare = deepcopy(function)
    given = bare.args
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if argument is not None:
            argument.annotation = None
    given.defaults, given.kw_defaults = [], [None] * len(given.kwonlyargs)
    bare.returns = None
    return bare


def _canonical(value: object) -> str:
    """A constant as one text: as `repr`, but for sets, whose order differs between processes."""
    if isinstance(value, tuple):
        return f"({','.join(_canonical(part) for part in value)},)"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(_canonical(part) for part in value))}}}"
    return repr(value)
