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
# # How much slack for absence?
#
# A roster that just ships on time when everybody comes does not when some are ill. How quickly does
# it get worse, and how many heads more take it back? The scenario `absence` has as few heads as
# nearly everybody has to come for; here 0 to 20 % of the people are missing, each person and shift
# by a draw of its own.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import simulator as sim
from simulator.measure.statistics import paired_difference

week = {
    "clock": {"start": "2026-03-02", "warm_up": "2 d", "run": "5 d", "cool_down": "3 d"},
}
absences = (0, 5, 10, 15, 20)
rosters = {
    "as planned": {},
    "one picker more a shift": {"shifts.early.heads.pickers": 6, "shifts.late.heads.pickers": 4},
    "and one packer": {
        "shifts.early.heads": {"pickers": 6, "packers": 4},
        "shifts.late.heads": {"pickers": 4, "packers": 3},
    },
}


def weeks_of(absence, heads):
    missing = {f"crews.{crew}.absence": f"{absence} %" for crew in ("pickers", "packers")}
    return sim.run("absence", replications=3, orders="none", overrides=week | missing | heads)


runs = {
    (name, absence): weeks_of(absence, heads)
    for name, heads in rosters.items()
    for absence in absences
}


def table(kpi):
    """Mean and half-width at 95 %, a row per absence and a column per roster."""
    found = {key: run.estimate(kpi) for key, run in runs.items()}
    return pd.DataFrame(
        {
            name: {
                f"{absence} %": f"{found[name, absence].mean:.1f} "
                f"± {found[name, absence].half_width:.1f}"
                for absence in absences
            }
            for name in rosters
        }
    )


# %% [markdown]
# ## On-time ship
#
# In percent, over three short weeks each; the same orders and the same draws for the people:
# whoever is missing at 5 % is missing at 10 % too. Three weeks are few, and a week with few people
# and many orders is bad, so the intervals get wide where the roster gets tight.

# %%
table("on_time_ship")

# %%
# %matplotlib inline
figure, axis = plt.subplots(figsize=(7, 3.2), layout="constrained")
for name in rosters:
    found = [runs[name, absence].estimate("on_time_ship") for absence in absences]
    axis.plot(absences, [one.mean for one in found], "o-", label=name)
    worst = [min(runs[name, absence].values("on_time_ship")) for absence in absences]
    axis.plot(absences, worst, ":", color=axis.lines[-1].get_color())
axis.axhline(98, color="gray", linestyle="--")
axis.set_xlabel("absence, %")
axis.set_ylabel("on-time ship, %")
axis.legend(title="mean; dotted: the worst of the weeks", fontsize=8)

# %% [markdown]
# ## What the slack costs
#
# Who is absent is not paid here, and an order that is late has a voucher.

# %%
table("cost_per_order")

# %%
figure, axis = plt.subplots(figsize=(7, 3), layout="constrained")
for name in rosters:
    found = [runs[name, absence].estimate("cost_per_order") for absence in absences]
    axis.errorbar(
        absences, [one.mean for one in found], yerr=[one.half_width for one in found],
        fmt="o-", capsize=2, label=name,
    )  # fmt: skip
axis.set_xlabel("absence, %")
axis.set_ylabel("cost an order, USD")
axis.legend(fontsize=8)

# %% [markdown]
# ## One more or not, at 10 %
#
# The same weeks with and without the heads more, pair by pair.

# %%
rows = {}
for name in list(rosters)[1:]:
    row = {}
    for kpi in ("on_time_ship", "cost_per_order", "utilization.pickers"):
        many, few = (runs[which, 10].values(kpi) for which in (name, "as planned"))
        found = paired_difference(many, few)
        row[kpi] = f"{found.mean:+.2f} ± {found.half_width:.2f}"
    rows[name] = row
pd.DataFrame(rows).T

# %% [markdown]
# Three weeks seldom decide it. Ten and more, with the choice that holds under each absence and what
# it costs, and any absence between:
#
#     simulator compare absence --variants all
#     simulator sweep absence --vary "crews.pickers.absence=0 %,5 %,10 %,15 %,20 %"
