"""What the what-if page does when much is asked of it: seven tabs, killed tabs, cancel and Ctrl-C.

    python benchmarks/page_crowded.py

Needs the extra [web], Playwright and chromium. Six tabs of one browser have runs that take longer
than anybody waits; a seventh asks something short, first alone and then beside them. Then the six
are killed, without a word to the server, whose leases have to end. Nothing here gates on a time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import BrowserContext, expect, sync_playwright

from simulator.experiments.running.executors import default_jobs
from simulator.web.runs import LEASE

# Others have installed a package called `tests` as well, so ours comes first.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.web.served import SHOP, Served, served, wait_for

LONG = "clock.run=30000 d"
TABS = 6


def main() -> None:
    """Print a line for each thing that is measured."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = folder / "shop.yaml"
        file.write_text(SHOP, encoding="utf-8")
        shop = stack.enter_context(served(file, folder, default_jobs()))
        wait_for(lambda: all(one.warm for one in shop.runs.pool.workers))
        _cancel(shop)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        _tabs(shop, browser.new_context())
        _ctrl_c(file, folder)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _busy(shop: Served) -> int:
    return sum(one.task is not None for one in shop.runs.pool.workers)


def _cancel(shop: Served) -> None:
    """From the button to workers that are free again, all of them within a replication."""
    number = shop.ask(LONG)["job"]["number"]
    wait_for(lambda: _busy(shop) >= default_jobs())
    time.sleep(0.5)  # so that they are well within

    def canceled() -> None:
        shop.post("cancel", job=number)
        wait_for(lambda: not _busy(shop))

    print(f"cancel within a replication, to free workers: {_seconds(canceled):.3f} s")
    shop.post("leave", client="a tab")


def _tabs(shop: Served, context: BrowserContext) -> None:
    def seventh(scale: float) -> float:
        page = context.new_page()
        address = f"{shop.address}&set=demand.scale%3D{scale}"

        def answered() -> None:
            page.goto(address)
            expect(page.locator("#told")).to_contain_text("2 replications", timeout=600_000)

        taken = _seconds(answered)
        page.close()
        return taken

    seventh(1.01)
    print(f"a tab alone, from the address to all figures: {seventh(1.02):.2f} s")
    pages = []
    for k in range(TABS):
        pages.append(context.new_page())
        pages[-1].goto(f"{shop.address}&set=clock.run%3D30000+d&set=experiment.seed%3D{k}")
        expect(pages[-1].locator("#told")).to_contain_text("0 of 2", timeout=600_000)
    wait_for(lambda: _busy(shop) >= default_jobs())
    print(f"the same beside {TABS} tabs with long runs: {seventh(1.03):.2f} s")
    page = pages.pop()
    page.close()
    left = _seconds(lambda: wait_for(lambda: shop.runs.tabs() < TABS))
    print(f"a tab that is closed is forgotten after {left:.3f} s")
    for page in pages:  # whose scripts end without `leave`
        page.route("**/api/**", lambda route: route.abort())
    gone = _seconds(lambda: wait_for(lambda: not shop.runs.tabs() and not _busy(shop)))
    print(
        f"{TABS - 1} tabs that are cut off give up workers after {gone:.1f} s ({LEASE:.0f} s lease)"
    )


def _ctrl_c(file: Path, folder: Path) -> None:
    words = ["serve", str(file), "--set", LONG, "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "simulator", *words],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "SIMULATOR_STORE": str(folder / "other")},
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    ended = _seconds(process.wait)
    print(f"Ctrl-C to the end of the server: {ended:.3f} s, exit code {process.returncode}")


if __name__ == "__main__":
    main()
