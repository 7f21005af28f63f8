"""What the model document says in words of its own; the rest is made of the code."""

PURPOSE = """\
An online shop's order goes from the cart to the doorstep and perhaps back. The simulator runs
that whole journey from a scenario, a YAML file, many times, and answers a planning question with
a figure and its uncertainty. It is for operations analysts (does the plan survive Black
Friday?), planners (how many pickers and packers on which shift?) and researchers (notebooks, new
policies). The [eleven questions](../README.md#eleven-questions) of the README are what it was built
for."""

OUTPUTS = """\
Each KPI has one value per replication, worked out from the records of the replication when it has
run; the model itself counts nothing. Figures about orders are about the *cohort*, the orders
placed in the measurement window; figures about crews, stations and stock are about the window
([why](decisions/0004-window-and-cohort.md)). Over n replications with values x, a figure is
their mean ± t × s / √n, where s is their standard deviation and t the quantile of Student's
distribution with n − 1 degrees of freedom at (1 + confidence) / 2."""

AIMS = """\
Alternatives are variants of a scenario, other scenarios or changed values. They meet the same
customers, so differences are taken replication by replication. The options, with what is varied,
the designs and the searches, are in the [command reference](reference/commands.md); which aims a
study has is for its scenario to say (`study.aims`)."""

LOGIC = """\
[`journey.py`](../simulator/journey.py) is this chart as a program, in the same order. A
stage whose section is absent from the scenario is off
([why](decisions/0005-an-absent-stage-is-off.md))."""

SCENARIOS = """\
A scenario may extend another one and change it with `set`, `add` and `remove`; it may have named
variants, each a choice of the house or a circumstance that it meets, and single values may be set
on the command line. Precedence: parent < file < variant <
`--set`. `simulator resolve` prints every value with its origin, and so does the run folder's
`scenario.yaml`. Changing one part of a scenario leaves the random draws of every other part
alone."""

ENTITIES = """\
Orders move through the model; an order ships as one parcel, or as two where it may be split
([why](decisions/0013-orders-in-two-parcels.md)). An order has lines, and a line has a SKU and
units. Replenishments come SKU by SKU. What is particular to an order is in its attributes, which
are known before the run, most of them drawn:"""

ACTIVITIES = """\
Each of these takes a duration or a distribution of durations; a station's is divided by the
speed of who works there. The events of a run, by order and activity, are in
[`events.parquet`](reference/tables.md)."""

RESOURCES = (
    (
        "Crews",
        "People with the same skills and wage. Heads by shift, at every hour, or agency staff "
        "who come when the backlog calls them. A crew has a speed, by skill too; some of its "
        "people may be new and grow faster until they are as fast as the others. Each person "
        "may miss a shift "
        "([why](decisions/0012-who-stays-and-who-is-called.md)).",
        "crews",
    ),
    (
        "Shifts",
        "Weekdays, hours, heads by crew and date, breaks, overtime by backlog; work that has "
        "begun at the end is finished, interrupted or handed over.",
        "shifts",
    ),
    (
        "Benches",
        "For packing, in lanes too; without a number there are as many as needed. They fail "
        "by use or by the clock, and are taken out of use as planned.",
        "packing.stations",
    ),
    (
        "Printers",
        "For labels; they fail as benches do.",
        "labeling.printers",
    ),
    (
        "Payment gateway",
        "Answers any number of requests at once; it has outages on dates.",
        "payment",
    ),
    (
        "Label service",
        "The carrier's; it answers any number of requests at once, fails at random and has "
        "outages on dates.",
        "labeling.service",
    ),
    (
        "Carriers",
        "Pick-ups at times of day, with a cut-off and a capacity, and dates on which none comes.",
        "shipping.carriers",
    ),
    (
        "Stock",
        "Units on hand by SKU, held by reservations.",
        "inventory",
    ),
)
"""Each kind, what it is, and its keys."""

