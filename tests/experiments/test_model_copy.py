"""The model document of a real run: in its folder, made again, and without effect on figures."""

from __future__ import annotations

import json

import pytest

import simulator as sim
from simulator.experiments.store.store import Store
from simulator.experiments.writing import rewrite_report
from simulator.mistakes import InputError

pytestmark = pytest.mark.usefixtures("undrawn")

SHORT = ("clock.run=2 d", "clock.warm_up=6 h", "clock.cool_down=1 d", "demand.orders_per_day=40")
TOLD = 'study={purpose: "Why | <script>", outputs: [otif], assumptions: [one]}'


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two runs of the same scenario, of which one says what it is for."""
    made = tmp_path_factory.mktemp("runs")
    run = {"replications": 2, "jobs": 1}
    plain = sim.run("small", overrides=[*SHORT, "study={}"], **run).write(made / "plain")
    told = sim.run("small", overrides=[*SHORT, TOLD], **run).write(made / "told")
    return plain, told


def test_a_study_changes_no_figure(folders):
    plain, told = folders
    for name in ("kpis.csv", "orders.parquet", "events.parquet", "series.parquet"):
        assert (plain / name).read_bytes() == (told / name).read_bytes(), name
    assert (plain / "model.md").read_bytes() != (told / "model.md").read_bytes()


def test_the_copy_is_of_this_run(folders):
    text = (folders[1] / "model.md").read_text(encoding="utf-8")
    manifest = json.loads((folders[1] / "manifest.json").read_bytes())
    assert "# Model of the run `small`\n\nThree days of a small shop\n" in text
    assert "Why \\| &lt;script&gt;" in text
    assert "2 independent replications (numbers 0 to 1); planned: 2." in text
    for known in (manifest["scenario_sha256"], manifest["command"].split(" --set")[0]):
        assert known in text
    assert f"| run time | {manifest['seconds']:,.1f} s |" in text
    for name, version in manifest["versions"].items():
        assert f"| {name} | `{version}` |" in text
    assert "| `otif` |" in text
    assert "all planned replications" not in text


def test_the_report_command_makes_it_again(folders):
    plain, _ = folders
    page = (plain / "model.md").read_bytes()
    (plain / "model.md").unlink()
    rewrite_report(plain)
    assert (plain / "model.md").read_bytes() == page


def test_a_folder_without_its_scenario_says_so(folders):
    _, told = folders
    kept = (told / "scenario.yaml").read_bytes()
    (told / "scenario.yaml").unlink()
    with pytest.raises(InputError, match=r"scenario\.yaml"):
        rewrite_report(told)
    (told / "scenario.yaml").write_bytes(kept)


def test_replications_from_the_store_are_told(tmp_path):
    kept = Store(tmp_path / "store", lambda _: None)
    again = {"replications": 2, "jobs": 1, "store": kept, "orders": "none"}
    sim.run("small", overrides=SHORT, **again)
    results = sim.run("small", overrides=[*SHORT, TOLD], **again)
    text = (results.write(tmp_path / "run") / "model.md").read_text(encoding="utf-8")
    assert "| replications read from the store, not run again | 2 |" in text


def test_one_replication_alone_is_told_by_its_number(tmp_path):
    folder = sim.run("small", overrides=SHORT, only=3, jobs=1).write(tmp_path / "run")
    text = (folder / "model.md").read_text(encoding="utf-8")
    assert "1 independent replication (number 3); planned: 5." in text
    assert "That makes all planned replications." in text
    assert "--only 3\n```" in text
