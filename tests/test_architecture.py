"""The house rules that a program can check, over the syntax trees of the package."""

import ast
import gc
import re
import sys
from functools import cache
from pathlib import Path

from simulator.results.outcomes import Outcome
from simulator.stages import STAGES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "simulator"

LAYERS = (
    ("stages/stage",),
    ("stages/*/stage",),
    ("stages/__init__", "stages/parts"),
    ("units", "mistakes", "families", "kept", "kernels", "memory", "measure/figures"),
    ("user_cache",),
    ("time_zones", "own_functions", "outside_names", "measure/kpis"),
    (
        "parameters",
        "calendars",
        "streams",
        "ordering",
        "engine/rosters",
        "engine/failures",
        "engine/past",
    ),
    ("distributions", "working_time"),
    ("leaving",),
    ("reading",),
    ("policies",),
    (
        "engine/section",
        "stages/*/section",
        "stages/picking/walking",
        "stages/*/catalog",
        "stages/*/order_file",
        "stages/shipping/rate_table",
    ),
    ("scenario", "stages/packing/boxes"),
    ("intake",),
    (
        "workload",
        "stages/*/draws",
        "stages/demand",
        "stages/inventory/assortment",
        "stages/inventory/popularity",
        "stages/packing/first_fit",
        "stages/picking/storage",
        "stages/receiving/trucks",
        "stages/contacts/reasons",
    ),
    (
        "results",
        "stages/notification/messages",
        "stages/packing/cartons",
        "stages/notification/delay_notices",
        "stages/delivery/ways",
        "stages/delivery/delayed",
        "stages/delivery/scans",
        "stages/delivery/points",
        "stages/contacts/ends",
        "stages/contacts/replaced",
        "stages/contacts/moments",
    ),
    ("engine", "stages", "model", "journey", "measure", "compiled"),
    ("reporting",),
    ("experiments",),
    ("fitting",),
    ("verification",),
    ("cli/changes",),  # an address of the page has the words of the command line
    ("web",),
    ("cli",),
    ("__init__", "__main__"),
)
"""From the bottom up: each imports only from layers below its own, or from itself. The files of a
stage lie together and in layers of their own; `*` is any stage, and the longest name counts."""

APART = {
    "reading": ("scenario", "stages", "engine/section"),
    "policies": ("stages", "model"),
    "engine": ("scenario", "stages", "workload", "model", "measure"),
    "measure": ("model", "stages/*/process"),
    "model": ("measure", "stages/*/figures"),
}
"""Who does not know whom, whatever the layers; but the list of the stages is known to all."""
THE_LIST = "stages/__init__"


@cache
def has_name(name, pattern):
    """Whether a file's name is, or begins with, the parts of a pattern."""
    parts, asked = name.split("/"), pattern.split("/")
    same = [a in ("*", b) for a, b in zip(asked[:-1], parts, strict=False)]
    if len(parts) < len(asked) or not all(same):
        return False
    last = parts[len(asked) - 1]
    return last == asked[-1] or last.startswith(f"{asked[-1]}_")


@cache
def rank_of(name):
    """The layer of a file, by the pattern with most parts; None where there is none."""
    found = [
        (pattern.count("/"), "*" not in pattern, rank)
        for rank, layer in enumerate(LAYERS)
        for pattern in layer
        if has_name(name, pattern)
    ]
    return max(found)[2] if found else None


LINES, FUNCTION_LINES = 350, 50
LONG_READS = {
    "journey.py: journey",
    "model/shop.py: __init__",
    "model/timekeeping.py: timeline_of",
    "results/orders.py: order_table",
}
"""Functions that go over the limit because they are one list in reading order: the journey, every
stage of the shop, every column of a table. A new one needs a reason as good."""

FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def trees():
    """What each file is made of; read when the first rule asks, not by all who collect tests."""
    found = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
    gc.freeze()  # a million objects without a circle, which no collection has to look at
    return found


@cache
def nodes_of(tree):
    """All of a file's; most rules go through them."""
    return tuple(ast.walk(tree))


def name_of(path):
    return path.relative_to(PACKAGE).as_posix()


