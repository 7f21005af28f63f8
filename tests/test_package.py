"""What the package promises: its public names, and that importing it is cheap."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from inspect import signature
from pathlib import Path

import pytest

import simulator
from simulator.__main__ import search_path
from simulator.cli import COMMANDS, late

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("pandas", "matplotlib", "scipy.stats", "duckdb", "jinja2", "IPython")


def imported_by(code):
    """Modules that are loaded in a new process after the code."""
    tell = "; import sys; print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code + tell], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("name", simulator.__all__)
def test_every_public_name_is_there(name):
    assert getattr(simulator, name) is not None


def test_all_is_complete_and_sorted():
    """The names that are fetched lazily are the names that type checkers see, and no others."""
    assert simulator.__all__ == sorted(simulator.__all__)
    assert set(simulator.__all__) == set(simulator._HOMES)
    public = {name for name in vars(simulator) if not name.startswith("_")}
    modules = {path.stem for path in (ROOT / "simulator").iterdir()}
    known = {"annotations", "import_module", "TYPE_CHECKING"}
    assert public - modules - known <= set(simulator.__all__)


def test_public_names_are_declared_for_type_checkers():
    source = (ROOT / "simulator" / "__init__.py").read_text(encoding="utf-8")
    declared = source.split("if TYPE_CHECKING:\n")[1].split("\n\n")[0]
    assert [name for name in simulator.__all__ if name not in declared] == []


def test_modules_that_commands_load_are_declared_for_type_checkers():
    """`late` says each of them twice, to who checks types and to who runs it."""
    source = Path(late.__file__).read_text(encoding="utf-8")
    declared = re.findall(r"    from (\S+) import (\w+) as \2\n", source)
    imported = {f"{package}.{name}" for package, name in declared}
    assert imported == set(late._HOMES.values())
    for name, module in late._HOMES.items():
        assert getattr(late, name).__name__ == module


NO_QUESTIONS = {
    *("Answer", "Loaded", "Results", "RunFolder", "Scenario", "ScenarioError"),
    *("kpi", "policy", "load", "load_run", "orders", "shipped", "snapshot"),
    *("replicate", "sample", "simulate"),
}
"""What comes back, what defines or reads, and one replication by its number."""


@pytest.mark.parametrize("name", sorted({*simulator.__all__} - NO_QUESTIONS))
def test_every_question_takes_a_seed_jobs_and_a_store(name):
    """The same words everywhere; a new public function is a question unless it is listed."""
    words = signature(getattr(simulator, name)).parameters
    assert {"seed", "jobs", "store"} <= {*words}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'simulate_all'"):
        _ = simulator.simulate_all


def test_importing_loads_nothing_of_it():
    loaded = imported_by("import simulator")
    assert [name for name in loaded if name.startswith("simulator.")] == []
    assert not loaded & {*HEAVY, "numpy", "pydantic", "simpy", "typer"}


HELPED = """
import sys
from simulator import cli
for command in sys.argv[1:]:
    try:
        cli.app([*command.split(), "--help"])
    except SystemExit as stop:
        assert not stop.code
    print(command, *sys.modules, file=sys.stderr)
"""


def test_help_loads_nothing_heavy():
    """In one process, one command after the other: the first that loads too much is named."""
    commands = ["", *COMMANDS]
    done = subprocess.run(
        [sys.executable, "-c", HELPED, *commands], capture_output=True, text=True, check=True
    )
    lines = done.stderr.splitlines()
    assert len(lines) == len(commands)
    for command, line in zip(commands, lines, strict=True):
        loaded = set(line.split())
        assert "simulator.cli" in loaded
        assert not loaded & {*HEAVY, "numpy", "scipy", "simpy"}, command


def test_version_is_that_of_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert simulator.__version__ == project["version"] == version("fulfillment-simulator")


def test_the_lower_bounds_are_those_that_were_tried():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    tried = dict(line.split("==") for line in lines if not line.startswith("#"))
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["fast"], *extras["excel"], *extras["web"]]
    bounds = dict(dependency.split(">=") for dependency in asked)
    assert set(tried) == set(bounds)
    assert [n for n in tried if tried[n] != bounds[n] and not tried[n].startswith(bounds[n])] == []


def test_python_dash_m_is_the_command_whatever_lies_in_the_folder(tmp_path):
    for name in ("typer.py", "yaml.py"):
        (tmp_path / name).write_text("raise SystemExit('of the folder')")
    command = [sys.executable, "-m", "simulator", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "small" in done.stdout


@pytest.mark.parametrize(
    ("package", "own", "left"),
    [
        ("/lib/simulator", "", ["/lib"]),
        ("/lib/simulator", "mine.py", ["/lib", "/here"]),
        ("/here/simulator", "", ["/here", "/lib"]),
    ],
)
def test_the_working_folder_is_looked_into_for_what_is_one_s_own(package, own, left):
    assert search_path(["/here", "/lib"], "/here", package, own) == left
    assert search_path(["/lib"], "/here", package, own) == ["/lib"]
