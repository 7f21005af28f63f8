"""What Tab offers: commands, options, scenarios, variants, paths of the scenario, figures."""

import sys

import pytest
import typer
from typer.testing import CliRunner

from simulator.cli import app
from simulator.cli.completing import beginning
from simulator.measure.kpis import kpi
from simulator.scenario import load, shipped
from simulator.scenario.below import value_paths
from simulator.scenario.described import kpi_names
from tests.command_line import simulator


def offered(line, shell="bash"):
    """What a shell is told for a line whose last word, perhaps empty, is typed."""
    env = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    env["_SIMULATOR_COMPLETE"] = f"complete_{shell}"
    done = CliRunner().invoke(app, [], env=env, prog_name="simulator")
    assert done.exit_code == 0, done.output
    return done.output.split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("simulator sw", ["sweep"]),
        ("simulator run sma", ["small"]),
        ("simulator run small --varia", ["--variant"]),
        ("simulator run peak --variant ", ["reinforced"]),
        (
            "simulator compare carrier_capacity --variants another_carrier,another_p",
            ["another_carrier,another_pick_up"],
        ),
        ("simulator run baseline --set shifts.early.h", [
            "shifts.early.hours", "shifts.early.heads.pickers", "shifts.early.heads.packers",
        ]),
        ("simulator run baseline --set shifts.early.hours=", [""]),
        ("simulator sweep small --vary demand.sca", ["demand.scale"]),
        ("simulator compare small#x --kpi on_time_s", ["on_time_ship"]),
        ("simulator optimize rosters --minimize utilization.pa", ["utilization.packers"]),
        ("simulator run no_such --set crews.NAME.wag", ["crews.NAME.wage"]),
        ("simulator reference on_time_d", ["on_time_delivery"]),
        ("simulator init shop.yaml --question pe", ["peak"]),
        ("simulator run small --engine c", ["compiled"]),
        ("simulator sweep small --design l", ["lhs"]),
        ("simulator verify --only mm1", ["mm1"]),
        ("simulator compare small --policies pi", ["picking.discipline"]),
        ("simulator stress small --outage pa", ["payment@"]),
        ("simulator stress small --capacity ", ["parcelco="]),
    ],
)  # fmt: skip
def test_a_word_goes_on(line, words):
    assert offered(line) == words


def test_every_shell_is_told_in_its_own_way():
    line = "simulator run baseline --set shifts.early.heads.pi"
    assert offered(line, "fish") == ["shifts.early.heads.pickers"]
    assert offered(line, "zsh") == ["""_arguments '*: :(("shifts.early.heads.pickers"))'"""]


def test_files_are_offered_beside_what_ships(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("peak_of_mine.yaml", "peak.csv", ".peak.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "peaks").mkdir()
    assert offered("simulator run pea") == ["peak", "peak_of_mine.yaml", "peaks/"]
    assert offered("simulator run ") == [*shipped(), "peak_of_mine.yaml"]


def test_every_path_that_is_offered_can_be_set():
    loaded = load("small")
    paths = value_paths(loaded.source.root)
    assert {*loaded.origins} & {*paths}
    assert beginning(paths, "demand.scale") == ["demand.scale"]
    for path in ("shifts.day.heads.pickers", "targets.on_time_ship.at_least"):
        assert path in paths


def test_every_figure_that_is_offered_is_one():
    names = kpi_names(load("small").scenario.crews)
    assert "utilization.pickers" in names
    assert all(kpi(name) for name in names)


def test_it_is_called_by_its_name_however_it_is_begun(monkeypatch):
    """As `python -m simulator` its script would complete a command that there is not."""
    package = type(sys)("__main__")
    package.__package__, package.__file__ = "simulator", "simulator/__main__.py"
    monkeypatch.setitem(sys.modules, "__main__", package)
    assert "Usage: simulator list " in simulator("list", "--help").stdout


def test_the_help_says_how_to_have_it():
    told = CliRunner().invoke(app, ["--help"]).output
    assert "--install-completion" in told
    assert typer.main.get_command(app).params
