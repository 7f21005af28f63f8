"""What the replay of a day costs: bytes in the report, seconds beside the run, ms a frame.

`python benchmarks/replay.py [SCENARIO ...]` (baseline); frames are timed in chromium, where there
is one: what the script takes of one as it plays from the worst hour on, 15 minutes a second (the
median of 25 means of 20 frames, since a browser's clock has steps of a tenth of a ms), beside a
frame that draws nothing but a thousand squares, and one that draws nothing at all. On a busy
machine look at the ratio. Then how many frames a second it reaches.
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

FRAMES = """async () => {
  const film = document.querySelector("[data-replay]").shown.film();
  const canvas = document.querySelector("canvas[role]");
  const under = canvas.previousElementSibling;
  const painter = Replay.painter(canvas, under, film, new Set());
  painter.resize();
  const squares = canvas.getContext("2d");
  const median = async (paint) => {
    const took = [];
    for (let batch = 0; batch < 25; batch++) {
      let sum = 0;
      for (let k = 0; k < 20; k++) {
        await new Promise(requestAnimationFrame);
        const began = performance.now();
        paint(20 * batch + k);
        sum += performance.now() - began;
      }
      took.push(sum / 20);
    }
    return took.sort((a, b) => a - b)[12];
  };
  const worst = film.day.worst ? film.day.worst[0] : 0;
  const step = Math.max(15 / film.day.seconds, 1);
  const played = await median((k) => painter.paint(Math.min(worst + k * step, film.day.last), 0.2));
  const reference = await median(() => {
    squares.clearRect(0, 0, canvas.width, canvas.height);
    for (let k = 0; k < 1000; k++) squares.fillRect(5 * (k % 100), 5 * Math.floor(k / 100), 4, 4);
  });
  const empty = await median(() => squares.clearRect(0, 0, canvas.width, canvas.height));
  return [played, reference, empty];
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
  const began = performance.now();
  for (let k = 0; k < 3000; k++) Replay.state(film, Math.floor((k / 3000) * film.day.last));
  return (performance.now() - began) / 3000;
}"""


def frames(replay: Replay) -> tuple[float, float, float, float, float] | None:
    """The script's ms of a frame, a thousand squares, nothing and counting; and frames a second.

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
        played, squares, empty = page.evaluate(FRAMES)
        counting, rate = page.evaluate(COUNTS), page.evaluate(PLAYED)
        browser.close()
    return played, squares, empty, counting, rate


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
            played, squares, empty, counting, rate = timed
            print(
                f"  a frame: {played:.2f} ms of script, {played / squares:.1f} times a thousand "
                f"squares ({squares:.2f} ms; an empty frame {empty:.2f}); counting {counting:.3f} "
                f"ms; played at {rate:.0f} Hz"
            )


if __name__ == "__main__":
    main()
