"""Closed forms against textbooks' values, each other, and a second way to compute them."""

from dataclasses import replace
from itertools import combinations, product
from math import exp

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.stages.picking.walking import Aisles, walk
from simulator.verification.systems_journey import HOURLY
from simulator.verification.theory import queues, schedules, stock, walks


def test_mm1_and_mm2_of_hillier_and_lieberman():
    assert queues.mmc_wait(1, 2, 3) == pytest.approx(2 / 3)
    assert queues.little(queues.mmc_wait(1, 2, 3), 2) + 2 / 3 == pytest.approx(2)
    assert queues.mmc_wait(2, 2, 3) == pytest.approx(1 / 24)
    assert queues.erlang_c(2, 2 / 3) == pytest.approx(1 / 6)


def test_erlang_a_without_leaving_is_erlang_c_and_with_one_place_less_is_told_by_hand():
    """Who leaves as fast as he is served: M/M/infinity, a Poisson number of orders inside."""
    left, queue, wait = queues.erlang_a(2, 2, 3, 1e-12)
    assert (left, wait) == pytest.approx((0, 1 / 24), abs=1e-9)
    assert queue == pytest.approx(1 / 12)
    left, queue, _ = queues.erlang_a(1, 1, 1, 1)
    assert queue == pytest.approx(1 - (1 - exp(-1)))  # L = 1 less the busy server
    assert left == pytest.approx(exp(-1))


def test_erlang_b_of_the_tables():
    """Five circuits offered five Erlang; the definition as a ratio of Poisson terms."""
    assert queues.erlang_b(5, 5) == pytest.approx(0.2849, abs=5e-5)
    assert queues.erlang_b(7, 4.2) == pytest.approx(
        stats.poisson.pmf(7, 4.2) / stats.poisson.cdf(7, 4.2)
    )


@pytest.mark.parametrize(
    ("servers", "waits"), [(1, (0.2381, 0.3247, 0.9091)), (2, (0.02874, 0.03316, 0.04808))]
)
def test_priority_of_hillier_and_lieberman(servers, waits):
    assert queues.cobham(servers, (0.2, 0.6, 1.2), 3) == pytest.approx(waits, rel=2e-4)


def test_priority_keeps_the_mean_of_all_waits():
    """Kleinrock's conservation law: priorities only redistribute the wait."""
    rates = (0.2, 0.6, 1.2)
    for servers in (1, 2, 4):
        waits = queues.cobham(servers, rates, 3)
        mean = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / sum(rates)
        assert mean == pytest.approx(queues.mmc_wait(servers, sum(rates), 3))


def test_mg1_of_banks():
    assert queues.mg1_wait(1 / 30, 24, 20) / 30 == pytest.approx(2.711, abs=5e-4)
    assert queues.mg1_wait(1 / 30, 25, 2) / 30 == pytest.approx(2.097, abs=5e-4)
    assert queues.mg1_wait(2, 1 / 3, 1 / 3) == pytest.approx(queues.mmc_wait(1, 2, 3))


def test_me2c_of_hillier_and_yu():
    assert queues.me2c_wait(2, 1.6) == pytest.approx(1.34239, abs=5e-6)
    assert queues.me2c_wait(3, 2.4) == pytest.approx(0.81826, abs=5e-6)
    assert queues.me2c_wait(1, 0.8) == pytest.approx(queues.mg1_wait(0.8, 1, 0.5**0.5))


def test_mdc_against_the_chain_from_service_to_service():
    """The number present t and t + D later: max(X - c, 0) + Poisson (Erlang's argument)."""
    assert queues.mdc_wait(1, 0.8) == pytest.approx(queues.mg1_wait(0.8, 1, 0))
    present = np.arange(250)
    p = np.zeros(250)
    p[0] = 1.0
    arrivals = stats.poisson.pmf(present, 1.6)
    for _ in range(2000):
        waiting = np.concatenate(([p[:3].sum()], p[3:]))
        p = np.convolve(waiting, arrivals)[:250]
    assert queues.mdc_wait(2, 1.6) == pytest.approx(float(p @ np.maximum(present - 2, 0)) / 1.6)


