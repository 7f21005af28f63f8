"""What a resolved scenario says, looked up by path, as cells and lists of a model document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulator.reading.resolved import Value, items_of, values_of
from simulator.reporting.flow_chart import NODES
from simulator.reporting.markdown import bullets, code, prose
from simulator.scenario.layout import kind_at
from simulator.stages import STATIONS

Path = tuple[str, ...]
_SET = "--set"
_ABOUT = ("schema", "name", "title", "question", "study")
"""Keys that are not inputs of the model."""


@dataclass(frozen=True)
class Written:
    """The values of a resolved scenario, as they are written."""

    values: tuple[Value, ...]

    @cached_property
    def _by_path(self) -> Mapping[Path, Value]:
        return {value.path: value for value in self.values}

    def at(self, path: str) -> Value | None:
        """The value at a path."""
        return self._by_path.get(tuple(path.split(".")))

    def word(self, path: str) -> str:
        """The value at a path, empty where there is none or it says so."""
        value = self.at(path)
        return "" if value is None or value.is_absent else value.plain

    def cell(self, path: str, absent: str = "") -> str:
        """The value as code, or what to say where there is none."""
        word = self.word(path)
        return code(word) if word else absent

    def names(self, path: str) -> list[str]:
        """The keys or items directly below a path, in order."""
        above = tuple(path.split("."))
        below = (v.path[len(above)] for v in self.values if v.path[: len(above)] == above != v.path)
        return list(dict.fromkeys(below))

    def below(self, path: str) -> list[Value]:
        """All values below a path that are there."""
        above = tuple(path.split("."))
        return [v for v in self.values if v.path[: len(above)] == above and not v.is_absent]

    def flow(self, path: str) -> str:
        """All that is below a path on one line: 'pickers 6, packers 4'."""
        if self.word(path):
            return self.word(path)
        above = len(path.split("."))
        return ", ".join(f"{'.'.join(v.path[above:])} {v.plain}" for v in self.below(path))

    def items(self, path: str) -> list[str]:
        """The items of a list, or the keys of a mapping, whether on one line or on several."""
        word = self.word(path)
        return items_of(word) if word else self.names(path)

    @property
    def off(self) -> tuple[str, ...]:
        """The sections of the journey that are off."""
        return tuple(section for section in NODES if not self.is_on(section))

    def is_on(self, section: str) -> bool:
        """Whether a section of the journey is written and not off."""
        return bool(self.names(section))

    @property
    def parts_off(self) -> list[str]:
        """What is off within the sections of the journey that are on."""
        off = (v.path for v in self.values if v.text == "off" and len(v.path) == 2)
        return [".".join(path) for path in off if path[0] in NODES]

    @property
    def stations(self) -> list[str]:
        """The stations at which orders queue in this scenario."""
        return [name for name, station in STATIONS.items() if self.is_on(station.section)]

    def crews_of(self, station: str) -> list[str]:
        """The crews that have the skill of a station."""
        crews = self.names("crews")
        return [crew for crew in crews if station in self.items(f"crews.{crew}.skills")]

    @property
    def sections(self) -> Mapping[str, list[str]]:
        """The top-level keys of inputs by heading; those without keys of their own are together."""
        by_section: dict[str, list[str]] = {"general": []}
        for value in self.values:
            head, *rest = value.path
            if head not in _ABOUT:
                keys = by_section.setdefault(head, []) if rest else by_section["general"]
                keys += [] if head in keys else [head]
        return by_section

    def origins(self) -> Counter[str]:
        """Files, '--set' and 'default', and how many values come from each."""
        there = (value for value in self.values if not value.is_absent)
        return Counter(re.sub(r":\d+$", "", value.origin) for value in there)

    def overrides(self) -> list[Value]:
        """What was set on the command line."""
        return [value for value in self.values if value.origin == _SET]

    def files(self) -> list[str]:
        """The CSVs that the run read, as the folder names them."""
        lists = (re.findall(r'inputs/\d+-[^",}\]]+', value.text) for value in self.values)
        return list(dict.fromkeys(name for names in lists for name in names))


def written(resolved: str) -> Written:
    """The values of what `resolve` has written."""
    return Written(tuple(values_of(resolved)))


def meaning(path: Sequence[str] | str) -> str:
    """What the scenario reference says of a key, empty for a name of the scenario's own."""
    field = kind_at(path.split(".") if isinstance(path, str) else path).field
    return (field.description or "") if field is not None else ""


def stated(scenario: Written, key: str, *, in_a_cell: bool = False) -> str:
    """The text or the list of a key of `study`; that it is not stated where it is left out."""
    path = f"study.{key}"
    value = scenario.at(path)
    if value is None or value.is_absent:
        return f"*Not stated* ({code(path)})."
    if not value.text.startswith("["):
        return prose(value.plain)
    items = [prose(item) for item in items_of(value.text)]
    return "; ".join(items) if in_a_cell else bullets(items)
