"""README and the manual are true: blocks print what they show, commands and targets exist."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer

import simulator
from simulator.cli import COMMANDS, app
from simulator.cli.changes import alternatives, circumstances
from simulator.experiments.compare.crossing import crossed
from simulator.experiments.limits import LIMITS
from simulator.measure.kpis import kpis
from simulator.scenario import shipped
from tests.documents.blocks import blocks, commands, refreshed
from tests.documents.forked import UNDRAWN
from tests.documents.pages import DOCUMENTS, MANUAL, ROOT, RUNNING, section, text_of

README = text_of("README.md")
PAGES = "\n".join(text_of(page) for page in MANUAL)


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("document", RUNNING, ids=str)
def test_blocks_print_what_is_shown(document, tmp_path, monkeypatch):
    """Figures of reports, which nothing is said of, are drawn for README alone."""
    if document != Path("README.md"):
        monkeypatch.setenv(UNDRAWN, "1")
    assert refreshed(text_of(document), tmp_path) == text_of(document), "run `make docs`"


def test_a_changed_output_would_be_noticed(tmp_path):
    shown = "```console\n$ echo one\ntwo\n```\n\n```python\nprint(1)\n```\n\n```text\n2\n```\n"
    assert refreshed(shown, tmp_path) == shown.replace("two", "one").replace("2", "1")


def inline_commands(command):
    """The words of each `simulator COMMAND ...` that pages have in a line, and its options."""
    for text in re.findall(rf"`simulator {command} ([^`]+)`", PAGES):
        words = shlex.split(text)
        first = next((k for k, word in enumerate(words) if word.startswith("--")), len(words))
        yield words[:first], list(zip(words[first::2], words[first + 1 :: 2], strict=True))


@pytest.mark.parametrize(("scenarios", "options"), [*inline_commands("run")])
def test_an_inline_run_is_valid(scenarios, options):
    given = dict(options)
    assert given.keys() <= {"--variant", "--set", "--replications", "--executor"}
    overrides = [value for name, value in options if name == "--set"]
    simulator.load(*scenarios, variant=given.get("--variant"), overrides=overrides)


@pytest.mark.parametrize(("scenarios", "options"), [*inline_commands("compare")])
def test_an_inline_comparison_is_valid(scenarios, options):
    known = {"--variants", "--alternative", "--circumstance", "--kpi", "--replications"}
    assert {name for name, _ in options} <= known
    found = crossed(
        scenarios,
        variants=[value for name, value in options if name == "--variants"],
        changed=alternatives(value for name, value in options if name == "--alternative"),
        circumstances=circumstances(value for name, value in options if name == "--circumstance"),
    )
    assert len(found.cells) > 1
    assert {value for name, value in options if name == "--kpi"} <= set(kpis())


@pytest.mark.parametrize("text", re.findall(r"`simulator ([a-z]+ [^`]+)`", PAGES))
def test_an_inline_command_has_these_options(text):
    """It is parsed, not run: an unknown option, a missing one or a wrong kind is an error."""
    name, *words = shlex.split(text)
    command = typer.main.get_command(app).commands[name]
    given = command.make_context(name, words).params
    assert given.get("scenario", "baseline") in shipped()
    assert given.get("scenarios", ["baseline"])


@pytest.mark.parametrize(("scenarios", "options"), [*inline_commands("optimize")])
def test_what_an_inline_search_varies_exists(scenarios, options):
    varied = [value for name, value in options if name == "--vary"]
    assert varied
    firsts = [re.sub(r"=(.*?)(\.\.|,).*", r"=\1", value) for value in varied]
    simulator.load(*scenarios, overrides=firsts)


def test_each_of_the_eleven_questions_has_a_command():
    table = section("README.md", "Eleven questions")
    rows = re.findall(r"^\| (\d+)\. .* \| .*`simulator \w+ .*`.* \|$", table, re.MULTILINE)
    assert rows == [str(number) for number in range(1, 12)]


def test_commands_named_in_documents_exist():
    named = {name for path in DOCUMENTS for name in re.findall(r"`simulator (\w+)", text_of(path))}
    assert "run" in named
    assert named <= set(COMMANDS)


def test_limits_are_those_of_every_report():
    listed = re.findall(
        r"^- (.*)$", section("docs/journey.md", "What it does not model"), re.MULTILINE
    )
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
    named = {name for path in DOCUMENTS for name in re.findall(r"`make ([a-z-]+)", text_of(path))}
    assert named >= {"test", "test-docs", "lint", "docs", "bench"}
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_every_folder_of_the_package_is_in_the_layout():
    named = set(re.findall(r"`simulator/(\w+)`", section("CONTRIBUTING.md", "Layout")))
    packages = {path.parent.name for path in ROOT.glob("simulator/*/__init__.py")}
    assert named == packages


@pytest.mark.parametrize("document", RUNNING, ids=str)
def test_console_blocks_are_found(document):
    """A command that the parser missed would not be run."""
    page = text_of(document)
    shown = [line for line in page.splitlines() if line.startswith("$ ")]
    run = [command for b in blocks(page) if b.kind == "console" for command in commands(b)]
    assert len(shown) == len(run)


def test_the_manual_runs_commands_and_python():
    assert {str(page) for page in RUNNING} >= {"README.md", "docs/start.md"}
    kinds = [block.kind for page in RUNNING for block in blocks(text_of(page))]
    assert kinds.count("console") > 10
    assert kinds.count("python") > 2


def test_a_block_with_a_name_is_a_file(tmp_path):
    page = "```csv orders.csv\na,b\n```\n\n```console\n$ cat orders.csv\na,b\n```\n"
    assert refreshed(page, tmp_path) == page


def test_the_figure_is_an_svg():
    svg = (ROOT / "docs" / "figures" / "peak_backlog.svg").read_text(encoding="utf-8")
    assert svg.startswith("<?xml")
    assert svg.rstrip().endswith("</svg>")


def test_nothing_is_left_out_of_what_ci_runs():
    """What one target ignores is what another one runs, and CI calls both."""
    called = re.findall(r"^make ([a-z-]+)$", text_of(".ci/run"), re.MULTILINE)
    assert called == ["lint", "test", "test-docs"]
    runs = re.findall(r"pytest -n 2 --dist worksteal (.*)$", text_of("Makefile"), re.MULTILINE)
    assert runs == ["--ignore $(DOCUMENTS)", "$(DOCUMENTS)"]


def test_ci_runs_under_bash_with_the_versions_it_names():
    script = text_of(".ci/run")
    assert "set -euo pipefail" in script
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=False).returncode == 0
    for name in re.findall(r"constraints/\S+\.txt", script):
        assert (ROOT / name).is_file()
