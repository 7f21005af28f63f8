"""What one stage of an order's journey is called, and what it is made of; pure words, no imports.

Everything that lists stages, activities, stations, skills or causes of time is derived from these
records (`simulator.stages`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Doing = Literal["work", "waiting", "on the road"]


@dataclass(frozen=True)
class Cause:
    """A name for a part of an order's time from placed to finished; all of them add up to it.

    `doing` is what happens to the order meanwhile; `spoken` is what a late order is said to wait
    for, empty once it has left the house. For an `avoidable` one it would not wait if there were
    more of something. What a stage makes orders wait for before and after the next one is told
    `behind` that one's causes.
    """

    name: str
    meaning: str
    spoken: str = ""
    doing: Doing = "work"
    avoidable: bool = False
    behind: bool = False


@dataclass(frozen=True)
class Station:
    """An activity that queues for crews or machines; a crew's skill is called like it.

    `section` is the path of its YAML section, `count` that of the number of its machines within
    it, where they can be counted; `machines` is what they are called. `all` says whether every
    parcel is served there, or some pass it by.
    """

    name: str
    section: str
    machines: str = "machines"
    count: str = ""
    all: bool = True


@dataclass(frozen=True)
class StateColumn:
    """A column of a file that says what is in the house: its name, and what it says.

    One of `ours` is in snapshots of our own runs alone, one of `others'` in none of them. One that
    `needs` a rule, a path of the scenario, is read where the house has it; elsewhere the orders
    that tell it are counted, and the rule is `called` so.
    """

    name: str
    about: str = ""
    kind: Literal["text", "number", "moment"] = "text"
    whose: Literal["everybody's", "ours", "others'"] = "everybody's"
    needs: str = ""
    called: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage; its name is its YAML section, its folder and the prefix of its KPIs.

    `happens` and `off` are sentences: what happens in it, and what where its section is absent.
    `activities` are those of the event log, in the order in which an order meets them. A stage
    `on_the_floor` shares the causes of the floor (`FLOOR`); one that is a `lag` has an activity and
    a cause of the same name on the way to the dock, and no stations. `times` are the keys of how
    long things take, by what takes it, `rules` those that choose a rule or set its limits. `nodes`
    are what the flow chart has of it; a station on the way to the dock draws itself there by
    `chart`, lines of Mermaid in which {next} is the node after it. An `inbound` one serves
    what suppliers bring and no orders: its activities are in no order's log, and the chart has it
    only where it is on. A stage `beside` the journey serves customers and no orders: crews of their
    own may work at its stations, and none has to. `state` are the columns that it adds to the
    orders of a state.
    """

    name: str
    happens: str
    off: str
    activities: tuple[str, ...] = ()
    stations: tuple[Station, ...] = ()
    causes: tuple[Cause, ...] = ()
    on_the_floor: bool = False
    lag: bool = False
    inbound: bool = False
    beside: bool = False
    times: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rules: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    chart: tuple[str, ...] = ()
    state: tuple[StateColumn, ...] = ()


FLOOR = (
    Cause(
        "off_shift",
        "queued while none of the crews that may serve it there, in its zone or lane, is at work "
        "(breaks included)",
        spoken="closed hours",
        doing="waiting",
        avoidable=True,
    ),
    Cause(
        "labor",
        "queued while those of them who are at work are all busy",
        spoken="busy crews",
        doing="waiting",
        avoidable=True,
    ),
    Cause(
        "equipment",
        "queued while one of them is free, and every machine of its lane, or all room in its zone "
        "(at_most), is taken",
        spoken="machines",
        doing="waiting",
        avoidable=True,
    ),
)
"""What an order waits for at a station, whichever it is."""
