"""How far a forecast of the backlog is off, from the state, from a warm-up, and as last week was.

`python benchmarks/forecast_error.py` simulates logs of a house, cuts each at 10:00 of some days as
its floor would tell it (nothing that only a model knows), forecasts the backlog 4 h, 24 h and 72 h
ahead, and compares with what the log says. It writes the table of docs/forecast_error.md.
The design follows Avramenko, Chapela-Campa, Dumas and Milani (2025, arXiv 2509.07747): short-term
forecasts that begin with the process as it stands, against those that warm up.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import simulator as sim
from simulator.experiments.forecast.forecast import ending
from simulator.experiments.state.folder import settings_from
from simulator.results.timeline import Timeline
from simulator.scenario import Loaded, Scenario
from simulator.units import HOUR, NEVER

HERE = Path(__file__).resolve().parents[1]
PAGE = HERE / "docs" / "forecast_error.md"
AHEAD = (4, 24, 72)
HOUSE = {
    "clock.start": "2026-03-02", "clock.warm_up": "7 d", "clock.run": "14 d",
    "clock.cool_down": "3 d", "demand.scale": 2.3, "returns": "off",
}  # fmt: skip
BURST = {
    "demand.events": [{"name": "burst", "from": "2026-03-17", "to": "2026-03-18", "factor": 1.8}]
}
DAYS = {"an ordinary week": ("2026-03-17", "2026-03-18", "2026-03-19"),
        "a burst": ("2026-03-17", "2026-03-18", "2026-03-19")}  # fmt: skip
WAYS = ("from the state", "from a warm-up", "as last week")


def backlog(timeline: Timeline, moments: list[int]) -> list[int]:
    """Orders released and not handed over, at some moments."""
    released = np.sort(timeline.released[timeline.released != NEVER])
    left = np.where(timeline.handed_over != NEVER, timeline.handed_over, timeline.ended)
    left = np.sort(left[(timeline.released != NEVER) & (left != NEVER)])
    return [
        int(np.searchsorted(released, at, "right") - np.searchsorted(left, at, "right"))
        for at in moments
    ]


def run(scenario: Scenario, number: int) -> Timeline:
    """One replication's log."""
    return sim.simulate(scenario, sim.sample(scenario, number))


def errors(loaded: Loaded, days: tuple[str, ...], logs: int, replications: int) -> np.ndarray:
    """(ways, horizons, logs x days) Absolute errors of the forecast backlog, in orders."""
    dates = loaded.scenario.clock.calendar
    cuts = [dates.since_start(np.datetime64(f"{day}T10:00").astype(object)) for day in days]
    moments = [cut + ahead * HOUR for cut in cuts for ahead in AHEAD]
    others = [backlog(run(loaded.scenario, 1000 + k), moments) for k in range(replications)]
    warmed = np.mean(others, axis=0).reshape(len(cuts), len(AHEAD))
    found = np.zeros((len(WAYS), len(AHEAD), logs * len(cuts)))
    for log in range(logs):
        seeded = loaded.with_({"experiment.seed": 100 + log})
        truth = run(seeded.scenario, 0)
        actual = np.reshape(backlog(truth, moments), (len(cuts), len(AHEAD)))
        week = backlog(truth, [moment - 7 * 24 * HOUR for moment in moments])
        last = np.reshape(week, (len(cuts), len(AHEAD)))
        for k, day in enumerate(days):
            ours = from_state(seeded, f"{day} 10:00", replications)
            for way, told in enumerate((ours, warmed[k], last[k])):
                found[way, :, log * len(cuts) + k] = np.abs(told - actual[k])
    return found


def from_state(loaded: Loaded, at: str, replications: int) -> np.ndarray:
    """(horizons,) The mean backlog of the futures of the floor at a moment."""
    with TemporaryDirectory() as folder:
        state = Path(folder, "state")
        sim.snapshot(loaded, at, state, draws=False)
        begun = loaded.with_(settings_from(state)).with_({"experiment.seed": 9})
        scenario = ending(begun.scenario, f"{max(AHEAD)} h")
        low = scenario.clock.window[0]
        moments = [low + ahead * HOUR for ahead in AHEAD]
        each = [backlog(run(scenario, k), moments) for k in range(replications)]
    return np.mean(each, axis=0)


def main() -> None:
    """Simulate, compare, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=3)
    parser.add_argument("--replications", type=int, default=6)
    asked = parser.parse_args()
    rows = []
    for name, days in DAYS.items():
        changes = HOUSE | (BURST if name == "a burst" else {})
        loaded = sim.load("small", overrides=changes)
        found = errors(loaded, days, asked.logs, asked.replications)
        for k, way in enumerate(WAYS):
            cells = []
            for values in found[k]:
                half = 1.96 * values.std(ddof=1) / len(values) ** 0.5
                cells.append(f"{values.mean():.0f} ± {half:.0f}")
            rows.append(f"| {name} | {way} | {' | '.join(cells)} |")
            print(rows[-1], flush=True)
    head = "| Week | Forecast | " + " | ".join(f"{ahead} h ahead" for ahead in AHEAD) + " |"
    text = PAGE_TEXT.format(
        table="\n".join([head, "|---|---|" + "---|" * len(AHEAD), *rows]),
        logs=asked.logs, cuts=asked.logs * 3, replications=asked.replications,
    )  # fmt: skip
    PAGE.write_text(text, encoding="utf-8")


PAGE_TEXT = """# How far a forecast is off

Mean absolute error of the forecast backlog (orders released and not handed over), in orders,
with the half-width of its 95 % interval over {cuts} cuts: {logs} simulated logs each, cut at
10:00 of three days.

{table}

- **From the state**: a snapshot (`simulator snapshot RUN --at TIME`, `--without-draws`)
  at the cut, and the mean of
  {replications} futures that begin with it, with another seed than the log's.
- **From a warm-up**: the mean of {replications} runs of the same scenario from an empty house
  two weeks before, which knows the plan (the burst too) and not the floor.
- **As last week**: what the log says of the same hour a week before.

The house is `small` with 2.3 times its demand, 345 orders a day, without returns; the burst is
1.8 times that on Tuesday and Wednesday. The logs are simulated with the model that forecasts:
inputs that are wrong would add to each error. Made by `python benchmarks/forecast_error.py`,
after the design of Avramenko, Chapela-Campa, Dumas and Milani (2025, arXiv 2509.07747).
"""

if __name__ == "__main__":
    main()