def test_failing_servers():
    """Without failures M/M/1; that fails at work or idle by White & Christie's formula."""
    assert queues.completion_time(0.5, 0.4, failures=0, repair=1) == pytest.approx((0.5, 0.4))
    assert queues.failing_mm1(0.5, 0, 1) == pytest.approx(1.0)
    up, load, failures, repairs = 0.5 / 0.55, 0.5, 0.05, 0.5
    number = load * (1 + (1 - up) / (failures + repairs)) / (up - load)
    assert queues.failing_mm1(load, failures, repairs) == pytest.approx(number)


def test_completion_time_by_its_transform():
    """Exponential work and repairs: E[C^2] as the second derivative of Gaver's transform."""

    def transform(s):
        work = s + 0.1 * (1 - 1 / (1 + s))
        return 2 / (2 + work)

    h = 1e-3
    first = (transform(-h) - transform(h)) / (2 * h)
    second = (transform(h) - 2 * transform(0) + transform(-h)) / h**2
    mean, sd = queues.completion_time(0.5, 0.5, failures=0.1, repair=1)
    assert (mean, mean**2 + sd**2) == pytest.approx((first, second), rel=1e-5)


def test_jackson_tandem():
    waits = [queues.mmc_wait(*station) for station in ((8, 1, 1 / 6), (4, 1, 1 / 3), (2, 1, 1))]
    assert waits == pytest.approx([1.07094, 1.52830, 0.33333], abs=5e-6)
    assert sum(waits) + 10 == pytest.approx(12.93258, abs=1e-5)


def test_first_delays_of_law():
    """Law's 2.12 is in mean times between arrivals; the second delay is rho / (1 + rho)."""
    assert 0.9 * queues.first_delays(0.9, 25) == pytest.approx(2.12, abs=5e-3)
    assert queues.first_delays(0.9, 1) == 0
    assert queues.first_delays(0.9, 2) == pytest.approx(0.9 / 1.9 / 2)
    last = 60 * queues.first_delays(0.2, 60) - 59 * queues.first_delays(0.2, 59)
    assert last == pytest.approx(0.2 / 0.8)


def test_infinite_servers_with_an_even_rate_are_littles_law():
    assert queues.infinite_servers([1] * 24, 240, 2, 3) == pytest.approx(np.full(24, 30.0))


def test_infinite_servers_by_numerical_integration():
    rate = np.array(HOURLY) * 240 / sum(HOURLY)
    for hour in (0, 8, 21):
        parts = (
            rate[(hour - back) % 24]
            * integrate.quad(lambda u: stats.gamma.sf(u, 2, scale=1.5), back - 1, back)[0]
            for back in range(1, 73)
        )
        assert queues.infinite_servers(HOURLY, 240, 2, 3)[hour] == pytest.approx(sum(parts))


def test_pick_ups_with_room_are_half_an_interval_away():
    assert queues.bulk_wait(8, 1, 200) == pytest.approx(0.5)
    assert queues.bulk_wait(8, 2, 200) == pytest.approx(1.0)
    assert queues.bulk_wait(8, 1, 10) == pytest.approx(queues.bulk_wait(8, 1, 10, states=800))


def test_pick_ups_of_one_are_the_slotted_queue():
    """Capacity 1: left behind max(X + A - 1, 0), in closed form rho^2 / 2 (1 - rho)."""
    assert queues.bulk_wait(0.7, 1, 1) * 0.7 == pytest.approx(0.7**2 / (2 * 0.3) + 0.35)


def test_mixture_sd_by_its_moments():
    values = np.array([20 - 5, 20 + 5, 50 - 5, 50 + 5])  # 20 with sd 5, with 30 more in half of all
    assert queues.mixture_sd(5, 30, 0.5) == pytest.approx(float(values.std()))


