"""docs/how_to/add_a_stage.md does what it says, on a copy of the package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents.copy_of_the_package import copied, ran_in, said_by
from tests.documents.pages import ROOT

PAGE = (ROOT / "docs" / "how_to" / "add_a_stage.md").read_text(encoding="utf-8")
FILES = ("stage", "__init__", "section", "draws", "process", "figures", "work")
LAWS = "tests/laws/test_laws.py::test_every_law_holds_in_every_scenario"
DRAWN = """
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from simulator.scenario.layout import ROOT
from tests.laws.added import sections
from tests.laws.test_drawn import offered, written

found = set()


@settings(max_examples=100, derandomize=True, database=None, phases=[Phase.generate],
    deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def draw(data):
    found.update(written(ROOT, sections(data.draw)))


draw()
its_own = {path for path in offered(ROOT) if path.startswith("gift_wrapping.")}
assert len(its_own) > 5 and its_own <= found, its_own - found
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package to which the stage was added."""
    folder = tmp_path_factory.mktemp("house")
    written, edited = copied(folder, PAGE)
    assert sorted(Path(name).stem for name in written) == sorted(FILES)
    assert len(edited) == 2
    return folder


def test_it_shows_everywhere(house: Path) -> None:
    said_by(
        house,
        "-m",
        "simulator",
        "run",
        "try.yaml",
        "--output",
        "run",
        "--no-store",
        "--replications",
        "2",
    )
    kpis = (house / "run" / "kpis.csv").read_text(encoding="utf-8")
    for name in ("gift_wrapping.share", "time_hours.gift_wrapping", "queue_time.gift_wrapping.mean",
                 "utilization.wrappers", "machine_utilization.gift_wrapping"):  # fmt: skip
        assert f"\n{name}," in kpis
    report = (house / "run" / "report.html").read_text(encoding="utf-8")
    for words in ("Gift wrapping, share", "wrappers"):
        assert words in report
    replay = json.loads((house / "run" / "replay.json").read_text(encoding="utf-8"))
    labels = [spot["label"] for spot in replay["spots"]]
    assert labels[labels.index("Packing") : labels.index("Labeling")] == [
        "Packing",
        "Gift wrapping",
    ]
    model = (house / "run" / "model.md").read_text(encoding="utf-8")
    assert "wrap[Gift wrapping] --> label" in model
    for words in ("| wrapping tables | `2` |", "Gifts queue for wrappers", "`[gift_wrapping]`"):
        assert words in model


def test_its_time_is_in_the_log_and_under_its_own_cause(house: Path) -> None:
    script = """
import numpy as np
import simulator as sim
from simulator.results.events import EVENT_ACTIVITIES, event_rows
scenario = sim.load("try.yaml").scenario
work = sim.sample(scenario, 0)
timeline = sim.simulate(scenario, work)
rows = event_rows(work, timeline, with_messages=True)
wrapped = rows.order[rows.activity == EVENT_ACTIVITIES.index("gift_wrapping")]
placed = work.added["gift_wrapping"]["gift"] & (timeline.visits["packing"].ended >= 0)
assert sorted(wrapped.tolist()) == np.flatnonzero(placed).tolist()
kpis = sim.measure(scenario, work, timeline).kpis
sent = timeline.visits["gift_wrapping"]
took = (sent.ended - sent.began)[sent.ended >= 0]
assert set(took.tolist()) == {120_000}
assert kpis["time_hours.gift_wrapping", "all"] > 0
assert kpis["time_hours.rework", "all"] < kpis["time_hours.packing", "all"]
"""
    said_by(house, "-c", script.replace("sim.measure", "measure").replace(
        "import simulator as sim",
        "import simulator as sim\nfrom simulator.measure.measurement import measure"))  # fmt: skip


def test_explain_and_the_schema_know_it(house: Path) -> None:
    assert "wrappers" in said_by(house, "-m", "simulator", "explain", "try.yaml")
    wrong = (house / "try.yaml").read_text(encoding="utf-8").replace("25 %", "250 %")
    (house / "wrong.yaml").write_text(wrong, encoding="utf-8")
    ran = ran_in(house, "-m", "simulator", "validate", "wrong.yaml")
    assert ran.returncode == 2
    assert "gift_wrapping.share" in ran.stderr


def test_the_laws_draw_it(house: Path) -> None:
    """All of its section; the other sections are drawn whether it is there or not."""
    said_by(house, "-c", DRAWN)  # asserts that it succeeds


@pytest.mark.slow
def test_the_laws_hold_with_it(house: Path) -> None:
    said_by(house, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "--rootdir",
            str(ROOT), str(ROOT / LAWS))  # fmt: skip
