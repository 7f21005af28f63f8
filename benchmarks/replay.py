"""What the replay of a day costs: bytes in the report, seconds beside the run, ms a frame.

`python benchmarks/replay.py [SCENARIO ...]` (baseline); frames are timed in chromium, where there
is one, as the day plays from the worst hour on, 15 minutes a second: processor time of the thread
that draws, read from chromium's own trace, so that what a busy machine does meanwhile is not in it.
Beside them stand frames that draw nothing but a thousand squares, and nothing at all, in turn with
them; look at the ratio. The worst frame is said in both times: by the clock it is as long as the
machine was elsewhere. Then how many frames a second it reaches.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

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
  const worst = film.day.worst ? film.day.worst[0] : 0;
  const step = Math.max(15 / film.day.seconds, 1);
  const paints = {
    played: (k) => painter.paint(Math.min(worst + k * step, film.day.last), 0.2),
    squares: () => {
      squares.clearRect(0, 0, canvas.width, canvas.height);
      for (let k = 0; k < 1000; k++) squares.fillRect(5 * (k % 100), 5 * Math.floor(k / 100), 4, 4);
    },
    empty: () => squares.clearRect(0, 0, canvas.width, canvas.height),
  };
  for (let k = 0; k < 500; k++) {
    for (const [name, paint] of Object.entries(paints)) {
      await new Promise(requestAnimationFrame);
      performance.mark(`${name} begins`);
      paint(k);
      performance.mark(`${name} ends`);
    }
  }
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


KINDS = ("played", "squares", "empty")


@dataclass(frozen=True)
class Frames:
    """Of each kind the processor's ms a frame, ascending; of the longest played one both times."""

    processor: Mapping[str, list[float]]
    longest: tuple[float, float]
    counting: float
    rate: float

    def of(self, kind: str) -> float:
        """The median."""
        return median(self.processor[kind])


def frames(replay: Replay) -> Frames | None:
    """Of a replay in chromium; None where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path, trace = Path(folder) / "day.html", Path(folder) / "trace.json"
        replay.to_html(path)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_selector("[data-ready]")
        browser.start_tracing(page=page, path=trace, categories=["blink.user_timing"])
        page.evaluate(FRAMES)
        browser.stop_tracing()
        counting, rate = page.evaluate(COUNTS), page.evaluate(PLAYED)
        browser.close()
        events = json.loads(trace.read_text(encoding="utf-8"))["traceEvents"]
    return Frames(*_times(events), counting, rate)


def _times(events: list[dict[str, Any]]) -> tuple[dict[str, list[float]], tuple[float, float]]:
    """Processor's ms by kind, and (processor, clock) of the frame that was longest by the clock."""
    marks: dict[str, list[tuple[float, float]]] = {}
    for event in sorted(events, key=lambda one: one["ts"]):
        if str(event["name"]).endswith((" begins", " ends")):
            marks.setdefault(event["name"], []).append((event["tts"] / 1000, event["ts"] / 1000))
    took = {
        kind: [
            (end[0] - begin[0], end[1] - begin[1])
            for begin, end in zip(marks[f"{kind} begins"], marks[f"{kind} ends"], strict=True)
        ]
        for kind in KINDS
    }
    longest = max(took["played"], key=lambda one: one[1])
    return {kind: sorted(one[0] for one in took[kind]) for kind in KINDS}, longest


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
            _tell(timed)


def _tell(timed: Frames) -> None:
    played, squares, empty = (timed.of(kind) for kind in KINDS)
    ninth = timed.processor["played"][len(timed.processor["played"]) * 9 // 10]
    print(
        f"  a frame: {played:.2f} ms of the processor (9 of 10 at most {ninth:.2f}), "
        f"{played / squares:.1f} times a thousand squares ({squares:.2f} ms; an empty frame "
        f"{empty:.2f})"
    )
    print(
        f"  the longest: {timed.longest[1]:.1f} ms by the clock, {timed.longest[0]:.1f} of them of "
        f"the processor; counting {timed.counting:.3f} ms; played at {timed.rate:.0f} Hz"
    )


if __name__ == "__main__":
    main()
