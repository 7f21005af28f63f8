"""What payment, batches, shifts and carriers make orders wait for, and how far tours walk."""

from __future__ import annotations

from math import exp

from simulator.units import convert
from simulator.verification import figures
from simulator.verification.figures import kpi
from simulator.verification.system import Figure, System
from simulator.verification.theory import queues, schedules, walks

HOURLY = (2, 1, 1, 1, 1, 2, 4, 6, 8, 10, 12, 12, 11, 9, 8, 8, 9, 10, 12, 14, 13, 9, 6, 4)
"""Of daily_rhythm.yaml."""


def systems() -> tuple[System, ...]:
    """Demand, payment, batches, walks, shifts, pick-ups, delivery, points, returns, promises."""
    return (
        *_demand(),
        *_payment(),
        *_batches(),
        *_walks(),
        _shifts(),
        *_pick_ups(),
        _delivery(),
        _returns(),
        _points(),
        _promise(),
        _road_delays(),
    )


def _demand() -> tuple[System, ...]:
    by_hour = queues.infinite_servers(HOURLY, 240, shape=2, mean=3)
    return (
        System(
            "Daily rhythm, M_t/G/∞",
            "Eick, Massey & Whitt 1993, theorem 1",
            "daily_rhythm",
            tuple(
                Figure(
                    f"present at {hour:02d}:00",
                    "orders",
                    float(by_hour[hour]),
                    figures.at_picking_at(hour),
                )
                for hour in (4, 8, 12, 16, 21)
            ),
        ),
        System(
            "Days of gamma-Poisson demand",
            "Greenwood & Yule 1920",
            "day_factor",
            (
                Figure("mean a day", "orders", 12.0, figures.mean_orders_a_day),
                Figure(
                    "variance of a day",
                    "orders²",
                    schedules.day_count_variance(12, 0.5),
                    figures.variance_of_orders_a_day,
                ),
            ),
        ),
    )


def _payment() -> tuple[System, ...]:
    paid = schedules.retried_payments(0.03, 0.2, 0.4, waits=(1, 10), latency=0.1)
    outage = convert(schedules.closed_wait([2], 24), "h", "min")
    return (
        System(
            "Declines and two retries",
            "Feller 1968, section VI.8",
            "payment_retries",
            (
                Figure(
                    "orders approved", "%", 100 * paid.approved, kpi("authorization_rate.order")
                ),
                Figure("attempts approved", "%", 100 * paid.per_attempt, kpi("authorization_rate")),
                Figure("time of the paid", "min", paid.mean_time, kpi("payment_time.mean")),
            ),
        ),
        _two_methods(),
        System(
            "Gateway out for two hours",
            "Welding 1957 (residual time)",
            "gateway_outage",
            (Figure("payment time", "min", outage + 0.1, kpi("payment_time.mean")),),
        ),
    )


def _two_methods() -> System:
    card = schedules.one_try(0.1, 0.2, 0.4, waits=(1, 10), latency=0.1)
    slow = schedules.one_try(0.3, 0.0, 0.4, waits=(1, 10), latency=0.2)
    paid = schedules.tries_over_methods((0.7, 0.3), (card, slow), 0.3, 0.4, 5, at_most=2)
    return System(
        "Two methods, customers come back",
        "Kemeny & Snell 1960, chapter 3",
        "payment_methods",
        (
            Figure("orders approved", "%", 100 * paid.approved, kpi("authorization_rate.order")),
            Figure("attempts approved", "%", 100 * paid.per_attempt, kpi("authorization_rate")),
            Figure("time of the paid", "min", paid.mean_time, kpi("payment_time.mean")),
        ),
    )


def _batches() -> tuple[System, ...]:
    wait = kpi("queue_time.picking.mean")
    return (
        System(
            "Batches of 8, filled",
            "Hopp & Spearman 2011, section 9.4",
            "batch_full",
            (Figure("wait", "min", schedules.full_batch_wait(8, 1), wait),),
        ),
        System(
            "Batches of 8, or after 5 min",
            "renewal reward: Ross 2014, prop. 7.3",
            "batch_limited",
            (Figure("wait", "min", schedules.limited_batch_wait(8, 1, 5), wait),),
        ),
    )


def _walks() -> tuple[System, ...]:
    """Of eight picks in ten aisles, at 0.8 m/s; a line takes 10 s and a tour 30 s."""
    floor = walks.Floor(aisles=10, slots=20, length=20, spacing=4)
    lines, orders = walks.distinct(floor, 8), walks.independent(floor, 8)
    source = "Hall 1993, in slots, by inclusion and exclusion"
    walked = kpi("picking.distance_per_tour")
    s_shape, there_and_back = walks.s_shape_walk(floor, lines), walks.return_walk(floor, lines)
    minutes = (30 + 8 * 10 + s_shape / 0.8) / 60
    return (
        System(
            "S-shape tours of eight lines",
            source,
            "walks",
            (
                Figure("distance", "m", s_shape, walked),
                Figure("tour", "min", minutes, kpi("service_time.picking.mean")),
            ),
        ),
        System(
            "Return tours of eight lines",
            source,
            "walks",
            (Figure("distance", "m", there_and_back, walked),),
            variant="return",
        ),
        System(
            "S-shape tours of eight orders",
            source,
            "walks",
            (Figure("distance", "m", walks.s_shape_walk(floor, orders), walked),),
            variant="batch",
        ),
    )


