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
# # Heads by hour, in shifts that can be asked for
#
# A shop knows which shifts its people work: a whole day from eight, on five or six days a week, or
# half a day on two to four. How many of each cover the work of a week, so that 95 % of the orders
# ship on time, and at least cost? Only the floor of the scenario `small` is on, for two days. The
# table of templates lies beside the scenario.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import simulator as sim

off = dict.fromkeys(("checkout", "inventory", "notification", "delivery", "returns"), "off")
days = {"clock.warm_up": "2 d", "clock.run": "2 d", "clock.cool_down": "4 d"}
base = sim.load("small", overrides={"demand.scale": 2.2} | days | off)
pd.read_csv(base.directory / "small_shifts.csv")

# %% [markdown]
# The work comes from simulated orders; an integer program covers it; the roster is simulated and
# repaired until the target holds, and fresh replications confirm it.

# %%
answer = sim.roster(base, "small_shifts.csv", replications=2, check=4)
answer

# %% [markdown]
# The area is what each quarter of an hour needs if the work is spread as evenly as the pick-ups
# let it be, the line what is scheduled. Where the line is higher there is room for fuller weeks.

# %%
# %matplotlib inline
answer.plot.heads().figure

# %% [markdown]
# Who works when, a row per person. All begin at the same time all week, and days off go round.

# %%
people = answer.tables.roster
people[["person", "mon", "tue", "wed", "thu", "fri", "sat", "cost"]]

# %%
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat"]
at_work = people.set_index("crew")[weekdays].ne("").groupby("crew").sum().T
at_work.plot.bar(ylabel="persons", rot=0, title="Persons by day")
plt.show()

# %% [markdown]
# What the work alone costs bounds what any roster of these templates could save.

# %%
found = answer.found
pd.Series({
    "today": found.today.cost, "this roster": found.told.cost, "the work alone": found.least,
}).round()  # fmt: skip
