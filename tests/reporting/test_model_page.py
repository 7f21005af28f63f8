import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from synthetic import empty_input, report_input

from simulator.reading.resolved import items_of, values_of
from simulator.reporting.markdown import code, prose
from simulator.reporting.model_page import model_page
from simulator.reporting.model_scenario import written
from simulator.reporting.model_words import CHECKLIST, ITEMS
from simulator.reporting.report_input import ReportInput
from simulator.scenario import Loaded, load, loads, resolve
from simulator.stages import SECTIONS
from tests.laws.profiles import INDEPENDENT
from tests.laws.runs import load as load_world
from tests.laws.scenarios import World, scenarios
from tests.laws.study import TEXTS
from tests.scenario.texts import SMALL

STUDY = """\
study:
  purpose: Staff the floor for spring.
  outputs: [in_full, cycle_time.p95]
  aims: [Fewest pickers., "A search, one head at a time."]
  data_sources: [Counts of our scanners in 2025.]
  pre_processing: [Sundays are left out.]
  assumptions: [Nobody is ill.]
  limits: [Not for the peak.]
  authors: [Operations, Planning]
  contact: The planning desk.
  access: On the planners' drive.
"""


def page_of(loaded: Loaded, run: ReportInput | None = None) -> str:
    """The model document of a made-up run of a scenario."""
    scenario = loaded.scenario
    about = {"name": scenario.name, "title": scenario.title, "question": scenario.question}
    return model_page(replace(run or report_input(), **about), resolve(loaded))