def _shifts() -> System:
    closed = [16.0] * 4 + [64.0] + [0.5] * 5
    return System(
        "Shift of five days with a break",
        "Welding 1957 (residual time)",
        "shifts",
        (
            Figure(
                "wait",
                "min",
                convert(schedules.closed_wait(closed, 168), "h", "min"),
                kpi("queue_time.picking.mean"),
            ),
        ),
    )


def _pick_ups() -> tuple[System, ...]:
    left = queues.bulk_wait(8, 1, 10)
    return (
        System(
            "Four pick-ups a day",
            "Welding 1957; Osuna & Newell 1972",
            "pick_ups",
            (
                Figure(
                    "click to ship",
                    "h",
                    schedules.schedule_wait((3, 3, 3, 15)),
                    kpi("click_to_ship.mean"),
                ),
            ),
        ),
        System(
            "Hourly pick-ups of at most ten",
            "Bailey 1954, solved numerically; Little 1961",
            "full_pick_ups",
            (
                Figure("click to ship", "h", left, kpi("click_to_ship.mean")),
                Figure("backlog", "orders", queues.little(left, 8), kpi("backlog.mean")),
            ),
        ),
    )


def _delivery() -> System:
    made = schedules.attempts(0.5, 3)
    return System(
        "Three delivery attempts, half fail",
        "Feller 1968, section VI.8",
        "delivery_attempts",
        (
            Figure("returned to sender", "%", 100 * made.never, figures.returned_to_sender),
            Figure("attempts an order", "", made.mean, figures.delivery_attempts),
        ),
    )


def _returns() -> System:
    """Four of five want to send back; within two days, where one is the mean, they may."""
    back = 0.8 * (1 - exp(-2))
    lines = 0.6 * schedules.lines_sent_back(3, 0.3) + 0.4 * 3
    return System(
        "Returns in part within a window",
        "binomial, neither 0 nor all: Feller 1968, section VI.2",
        "returns_in_part",
        (
            Figure("lines that come back", "%", 100 * back * lines / 3, kpi("returns.lines")),
            Figure("units that come back", "%", 100 * back * lines / 3, kpi("return_rate")),
            Figure("returns in part", "%", 60.0, kpi("returns.in_part")),
            Figure("units as new", "%", 50.0, kpi("returns.restocked")),
            Figure("units refurbished", "%", 40.0, kpi("returns.refurbished")),
            Figure("time to refund", "d", 3.0, kpi("returns.time_to_refund.mean")),
        ),
    )


def _points() -> System:
    """Three of five go to points, are collected after a day on average and kept for two."""
    point = schedules.collected(mean=1, kept=2)
    never = 0.6 * point.never
    return System(
        "Pick-up points that keep for two days",
        "memoryless times, cut off: Feller 1971, section I.3",
        "pick_up_points",
        (
            Figure("delivered to points", "%", 60.0, kpi("delivery.to_points")),
            Figure("not collected", "%", 100 * point.never, kpi("delivery.not_collected")),
            Figure("days until collected", "d", point.days, kpi("delivery.collected_days.mean")),
            Figure("reminded", "%", 100 * exp(-1), kpi("delivery.reminded")),
            Figure("comes back", "%", 100 * (never + (1 - never) * 0.2), kpi("return_rate")),
        ),
    )


def _promise() -> System:
    kept = schedules.promise_kept((0.5, 0.3, 0.2), promised=2, fails=0.1)
    told = schedules.promise_told(after=0.5, days=2, leave=0.2)
    return System(
        "A promise by the 80 % quantile",
        "total probability: Feller 1968, chapter V",
        "promise",
        (
            Figure("kept", "%", 100 * kept.kept, kpi("promise.kept")),
            Figure("early", "%", 100 * kept.early, kpi("promise.early")),
            Figure("broken by carrier", "%", 100 * kept.slow, kpi("promise.broken_by_carrier")),
            Figure("days promised", "d", told.days, kpi("promise.days.mean")),
            Figure("lost", "%", 100 * told.lost, kpi("promise.lost")),
        ),
    )


def _road_delays() -> System:
    at_once, an_hour = (schedules.held_up(up=1, down=1, transit=took) for took in (0, 1))
    share, hours = "shipping.held_up_share", "shipping.held_up_hours.mean"
    return System(
        "A road that is closed now and then",
        "Cox 1962, sections 7.2 and 7.4",
        "road_delays",
        (
            Figure("handed over in a delay", "%", 100 * at_once.share, kpi(share, "at_once")),
            Figure("held up for", "h", at_once.of_held, kpi(hours, "at_once")),
            Figure("held up in an hour", "%", 100 * an_hour.share, kpi(share, "an_hour")),
            Figure("held up in it for", "h", an_hour.of_held, kpi(hours, "an_hour")),
        ),
    )
