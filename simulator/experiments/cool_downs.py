"""When the simulations of a run ended whose cool-down goes on until all orders are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.running.replication import Replication
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, duration_text


@dataclass(frozen=True)
class CoolDowns:
    """Lengths in milliseconds; `at_the_limit` of the `replications` went on as long as allowed."""

    limit: int
    shortest: int
    longest: int
    at_the_limit: int
    replications: int

    @property
    def sentence(self) -> str:
        """When they ended, and how many at the limit; a return on its way keeps an order open."""
        span = _span(self.shortest, self.longest)
        text = f"The cool-down ended after {span}, once no order of the window was open"
        limit = f"the limit of {duration_text(self.limit)}"
        if not self.at_the_limit:
            return f"{text} (limit: {duration_text(self.limit)})."
        if self.at_the_limit == self.replications:
            still = "with orders of the window or their returns still open"
            return f"The cool-down went on to {limit}, {still}."
        return f"{text}; {self.at_the_limit} of {self.replications} replications reached {limit}."

    @property
    def length(self) -> str:
        """For the list of phases."""
        return f"{_span(self.shortest, self.longest)} (at most {duration_text(self.limit)})"

    @property
    def provenance(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "until_done": f"at most {duration_text(self.limit)}",
            "shortest_days": round(self.shortest / DAY, 3),
            "longest_days": round(self.longest / DAY, 3),
            "replications_at_the_limit": self.at_the_limit,
        }


def cool_downs(scenario: Scenario, replications: Sequence[Replication]) -> CoolDowns | None:
    """When they ended; None where the cool-down does not end early."""
    if not scenario.stops_early:
        return None
    clock = scenario.clock
    lengths = [replication.signs.ended - clock.window[1] for replication in replications]
    limit = clock.longest_cool_down
    reached = sum(length == limit for length in lengths)
    return CoolDowns(limit, min(lengths), max(lengths), reached, len(lengths))


def in_full(base: Alternative) -> Alternative:
    """The same with a cool-down as long as its limit, for who compares curves to their end."""
    clock = base.scenario.clock
    if not clock.stops_early:
        return base
    length = duration_text(clock.longest_cool_down)
    return changed_by(base, base.name, {"clock.cool_down": length})


def _span(shortest: int, longest: int) -> str:
    low, high = f"{shortest / DAY:.1f}", f"{longest / DAY:.1f}"
    return f"{high} d" if low == high else f"{low} to {high} d"
