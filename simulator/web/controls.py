"""Controls for every value of a scenario, made from what is written and from its schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.reporting.labels import label, path_words
from simulator.scenario import Loaded
from simulator.scenario.below import shown_path
from simulator.scenario.layout import ROOT, VALUE, Kind, choices
from simulator.scenario.settings import Setting, plain
from simulator.scenario.sources import OWN
from simulator.stages import STAGES
from simulator.web.hints import elsewhere, example, hint, words_for

_KEY = r'([^."]+|"[^"]*")'
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Heads",
        ((r"shifts\.K\.heads\.K", "{1}, {0} shift"), (r"crews\.K\.heads", "{0}")),
    ),
    (
        "Shifts",
        (
            (r"shifts\.K\.hours", "hours, {0} shift"),
            (r"shifts\.K\.days", "days, {0} shift"),
            (r"shifts\.K\.breaks", "breaks, {0} shift"),
            (r"shifts\.K\.breaks\.K\.at", "break {1} begins, {0} shift"),
            (r"shifts\.K\.breaks\.K\.for", "break {1} lasts, {0} shift"),
        ),
    ),
    (
        "Orders",
        (
            (r"demand\.orders_per_day", "orders a day"),
            (r"demand\.carts_per_day", "carts a day"),
        ),
    ),
    (
        "What comes when",
        (
            (r"demand\.lines", "lines an order"),
            (r"demand\.day_of_week", "orders by weekday"),
            (r"demand\.day_to_day_cv", "spread from day to day"),
        ),
    ),
    (
        "Cut-offs",
        (
            (r"demand\.classes\.K\.order_cut_off", "order cut-off, {0}"),
            (r"demand\.classes\.K\.deliver_cut_off", "cut-off for delivery, {0}"),
            (r"shipping\.carriers\.K\.cut_off", "parcels ready before the pick-up, {0}"),
        ),
    ),
    (
        "Pick-ups",
        (
            (r"shipping\.carriers\.K\.pick_ups", "pick-ups of {0}"),
            (r"shipping\.carriers\.K\.capacity", "parcels that fit a pick-up of {0}"),
        ),
    ),
    (
        "Times",
        (
            (r"(picking|packing)\.time\.per_line", "{0}, a line"),
            (r"(picking|packing)\.time\.setup", "{0}, an order"),
            (r"(picking|packing)\.time\.per_unit", "{0}, a unit"),
        ),
    ),
    (
        "Promise",
        (
            (r"promise\.cut_off", "cut-off of the day told at checkout"),
            (r"promise\.handling_days", "days of the house"),
            (r"promise\.quantile", "parcels in time, for the days of the carrier"),
            (r"promise\.lost_a_day", "customers who leave for each day"),
            (r"promise\.backlog\.orders_a_day", "orders a day on which it counts in a peak"),
        ),
    ),
    (
        "Cancellation",
        (
            (r"cancellation\.share", "customers who cancel"),
            (r"cancellation\.after", "their patience"),
            (r"cancellation\.backorder_patience", "patience without stock"),
        ),
    ),
    (
        "Receiving",
        (
            (r"receiving\.doors", "dock doors"),
            (r"receiving\.suppliers\.K\.appointments", "trucks of {0}"),
            (r"receiving\.unloading\.per_pallet", "unloading, a pallet"),
            (r"receiving\.checking\.per_pallet", "checking, a pallet"),
            (r"receiving\.put_away\.per_pallet", "put-away, a pallet"),
            (r"receiving\.suppliers\.K\.late\.share", "late trucks of {0}"),
        ),
    ),
    ("Absence", ((r"crews\.K\.absence", "absence of {0}"),)),
    (
        "Targets",
        (
            (r"targets\.K\.at_least", "{0}: at least"),
            (r"targets\.K\.at_most", "{0}: at most"),
            (r"targets\.K\.in", "{0}: in what share of periods"),
        ),
    ),
)
"""What is moved most, in this order; all else is in `OTHER`."""
OTHER = "Every other value"
_FOR_ALL = (
    r"demand\.(?!classes\.)|crews\..+\.absence$|(targets|clock|experiment|payment)\."
    r"|cancellation\.(?!put_back)|claims\.after|promise\.lost_|receiving\.suppliers\..+\.(early|late|no_show)"
    r"|shipping\.carriers\.[^.]+\.(late|no_show)"
)
DEMAND = "demand.scale"
"""Has a slider of its own."""
_NOT_ASKED = ("schema", "currency", *OWN)
"""What describes the file and changes no figure."""
_APART = ("experiment.replications",)
_ONE_OF_SEVERAL = ("Heads", "Orders", "Targets")
"""Groups in which a value that is not written has another in its stead."""
_TRUTHS = ("true", "false")


@dataclass(frozen=True)
class Control:
    """One value: its path, what it is called, its text, and what it means.

    `words` are the texts of which one may be chosen, empty where any may be written; `count` says
    that it is a whole number. `origin` is where the value is from, and `example` another value that
    works as it stands, where there are several parts to it.
    """

    path: str
    label: str
    group: str
    text: str
    meaning: str
    origin: str
    words: tuple[str, ...] = ()
    count: bool = False
    example: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether the house decides it: an alternative of its own where it is pinned.

        What happens to the house (demand, absence), what is asked and how it is simulated hold for
        all that is pinned alike.
        """
        return re.match(_FOR_ALL, self.path) is None

    @property
    def id(self) -> str:
        """For the page: letters, digits and hyphens."""
        return re.sub(r"[^A-Za-z0-9]+", lambda m: f"-{sum(map(ord, m[0]))}-", self.path)

    @property
    def searched(self) -> str:
        """What a search looks in."""
        return f"{self.label} {self.path} {self.meaning} {words_for(self.path)}".lower()


