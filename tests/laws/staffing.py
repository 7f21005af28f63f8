"""Sections of a drawn scenario: who can do what, and who works when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from simulator.policies.registry import names
from simulator.stages import STATIONS
from tests.laws import added
from tests.laws.drawing import DAY, Draw, chance, one_of
from tests.laws.span import WEEKDAYS, Span

Section = dict[str, Any]


def people(draw: Draw, span: Span, data: Section) -> dict[str, Section]:
    """Crews and shifts for the stages that are on."""
    skills = []
    if "fraud_review" in data.get("payment", {}):
        skills.append("fraud_review")
    skills += [stage for stage in ("picking", "packing", "labeling") if stage in data]
    if "returns" in data:
        skills.append("inspection")
        if "refurbishing" in data["returns"]:
            skills.append("refurbishing")
    benches = {"stations", "lanes"} & set(data.get("packing", {}))
    alone = {"labeling"} | ({"packing"} if benches else set())
    for station in STATIONS.values():
        if station.section in data and station.section not in added.OWN:
            skills.append(station.name)
            if station.count in data[station.section]:
                alone.add(station.name)
    count = draw(st.integers(1, 3))
    able: list[list[str]] = [[] for _ in range(count)]
    for skill in skills:
        if skill in alone and chance(draw, 4):
            continue
        able[draw(st.integers(0, count - 1))].append(skill)
        for others in able:
            if skill not in others and chance(draw, 3):
                others.insert(draw(st.integers(0, len(others))), skill)
    crews = {f"crew{k}": _crew(draw, mine) for k, mine in enumerate(able) if mine}
    if not crews:
        return {}
    if chance(draw, 5):
        for crew in crews.values():
            _rules_of_a_crew(draw, span, crew)
    shifts = _shifts(draw, span, crews)
    if chance(draw, 5):
        for shift in shifts.values():
            _rules_of_a_shift(draw, span, shift)
    return {"crews": crews} | ({"shifts": shifts} if shifts else {})


def _crew(draw: Draw, skills: list[str]) -> Section:
    crew: Section = {"skills": skills}
    if chance(draw, 3):
        crew["heads"] = draw(st.integers(1, 4))
    if chance(draw, 4):
        crew["speed"] = one_of(draw, (0.79, 0.1, 2, 0.25))  # slow ones have queues
    if chance(draw, 6):
        crew["wage"] = "18 USD/h"
    if chance(draw, 4):
        crew["overtime"] = "27.50 USD/h"
    if chance(draw, 3):
        crew["absence"] = one_of(draw, ("3.1 %", "40 %"))
    return crew


def _rules_of_a_crew(draw: Draw, span: Span, crew: Section) -> None:
    """Speeds by skill, people who learn, agency staff, preferences, premiums."""
    if chance(draw, 3):
        crew["skills"] = {skill: one_of(draw, (1, 0.8, 1.25)) for skill in crew["skills"]}
    if chance(draw, 4):
        crew["prefers"] = one_of(draw, names("preference"))
    if chance(draw, 4):
        crew["new_hires"] = _new_hires(draw, span)
    elif chance(draw, 4):
        crew["cohorts"] = [_cohort(draw, span) for _ in range(draw(st.integers(1, 3)))]
    if chance(draw, 4):
        premium: Section = {
            "days": one_of(draw, ("daily", "sat,sun", "mon-fri")),
            "hours": one_of(draw, ("22:00-06:00", "00:00-24:00", "12:00-14:30")),
        }
        amounts = one_of(draw, ([{"add": "2 USD/h"}], [{"extra": "50 %"}],
                                [{"add": "1 USD/h"}, {"extra": "25 %"}]))  # fmt: skip
        crew["premiums"] = [premium | amount for amount in amounts]
    if "heads" not in crew and chance(draw, 5):
        crew["on_call"] = _on_call(draw, span)


def _new_hires(draw: Draw, span: Span) -> Section:
    hires: Section = one_of(draw, ({"share": "40 %"}, {"heads": 1}, {"heads": 3}))
    hires = hires | {"start": one_of(draw, ("79 %", "50 %"))}
    hires["full_after"] = one_of(draw, ("1 d", "3 w", "5 h"))
    if chance(draw, 5):
        first = span.start + timedelta(days=one_of(draw, (0, -2, 1)))
        hires["hired"] = f"{first:%Y-%m-%d %H:%M}"
    return hires


def _cohort(draw: Draw, span: Span) -> Section:
    """Three of them are never more than everybody by their shares."""
    first = span.start + timedelta(hours=one_of(draw, (0, -40, 9, 24)))
    size: Section = one_of(draw, ({"share": "30 %"}, {"heads": 1}, {"heads": 3}))
    return size | {
        "hired": f"{first:%Y-%m-%d %H:%M}",
        "start": one_of(draw, ("79 %", "50 %")),
        "full_after": one_of(draw, ("1 d", "3 w", "5 h")),
    }


def backlog(draw: Draw) -> str:
    """A threshold that small shops cross now and then."""
    return one_of(draw, ("1 order", "0 orders", "10 min", "4 orders", "0 s", "12 orders"))


def _on_call(draw: Draw, span: Span) -> Section:
    section: Section = {
        "heads": draw(st.integers(1, 3)),
        "backlog_above": backlog(draw),
        "lead_time": one_of(draw, ("1 h", "0 s", "25 min")),
        "stay": one_of(draw, ("1 h", "4 h", "30 min")),
        "judged_every": one_of(draw, ("1 h", "20 min")),
    }
    if span.length >= DAY and chance(draw, 6):
        section["hours"] = one_of(draw, ("06:00-22:00", "20:00-04:00", "09:30-13:00"))
        section["days"] = _days_of_the_start(draw, span)
        section["on_holidays"] = chance(draw, 5)
    return section


def _days_of_the_start(draw: Draw, span: Span) -> str:
    """Weekdays among which are the first two of the simulated time."""
    first = span.start.weekday()
    others = one_of(draw, ((), (2,), (3, 4), (2, 3, 4, 5, 6)))
    return ",".join(WEEKDAYS[(first + k) % 7] for k in (0, 1, *others))


HOURS = {
    "early": ("06:00-14:00", "10:00", "13:30"),
    "late": ("14:00-22:00", "18:00", "14:00"),
    "night": ("22:00-06:00", "02:00", "23:30"),
    "office": ("08:30-17:15", "12:00", "15:00"),
    "whole": ("00:00-24:00", "11:00", "00:00"),
    "overlapping": ("12:00-20:00", "16:00", "12:15"),
}


def _shifts(draw: Draw, span: Span, crews: Section) -> dict[str, Section]:
    """Heads of every crew in one shift at least that falls into the simulated time."""
    without = [name for name, crew in crews.items() if not {"heads", "on_call"} & set(crew)]
    if not without:
        return {}
    shifts: dict[str, Section] = {}
    main = one_of(draw, tuple(HOURS))
    for name in HOURS:
        if name != main and not chance(draw, 2):
            continue
        hours, pause, other = HOURS[name]
        shift: Section = {"hours": hours}
        if name == main and span.length < DAY:
            shift["hours"] = f"{span.start.hour:02}:00-{(span.start.hour + 9) % 24:02}:00"
        elif chance(draw, 5):
            spans = [{"at": pause, "for": one_of(draw, ("30 min", "1 h"))}]
            if chance(draw, 3):
                spans.append({"at": other, "for": "15 min"})
            shift["breaks"] = spans
            shift["paid_breaks"] = not chance(draw, 5)
        if name != main:
            shift["days"] = one_of(draw, ("daily", "mon-fri", "sat,sun"))
        if chance(draw, 3):
            shift["on_holidays"] = True
        least = 1 if name == main else 0
        shift["heads"] = {crew: draw(st.integers(least, 4)) for crew in without}
        shifts[name] = shift
    return shifts


def _rules_of_a_shift(draw: Draw, span: Span, shift: Section) -> None:
    """Other heads on dates, breaks in waves, what becomes of begun work, overtime."""
    if chance(draw, 4):
        shift["heads_on"] = list(_other_heads(draw, span, shift))
    for pause in shift.get("breaks", []):
        if chance(draw, 5) and pause["for"] != "15 min":
            pause["waves"] = draw(st.integers(1, 3))
        if chance(draw, 5):
            pause["begun_work"] = one_of(draw, names("begun work"))
        if pause.get("waves", 1) > 1:
            pause["stops_first"] = one_of(draw, names("stopping"))
            if pause["stops_first"] != "last begun" and pause.get("begun_work") in (None, "finish"):
                pause["begun_work"] = one_of(draw, ("interrupt", "handover"))
    if chance(draw, 6):
        shift["end_of_shift"] = one_of(draw, names("begun work"))
    if shift["hours"] != HOURS["whole"][0] and chance(draw, 6):
        step = one_of(draw, ({}, {"step": "10 min"}))
        shift["overtime"] = {
            "backlog_above": backlog(draw),
            "up_to": one_of(draw, ("1 h", "3 h", "45 min")),
            **step,
        }


def _other_heads(draw: Draw, span: Span, shift: Section) -> Iterator[Section]:
    first = span.start.date()
    last = (span.start + timedelta(milliseconds=span.length)).date()
    when = one_of(draw, (
        {"date": f"{first}"},
        {"from": f"{first}", "to": f"{last}"},
        {"days": shift.get("days", "daily")},
        {"from": f"{first}", "days": shift.get("days", "daily")},
        {"to": f"{last}"},
    ))  # fmt: skip
    yield when | {"heads": {crew: draw(st.integers(0, 5)) for crew in shift["heads"]}}
    if chance(draw, 4):
        crew = next(iter(shift["heads"]))
        yield {"date": f"{last}", "heads": {crew: draw(st.integers(0, 5))}}
