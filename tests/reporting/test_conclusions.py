"""How conclusions are made from templates, and the rules that each of them keeps."""

import pytest
from jinja2 import UndefinedError
from jinja2.loaders import DictLoader

from simulator.reporting import conclusions, templating
from tests.reporting.conclusion_rules import assert_plain, sentences


@pytest.fixture
def template(monkeypatch):
    """A template of the test's own, called 'own'."""
    texts = {}
    monkeypatch.setattr(templating, "PackageLoader", lambda _: DictLoader(texts))
    templating.environment_of.cache_clear()

    def put(text):
        texts["conclusions/own.txt.j2"] = text

    yield put
    templating.environment_of.cache_clear()


def test_white_space_of_a_template_does_not_matter(template):
    template("Use {{ name | quoted }}\n   .\n\n{% if cost %}It costs {{ cost }}.{% endif %}\n")
    assert conclusions.conclude("own", name="one picker", cost="3 USD") == (
        "Use 'one picker'. It costs 3 USD."
    )


def test_a_fact_that_nobody_gave_is_an_error(template):
    template("Use {{ name }}.")
    with pytest.raises(UndefinedError):
        conclusions.conclude("own")


def test_names_are_listed_and_begin_with_a_capital(template):
    template("{{ names | listed | sentence }} hold.")
    assert conclusions.conclude("own", names=["pickers", "packers"]) == "Pickers and packers hold."


def test_sentences_are_counted_as_a_reader_does():
    assert (
        len(sentences("It holds in 51 of 60 weeks (74 to 92 %). 'x' costs 3.5 USD. Add one.")) == 3
    )


@pytest.mark.parametrize(
    "text",
    [
        "One. Two. Three. Four. Five. Six.",
        "word " * 91,
        "On common random numbers it is better.",
        "It clears on 2026-03-13T19:00.",
        "All 3 points meet the target.It costs 3 USD.",
    ],
)
def test_the_rules_refuse(text):
    with pytest.raises(AssertionError):
        assert_plain(text)


def test_compiled_templates_are_kept_in_the_cache_and_made_again_when_the_text_changes(
    template, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for text in ("Use {{ name }}.", "Take {{ name }}.", "Take {{ name }}."):
        templating.environment_of.cache_clear()
        template(text)
        assert conclusions.conclude("own", name="it") == text.replace("{{ name }}", "it")
    (kept,) = (tmp_path / "fulfillment-simulator" / "template_code").iterdir()
    assert kept.name.startswith("text-")


def test_what_a_filter_says_of_a_constant_is_not_kept_for_others(template, tmp_path, monkeypatch):
    """A page asks what its scenario says of a key, which is written in the template."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    template("{{ 'purpose' | stated }}")
    for says in ("of one", "of another"):
        filters = {"stated": lambda key, says=says: f"{key} {says}"}
        assert templating.rendered("conclusions/own.txt.j2", {}, filters=filters) == (
            f"purpose {says}"
        )


def test_where_no_cache_can_be_written_templates_are_compiled(template, tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    template("Use {{ name }}.")
    assert conclusions.conclude("own", name="it") == "Use it."
