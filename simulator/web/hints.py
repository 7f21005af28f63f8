"""What helps who looks for a value on the page: words of planners, and examples that work."""

from __future__ import annotations

import re
from datetime import timedelta

from simulator.scenario import Loaded
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE

_WORDS: tuple[tuple[str, str], ...] = (
    (r"\.breaks(\.|$)", "lunch pause rest coffee"),
    (
        r"day_of_week$|\.days$|heads_on$|pick_ups$",
        "monday tuesday wednesday thursday friday saturday sunday weekday weekend",
    ),
    (
        r"^demand\.(events|scale|growth)",
        "double triple peak rush busy sale promotion campaign christmas volume",
    ),
    (r"_per_day$", "volume demand sales"),
    (r"^shipping\.carriers\.", "truck van lorry courier collection departure"),
    (r"\.appointments$|^receiving\.", "truck lorry delivery inbound supplier"),
    (r"\.heads(\.|$)|heads_on$", "staff people workers employees headcount team roster"),
    (r"\.absence$", "sick ill illness missing vacation leave"),
    (r"\.(new_hires|cohorts)$", "training temps temporary agency"),
    (r"wage|cost|price|premium", "wages pay salary money rate costs"),
    (r"\.hours$", "start end opening time working"),
    (r"\.overtime$", "longer stay late extra hours"),
    (r"cut_off$", "deadline same day latest"),
    (r"\.mispick", "error mistakes wrong"),
    (r"stations", "bench desk table workplace"),
    (r"holidays$", "closed bank day off"),
    (r"outages$|breakdowns", "failure broken machine down"),
)
"""What planners say for the keys of a path, beside its own words."""

_EXAMPLES: tuple[tuple[str, str], ...] = (
    (
        r"demand\.day_of_week",
        "{{counts: {{mon: 2, tue: 1, wed: 1, thu: 1, fri: 1, sat: 1, sun: 1}}}}",
    ),
    (r"demand\.events", "[{{name: sale, from: {day}, to: {day}, factor: 2}}]"),
    (r"demand\.growth", "{{a_week: 1.01, level_on: {day}}}"),
    (r"(clock|shipping\.carriers\.[^.]+)\.holidays", "[{day}]"),
    (r"shipping\.carriers\.[^.]+\.delays", '[{{name: storm, at: "{day} 06:00", for: 2 d}}]'),
    (r"shipping\.carriers\.[^.]+\.outages", '[{{at: "{day} 12:00", for: 4 h}}]'),
    (
        r"shipping\.carriers\.[^.]+\.pick_ups",
        '{{mon-fri: ["15:00", "18:00"], sat: ["13:00"]}}',
    ),
    (r"shipping\.carriers\.[^.]+\.capacity_on", "[{{days: sat, capacity: 900 parcels}}]"),
    (r"shipping\.carriers\.[^.]+\.late", "{{share: 20 %, by: 1 h}}"),
    (r"crews\.[^.]+\.premiums", "[{{days: sat, extra: 50 %}}]"),
    (r"shifts\.[^.]+\.overtime", "{{backlog_above: 150 orders, up_to: 2 h}}"),
    (r"shifts\.[^.]+\.breaks", '[{{at: "{middle}", for: 30 min}}]'),
    (r"shifts\.[^.]+\.heads_on", "[{{date: {day}, heads: {{{crew}: {more}}}}}]"),
)
"""How a value of several parts is written, for this scenario."""

