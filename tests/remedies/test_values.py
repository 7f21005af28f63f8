"""The remedy of every message about a value is obeyed, and helps.

Every key of the schema gets wrong values of every kind; which of them, is fixed by the key's path.
`FUZZ=20` tries twenty times as many, which are nearly all.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from zlib import crc32

import pytest

from simulator.scenario import Mistake, ScenarioError
from simulator.scenario.layout import ROOT
from tests.fuzz.harness import scaled
from tests.remedies.judging import faults, faults_of
from tests.remedies.obeying import Case, NoRemedyError, obeyed
from tests.remedies.places import Spot, mistakes_in, plain, spots, with_value, without, words_of
from tests.remedies.wrong import ALL, misspelt

A_SPOT, A_TYPE = 2, 24
"""Wrong values of each key, and of the one that stands for its type."""


def drawn(spot: Spot) -> list[str]:
    """Wrong values of a key; misspelt words where it takes words."""
    random = Random(crc32(spot.path.encode()))
    word = next(iter(words_of(spot.kind)), "")
    return [*random.sample(ALL, min(scaled(A_SPOT), len(ALL))), *misspelt(word)[:1]]


@pytest.mark.parametrize("section", ROOT.keys)
def test_obeying_what_is_said_about_a_value_helps(section: str) -> None:
    found = []
    for spot in spots():
        if spot.keys[0] != section:
            continue
        for text in drawn(spot):
            try:
                value = plain(text)
            except ScenarioError:
                continue
            found += [f"{spot.path} = {text}\n    {fault}" for fault in faults(spot, value)]
    assert not found, "\n".join(found)


TYPES = (
    "demand.orders_per_day",
    "demand.scale",
    "demand.day_to_day_cv",
    "demand.hour_of_day",
    "demand.day_of_week",
    "demand.lines",
    "demand.regions",
    "demand.classes.NAME.share",
    "demand.classes.NAME.ship_by",
    "demand.classes.NAME.order_cut_off",
    "demand.classes.NAME.deliver_cut_off",
    "catalog.skus",
    "catalog.price",
    "catalog.unit_weight",
    "catalog.unit_volume",
    "clock.start",
    "clock.warm_up",
    "clock.holidays",
    "crews.NAME.wage",
    "crews.NAME.skills",
    "crews.NAME.heads",
    "shifts.NAME.days",
    "shifts.NAME.hours",
    "shifts.NAME.heads",
    "shifts.NAME.overtime.backlog_above",
    "picking.time.setup",
    "picking.layout.aisle_length",
    "picking.layout.speed",
    "picking.layout.middle_aisle",
    "picking.discipline",
    "packing.boxes.NAME.max_weight",
    "packing.boxes.NAME.volume",
    "labeling.printers",
    "labeling.breakdowns.every",
    "shipping.carriers.NAME.capacity",
    "shipping.carriers.NAME.pick_ups",
    "shipping.carriers.NAME.services.NAME.transit",
    "targets.NAME.kpi",
    "targets.NAME.at_least",
    "study.outputs",
    "study.purpose",
)
"""One key of every type."""


@pytest.mark.parametrize("path", TYPES)
def test_obeying_helps_with_wrong_values_of_a_type(path: str) -> None:
    spot = next(spot for spot in spots() if spot.path == path)
    random = Random(crc32(b"of a type" + path.encode()))
    found = []
    for text in random.sample(ALL, min(scaled(A_TYPE), len(ALL))):
        try:
            value = plain(text)
        except ScenarioError:
            continue
        alone = replace(spot, sound=False)
        found += [f"{path} = {text}\n    {fault}" for fault in faults(alone, value)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("section", ROOT.keys)
def test_obeying_helps_where_a_key_is_misspelt_or_missing(section: str) -> None:
    found = []
    for spot in spots():
        *above, key = spot.keys
        if spot.keys[0] != section or key.startswith("#"):
            continue
        gone = without(spot.data, spot.keys)
        others = [with_value(gone, (*above, word), spot.value) for word in misspelt(key)[:1]]
        others.append(with_value(spot.data, (*above, "xyzzy"), 1))
        for data in [gone, *others]:
            found += [
                f"{spot.path}\n    {fault}" for fault in faults_of(data, spot.data, spot.sound)
            ]
    assert not found, "\n".join(found)


def test_a_bad_remedy_is_seen() -> None:
    """The test can fail: a remedy that is refused again, and one that nobody can follow."""
    spot = next(spot for spot in spots() if spot.path == "clock.run")
    data = with_value(spot.data, spot.keys, "5")
    (mistake,) = mistakes_in(data)
    assert mistake.message == "'5' has no unit; write 5 s, 5 min, 5 h or 5 d"

    def saying(remedy: str) -> Case:
        bad = Mistake(mistake.place, mistake.path, f"'5' has no unit; {remedy}")
        return Case(data, spot.data, bad)

    assert all(not mistakes_in(one.data) for one in obeyed(saying("write 5 min or 5 h")))
    (again,) = obeyed(saying("write 5"))
    assert mistakes_in(again.data)
    with pytest.raises(NoRemedyError, match="nobody could follow"):
        obeyed(saying("do better"))
    with pytest.raises(NoRemedyError, match="there is no remedy"):
        obeyed(Case(data, spot.data, Mistake(mistake.place, mistake.path, "'5' has no unit")))
