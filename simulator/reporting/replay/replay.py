"""The replay of one replication: a picture of a day or of several, and the page that shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from simulator.reporting.replay import files
from simulator.reporting.replay.days import Day, by_badness, day_of
from simulator.reporting.replay.picture import MOST_BYTES, Past, picture, shared
from simulator.reporting.replay.spells import spells_of
from simulator.reporting.replay.spots import spots_of
from simulator.reporting.templating import rendered
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.workload.workload import Workload

ROOM = 200_000
"""Bytes of all days of a picture, unless one day alone takes more."""


@dataclass(frozen=True)
class Replay:
    """Days of one replication to be looked at; a notebook shows it, `to_html` writes a page.

    `content` is what the page reads, as values that JSON has.
    """

    content: dict[str, Any]

    @property
    def days(self) -> tuple[date, ...]:
        """The dates that it has, the one that is shown first at the front."""
        return tuple(date.fromisoformat(day["date"]) for day in self.content["days"])

    @property
    def replication(self) -> int:
        """Which replication it is, from 0."""
        return int(self.content["replication"])

    @property
    def json(self) -> str:
        """The content as one line of JSON."""
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":"))

    def to_html(self, path: str | Path | None = None) -> str:
        """A page that needs no other file, also written to `path`, if one is given."""
        page = rendered(
            "replay_page.html.j2", {**of_page(self.json), "title": self._title}, html=True
        )
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    @property
    def _title(self) -> str:
        return f"{self.content['title']}: a day replayed"

    def __repr__(self) -> str:
        days = ", ".join(day.isoformat() for day in self.days)
        return f"<replay of {days}, replication {self.replication}; to_html(path)>"

    def _repr_html_(self) -> str:
        page = escape(self.to_html(), quote=True)
        style = "width: 100%; height: 54rem; border: 0"
        return f'<iframe srcdoc="{page}" title="{escape(self._title)}" style="{style}"></iframe>'


def of_page(json: str) -> dict[str, str]:
    """What a template needs to show a replay: its JSON, script and style."""
    return {
        "replay": files.in_a_page(json) if json else "",
        "replay_script": files.script(),
        "replay_style": files.style(),
    }


def past_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> Past:
    """A replication as pictures need it."""
    spots = spots_of(scenario, timeline)
    return Past(scenario, workload, timeline, spots, spells_of(timeline, spots))


def replay_of(
    past: Past,
    number: int,
    told: Sequence[str] = (),
    days: Sequence[date] = (),
    room: int = ROOM,
) -> Replay:
    """The picture of some days of replication `number`; without any of the worst ones.

    Those are as many, from the worst on, as have room; the first is there in any case. `told` are
    sentences that stand with it: which replication this is.
    """
    scenario = past.scenario
    ranked = by_badness(scenario, past.workload, past.timeline, past.spots, past.spells)
    why = {day.date: text for day, text in ranked}
    named = [day_of(scenario, when) for when in days]
    chosen = named or [day for day, _ in ranked]
    pictures: list[dict[str, Any]] = []
    left = max(MOST_BYTES // len(named), 1) if named else MOST_BYTES
    for day in chosen:
        drawn = picture(past, day, _why(day, why, ranked), left)
        size = len(drawn["data"]) + len(json.dumps(drawn["names"]))
        if pictures and not named and size > room:
            break
        room -= size
        pictures.append(drawn)
    return Replay(
        {
            "version": 1,
            "title": scenario.title or scenario.name,
            "replication": number,
            "told": list(told),
            **shared(past),
            "days": pictures,
        }
    )


def _why(day: Day, why: dict[date, str], ranked: Sequence[tuple[Day, str]]) -> str:
    """What kind of day it is, a sentence."""
    if day.date not in why:
        return "This day is outside the measured window."
    if len(ranked) > 1 and day.date == ranked[0][0].date:
        return f"The worst day of the {len(ranked)} measured: {why[day.date]}."
    text = why[day.date]
    return f"{text[:1].upper()}{text[1:]}."