def answers_of(page: str) -> dict[str, str]:
    """What is said to every item."""
    parts = re.split(r"^#{2,4} (\d[\d.]*) .+$", page, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_copy_says_what_the_study_says() -> None:
    said = answers_of(page_of(loads(SMALL + STUDY + "question: Enough?\ndelivery: off\n")))
    assert "Question: Enough?" in said["1.1"]
    assert "Staff the floor for spring." in said["1.1"]
    assert re.findall(r"^\| `([\w.]+)` \|", said["1.2"], re.MULTILINE) == [
        "in_full",
        "cycle_time.p95",
    ]
    assert "- Fewest pickers.\n- A search, one head at a time.\n" in said["1.3"]
    assert "- Counts of our scanners in 2025." in said["3.1"]
    assert "- Sundays are left out." in said["3.2"]
    assert "- Nobody is ill." in said["3.4"]
    assert "- Not for the peak." in said["3.4"]
    assert "| Authors of the study | Operations; Planning |" in said["6.1"]
    assert "| Contact | The planning desk. |" in said["6.1"]
    assert "| Scenario and data | On the planners' drive. |" in said["6.1"]
    assert "Not stated" not in "".join(said.values())


def test_what_is_left_out_is_not_stated() -> None:
    page = page_of(loads(SMALL))
    keys = re.findall(r"\*Not stated\* \(`study\.(\w+)`\)", page)
    assert sorted(keys) == sorted(re.findall(r"^  (\w+):", STUDY, re.MULTILINE))
    assert "Question: *not stated*" in page


def test_stages_that_are_off_are_said_to_be_off() -> None:
    said = answers_of(page_of(loads(SMALL + "payment: on\nlabeling: {printers: 2}\n")))
    found = re.findall(r"^\| `(\w+)` \| (?:\*\*)?(on|off)(?:\*\*)? \|", said["2.2"], re.MULTILINE)
    assert [stage for stage, state in found if state == "on"] == ["payment", "labeling"]
    assert [stage for stage, _ in found] == list(SECTIONS)
    assert "`payment.fraud_review`" in said["2.2"]
    assert said["2.1"].count("class cart,abandoned,reserve,") == 1
    assert "label," not in said["2.1"].split("class ")[1]
    assert re.findall(r"^\| `(\w+)` \|", said["2.5.4"], re.MULTILINE) == ["labeling"]
    assert "machines alone" in said["2.5.4"]


def test_values_resources_and_queues_are_the_scenarios() -> None:
    said = answers_of(page_of(load("picking_methods", variant="zones")))
    assert "| `clock.run` | `7 d` | `scenarios/picking_methods.yaml:" in said["3.3"]
    assert "| `packing.fill` | `85 %` | default |" in said["3.3"]
    assert "| `office` | `daily` | `08:00-20:00` | `reviewers 2` |" in said["2.5.3"]
    assert "| packing benches | `12` | none | none |" in said["2.5.3"]
    assert "| `picking.left` | `priority` | " in said["2.5.4"]
    assert "Orders are picked in batches and in zones." in said["2.4"]
    assert "| express | `1` |" not in said["2.5.1"]
    assert "| `express` | `20 %` | `1` | `same day` | `15:00` | `2 working days` |" in said["2.5.1"]


def test_what_was_set_on_the_command_line_is_told() -> None:
    said = answers_of(page_of(load("small", overrides=["demand.orders_per_day=151"])))
    assert "- `demand.orders_per_day`: `151`" in said["2.3"]
    assert "| `demand.orders_per_day` | `151` | `--set` |" in said["3.3"]
    assert "Set on the command line" not in page_of(load("small"))


def test_the_run_is_told() -> None:
    run = report_input()
    manifest = {**run.manifest, "command": "simulator run x", "scenario_sha256": "ab12", "seed": 7}
    manifest |= {"machine": {"system": "Linux"}, "interrupted": False, "read_from_store": 2}
    run = replace(run, manifest=manifest)
    said = answers_of(page_of(loads(SMALL + "experiment: {replications: 5}\n"), run))
    assert "5 independent replications (numbers 0 to 4); planned: 5." in said["4.3"]
    assert "a 95 % confidence interval" in said["4.3"]
    assert run.warnings[0] in said["4.3"]
    assert "| warm-up | 2026-03-02 00:00 | 7 d |" in said["4.2"]
    assert "Seed 7." in said["5.2"]
    assert "| simulator | `0.1.0` |" in said["5.1"]
    assert "```sh\nsimulator run x\n```" in said["5.3"]
    assert "| run time | 12.3 s |" in said["5.4"]
    assert "| replications read from the store, not run again | 2 |" in said["5.4"]
    assert "`ab12`" in said["6.1"]


def test_a_run_without_anything_has_a_page() -> None:
    said = answers_of(page_of(loads(SMALL), empty_input()))
    assert [item for item in ITEMS if not said[item].strip()] == []


def stands(page: str) -> None:
    """Read as Markdown its headings are the checklist's, its tables are even, nothing is HTML."""
    read = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    titles = [read[k + 1].content for k, token in enumerate(read) if token.type == "heading_open"]
    numbered = [title.split(" ", 1) for title in titles if title[0].isdigit()]
    assert dict(numbered) == CHECKLIST
    assert len(numbered) == len(CHECKLIST)
    inline = [part for token in read for part in token.children or ()]
    kinds = {token.type for token in (*read, *inline)}
    assert not kinds & {"html_block", "html_inline", "image", "s_open", "blockquote_open", "hr"}
    links = {str(part.attrs["href"]) for part in inline if part.type == "link_open"}
    assert links == {"https://doi.org/10.1080/17477778.2018.1442155"}
    assert {part.content for part in inline if part.type == "code_inline"} >= {"study"}
    for block in page.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1, block


@pytest.mark.parametrize("words", TEXTS)
def test_hostile_words_stay_words(words: str) -> None:
    study = {"purpose": words, "aims": [words, words], "authors": [words], "contact": words}
    loaded = load("small", overrides=[f"title={json.dumps(words)}", f"study={json.dumps(study)}"])
    page = page_of(loaded)
    stands(page)
    assert page.count(prose(words)) >= 5


@settings(max_examples=12, deadline=None, backend=INDEPENDENT)
@given(scenarios())
def test_every_drawn_scenario_has_a_page(world: World) -> None:
    loaded = load_world(world)
    page = page_of(loaded)
    stands(page)
    assert [item for item in ITEMS if not answers_of(page)[item].strip()] == []
    assert set(written(resolve(loaded)).off) >= set(run_stages_off(loaded))


def run_stages_off(loaded: Loaded) -> list[str]:
    """Stages without a section."""
    stages = ("checkout", "inventory", "payment", "picking", "shipping", "delivery", "returns")
    return [stage for stage in stages if getattr(loaded.scenario, stage) is None]


def test_a_resolved_scenario_is_read_back_value_by_value() -> None:
    title = 'a  # b: "c" \\'
    loaded = loads(
        SMALL + f"title: {json.dumps(title)}\ntargets: [{{kpi: in_full, at_least: 9 %}}]\n"
    )
    values = {value.path: value for value in values_of(resolve(loaded))}
    assert values["title",].plain == title
    assert values["title",].origin == "<text>:5"
    assert values["targets", "#1", "at_least"].plain == "9 %"
    assert values["clock", "run"].text == "7 d"
    assert values["study", "purpose"].is_absent


def test_items_of_what_is_written_on_one_line() -> None:
    assert items_of('[picking, "a, b", {c: [d, e]}]') == ["picking", "a, b", "{c: [d, e]}"]
    assert items_of('{picking: 1, "x y": 0.8}') == ["picking", "x y"]
    assert items_of("[]") == []


def test_code_with_bars_and_backticks_stays_in_its_cell() -> None:
    assert code("a|b") == "`a\\|b`"
    assert code("``x`") == "``` ``x` ```"
    assert code(" \n ") == ""