def test_periodic_review_of_zheng_and_federgruen():
    assert stock.periodic_cost(10, 6, 40, 64, 1, 9) == pytest.approx(35.022, abs=5e-4)
    assert stock.periodic_cost(50, 42, 108, 64, 1, 9) == pytest.approx(70.975, abs=5e-4)


def test_law_inventory_within_his_estimates():
    """Means of 3,000 replications with their standard errors; all within 3 of them."""
    estimated = {
        (20, 60): (118.96, 0.13), (20, 40): (125.10, 0.15), (20, 80): (121.33, 0.12),
        (40, 60): (125.81, 0.10), (40, 80): (125.51, 0.08),
    }  # fmt: skip
    exact = {policy: stock.law_cost(*policy) for policy in estimated}
    for policy, (mean, error) in estimated.items():
        assert exact[policy] == pytest.approx(mean, abs=3 * error)
    assert min(exact, key=lambda policy: exact[policy]) == (20, 60)


def test_base_stock_balances():
    """On hand less owed is base less on order, and owing is what a Poisson is above the base."""
    owed = stock.base_stock_backorders(8, 6)
    assert owed.on_hand - owed.backordered == pytest.approx(8 - 6)
    assert owed.fill_rate == pytest.approx(float(stats.poisson.cdf(7, 6)))
    assert owed.backordered == pytest.approx(
        stats.poisson(6).expect(lambda n: np.maximum(n - 8, 0))
    )
    lost = stock.base_stock_lost_sales(5, 5)
    assert (1 - lost.fill_rate, lost.on_hand) == pytest.approx((0.28487, 5 - 5 * 0.71513), abs=5e-5)


def test_fixed_quantity_of_one_is_base_stock():
    one, base = stock.fixed_quantity(5, 1, 6), stock.base_stock_backorders(6, 6)
    assert vars(one) == pytest.approx(vars(base))


def test_schedules():
    assert schedules.schedule_wait([6, 6, 6, 6]) == 3
    assert schedules.schedule_wait([3, 3, 3, 15]) == 5.25
    assert schedules.closed_wait([2], 24) == pytest.approx(2 / 24 * 1)


def test_batches():
    assert schedules.full_batch_wait(8, 2) == 1.75
    assert schedules.limited_batch_wait(8, 2, 1000) == pytest.approx(1.75)
    # Two orders: the first waits min(exponential, limit), the second not at all.
    first = 1 - np.exp(-3)
    assert schedules.limited_batch_wait(2, 1, 3) == pytest.approx(first / (1 + first))


def test_payments_by_enumeration():
    paid = schedules.retried_payments(0.03, 0.2, 0.4, waits=(1, 10), latency=0.1)
    approved = 0.77 + 0.2 * 0.4 + 0.2 * 0.6 * 0.4
    attempts = 1 + 0.2 + 0.2 * 0.6
    time = 0.77 * 0.1 + 0.2 * 0.4 * 1.2 + 0.2 * 0.6 * 0.4 * 11.3
    assert vars(paid) == pytest.approx(
        {"approved": approved, "per_attempt": approved / attempts, "mean_time": time / approved}
    )


def test_tries_over_two_methods_by_enumeration():
    """Card 1/2 approved at 1 min, else failed at 2; the other 1/4 at 3, else failed at 4."""
    card, other = schedules.Try(0.5, 1.5, 1, 2), schedules.Try(0.25, 1, 3, 4)
    paid = schedules.tries_over_methods((0.6, 0.4), (card, other), 0.2, 0.5, 10, at_most=1)
    again, over = 0.6 * 0.5 * 0.2 * 0.5, 0.6 * 0.5 * 0.5 * 0.25  # by card, from card to the other
    same, back = 0.4 * 0.75 * 0.2 * 0.25, 0.4 * 0.75 * 0.5 * 0.5
    approved = 0.3 + 0.1 + again + over + same + back
    attempts = 0.6 * 1.5 + 0.4 + 0.3 * (0.2 * 1.5 + 0.5) + 0.3 * (0.2 + 0.5 * 1.5)
    time = 0.3 + 0.1 * 3 + again * 13 + over * 15 + same * 17 + back * 15
    assert vars(paid) == pytest.approx(
        {"approved": approved, "per_attempt": approved / attempts, "mean_time": time / approved}
    )
    one = schedules.one_try(0.3, 0.5, 0.0, waits=(1,), latency=1)
    failed = (0.3 * 1 + 0.5 * 3) / 0.8
    assert vars(one) == pytest.approx(
        {"approved": 0.2, "attempts": 1.5, "time_approved": 1, "time_failed": failed}
    )


