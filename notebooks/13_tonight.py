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
# # Tonight: whom to call, from what is in the house now
#
# It is 14:00 on the third day of a sale. The floor's files say where each order is, what is on the
# shelf and what is on order. Is the house all but clear as the last truck leaves at 21:45, and how
# many heads of the agency should come at 17:00? The scenario `tonight` begins with that state.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import simulator as sim

tonight = sim.load("tonight")
orders = pd.read_csv(tonight.directory / "tonight_orders.csv")
orders.groupby("stage").agg(orders=("order", "size"), longest_since=("since", "min"))

# %% [markdown]
# Each replication is a future of this state: customers to come, times of work and absences are
# drawn, and what is in the house is what it is. Calls are tried in turn, in the same futures, until
# the event has a chance of 90 %.

# %%
answer = sim.forecast(
    tonight,
    until="22:00",
    events=["backlog<=120 at 21:45", "on_time_ship>=98%"],
    call={"shifts.evening.heads.agency": [0, 2, 4, 6]},
    replications=20,
)
answer

# %% [markdown]
# The first event is what the calls are for; any other has its chance too, as it is.

# %%
answer.tables.chances.round(2)

# %% [markdown]
# Each pick-up takes what is ready. Those who are called begin at 17:00: the two fans part after
# that, and the mark shows where they have to be by 21:45.

# %%
# %matplotlib inline
answer.plot.backlog().figure

# %% [markdown]
# What each call does for the chance, and what it costs in wages by 22:00. The intervals are wide
# with so few futures: more of them would tell better.

# %%
answer.plot.calls().figure

# %%
answer.tables.calls[["setting", "chance", "low", "high", "wages"]].round(2)

# %% [markdown]
# Where do they wait? Each stage on a scale of its own.

# %%
answer.plot.stages().figure

# %% [markdown]
# A chance hides how bad the bad futures are. Here is every future, sorted by what is left at 21:45.

# %%
found = answer.found
moment = int(np.abs(found.hours - 7.75).argmin())
called = found.calls[-1]
left = {"as it is": found.inside[:, 0, moment], f"{called.value} heads": called.inside[:, moment]}
figure, ax = plt.subplots(figsize=(7, 3.4))
for name, values in left.items():
    ax.plot(np.sort(values), np.linspace(0, 100, len(values)), marker="o", label=name)
ax.axvline(120, color="gray", linestyle=":")
ax.set(xlabel="orders in the house at 21:45", ylabel="% of futures with at most so many")
ax.legend()
plt.show()

# %% [markdown]
# Orders that may be late, by risk, with what was promised. Those that are late already wait for
# stock or missed an earlier truck: nobody who is called tonight changes that.

# %%
answer.tables.late.head(8)
