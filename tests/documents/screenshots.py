"""The screenshots of README: the what-if page, and a page for a meeting.

    python -m tests.documents.screenshots

Needs the extra [web], Playwright and chromium. They are looked at and not compared: fonts differ
from one machine to the next.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

import simulator as sim
from tests.web.browsers import chromium, expect
from tests.web.served import served

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "figures"
WHAT_IF, MEETING = FIGURES / "what_if.png", FIGURES / "meeting.png"
SCREEN = {"width": 1120, "height": 760}
COLORS = 64
"""Of a picture, which are enough for a page and make a small file."""


def main() -> None:
    """Make both again."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = Path(folder)
        with served("small", place, 2) as shop:
            page = browser.new_page(viewport=SCREEN, color_scheme="light")
            page.goto(f"{shop.address}&set=demand.scale%3D1.3")
            expect(page.locator("#told")).to_contain_text("5 replications")
            expect(page.get_by_role("heading", name="Where an order's time goes")).to_be_visible()
            _keep(page.screenshot(), WHAT_IF)
        answer = sim.compare("extra_hands", variants="all", jobs=1)
        written = answer.write(place / "answer") / "report.html"
        page = browser.new_page(viewport=SCREEN | {"height": 900}, color_scheme="light")
        page.goto(written.as_uri())
        _keep(page.screenshot(), MEETING)


def _keep(content: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("RGB").quantize(COLORS).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
