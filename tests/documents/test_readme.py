"""README says what is true: its blocks print what they show, its commands and links work."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer

import simulator
from simulator.cli import COMMANDS, app
from simulator.experiments.crossing import crossed
from simulator.experiments.limits import LIMITS
from simulator.kpi_catalog import KPIS
from simulator.scenario import shipped
from tests.documents.blocks import blocks, commands, refreshed

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("reports/*.md"),
        *ROOT.glob("docs/**/*.md"),
    ]
)


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


README = text_of("README.md")


def section(title):
    """The text below a heading of README, up to the next one."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.slow
@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_blocks_print_what_is_shown(document, tmp_path):
    assert refreshed(text_of(document), tmp_path) == text_of(document), "run `make docs`"


def test_a_changed_output_would_be_noticed(tmp_path):
    shown = "```console\n$ echo one\ntwo\n```\n\n```python\nprint(1)\n```\n\n```text\n2\n```\n"
    assert refreshed(shown, tmp_path) == shown.replace("two", "one").replace("2", "1")


def inline_commands(command):
    """The words of each `simulator COMMAND ...` that README has in a line, and its options."""
    for text in re.findall(rf"`simulator {command} ([^`]+)`", README):
        words = shlex.split(text)
        first = next((k for k, word in enumerate(words) if word.startswith("--")), len(words))
        yield words[:first], list(zip(words[first::2], words[first + 1 :: 2], strict=True))


@pytest.mark.parametrize(("scenarios", "options"), [*inline_commands("run")])
def test_an_inline_run_is_valid(scenarios, options):
    given = dict(options)
    assert given.keys() <= {"--variant", "--set", "--replications"}
    overrides = [value for name, value in options if name == "--set"]
    simulator.load(*scenarios, variant=given.get("--variant"), overrides=overrides)


@pytest.mark.parametrize(("scenarios", "options"), [*inline_commands("compare")])
def test_an_inline_comparison_is_valid(scenarios, options):
    known = {"--variants", "--alternative", "--circumstance", "--kpi", "--replications"}
    assert {name for name, _ in options} <= known
    found = crossed(
        scenarios,
        variants=[value for name, value in options if name == "--variants"],
        changed=[value for name, value in options if name == "--alternative"],
        circumstances=[value for name, value in options if name == "--circumstance"],
    )
    assert len(found.cells) > 1
    assert {value for name, value in options if name == "--kpi"} <= set(KPIS)


@pytest.mark.parametrize("text", re.findall(r"`simulator ([a-z]+ [^`]+)`", README))
def test_an_inline_command_has_these_options(text):
    """It is parsed, not run: an unknown option, a missing one or a wrong kind is an error."""
    name, *words = shlex.split(text)
    command = typer.main.get_command(app).commands[name]
    given = command.make_context(name, words).params
    if "file" not in given:
        assert given["scenario"] in shipped() if "scenario" in given else given["scenarios"]


@pytest.mark.parametrize(("scenarios", "options"), [*inline_commands("optimize")])
def test_what_an_inline_search_varies_exists(scenarios, options):
    varied = [value for name, value in options if name == "--vary"]
    assert varied
    firsts = [re.sub(r"=(.*?)(\.\.|,).*", r"=\1", value) for value in varied]
    simulator.load(*scenarios, overrides=firsts)


def test_each_of_the_eleven_questions_has_a_command():
    table = section("Eleven questions")
    rows = re.findall(r"^\| (\d+)\. .* \| .*`simulator \w+ .*`.* \|$", table, re.MULTILINE)
    assert rows == [str(number) for number in range(1, 12)]


def test_commands_named_in_documents_exist():
    named = {name for path in DOCUMENTS for name in re.findall(r"`simulator (\w+)", text_of(path))}
    assert "run" in named
    assert named <= set(COMMANDS)


def test_limits_are_those_of_every_report():
    listed = re.findall(r"^- (.*)$", section("What it does not model"), re.MULTILINE)
    assert tuple(listed) == LIMITS


def test_set_up_lines_are_real():
    """Shown, not run: each make target exists, and Python installs what this folder is."""
    lines = [line for b in blocks(README) if b.kind == "sh" for line in b.text.splitlines()]
    targets = [line.split()[1] for line in lines if line.startswith("make ")]
    assert targets == ["run"]
    installs = [line.split("pip install ")[1] for line in lines if "pip install" in line]
    assert set(installs) == {"."}
    runs = [line.partition("simulator run ")[2] for line in lines if "simulator run" in line]
    assert set(runs) == {"baseline"}


def test_make_targets_named_in_documents_exist():
    makefile = text_of("Makefile")
    named = {name for path in DOCUMENTS for name in re.findall(r"`make ([a-z]+)", text_of(path))}
    assert named >= {"test", "lint", "docs", "bench"}
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(document))
    beside = (ROOT / document).parent
    assert [t for t in targets if not t.startswith("http") and not (beside / t).exists()] == []


def test_every_folder_of_the_package_is_in_the_layout():
    named = set(re.findall(r"`simulator/(\w+)`", section("Layout")))
    packages = {path.parent.name for path in ROOT.glob("simulator/*/__init__.py")}
    assert named == packages


def test_console_blocks_are_found():
    """A command that the parser missed would not be run."""
    shown = [line for line in README.splitlines() if line.startswith("$ ")]
    run = [command for b in blocks(README) if b.kind == "console" for command in commands(b)]
    assert len(shown) == len(run) > 3


def test_the_figure_is_an_svg():
    svg = (ROOT / "docs" / "figures" / "peak_backlog.svg").read_text(encoding="utf-8")
    assert svg.startswith("<?xml")
    assert svg.rstrip().endswith("</svg>")


def test_ci_runs_under_bash_with_the_versions_it_names():
    script = text_of(".ci/run")
    assert "set -euo pipefail" in script
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=False).returncode == 0
    for name in re.findall(r"constraints/\S+\.txt", script):
        assert (ROOT / name).is_file()
