"""The eleven questions: README, the script that answers them and the answers are about the same."""

import importlib.util
import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest
import typer

from simulator.cli import app
from simulator.scenario import load, shipped

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REPORT = (ROOT / "reports" / "questions.md").read_text(encoding="utf-8")


def script():
    """benchmarks/answer_questions.py, which is not a package."""
    path = ROOT / "benchmarks" / "answer_questions.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()
NUMBERS = range(1, len(SCRIPT.QUESTIONS) + 1)
SECTIONS = SCRIPT.sections_of(REPORT)
ROWS = dict(re.findall(r"^\| (\d+)\. (.*) \|$", README, re.MULTILINE))
QUOTES = dict(re.findall(r"^(\d+)\. \*(.*)\*$", README, re.MULTILINE))


def words(text):
    """One space between any two words, so that line ends do not matter."""
    return " ".join(text.split())


def answer(number):
    """The section of one question."""
    return SECTIONS[f"## {number}. {SCRIPT.QUESTIONS[number - 1][0]}"]


def test_there_are_eleven():
    assert list(ROWS) == list(QUOTES) == [str(number) for number in NUMBERS]
    assert len(SECTIONS) == len(SCRIPT.QUESTIONS) + 1


@pytest.mark.parametrize("number", NUMBERS)
def test_the_commands_are_the_same_everywhere(number):
    question, commands = SCRIPT.QUESTIONS[number - 1]
    asked, _, cell = ROWS[str(number)].partition(" | ")
    assert asked == question
    expected = [shlex.split(command) for command in commands]
    assert [shlex.split(text) for text in re.findall(r"`([^`]+)`", cell)] == expected
    shown = re.findall(r"^\$ (.*)$", answer(number), re.MULTILINE)
    assert [shlex.split(text) for text in shown] == expected


@pytest.mark.parametrize("command", [one for _, each in SCRIPT.QUESTIONS for one in each])
def test_a_command_has_these_options(command):
    """It is parsed, not run."""
    program, name, *rest = shlex.split(command)
    assert program == "simulator"
    given = typer.main.get_command(app).commands[name].make_context(name, rest).params
    assert set(given.get("scenarios") or [given["scenario"]]) <= set(shipped())


def test_what_a_command_dates_is_measured():
    """A disturbance in the warm-up would be answered too, with hardly a difference."""
    dated = [
        (parts[2], date.fromisoformat(day))
        for _, each in SCRIPT.QUESTIONS
        for parts in map(shlex.split, each)
        for day in re.findall(r"@(\d{4}-\d\d-\d\d)", " ".join(parts))
    ]
    assert len(dated) == 1
    for name, day in dated:
        clock = load(name).scenario.clock
        first, last = ((clock.start + timedelta(milliseconds=end)).date() for end in clock.window)
        assert first <= day < last


@pytest.mark.parametrize("number", NUMBERS)
def test_an_answer_has_a_verdict_an_interval_and_what_limits(number):
    told = words(answer(number))
    assert "±" in told
    assert re.search(r"\d+ (fresh )?replications|--replications \d+", told)
    assert re.search(r"[Ll]imit|wait longest", told)
    assert re.search(r"[Cc]ost", told)
    assert "Traceback" not in told


@pytest.mark.parametrize("number", NUMBERS)
def test_readme_quotes_what_was_printed(number):
    told = words(answer(number))
    assert [part for part in QUOTES[str(number)].split(" … ") if words(part) not in told] == []


def test_common_random_numbers_narrow_three_pairs():
    table = SECTIONS["## What common random numbers are worth"]
    rows = re.findall(r"^\| ([^|]+) \|.*\| ([\d.]+|none varies) \|$", table, re.MULTILINE)
    cut = {pair for pair, ratio in rows if ratio != "none varies" and float(ratio) > 1.5}
    assert len(cut) >= 3
