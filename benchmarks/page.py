"""How long the what-if page takes: from a control that is let go to the figures on the screen.

    python benchmarks/page.py [--scenario small] [--replications 5] [--changes 6]

Needs the extra [web], Playwright and chromium. Changes that nobody asked before are simulated;
asked again they come from the store, so that what is left is the page's own. Beside the times
stands what a replication took its worker. Nothing here gates on an absolute time.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect, sync_playwright

from simulator.experiments.running.executors import default_jobs

# Others have installed a package called `tests` as well, so ours comes first.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.web.served import Served, served

RELEASE = """async (percent) => {
  const slider = document.querySelector("#demand");
  const told = document.querySelector("#told");
  const cards = document.querySelector("#cards");
  const painted = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then, 0)));
  slider.value = percent;
  slider.dispatchEvent(new Event("input"));
  const began = performance.now();
  slider.dispatchEvent(new Event("change"));
  let first = null;
  while (true) {
    await new Promise((then) => new MutationObserver((_, one) => { one.disconnect(); then(); })
      .observe(document.querySelector("#answer"),
        {childList: true, characterData: true, subtree: true}));
    const text = told.textContent;
    if (first === null && /^[0-9]/.test(text) && !text.startsWith("0 of")) {
      await painted();
      first = performance.now() - began;
    }
    if (/^[0-9,]+ replications/.test(told.textContent)) {
      await painted();
      return [first / 1000, (performance.now() - began) / 1000];
    }
  }
}"""


def main() -> None:
    """Print a line for new changes and one for stored ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="small")
    parser.add_argument("--replications", type=int, default=5)
    parser.add_argument("--changes", type=int, default=6)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shop = stack.enter_context(served(given.scenario, folder, default_jobs()))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        began = time.perf_counter()
        page = browser.new_page()
        page.goto(f"{shop.address}&replications={given.replications}")
        expect(page.locator("#told")).to_contain_text("replications", timeout=600_000)
        print(f"cold, to all figures of {given.scenario}: {time.perf_counter() - began:.2f} s")
        percents = [105 + 5 * k for k in range(given.changes)]
        _tell("simulated", page, shop, percents)
        _tell("from the store", page, shop, percents)


def _tell(what: str, page: Page, shop: Served, percents: list[int]) -> None:
    rows = []
    for percent in percents:
        first, last = page.evaluate(RELEASE, percent)
        job = next(reversed(shop.runs.jobs.values()))
        rows.append((first, last, job.seconds or 0.0, max(first - (job.first or 0.0), 0.0)))
        page.wait_for_timeout(1500)  # until the drawings are there too
    first, last, each, own = (median(column) for column in zip(*rows, strict=True))
    print(
        f"{what}: first figures {first:.3f} s, all {last:.3f} s; a replication {each:.3f} s; "
        f"first figures beside it {own:.3f} s"
    )


if __name__ == "__main__":
    main()
