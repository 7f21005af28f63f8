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
# # What a demand forecast is worth
#
# Planning says how many orders next week's days will have, and between which bounds. How surely do
# the people of the scenario `small` ship on time in the weeks that may come, and would a better
# forecast make it surer? Here it is: a row per date; it may have one per hour, or per class.

# %%
from pathlib import Path
from statistics import mean, stdev
from tempfile import mkdtemp

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd

import simulator as sim

week = pd.date_range("2026-03-02", periods=7)
planned = pd.DataFrame({"date": week, "orders": [210, 215, 205, 190, 185, 95, 105]})
planned["low"] = (0.7 * planned["orders"]).round()
planned["high"] = (1.45 * planned["orders"]).round()
file = Path(mkdtemp()) / "planned.csv"
planned.to_csv(file, index=False)
planned

# %% [markdown]
# Four days of five lie between low and high, and a day that is higher than expected is most likely
# followed by another: `correlation`.

# %%
clock = {"clock": {"start": "2026-03-02", "warm_up": "0 s", "run": "3 d", "cool_down": "1 d"}}
told = {"demand.forecast": {"file": str(file), "covers": "80 %", "correlation": 0.7}}
base = sim.load("small", overrides=clock | told)

# %% [markdown]
# Weeks that may come, a thin line each: customers are sampled without running the house.

# %%
start = pd.Timestamp(base.scenario.clock.start)
figure, ax = plt.subplots(figsize=(8, 3.8))
for k in range(30):
    work = sim.sample(base.scenario, k)
    placed = start + pd.to_timedelta(work.created[~work.abandons], unit="ms")
    ax.plot(week, placed.floor("D").value_counts().reindex(week), color="gray", alpha=0.4, lw=0.8,
            label="weeks that may come" if k == 0 else None)  # fmt: skip
ax.fill_between(week, planned["low"], planned["high"], alpha=0.3, label="low to high")
ax.plot(week, planned["orders"], marker="o", label="forecast")
ax.xaxis.set_major_formatter(mdates.DateFormatter("%a\n%-d %b"))
ax.set(ylabel="orders a day", ylim=0)
ax.legend()
plt.show()

# %% [markdown]
# How surely the target holds, and what a figure's spread is made of. Each replication is run again
# with the draws of one part kept and all others new: what still goes together is due to that part.

# %%
weeks = 12
answer = sim.worth(base, kpis=["on_time_ship", "backlog.end"], replications=weeks)
answer

# %%
# %matplotlib inline
answer.plot().figure

# %% [markdown]
# The same house if the forecast were exact: what is left is the house and the day. The difference
# in spread is what a better forecast could be worth at most.

# %%
exact = file.with_name("exact.csv")
planned[["date", "orders"]].to_csv(exact, index=False)  # no bounds: what is expected comes
sure = clock | {"demand.forecast": {"file": str(exact)}}
runs = {
    "as it is": sim.run(base, replications=60, orders="none"),
    "an exact forecast": sim.run("small", replications=60, orders="none", overrides=sure),
}
kpis = {
    "orders.placed": "orders placed",
    "backlog.end": "orders in the house at the end",
    "on_time_ship": "on-time ship, %",
    "cost_per_order": "cost per order, USD",
}
pd.DataFrame({
    f"{what}, {name}": [of(run.values(kpi)) for kpi in kpis]
    for what, of in (("mean", mean), ("standard deviation", stdev))
    for name, run in runs.items()
}, index=list(kpis.values())).round(2)  # fmt: skip
