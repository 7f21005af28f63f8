"""The model documents answer the whole checklist, and what they list is what the code has."""

import re

import pytest

from simulator.engine.instants import Rank
from simulator.reading import fields
from simulator.reporting.flow_chart import FLOW, NODES, flow_chart
from simulator.reporting.model_components import ACTIVITY_KEYS, EXITS, RULE_KEYS
from simulator.reporting.model_words import (
    CHECKLIST,
    ITEMS,
    RULES,
    checklist_document,
)
from simulator.results.outcomes import Outcome
from simulator.scenario.layout import ROOT, readers
from simulator.stages import SECTIONS
from tests.documents.blocks import blocks
from tests.documents.model_document import PROJECT, model_document
from tests.documents.pages import text_of
from tests.documents.scenario_keys import scenario_kinds, scenario_paths

NO_ACTIVITIES = {"repair", "every", "by", "for"}
"""Durations of machines and roads, which are up and down, and by which trucks are early or late;
nobody works on an order meanwhile."""


def test_every_item_of_the_checklist_is_answered():
    parts = re.split(r"^#{2,4} ([\d.]+) (.+)$", model_document(), flags=re.MULTILINE)[1:]
    titles = dict(zip(parts[::3], parts[1::3], strict=True))
    assert titles == CHECKLIST
    answers = dict(zip(parts[::3], parts[2::3], strict=True))
    assert [item for item in ITEMS if len(answers[item].split()) < 10] == []


def test_an_item_that_is_left_out_is_an_error():
    with pytest.raises(KeyError):
        checklist_document(["# A"], {item: ("said",) for item in ITEMS if item != "2.5.4"})


def test_there_are_the_twenty_four_items_of_stress_des():
    assert len(ITEMS) == 24
    assert [n for n in CHECKLIST if n.count(".") == 0] == list("123456")


def test_the_journey_has_the_same_chart():
    page = text_of("docs/journey.md")
    assert [block.text for block in blocks(page) if block.kind == "mermaid"] == [FLOW]


def test_what_is_off_is_dashed():
    known = set(re.findall(r"^\s+(\w+)", FLOW, re.MULTILINE)) | set(re.findall(r"> ?(\w+)", FLOW))
    known |= set(re.findall(r"\| (\w+)", FLOW))
    assert {node for nodes in NODES.values() for node in nodes} <= known
    assert flow_chart().count("absent") == 0
    assert flow_chart(("delivery", "returns")).endswith("class attempt,sender,inspect absent\n")


def test_the_stages_stations_and_ends_are_those_of_the_model():
    assert {section.split(".")[0] for section in NODES} == set(SECTIONS)
    assert sorted(EXITS) == sorted(outcome.name.lower() for outcome in Outcome)


def test_the_sequence_within_an_instant_is_the_one_that_is_told():
    told = ("stock", "batches", "people", "crews", "pick-ups")
    assert [rank.name for rank in Rank] == ["STOCK", "BATCHES", "ROSTER", "CREWS", "PICK_UPS"]
    assert sorted(told, key=RULES[0].index) == list(told)


def test_the_keys_that_are_listed_exist():
    listed = {*RULE_KEYS, *(path for paths in ACTIVITY_KEYS.values() for path in paths)}
    assert listed - set(scenario_paths()) == set()


def test_every_duration_that_is_drawn_is_an_activity():
    reader = readers(ROOT.step("payment").step("authorization").field)
    drawn = {
        path
        for path, kind in scenario_kinds()
        if reader & readers(kind.field) and path.split(".")[-1] not in NO_ACTIVITIES
    }
    assert fields.DurationDistribution
    assert drawn - {path for paths in ACTIVITY_KEYS.values() for path in paths} == set()


def test_the_license_is_the_one_of_the_package():
    assert PROJECT["license"] == "MIT"
