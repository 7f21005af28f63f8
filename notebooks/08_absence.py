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
figure, axis = plt.subplots(figsize=(8.5, 3.2), layout="constrained")
for k, (marker, name) in enumerate(zip("osD", rosters, strict=True)):
    beside = [absence + 0.3 * (k - 1) for absence in absences]  # so that no line hides another
    means = [runs[name, absence].estimate("on_time_ship").mean for absence in absences]
    axis.plot(beside, means, f"{marker}-", label=name)
    worst = [min(runs[name, absence].values("on_time_ship")) for absence in absences]
    axis.plot(beside, worst, f"{marker}:", markersize=4, color=axis.lines[-1].get_color())
axis.axhline(98, color="dimgray", linestyle="--", label="target 98 %")
axis.set_xticks(absences)
axis.set_xlabel("absence, %")
axis.set_ylabel("on-time ship, % (better →)")
title = "solid: mean\ndotted: the worst of the weeks"
axis.legend(title=title, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# ## What the slack costs
#
# Who is absent is not paid here, and an order that is late has a voucher.

# %%
table("cost_per_order")

# %%
figure, axis = plt.subplots(figsize=(8.5, 3), layout="constrained")
for k, (marker, name) in enumerate(zip("osD", rosters, strict=True)):
    costs = [runs[name, absence].estimate("cost_per_order") for absence in absences]
    beside = [absence + 0.3 * (k - 1) for absence in absences]
    axis.errorbar(
        beside, [cost.mean for cost in costs], yerr=[cost.half_width for cost in costs],
        fmt=f"{marker}-", capsize=2, label=name,
    )  # fmt: skip
axis.set_xticks(absences)
axis.set_xlabel("absence, %")
axis.set_ylabel("cost an order, USD (← better)")
axis.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# ## One more or not, at 10 %
#
# The same weeks with and without the heads more, pair by pair.

# %%
ill = {f"crews.{crew}.absence": "10 %" for crew in ("pickers", "packers")}
answer = sim.compare(
    sim.load("absence", overrides=week | ill),
    {name: heads for name, heads in rosters.items() if heads},
    replications=3,
)
answer

# %%
answer.plot.standing().figure

# %%
answer.plot.differences().figure

# %% [markdown]
# Three weeks seldom decide it. Ten and more, with the choice that holds under each absence and what
# it costs, and any absence between:
#
#     simulator compare absence --variants all
#     simulator sweep absence --vary "crews.pickers.absence=0 %,5 %,10 %,15 %,20 %"
