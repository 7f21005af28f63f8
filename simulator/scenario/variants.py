"""Variants: named changes of a scenario, each a choice of the house or a circumstance it meets.

A choice is what the house can decide (a second printer); a circumstance is what happens to it (the
printer fails). `A+B` means both at once: choices first, whatever the order in which they are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, get_args

from simulator.reading.crossing import undone
from simulator.reading.mistakes import Mistake, Place, ScenarioError, did_you_mean, other_key
from simulator.reading.nodes import Node, joined
from simulator.scenario.below import shown_path
from simulator.scenario.settings import IN_A_SHELL, Setting, plain
from simulator.scenario.written_changes import changed_as_written
from simulator.units import shown

Kind = Literal["choice", "circumstance"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_MEANING = (
    "A choice is what the house can decide, a circumstance what happens to it: choices are "
    "compared under each circumstance and recommended, circumstances are priced."
)
KEYS = ("title", "question", "kind", "remove", "set", "add")
APART = "take it out of one of the two, or run them one at a time"
AND = "+"
"""Between the names of variants that hold at once."""


@dataclass(frozen=True)
class Variant:
    """What is known of a variant before it is read as a scenario.

    `overrides` say the same; None where it adds or removes, which they cannot.
    """

    kind: Kind
    title: str
    overrides: tuple[Setting, ...] | None


def read_variants(node: Node | None, mistakes: list[Mistake]) -> dict[str, Node]:
    """The section `variants` by name; what is wrong in it goes to `mistakes`."""
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        wrong = "is not a mapping; write variants: {NAME: {set: {PATH: VALUE}}}"
        mistakes.append(Mistake(node.place, "variants", wrong))
        return {}
    for name, variant in node.value.items():
        path = joined("variants", name)
        if not name.replace("-", "_").replace("_", "a").isalnum():
            wrong = "is not a name; write letters, digits, _ and -"
            mistakes.append(Mistake(variant.key, path, wrong))
        if not isinstance(variant.value, dict):
            wrong = (
                f"{shown(variant.plain())} is not a mapping; write set: {{PATH: VALUE}} below it"
            )
            mistakes.append(Mistake(variant.place, path, wrong))
        for key, part in variant.children.items():
            if key not in KEYS:
                wrong = f"unknown key; {other_key(key, KEYS, variant.children)}"
                mistakes.append(Mistake(part.key, joined(path, key), wrong))
            elif key == "kind" and part.value not in KINDS:
                written = part.value if isinstance(part.value, str) else ""
                wrong = f"{shown(part.plain())} is not a kind; {did_you_mean(written, KINDS)}"
                mistakes.append(Mistake(part.place, joined(path, key), wrong))
    return dict(node.value)


def kind_of(node: Node) -> Kind:
    """A variant is a choice unless it says otherwise."""
    written = node.children.get("kind")
    return "circumstance" if written is not None and written.value == "circumstance" else "choice"


def described(node: Node) -> Variant:
    """A variant's kind, its title and what it sets."""
    title = node.children.get("title")
    sets = node.children.get("set")
    only = not any(node.children[key].value for key in ("add", "remove") if key in node.children)
    written = sets.children if sets is not None else {}
    return Variant(
        kind=kind_of(node),
        title=title.value if title is not None and isinstance(title.value, str) else "",
        overrides=tuple(
            Setting(path, plain(value.plain(), path), IN_A_SHELL) for path, value in written.items()
        )
        if only
        else None,
    )


def by_kind(variants: Mapping[str, Variant]) -> str:
    """'choices: a, b; circumstances: c'; empty where there are none."""
    told = []
    for kind in KINDS:
        names = [name for name, variant in variants.items() if variant.kind == kind]
        if names:
            told.append(f"{kind if len(names) == 1 else f'{kind}s'}: {', '.join(names)}")
    return "; ".join(told)


def split_names(text: str, known: Mapping[str, Node], place: Place) -> list[str]:
    """The names in 'A+B', choices first; raises ScenarioError for one that there is not."""
    names = [name.strip() for name in text.split(AND)]
    wrong = []
    for name in dict.fromkeys(names):
        if name not in known:
            remedy = did_you_mean(name, known) if known else "there are none"
            wrong.append(Mistake(place, "", f"there is no variant {shown(name)}; {remedy}"))
        elif names.count(name) > 1:
            wrong.append(Mistake(place, "", f"variant {name} is there twice; write it once"))
    if wrong:
        raise ScenarioError(wrong)
    return sorted(names, key=lambda name: KINDS.index(kind_of(known[name])))


def with_all(
    root: Node, known: Mapping[str, Node], names: Sequence[str], mistakes: list[Mistake]
) -> Node:
    """The tree with these variants, one after the other.

    Each has to hold in the end: where one would undo another, that is a mistake which names both.
    """
    paths = {name: joined("variants", name) for name in names}
    alone = {name: changed_as_written(root, known[name], paths[name], mistakes) for name in names}
    if len(names) < 2 or mistakes:
        return alone[names[-1]]
    together, before = root, ""
    for name in names:
        new: list[Mistake] = []
        together = changed_as_written(together, known[name], paths[name], new)
        wrong = f"cannot be changed once '{before}' holds; {APART}"
        mistakes += [replace(each, message=wrong) for each in new]
        before = name
    if not mistakes:
        mistakes += _conflicts(root, known, alone)
    return together


def _conflicts(
    root: Node, known: Mapping[str, Node], alone: Mapping[str, Node]
) -> Iterator[Mistake]:
    """Two variants that change one path in two ways."""
    base = root.plain()
    for first, second in combinations(alone, 2):
        path = joined("variants", second)
        both = changed_as_written(alone[first], known[second], path, []).plain()
        lost = undone(base, alone[first].plain(), both) or undone(base, alone[second].plain(), both)
        if lost is not None:
            wrong = conflict(f"'{first}'", f"'{second}'", shown_path(lost))
            yield Mistake(known[second].key, path, wrong)


def conflict(this: str, other: str, path: str) -> str:
    """That two changes cannot hold at once, and what to do."""
    return f"{this} and {other} both change {path}, and only one of them can hold; {APART}"


def kinds(variants: Mapping[str, Variant], given: str | None) -> str:
    """By kind the variants that are asked for ('a+b'), else all that there are."""
    asked = [name.strip() for name in (given or "").split(AND) if name.strip()]
    return by_kind({name: variants[name] for name in asked or variants})
