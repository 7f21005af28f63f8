"""Address and command say the same; controls are those of the scenario; files stay in a folder."""

import re
import shlex
from urllib.parse import parse_qsl

import pytest

from simulator.mistakes import InputError
from simulator.scenario import load, loads, scenario_hash
from simulator.scenario.layout import ROOT
from simulator.web.controls import by_group, controls
from simulator.web.question import Question, question_of
from simulator.web.saving import rewritten, saved
from simulator.web.sources import Sources
from tests.web.served import SHOP


@pytest.fixture
def shop(tmp_path):
    """My shop in a file of its own."""
    path = tmp_path / "mine" / "shop.yaml"
    path.parent.mkdir()
    path.write_text(SHOP, encoding="utf-8")
    return path


@pytest.fixture
def sources(shop):
    found = Sources(str(shop))
    yield found
    found.close()


QUESTION = Question(
    "small",
    "x",
    ("shifts.day.heads.pickers=3", "crews.pickers.absence=10 %"),
    ("three: shifts.day.heads.pickers=3", "c: demand.classes.express.order_cut_off=15:00"),
    7,
)


def test_an_address_asks_what_it_was_made_of():
    pairs = parse_qsl(QUESTION.address.removeprefix("/?"), strict_parsing=True)
    assert question_of(pairs, "other") == QUESTION
    assert question_of([], "other") == Question("other")


def test_the_address_has_the_words_of_the_command_line():
    words = shlex.split(QUESTION.command)
    assert words[:5] == ["simulator", "run", "small", "--variant", "x"]
    assert words[5:7] == ["--set", "shifts.day.heads.pickers=3"]
    assert words[-2:] == ["--replications", "7"]
    assert shlex.split(QUESTION.comparison)[:3] == ["simulator", "compare", "small#x"]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("sets", "a=1")], "'sets': is not asked for here; write scenario, variant, set"),
        ([("replications", "0")], "replications: '0' is not a number of replications; write 1 to"),
        ([("replications", "²")], "replications: '²' is not a number of replications"),
        ([("variant", "a"), ("variant", "b")], "variant: is there 2 times; write it once"),
        ([("set", "a=1")] * 501, "set: 501 are too many; write at most 500"),
    ],
)
def test_what_is_not_a_question_is_refused(pairs, said):
    with pytest.raises(InputError) as error:
        question_of(pairs, "small")
    assert said in str(error.value)


def test_what_is_pinned_is_asked_with_what_holds_for_all():
    asked = Question("small", None, ("demand.scale=2",), ("three: shifts.day.heads.pickers=3",))
    expected = Question("small", None, ("demand.scale=2", "shifts.day.heads.pickers=3"))
    assert asked.pinned() == {"three": expected}


def test_there_is_a_control_for_every_value_and_each_can_be_set():
    loaded = load("baseline")
    found = controls(loaded)
    assert len({one.id for one in found}) == len({one.path for one in found}) == len(found)
    for one in found:
        if one.text not in ("none", "off"):  # of two alternatives, none takes the other away
            loaded.with_([f"{one.path}={one.text}"])
    missing = {key for key in ROOT.keys if not any(one.path.startswith(key) for one in found)}
    assert missing <= {"schema", "name", "title", "question", "study", "currency"}


def test_setting_a_control_to_its_own_text_changes_nothing():
    loaded = load("small")
    texts = [f"{one.path}={one.text}" for one in controls(loaded) if one.origin != "default"]
    assert scenario_hash(loaded.with_(texts)) == scenario_hash(loaded)


def test_what_is_moved_most_comes_first_in_words():
    groups = by_group(controls(load("baseline")))
    named = {group: [one.label for one in those] for group, those in groups.items()}
    assert list(named) == [
        "Heads", "Shifts", "Orders", "What comes when", "Cut-offs", "Pick-ups", "Times", "Absence",
        "Targets", "Every other value",
    ]  # fmt: skip
    assert "picking, a line" in named["Times"]
    assert "packing, an order" in named["Times"]
    assert named["Heads"][:2] == ["pickers, early shift", "packers, early shift"]
    assert named["Targets"][0] == "On-time ship: at least"
    assert all(one.meaning for one in groups["Heads"])


def test_what_is_moved_most_is_explained_in_words_of_planners():
    jargon = re.compile(r"KPI|Poisson|gamma|trace|_|Multipl|\bthin")
    for name in ("baseline", "small", "promise", "patience", "truck_day"):
        groups = by_group(controls(load(name)))
        del groups["Every other value"]
        told = [one.meaning for those in groups.values() for one in those]
        assert [meaning for meaning in told if jargon.search(meaning)] == []
    demand = next(one for one in controls(load("small")) if one.path == "demand.scale")
    assert demand.meaning.startswith("120 % are a fifth more orders")


