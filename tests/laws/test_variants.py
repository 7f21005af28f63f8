"""Choices and circumstances of drawn scenarios: at once they say what each says, or one error does.

Nothing is simulated here; what is set need not be a value that the model could use.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.below import shown_path
from simulator.scenario.sources import Source, source_of, with_variant
from tests.laws.scenarios import World, scenarios

Keys = tuple[str, ...]


def leaves(value: Any, at: Keys = ()) -> Iterator[Keys]:
    """The paths of all values that are neither mapping nor list."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*at, str(key)))
    elif not isinstance(value, list) and len(at) > 1:
        yield at


def put(data: dict[Any, Any], path: Keys, value: str) -> None:
    """Set a value in nested mappings."""
    *above, last = path
    for key in above:
        data = data[_named(data, key)]
    data[_named(data, last)] = value


def _named(data: dict[Any, Any], key: str) -> Any:
    """The key of a mapping that YAML writes so; days of a table are whole numbers."""
    return next((one for one in data if str(one) == key), key)


def read(data: dict[str, Any], variant: str | None = None) -> Source:
    """The source of these values, or of a variant of it."""
    source = source_of(World(data).text, "s.yaml", Path())
    return source if variant is None else with_variant(source, variant)


@given(scenarios(), st.data())
def test_a_choice_and_a_circumstance_hold_both_or_one_error_names_them(
    world: World, draw: st.DataObject
) -> None:
    """Of examples that repeat parts of each other a third change one path twice; of others 5 %."""
    some = st.lists(st.sampled_from(sorted(leaves(world.data))), max_size=5, unique=True)
    choice, circumstance = draw.draw(some), draw.draw(some)
    data = copy.deepcopy(world.data)
    data["variants"] = {
        "luck": {"kind": "circumstance", "set": {shown_path(p): "by luck" for p in circumstance}},
        "will": {"set": {shown_path(p): "by will" for p in choice}},
    }
    found, turned = read(data, "will+luck"), read(data, "luck+will")
    assert found.mistakes == turned.mistakes
    shared = set(choice) & set(circumstance)
    if shared:
        (mistake,) = found.mistakes
        assert "'will' and 'luck' both change " in mistake.message
        assert any(shown_path(path) in mistake.message for path in shared)
        return
    assert found.mistakes == ()
    expected = copy.deepcopy(world.data)
    for path in choice:
        put(expected, path, "by will")
    for path in circumstance:
        put(expected, path, "by luck")
    expected["name"] = f"{world.data['name']}-will-luck"
    for one in (found, turned):
        assert one.root.plain() == read(expected).root.plain()
