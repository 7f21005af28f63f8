"""The tables of a comparison that stand on its page alone: means, and which may be the best."""

from __future__ import annotations

from simulator.experiments.asked import ORDINARY
from simulator.experiments.compare import Comparison
from simulator.experiments.wording import (
    kpi_text,
    value_text,
)
from simulator.reporting.numbers import listed
from simulator.reporting.tables import NONE, Table


def capital(text: str) -> str:
    """With a capital at the start, unless it is a user's name."""
    return (
        f"{text[:1].upper()}{text[1:]}" if text in (ORDINARY, "the target", "the targets") else text
    )


def means(found: Comparison) -> Table:
    """One row per KPI and case, one column per choice."""
    names = [one.name for one in found.alternatives]
    several = len(found.crossed.cases) > 1
    rows = []
    for name, scope, unit, case in dict.fromkeys(
        (row.kpi, row.scope, row.unit, row.case) for row in found.rows
    ):
        mine = [row for row in found.rows if (row.kpi, row.scope, row.case) == (name, scope, case)]
        values = [mine[0].baseline, *(row.value for row in mine)]
        head = (kpi_text(name, scope), *((capital(case),) if several else ()))
        rows.append((*head, *(value_text(value, unit) for value in values)))
    head = ("KPI", *(("Case",) if several else ()), *names)
    return Table("Means", head, tuple(rows), 2 if several else 1)


def best(found: Comparison) -> Table:
    """One row per KPI and case: the choices that no other is shown to beat."""
    names = [one.name for one in found.alternatives]
    if len(names) < 2:
        return Table("Which may be the best", (), ())
    several = len(found.crossed.cases) > 1
    rows = [
        (
            kpi_text(one.kpi, one.scope),
            *((capital(one.case),) if several else ()),
            listed(list(one.who(names))) or NONE,
        )
        for one in found.best
    ]
    head = ("KPI", *(("Case",) if several else ()), "Not shown to be beaten")
    return Table("Which may be the best", head, tuple(rows), 3)