def part_of(path):
    """The part of the package that a file belongs to: a module's name or a folder's."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def modules_of(tree):
    """Each module of the package that is imported, in a function too, as a path: 'engine/pool'.

    `import simulator`, which loads nothing, may be anywhere: for its version.
    """
    found = []
    for node in nodes_of(tree):
        modules = []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module]
            if as_path(node.module).endswith("__init__"):
                names = [alias.name for alias in node.names if alias.name != "__version__"]
                modules = [f"{node.module}.{name}" for name in names]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names if alias.name != "simulator"]
        found += [as_path(module) for module in modules if module.startswith("simulator.")]
    return tuple(found)


@cache
def as_path(module):
    """'simulator.engine.pool' as 'engine/pool'; a name of a module as the module's."""
    parts = module.split(".")[1:]
    while len(parts) > 1 and not (
        PACKAGE.joinpath(*parts).is_dir()
        or PACKAGE.joinpath(*parts[:-1], f"{parts[-1]}.py").exists()
    ):
        parts = parts[:-1]
    name = "/".join(parts) or "__init__"
    return f"{name}/__init__" if (PACKAGE / name).is_dir() else name


def independent(path):
    """Whether a file is a second opinion or a known answer, made without the package on purpose."""
    return part_of(path) == "verification"


def calls_of(tree):
    """The dotted name of everything that is called."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def layered(path):
    """A file's name without its ending."""
    return name_of(path).removesuffix(".py")


def test_every_file_has_its_layer():
    assert [name_of(path) for path in FILES if rank_of(layered(path)) is None] == []


def imports():
    """Each file's name with the name of a module that it imports."""
    return [
        (layered(path), module) for path, tree in trees().items() for module in modules_of(tree)
    ]


def test_imports_point_down():
    up = [(name, other) for name, other in imports() if (rank_of(other) or 0) > rank_of(name)]
    assert up == []


def test_some_do_not_know_each_other():
    strange = [
        (name, module)
        for name, module in imports()
        for who, whom in APART.items()
        if has_name(name, who)
        for other in whom
        if has_name(module, other) and module != THE_LIST
    ]
    assert strange == []


def test_figures_and_process_of_a_stage_do_not_know_each_other():
    other = {"figures": "stages/*/process", "process": "stages/*/figures"}
    strange = [
        (name, module)
        for name, module in imports()
        if has_name(name, "stages")
        for asked in [other.get(name.rpartition("/")[2].split("_")[0])]
        if asked and has_name(module, asked)
    ]
    assert strange == []


def loaded_with(tree):
    """The modules that are loaded as soon as a file is: not those within functions, or for types.

    With a module come the `__init__` of every package around it.
    """
    body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    for module in modules_of(ast.Module(body=body, type_ignores=[])):
        yield module
        parts = module.split("/")[:-1]
        yield from (f"{'/'.join(parts[:k])}/__init__" for k in range(1, len(parts) + 1))


def test_no_file_is_loaded_in_a_circle():
    """Whichever file is imported first, all that it needs is there."""
    left = {}
    for path, tree in trees().items():
        parts = layered(path).split("/")[:-1]
        around = {f"{'/'.join(parts[:k])}/__init__" for k in range(1, len(parts) + 1)}
        left[layered(path)] = set(loaded_with(tree)) - around - {layered(path)}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    assert sorted(left) == []


HEAVY = ("duckdb", "matplotlib", "pandas", "scipy.optimize", "scipy.sparse", "scipy.stats")
"""Each takes a tenth of a second to load, or a whole one: within the functions that need them."""
OF_AN_EXTRA = (
    "ciw",
    "distributed",
    "openpyxl",
    "optuna",
    "simulator.compiled.run",
    "simulator.web.serving",
    "xlsxwriter",
)
"""What may not be installed, or loads what may not be: within the functions that ask for it."""


def imported_within(tree):
    """The modules that functions import, with the names that they take from them."""
    for function in nodes_of(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    yield from (f"{node.module}.{alias.name}" for alias in node.names)
                elif isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)


def is_within(module, libraries):
    """Whether a dotted name is one of the libraries, or a part of one."""
    return any(module == one or module.startswith(f"{one}.") for one in libraries)


