"""Sweeps: factors, designs, sensitivity against known answers, and the runs behind them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.experiments.alternatives import made
from simulator.experiments.ranges import Range
from simulator.experiments.run import run
from simulator.experiments.running.batch import Batch, Silence
from simulator.experiments.running.executors import processes
from simulator.experiments.sweep.designs import design, latin_hypercube, morris, saltelli
from simulator.experiments.sweep.effects import Index, by_level, effect, elementary, sobol
from simulator.experiments.sweep.findings import _doubts, findings
from simulator.experiments.sweep.matters import index_text, within
from simulator.experiments.sweep.sweep import Sweep, distinct, kept, planned, sweep
from simulator.mistakes import InputError
from tests.command_line import Ended, simulator
from tests.reporting.conclusion_rules import assert_plain

SHORT = ["clock.run=3 d", "clock.warm_up=1 d", "clock.cool_down=1 d"]
PICKERS = "shifts.day.heads.pickers"

NO_BATCH: Batch[tuple[int, int]] = Batch(processes(1), None, Silence())
"""One of which nothing was read, and nothing run."""


def test_mistakes_in_plans() -> None:
    base = made("small", overrides=SHORT)
    with pytest.raises(InputError, match=r"has no step; write one, .* or choose a --design"):
        planned(base, ["demand.scale=1.0..2.0"])
    with pytest.raises(InputError, match="belongs to --design"):
        planned(base, ["demand.scale=1,2"], "grid", 5)
    with pytest.raises(InputError, match="--points 1000000: is too many; write at most 100000"):
        planned(base, ["demand.scale=1..2"], "lhs", 1_000_000)
    with pytest.raises(InputError, match="twice"):
        planned(base, ["demand.scale=1,2", "demand.scale=3"])
    with pytest.raises(InputError, match="nothing to vary"):
        planned(base, [])
    with pytest.raises(InputError, match="pickerz"):
        planned(base, ["shifts.day.heads.pickerz=1,2"])
    with pytest.raises(InputError, match="has more than 10,000 values; write "):
        planned(base, ["demand.scale=1..1000000000"])
    with pytest.raises(InputError, match="powers of 2 only; write 8"):
        planned(base, ["demand.scale=1..2"], "sobol", 5)
    with pytest.raises(InputError, match="--kpi on_tyme"):
        kept(base, ["on_tyme"])


def test_a_latin_hypercube_has_one_point_a_row_and_column() -> None:
    unit = latin_hypercube(3, 20, 1)
    for column in unit.T:
        assert sorted(np.floor(column * 20).astype(int)) == list(range(20))


def test_saltelli_blocks() -> None:
    unit = saltelli(3, 8, 1).reshape(5, 8, 3)
    for i in range(3):
        others = [k for k in range(3) if k != i]
        assert np.array_equal(unit[2 + i][:, i], unit[1][:, i])
        assert np.array_equal(unit[2 + i][:, others], unit[0][:, others])


def test_morris_paths() -> None:
    """Every step moves one factor by 2/3, each factor once a path, inside the cube."""
    unit, moved = morris(4, 25, 1)
    paths = unit.reshape(25, 5, 4)
    steps = np.abs(np.diff(paths, axis=1))
    assert np.allclose(steps.sum(axis=2), 2 / 3)
    assert np.allclose(steps.sum(axis=1), 2 / 3)
    assert (steps.argmax(axis=2).ravel() == moved).all()
    assert unit.min() >= 0
    assert unit.max() <= 1 + 1e-9
    assert np.allclose(unit * 3, np.round(unit * 3))


def _continuous(kind, factors: int, n: int):
    ranges = tuple(Range(f"x{k}", low=0, high=1) for k in range(factors))  # type: ignore[arg-type]
    return design(kind, ranges, n, 7)


def test_an_effect_of_a_share_is_told_within_a_hundred_points() -> None:
    """A step of two thirds of the range that takes 80 points off is extrapolated to 120."""
    assert index_text(Index(53.0, -8.0, 120.0), "points") == "53 points (−8 to 100)"
    assert within(Index(53.0, -8.0, 120.0), "h").high == 120.0


def test_elementary_effects_of_a_plane_are_its_slopes() -> None:
    where = _continuous("morris", 3, 10)
    values = 5 + where.unit @ np.array([3.0, -2.0, 0.0])
    found = elementary(where, values, 0.95, 1)
    assert [one.mu.value for one in found] == pytest.approx([3, -2, 0])
    assert [one.mu_star.value for one in found] == pytest.approx([3, 2, 0])
    assert [one.sigma.value for one in found] == pytest.approx([0, 0, 0], abs=1e-12)
    assert found[0].mu_star.low == pytest.approx(3)
    assert (found[1].mu.low, found[1].mu.high) == pytest.approx((-2, -2))


def test_morris_sees_an_interaction() -> None:
    where = _continuous("morris", 2, 200)
    found = elementary(where, where.unit[:, 0] * where.unit[:, 1], 0.95, 1)
    # The effect of x0 is x1, which is uniform on {0, 1/3, 2/3, 1} up to the step: sd 0.37.
    assert found[0].mu_star.value == pytest.approx(0.5, abs=0.08)
    assert found[0].sigma.value == pytest.approx(math.sqrt(5) / 6, abs=0.04)
    assert found[0].sigma.low < math.sqrt(5) / 6 < found[0].sigma.high
    assert found[0].mu.low < 0.5 < found[0].mu.high


def test_sobol_indices_of_ishigami() -> None:
    """a = 7, b = 0.1: 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (Ishigami & Homma 1990)."""
    where = _continuous("sobol", 3, 4096)
    x = math.pi * (2 * where.unit - 1)
    values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = sobol(where, values, 0.95, 1)
    for one, first, total in zip(
        found, (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True
    ):
        assert one.first.value == pytest.approx(first, abs=0.02)
        assert one.total.value == pytest.approx(total, abs=0.02)
        assert one.first.low - 0.01 <= first <= one.first.high + 0.01
        assert one.total.low - 0.01 <= total <= one.total.high + 0.01


def test_sobol_of_what_does_not_vary_is_not_a_number() -> None:
    where = _continuous("sobol", 2, 16)
    assert all(math.isnan(one.first.value) for one in sobol(where, np.ones(64), 0.95, 1))


def test_main_effects_by_hand() -> None:
    """Two by two points of two replications; a from 1 to 2 adds 10 and 12."""
    where = design("grid", (Range("a", ("1", "2")), Range("b", ("x", "y"))), 0, 1)
    assert where.points == (("1", "x"), ("1", "y"), ("2", "x"), ("2", "y"))
    values = np.array([[0.0, 1.0], [2.0, 3.0], [10.0, 13.0], [12.0, 15.0]])
    found = effect(where, values, 0, 0.95)
    assert found.mean == pytest.approx(11)
    assert found.half_width == pytest.approx(12.706, rel=1e-4)  # t(1) x 1
    assert [one.estimate.mean for one in by_level(where, values, 1, 0.95)] == [6.0, 8.0]


def test_the_effect_of_a_plane() -> None:
    where = _continuous("lhs", 3, 12)
    plane = where.unit @ np.array([4.0, 0.0, -1.0])
    values = np.column_stack([plane, plane + 5])
    assert [effect(where, values, k, 0.95).mean for k in range(3)] == pytest.approx([4, 0, -1])


def _sweep(vary, kind="grid", points=None, n=2, jobs=1, **changes) -> Sweep:
    base = made("small", overrides=[*SHORT, *changes.get("overrides", [])])
    where = planned(base, vary, kind, points)
    batch = Batch(processes(jobs), None, Silence())
    return sweep(base, where, n, batch, changes.get("kpis", ()))


def test_a_point_is_what_a_run_there_gives() -> None:
    found = _sweep([f"{PICKERS}=1..2", "demand.scale=1,2"], kpis=["picking.uph"])
    assert found.keys[0] == ("picking.uph", "all")
    alone = run(
        "small", overrides=[*SHORT, f"{PICKERS}=2", "demand.scale=1"], replications=2, jobs=1,
        orders="none",
    )  # fmt: skip
    point = found.design.points.index(("2", "1"))
    for key in found.keys:
        assert found.of(key)[point].tolist() == alone.values(*key), key
    assert {key for key in found.keys if key[1] == "all"} >= {
        ("on_time_ship", "all"), ("cycle_time.mean", "all"), ("cost_per_order", "all"),
    }  # fmt: skip


def test_the_number_of_processes_does_not_show() -> None:
    one, two = (_sweep(["demand.scale=1,2"], jobs=jobs) for jobs in (1, 2))
    assert np.array_equal(one.values, two.values, equal_nan=True)


def test_points_that_are_the_same_are_run_once() -> None:
    base = made("small", overrides=SHORT)
    where = planned(base, [f"{PICKERS}=1..2"], "lhs", 8)
    assert len(where.points) == 8
    assert len(distinct(where)) == 2
    found = _sweep([f"{PICKERS}=1..2"], "lhs", 8)
    first = where.points.index(("1",))
    for point, value in enumerate(where.points):
        if value == ("1",):
            assert np.array_equal(found.values[point], found.values[first], equal_nan=True)


def test_the_table_is_tidy_and_the_findings_say_what_matters() -> None:
    found = _sweep([f"{PICKERS}=1..3", "demand.scale=1,3"], overrides=["targets=[]"])
    frame = found.frame()
    assert list(frame.columns) == [
        "point", PICKERS, "demand.scale", "kpi", "scope", "unit", "mean", "half_width", "n",
    ]  # fmt: skip
    assert len(frame) == 6 * len(found.keys)
    assert not frame.duplicated(["point", "kpi", "scope"]).any()
    said = findings(found, "simulator sweep", 1.0, NO_BATCH)
    assert {name.split("-")[0] for name in said.charts} == {"effects", "heat", "interaction"}
    assert len(said.main.rows) == 6
    assert said.main.head[:2] == ("pickers, day shift", "demand")
    assert [row[0] for row in said.more[0].rows] == ["pickers, day shift", "demand"]
    assert_plain(said.conclusion)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ([97.5, 97.6], "Try 2 pickers, day shift: On-time ship at least 95 % holds in 2 of 2 "),
        ([97.5, 97.6], "an order; no other point meets the target."),
        ([97.5, 97.6], "the target. It does not hold at 1."),
        ([80.0, 80.1], "Look beyond these 2 points: every one of them misses the target."),
        ([94.0, 97.0], "Decide nothing yet: no point is shown to meet the target; 1 of 2 miss it"),
    ],
)
def test_what_a_sweep_says_of_the_target(second: list[float], said: str) -> None:
    found = _sweep([f"{PICKERS}=1..2"])
    found.of(("on_time_ship", "all"))[:] = [[80.0, 80.1], second]
    told = findings(found, "simulator sweep", 1.0, NO_BATCH).conclusion
    assert said in told
    assert_plain(told)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ([80.0, 80.1], "The house can take the demand as it is: there it meets the target. There "),
        ([80.0, 80.1], "There On-time ship at least 95 % holds in 2 of 2 3-day periods"),
        ([80.0, 80.1], "(34 to 100 %). It does not hold at 2 times."),
        ([94.0, 97.0], "(34 to 100 %). It is open at 2 times."),
        (
            [96.5, 96.6],
            "can take 1 and 2 times the demand: there it meets the target. It is least ",
        ),
        ([96.5, 96.6], "It is least sure at 2 times, where On-time ship at least 95 % holds in 2 "),
    ],
)
def test_what_happens_to_a_house_is_not_recommended(second: list[float], said: str) -> None:
    found = _sweep(["demand.scale=1,2"])
    found.of(("on_time_ship", "all"))[:] = [[97.5, 97.6], second]
    answer = findings(found, "simulator sweep", 1.0, NO_BATCH)
    everywhere = min(second) > 95
    assert answer.verdict == (
        ("met", "Met at 2 of 2 points") if everywhere else ("undecided", "Met at 1 of 2 points")
    )
    told = answer.conclusion
    assert said in told
    assert "Take" not in told
    assert_plain(told)


@pytest.mark.parametrize(
    ("busy", "said"),
    [
        ([80.0, 97.5], "Try 2 pickers, day shift: it meets the target at all 2 points"),
        ([80.0, 97.5], "It is least sure at 2 times the demand: there On-time ship at least 95 % "),
        ([80.0, 97.5], " holds in 2 of 2 3-day periods (34 to 100 %), and an order costs "),
        ([80.0, 80.0], "Try 1 picker, day shift: it meets the target at 1 of 2 points"),
    ],
)
def test_a_setting_is_recommended_for_all_that_may_happen(busy: list[float], said: str) -> None:
    """Not the demand at which it looks best; of equals the cheaper one, with fewer pickers."""
    found = _sweep([f"{PICKERS}=1,2", "demand.scale=1,2"])
    assert [point[1] for point in found.design.points] == ["1", "2", "1", "2"]
    means = np.array([97.5, busy[0], 97.5, busy[1]])
    found.of(("on_time_ship", "all"))[:] = means[:, np.newaxis] + [0.0, 0.1]
    told = findings(found, "simulator sweep", 1.0, NO_BATCH).conclusion
    assert said in told
    assert_plain(told)


def test_a_point_knows_when_promises_of_its_open_orders_end() -> None:
    found = _sweep([f"{PICKERS}=1..2"])
    key = found.keys.index(("on_time_ship", "all"))
    found.ends[:, :, key] = [50.0, 100.0]
    found.until[0, :, key] = [np.nan, 5.0]
    found.until[1, :, key] = np.nan

    told = [next(each.until for each in _doubts(found, point) if each.kpi == "on_time_ship")
            for point in (0, 1)]  # fmt: skip
    assert told == [5, None]


def test_in_how_many_periods_the_target_holds_stands_beside_its_mean() -> None:
    found = _sweep([f"{PICKERS}=1..2"])
    found.of(("on_time_ship", "all"))[:] = [[80.0, 96.0], [97.5, 97.6]]
    said = findings(found, "simulator sweep", 1.0, NO_BATCH)
    assert (
        "On-time ship at least 95 % holds in 2 of 2 3-day periods (34 to 100 %)." in said.conclusion
    )
    points = said.main
    assert points.head[1:4] == ("Met", "3-day periods that hold", "On-time ship")
    assert [row[1:3] for row in points.rows] == [
        ("undecided", "1 of 2 (9 to 91 %)"),
        ("met", "2 of 2 (34 to 100 %)"),
    ]
    frame = said.frames["targets"]
    assert list(frame.columns[:3]) == ["point", PICKERS, "kpi"]
    assert list(frame["hits"]) == [1, 2]


def test_a_share_of_periods_decides_at_each_point_and_says_what_that_takes() -> None:
    target = "targets=[{kpi: on_time_ship, at_least: 95 %, in: 90 % of periods}]"
    found = _sweep([f"{PICKERS}=1..2"], overrides=[target])
    found.of(("on_time_ship", "all"))[:] = [[80.0, 80.1], [97.5, 97.6]]
    said = findings(found, "simulator sweep", 1.0, NO_BATCH)
    assert "no point is shown to meet the target; 1 of 2 miss it" in said.conclusion
    assert "takes at least 35 replications, all of which hold; 2 can only" in said.notes[-1]


@pytest.mark.parametrize(("kind", "runs"), [("morris", 4 * 3), ("sobol", 4 * 4), ("lhs", 4)])
def test_designs_have_their_size_and_their_tables(kind: str, runs: int) -> None:
    vary = ["demand.scale=1.0..3.0", "packing.time.setup=10 s..200 s"]
    found = _sweep(vary, kind, 4, n=1)
    assert len(found.design.points) == runs
    said = findings(found, "simulator sweep", 1.0, NO_BATCH)
    assert len(said.shown) == (0 if kind == "lhs" else 2)
    leads = {"lhs": "Main effects", "morris": "Elementary effects", "sobol": "Shares of"}
    assert said.main.caption.startswith(leads[kind])
    assert next(iter(said.charts)).startswith("scatter" if kind == "lhs" else "indices")
    assert any(name.startswith("scatter") for name in said.charts)
    assert any(name.startswith("indices") for name in said.charts) == (kind != "lhs")


def _cli(*words: str, folder: Path) -> Ended:
    return simulator(*words, SIMULATOR_STORE=str(folder / "store"))


@pytest.mark.usefixtures("undrawn")
def test_the_command(tmp_path: Path) -> None:
    words = ["sweep", "small", *(w for change in SHORT for w in ("--set", change))]
    words += ["--vary", "demand.scale=1,2", "--replications", "2", "--jobs", "1"]
    dry = _cli(*words, "--dry-run", folder=tmp_path)
    assert dry.returncode == 0
    assert dry.stdout.startswith("2 points x 2 replications = 4 runs, about ")
    done = _cli(*words, "--output", str(tmp_path / "out"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 runs" in done.stderr
    listed = pd.read_csv(tmp_path / "out" / "sweep.csv")
    import duckdb

    columnar = duckdb.sql(f"FROM '{tmp_path / 'out' / 'sweep.parquet'}'").df()
    assert listed["mean"].tolist() == pytest.approx(columnar["mean"].tolist(), nan_ok=True)
    assert (tmp_path / "out" / "report.html").is_file()
    assert not list((tmp_path / "out").glob("*.part"))
    again = _cli(*words, "--json", "--output", str(tmp_path / "out"), folder=tmp_path)
    assert again.returncode == 0, again.stderr
    assert '"points": 2' in again.stdout
    assert again.stderr == ""
    assert '"earlier": "It replaces the earlier answer to the same question."' in again.stdout
    wrong = _cli("sweep", "small", "--vary", "demand.scael=1,2", folder=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean scale?" in wrong.stderr


def test_what_matters_most_is_said_by_the_index_that_the_table_ranks_by() -> None:
    """A valley along demand, which a plane does not see, and a slope of 1 point along set-up.

    Steps of Morris go two thirds of the range: from 1 to 1.67 the valley falls from 10 to 3.3, so
    that each of its effects is 6.7 points over 2/3 = 10.
    """
    vary = ["demand.scale=1.0..2.0", "packing.time.setup=30 s..60 s"]
    found = _sweep(vary, "morris", points=4)
    x, y = (
        np.array([one.level(point[k]) for point in found.design.points])
        for k, one in enumerate(found.design.factors)
    )
    found.of(found.keys[0])[:] = (80 + 20 * abs(x - 1.5) + (y - 30) / 30)[:, np.newaxis]
    answer = findings(found, "simulator sweep", 1.0, NO_BATCH)

    assert answer.main.rows[0][:2] == ("demand", "10.00 points (10.00 to 10.00)")
    most = "Demand matters most: 10.00 points (10.00 to 10.00) over its range, so know it better"
    assert f"{most} first." in answer.conclusion
    assert_plain(answer.conclusion)


def test_a_blank_follows_that_all_points_of_a_design_hold() -> None:
    found = _sweep(["demand.scale=1.0..2.0", "packing.time.setup=30 s..60 s"], "morris", points=4)
    x = np.array([found.design.factors[0].level(point[0]) for point in found.design.points])
    found.of(found.keys[0])[:] = (96 + x)[:, np.newaxis]
    cost = found.of(("cost_per_order", "all"))
    cost[:] = 9.0
    cost[3] = 7.25
    told = findings(found, "simulator sweep", 1.0, NO_BATCH).conclusion
    assert told.startswith(
        "Every one of the 10 points meets the target. The cheapest that meets it is "
    )
    assert ", at 7.25 ± 0.00 USD an order. On-time ship goes from 97 ± 0 %" in told
    assert_plain(told)
