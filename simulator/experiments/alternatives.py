"""One scenario under a name of its own: a file, a variant of it, or values that are changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from simulator.mistakes import InputError
from simulator.reading.quantities import positive_duration
from simulator.reporting.labels import setting_words
from simulator.scenario import Loaded, Scenario, load
from simulator.scenario.loaded import loaded_of
from simulator.scenario.settings import Overrides, Setting, plain, settings_of
from simulator.units import shown


@dataclass(frozen=True)
class Alternative:
    """One scenario under a name of its own."""

    name: str
    loaded: Loaded

    @property
    def command(self) -> str:
        """What runs it alone."""
        return self.loaded.command

    @property
    def scenario(self) -> Scenario:
        """As it is run."""
        return self.loaded.scenario


Source = str | Path | Loaded | Scenario
"""A scenario that is asked about: its path, the name of one that ships, or one that was loaded."""


def opened(source: Source, *, variant: str | None = None, overrides: Overrides = None) -> Loaded:
    """A scenario with a variant and overrides; raises InputError."""
    if isinstance(source, Scenario):
        source = loaded_of(source)
    if isinstance(source, Loaded):
        return source.with_(overrides, variant=variant)
    if isinstance(source, str | Path):
        return load(source, variant=variant, overrides=overrides)
    raise InputError(
        f"{shown(str(source))} ({type(source).__name__}) is not a scenario; write a path, the name "
        'of one that ships, such as "baseline", or what sim.load gave'
    )


def made(source: Source, *, overrides: Overrides = None, seed: int | None = None) -> Alternative:
    """One alternative of 'path' or 'path#variant', or of several at once, 'path#a+b'."""
    path, variant = split(source)
    given = [*settings_of(overrides), *seeded(seed)]
    loaded = opened(path, variant=variant, overrides=given)
    return Alternative(variant or loaded.scenario.name, loaded)


def seeded(seed: int | None) -> tuple[Setting, ...]:
    """The seed that is asked for, or none."""
    return () if seed is None else settings_of({"experiment.seed": seed}, "--seed")


def changed_by(
    base: Alternative, name: str, overrides: Overrides, option: str | None = None
) -> Alternative:
    """The base with further values changed, by an option if one is named."""
    return Alternative(name, base.loaded.with_(settings_of(overrides, option)))


def words(setting: Setting) -> str:
    """What is changed is called by it where it has no name: 'demand = 2'."""
    return setting_words(setting.path.strip(), setting.shown)


def texts_of(given: Sequence[str] | str, keyword: str) -> list[str]:
    """One text is a list of it: nothing is read letter by letter. InputError for other things."""
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, Iterable) or not all(isinstance(each, str) for each in texts):
        raise InputError(f'{keyword}: {shown(str(given))} is not a list of texts; write ["..."]')
    return list(texts)


def length_of(option: str, given: str | timedelta) -> int:
    """Milliseconds; InputError for what is not a length of time."""
    try:
        return positive_duration(plain(given, option))
    except ValueError as error:
        raise InputError(f"--{option}: {error}") from None


def words_of(text: str, option: str, form: str) -> list[str]:
    """The words of a list with commas; InputError for an empty one."""
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise InputError(f"{option} {text!r}: a name is empty; write {option} {form}")
    return words


def split(source: Source) -> tuple[Source, str | None]:
    """The path and the variants of 'path' or 'path#variants'."""
    if not isinstance(source, str | Path):
        return source, None
    path, mark, variant = str(source).partition("#")
    if mark and not Path(source).is_file():
        return path, variant
    return str(source), None
