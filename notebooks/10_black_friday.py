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
# # Black Friday and the backlog
#
# One day brings five times the orders. The house cannot pick them that day, and need not: what
# matters is how late they leave and when the backlog has cleared. Both hang on the days after, so
# that a plan for the day alone misleads.

# %%
import simulator as sim

short = {"clock.warm_up": "4 d", "clock.run": "14 d", "clock.cool_down": "2 d"}

# %% [markdown]
# ## One day, five times
#
# `stress` runs the same fortnights with the day and without it, the same customers in both, so that
# the difference is all the day's doing.

# %%
answer = sim.stress("baseline", demand="5x@2026-03-06", replications=6, overrides=short)
answer

# %%
# %matplotlib inline
answer.plot().figure

# %% [markdown]
# The day is a Friday: over the weekend few people pick, and the backlog stands. When it has cleared
# differs from one fortnight to the next, since the days after differ; a missing value is a backlog
# that stands at the end.

# %%
cleared = answer.tables["clearing"].set_index("replication")["hours_to_clear"]
cleared.describe().round(0)

# %% [markdown]
# ## A week of it, and what reinforcement is worth
#
# Black Friday does not come alone: the scenario `peak` has the week around it, with the days after.
# Its variant `reinforced` adds people for that week. Again it is compared pair by pair.

# %%
peak = sim.compare("peak", variants="all", replications=4)
peak

# %%
peak.plot().figure

# %% [markdown]
# What it costs stands beside what it is worth. A house that ships late also puts off work that is
# still to be paid, so look at the growth of the backlog before the cost of an order.

# %%
rows = peak.tables["compare"]
asked = ["on_time_ship", "cost_per_order", "backlog.growth"]
rows = rows.query("scope == 'all' and kpi in @asked")
rows[["kpi", "unit", "baseline", "value", "difference", "half_width_together", "verdict"]].round(2)