def test_a_section_that_is_not_written_has_its_values_under_their_names():
    """A picker's time a line is assumed in `small`: it is changed like one that is written."""
    times = by_group(controls(load("small")))["Times"]
    assert {one.label: one.text for one in times} == {
        "picking, an order": "60 s",
        "picking, a line": "{lognormal: {mean: 40 s, cv: 0.5}}",
        "picking, a unit": "3 s",
        "packing, an order": "30 s",
        "packing, a unit": "10 s",
    }
    line = next(one for one in times if one.label == "picking, a line")
    changed = controls(load("small").with_([f"{line.path}=60 s"]))
    assert (line.origin, {one.path: one.text for one in changed}[line.path]) == ("default", "60 s")


def test_demand_and_absence_are_no_choices_of_the_house():
    choices = {one.path for one in controls(load("small")) if one.is_choice}
    assert "shifts.day.heads.pickers" in choices
    assert "demand.classes.express.order_cut_off" in choices
    assert not choices & {"demand.scale", "crews.pickers.absence", "targets.on_time_ship.at_least"}


@pytest.mark.parametrize(
    ("name", "group", "labels", "circumstances"),
    [
        (
            "promise", "Promise",
            ["cut-off of the day told at checkout", "days of the house"],
            {"promise.lost_a_day"},
        ),
        (
            "patience", "Cancellation",
            ["customers who cancel", "their patience"],
            {"cancellation.share", "cancellation.after", "cancellation.backorder_patience"},
        ),
        (
            "truck_day", "Receiving",
            ["dock doors", "trucks of importer"],
            {"receiving.suppliers.importer.late.share"},
        ),
    ],
)  # fmt: skip
def test_what_a_stage_is_asked_by_comes_first(name, group, labels, circumstances):
    """What customers and suppliers do is not a choice of the house."""
    found = by_group(controls(load(name)))[group]
    assert [one.label for one in found][:2] == labels
    assert {one.path for one in found if not one.is_choice} == circumstances


def test_a_stage_that_is_off_says_what_happens_without_it():
    found = {one.path: one for one in controls(load("small"))}
    assert found["cancellation"].meaning == "No customer cancels an order once it is paid."
    written = {one.path: one for one in controls(load("small").with_(["returns=off"]))}
    assert written["returns"].meaning == "Nothing that is delivered comes back."


@pytest.mark.parametrize("name", ["next_week", "tonight", "truck_day", "second_gateway"])
def test_every_control_has_a_description(name):
    assert [one.path for one in controls(load(name)) if not one.meaning] == []


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("lunch", "shifts.day.breaks"),
        ("monday", "demand.day_of_week"),
        ("weekday", "shifts.day.days"),
        ("double", "demand.events"),
        ("truck", "shipping.carriers.parcelco.pick_ups"),
        ("staff", "shifts.day.heads.pickers"),
        ("sick", "crews.pickers.absence"),
        ("pay", "crews.pickers.wage"),
    ],
)
def test_a_search_knows_words_of_planners(word, path):
    assert path in {one.path for one in controls(load("small")) if word in one.searched}


def test_an_example_of_the_page_works_as_it_is_typed():
    loaded = load("baseline")
    examples = {one.path: one.example for one in controls(loaded)}
    texts = [f"{path}={text}" for path, text in examples.items() if text]
    assert {text.partition("=")[0].rpartition(".")[2] for text in texts} == {
        "day_of_week", "events", "growth", "holidays", "outages", "pick_ups", "capacity_on",
        "late", "delays", "premiums", "overtime", "breaks", "heads_on",
    }  # fmt: skip
    for text in texts:
        loaded.with_([text])


def test_a_scenario_that_is_not_known_here_is_not_read(sources, shop):
    other = shop.parent / "other.yaml"
    other.write_text(SHOP, encoding="utf-8")
    for name in (str(other), "other.yaml", "/etc/passwd", "../mine/shop.yaml"):
        with pytest.raises(InputError, match="it is not loaded here"):
            sources.asked(Question(name))
    assert sources.asked(Question(str(shop)))[1].scenario.name == "shop"


def test_a_file_that_is_not_there_is_a_mistake_of_its_user(shop):
    absent = Question(str(shop.parent / "shops.yaml"))
    asked = Sources(absent.scenario)
    with pytest.raises(InputError, match="there is no such file and no scenario of that name"):
        asked.asked(absent)
    asked.close()


SECRET = "weight\n4711\n"


@pytest.fixture
def secret(tmp_path):
    """A file outside the scenario's folder, which could be read as weights."""
    path = tmp_path / "secret.csv"
    path.write_text(SECRET, encoding="utf-8")
    return path


def said_of(act):
    with pytest.raises(InputError) as error:
        act()
    return str(error.value)


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("form", ["{0}", "../secret.csv", "./../secret.csv"])
def test_a_loaded_scenario_reads_nothing_outside_its_folder(sources, secret, there, form):
    """Nor does it learn whether there is such a file."""
    if not there:
        secret.unlink()
    written = form.format(secret)
    text = SHOP.replace("orders_per_day: 20", f'orders_per_day: 20, hour_of_day: "{written}"')
    for act in (
        lambda: sources.keep({"shop.yaml": text}),
        lambda: sources.rewrite(sources.first, text),
    ):
        said = said_of(act)
        assert "is outside the scenario's folder; put the file beside the scenario" in said
        assert "4711" not in said


