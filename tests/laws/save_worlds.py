"""Drawn worlds, saved as text: `python -m tests.laws.save_worlds` adds those that are missing.

What Hypothesis draws depends on its version and on the order in which the generator asks. The
figures of a world can be compared between two revisions only if both read the same world, so
`benchmarks/same_bytes.py` reads saved ones. They stay; where the schema has a key, or a word for
one, that fewer than `EACH` of them have, this adds worlds that have it, and
`make same-new SAME="--only drawn"` their hashes. Without the file it draws `WORLDS`.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import yaml
from hypothesis import HealthCheck, Phase, given, settings

from simulator.scenario.layout import ROOT
from tests.laws.scenarios import World, scenarios
from tests.laws.test_drawn import FORMS, NOT_DRAWN, offered, written

FILE = Path(__file__).resolve().parents[1] / "same" / "worlds.jsonl.gz"
WORLDS = 400
EACH = 2
"""Saved worlds at least that have each key of the schema, and each word that it may hold."""
DRAWS = 6000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same, ten times as fast."""


def drawn(number: int) -> list[World]:
    """The first worlds that Hypothesis draws, always the same by one version of it."""
    found: dict[str, World] = {}

    @settings(
        max_examples=number,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def draw(world: World) -> None:
        found.setdefault(repr(world), world)

    draw()
    return list(found.values())


def saved(path: Path) -> list[World]:
    """The worlds of a file that this wrote; none if there is none."""
    if not path.exists():
        return []
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    read = [json.loads(line) for line in lines]
    return [World(yaml.load(one["text"], _LOADER), one["files"]) for one in read]


def chosen(before: list[World], worlds: list[World]) -> list[World]:
    """`before`, and of `worlds` what is missing, in the order drawn, so that all is in `EACH`.

    First those that have what is rarest, then, up to `WORLDS`, others at equal distances:
    Hypothesis draws many that are alike one after another.
    """
    every = [*before, *worlds]
    has = [set(written(ROOT, world.data)) for world in every]
    often = Counter(path for paths in has for path in paths)
    wanted = set(offered(ROOT)).union(FORMS).difference(NOT_DRAWN)
    picked = set(range(len(before)))
    for path in sorted(wanted, key=lambda path: (often[path], path)):
        those = [k for k, paths in enumerate(has) if path in paths]
        missing = EACH - len(picked.intersection(those))
        picked.update([k for k in those if k not in picked][: max(0, missing)])
        if missing > 0:
            print(f"{path}: in {EACH - missing} saved worlds, in {often[path]} that are drawn too")
    others = [k for k in range(len(every)) if k not in picked]
    free = max(0, WORLDS - len(picked))
    picked.update(others[k * len(others) // free] for k in range(free))
    return [every[k] for k in sorted(picked)]


def save(worlds: list[World], path: Path) -> None:
    """A line of JSON a world; the same bytes for the same worlds."""
    lines = [json.dumps({"text": one.text, "files": dict(one.files)}) for one in worlds]
    path.parent.mkdir(exist_ok=True)
    content = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(content, 9, mtime=0))


if __name__ == "__main__":
    kept = saved(FILE)
    held = chosen(kept, drawn(DRAWS))
    if len(held) > len(kept):
        save(held, FILE)
    size = FILE.stat().st_size / 1024
    print(f"{len(held) - len(kept)} worlds added, {len(held)} in {FILE}: {size:.0f} kB")
