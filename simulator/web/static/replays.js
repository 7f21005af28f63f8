// The screen that replays a day of the run that is on the first screen.

import { make } from "./drawing.js";

const $ = (selector) => document.querySelector(selector);

export function replays(current) {
  let shown = "";
  let of = null;

  function say(text) {
    $("#replay-told").textContent = text;
  }

  // What is shown stays until the next is there; a run that is asked for meanwhile goes before.
  async function show() {
    const job = current();
    if (!job || job.state !== "done") {
      if (of !== null) return;
      return say("A day is shown as soon as all replications are done.");
    }
    if (of !== job.number) $("#replay-day").value = "";
    const key = `${job.number} ${$("#replay-day").value}`;
    if (key === shown) return;
    shown = key;
    of = job.number;
    say("A replication is simulated once more…");
    const answer = await fetch(`/replay/${job.number}?${new URLSearchParams({ day: $("#replay-day").value })}`);
    if (key !== shown) return;
    if (!answer.ok) return say((await answer.text()).trim());
    const found = await answer.json();
    const content = { ...found, days: found.days.slice(0, 1) }; // others are asked for above
    if (key !== shown) return;
    say("");
    const holder = make("div", { className: "replay" });
    $("#replay-holder").replaceChildren(holder);
    Replay.mount(holder, content);
  }

  $("#replay-day").addEventListener("change", show);
  return { show };
}
