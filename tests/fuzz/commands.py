"""Command lines: every option with every kind of value, and outputs where none can be."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from random import Random

from tests.fuzz.harness import Case
from tests.fuzz.heavy import BODY
from tests.fuzz.scenarios import NASTY
from tests.fuzz.worlds import LEAVES

SCENARIO = {"s.yaml": BODY.encode()}
NUMBERS = (
    *(
        "0",
        "-1",
        "1",
        "2",
        "1.5",
        "1e3",
        "1e308",
        "999999999999999999999",
        "x",
        "",
        " ",
        "0x10",
        "٣",
    ),
    *("nan", "inf", "None", "1,000", "+1", "--", "\u202e1", "1" * 5000),
)
OUTPUTS = (
    *("", ".", "..", "/", "/dev/null", "/proc/x", "/etc", "/sys/x", "s.yaml", "s.yaml/x", "theirs"),
    *("theirs/notes.txt", "x" * 300, "/".join(["x"] * 3000), "out/\0"),
)
QUESTIONS = (
    ("compare", "?"),
    ("compare", "s.yaml", "--replications", "?"),
    ("compare", "--variants", "?"),
    ("compare", "--alternative", "?", "--replications", "2"),
    ("compare", "--alternative", "a: demand.scale=?", "--replications", "2"),
    ("compare", "s.yaml", "--kpi", "?", "--replications", "2"),
    ("compare", "s.yaml", "--select-best", "?"),
    ("compare", "s.yaml", "--select-best", "orders.placed", "--indifference", "?",
     "--at-most", "9"),
    ("sweep", "--vary", "?", "--replications", "2"),
    ("sweep", "--vary", "demand.scale=?", "--replications", "2"),
    ("sweep", "--vary", "?=1,2", "--replications", "2"),
    ("sweep", "--vary", "demand.scale=1,2", "--design", "?", "--points", "2"),
    ("sweep", "--vary", "demand.scale=1..2", "--design", "lhs", "--points", "?"),
    ("optimize", "--vary", "demand.scale=?", "--minimize", "orders.placed", "--budget", "3"),
    ("optimize", "--vary", "demand.scale=1..2", "--minimize", "?", "--budget", "3"),
    ("optimize", "--vary", "demand.scale=1,2", "--minimize", "orders.placed",
     "--subject-to", "?", "--budget", "3"),
    ("optimize", "--vary", "demand.scale=1,2", "--minimize", "orders.placed", "--budget", "?"),
    ("stress", "--set", "?"),
    ("bottleneck", "--set", "?"),
    ("warmup", "--replications", "?"),
    ("explain", "--set", "?"),
)  # fmt: skip
"""Command lines after which the scenario and an output are put; the ? is what is drawn."""
COMMANDS = ("validate", "resolve", "run", "report", "init", "schema", "list", "explain", "nosuch")


def cases(number: int, seed: int) -> Iterator[Case]:
    """This many command lines; nothing of them writes beside case/out."""
    yield from _outputs()
    random = Random(seed)
    for k in range(number):
        arguments = _ARGUMENTS[k % len(_ARGUMENTS)](random)
        yield Case(f"command #{k}", arguments, SCENARIO, (0, 1, 2))


def _outputs() -> Iterator[Case]:
    """Each is refused before the run, and what is there stays as it is."""
    files = SCENARIO | {"theirs/notes.txt": b"mine"}
    for path in OUTPUTS:
        arguments = ("run", "s.yaml", "--replications", "1", "--quiet", "--output", path)
        yield Case(f"output {path[:30]!r}", arguments, files, (2,))
        yield Case(f"report {path[:30]!r}", ("report", path), files, (2,))
        yield Case(f"init {path[:30]!r}", ("init", path), files, (2,))
    for name in (
        "../../x",
        "..",
        "/etc/x",
        "a/b",
        "-",
        ".",
        "~",
        "nul\\0",
        "x" * 200,
        "a b",
        "${HOME}",
    ):
        named = {"s.yaml": BODY.replace("name: s", f"name: '{name}'").encode()}
        yield Case(f"name {name[:20]}", ("run", "s.yaml", "--quiet"), named, (2,))


def _set(random: Random) -> tuple[str, ...]:
    paths = random.choices([path for path, _ in LEAVES["small"]], k=random.choice((1, 1, 3)))
    changes = [f"{path}={random.choice(NASTY)}" for path in paths]
    return (random.choice(("validate", "resolve")), "small", *_options("--set", changes))


def _odd_paths(random: Random) -> tuple[str, ...]:
    text = random.choice(NASTY).replace("=", "")
    odd = random.choice(
        ("=", "==", ".", "..=1", "a..b=1", '"=1', "#1=1", "demand", "=1", f"{text}=1")
    )
    return ("validate", "small", "--set", random.choice((odd, f"demand.{odd}", f"targets.#{odd}")))


def _variants(random: Random) -> tuple[str, ...]:
    odd = random.choice(NASTY)
    name = random.choice((odd, odd, f"reinforced+{odd}", f"{odd}+reinforced", "reinforced+"))
    return ("validate", random.choice(("small", "peak")), "--variant", name)


def _numbers(random: Random) -> tuple[str, ...]:
    option = random.choice(("--replications", "--seed", "--jobs", "--only", "--orders", "--export"))
    value = random.choice(NUMBERS)
    counts = ("--replications", "1") if option != "--replications" else ()
    if value in ("1", "2", "+1", "1000") or (option in ("--seed", "--only") and value == "0"):
        value = "0.1"
    return ("run", "s.yaml", "--quiet", "--output", "out", *counts, option, value)


def _words(random: Random) -> tuple[str, ...]:
    words = [random.choice((*NASTY, *COMMANDS, "--help", "--quiet", "--", "-h")) for _ in range(3)]
    return (random.choice(COMMANDS[:2] + COMMANDS[3:4] + COMMANDS[-1:]), *words)


def _questions(random: Random) -> tuple[str, ...]:
    """A question about the small scenario of which one word is something else.

    Where any number may stand it is none, as an answer with all its figures takes seconds.
    """
    command, *words = random.choice(QUESTIONS)
    odd = random.choice((*NASTY, *NUMBERS)).replace("=", "")
    if any(word.endswith("=?") for word in words) and _is_positive(odd):
        odd += " x"
    words = [word.replace("?", odd) for word in words]
    return (command, "s.yaml", "--output", "out", "--quiet", *words)


def _is_positive(word: str) -> bool:
    try:
        return 0 < float(word) < inf
    except ValueError:
        return False


def _options(option: str, values: list[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


_ARGUMENTS = (_set, _questions, _odd_paths, _variants, _questions, _numbers, _set, _words)
