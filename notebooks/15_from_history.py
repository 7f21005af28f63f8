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
# # A scenario from a shop's own history
#
# A shop knows of its orders when they were placed, paid, handed over and delivered. A fit makes a
# scenario of that, and says how well it predicts the part of the history that it has not seen.
# Here a run writes the history, so that we know what is true: 20 orders a day, nine hours of work
# from the payment to the hand-over, two regions, and a carrier that loses one parcel of fifty.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

import simulator as sim
from simulator.reporting.labels import kpi_text

SHOP = """
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 42 d, cool_down: 20 d}
demand: {orders_per_day: 20, day_to_day_cv: 0.2, regions: {near: 70 %, far: 30 %}}
catalog: {skus: 20, price: 12.50 USD}
payment: {authorization: {lognormal: {median: 2 h, cv: 1}}, timeout: none,
          declined: {soft: 0 %, hard: 0 %}, retry: none}
handling: {lag: {gamma: {mean: 9 h, cv: 0.7}}, hours: "08:00-18:00"}
shipping:
  carriers:
    post:
      pick_ups: {mon-fri: ["11:00", "18:00"]}
      drives: mon-sat
      services:
        ground:
          transit: {by_region: {near: {working_time: {gamma: {mean: 2 d, cv: 0.4}}},
                                far: {working_time: {gamma: {mean: 5 d, cv: 0.4}}}}}
          lost: 2 %
          damaged: 0 %
"""
folder = Path(tempfile.mkdtemp())
(folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
orders = sim.run(folder / "shop.yaml", replications=1).orders
orders = orders[orders.paid_at.notna() & (orders.placed_at < "2026-04-13")]
orders["delivered_at"] = orders.ended_at.where(orders.outcome == "completed")
names = {"order": "order_id", "region": "dest_region"}
moments = ["placed_at", "paid_at", "handed_over_at", "delivered_at"]
history = orders.rename(columns=names)[["order_id", *moments, "dest_region"]]
history.assign(sku="S1", quantity=1).to_csv(folder / "orders.csv", index=False)
len(history)

# %% [markdown]
# ## The fit
#
# The last quarter is held out: the scenario is fitted to what was known when it began, runs on the
# real orders of that quarter, and is then fitted anew to all of it. Of each value there is the
# interval, how many observations stand behind it, and whether the history says it.

# %%
found = sim.fit(folder / "orders.csv", holdout=0.25, replications=1, input_uncertainty=5)
found.estimates[["what", "told", "low", "high", "n", "source"]].round(2)

# %% [markdown]
# ## What it is worth
#
# *Naive* is the last period, *chance* what two halves of the history by weeks differ by. A row is
# met within its limit, and only if naive is not nearer beyond chance. Six weeks of 20 orders a day
# leave chance much room: where *chance* is near the limit or above it, a row may be missed by a
# shop that stays the same, and more history has to come.

# %%
columns = ["what", "predicted", "naive", "chance", "limit", "verdict"]
found.validation[columns].round(3)

# %%
# %matplotlib inline
found.plot.transit().figure

# %%
found.plot.weeks().figure

# %% [markdown]
# ## The next four weeks, and how sure they are
#
# The scenario begins where the history ends. Its inputs are estimates: five times the weeks are
# drawn anew and every input is estimated from them. What is not chance narrows with more history.

# %%
spread = found.spread.assign(kpi=found.spread["kpi"].map(kpi_text)).set_index("kpi")
spread.round(2)

# %%
shares = 100 * spread.drop(columns=["mean", "sd_chance", "sd_with_inputs"])
shares = shares.loc[:, shares.max() > 0]
ax = shares.plot.barh(stacked=True, figsize=(8, 3.4), width=0.7, edgecolor="white")
ax.set(xlabel="% of the variance", ylabel="", title="Where the spread of a figure comes from")
ax.invert_yaxis()
ax.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %%
ahead = sim.run(found.scenario, replications=2)
figures = ahead.kpis.set_index("kpi").loc[["orders.placed", "click_to_ship.p50", "cycle_time.p90"]]
figures.rename(kpi_text)[["unit", "mean", "half_width"]].round(1)