def test_what_is_set_on_the_page_reads_nothing_outside_the_folder(sources, secret):
    trace = f"demand.trace={{file: {secret}}}"
    for text in (f"demand.hour_of_day={secret}", f"catalog.file={secret}", trace):
        question = Question(sources.first, None, (text,))
        assert "is outside the scenario's folder" in said_of(lambda q=question: sources.asked(q))


def test_a_link_in_the_folder_leads_nowhere_else(sources, secret, shop):
    try:
        (shop.parent / "here.csv").symlink_to(secret)
    except OSError:
        pytest.skip("no links can be made here")
    question = Question(sources.first, None, (f"demand.hour_of_day={shop.parent / 'here.csv'}",))
    assert "is outside" in said_of(lambda: sources.asked(question))


def test_a_loaded_scenario_extends_what_ships_and_nothing_outside(sources, shop):
    outside = SHOP.replace("extends: small", f"extends: {shop}")
    assert "is outside the scenario's folder" in said_of(lambda: sources.keep({"a.yaml": outside}))
    assert sources.keep({"a.yaml": SHOP}) == "a.yaml"
    assert sources.keep({"a.yaml": SHOP}) == "a-2.yaml"
    real = "schema: fulfillment/1\nextends: real_orders\nname: real\n"
    assert sources.keep({"real.yaml": real}) == "real.yaml"


def test_files_come_with_the_scenario_that_names_them(sources):
    weights = "weight\n" + "1\n" * 24
    text = SHOP.replace("orders_per_day: 20", "orders_per_day: 20, hour_of_day: hours.csv")
    name = sources.keep({"shop.yaml": text, "hours.csv": weights})
    assert sources.asked(Question(name))[1].files[0].name == "hours.csv"


@pytest.mark.parametrize("name", ["../a.yaml", "/tmp/a.yaml", "a/b.yaml", ".a.yaml", "a\0.yaml"])
def test_a_file_has_a_plain_name(sources, name):
    assert "is not a file's name" in said_of(lambda: sources.keep({name: SHOP}))


def test_what_the_user_wrote_outside_the_folder_stays_allowed(tmp_path, secret):
    """The scenario of the command line may name what it likes."""
    secret.write_text("weight\n" + "1\n" * 24, encoding="utf-8")
    path = tmp_path / "deep" / "shop.yaml"
    path.parent.mkdir()
    text = SHOP.replace("orders_per_day: 20", "orders_per_day: 20, hour_of_day: ../secret.csv")
    path.write_text(text, encoding="utf-8")
    sources = Sources(str(path))
    try:
        question = Question(str(path), None, ("demand.scale=2",))
        assert sources.asked(question)[1].files == (secret.resolve(),)
    finally:
        sources.close()


CHANGES = (
    "shifts.day.heads.pickers=3",
    "demand.orders_per_day=30",
    "demand.scale=1.5",
    "picking.mispick=1 %",
    "crews.pickers.absence=5 %",
)


def test_a_file_of_the_users_is_saved_with_its_comments(sources, shop):
    question = Question(sources.first, None, CHANGES)
    name, text = saved(sources, question)
    assert name == "shop.yaml"
    assert "# My shop, with a comment to keep." in text
    assert "demand: {orders_per_day: 30}  # measured last spring" in text
    assert "demand.scale: 1.5" in text
    again = loads(text, directory=shop.parent)
    assert scenario_hash(again) == scenario_hash(sources.asked(question)[1])


def test_of_a_scenario_that_ships_a_file_is_saved_that_extends_it(sources):
    question = Question("small", None, (*CHANGES, 'targets."on_time_ship".at_least=97 %'))
    name, text = saved(sources, question)
    assert name == "small-what-if.yaml"
    assert "extends: small\n" in text
    assert "  shifts.day.heads.pickers: 3\n" in text
    assert loads(text).scenario.shifts == sources.asked(question)[1].scenario.shifts


def test_a_variant_is_saved_with_everything_written_out(sources):
    text = saved(sources, Question("baseline"))[1]
    assert "extends: baseline" in text
    variant = next(iter(load("peak").variants))
    question = Question("peak", variant, ("demand.scale=1.1",))
    again = loads(saved(sources, question)[1])
    assert scenario_hash(again) == scenario_hash(sources.asked(question)[1])


BLOCK = """\
a:
  b: 1  # one
  c:
    - name: first  # of a list
      d: x
# the end
"""


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("a.b=2", "  b: 2  # one"),
        ("a.c.first.d=y", "      d: y"),
        ("a.c.#1.d=y", "      d: y"),
        ("a.e=z", "  e: z"),
        ("a.f.g=1", "  f: {g: 1}"),
        ("h=1", "h: 1"),
    ],
)
def test_one_value_is_written_in_its_place(setting, line):
    text = rewritten(BLOCK, Question("", None, (setting,)).changes)
    assert line in text.splitlines()
    kept = [each for each in BLOCK.splitlines() if each not in text.splitlines()]
    assert len(kept) <= 1
    assert text.endswith("# the end\n") or "h: 1" in text
