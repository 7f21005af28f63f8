"""Queues for people and machines."""

from __future__ import annotations

from simulator.units import convert
from simulator.verification.figures import first_25_delays, kpi, waited_at_picking
from simulator.verification.system import Figure, System
from simulator.verification.theory import queues as theory


def systems() -> tuple[System, ...]:
    """The queues at one station, by priority, in tandem, and from empty."""
    return (
        *_exponential(),
        *_impatient(),
        *_priority(),
        *_general(),
        *_parts_of_a_service(),
        *_breakdowns(),
        *_networks(),
    )


def _wait(exact: float, station: str = "picking", scope: str = "all") -> Figure:
    name = "Wq" if scope == "all" else f"Wq of the {scope} class"
    return Figure(name, "min", exact, kpi(f"queue_time.{station}.mean", scope))


def _exponential() -> tuple[System, ...]:
    return (
        System(
            "M/M/1, ρ = 2/3",
            "Hillier & Lieberman 2021, section 17.6",
            "mm1",
            (
                Figure("L", "orders", 2.0, kpi("in_station.picking.mean")),
                _wait(theory.mmc_wait(1, 2, 3)),
                Figure("utilization", "%", 100 * 2 / 3, kpi("utilization.pickers")),
            ),
        ),
        System(
            "M/M/2, ρ = 1/3",
            "Erlang 1917; Hillier & Lieberman 2021, section 17.6",
            "mm2",
            (
                Figure("L", "orders", 0.75, kpi("in_station.picking.mean")),
                _wait(theory.mmc_wait(2, 2, 3)),
                Figure("P(wait)", "%", 100 * theory.erlang_c(2, 2 / 3), waited_at_picking),
            ),
        ),
        System(
            "M/M/1 from empty, first 25, ρ = .9",
            "Kelton & Law 1985; Law 2015, chapter 9",
            "transient_mm1",
            (
                Figure(
                    "mean delay of the first 25",
                    "min",
                    0.9 * theory.first_delays(0.9, 25),
                    first_25_delays,
                ),
            ),
        ),
    )


def _impatient() -> tuple[System, ...]:
    left, queue, wait = theory.erlang_a(2, 2, 1, 0.5)
    return (
        System(
            "M/M/2 + M (Erlang A), load 2, patience twice the service",
            "Palm 1957; Mandelbaum & Zeltyn 2007",
            "erlang_a",
            (
                Figure("leave unserved", "%", 100 * left, kpi("cancellation_rate.customer")),
                Figure("Lq", "orders", queue, kpi("queue_length.packing.mean")),
                _wait(wait, "packing"),
                Figure("utilization", "%", 100 * 2 * (1 - left) / 2, kpi("utilization.packers")),
            ),
        ),
    )


def _priority() -> tuple[System, ...]:
    return tuple(
        System(
            f"Non-preemptive priority, c = {servers}",
            "Cobham 1954",
            f"priority_{servers}",
            tuple(
                _wait(exact, scope=name)
                for exact, name in zip(
                    theory.cobham(servers, (0.2, 0.6, 1.2), 3),
                    ("first", "second", "third"),
                    strict=True,
                )
            ),
        )
        for servers in (1, 2)
    )


def _general() -> tuple[System, ...]:
    pollaczek = "Pollaczek 1930, Khinchine 1932"
    lq = kpi("queue_length.picking.mean")
    return (
        *(
            System(
                f"M/G/1, service {mean} sd {sd}",
                pollaczek,
                scenario,
                (Figure("Lq", "orders", theory.mg1_wait(1 / 30, mean, sd) / 30, lq),),
            )
            for mean, sd, scenario in ((24, 20, "mg1_wide"), (25, 2, "mg1_narrow"))
        ),
        *(
            System(
                f"M/E2/{c}, ρ = .8",
                "balance equations; tabulated by Hillier & Yu 1981",
                f"me2_{c}",
                (_wait(theory.me2c_wait(c, 0.8 * c)),),
            )
            for c in (2, 3)
        ),
        System("M/D/1, ρ = .8", pollaczek, "md1", (_wait(theory.mg1_wait(0.8, 1, 0)),)),
        System("M/D/2, ρ = .8", "Crommelin 1932", "md2", (_wait(theory.mdc_wait(2, 1.6)),)),
    )


