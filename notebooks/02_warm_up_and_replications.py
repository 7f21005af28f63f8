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
# # Warm-up and how many replications
#
# Two questions come before any other: from when on may we measure, and how often must we run? A
# simulated shop opens empty. No order waits, no parcel is on its way, nothing has come back yet.
# What is measured too early says how an empty shop fills up, not how the real one works. And a
# single replication is one possible month; how many of them make a figure?
#
# The scenario `small` is made to run in seconds. For this notebook it gets a window of three whole
# weeks, because its weekdays differ.

# %%
import simulator as sim

loaded = sim.load("small").with_({"clock.run": "21 d"})

# %% [markdown]
# ## Before anything runs
#
# A shop with more work than hands never settles, and no warm-up helps. Load against capacity needs
# no simulation (on the command line: `simulator explain small`).

# %%
for load in sim.explain(loaded).loads:
    print(f"{load.name:20} {load.load:4.0%} of capacity: {', '.join(load.stations)}")

# %% [markdown]
# All below 100 %: the shop can settle.
#
# ## How the start fades
#
# `warmup` simulates sixteen weeks from the empty start, five times, and takes daily means. One
# replication is too noisy to see where the start ends; the mean of five, smoothed over a week, is
# Welch's plot. Weeks are the rhythm of this shop, so MSER, a rule that looks for the cut after
# which the mean of the rest is most certain, works on weekly means here.

# %%
answer = sim.warmup(loaded)
answer

# %%
# %matplotlib inline
answer.plot().figure

# %% [markdown]
# It is a suggestion, and the plot has the last word. The saw's teeth are Sundays, when customers
# order and nobody works. The orders in the house find their rhythm within a week. Two things take
# longer: the stock, which starts too high, and the pickers, who inspect the returns, and a parcel
# comes back days or weeks after its delivery.
#
# The command `simulator warmup small` writes the same as a report. A run warns by itself when the
# backlog or the stock still drift from the first weeks of its window to its last.
#
# ## How many replications
#
# A half-width shrinks with the root of the number of replications. So ask for the precision that
# the decision needs rather than for a number, and name the figures it is for:

# %%
kpis = ["on_time_ship", "cycle_time.mean", "queue_time.picking.mean"]
results = sim.run(loaded, precision="2 %", of=kpis, orders="none")
print(results.stopped.reason)

# %% [markdown]
# The rule is Law's: stop once every half-width is at most γ / (1 + γ) of its mean, which makes the
# *actual* error at most γ. A few replications can look alike by luck, so the precision must hold
# for five more before it counts (Hoad, Robinson & Davies 2010). Near zero a relative precision has
# no sense; there a small absolute half-width does, such as a tenth of a percent point.
#
# Here is the half-width of one figure as replications come in, with what was asked for:

# %%
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from simulator.measure.statistics import estimate
from simulator.reporting.labels import kpi_text


def narrowing(results, kpi, precision=0.02):
    values = results.values(kpi)
    means = [estimate(values[:n]) for n in range(2, len(values) + 1)]
    n = np.arange(2, len(values) + 1)
    figure, ax = plt.subplots(figsize=(8, 3.2))
    ax.plot(n, [100 * each.half_width / abs(each.mean) for each in means], "o-", label="half-width")
    ax.axhline(100 * precision / (1 + precision), linestyle="--", color="gray", label="asked for")
    ax.set_xlabel("replications")
    ax.set_ylabel("% of the mean")
    ax.set_title(kpi_text(kpi))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False)
    plt.close(figure)
    return figure


narrowing(results, results.stopped.widest)

# %% [markdown]
# The figures differ much in what they need. From the replications at hand, Law's rule says how many
# each of them would take alone:

# %%
import pandas as pd

from simulator.measure.statistics import replications_needed

goals = (0.05, 0.02, 0.01)
rows = []
for kpi in kpis:
    found = results.estimate(kpi)
    needed = {f"for {g:.0%}": replications_needed(results.values(kpi), g) for g in goals}
    known = {"mean": found.mean, "half_width": found.half_width}
    rows.append({"figure": kpi_text(kpi), **known, **needed})
pd.DataFrame(rows).round(2)

# %% [markdown]
# Halving the half-width takes four times as many runs. That is why a comparison of two rosters
# should not ask whether their intervals overlap: on the same customers the *difference* is far
# more certain than either figure. The next notebook makes use of that.
#
# ## In short
#
# - `simulator explain S` before the first run; nothing settles above 100 %.
# - `simulator warmup S` when a scenario is new or was changed much; look at the plot.
# - `simulator run S --precision 5% --of KPI,KPI`, and read why it stopped.
