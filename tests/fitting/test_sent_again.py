"""A log with a claim: the parcel that was sent again is no second hand-over of its order."""

from __future__ import annotations

from pathlib import Path

from simulator.fitting.read_history import read_history
from simulator.units import DAY, HOUR

HEAD = "replication,order,activity,parcel,visit,detail,queued_at,began_at,ended_at"
AGAIN = (
    ("inventory", 1, "", "02 08:00"),
    ("payment", 1, "", "02 08:00"),
    ("picking", 1, "", "02 10:00"),
    ("shipping", 1, "", "02 16:00"),
    ("tracking", 1, "delivered", "04 12:00"),
    ("tracking", 1, "sent_again", "05 12:00"),
    ("picking", 2, "", "06 10:00"),
    ("shipping", 2, "", "06 16:00"),
    ("tracking", 1, "arrived_again", "08 12:00"),
)


def log(path: Path, head: str = HEAD) -> Path:
    rows = [
        f"0,7,{activity},1,{visit},{detail},{at},{at},{at}"
        for activity, visit, detail, day in AGAIN
        for at in [f"2026-03-{day}:00"]
    ]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def test_what_is_sent_again_is_handed_over_and_delivered_once(tmp_path: Path) -> None:
    read = read_history(log(tmp_path / "events.csv"))
    history = read.history
    handling = history.when_handed_over - history.placed
    transit = history.when_delivered - history.when_handed_over

    assert (handling.tolist(), transit.tolist()) == ([8 * HOUR], [DAY + 20 * HOUR])
    assert "1 hand-overs of parcels that were sent again are left out." in read.notes
    assert read.scans is not None
    assert read.scans.activity.count("picking") == 2  # work of the house all the same


def test_a_visit_in_a_file_of_others_is_their_own_word(tmp_path: Path) -> None:
    """Their `visit` may be any number: without our parcels it says nothing."""
    read = read_history(log(tmp_path / "scans.csv", HEAD.replace("parcel", "trolley")))
    assert (read.history.when_handed_over - read.history.placed).tolist() == [4 * DAY + 8 * HOUR]
