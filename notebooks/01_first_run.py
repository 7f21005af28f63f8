# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first run
#
# A small online shop promises most customers that an order leaves the house on the next day. Two
# pickers and two packers work from 8 to 17 h, Monday to Saturday. Is that enough?
#
# The scenario `small` asks this question. It ships with the simulator and runs in seconds; every
# stage of the journey is on, from the cart to a returned parcel. This notebook reads it, runs it,
# looks at the figures and at single orders, and then changes one thing.

# %%
import simulator as sim

# %% [markdown]
# ## What the scenario asks
#
# A scenario is a YAML file. `load` reads it, checks it, and fills in the defaults. What comes back
# is frozen: a scenario that was run stays what it was.

# %%
loaded = sim.load("small")
scenario = loaded.scenario
print(scenario.question)

# %% [markdown]
# Durations are whole milliseconds inside, and shares are numbers between 0 and 1. To read a
# scenario as a human, resolve it: that prints every value with its origin, the file's or a default.
# Here is its roster and how it picks and packs.

# %%
from simulator.scenario import resolve

lines = resolve(loaded).splitlines()
print("\n".join(lines[lines.index("shifts:") : lines.index("labeling:")]))

# %% [markdown]
# ## Run it
#
# One replication is one possible week of the shop. Chance decides when customers come, what they
# order and whose card is declined, so one week proves little. The scenario asks for five
# independent replications; `replications=20` would make the intervals half as wide.

# %%
results = sim.run("small")
results.warnings or "no warnings"

# %% [markdown]
# A run warns of what could bend its figures: many orders still inside at the end, a backlog that
# grows without end, too few replications. Read the warnings first.
#
# ## The headline figures
#
# Each figure is the mean over the replications with the half-width of its confidence interval:
# the true mean lies within `mean` ± `half_width` with a confidence of 95 %. Orders that were
# delivered, declined, canceled or are still inside are counted apart.

# %%
from simulator.measure.kpis import headline

kpis = results.kpis.set_index(["scope", "kpi"])
measured = [name for name in headline() if name in kpis.loc["all"].index]
kpis.loc["all"].loc[measured, ["mean", "half_width", "unit"]].round(2)

# %% [markdown]
# And the answer to the question, with the verdict on the scenario's target. A target is *met* only
# if the whole interval is on its side, *missed* if the whole interval is on the other, and
# otherwise *undecided*: more replications would tell.

# %%
results.targets

# %% [markdown]
# ## Single orders
#
# The order table has a row per order, of the first replication unless more are asked for. Times are
# timestamps, durations have their unit in their name, and what has not happened is missing. Carts
# that were abandoned have a row too, without a moment at which they were placed.

# %%
orders = results.orders.dropna(subset="placed_at")
orders[["order", "class", "placed_at", "handed_over_at", "outcome", "click_to_ship_h"]].head()

# %% [markdown]
# The first orders belong to the warm-up, which fills the shop and is not measured. The measured
# cohort is the orders placed in the window:

# %%
import pandas as pd

start = pd.Timestamp(scenario.clock.start)
low, high = (start + pd.Timedelta(moment, "ms") for moment in scenario.clock.window)
cohort = orders[orders["placed_at"].between(low, high, inclusive="left")]
cohort.groupby("class", observed=True)["click_to_ship_h"].describe().round(1)

# %% [markdown]
# Who takes longest? Look at the five slowest orders and at what they waited for.

# %%
slowest = cohort.nlargest(5, "click_to_ship_h")
slowest[["class", "placed_at", "wait_for_picking_min", "wait_for_packing_min", "click_to_ship_h"]]

# %% [markdown]
# They waited for nobody. They were placed just too late to be packed and labeled by half past four,
# when the carrier comes, and so they stood on the dock until the next day.
#
# Means over the orders of one replication come without an interval, because the orders of one week
# share its luck. Use `results.kpis` to say *how much* and the order table to understand *why*.
#
# ## Two plots
#
# Each method of `results.plot` draws one figure of the report and returns its Matplotlib axes.
# First the queues; the band spans the replications.

# %%
# %matplotlib inline
results.plot.queue_lengths().figure

# %% [markdown]
# Orders pile up overnight, when customers order and nobody picks, and are worked off in the
# morning. Where does an order's time go altogether?

# %%
results.plot.time_by_cause().figure

# %% [markdown]
# Most of it on the road. In the house, orders wait for the shift to begin (*off shift*) and for the
# day's pick-up, hardly ever for people at work (*labor*).
#
# ## What if?
#
# So would one picker do? And would one picker do in a week with twice the orders? An override is
# the same text as after `--set` on the command line; any value can be changed so.

# %%
one_picker = {"shifts.day.heads.pickers": 1}
twice = {"demand.scale": 2}
alone = sim.run("small", overrides=one_picker)
busy = sim.run("small", overrides=twice)
busy_alone = sim.run("small", overrides=twice | one_picker)

# %% [markdown]
# A changed roster changes nothing about the customers: with the same seed, replication 3 has the
# same orders with one picker as with two. So the difference is taken replication by replication,
# and its interval is far narrower than those of two separate runs would allow.

# %%
from simulator.measure.statistics import paired_difference


def differences(changed, unchanged):
    rows = {}
    for kpi in ("on_time_ship", "queue_time.picking.mean", "utilization.pickers", "cost_per_order"):
        found = paired_difference(changed.values(kpi), unchanged.values(kpi))
        means = unchanged.estimate(kpi).mean, changed.estimate(kpi).mean
        rows[kpi] = (*means, found.mean, found.half_width, kpis.loc[("all", kpi), "unit"])
    columns = ["two pickers", "one picker", "difference", "half_width", "unit"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).round(1)


differences(alone, results)

# %% [markdown]
# An interval that does not hold 0 is a difference that chance does not explain. In an ordinary week
# one picker costs an hour in the queue, and the customer does not notice, since the parcel waits
# for the same carrier. Each order gets cheaper. Now the week with twice the orders:

# %%
differences(busy_alone, busy)

# %% [markdown]
# There one picker is at work without a pause and cannot keep up, and on-time ship breaks down. The
# cost per order falls even so, because this scenario puts no price on a late order; with
# `late_order_cost` it would. So the answer to its question: yes, and two pickers are more than an
# ordinary week needs, but a busy week needs both.
#
# ## Where to go next
#
# - The same run as a report with all figures and tables: `results.write("reports/small")`, or
#   `simulator run small` on the command line.
# - The other scenarios that ship, each with the question it answers: `simulator list`.
# - Your own: `simulator init my_shop.yaml` writes a commented file to start from.
# - Every key a scenario can have: `docs/reference/scenario.md`; every figure and how it is
#   defined: `docs/reference/kpis.md`; every column of the tables: `docs/reference/tables.md`.