def _parts_of_a_service() -> tuple[System, ...]:
    lines = theory.mg1_wait(1.4, 0.5, sd=1 / 3)
    checked_sd = theory.mixture_sd(1 / 3, extra=0.5, share=0.3)
    checked = theory.mg1_wait(1.4, 1 / 3 + 0.3 * 0.5, checked_sd)
    return (
        System(
            "Picking by lines, M/G/1",
            "Rényi 1956 (geometric sum); Pollaczek-Khinchine",
            "lines",
            (
                _wait(lines),
                Figure("service time", "min", 0.5, kpi("service_time.picking.mean")),
            ),
        ),
        System(
            "Packing with a check of 30 %, M/G/1",
            "Pollaczek-Khinchine for a mixture",
            "checked_packing",
            (_wait(checked, "packing"),),
        ),
        System(
            "Labels of which 20 % fail, M/M/1",
            "Rényi 1956 (geometric sum); Hillier & Lieberman 2021",
            "failing_labels",
            (
                _wait(theory.mmc_wait(1, 1.5, 2), "labeling"),
                Figure("printer utilization", "%", 75.0, kpi("machine_utilization.labeling")),
            ),
        ),
    )


def _breakdowns() -> tuple[System, ...]:
    mean, sd = theory.completion_time(0.5, 0.5, failures=0.1, repair=1)
    by_use = mean + theory.mg1_wait(1, mean, sd)
    by_clock = theory.failing_mm1(0.5, failures=0.05, repairs=0.5)
    return (
        System(
            "Printer that fails at work",
            "Gaver 1962 (completion times); Pollaczek-Khinchine",
            "breakdowns_by_use",
            (
                Figure("L", "orders", by_use, kpi("in_station.labeling.mean")),
                Figure("W", "h", convert(by_use, "min", "h"), kpi("click_to_ship.mean")),
            ),
        ),
        System(
            "Printer that fails at work or idle",
            "White & Christie 1958, solved numerically",
            "breakdowns_by_clock",
            (Figure("L", "orders", by_clock, kpi("in_station.labeling.mean")),),
        ),
    )


def _networks() -> tuple[System, ...]:
    tandem = {
        "picking": theory.mmc_wait(8, 1, 1 / 6),
        "packing": theory.mmc_wait(4, 1, 1 / 3),
        "labeling": theory.mmc_wait(2, 1, 1),
    }
    shared = theory.mmc_wait(3, 2, 1)
    reviewed = theory.mmc_wait(2, 0.3, 0.25)
    return (
        System(
            "Tandem, Jackson",
            "Jackson 1957",
            "jackson",
            (
                *(
                    Figure(f"Wq {station}", "min", exact, kpi(f"queue_time.{station}.mean"))
                    for station, exact in tandem.items()
                ),
                Figure(
                    "W",
                    "h",
                    convert(sum(tandem.values()) + 6 + 3 + 1, "min", "h"),
                    kpi("click_to_ship.mean"),
                ),
            ),
        ),
        System(
            "Two stations, one crew of three",
            "Baskett, Chandy, Muntz & Palacios 1975 (type 1)",
            "shared_crew",
            tuple(
                Figure(f"Wq {station}", "min", shared, kpi(f"queue_time.{station}.mean"))
                for station in ("picking", "packing")
            ),
        ),
        System(
            "Fraud review of every other order, M/M/2",
            "Mirasol 1963 (output of M/G/inf is Poisson); Erlang 1917",
            "fraud_review",
            (_wait(reviewed, "fraud_review"),),
        ),
    )