SERVERS = {
    "fraud_review": "crews with the skill",
    "picking": "crews with the skill; one queue, or one a zone",
    "packing": "crews with the skill and benches, or benches alone; one queue, or one a lane",
    "labeling": "printers, and crews with the skill if there are any",
    "inspection": "crews with the skill",
    "refurbishing": "crews with the skill",
}

QUEUES = """\
No queue has a limit. Besides, lines wait for stock SKU by SKU, orders wait for their batch or
wave before picking, and parcels wait at the dock for their carrier."""

ENTRY = """\
Carts, or orders where checkout is off, come by a Poisson process whose rate follows the hour,
the weekday, events and a random factor a day, or they are read from a CSV of real orders. An
order ends in exactly one of these, which a check after every replication confirms; `in_flight`
is an order that is still inside when the simulated time ends, and `abandoned` a cart. A
delivered order may come back, which is counted apart
([why](decisions/0008-outcome-apart-from-return.md))."""

DATA = """\
The sources of the defaults, and of the scenarios that ship, are in [sources](sources.md). A
scenario's own sources are for it to say (`study.data_sources`). Files it may read are CSVs: real
orders, SKUs, weights by hour, and durations."""

PRE_PROCESSING = """\
A CSV of real orders is read as it is, in the simulator's columns or as Shopify exports it; it
may be cut to a window, shifted to another start and thinned or repeated (`demand.trace`,
`demand.scale`). Times keep the wall clock that the file writes. Weights by hour and weekday are
scaled to the mean demand that is given. What was done before is for the scenario to say
(`study.pre_processing`)."""

INPUTS = """\
Every key, with its type and unit, is in the [scenario reference](reference/scenario.md). These
have a default that is in effect wherever their section is; all others are given by the scenario,
or absent from the model."""

INITIALIZATION = """\
The simulated time begins with an empty house: no order and no parcel. Stock begins full, or
spread evenly above the reorder points (`inventory.initial`), or as a CSV of SKUs says.
`clock.warm_up` is simulated and not measured; `simulator warmup` suggests its length."""

RUN_LENGTH = """\
`clock.warm_up`, then `clock.run`, the measurement window, then `clock.cool_down`, of a given length
or until the window's orders are done
([why](decisions/0014-a-cool-down-that-ends-when-all-is-done.md)); demand flows in all three. Time
is in whole milliseconds ([why](decisions/0001-whole-milliseconds.md)). An order that is open at the
very end is late if its promise has passed, otherwise it is left out of the ratio and counted."""

ESTIMATION = """\
Independent replications, each with streams of its own: a fixed number, or as many as a relative
precision of chosen KPIs needs (`experiment.replications`). Intervals are Student's t over the
replications, never over the orders of one, which depend on each other. With one replication no
figure has an interval, and the report says so. Differences are paired and judged by Student's t.
One that is the same in every replication shows no spread; it is judged by the exact sign test
(Conover 1999, section 3.4), to which six equal signs are enough for 95 %. Conclusions of
comparisons from fewer than five replications say that nothing in them is certain."""

RANDOMNESS = """\
All that is random is sampled before a replication runs, by inverse transform from a stream a
source ([why](decisions/0003-randomness-before-the-run.md)). A number is a function of what it is
for, not of how many came before ([why](decisions/0018-draws-by-identity.md)): Philox4x32-10, keyed
by the seed and the number of the replication, of a counter that holds the CRC-32 of the stream's
name and whom the number is for. That is the date of an order and its number among those drawn for
that date, before they are sorted by time; in a trace its id, occurrence and copy; the number of a
line in its order; the name of a SKU; a date; the place in a list of a machine's own. What stands
between angle brackets is filled in: a crew, a station, the number of an attempt."""

EXECUTION = """\
Processes of SimPy on a clock with an end to every instant
([why](decisions/0002-the-end-of-an-instant.md)). Replications run in as many processes as are
asked for. The same scenario, seed and versions give the same bytes in `kpis.csv`,
`orders.parquet` and `events.parquet`, whatever their number. After each replication orders,
moments, stock and money must be conserved, or the run ends with an error. How the program is
verified is on [a page of its own](verified.md)."""
