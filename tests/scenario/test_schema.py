"""The schema that editors read: it is named by every shipped file, takes each, refuses bad ones."""

import os
import re
import shlex
from pathlib import Path

import pytest
import yaml

from simulator.scenario import json_schema, loads
from simulator.scenario.questions import QUESTIONS, asking, command_of, tables

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.glob("**/*.yaml"))
STARTER = SCENARIOS.parent / "simulator" / "scenario" / "starter.yaml"


class _Editor(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2, which editors read: on, off, dates and times are texts."""


_Editor.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Editor.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), _first)


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def mistakes(validator, text):
    return list(validator.iter_errors(yaml.load(text, _Editor)))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_file_names_the_schema_and_fits_it(validator, path):
    text = path.read_text(encoding="utf-8")
    to = Path(os.path.relpath(SCENARIOS / "scenario.schema.json", path.parent)).as_posix()
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={to}"
    assert (path.parent / to).is_file()
    assert mistakes(validator, text) == []


@pytest.mark.parametrize("stem", ["shop", "it's", "a: b#c", "- {x}"])
def test_a_question_is_asked_of_a_file_of_any_name(stem, tmp_path):
    for name in QUESTIONS:
        path = tmp_path / f"{stem}.yaml"
        for table, text in tables(name, path).items():
            table.write_text(text, encoding="utf-8")
        assert loads(asking(name, str(path)), directory=tmp_path).scenario.name
        assert str(path) in shlex.split(command_of(name, path))


def test_what_init_writes_fits_the_schema(validator):
    texts = [STARTER.read_text(encoding="utf-8"), *(asking(name, "a.yaml") for name in QUESTIONS)]
    assert [mistakes(validator, text) for text in texts] == [[]] * len(texts)


BAD = {
    "schema": "fulfillment/2",
    "demnad": {},
    "demand": {"orders_per_day": [1]},
    "shifts": [],
    "clock": {"start": "2026-03-02", "runs": "3 d"},
    "targets": {"on_time_ship": "95 %"},
    "experiment": {"replications": "many"},
    "picking": {"discipline": "lifo"},
    "crews": {"pickers": {"wage": ["18 USD/h"]}},
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_section_does_not_fit_where_it_stands(validator, key):
    small = yaml.load((SCENARIOS / "small.yaml").read_text(encoding="utf-8"), _Editor)
    found = list(validator.iter_errors(small | {key: BAD[key]}))
    assert {next(iter(one.absolute_path), key) for one in found} == {key}


def test_a_scenario_without_a_name_does_not_fit(validator):
    small = yaml.load((SCENARIOS / "small.yaml").read_text(encoding="utf-8"), _Editor)
    del small["name"]
    assert list(validator.iter_errors(small))


def test_a_file_that_extends_another_may_give_a_part_and_one_alone_may_not(validator):
    part = "schema: fulfillment/1\nname: mine\nshifts: {day: {heads: {pickers: 1}}}\n"
    assert mistakes(validator, f"{part}extends: small\n") == []
    assert mistakes(validator, part)
