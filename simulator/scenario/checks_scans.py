"""What must fit together in the scans of carriers."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]


def scans(scenario: Scenario) -> Iterator[Misfit]:
    """Each has its own name, and comes later on the way than the one before."""
    for name, carrier in scenario.carriers.items():
        names: list[str] = []
        before = -1.0
        for k, scan in enumerate(carrier.scans):
            at = ("shipping", "carriers", name, "scans", k)
            if scan.name in names:
                taken = {each.name for each in carrier.scans}
                free = next(
                    other
                    for number in range(2, len(carrier.scans) + 2)
                    if (other := f"{scan.name} {number}") not in taken
                )
                wrong = f"another scan of {name} has the name {scan.name!r}"
                yield (*at, "name"), f"{wrong}; write name: {free}"
            names.append(scan.name)
            if scan.at <= before:
                wrong = "it is not later on the way than the scan before"
                yield (*at, "at"), f"{wrong}; write them in the order of the way"
            before = max(before, scan.at)
