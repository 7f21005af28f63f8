"""A snapshot of our own that was edited: what does not fit any more is named, nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pandas as pd
import pytest

import simulator as sim
from simulator.experiments.state.folder import settings_from
from simulator.experiments.state.snapshot import snapshot
from simulator.mistakes import InputError
from tests.command_line import simulator
from tests.experiments.test_snapshot import SHORT

Edit = Callable[[Path], object]
AT = "2026-03-03 08:20"
"""When pickers have just come: lines are reserved and picked, and deliveries are on order."""


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cut") / "state"
    snapshot(sim.load("small", overrides=SHORT), AT, folder)
    return folder


def table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def cell(file: str, column: str, value: str, row: int = 0) -> Edit:
    """Another value in a row of a file."""

    def edit(folder: Path) -> None:
        rows = table(folder / file)
        rows.loc[row, column] = value
        rows.to_csv(folder / file, index=False)

    return edit


def renamed(file: str, column: str, other: str) -> Edit:
    return lambda folder: (
        table(folder / file).rename(columns={column: other}).to_csv(folder / file, index=False)
    )


def begin(folder: Path, **changes: Any) -> sim.Workload:
    loaded = sim.load("small", overrides={**SHORT, **changes})
    return sim.sample(loaded.with_(settings_from(folder)).scenario, 0)


def held(cut: Path) -> tuple[str, int]:
    """A SKU of which open orders hold units, and how many."""
    lines = table(cut / "lines.csv")
    units = lines[lines.state == "reserved"].astype({"units": int}).groupby("sku").units.sum()
    return str(units.idxmax()), int(units.max())


def test_its_lines_have_their_states(cut: Path) -> None:
    lines, orders = table(cut / "lines.csv"), table(cut / "orders.csv").set_index("order")
    at = lines.order.map(orders.stage)
    assert set(lines.state[at == "picking"]) == {"reserved"}
    assert set(lines.state[at.isin(["packing", "labeling", "shipping", "transit"])]) == {"picked"}
    stock = table(cut / "stock.csv").astype({"gone": int}).set_index("sku").gone
    picked = lines[lines.state == "picked"].astype({"units": int}).groupby("sku").units.sum()
    assert picked.to_dict() == stock[stock > 0].to_dict()


@pytest.mark.parametrize("fewer", [1, 0])
def test_less_stock_than_open_orders_hold_is_named(fewer: int, cut: Path, tmp_path: Path) -> None:
    sku, units = held(cut)
    folder = Path(copytree(cut, tmp_path / "state"))
    row = list(table(folder / "stock.csv").sku).index(sku)
    cell("stock.csv", "on_hand", str(units - fewer), row)(folder)
    if not fewer:  # as the remedy says
        assert begin(folder).begins is not None
        return
    with pytest.raises(InputError) as error:
        begin(folder)
    assert str(error.value).endswith(
        f"stock.csv:{row + 2}: on_hand: {units - 1} on the shelf, and open orders hold {units} of "
        f"it; write {units} or more"
    )


AS_CUT = "is not as the snapshot left it, here, in its lines or in its history; put its rows back"
EDITS: list[tuple[Edit, str]] = [
    (cell("orders.csv", "stage", "packing"), f"orders.csv:2: order: '3' {AS_CUT}"),
    (cell("orders.csv", "identity", "3176888524603500"), AS_CUT),
    (cell("lines.csv", "units", "9"), AS_CUT),
    (cell("lines.csv", "state", "waiting"), AS_CUT),
    (cell("history.csv", "crew", "packers"), AS_CUT),
    (cell("history.csv", "ended", "2026-03-02 00:00:01"), "history.csv:2: ended: is before began"),
    (cell("history.csv", "order", "x"), "history.csv:2: order: 'x' is not in"),
    (cell("stock.csv", "gone", "4000"), "stock.csv:2: gone: 4000, and lines of open orders have"),
    (cell("stock.csv", "reorders", "2000000000"), "is not a whole number of 0 to 1,000,000"),
    (cell("on_order.csv", "sku", "SKU999"), "on_order.csv:2: sku: 'SKU999' is not a SKU of this"),
    (renamed("orders.csv", "identity", "identty"), "orders.csv:1: identty: the column 'identty'"),
    (renamed("stock.csv", "gone", "gon"), "stock.csv:1: gon: the column 'gon' is not read; did"),
    (renamed("history.csv", "began", "begin"), "the column 'begin' is not read; did you mean beg"),
    (
        lambda folder: (folder / "lines.csv").unlink(),
        "there is no lines.csv of the snapshot; put it back",
    ),
    (lambda folder: (folder / "history.csv").unlink(), "there is no history.csv of the snapshot"),
    (
        lambda folder: (folder / "state.yaml").write_text("at: 2026-03-03 08:20\n"),
        "orders.csv:2: identity: comes from a snapshot, whose next_order the state lacks",
    ),
    (
        lambda folder: (folder / "state.yaml").write_text(
            "at: 2026-03-03 09:00\nnext_order: 999\n"
        ),
        "record.json: is of 2026-03-03 08:20:00, and the state's at is 2026-03-03 09:00:00; write",
    ),
]


@pytest.mark.parametrize(("edit", "told"), EDITS, ids=[told[-40:] for _, told in EDITS])
def test_what_does_not_fit_any_more_is_named(
    edit: Edit, told: str, cut: Path, tmp_path: Path
) -> None:
    folder = Path(copytree(cut, tmp_path / "state"))
    edit(folder)
    with pytest.raises(InputError) as error:
        begin(folder)
    assert told in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_what_may_be_changed_is(cut: Path, tmp_path: Path) -> None:
    """Classes and promises of its orders, what is on order, and more on the shelf."""
    folder = Path(copytree(cut, tmp_path / "state"))
    orders = table(folder / "orders.csv")
    orders["ship_by"] = "2026-03-03 09:00:00"
    orders["class"] = "express"
    orders.to_csv(folder / "orders.csv", index=False)
    table(folder / "on_order.csv").iloc[1:].to_csv(folder / "on_order.csv", index=False)
    cell("stock.csv", "on_hand", "5000")(folder)
    found = begin(folder)
    assert found.begins is not None
    assert len({*found.ship_by[found.begins.rows].tolist()}) == 1


@pytest.mark.usefixtures("undrawn")
def test_a_run_has_so_many_replications(tmp_path: Path) -> None:
    sim.run("small", overrides=SHORT, replications=2, jobs=1).write(tmp_path / "run")
    with pytest.raises(InputError) as error:
        snapshot(tmp_path / "run", AT, tmp_path / "state", replication=2)
    assert str(error.value) == (
        "--replication 2: the run has 2 replications, 0 to 1; write one of them, or run more "
        "--replications"
    )
    assert not (tmp_path / "state").exists()
    snapshot(tmp_path / "run", AT, tmp_path / "state", replication=1)
    told = json.loads((tmp_path / "state/record.json").read_text())
    assert (told["replication"], told["at"]) == (1, "2026-03-03 08:20:00")


def test_a_log_has_one_past(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("order,activity,ended_at\nA,picking,2026-03-04 09:20:00\n")
    for option in (("--replication", "1"), ("--without-draws",)):
        ran = simulator("snapshot", "log.csv", "--at", AT, *option, folder=tmp_path)
        assert ran.returncode == 2
        assert f"{option[0]}" in ran.stderr
        assert f"and this is an event log; leave {option[0]} out" in ran.stderr


NEW_YORK = {
    "clock": {"start": "2026-10-31", "warm_up": "0 s", "run": "2 d", "cool_down": "1 d",
              "time_zone": "America/New_York"},
    "shifts.day.days": "daily",
    "shifts.day.hours": "00:00-24:00",
}  # fmt: skip


def test_a_moment_that_comes_twice_or_never_is_refused(tmp_path: Path) -> None:
    loaded = sim.load("small", overrides={**SHORT, **NEW_YORK})
    with pytest.raises(InputError, match=r"--at 2026-11-01 01:30:00: comes twice, as the clock is"):
        snapshot(loaded, "2026-11-01 01:30", tmp_path / "state")


def test_what_was_in_the_hour_that_comes_twice_is_told_apart(tmp_path: Path) -> None:
    """Between 01:00 and 02:00 the second time some orders were placed; all is as it was."""
    loaded = sim.load("small", overrides={**SHORT, **NEW_YORK})
    snapshot(loaded, "2026-11-01 02:05", tmp_path / "state")
    placed = table(tmp_path / "state/orders.csv").placed
    assert placed.str.endswith(" 2nd").sum() > 2
    run = loaded.with_(settings_from(tmp_path / "state"))
    first, again = sim.sample(loaded.scenario, 0), sim.sample(run.scenario, 0)
    assert again.begins is not None
    rows = again.begins.rows
    since = loaded.scenario.clock.start - run.scenario.clock.start
    shift = int(since.total_seconds() * 1000)
    number = again.begins.number[rows]
    assert (again.created[rows] == first.created[number] + shift).all()
