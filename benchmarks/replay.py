"""What the replay of a day costs: bytes in the report, seconds beside the run, ms a frame.

`python benchmarks/replay.py [SCENARIO ...]` (baseline); frames are timed in chromium, where there
is one: what the script takes of 300 through the day, and how many a second it reaches when played.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import time
from pathlib import Path

import simulator as sim
from simulator.compiled.choice import Asked, asked_for
from simulator.journey import simulate
from simulator.reporting.replay.files import script, style
from simulator.reporting.replay.replay import Replay, past_of, replay_of
from simulator.workload.sampling import sample

FRAMES = """() => {
  const shown = document.querySelector("[data-replay]").shown;
  const film = shown.film();
  const canvas = document.querySelector("canvas[role]");
  const painter = Replay.painter(canvas, film, new Set());
  painter.resize();
  const took = [];
  for (let k = 0; k < 300; k++) {
    const began = performance.now();
    painter.paint(Math.floor((k / 300) * film.day.last), 0.2);
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  return [took[150], took[285]];
}"""
PLAYED = """async () => {
  const button = document.querySelector(".replay-controls button");
  document.querySelector("select").value = "30";
  document.querySelector("[data-replay]").shown.go(6 * 3600);
  button.click();
  let frames = 0;
  const began = performance.now();
  while (performance.now() - began < 5000) {
    await new Promise(requestAnimationFrame);
    frames++;
  }
  button.click();
  return (1000 * frames) / (performance.now() - began);
}"""
COUNTS = """() => {
  const film = document.querySelector("[data-replay]").shown.film();
  const at = new Int32Array(film.parcels.count);
  const began = performance.now();
  for (let k = 0; k < 300; k++) Replay.state(film, Math.floor((k / 300) * film.day.last), at);
  return (performance.now() - began) / 300;
}"""


def frames(replay: Replay) -> tuple[float, float, float, float] | None:
    """Of a frame the script's ms: mean, longest, of its counting alone; and frames a second played.

    None without chromium.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "day.html"
        replay.to_html(path)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_selector("[data-ready]")
        middle, long = page.evaluate(FRAMES)
        counting, rate = page.evaluate(COUNTS), page.evaluate(PLAYED)
        browser.close()
    return middle, long, counting, rate


def main() -> None:
    for name in sys.argv[1:] or ["baseline"]:
        scenario = sim.load(name).scenario
        with asked_for(Asked("compiled")):
            simulate(scenario, sample(scenario, 1))  # loads what is loaded once
            began = time.process_time()
            workload = sample(scenario, 0)
            timeline = simulate(scenario, workload)
        simulated = time.process_time() - began
        began = time.process_time()
        past = past_of(scenario, workload, timeline)
        replay = replay_of(past, 0)
        drawn = time.process_time() - began
        print(f"{name}: one replication {simulated:.2f} s, its replay {drawn:.2f} s")
        for day in replay.content["days"]:
            parcels = dict(day["columns"])["spells"]
            each = len(day["data"]) / parcels
            print(
                f"  {day['date']}: {len(day['data']):,} bytes, {parcels:,} parcels, {each:.1f} each"
            )
        size = len(replay.json) + len(script()) + len(style())
        packed = len(gzip.compress(replay.json.encode()))
        print(
            f"  in the report: {size:,} bytes, {len(script()):,} of them script; {packed:,} gzipped"
        )
        timed = frames(replay)
        if timed is not None:
            told = "  a frame: {:.2f} ms, 1 in 20 {:.2f}; counting {:.2f} ms; played at {:.0f} Hz"
            print(told.format(*timed))


if __name__ == "__main__":
    main()
