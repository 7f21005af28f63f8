"""The templates of pages, documents and conclusions, which have all their sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from simulator.reporting.no_break import unbroken_page

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
    """Templates that are compiled once; other functions of the same name make another one."""
    environment = Environment(
        loader=PackageLoader("simulator.reporting"),
        undefined=StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= dict(filters)
    return environment
