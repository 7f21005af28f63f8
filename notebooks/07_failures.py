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
# # When the gateway is down, or the printer
#
# Two things fail in busy hours: the payment gateway for two, and the only label printer for a whole
# late shift. What does either cost, and what would have helped? A failure is a *circumstance*: it
# is compared with the same weeks without it, the same orders in both, so that all of the difference
# is its doing. What the house can do about it is a *choice*; `choice+circumstance` is both at once.

# %%
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd

import simulator as sim
from simulator.measure.statistics import paired_difference

weeks = {
    "clock": {"start": "2026-03-02", "warm_up": "6 d", "run": "7 d", "cool_down": "2 d"},
    "targets": [],
}


def shown(found):
    return f"{found.mean:+,.1f} ± {found.half_width:,.1f}"


def differences(runs, base, kpis):
    """Of each run less the base one, pair by pair, with the half-width at 95 %."""
    return pd.DataFrame(
        {
            title: {
                name: shown(paired_difference(run.values(kpi), base.values(kpi)))
                for name, run in runs.items()
            }
            for kpi, title in kpis.items()
        }
    )


# %% [markdown]
# ## Two hours without payments
#
# In the scenario `payment_outage` a payment is tried again after 1 and 10 minutes; the circumstance
# `gateway_down` is an outage on Thursday from 19:00 to 21:00. The choice `patient_retries` tries
# again after one and two hours too. What is lost is lost before the floor, so the floor and the
# road are left out.

# %%
stages = ("inventory", "picking", "packing", "labeling", "shipping", "delivery", "returns")
desk = weeks | {
    "crews": {"reviewers": {"skills": ["fraud_review"], "wage": "30 USD/h"}},
    "shifts": {"office": {"hours": "08:00-20:00", "heads": {"reviewers": 2}}},
    **dict.fromkeys(stages, "off"),
}
calm = sim.run("payment_outage", replications=4, overrides=desk)
payments = {
    name: sim.run("payment_outage", variant=variant, replications=4, overrides=desk)
    for name, variant in {
        "two retries": "gateway_down",
        "patient retries": "patient_retries+gateway_down",
    }.items()
}
differences(
    payments,
    calm,
    {
        "orders.payment_failed": "never an answer",
        "orders.declined": "declined",
        "total_revenue": "revenue, USD",
    },
)

# %% [markdown]
# An order that never got an answer in two retries is gone. Patience asks them all again when the
# gateway is up, and it also asks those again whom their bank refused at first, on all days: some
# of the gain has nothing to do with the outage.

# %%
figure, axis = plt.subplots(figsize=(8, 2.8), layout="constrained")
lines = (("-", 4.5), ("--", 3), (":", 1.5), ("-.", 1.5))  # thinner above: none hides another
for (line, width), (name, run) in zip(
    lines, {"without an outage": calm, **payments}.items(), strict=False
):
    thursday = run.orders[run.orders["created_at"].dt.strftime("%m-%d") == "03-12"]
    lost = thursday[thursday["outcome"] == "payment_failed"]
    hours = lost.groupby(lost["created_at"].dt.hour).size().reindex(range(12, 24), fill_value=0)
    axis.step(hours.index, hours, line, linewidth=width, where="mid", label=name)
axis.set_xticks(range(12, 24, 2), [f"{hour}:00" for hour in range(12, 24, 2)])
axis.set_xlabel("Thursday 12 March, hour of the cart")
axis.set_ylabel("orders never paid")
axis.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# The same question as a comparison: every choice under the circumstance, what it costs in each, and
# what to do.

# %%
# %matplotlib inline
answer = sim.compare(
    "payment_outage", variants="all", kpis=["orders.payment_failed", "total_revenue"],
    replications=4, overrides=desk,
)  # fmt: skip
answer

# %%
answer.plot.circumstances().figure

# %% [markdown]
# ## A late shift without the printer
#
# One printer makes all labels of the house with time to spare. Circumstances of `printer_failure`:
# it is out on Thursday from 14:00 to 22:00, over the last pick-ups, or the carrier's label service
# is down instead, and people write labels by hand. A choice: a spare printer stands by.

# %%
floor = weeks | dict.fromkeys(["checkout", "inventory", "delivery", "returns"], "off")
whole = sim.run("printer_failure", replications=3, overrides=floor)
failures = {
    name: sim.run("printer_failure", variant=variant, replications=3, overrides=floor)
    for name, variant in {
        "printer fails": "printer_fails",
        "it fails, with a spare": "spare_printer+printer_fails",
        "service fails": "service_fails",
    }.items()
}
differences(
    failures,
    whole,
    {
        "orders.shipped_late": "orders shipped late",
        "queue_length.labeling.peak": "most that waited for a label",
        "release_to_ship.mean": "release to ship, h, mean of the week",
    },
)

# %% [markdown]
# Orders wait for a label all evening, but an order is late only by its promise: most of these have
# until tomorrow. Here are Thursday and Friday, in one replication.

# %%
figure, axis = plt.subplots(figsize=(8.5, 3), layout="constrained")
edges = pd.date_range("2026-03-12 06:00", "2026-03-13 12:00", freq="15min")
for (line, width), (name, run) in zip(
    lines, {"nothing fails": whole, **failures}.items(), strict=True
):
    visits = run.events[run.events["activity"] == "labeling"]
    visits = visits[visits["replication"] == 0] if "replication" in visits else visits
    came = visits["queued_at"].sort_values().searchsorted(edges)
    begun = visits["began_at"].dropna().sort_values().searchsorted(edges)
    axis.step(edges, came - begun, line, linewidth=width, where="post", label=name)
axis.axvspan(
    pd.Timestamp("2026-03-12 14:00"), pd.Timestamp("2026-03-12 22:00"), color="#eeeeee", zorder=0
)
axis.set_ylabel("orders that wait for a label")
axis.xaxis.set_major_formatter(mdates.DateFormatter("%a %-d\n%H:%M"))
axis.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# How long labels wait in the whole run, with the printer out on Thursday: the run's own figure.

# %%
failures["printer fails"].plot.queue_lengths().figure

# %% [markdown]
# On the command line every choice under every circumstance, over more weeks, with what each
# circumstance costs and which choice is recommended; and for any day of any scenario:
#
#     simulator compare printer_failure --variants all --kpi orders.shipped_late
#     simulator stress baseline --outage payment@2026-03-12T19:00/2h
