"""What the parser of a command line refuses is said as all mistakes are, whatever its version."""

from __future__ import annotations

import shlex

import pytest

from tests.command_line import simulator


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("serve small --port 70000", "--port: 70000 is more than 65535; write 0 to 65535"),
        ("serve small --port -1", "--port: -1 is less than 0; write 0 to 65535"),
        ("serve small --port=x", "--port: 'x' is not a whole number; write 0 to 65535"),
        ("serve small --port", "--port: has no value; write --port N"),
        ("serve small --replications 0", "--replications: 0 is less than 1; write 1 or more"),
        ("serve small --prot 8", "--prot: there is no such option; did you mean --port?"),
        (
            "compare cut_off --variant x",
            "--variant: there is no such option; write it behind the scenario, such as small#NAME, "
            "or compare with --variants",
        ),
        ("serve small --from x", "--from: there is no such option; write state: into the scenario"),
        ("serve", "SCENARIO: is missing; write it, as in simulator serve small"),
        ("serve a b c", "b c: is more than the command reads; put what has spaces in quotes, or"),
        ("serve a --no-browser=3", "--no-browser: takes no value; write it alone"),
        ("sweep small", "--vary: is missing; write --vary PATH=RANGE"),
        (
            "run small --orders some",
            "--orders: 'some' is not one of them; write one of none, first, all",
        ),
        ("init a.yaml --question peak --question=staffing", "--question: is there 2 times; write"),
        ("init out/\0", "FILE: has a character that no name of a file can have (NUL)"),
        ("runn small", "runn: there is no such command; did you mean run?"),
        ('""', "'': there is no such command; simulator --help lists them"),
        ('run ""', "SCENARIO: is empty; write the path of a YAML file, or a name such as small"),
        ("run small --seed 1e", "--seed: '1e' is not a whole number; write 0 or more"),
        (f"run small --seed {2**60}", f"--seed: experiment.seed: {2**60} is too large; write"),
        ("--nosuch", "--nosuch: there is no such option; simulator --help lists them"),
    ],
)
def test_each_is_one_line_with_what_to_write(tmp_path, words, said):
    ended = simulator(*shlex.split(words), folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(said)
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_what_may_be_there_several_times_is():
    words = ("--set", "demand.scale=2", "--set=demand.scale=1", "--set", "--set=x")
    assert "there is no '--set' here" in simulator("validate", "small", *words).stderr