def test_delivery_attempts():
    assert vars(schedules.attempts(0.5, 3)) == {"never": 0.125, "mean": 1.75}


def test_collected_in_time_by_integration():
    """Of times of two days on average, what is kept for three."""
    law = stats.expon(scale=2)
    found = schedules.collected(2, 3)
    assert found.never == pytest.approx(float(law.sf(3)))
    mean, _ = integrate.quad(lambda t: t * law.pdf(t), 0, 3)
    assert found.days == pytest.approx(mean / law.cdf(3))


def test_lines_sent_back_by_enumeration():
    """Of three lines at .3: one with 3 x .147, two with 3 x .063, of .63 in all."""
    assert schedules.lines_sent_back(3, 0.3) == pytest.approx((0.441 + 2 * 0.189) / 0.63)
    assert schedules.lines_sent_back(2, 0.9) == pytest.approx(1)
    assert schedules.lines_sent_back(4, 0.5) == pytest.approx(2)


def test_day_counts_are_negative_binomial():
    spread = stats.nbinom(4, 4 / 16).var()  # gamma shape 1 / .5^2, mean 12
    assert schedules.day_count_variance(12, 0.5) == pytest.approx(float(spread))


@pytest.mark.parametrize(
    ("routing", "exact"), [("s-shape", walks.s_shape_walk), ("return", walks.return_walk)]
)
@pytest.mark.parametrize("aisles", [1, 2, 3, 4])
def test_walks_by_counting_all_tours(aisles, routing, exact):
    floor = walks.Floor(aisles, slots=2, length=20, spacing=5)
    slots = [(k, place) for k in range(aisles) for place in (5_000, 15_000)]
    house = Aisles(aisles, 20_000, 5_000, depot=0, routing=routing)
    for picks in (1, 2, 3):
        for law, tours in (
            (walks.distinct, combinations(slots, picks)),
            (walks.independent, product(slots, repeat=picks)),
        ):
            walked = [walk(house, tour) / 1000 for tour in tours]
            if walked:
                assert exact(floor, law(floor, picks)) == pytest.approx(np.mean(walked))


def test_walks_with_many_slots_are_halls():
    """The farthest of n in an aisle is at n / (n + 1) of it; M (1 - (1 - 1/M)^n) aisles."""
    one = walks.Floor(1, slots=10_000, length=20, spacing=5)
    assert walks.return_walk(one, walks.independent(one, 4)) == pytest.approx(2 * 16, rel=1e-4)
    ten = walks.Floor(10, slots=1_000, length=20, spacing=0)
    for law in (walks.distinct, walks.independent):
        found = walks.aisles_visited(ten, law(ten, 8))
        assert found == pytest.approx(10 * (1 - 0.9**8), rel=1e-3)
    last = 9 - sum((k / 10) ** 8 for k in range(1, 10))
    assert walks.across(replace(ten, spacing=4), walks.independent(ten, 8)) == pytest.approx(
        8 * last
    )


def test_held_up_on_a_road_that_is_closed_a_fifth_of_the_time():
    """Up 2 h, down .5 h: without transit a fifth waits .5 h; on an hour half a delay begins."""
    at_once, an_hour = (schedules.held_up(2, 0.5, took) for took in (0, 1))
    assert (at_once.share, at_once.of_held) == pytest.approx((0.2, 0.5))
    assert an_hour.share == pytest.approx(1 - 0.8 * exp(-0.5))
    assert an_hour.mean == pytest.approx(0.2 * 0.5 + 0.5 * 0.5)
