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
# # One by one, batches, waves or zones?
#
# Walking is half of a picker's work. Whoever collects several orders on one tour walks less for
# each of them, but the orders wait for each other. Zones shorten the tours again, and somebody has
# to put the parts of an order together. What is best depends on the shelves, the orders and the
# people. The scenario `picking_methods` asks it for a shop of 600 orders a day with three pickers
# on each of two shifts; its walks follow from a layout.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import simulator as sim
from simulator.stages.picking.walking import Aisles, walk

# %% [markdown]
# ## A walk
#
# Ten aisles of 30 m, 4 m apart, with the depot at the front left. Here are the places of one tour
# of six orders, and how far each routing walks for them. Lengths are whole millimeters inside.

# %%
places = [(0, 4), (0, 21), (2, 11), (3, 28), (5, 2), (5, 6), (6, 17), (8, 9), (8, 24), (9, 13)]
for routing in ("s-shape", "return", "largest gap"):
    aisles = Aisles(count=10, length=30_000, spacing=4_000, depot=0, routing=routing)
    meters = walk(aisles, [(aisle, 1000 * place) for aisle, place in places]) / 1000
    print(f"{routing:12} {meters:5.0f} m")

# %% [markdown]
# ## The same orders, picked in six ways
#
# The methods are variants of one scenario. All draws are made before a run and belong to the
# orders, so every variant gets the same orders with the same lines in the same places, and the same
# people are ill on the same days. That leaves the method as the only difference.

# %%
shown = {
    "picking.orders_per_tour": "orders a tour",
    "picking.distance_per_line": "m walked a line",
    "picking.lph": "lines an hour",
    "utilization.pickers": "pickers busy, %",
    "queue_time.picking.mean": "wait, min",
    "release_to_ship.mean": "release to ship, h",
    "on_time_ship": "on time, %",
}
answer = sim.compare("picking_methods", variants="all", kpis=list(shown), replications=5)
answer

# %% [markdown]
# What counts is the difference within each replication, since the runs share their orders. Its
# interval is widened for all that are looked at together: five replications tell the walks apart,
# and hardly what the customer notices.

# %%
# %matplotlib inline
answer.plot.differences().figure

# %% [markdown]
# The figures themselves, with the 95 % interval of each method's own mean. The runs come from the
# store, where the comparison has left them.

# %%
loaded = sim.load("picking_methods")
methods = {"one by one": None} | {name.replace("_", " "): name for name in loaded.variants}
runs = {
    name: sim.run("picking_methods", variant=variant, replications=5, orders="none")
    for name, variant in methods.items()
}


def table(runs):
    """Mean and half-width of each figure, a row a run."""
    return pd.DataFrame(
        {
            title: {
                name: f"{run.estimate(kpi).mean:.1f} ± {run.estimate(kpi).half_width:.1f}"
                for name, run in runs.items()
            }
            for kpi, title in shown.items()
        }
    )


table(runs)

# %% [markdown]
# A line costs most of its walk when orders are picked one by one, and with the same people that is
# the method that comes nearest to its limit. The picture shows both sides: how far a line walks and
# how busy that keeps the pickers.

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True, layout="constrained")
for axis, kpi in zip(axes, ("picking.distance_per_line", "utilization.pickers"), strict=True):
    means = [run.estimate(kpi) for run in runs.values()]
    axis.barh(
        list(runs), [each.mean for each in means], xerr=[each.half_width for each in means],
        color="#0072b2", ecolor="black", capsize=2,
    )  # fmt: skip
    axis.set_xlabel(shown[kpi])
axes[0].invert_yaxis()
plt.show()

# %% [markdown]
# ## Does the layout matter?
#
# Putting the best sellers next to the depot shortens the tours of every method. Here are batches
# with random storage, with the most sold fifth of the SKUs in the aisles nearest to the depot, and
# with another routing.

# %%
abc = {"picking.layout.storage": {"classes": {"a": "20 %", "b": "30 %", "c": "50 %"}}}
changes = {
    "random, S-shape": {},
    "random, largest gap": {"picking.layout.routing": "largest gap"},
    "ABC, S-shape": abc,
    "ABC, return": abc | {"picking.layout.routing": "return"},
}
layouts = {
    name: sim.run(
        "picking_methods", variant="batch", overrides=given, replications=5, orders="none"
    )
    for name, given in changes.items()
}
table(layouts)

# %% [markdown]
# Against random storage and the S-shape, pair by pair:

# %%
batches = sim.load("picking_methods", variant="batch")
against = sim.compare(
    batches,
    {name: given for name, given in changes.items() if given},
    kpis=["picking.distance_per_tour", "utilization.pickers"],
    replications=5,
)
against.plot.differences().figure

# %% [markdown]
# With many replications `simulator compare picking_methods --variants all` says the same with
# adjusted verdicts, and what limits each alternative.
