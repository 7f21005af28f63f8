"""Drawn worlds that begin with a state: cut at a drawn moment, and told as ours or as another's.

From our own snapshot a run goes on as it did. Told by somebody else, with headers and words of
their own and files left out, it is another future of the same house: its orders are those of the
state and those that come later, each goes on from where it is, and all is conserved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from simulator.experiments.state.folder import settings_from
from simulator.experiments.state.snapshot import snapshot
from simulator.mistakes import InputError
from simulator.scenario import Loaded
from simulator.scenario.layout import ROOT
from simulator.stages import STATIONS
from tests.experiments.test_snapshot import after, tables
from tests.laws.drawing import Draw, chance
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import load
from tests.laws.scenarios import World, scenarios
from tests.laws.test_drawn import offered, written

HEADERS = {"order": "Order no.", "stage": "Where", "since": "In since", "sku": "Article"}
WORDS = {"picking": "To be picked", "packing": "At the bench", "shipping": "Dock"}
LEFT_OUT = ("lines", "stock", "on_order")


@dataclass(frozen=True)
class Told:
    """How a state is told: where in its window it is cut, and what of it is as another's."""

    share: float
    is_own: bool
    left_out: tuple[str, ...]
    has_headers: bool
    has_words: bool
    heads: int | None


@st.composite
def told(draw: Draw) -> Told:
    """Any of them."""
    return Told(
        share=draw(st.sampled_from((0.15, 0.4, 0.65, 0.9))),
        is_own=chance(draw, 3),
        left_out=tuple(name for name in LEFT_OUT if chance(draw, 2)),
        has_headers=chance(draw, 6),
        has_words=chance(draw, 6),
        heads=draw(st.sampled_from((None, 1, 3))),
    )


def retold(folder: Path, how: Told, loaded: Loaded, cut: pd.Timestamp) -> dict[str, Any]:
    """Write a state as somebody else's house would; what its state.yaml has."""
    state: dict[str, Any] = yaml.safe_load((folder / "state.yaml").read_text())
    state["at"] = str(cut)
    left_out = {*how.left_out, *(("stock",) if "lines" in how.left_out else ())}
    for name in left_out:  # lines that are drawn may hold more than is on the shelf
        (folder / f"{name}.csv").unlink(missing_ok=True)
    there: set[str] = set()
    for path in folder.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        there |= set(table)
        if how.has_words and "stage" in table:
            table["stage"] = table.stage.replace(WORDS)
        if how.has_headers:
            table = table.rename(columns=HEADERS)
        table.to_csv(path, index=False)
    if how.has_headers:
        state["columns"] = {name: own for name, own in HEADERS.items() if name in there}
    if how.has_words:
        state["stages"] = {word: stage for stage, word in WORDS.items()}
    if how.heads is not None:
        crews = {
            name: how.heads if crew.heads is not None else 0  # nobody else need be planned now
            for name, crew in loaded.scenario.crews.items()
            if crew.on_call is None
        }
        text = "".join(f"{name},{heads}\n" for name, heads in crews.items())
        (folder / "people.csv").write_text(f"crew,heads\n{text}")
    (folder / "state.yaml").write_text(yaml.safe_dump(state, sort_keys=False))
    return state


def goes_on(loaded: Loaded, folder: Path, cut: pd.Timestamp, known: set[str]) -> None:
    """The same bytes after the cut."""
    rest = tables(loaded.with_(settings_from(folder)))
    for name, table in tables(loaded).items():
        assert after(rest[name], cut, known) == after(table, cut, known), name


def is_a_future(loaded: Loaded, folder: Path, cut: pd.Timestamp, state: pd.DataFrame) -> None:
    """Whose house it is, and that nobody is worked on elsewhere than where they are."""
    found = tables(loaded.with_(settings_from(folder)))  # all that is conserved is checked there
    orders, events = found["orders"], found["events"]
    known = set(state.order)
    names = orders.order.astype(str)
    assert known <= set(names)
    assert (orders.placed_at[~names.isin(known)].dropna() > cut).all()
    waited = state[state.begun == ""] if "begun" in state else state
    stage = waited.set_index("order").stage
    mine = events[events.activity.isin([*STATIONS])]
    here = mine[mine.order.astype(str).map(stage) == mine.activity]
    assert (here.began_at.dropna() >= cut).all()


def unasked(world: World) -> World:
    """Without contacts, of which no state knows, and without the crew that answers them alone."""
    data = {name: part for name, part in world.data.items() if name != "contacts"}
    crews = data.pop("crews", {})
    left = {name: crew for name, crew in crews.items() if crew.get("skills") != ["contacts"]}
    return replace(world, data=data | ({"crews": left} if left else {}))


KEYS: set[str] = set()
"""Keys of a state that were drawn."""


def try_one(world: World, how: Told) -> None:
    """Cut a world, begin it again as it is told, and hold it to its law."""
    loaded = load(unasked(world))
    clock = loaded.scenario.clock
    until = clock.warm_up + int(clock.run * how.share)
    moment = clock.calendar.shown(until).replace(microsecond=0)
    if clock.calendar.oddity(moment) is not None:
        return
    with TemporaryDirectory() as name:
        folder = Path(name) / "state"
        calls = any(each.on_call is not None for each in loaded.scenario.carriers.values())
        back = loaded.scenario.returns
        by_line = back is not None and (back.in_part or back.grading or back.refund)
        if loaded.scenario.receiving or calls or by_line:
            with pytest.raises(InputError, match="a state does not say"):
                snapshot(loaded, moment, folder)
            return
        cut = pd.Timestamp(snapshot(loaded, moment, folder, draws=how.is_own).at)
        state = pd.read_csv(folder / "orders.csv", dtype=str, keep_default_na=False)
        if how.is_own:
            goes_on(loaded, folder, cut, set(state.order))
        elif len(state):
            retold(folder, how, loaded, cut)
            is_a_future(loaded, folder, cut, state)
        section = settings_from(folder)[0].value if len(state) or how.is_own else {}
        KEYS.update(written(ROOT, {"state": section}))


@seed(15)
@settings(
    max_examples=examples(24),
    deadline=None,
    database=None,
    backend=INDEPENDENT,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), told())
def test_a_drawn_world_begins_with_what_was_there(world: World, how: Told) -> None:
    try_one(world, how)  # asserts what was there, and the laws


def test_every_key_of_a_state_is_drawn() -> None:
    """Of those that the law has met; run by itself there are none to look at."""
    if KEYS:
        every = {key for key in offered(ROOT) if key.startswith("state")}
        assert every - {"state.time_format"} == {key for key in KEYS if "=" not in key}
