"""Variants: what is a choice, what a circumstance, and what several of them at once say."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.experiments.checked import remarks
from simulator.reading.crossing import facts, undone
from simulator.scenario import ScenarioError, check_variants, json_schema, load, loads
from tests.scenario.texts import SMALL, mistakes

HOUSE = (
    SMALL
    + """\
crews: {pickers: {skills: [picking], heads: 2}, packers: {skills: [packing], heads: 1}}
picking: on
packing: {stations: {count: 3}}
variants:
  one_more: {title: One picker more, set: {crews.pickers.heads: 3}}
  swap: {set: {crews.pickers: {skills: [picking], heads: 4}}, remove: [crews.packers]}
  flu:
    kind: circumstance
    title: Flu
    set: {crews.pickers.absence: 10 %, crews.packers.absence: 10 %}
  quit: {kind: circumstance, set: {crews.pickers.heads: 1}}
  broken: {kind: circumstance, set: {packing.stations.count: 2}}
"""
)


def test_a_variant_is_a_choice_unless_it_says_otherwise() -> None:
    variants = loads(HOUSE).variants
    assert {name: one.kind for name, one in variants.items()} == {
        "one_more": "choice", "swap": "choice",
        "flu": "circumstance", "quit": "circumstance", "broken": "circumstance",
    }  # fmt: skip
    assert variants["flu"].title == "Flu"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("chance", "'chance' is not a kind; did you mean choice?"),
        ("risk", "'risk' is not a kind; write choice or circumstance"),
        ("Circumstance", "'Circumstance' is not a kind; did you mean circumstance?"),
        ("[choice]", "['choice'] is not a kind; write choice or circumstance"),
        ("3", "3 is not a kind; write choice or circumstance"),
    ],
)
def test_a_kind_is_one_of_two_words(written: str, said: str) -> None:
    text = SMALL + f"variants: {{a: {{kind: {written}, set: {{clock.run: 1 d}}}}}}\n"
    assert mistakes(text) == [f"s.yaml:5:22: variants.a.kind: {said}"]


def test_a_misspelt_key_names_the_right_one() -> None:
    text = SMALL + "variants: {a: {kid: choice}}\n"
    assert mistakes(text) == ["s.yaml:5:16: variants.a.kid: unknown key; did you mean kind?"]


def test_two_at_once_hold_both_whatever_their_order() -> None:
    for named in ("one_more+flu", "flu+one_more", " flu + one_more "):
        scenario = loads(HOUSE, variant=named).scenario
        assert scenario.crews["pickers"].heads == 3
        assert [scenario.crews[name].absence for name in ("pickers", "packers")] == [0.1, 0.1]
        assert scenario.name == "small-one_more-flu"
        assert scenario.title == "One picker more; Flu"


def test_three_at_once() -> None:
    scenario = loads(HOUSE, variant="broken+flu+one_more").scenario
    assert (scenario.packing.stations.count, scenario.crews["pickers"].heads) == (2, 3)
    assert scenario.crews["packers"].absence == 0.1


def test_what_one_replaces_whole_the_other_changes_afterwards() -> None:
    text = HOUSE.replace(", remove: [crews.packers]", "")
    scenario = loads(text, variant="swap+flu").scenario
    assert (scenario.crews["pickers"].heads, scenario.crews["pickers"].absence) == (4, 0.1)


def test_two_that_set_one_path_otherwise_name_both_and_the_path() -> None:
    assert mistakes(HOUSE, variant="one_more+quit") == [
        "s.yaml:15:3: variants.quit: 'one_more' and 'quit' both change crews.pickers.heads, and "
        "only one of them can hold; take it out of one of the two, or run them one at a time"
    ]
    obeyed = HOUSE.replace(
        "  one_more: {title: One picker more, set: {crews.pickers.heads: 3}}", ""
    )
    assert mistakes(obeyed, variant="quit") == []
    assert mistakes(HOUSE, variant="one_more") == []


def test_a_path_that_the_other_removes() -> None:
    found = mistakes(HOUSE, variant="swap+flu")
    assert found == [
        "s.yaml:14:40: variants.flu.set: crews.packers.absence: cannot be changed once 'swap' "
        "holds; take it out of one of the two, or run them one at a time"
    ]


def test_the_same_value_in_both_is_no_conflict() -> None:
    text = HOUSE.replace("quit: {kind: circumstance, set: {crews.pickers.heads: 1}}",
                         "quit: {kind: circumstance, set: {crews.pickers.heads: 3}}")  # fmt: skip
    assert loads(text, variant="one_more+quit").scenario.crews["pickers"].heads == 3


def test_two_that_add_to_one_list_hold_both() -> None:
    text = SMALL.replace(
        "100}", "100, events: [{name: a, from: 2026-03-02, to: 2026-03-02, factor: 2}]}"
    )
    text += (
        "variants:\n"
        "  sale:\n"
        "    add: {demand.events.sale: {from: 2026-03-03, to: 2026-03-03, factor: 3}}\n"
        "  rain:\n"
        "    kind: circumstance\n"
        "    add: {demand.events.rain: {from: 2026-03-04, to: 2026-03-04, factor: 0.5}}\n"
        "  other: {kind: circumstance, set: {demand.events: []}}\n"
    )
    events = loads(text, variant="rain+sale").scenario.demand.events
    assert [one.name for one in events] == ["a", "sale", "rain"]
    assert "both change demand.events" in mistakes(text, variant="sale+other")[0]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("flu+flue", "there is no variant 'flue'; did you mean flu?"),
        ("flu+", "there is no variant ''"),
        ("flu+flu", "variant flu is there twice; write it once"),
    ],
)
def test_names_that_cannot_be_combined(named: str, said: str) -> None:
    found = mistakes(HOUSE, variant=named)
    assert len(found) == 1
    assert said in found[0]


def test_what_a_variant_sets_is_written_as_overrides_that_say_the_same(tmp_path: Path) -> None:
    text = HOUSE + (
        "  odd:\n"
        "    set:\n"
        "      crews.pickers.heads: 5\n"
        "      clock: {start: 2026-03-09, run: 2 d, holidays: [2026-03-10]}\n"
        "      title: \"12\"\n"
        "      question: 'Is it, #5: \"so\"?'\n"
    )  # fmt: skip
    path = tmp_path / "h.yaml"
    path.write_text(text)
    for name in ("flu", "odd", "one_more"):
        overrides = load(path).variants[name].overrides
        assert overrides is not None
        named = load(path, variant=name)
        same = {"name": "", "title": ""} if name != "odd" else {"name": ""}
        for given in (overrides, [one.text for one in overrides]):
            asked = load(path, overrides=given)
            assert asked.scenario.model_copy(update=same) == named.scenario.model_copy(update=same)
    assert load(path).variants["swap"].overrides is None


def test_variants_are_checked_by_themselves_and_in_pairs(tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    path.write_text(HOUSE)
    told = check_variants(path).told
    assert len(told) == 2
    assert "cannot be changed once 'swap' holds" in told[0]
    assert "'one_more' and 'quit' both change crews.pickers.heads" in told[1]
    path.write_text(HOUSE.replace("heads: 3}", "hads: 3}"))
    with pytest.raises(ScenarioError, match="did you mean heads"):
        check_variants(path)


def test_a_pair_that_is_wrong_together_only_is_named(tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    text = SMALL + (
        "variants:\n"
        "  short: {set: {clock.run: 1 d}}\n"
        "  sale:\n"
        "    kind: circumstance\n"
        "    add: {demand.events.sale: {from: 2026-03-04, to: 2026-03-04, factor: 2}}\n"
    )
    path.write_text(text)
    (told,) = check_variants(path).told
    assert told.endswith("(in variant short+sale)")
    path.write_text(text.replace("1 d", "4 d"))
    assert check_variants(path).told == ()


def test_a_variant_whose_own_file_is_absent_is_told_and_left_out(tmp_path: Path) -> None:
    """A scenario ships for data that does not; any other mistake beside it is still one."""
    path = tmp_path / "h.yaml"
    text = HOUSE + (
        "  ours: {set: {catalog.file: ours.csv}}\n"
        "  noisy: {kind: circumstance, set: {crews.pickers.heads: 1}}\n"
    )
    path.write_text(text)
    found = check_variants(path)
    assert found.unchecked == {"ours"}
    assert found.told[0] == (
        f"variant 'ours' is not checked: {path}:{len(HOUSE.splitlines()) + 1}:30: catalog.file: "
        "there is no file 'ours.csv'; put it there, or write --variant ours --set "
        "catalog.file=FILE with the path of yours"
    )
    assert not any("ours+" in told for told in found.told)
    assert any(told.startswith("note: variant 'ours' is not") for told in _remarks(path))
    with pytest.raises(ScenarioError, match="there is no file"):
        load(path, variant="ours")
    (tmp_path / "ours.csv").write_text("sku,price\nA,1\n")
    assert check_variants(path).unchecked == set()
    path.write_text(text.replace("ours.csv}", "our.csv, clock.rum: 1 d}"))
    with pytest.raises(ScenarioError, match="did you mean run"):
        check_variants(path)


def _remarks(path: Path) -> list[str]:
    return list(remarks(load(path), str(path), [], None))


def test_of_very_many_some_are_checked_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    kinds = ("choice", "circumstance")
    lines = [f"  v{k}: {{kind: {kinds[k % 2]}, set: {{clock.run: 7 d}}}}\n" for k in range(102)]
    path.write_text(f"{SMALL}variants:\n{''.join(lines)}")
    (told,) = check_variants(path).told
    assert told == "2,503 more variants and pairs of them were not checked"


def test_the_schema_for_editors_knows_the_kinds() -> None:
    variant = json_schema()["properties"]["variants"]["additionalProperties"]
    assert variant["properties"]["kind"]["enum"] == ["choice", "circumstance"]


def test_facts_of_lists_go_by_name_and_undone_says_where() -> None:
    base = {"a": 1, "b": [{"name": "x", "v": 1}], "c": [1]}
    assert (("b", "x", "v"), "1") in facts(base)
    changed = {**base, "b": [{"name": "x", "v": 2}], "c": [1, 2]}
    assert undone(base, changed, changed) is None
    assert undone(base, changed, {**changed, "a": 7, "c": [2, 3, 1]}) is None
    assert undone(base, changed, {**changed, "b": [{"name": "x", "v": 3}]}) == ("b", "x", "v")
    assert undone(base, changed, {**changed, "c": [1]}) == ("c", "*")
    assert undone({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": 2}) == ("b",)
