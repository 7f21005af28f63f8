"""What the other programs say of the tandem, saved: they know nothing of this package.

Ciw takes a second a replication, so that two thirds of a quick verification is spent on programs
whose figures never change. They are computed anew where they might: with other versions, another
file of theirs, or more replications.

    python -m tests.verification.saved_opinions
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from simulator.verification import passages, tandem_ciw, tandem_simpy
from simulator.verification.second_opinion import figures_of, programs
from simulator.verification.verify import OURS, Job, Values, _other_programs

FILE = Path(__file__).with_name("saved_opinions.json")
FILES = {"SimPy by hand": tandem_simpy, "Ciw": tandem_ciw}
LIBRARIES = {"SimPy by hand": ("numpy", "simpy"), "Ciw": ("ciw", "numpy")}


def made_by(program: str) -> dict[str, str]:
    """What the figures of a program hang on."""
    sources = {
        Path(str(module.__file__)).name: sha256(Path(str(module.__file__)).read_bytes()).hexdigest()
        for module in (FILES[program], passages)
    }
    return sources | {library: version(library) for library in LIBRARIES[program]}


def is_of_these_sources(program: str) -> bool:
    """Whether what is saved was computed by the program as it stands; libraries may be others."""
    told = json.loads(FILE.read_text(encoding="utf-8"))[program]["made_by"]
    return all(told.get(name) == made for name, made in made_by(program).items() if "." in name)


@cache
def saved(program: str) -> tuple[Values, ...]:
    """The figures of each replication; none where something else would compute them now."""
    told = json.loads(FILE.read_text(encoding="utf-8"))[program]
    return tuple(map(tuple, told["figures"])) if told["made_by"] == made_by(program) else ()


def figures(program: str, number: int) -> Values:
    """Of a replication, as saved or computed."""
    known = saved(program)
    return known[number] if number < len(known) else computed(program, number)


def computed(program: str, number: int) -> Values:
    """Of a replication, by the program."""
    return figures_of(programs()[program], number)


def jobs(quick: bool) -> list[Job]:
    """The work of a verification for its second opinions: only this model has any."""
    return [
        job if job.name == OURS else replace(job, run=partial(figures, job.name))
        for job in _other_programs(quick)
    ]


def write() -> None:
    """All figures of a quick verification, in its number of replications."""
    told = {
        job.name: {
            "made_by": made_by(job.name),
            "figures": [computed(job.name, number) for number in range(job.replications)],
        }
        for job in _other_programs(quick=True)
        if job.name != OURS
    }
    text = json.dumps(told).replace("], [", "],\n[").replace("}, ", "},\n")
    FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
