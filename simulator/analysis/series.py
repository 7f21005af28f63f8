"""Curves and profiles of one replication, as one tidy table.

Columns `series` (str), `group` (str), `x` (float64), `value` (float64, missing where undefined):

| series | group | x | value |
|---|---|---|---|
| placed_by_hour_of_week | "" | 0-167 from Monday 0 h | orders placed in that hour, mean per week |
| shipped_by_hour_of_week | "" | 0-167 | orders handed over in that hour, mean per week |
| queue_length | station | hours since start | orders queued and not begun |
| backlog | "" | hours since start | orders released and not handed over |
| utilization_by_hour_of_week | crew | 0-167 | busy / scheduled heads; missing if none scheduled |
| heads_by_hour_of_week | crew | 0-167 | mean heads scheduled |
| cycle_time_histogram | class, and "all" | left edge of the bin, hours | share of delivered orders |
| promise | class | 0 = ship_by, 1 = deliver_by | mean promised hours after placing |
| stock_level | SKU | hours since start | units on hand |
| time_by_cause | cause | 0 | mean hours a delivered order of the cohort |
| pick_up_loaded | carrier | hours since start | parcels handed over at that pick-up |
| pick_up_waiting | carrier | hours since start | parcels labeled before its cut-off |
| pick_up_capacity | carrier | hours since start | parcels that fit; missing: no limit |

Grids depend on the scenario alone, so that replications can be averaged point by point.
"""
