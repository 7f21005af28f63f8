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
