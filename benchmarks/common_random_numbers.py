"""What common random numbers are worth: half-widths of a difference, paired and independent.

    python benchmarks/common_random_numbers.py [--replications N] [--jobs N]

Six pairs of scenarios, each run on the same customers and again with other customers for the
alternative. Prints a table in Markdown: the half-width of the difference for the pairs, that of as
many independent runs (Welch), and their ratio.
"""

from __future__ import annotations

import argparse

from simulator.experiments.alternatives import made
from simulator.experiments.store.store import Store, default_folder
from simulator.experiments.trials import trials
from simulator.measure.kpis import kpi
from simulator.measure.statistics import paired_difference, welch_difference

EVENT = "{name: more, from: 2026-03-04, to: 2026-03-04, factor: 1.05}"
PAIRS = (
    ("cut_off", "cut_off#at_17", "", ""),
    ("absence#one_more_picker", "absence#one_more_each", "", ""),
    ("extra_hands#overtime", "extra_hands#second_shift", "", ""),
    ("extra_hands", "extra_hands#agency", "", ""),
    ("small", "small", "5 % more on Wednesday", f"demand.events=[{EVENT}]"),
    ("small", "small", "5 % more on every day", "demand.scale=1.05"),
)
"""Two scenarios, and what the second has besides, in words and as it is set."""

KPIS = ("on_time_ship", "cycle_time.mean", "cost_per_order")
OTHER_CUSTOMERS = 7_000_000


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=None)
    asked = parser.parse_args()
    numbers = range(asked.replications)
    print("| From, to | KPI | Difference | ± paired | ± independent | Ratio |")
    print("|---|---|---|---|---|---|")
    with trials(asked.jobs, store=Store(default_folder())) as known:
        for first, second, besides, change in PAIRS:
            changes = [change] if change else []
            one, other = made(first), made(second, overrides=changes)
            seed = one.scenario.experiment.seed + OTHER_CUSTOMERS
            stranger = made(second, overrides=changes, seed=seed)
            known.run([(each, numbers) for each in (one, other, stranger)])
            for name in KPIS:
                base = known.values(one, numbers, name)
                paired = paired_difference(known.values(other, numbers, name), base)
                apart = welch_difference(known.values(stranger, numbers, name), base).estimate
                unit = kpi(name).unit_in(one.scenario.currency).replace("%", "points")
                narrow = paired.half_width > 0
                ratio = f"{apart.half_width / paired.half_width:.1f}" if narrow else "none varies"
                pair = f"{first}, {second}".replace("#", ": ") + (f": {besides}" if besides else "")
                print(
                    f"| {pair} | {name} | {paired.mean:+.3g} {unit} "
                    f"| {paired.half_width:.2g} | {apart.half_width:.2g} | {ratio} |"
                )


if __name__ == "__main__":
    main()