_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        r"demand\.scale",
        "120 % are a fifth more orders, on the same days and at the same hours. Of orders from a "
        "file some are repeated, with less than 100 % left out.",
    ),
    (
        r"shifts\.[^.]+\.heads\.[^.]+",
        "People of this crew who are scheduled for the shift, those who turn out to be absent too.",
    ),
    (
        r"demand\.day_to_day_cv",
        "How much days of a kind differ by chance. With 0.18, as at Olist, a marketplace, two of "
        "three are within about 18 % of the mean; with 0, which is assumed, they differ little.",
    ),
    (
        r"demand\.classes\.[^.]+\.order_cut_off",
        "Orders until this time count for the day, later ones for the next working day.",
    ),
    (
        r"demand\.classes\.[^.]+\.deliver_cut_off",
        "The promise to deliver counts from the day of the order until this time, later from the "
        "next working day.",
    ),
    (
        r"shipping\.carriers\.[^.]+\.cut_off",
        "A parcel has to be ready so long before the truck leaves, or it waits for the next one "
        "(assumed: 0 s).",
    ),
    (
        r"shipping\.carriers\.[^.]+\.pick_ups",
        "When the truck comes, by weekday, such as {daily: ['15:00']}; several times a day are a "
        "list. What one costs is behind the search: pick-up cost (assumed: nothing).",
    ),
    (
        r"shipping\.carriers\.[^.]+\.capacity",
        "Parcels that one truck takes; the others wait for the next one. none: all that are ready.",
    ),
    (
        r"shipping\.carriers\.[^.]+\.payload",
        "Weight of boxes and what is in them that one truck takes; the next in turn that is too "
        "heavy waits, and all behind it. none: no limit.",
    ),
    (
        r"shipping\.carriers\.[^.]+\.load_volume",
        "Volume of boxes that one truck takes, each as large as inside. none: no limit.",
    ),
    (
        r"picking\.time\.setup",
        "Once for each tour, whatever is on it (measured in warehouses: 54 to 98 s).",
    ),
    (
        r"picking\.time\.per_line",
        "For each line of an order: to walk there, search and grab (times of motions add up to 30 "
        "to 50 s). Where there is a layout it has the walk, and this is the search. 40 s is the "
        "same for each line; as a distribution it varies.",
    ),
    (r"picking\.time\.per_unit", "For each piece: to grab it (assumed)."),
    (r"packing\.time\.setup", "Once for each parcel (usual in the trade: 30 s)."),
    (r"packing\.time\.per_unit", "For each piece (usual in the trade: 10 s)."),
    (
        r"promise\.quantile",
        "How many parcels arrive within the days that are told for the carrier: with 90 %, which "
        "is assumed, one in ten takes longer.",
    ),
    (
        r"promise\.backlog\.orders_a_day",
        "What the house is believed to bring to the dock on a day: the promise is put off by as "
        "many days as the orders in the house then take. Too high a number breaks promises, too "
        "low a number loses customers.",
    ),
    (
        r"cancellation\.after",
        "How long these customers wait, from the payment on, before they cancel (assumed: 6 h on "
        "average; some cancel at once, some after a day).",
    ),
    (
        r"cancellation\.backorder_patience",
        "How long any customer waits for goods that are out of stock, from the payment on. none: "
        "only those cancel who cancel anyway (assumed).",
    ),
    (
        r"crews\.[^.]+\.absence",
        "How often somebody misses a shift: 10 % is one shift in ten (assumed: 0 %; US Bureau of "
        "Labor Statistics: 3.1 %).",
    ),
    (r"targets\..+\.at_least", "The least that is good enough, with its unit: 98 %, 20 orders."),
    (r"targets\..+\.at_most", "The most that is good enough, with its unit: 48 h, 2 %."),
    (
        r"targets\..+\.in",
        "In how many of the periods it has to hold, such as 90 %; none: on average of them.",
    ),
)
"""What is moved most, said as a planner would; of all others what the schema says."""

_MORE = (
    (
        r"shifts\.[^.]+\.breaks(\..+)?",
        "A break is the whole shift's: a crew with breaks of its own works a shift of its own, "
        "which is added on the screen Scenario, under “Edit the text”.",
    ),
)
"""What is done elsewhere."""


def words_for(path: str) -> str:
    """What planners may call a value."""
    return " ".join(words for shape, words in _WORDS if re.search(shape, path))


def hint(path: str) -> str:
    """What a value means in words of planners; empty where the schema's own words serve."""
    return next((text for shape, text in _MEANINGS if re.fullmatch(shape, path)), "")


def elsewhere(path: str) -> str:
    """What is done elsewhere; empty for most."""
    return " ".join(words for shape, words in _MORE if re.fullmatch(shape, path))


def example(loaded: Loaded, path: str) -> str:
    """A value of several parts that can be written as it stands; empty for most."""
    shapes = (shape for of, shape in _EXAMPLES if re.fullmatch(of, path))
    return next((shape.format(**_named(loaded.scenario, path)) for shape in shapes), "")


def _named(scenario: Scenario, path: str) -> dict[str, str]:
    """Of this scenario: its first measured day, and of a shift the middle and a crew."""
    clock = scenario.clock
    named = {"day": f"{clock.start + timedelta(days=clock.warm_up // DAY):%Y-%m-%d}"}
    shift = scenario.shifts.get(path.split(".")[1]) if path.startswith("shifts.") else None
    if shift is not None:
        begin, end = shift.hours
        middle = (begin + ((end - begin) % DAY or DAY) // 2) % DAY
        named["middle"] = f"{middle // HOUR:02}:{middle % HOUR // MINUTE:02}"
        named["crew"], heads = next(iter(shift.heads.items()))
        named["more"] = str(heads + 1)
    return named
