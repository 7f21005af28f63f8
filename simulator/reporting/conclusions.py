"""Conclusions from templates: experiments give facts, the templates have the sentences."""

from __future__ import annotations

import re
from typing import Any

MOST_WORDS = 90
"""Of a conclusion; what is longer leaves out what matters least."""


def conclude(name: str, /, **facts: Any) -> str:
    """The paragraph of `templates/conclusions/NAME.txt.j2` for these facts.

    Lines and blanks of the template are free: any white space becomes one blank. In a template
    `quoted` puts a user's name in quotes, `listed` joins names with commas and "and", and
    `sentence` gives a capital. A fact that the template names and nobody gave is an error.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from simulator.reporting.numbers import listed

    environment = Environment(
        loader=PackageLoader("simulator.reporting"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"quoted": quoted, "listed": listed, "sentence": capital}
    text = environment.get_template(f"conclusions/{name}.txt.j2").render(**facts)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" ([.,;:])(?= |$)", r"\1", text)


def quoted(name: str) -> str:
    """A user's name for a thing, in quotes, so that it is not read as a word of the sentence."""
    return f"'{name}'"


def capital(text: str) -> str:
    """With a capital letter at the start; a quoted name is left as it is."""
    return f"{text[:1].upper()}{text[1:]}"
