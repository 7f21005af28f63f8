"""Each command's help ends with an example that runs; `reference` and `init` say what is so."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from simulator.cli import COMMANDS, app
from simulator.cli.examples import EXAMPLES
from simulator.cli.scenario_files import QUESTION_NAMES
from simulator.measure.kpis import kpis
from simulator.mistakes import InputError
from simulator.scenario import load
from simulator.scenario.described import contents, described, kinds
from simulator.scenario.layout import ROOT
from simulator.scenario.questions import QUESTIONS, asking, command_of, tables
from simulator.scenario.resolving import starter
from simulator.scenario.sources import table

SERVES = "serve"
"""The command that does not end by itself; tests/web runs it."""
TEMPLATES = "small_shifts.csv"
SAMPLE = Path(__file__).resolve().parents[2] / "scenarios" / "sample_orders.csv"


def run(line: str) -> str:
    words = shlex.split(line.split(" > ")[0])
    assert words[0] == "simulator"
    if "jobs" in inspect.signature(COMMANDS[words[1]]).parameters:
        words += ["--jobs", "1"]  # spares the start of processes
    if words[1] == "bottleneck":  # a day at most demands tells as well as three that it runs
        words += ["--set", "clock.run=1d", "--set", "clock.cool_down=1d"]
    done = CliRunner().invoke(app, words[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
@pytest.mark.usefixtures("fast", "undrawn")
def test_every_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIMULATOR_STORE", str(tmp_path / "store"))
    shipped = (SAMPLE.parent / TEMPLATES).read_text(encoding="utf-8").splitlines()
    fewer = [line for line in shipped if ",part," not in line]  # else to cover takes half a minute
    assert len(fewer) == 3
    (tmp_path / TEMPLATES).write_text("\n".join(fewer), encoding="utf-8")

    assert {*EXAMPLES} == {*COMMANDS}
    for name, line in EXAMPLES.items():
        assert name == SERVES or run(line)


def test_a_table_that_ships_is_found_by_its_name_and_a_users_own_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = Path(SAMPLE.name)
    assert table(name).samefile(SAMPLE)
    assert table(Path("none.csv")) == Path("none.csv")
    assert table(Path(f"./sub/{name}")) == Path(f"./sub/{name}")
    name.write_text("mine", encoding="utf-8")
    assert table(name) == name


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_stands_as_one_line_in_the_help(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert f"\n    {EXAMPLES[name]}\n" in CliRunner().invoke(app, [name, "--help"]).output
    assert command.epilog


@pytest.mark.parametrize("name", [path for path, _ in kinds()])
def test_every_key_is_described(name: str) -> None:
    about, *others = described(name.replace("NAME", "mine"))
    assert about.startswith(f"{name}: ")
    assert others


@pytest.mark.parametrize("name", list(kpis()))
def test_every_kpi_is_described(name: str) -> None:
    filled = re.sub("<crew>", "pickers", re.sub("<station>", "picking", name))
    filled = filled.replace("<cause>", "labor").replace("<method>", "card")
    filled = filled.replace("<reason>", "torn")
    lines = described(filled)
    assert any(line.startswith(f"{filled}: a KPI, in ") for line in lines)
    assert len(lines) >= 3


def test_a_key_says_its_words_its_default_and_what_lies_below() -> None:
    assert "  Default: priority" in described("picking.discipline")
    assert "  One of: fifo, priority, deadline, shortest" in described("picking.discipline")
    assert "  It has to be written." in described("shifts.day.hours")
    assert described("crews.pickers.wage")[0] == "crews.NAME.wage: a key"
    assert described("shifts.day.heads.pickers")[0] == "shifts.NAME.heads: values by names of yours"
    assert described("crews")[0] == "crews: sections by names of yours"
    assert any(line.startswith("    shifts.NAME.hours: ") for line in described("shifts"))


def test_a_key_without_its_path_is_told_wherever_it_stands() -> None:
    for name in ("on_call", "late", "capacity", "share"):
        paths = {path for path, _ in kinds() if path.rpartition(".")[2] == name}
        assert len(paths) > 1
        assert {line.strip().split(":")[0] for line in described(name)[1:]} == paths
    assert described("wage") == described("crews.pickers.wage")
    with pytest.raises(InputError, match=r"try .*crews.NAME.on_call, or one of shipping.*on_call$"):
        described("on_cal")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("wag", "crews.NAME.wage"), ("on_time_shp", "on_time_ship"), ("picking.tme", "picking.time")],
)
def test_what_is_misspelt_is_answered_with_what_there_is(written: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"{written}: is neither a key nor a KPI; try .*{meant}"):
        described(written)
    with pytest.raises(InputError, match="without a name lists"):
        described("zzz")


@pytest.mark.parametrize("written", ["queue_time.picking", "wag", "cost_per_ordr", "time_hour"])
def test_whatever_is_offered_is_answered(written: str) -> None:
    with pytest.raises(InputError) as caught:
        described(written)
    offered = str(caught.value).partition("simulator reference ")[2]
    for name in offered.replace(", or one of ", ", ").split(", "):
        assert described(name)


def test_without_a_name_every_section_is_listed() -> None:
    assert [line.split(": ")[0] for line in contents()[: len(ROOT.keys)]] == list(ROOT.keys)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_scenario_asks_its_question(name: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    told = run(f"simulator init {file} --question {name}")
    text = file.read_text(encoding="utf-8")
    loaded = load(file)

    assert loaded.scenario.question == QUESTIONS[name].asks
    command = command_of(name, file)
    assert f"#   {command}\n" in text
    assert told.replace("\n", "").endswith(command)
    assert bool(loaded.variants) == ("--variants" in command)
    for old, new in QUESTIONS[name].edits.items():
        assert old in starter()
        assert new.replace("NAME", "shop") in text
    for beside in tables(name, file):
        assert beside.is_file()
        assert beside.name in text + command
    for variant in loaded.variants:
        load(file, variant=variant)


def test_the_help_names_the_questions_that_there_are() -> None:
    assert tuple(QUESTIONS) == QUESTION_NAMES
    with pytest.raises(InputError, match="--question pek: is not one; write staffing, peak"):
        asking("pek", "shop.yaml")


def test_what_a_question_needs_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "shop_shifts.csv").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(app, ["init", str(tmp_path / "shop.yaml"), "--question", "heads"])
    assert done.exit_code == 2
    assert "exists already; give another path" in done.output.replace("\n", " ")
    assert [each.name for each in tmp_path.iterdir()] == ["shop_shifts.csv"]
    assert (tmp_path / "shop_shifts.csv").read_text(encoding="utf-8") == "mine"


def test_an_example_of_a_share_is_as_plausible_as_its_default() -> None:
    assert "  For example: 5 %" in described("crews.pickers.absence")
    assert "  For example: 95 %" in described("promise.quantile")