def controls(loaded: Loaded) -> tuple[Control, ...]:
    """Every value that can be set, those that are moved most first."""
    all_of = _below(ROOT, loaded.data, (), loaded.origins, "")
    every = [
        replace(
            each,
            meaning=" ".join(filter(None, (hint(each.path) or each.meaning, elsewhere(each.path)))),
            example=example(loaded, each.path),
        )
        for each in all_of
    ]
    order = [name for name, _ in GROUPS] + [OTHER]
    return tuple(sorted(every, key=lambda control: order.index(control.group)))


def by_group(every: tuple[Control, ...]) -> dict[str, tuple[Control, ...]]:
    """Those of each group that has any."""
    names = [name for name, _ in GROUPS] + [OTHER]
    groups = {name: tuple(each for each in every if each.group == name) for name in names}
    return {name: those for name, those in groups.items() if those}


def _below(
    kind: Kind, written: Any, at: tuple[str, ...], origins: Mapping[str, str], meaning: str
) -> Iterator[Control]:
    """Of a section's keys, of entries by their names, of a list's items by theirs."""
    for key, value in _entries(kind, written):
        path = (*at, key)
        below = kind.step(key) or VALUE
        told = below.field.description or "" if below.field is not None else meaning
        if shown_path(path) in _APART or (not at and key in _NOT_ASKED):
            continue
        if below.shape != "value" and isinstance(value, dict | list) and value:
            yield from _below(below, value, path, origins, told)
        elif below.shape == "section" and value in ("on", {}):
            yield from _below(below, {}, path, origins, told)
        else:
            yield _control(below, value, path, origins.get(shown_path(path), "default"), told)


def _entries(kind: Kind, written: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(written, list):
        for k, item in enumerate(written):
            named = item.get("name") or item.get("kpi") if isinstance(item, dict) else None
            yield (named if isinstance(named, str) else f"#{k + 1}"), item
        return
    for key in kind.keys if kind.section is not None else tuple(written):
        below = kind.step(key)
        if key in written:
            yield key, written[key]
        elif below is not None and below.field is not None and not below.field.is_required():
            yield key, below.field.get_default()


def _control(kind: Kind, value: Any, at: tuple[str, ...], origin: str, meaning: str) -> Control:
    path = shown_path(at)
    group, name = _called(path)
    group = OTHER if value is None and group in _ONE_OF_SEVERAL else group
    is_off = kind.shape == "section" and value in (None, "off")
    meaning = meaning or next((stage.off for stage in STAGES if is_off and stage.name == path), "")
    text = "off" if is_off else Setting(path, plain(value, path)).shown
    words = choices(kind.field) if kind.field is not None and kind.shape == "value" else ()
    words = _TRUTHS if isinstance(value, bool) else words if text in words else ()
    return Control(path, name, group, text, meaning, origin, words, group == "Heads")


def _called(path: str) -> tuple[str, str]:
    for group, shapes in GROUPS:
        for shape, words in shapes:
            match = re.fullmatch(shape.replace("K", _KEY), path)
            if match is not None:
                keys = [key.strip('"') for key in match.groups()]
                named = [label(key) for key in keys] if group == "Targets" else keys
                return group, words.format(*(key.replace("_", " ") for key in named))
    return OTHER, path_words(path)
