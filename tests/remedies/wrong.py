"""What people write by mistake, as it stands in the file."""

from __future__ import annotations

NUMBERS = (
    *("5", "1", "0", "-3", "1.5", "98", "0.5", "150", "1e30", "-0.5", "1730", "'5'", "'-5'"),
    *("'1,234'", "'1,5'", "'1,234.5'", "'1.234,5'", "'1 000'", "1234567", "2k", "3 thousand"),
    *("inf", ".inf", "-inf", "nan", ".nan", "1e999", "Infinity", "half", "5.5.5", "10..20", "3-5"),
)
AMOUNTS = (
    *("5 s", "5s", "5 sek", "5 hrs", "5 m", "5 M", "5 months", "2 years", "-5 s", "0 s", "1e400 s"),
    *("1e30 d", "999999 d", "'1,5 s'", "1:30", "1:30:00", "5 working day", "5 business days"),
    *("5 %", "5%", "5 pct", "150 %", "-5 %", "'5,5 %'", "0 %", "100 %"),
    *("5 USD", "5 usd", "$5", "5 $", "5 EUR", "-5 USD", "5 USD/h", "5 USD per hour", "18 USD/d"),
    *("0.3 USD/min", "5 EUR/h", "'1,234 USD'", "USD 5"),
    *("1.6 /min", "90 per hour", "90 orders/h", "3150 a week", "450 orders", "450 orders a day"),
    *("5 kg", "5 lb", "5 lbs", "5 oz", "0 kg", "5 ft", "10 feet", "5 km", "5 mph", "5 l", "5 gal"),
    *("5 heads", "5 people", "5x", "5 x", "5 parcels", "9 boxes", "5 units", "5 foo"),
)
WORDS = (
    *("true", "false", "yes", "no", "Yes", "off", "none", "on", "null", "abc", "''", "~", "any"),
    *("our pickers", "$", "early, late", "Ünder"),
)
TIMES = (
    *("2026-13-45", "12/03/2026", "12/25/2026", "5.3.2026", "2026-3-5", "20260305", "2026-03-20"),
    *("2026-03-02 25:00", "2026-03-12T19:00Z", "2026-03-12 19:00+01:00", "2026-03-05 7pm"),
    *("24:00", "25:00", "7pm", "9 am", "7:30 pm", "17.30", "17h30", "06:00", "12:60"),
    *("06:00-25:00", "6-14", "6am-2pm", "06:00-06:00", "6.00 - 14.00", "all day"),
    *("mon-fry", "mondays", "mon, wen", "M-F", "tue-", "next-day", "tomorrow", "24"),
)
SHAPES = (
    *("[]", "{}", "[1, 2]", "[a, b]", "{a: 1}", "[[1]]", "{a: {b: 1}}", "[5 s, 9 s]", "[mon, wen]"),
    *("['15:00']", "{mon: '7pm'}", "{mon-fry: ['15:00']}", "{north: 40 %, south: 50 %}"),
    *("{1: 30, 2: 60}", "{working_days: {1: 30, 2: 60}}", "{working_days: {one: 100}}"),
    *("{by_region: 5}", "{by_region: {a: 2 working days}, b: 1 d}", "[picking]", "[pick, pack]"),
)
SPREADS = (
    *("{exponential: 1 min}", "{exponential: 5}", "{exponential: [1 s]}", "{exponential: {}}"),
    *("{gamma: 3 min}", "{lognormal: {mean: 40 s}}", "{lognormal: {mean: 40, cv: 0.5}}"),
    *(
        "{lognormal: {mean: 40 s, cv: 0}}",
        "{lognormal: {mu: 3, sigma: 1}}",
        "{uniform: [5 s, 9 s]}",
    ),
    *("{normal: {mean: 3 min, std: 1 min}}", "{normal: {mean: 1 min, sd: 2 min}}"),
    *("{normal: {mean: 3 min, stdev: 1 min}}", "{normal: {average: 3 min, sd: 1 min}}"),
    *("{uniform: {low: 9 s, high: 5 s}}", "{uniform: {low: 5 s, high: 5 s}}"),
    *("{uniform: {min: 5 s, max: 9 s}}", "{uniform: {mean: 9 s, sd: 9 s}}"),
    *("{triangular: [1 s, 2 s, 3 s]}", "{triangular: {low: 1 s, mode: 9 s, high: 3 s}}"),
    *("{erlang: {mean: 1 min, k: 1.5}}", "{erlang: {mean: 1 min, cv: 0.6}}", "{erlang: {k: 2}}"),
    *("{gamma: {p50: 1 min, p90: 1 min}}", "{gamma: {p50: 9 min, p90: 1 min}}"),
    *("{gamma: {p50: 1 s, p90: 400 d}}", "{gamma: {median: 1 min, cv: 90}}"),
    *("{gamma: {mean: -1 min, cv: 1}}", "{gamma: {mean: 0 s, cv: 1}}", "{gamma: {mean: 1 min}}"),
    *("{weibull: {mean: 1 min, cv: 900}}", "{beta: {a: 2, b: 4}}", "{beta: {mean: 1 min, cv: 1}}"),
    *("{beta: {mean: 9 min, cv: 1, high: 5 min}}", "{expon: {mean: 1 min}}", "{poisson: 3}"),
    *("{constant: {value: 5}}", "{constant: 5}", "{constant: [5 s]}", "{shifted_geometric: 2}"),
    *("{shifted_geometric: {mean: 0.5}}", "{shifted_geometric: {mean: 9, max: 3}}"),
    *("{gamma: {mean: 1 min, cv: 1}, timeout: 5 s}", "{gamma: {mean: 1 min, cv: 50 %, x: 1}}"),
    *("{values: [5 s, 9 s], weights: [50, 60]}", "{values: [5 s, 9 s], weights: [100]}"),
    *("{values: [5, 9]}", "{values: []}", "{values: 5 s}", "{values: [0, 1]}", "{values: [1.5]}"),
    *("{values: [5 s, 9 s], weights: [0, 0]}", "{values: [5 s], wieghts: [1]}"),
    *("{values: [5 s, 9 s], counts: [1, 2], weights: [50, 50]}", "{csv: times.csv}"),
    *("{csv: {file: times.csv}}", "{csv: {file: times.csv, column: seconds, unit: sek}}"),
    *("{csv: {file: times.csv, column: secs, unit: s}}", "{csv: {file: tmes.csv, unit: s}}"),
    *(
        "{csv: {file: times.csv, unit: s, where: {a: 1}}}",
        "{csv: {file: times.csv, unit: s, weight: 3}}",
    ),
    *("{csv: {file: times.csv, column: 5, unit: s}}", "{csv: {file: times.csv, unit: {a: 1}}}"),
)
ALL = (*NUMBERS, *AMOUNTS, *WORDS, *TIMES, *SHAPES, *SPREADS)


def misspelt(word: str) -> tuple[str, ...]:
    """A word with a letter less, one twice, two exchanged, in capitals, in the plural."""
    if len(word) < 3:
        return ()
    k = len(word) // 2
    swapped = word[: k - 1] + word[k] + word[k - 1] + word[k + 1 :]
    found = (word[:k] + word[k + 1 :], word[:k] + word[k] + word[k:], swapped, word.upper())
    other_joints = word.replace("_", " ").replace(" ", "-") if "_" in word or " " in word else ""
    return tuple(
        dict.fromkeys(one for one in (*found, f"{word}s", other_joints) if one and one != word)
    )