def test_functions_import_heavy_libraries_alone():
    """All else stands at the top, where it is seen; `cli/late.py` loads what commands need."""
    within = {(name_of(path), n) for path, tree in trees().items() for n in imported_within(tree)}
    assert {pair for pair in within if not is_within(pair[1], (*HEAVY, *OF_AN_EXTRA))} == set()


def test_heavy_libraries_are_not_loaded_with_a_file():
    names = [
        (name_of(path), f"{node.module}.{alias.name}" if of_a_module else alias.name)
        for path, tree in trees().items()
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for of_a_module in [isinstance(node, ast.ImportFrom)]
        for alias in node.names
    ]
    assert [pair for pair in names if is_within(pair[1], (*HEAVY, *OF_AN_EXTRA))] == []


def test_the_command_line_loads_typer_alone():
    """So that `--help` stays light; `cli/terminal.py`, which draws, is loaded late."""
    loaded = {
        (name_of(path), module.split(".")[0])
        for path, tree in trees().items()
        if part_of(path) == "cli" and name_of(path) != "cli/terminal.py"
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
        )
    }
    ours = {"simulator", "typer", *sys.stdlib_module_names}
    assert {pair for pair in loaded if pair[1] not in ours} == set()


BY_NAME = {
    "__init__.py",
    "cli/late.py",
    "measure/figures.py",
    "own_functions.py",
    "reporting/run_folder.py",
    "stages/__init__.py",
    "stages/parts.py",
    "stages/picking/methods/__init__.py",
}
"""What loads modules by name: the public names, what commands need, stages and what they add, and
the surroundings of a user's own function."""


def test_few_files_load_modules_by_name():
    called = {name_of(path): {*calls_of(tree)} for path, tree in trees().items()}
    assert {name for name, calls in called.items() if "import_module" in calls} == BY_NAME


CONCEPTS = (
    {"engine/crews", "engine/equipment", "engine/pool", "engine/stations"},
    {"experiments/results", "experiments/summary", "experiments/writing"},
    {
        "experiments/explain/explain", "experiments/explain/explained",
        "experiments/explain/page", "experiments/explain/report",
    },
    {"fitting/fit", "fitting/plots", "fitting/told"},
)  # fmt: skip
"""Files that know each other because they are one concept: who works where; what a run gives; an
explanation and what shows it; a fit and what shows it."""


def circles():
    """Each set of files that lead to each other, by imports of any kind, those for types too."""
    needs = {
        layered(path): {module for module in modules_of(tree) if module != layered(path)}
        for path, tree in trees().items()
    }
    ahead = {name: reached_from(name, needs) for name in needs}
    rounds = (
        frozenset(other for other in ahead[name] if name in ahead.get(other, ())) for name in needs
    )
    return {files for files in rounds if len(files) > 1}


def reached_from(name, needs):
    """All that a file leads to."""
    reached, new = set(), {name}
    while new:
        new = {module for one in new for module in needs.get(one, ())} - reached
        reached |= new
    return reached


def test_no_circle_goes_through_two_concepts():
    assert circles() == {frozenset(files) for files in CONCEPTS}


