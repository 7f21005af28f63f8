"""The browser that the tests drive, and the tool that looks for what some people cannot use."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import patience

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("there is no chromium here (apt install chromium)", allow_module_level=True)
expect = sync_api.expect
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def chromium():
    """A browser without a window."""
    expect.set_options(timeout=1000 * patience())
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=1000 * patience()
        )
        yield found
        found.close()


def new_page(browser, **context):
    """In a context of its own, which waits as long as other tests do: not half a minute."""
    made = browser.new_context(**context)
    made.set_default_timeout(1000 * patience())
    return made.new_page()


def faults(page):
    """What axe finds on a page that has run AXE: the rule and the first place of each.

    Places of what is right, which nobody reads, are not described: of a long page half the time.
    """
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
