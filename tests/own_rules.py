"""Functions as users write them, in a file of their own."""

import math
import random
from math import sqrt

import numpy as np

LIMIT = 3
RATES = {"air": 2}
LEVELS = np.array([1, 2])
PEOPLE = [object()]


def helper(x):
    return x


def alone(priority, deadline, requirement):
    return requirement


def annotated(x: int, /, y: int = 2, *, z: "int" = LIMIT) -> int:
    """A text
    of two lines."""

    def within(n: int) -> int:
        return n if n == 0 else within(n - 1) + 1

    return math.floor(np.max([within(x), y, z]))


def with_class(x):
    class Twice:
        name = "twice " + str(len("ab"))

        def of(self, n):
            return 2 * n

    return Twice().of(x) + len(Twice.name) + sum(n for n in range(3) if n in {1, 2})


def around(factor, names=("a", "b")):
    def rule(x):
        """A text
        of two lines."""
        return (
            x * factor
            + len(
                """over
            lines"""
            )
            + names.index("b")
        )

    return rule


def counting():
    calls = 0

    def rule(x):
        nonlocal calls
        calls += 1
        return calls

    return rule


def uses_global(x, y=1):
    return x * LIMIT


def uses_two(x, *rest):
    return RATES["air"] + LEVELS[0]


def uses_function(x):
    return helper(x) + sqrt(x)


def uses_module(x):
    return random.random()


def uses_object(x):
    return PEOPLE[0]


def draws(x):
    return np.random.random()  # noqa: NPY002


def reads_file(x):
    return open("file").read()


def imports(x):
    import os

    return os.getpid()


def keeps(x):
    global LIMIT
    LIMIT += 1
    return LIMIT


def bad_defaults(x, levels=[1, 2], rates={"a": [1]}, n=LEVELS[0], f=helper):  # noqa: B006
    return x


def piecemeal(x):
    yield x


nameless = lambda x: x  # noqa: E731