def test_imports_are_absolute():
    relative = [
        name_of(path)
        for path, tree in trees().items()
        for node in nodes_of(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_only_streams_makes_generators():
    makers = {"Generator", "Philox", "PCG64", "SeedSequence", "default_rng", "RandomState", "seed"}
    found = {
        name_of(path)
        for path, tree in trees().items()
        for call in calls_of(tree)
        if call.rpartition(".")[2] in makers and not independent(path)
    }
    assert found == {"streams.py"}


def test_nothing_imports_random():
    modules = {
        alias.name
        for path, tree in trees().items()
        if not independent(path)
        for node in nodes_of(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not modules & {"random", "secrets", "uuid"}


def runs_the_model(path):
    """Whether it is a part of the model: the journey, a process of a stage, the engine."""
    mine = layered(path)
    apart = path.stem.split("_")[0] == "figures" or has_name(mine, "measure")
    return rank_of(mine) == rank_of("model") and not apart


def test_the_model_draws_nothing():
    for path, tree in trees().items():
        if runs_the_model(path) or part_of(path) == "policies":
            parts = {module.split("/")[0] for module in modules_of(tree)}
            assert not parts & {"streams", "distributions", "families", "measure"}, name_of(path)
            assert not [call for call in calls_of(tree) if ".random" in call], name_of(path)


def test_only_the_model_knows_simpy():
    found = {
        name_of(path)
        for path, tree in trees().items()
        if not independent(path) and not runs_the_model(path)
        for node in nodes_of(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simpy"))
        or (isinstance(node, ast.Import) and any(a.name.startswith("simpy") for a in node.names))
    }
    assert found == set()


PRIVATE_TO_SIMPY = {
    f"_{name}" for name in ("now", "queue", "eid", "ok", "value", "defused", "active_proc")
}


def test_only_the_clock_knows_the_private_names_of_simpy():
    """A class may call its own attribute `_value`; nobody reads one of somebody else's."""
    strange = [
        f"{name_of(path)}: {ast.unparse(node)}"
        for path, tree in trees().items()
        if name_of(path) != "engine/instants.py"
        for node in nodes_of(tree)
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE_TO_SIMPY
        if ast.unparse(node.value) != "self"
    ]
    assert strange == []


def test_only_the_command_line_prints_and_reads_arguments():
    talking = {"print", "typer.echo", "input", "sys.exit", "sys.stdout.write", "sys.stderr.write"}
    found = {
        part_of(path)
        for path, tree in trees().items()
        if talking & set(calls_of(tree))
        or ("argv" in path.read_text("utf-8") and "sys.argv" in ast.unparse(tree))
    }
    assert found == {"cli"}


CONVERSIONS = {60, 3600, 86_400, 3_600_000, 86_400_000, 60_000, 604_800_000, 1440}
WALL_CLOCK = {"results/folder.py", "experiments/store/store.py", "compiled/cache.py"}
"""Files that know the age of other files, which is not simulated time."""


def factors_of(tree):
    """Numbers that a value is multiplied with or divided by and that look like a unit of time."""
    for node in nodes_of(tree):
        scaling = ast.Mult | ast.Div | ast.FloorDiv | ast.Mod
        if isinstance(node, ast.BinOp) and isinstance(node.op, scaling):
            for side in (node.left, node.right):
                other = node.right if side is node.left else node.left
                if getattr(side, "value", None) in CONVERSIONS and not isinstance(
                    other, ast.Constant
                ):
                    yield ast.unparse(node)


def test_only_units_knows_how_many_seconds_an_hour_has():
    found = {
        name_of(path): list(factors_of(tree))
        for path, tree in trees().items()
        if name_of(path) not in {"units.py", *WALL_CLOCK}
        and not independent(path)
        and list(factors_of(tree))
    }
    assert found == {}


def lengths_of(tree):
    """Each function's name and the lines of its body; signature and docstring are not counted."""
    for node in nodes_of(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, node.end_lineno - body[0].lineno + 1 if body else 0


def test_files_are_short():
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_functions_are_short():
    found = {
        f"{name_of(path)}: {name}": length
        for path, tree in trees().items()
        for name, length in lengths_of(tree)
        if length > FUNCTION_LINES
    }
    assert set(found) <= LONG_READS, found


def test_nobody_inherits_except_from_a_library():
    """A class of the package may be a base only if it is an error, a section or a protocol."""
    classes = [n for tree in trees().values() for n in tree.body if isinstance(n, ast.ClassDef)]
    own = {node.name for node in classes}
    inherited = {ast.unparse(base) for node in classes for base in node.bases} & own
    assert {name for name in inherited if not name.endswith("Error")} <= {"Section", "Settler"}


def test_no_marker_of_unfinished_work_is_left():
    found = [
        f"{name_of(path)}: {word}"
        for path in FILES
        for word in ("TODO", "FIXME", "XXX", "HACK")
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_no_type_is_ignored():
    """A type says it, or a `Protocol` of what is there."""
    assert [name_of(path) for path in FILES if "type: ignore" in path.read_text("utf-8")] == []


def sentences_of(tree):
    """Texts of a file that do not stand alone, as docstrings do: what its messages are made of."""
    alone = {id(node.value) for node in nodes_of(tree) if isinstance(node, ast.Expr)}
    for node in nodes_of(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_messages_say_is_not_a_number():
    """'is not a number' and never 'is no number'; 'there is no file' is said as people say it."""
    odd = re.compile(r"(?<!here )\b(is|are) no (?!longer|more)\w")
    found = [
        f"{name_of(path)}: {text}"
        for path, tree in trees().items()
        for text in sentences_of(tree)
        if odd.search(text)
    ]
    assert found == []


def listed_in(tree):
    """The texts of each list, tuple, set and mapping that is written out."""
    for node in nodes_of(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield {each.value for each in node.elts if isinstance(each, ast.Constant)}
        elif isinstance(node, ast.Dict):
            yield {each.value for each in node.keys if isinstance(each, ast.Constant)}


def test_the_stages_are_listed_once():
    """What has more than half of their names is a second list, which nobody keeps up."""
    names = {stage.name for stage in STAGES}
    found = {
        name_of(path)
        for path, tree in trees().items()
        if any(2 * len(names & listed) > len(names) for listed in listed_in(tree))
    }
    assert found == {f"{THE_LIST}.py"}


def outcomes_in(tree):
    """The outcomes that each list, tuple, set and mapping has, as members or as words."""
    words = {outcome.word for outcome in Outcome}
    for node in nodes_of(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            each = node.keys if isinstance(node, ast.Dict) else node.elts
            yield {ast.unparse(part).strip("'").lower().removeprefix("outcome.") for part in each
                   if part is not None} & words  # fmt: skip


def test_the_outcomes_are_listed_once():
    """Of the others each asks for what it needs by its fate, so that a new one is a line."""
    found = {
        name_of(path)
        for path, tree in trees().items()
        if any(len(listed) > 5 for listed in outcomes_in(tree))
    }
    assert found == {"compiled/columns.py"}, "which numbers them for the compiler"


def test_every_stage_has_its_section_and_its_record():
    """And what only one of them reads lies in its folder, under the word of the stage."""
    folders = {path.parent for path in FILES if path.parent.parent == PACKAGE / "stages"}
    assert {folder.name for folder in folders if not (folder / "section.py").exists()} == set()
    with_record = {folder.name for folder in folders if (folder / "stage.py").exists()}
    assert with_record == {stage.name for stage in STAGES}


MADE_STEP_BY_STEP = {
    *("Carrier", "Further", "Ran", "Stretch", "TourRow", "_Pairs", "_Subjects"),
    *("Surroundings", "_Rows", "Claim"),
}
"""What grows while a replication runs or is drawn, or while a file is read."""


def test_what_is_handed_on_is_frozen():
    """From the scenario to the figures; what asks many replications keeps its state apart."""
    asking = {"cli", "experiments", "intake", "reporting", "web"}
    found = {
        node.name
        for path, tree in trees().items()
        if part_of(path) not in asking
        for node in nodes_of(tree)
        if isinstance(node, ast.ClassDef)
        for made in map(ast.unparse, node.decorator_list)
        if made.startswith("dataclass") and "frozen=True" not in made
    }
    assert found <= MADE_STEP_BY_STEP, found - MADE_STEP_BY_STEP


def test_files_are_named_by_what_they_hold():
    empty = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|base|data|params)(_|$)")
    assert [name_of(path) for path in FILES if empty.search(path.stem)] == []


def bound_in(tree):
    """Names that functions give to their parameters and to what they work out."""
    for node in nodes_of(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


FIELDS = {
    ("experiments/answer.py", "found"),
    ("intake/floor_record.py", "found"),
    ("intake/look.py", "found"),
    ("reporting/periods.py", "one"),
    ("verification/verdicts.py", "found"),
    ("workload/standing.py", "found"),
}
"""Fields of records that their class explains: units found on the shelf, one period as a word."""


def test_variables_are_named_by_what_they_hold():
    """`found` says how a value came about, `one` that it is not two: neither says what it is."""
    bound = {(name_of(path), name) for path, tree in trees().items() for name in bound_in(tree)}
    empty = {place for place in bound if place[1] in {"found", "one", "tmp", "res", "obj"}}
    assert empty <= FIELDS, empty - FIELDS
