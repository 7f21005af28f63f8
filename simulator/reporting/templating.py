"""The templates of pages, documents and conclusions, which have all their sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from simulator.mistakes import InputError
from simulator.reporting.no_break import unbroken_page
from simulator.user_cache import user_cache

Filters = Mapping[str, Callable[..., object]]


def rendered(
    template: str, context: Mapping[str, Any], *, filters: Filters | None = None, html: bool = False
) -> str:
    """A template of `templates/` with these values; one that it names and nobody gave is an error.

    In `html` texts are escaped and numbers stay with their units, elsewhere they stand as they are.
    """
    environment = environment_of(frozenset((filters or {}).items()), html)
    text = environment.get_template(template).render(**context)
    return unbroken_page(text) if html else text


@lru_cache(maxsize=16)
def environment_of(
    filters: frozenset[tuple[str, Callable[..., object]]], html: bool
) -> Environment:
    """Templates that are compiled once; other functions of the same name make another one.

    Their code is kept in the user's cache, where there is one: compiling takes 0.1 s of a command.
    """
    environment = Environment(
        loader=PackageLoader("simulator.reporting"),
        undefined=StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_kept_code(html),
    )
    environment.filters |= {name: _asked_when_filled(function) for name, function in filters}
    return environment


def _asked_when_filled(function: Callable[..., object]) -> Callable[..., object]:
    """A filter that knows a scenario; of a constant it would be worked out as code is compiled.

    Then what one scenario says would be kept for all.
    """

    @pass_context
    def asked(_: Context, *values: Any, **named: Any) -> object:
        return function(*values, **named)

    return asked


def _kept_code(html: bool) -> _KeptCode | None:
    """Apart for pages, whose code escapes its texts; None where there is no home."""
    with suppress(InputError):
        folder = user_cache() / "template_code"
        return _KeptCode(str(folder), f"{'html' if html else 'text'}-%s.code")
    return None


class _KeptCode(FileSystemBytecodeCache):
    """Compiled templates as files, by path and content; where none can be, they are compiled."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
