from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario import (
    json_schema,
    load,
    loads,
    resolve,
    scenario_hash,
    shipped,
    starter,
)
from simulator.scenario.layout import ROOT, keys_of
from simulator.scenario.scenario import Scenario
from tests.scenario.texts import HERE, SMALL


@pytest.mark.parametrize(
    "text", [SMALL, starter(), SMALL + "payment: {retry: off}\nreturns: off\n"]
)
def test_what_is_resolved_loads_again_to_the_same(text: str) -> None:
    loaded = loads(text, name="s.yaml")
    again = loads(resolve(loaded))
    assert again.scenario == loaded.scenario
    assert scenario_hash(again) == scenario_hash(loaded)
    assert resolve(again).count("# default") == 0


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_scenarios_survive_too(name: str) -> None:
    loaded = load(name)
    for variant in (None, *loaded.variants):
        one = load(name, variant=variant, overrides=HERE.get(variant))
        assert loads(resolve(one)).scenario == one.scenario


def test_every_line_has_its_origin() -> None:
    loaded = loads(SMALL, name="s.yaml", overrides=["clock.warm_up=90 min"])
    lines = resolve(loaded).splitlines()
    assert lines[0] == "schema: fulfillment/1  # s.yaml:1"
    assert "  run: 7 d  # s.yaml:3" in lines
    assert "  warm_up: 90 min  # --set" in lines
    assert "  cool_down: 0 s  # default" in lines
    assert "payment: off  # default" in lines
    assert all("  # " in line or line.endswith(":") for line in lines)


def test_all_defaults_of_all_sections_are_written() -> None:
    text = resolve(loads(starter()))
    assert all(f"\n{key}:" in f"\n{text}" for key in keys_of(Scenario))
    assert "time_in_cart: {lognormal: {median: 6 min, cv: 1.5}}  # default" in text


def test_odd_texts_survive() -> None:
    title = "'It''s: \"5 %\" # not a comment, {really} — é\t'"
    loaded = loads(SMALL + f"title: {title}\nquestion: 'on'\n")
    again = loads(resolve(loaded))
    assert again.scenario.title == 'It\'s: "5 %" # not a comment, {really} — é\t'
    assert again.scenario.question == "on"


def test_paths_are_absolute_or_relative_to_where_it_is_saved(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "hours.csv").write_text("1\n" * 24)
    (tmp_path / "in" / "times.csv").write_text("s\n1\n2\n")
    csv = "{csv: {file: times.csv, unit: s}}"
    text = (
        SMALL.replace("100}", "100, hour_of_day: hours.csv}") + f"notification: {{latency: {csv}}}"
    )
    loaded = loads(text, directory=tmp_path / "in")
    assert loads(resolve(loaded)).scenario == loaded.scenario
    out = tmp_path / "out"
    saved = resolve(loaded, out)
    assert 'hour_of_day: "../in/hours.csv"' in saved or "hour_of_day: ../in/hours.csv" in saved
    out.mkdir()
    assert loads(saved, directory=out).scenario == loaded.scenario


def test_the_hash_is_of_values() -> None:
    text = SMALL + "payment: {fee: 1 USD, timeout: 10 s}\n"
    first = scenario_hash(loads(text))
    turned = SMALL + "payment: {timeout: 10000 ms, fee: 1.00 USD}\n"
    assert scenario_hash(loads(turned)) == first
    assert scenario_hash(loads(turned).scenario) == first
    assert scenario_hash(loads(text.replace("10 s", "11 s"))) != first
    assert scenario_hash(loads(text, overrides=["experiment.seed=2"])) != first


def test_the_order_of_entries_counts_and_that_of_keys_does_not() -> None:
    text = SMALL + "crews: {a: {skills: [picking], heads: 1}, b: {skills: [picking], heads: 1}}\n"
    text += "picking: on\n"
    turned = text.replace("crews: {a:", "crews: {b:").replace(", b: {skills", ", a: {skills")
    keys = text.replace("{skills: [picking], heads: 1}", "{heads: 1, skills: [picking]}")
    assert scenario_hash(loads(turned)) != scenario_hash(loads(text))
    assert scenario_hash(loads(keys)) == scenario_hash(loads(text))


def test_the_hash_is_of_the_bytes_of_csvs_not_of_their_places(tmp_path: Path) -> None:
    hashes = []
    for folder, content in (("a", "x"), ("b", "x"), ("c", "y")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "skus.csv").write_text(content)
        text = SMALL + "catalog: {file: skus.csv}\n"
        hashes.append(scenario_hash(loads(text, directory=tmp_path / folder)))
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_schema_knows_every_key() -> None:
    schema = json_schema()
    json.dumps(schema)
    expected = {*keys_of(Scenario), "extends", "set", "add", "remove", "variants"}
    assert set(schema["properties"]) == expected
    shift = schema["$defs"]["Shift"]
    assert shift["properties"]["hours"]["examples"][0] == "06:00-14:00"
    assert schema["properties"]["payment"]["anyOf"][-1] == {"enum": [None, "off", "none", "on"]}


@cache
def validator() -> Any:
    """Of the schema, which takes longer to make than files take to be held to it."""
    return pytest.importorskip("jsonschema").Draft202012Validator(json_schema())


@pytest.mark.parametrize("name", ["starter", *shipped()])
def test_the_schema_accepts_what_we_accept(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    loaded = loads(starter()) if name == "starter" else load(name)
    written = json.loads(json.dumps(loaded.data))
    validator().validate(written)
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(written | {"demnd": {}})


def test_every_field_says_what_it_is() -> None:
    def silent(section: type, at: str) -> list[str]:
        found: list[str] = []
        for name, field in section.model_fields.items():  # type: ignore[attr-defined]
            kind = ROOT if section is Scenario else None
            below = (kind or _kind(section)).step(field.alias or name)
            if not field.description and (below is None or below.shape == "value"):
                found.append(f"{at}.{name}")
        return found

    sections = [Scenario, *_sections(Scenario)]
    missing = [line for section in sections for line in silent(section, section.__name__)]
    assert missing == []


def _kind(section: type) -> object:
    from simulator.scenario.layout import Kind

    return Kind("section", section=section)


def _sections(section: type) -> list[type]:
    found: list[type] = []
    for key in keys_of(section):
        kind = _kind(section).step(key)  # type: ignore[attr-defined]
        while kind is not None and kind.shape in ("entries", "list"):
            kind = kind.step("x")
        if kind is not None and kind.section is not None:
            found += [kind.section, *_sections(kind.section)]
    return found
