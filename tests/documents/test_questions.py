"""The ten questions: README and the script that answers them ask the same."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
import typer

from simulator.cli import app
from simulator.scenario import shipped

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def script():
    """benchmarks/answer_questions.py, which is no package."""
    path = ROOT / "benchmarks" / "answer_questions.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()
NUMBERS = range(1, len(SCRIPT.QUESTIONS) + 1)
ROWS = dict(re.findall(r"^\| (\d+)\. (.*) \|$", README, re.MULTILINE))


def test_there_are_ten():
    assert list(ROWS) == [str(number) for number in NUMBERS]
    assert len(ROWS) == 10


@pytest.mark.parametrize("number", NUMBERS)
def test_the_commands_are_the_same_everywhere(number):
    question, commands = SCRIPT.QUESTIONS[number - 1]
    asked, _, cell = ROWS[str(number)].partition(" | ")
    assert asked == question
    expected = [shlex.split(command) for command in commands]
    assert [shlex.split(text) for text in re.findall(r"`([^`]+)`", cell)] == expected


@pytest.mark.parametrize("command", [one for _, each in SCRIPT.QUESTIONS for one in each])
def test_a_command_has_these_options(command):
    """It is parsed, not run."""
    program, name, *rest = shlex.split(command)
    assert program == "simulator"
    given = typer.main.get_command(app).commands[name].make_context(name, rest).params
    assert set(given.get("scenarios") or [given["scenario"]]) <= set(shipped())
