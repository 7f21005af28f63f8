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
# # From an event log to process mining
#
# A run leaves a log of what happened to every order, as a warehouse's own system would. Process
# mining looks at such logs without knowing the process: what follows what, how often, and where
# orders wait. Here the log is written as OCEL 2.0, the standard for logs of several kinds of
# objects (orders, their lines, pick tours, crews, carriers), read back, checked against the
# standard's schema, and mined with pandas alone. PM4Py and others read the same file.

# %%
import json
import tempfile
from pathlib import Path

import fastjsonschema
import matplotlib.pyplot as plt
import pandas as pd

import simulator as sim

run = sim.run("small", replications=1)
with tempfile.TemporaryDirectory() as folder:
    text = (run.write(Path(folder) / "run", export=["ocel"]) / "events.ocel.json").read_text()
log = json.loads(text)
{part: len(log[part]) for part in log}

# %% [markdown]
# ## What the standard asks
#
# Every event and object has a type that is declared, with its attributes; values are texts, those
# of an object with the moment from which they hold; links name an object and say in which role.
# That is what its JSON Schema asks (Berti et al., OCEL 2.0 Specification, 2024); that types and
# objects which are named exist, is checked below it.


# %%
def listed(required, **kinds):
    """A list of objects that have these keys."""
    keys = {key: {"type": "string"} if kind is str else kind for key, kind in kinds.items()}
    item = {"type": "object", "properties": keys, "required": required.split()}
    return {"type": "array", "items": item}


types = listed("name attributes", name=str, attributes=listed("name type", name=str, type=str))
links = listed("objectId qualifier", objectId=str, qualifier=str)
moment = {"type": "string", "format": "date-time"}
at_once = listed("name value", name=str, value=str)
over_time = listed("name value time", name=str, value=str, time=moment)
parts = {
    "eventTypes": types,
    "objectTypes": types,
    "events": listed(
        "id type time", id=str, type=str, time=moment, attributes=at_once, relationships=links
    ),
    "objects": listed("id type", id=str, type=str, attributes=over_time, relationships=links),
}
fastjsonschema.validate({"type": "object", "properties": parts, "required": [*parts]}, log)
known = {one["id"] for one in log["objects"]}
assert {link["objectId"] for one in log["events"] for link in one["relationships"]} <= known
assert {one["type"] for one in log["events"]} <= {one["name"] for one in log["eventTypes"]}
pd.Series([one["type"] for one in log["objects"]]).value_counts()

# %% [markdown]
# ## Flattened to orders
#
# The directly-follows graph needs one kind of object. An event with several orders, such as a pick
# tour, happens to each of them. The road and the messages are left out: what the house does counts
# here.

# %%
house = ["payment", "inventory", "picking", "packing", "labeling", "shipping"]
rows = [
    (link["objectId"], one["type"], one["time"], *(v["value"] for v in one["attributes"][:2]))
    for one in log["events"]
    if one["type"] in house
    for link in one["relationships"]
    if link["qualifier"] == "order"
]
events = pd.DataFrame(rows, columns=["order", "activity", "ended", "queued", "began"])
for column in ("ended", "queued", "began"):
    events[column] = pd.to_datetime(events[column], format="ISO8601")
events = events.sort_values(["order", "ended", "began"], kind="stable")
events["next"] = events.groupby("order")["activity"].shift(-1)
follows = pd.crosstab(events["activity"], events["next"]).reindex(house).reindex(columns=house)
follows = follows.fillna(0).astype(int)
follows

# %%
figure, ax = plt.subplots(figsize=(7, 4.2))
ax.imshow(follows, cmap="Blues", aspect="auto")
ax.set_xticks(range(len(house)), house)
ax.set_yticks(range(len(house)), house)
for y, row in enumerate(follows.to_numpy()):
    for x, count in enumerate(row):
        if count:
            dark = count > 0.6 * follows.to_numpy().max()
            ax.text(
                x, y, f"{count:,}", ha="center", va="center", color="white" if dark else "black"
            )
ax.set(title="What follows what, in orders", xlabel="then", ylabel="first")
plt.show()

# %% [markdown]
# Off the diagonal's neighbor stand the exceptions: a payment that is tried again follows itself.
#
# ## Variants
#
# Orders with the same sequence are a variant. A process that is as simple as it is drawn has few.

# %%
variants = events.groupby("order")["activity"].agg(" → ".join).value_counts()
print(f"{len(variants)} variants of {variants.sum():,} orders")
(100 * variants / variants.sum()).round(1).head(5).rename("% of orders").to_frame()

# %% [markdown]
# ## Where orders wait
#
# `queued_at` and `began_at` are attributes of each event, so that waiting and work are apart, which
# a log with one moment an event cannot tell.

# %%
events["waited"] = (events["began"] - events["queued"]).dt.total_seconds() / 3600
events["worked"] = (events["ended"] - events["began"]).dt.total_seconds() / 3600
times = events.groupby("activity")[["waited", "worked"]].mean().reindex(house)

figure, ax = plt.subplots(figsize=(7, 3.2))
times.iloc[::-1].plot.barh(stacked=True, ax=ax, color=["#B57A00", "#0072B2"])
ax.set(title="Mean hours an order waits and is worked on", xlabel="hours", ylabel="")
plt.show()

# %% [markdown]
# The same figures stand in the run's own tables, worked out from the whole log and not from the
# file: the log is complete.

# %%
own = run.events.query("activity in @house and ended_at.notna()")
hours = (own["began_at"] - own["queued_at"]).dt.total_seconds() / 3600
pd.DataFrame(
    {"mined": times["waited"], "the run's table": hours.groupby(own["activity"].astype(str)).mean()}
).round(3)
