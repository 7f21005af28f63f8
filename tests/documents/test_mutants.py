"""reports/mutants.md names tests, laws and files that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "reports" / "mutants.md").read_text(encoding="utf-8")
ROW = r"^\| (?!Defect)(.+) \| `(.+\.(?:py|js|j2|css))` \| .*`(\w+)`(?: \*)? \|$"
ROWS = re.findall(ROW, PAGE, re.MULTILINE)


def test_every_row_names_a_file_and_what_found_the_defect() -> None:
    sources = {
        str(path.relative_to(ROOT / "simulator")) for path in (ROOT / "simulator").rglob("*")
    }
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    known = set(re.findall(r"^def (\w+)\(", tests, re.MULTILINE))
    assert len(ROWS) == PAGE.count("\n| ") - PAGE.count("\n| Defect")
    assert [row for row in ROWS if row[1] not in sources or row[2] not in known] == []
