"""The section 'receiving' of a drawn scenario, and who has its skills."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from simulator.stages import INBOUND
from tests.laws.drawing import HOUR, MINUTE, SECOND, Draw, chance, one_of, text
from tests.laws.span import Span

Section = dict[str, Any]


def receiving(draw: Draw, span: Span, data: Section) -> None:
    """Add the section, with crews for it: some of those that are there, or their own."""
    section: Section = {"doors": draw(st.integers(1, 3))}
    names = one_of(draw, (["acme"], ["acme", "far-off"]))
    section["suppliers"] = {name: _supplier(draw, span, "inventory" in data) for name in names}
    for name, share in zip(names, ("30 %", "70 %"), strict=False):
        if len(names) > 1:
            section["suppliers"][name]["share"] = share
    for key in ("unloading", "put_away"):
        if chance(draw, 5):
            section[key] = _work(draw)
    if chance(draw, 5):
        section["checking"] = _work(draw)
    if chance(draw, 3):
        section["sellable"] = "arrival"
    if chance(draw, 4):
        section["priority"] = one_of(draw, (0, 2))
    if chance(draw, 3):
        section["unload_within"] = one_of(draw, ("10 min", "4 h"))
    data["receiving"] = section
    _people(draw, data, [skill for skill in INBOUND if skill != "checking" or skill in section])


def _supplier(draw: Draw, span: Span, has_stock: bool) -> Section:
    times = one_of(draw, (["08:00"], ["06:30", "13:00", "21:15"], ["00:00", "00:00:30"]))
    supplier: Section = {"appointments": {"daily": times}}
    if chance(draw, 3):
        moment = span.start + timedelta(milliseconds=draw(st.integers(0, span.length // MINUTE))
                                        * MINUTE)  # fmt: skip
        supplier["dates"] = [f"{moment:%Y-%m-%d %H:%M}"]
    elif span.length < 24 * HOUR:
        supplier["appointments"] = {"daily": [f"{hour:02}:00" for hour in range(24)]}
    if not has_stock or chance(draw, 3):
        supplier["pallets"] = one_of(draw, (3, 1, {"uniform": {"low": 0, "high": 8}}))
    for key in ("early", "late"):
        if chance(draw, 4):
            by = one_of(draw, ("30 min", {"exponential": {"mean": "2 h"}}, "3 h"))
            supplier[key] = {"share": one_of(draw, ("50 %", "10 %")), "by": by}
    if chance(draw, 3):
        supplier["no_show"] = one_of(draw, ("40 %", "100 %"))
    if chance(draw, 5):
        supplier["units_per_pallet"] = one_of(draw, (2, 7))
    if chance(draw, 3):
        supplier["cases_per_pallet"] = one_of(draw, (1, 12))
    if chance(draw, 3):
        supplier["capacity"] = one_of(draw, (1, 4))
    return supplier


def _work(draw: Draw) -> Section:
    work: Section = {}
    if chance(draw, 7):
        work["per_pallet"] = one_of(
            draw, (text(5 * MINUTE), {"exponential": {"mean": "8 min"}}, text(40 * MINUTE))
        )
    if chance(draw, 5):
        work["per_case"] = one_of(draw, (text(10 * SECOND), {"exponential": {"mean": "4 s"}}))
    return work


def _people(draw: Draw, data: Section, skills: list[str]) -> None:
    crews = data.setdefault("crews", {})
    if not crews or chance(draw, 4):
        crews["dockers"] = {"skills": list(skills), "heads": draw(st.integers(1, 3))}
    for skill in skills:
        able = [name for name, crew in crews.items() if skill in crew["skills"]]
        for name, crew in crews.items():
            if name not in able and (not able or chance(draw, 3)):
                able.append(name)
                if isinstance(crew["skills"], dict):
                    crew["skills"][skill] = one_of(draw, (1, 0.8))
                else:
                    crew["skills"].append(skill)
