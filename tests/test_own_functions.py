"""A user's function as a value: what it holds, what is refused, and that it is made again."""

from __future__ import annotations

import functools
import importlib.util
import multiprocessing
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.mistakes import InputError
from simulator.own_functions import OwnFunction, captured, line_raised, rebuilt
from tests import own_rules


def answer(own: OwnFunction, *arguments: int) -> object:
    """In another process."""
    return rebuilt(own)(*arguments)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (own_rules.alone, (1, 2, 3)),
        (own_rules.annotated, (7,)),
        (own_rules.annotated, (1, 1)),
        (own_rules.with_class, (4,)),
        (own_rules.around(2.5), (2,)),
    ],
)
def test_a_function_made_again_answers_alike(function, arguments) -> None:
    own = captured(function)
    assert rebuilt(pickle.loads(pickle.dumps(own)))(*arguments) == function(*arguments)


def test_what_is_written_of_it() -> None:
    own = captured(own_rules.annotated)
    assert own.name == "annotated"
    assert own.source.startswith('def annotated(x: int, /, y: int = 2, *, z: "int" = LIMIT)')
    assert own.defaults == (2,)
    assert own.keyword_defaults == (("z", 3),)
    assert own.modules == (("math", "math"), ("np", "numpy"))
    inner = captured(own_rules.around(2.5))
    assert inner.captured == (("factor", 2.5), ("names", ("a", "b")))
    assert inner.source.startswith("def rule(x):\n")


def test_decorators_are_left_out(tmp_path) -> None:
    rule = function_of(tmp_path, "mark = lambda f: f\n@mark\n@mark\ndef rule(x):\n    return x\n")
    assert captured(rule).source == "def rule(x):\n    return x\n"


def test_the_digest_is_of_all_that_it_hangs_on(tmp_path) -> None:
    text = (
        "def around(a):\n    def rule(x, y={}):\n        return {}\n    return rule\n"
        "rule = around({})\n"
    )
    shapes = [("1", "x", "2"), ("2", "x", "2"), ("1.0", "x", "2"), ("1", "y", "2"), ("1", "a", "2"),
              ("1", "a", "3"), ("1", "a", "'2'")]  # fmt: skip
    found = [
        captured(function_of(tmp_path, text.format(*shape), f"rules_{k}")).digest
        for k, shape in enumerate(shapes)
    ]
    assert len(set(found)) == len(shapes)


def test_the_digest_is_the_same_in_every_process() -> None:
    program = (
        "from tests.own_rules import around; from simulator.own_functions import captured; "
        "print(captured(around(1, frozenset(['a', 'b', 'c', 'd']))).digest)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1


def test_it_reaches_a_process_that_was_spawned() -> None:
    own = captured(own_rules.around(2.5))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(answer, (own, 2)) == own_rules.around(2.5)(2)


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (
            own_rules.uses_global,
            "uses LIMIT from outside; pass it as a default: def uses_global(x, y=1, LIMIT=LIMIT)",
        ),
        (
            own_rules.uses_two,
            "uses RATES and LEVELS from outside; pass them as defaults: def uses_two(x, *rest, "
            "RATES=tuple(RATES.items()), LEVELS=tuple(LEVELS.tolist()))",
        ),
        (
            own_rules.uses_function,
            "uses helper from outside; define helper inside of uses_function",
        ),
        (own_rules.uses_function, "uses sqrt by itself; write math.sqrt, and import math"),
        (
            own_rules.uses_module,
            "uses random, the module random; it may use math, numpy and pandas, "
            "and no other module",
        ),
        (own_rules.uses_object, "uses PEOPLE from outside; pass its numbers and texts as defaults"),
        (
            own_rules.draws,
            "draws random numbers, so that a run could not be repeated; leave them out",
        ),
        (own_rules.reads_file, "uses open, which reaches out of it; leave it out"),
        (own_rules.imports, "imports os; it may use math, numpy and pandas, and no other module"),
        (own_rules.keeps, "changes LIMIT outside of it; keep nothing from one call to the next"),
        (
            own_rules.counting(),
            "changes calls outside of it; keep nothing from one call to the next",
        ),
        (own_rules.bad_defaults, "levels is a list, which may change; write tuple(levels)"),
        (
            own_rules.bad_defaults,
            "rates is a dict, which may change; write rates with numbers, texts and tuples of them",
        ),
        (own_rules.bad_defaults, "n is an int64, which may change; write n.tolist()"),
        (
            own_rules.bad_defaults,
            "f is a function, which may change; define f inside of bad_defaults",
        ),
        (own_rules.piecemeal, "answers piece by piece; use return, and neither yield nor async"),
    ],
)
def test_what_could_change_unnoticed_is_refused(function, told) -> None:
    with pytest.raises(InputError) as error:
        captured(function)
    line = function.__code__.co_firstlineno
    assert f"own_rules.py:{line}: {function.__name__}: {told}" in str(error.value).splitlines()


