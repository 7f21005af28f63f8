"""The templates of pages, documents and conclusions, which have all their sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

Filters = Mapping[str, Callable[..., object]]


def rendered(
    template: str, context: Mapping[str, Any], *, filters: Filters | None = None, html: bool = False
) -> str:
    """A template of `templates/` with these values; one that it names and nobody gave is an error.

    In `html` texts are escaped, elsewhere they stand as they are.
    """
    environment = Environment(
        loader=PackageLoader("simulator.reporting"),
        undefined=StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= filters or {}
    return environment.get_template(template).render(**context)