def test_the_remedies_obeyed_work(tmp_path) -> None:
    outside = (
        "import math\nimport numpy as np\nLIMIT = 3\nRATES = {'air': 2}\nLEVELS = np.array([1])\n"
    )
    rule = function_of(
        tmp_path,
        outside + "def uses_two(x, *rest, LIMIT=LIMIT, RATES=tuple(RATES.items()), "
        "LEVELS=tuple(LEVELS.tolist())):\n"
        "    def helper(x):\n        return x\n"
        "    return helper(x) + math.sqrt(4) + dict(RATES)['air'] + LEVELS[0] + LIMIT\n",
    )
    assert rebuilt(captured(rule))(1) == 1 + 2 + 2 + 1 + 3


def test_what_is_no_function_of_its_own_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="a lambda: has no name to be found by; write def NAME"):
        captured(own_rules.nameless)
    for other in (len, functools.partial(own_rules.alone, 1), Path, 3):
        with pytest.raises(InputError, match=r"is not a function; write def NAME\(\.\.\.\)"):
            captured(other)
    text = (
        "import functools\ndef wrap(f):\n    @functools.wraps(f)\n    def g(*a):\n"
        "        return f(*a)\n    return g\n@wrap\ndef rule(x):\n    return x\n"
    )
    with pytest.raises(InputError, match="rule: is wrapped by another decorator; leave that one"):
        captured(function_of(tmp_path, text))


def test_a_function_typed_at_a_prompt_is_refused() -> None:
    names: dict[str, object] = {}
    exec("def rule(x):\n    return x", names)
    with pytest.raises(InputError) as error:
        captured(names["rule"])
    assert str(error.value) == (
        "rule: has no source that can be read, as if typed at a prompt; write it in a file or in a "
        "cell of a notebook"
    )


@pytest.mark.parametrize(
    "later",
    ["def rule(x):\n    return x - 1\n", "def other(x):\n    return x + 1\n", "def rule(\n"],
)
def test_a_file_that_was_changed_since_is_refused(tmp_path, later) -> None:
    rule = function_of(tmp_path, "def rule(x):\n    return x + 1\n")
    (tmp_path / "rules.py").write_text(later + "#" * 80)
    with pytest.raises(InputError, match=r"was changed since.* load it again"):
        captured(rule)


def test_the_line_that_raised_an_error(tmp_path) -> None:
    text = "def rule(x):\n    def within(n):\n        return 1 / n\n    return within(x)\n"
    own = captured(function_of(tmp_path, text))
    with pytest.raises(ZeroDivisionError) as error:
        rebuilt(own)(0)
    assert line_raised(own, error.value) == "return 1 / n"
    assert line_raised(own, ValueError()) == ""


def function_of(folder: Path, text: str, name: str = "rules"):
    """The function `rule`, or the last one, of a file with this text."""
    path = folder / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names = [key for key in vars(module) if key in ("rule", "uses_two")]
    return getattr(module, names[-1])
