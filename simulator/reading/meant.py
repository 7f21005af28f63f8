"""What somebody meant who wrote an amount in another way: texts that can be written instead.

Every function gives candidates, best first, that mean the same as what was written; where it could
mean two things there are both. What cannot be told, such as kilograms for a time, gives none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from simulator.reading.mistakes import one_of, suggestion
from simulator.units import (
    DAY,
    HOUR,
    LENGTH_UNITS,
    MINUTE,
    SECOND,
    TIME_UNITS,
    WEEK,
    WEIGHT_UNITS,
    amount_text,
)

Parts = tuple[str, str]
"""A number as it is written for us, and whatever stands behind it."""

COUNTED = frozenset(
    (
        *("x", "time", "order", "cart", "line", "unit", "piece", "pc", "parcel", "package"),
        *("head", "person", "people", "fte", "picker", "packer", "worker", "sku", "printer"),
        *("bench", "benche", "station", "aisle", "box", "boxe", "tote", "run", "replication"),
        *("attempt", "try", "trie", "retry", "retrie", "contact"),
    )
)
"""Words behind a number that say what is counted and change nothing, without an s at the end."""

_THOUSANDS = {"k": 1000, "thousand": 1000, "million": 1_000_000, "dozen": 12}
_SHORT = {SECOND: "s", MINUTE: "min", HOUR: "h", DAY: "d", WEEK: "w", 1: "ms"}
_LONGER = {
    "month": 30 * DAY, "months": 30 * DAY, "year": 365 * DAY, "years": 365 * DAY,
    "fortnight": 14 * DAY, "fortnights": 14 * DAY,
}  # fmt: skip
"""Milliseconds of what has no fixed length, as people count them."""

LENGTHS = {
    "ft": 304.8, "foot": 304.8, "feet": 304.8, "in": 25.4, "inch": 25.4, "inches": 25.4,
    "yd": 914.4, "yard": 914.4, "yards": 914.4, "km": 1e6, "meter": 1000, "meters": 1000,
    "metre": 1000, "metres": 1000,
}  # fmt: skip
SPEEDS = {"ft/s": 304.8, "fps": 304.8, "mph": 447.04, "mi/h": 447.04, "m/min": 1000 / 60}
WEIGHTS = {
    "lb": 453.59237, "lbs": 453.59237, "pound": 453.59237, "pounds": 453.59237, "oz": 28.349523125,
    "mg": 0.001, "gram": 1, "grams": 1, "kilogram": 1000, "kilograms": 1000,
    "tonne": 1e6, "tonnes": 1e6,
}  # fmt: skip
VOLUMES = {
    "ft3": 28316.846592, "cu ft": 28316.846592, "cubic feet": 28316.846592, "in3": 16.387064,
    "cu in": 16.387064, "cubic inches": 16.387064, "gal": 3785.411784, "cl": 10, "dl": 100,
    "liter": 1000, "liters": 1000, "litre": 1000, "litres": 1000, "dm3": 1000, "cm³": 1,
    "m³": 1e6,
}  # fmt: skip
"""Units of other systems, in those in which we reckon (mm, mm/s, g, cm3)."""

_CORE = re.compile(r"\s*([+-]?)(\d(?:[\d.,'_ \u00a0]*\d)?)\s*(.*?)\s*", re.DOTALL)
_GROUPS = re.compile(r"\d{1,3}(?:[,'_ \u00a0]\d{3})+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_COMMA = re.compile(r"\d+,\d+")
_CLOCK = re.compile(r"\s*(\d{1,3}):(\d\d)(?::(\d\d))?\s*")
_PER = re.compile(r"(.*?)\s*(?:/|\bper\b|\ba\b|\ban\b)\s*(\w+)", re.DOTALL)


def remedy(candidates: Iterable[str], reads: Callable[[str], object], example: str) -> str:
    """'write 5 s or 5 min' of those that can be read, else 'write one such as 40 s'."""
    good = []
    for text in candidates:
        try:
            reads(text)
        except ValueError:
            continue
        good.append(text)
    return f"write {one_of(good)}" if good else f"write one such as {example}"


def parts(text: str) -> list[Parts]:
    """Number and unit of '5 kg', '1,234 x' or '1.5 h'; two where a comma can be read twice.

    None of what is negative, as hardly anything here can be.
    """
    if text.lstrip().startswith("-"):
        return []
    amount = amount_text(text)
    if amount is not None and not re.match(r"[\d.,'_:+-]", amount[1]):
        return [amount]
    match = _CORE.fullmatch(text)
    if match is None or re.match(r"[\d.,'_:+-]", match[3]):
        return []
    return [(f"{match[1].strip('+')}{number}", match[3]) for number in _numerals(match[2])]


def _numerals(core: str) -> list[str]:
    """A number as we write it: '1,234' is 1234 or 1.234, '1.234,5' is 1234.5, '1,5' is 1.5."""
    if _GROUPS.fullmatch(core):
        whole = re.sub(r"[,'_ \u00a0]", "", core)
        return [whole, core.replace(",", ".")] if re.fullmatch(r"\d+,\d{3}", core) else [whole]
    if _EUROPEAN.fullmatch(core):
        return [core.replace(".", "").replace(",", ".")]
    return [core.replace(",", ".")] if _COMMA.fullmatch(core) else []


def numbers(text: str, shares: bool = True) -> list[str]:
    """Plain numbers: of '12 heads', '5 %' (0.05, with `shares`), '1,234' and '2 thousand'."""
    texts = []
    for number, unit in parts(text):
        word = unit.casefold()
        if not word or word.removesuffix("s") in COUNTED:
            texts.append(number)
        elif word in _THOUSANDS:
            texts.append(written(float(number) * _THOUSANDS[word]))
        elif word in ("%", "percent") and shares:
            texts.append(written(float(number) / 100))
    return texts


def a_day(text: str) -> list[str]:
    """Plain numbers a day: '1.6 /min' is 2304, '90 orders per hour' is 2160."""
    texts = []
    for number, unit in parts(text):
        match = _PER.fullmatch(unit)
        if match is None or match[1].casefold().removesuffix("s") not in COUNTED | {""}:
            continue
        size = TIME_UNITS.get(match[2].casefold())
        if size is not None:
            texts.append(written(float(number) * DAY / size))
    return texts or numbers(text, shares=False)


def durations(text: str) -> list[str]:
    """Durations: '5' could be 5 s, 5 min, 5 h or 5 d; '2 months' are 60 d; '1:30' is 1 h 30 min."""
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return _of_clock(int(clock[1]), int(clock[2]), clock[3])
    texts = []
    for number, unit in parts(text):
        word = unit.casefold()
        size = TIME_UNITS.get(word)
        if not word:
            texts += [f"{number} {short}" for short in ("s", "min", "h", "d")]
        elif size is not None:
            texts.append(f"{number} {_SHORT[size]}")
        elif word == "m":
            texts.append(f"{number} min")
        elif word in _LONGER:
            texts.append(f"{written(float(number) * _LONGER[word] / DAY)} d")
        elif word.isalpha() and (near := suggestion(word, TIME_UNITS)) is not None:
            texts.append(f"{number} {_SHORT[TIME_UNITS[near]]}")
    return texts


def _of_clock(first: int, second: int, third: str | None) -> list[str]:
    """'1:30' as hours and minutes or as minutes and seconds; '1:30:00' as all three."""

    def told(*counts: tuple[int, str]) -> str:
        return " ".join(f"{count} {unit}" for count, unit in counts if count) or "0 s"

    if third is not None:
        return [told((first, "h"), (second, "min"), (int(third), "s"))]
    return [told((first, "h"), (second, "min")), told((first, "min"), (second, "s"))]


def measures(text: str, units: Mapping[str, float], others: Mapping[str, float]) -> list[str]:
    """Lengths, weights and the like: '5' in each of our units, '10 ft' as 3.048 m."""
    common = list(units)[:2]
    texts = []
    for number, unit in parts(text):
        word = next((own for own in units if own.casefold() == unit.casefold()), None)
        if not unit:
            texts += [f"{number} {own}" for own in common]
        elif word is not None:
            texts.append(f"{number} {word}")
        elif unit.casefold() in others:
            size = float(number) * others[unit.casefold()]
            texts.append(f"{written(size / units[common[0]])} {common[0]}")
    return texts


def percentages(text: str) -> list[str]:
    """Shares: '98' is 98 %, '0.98' is that or 0.98 %, '5 pct' is 5 %."""
    return [
        f"{number} %"
        for number, unit in parts(text)
        if unit.casefold() in ("", "%", "pct", "pct.", "percent", "per cent", "p.c.")
    ]


_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}


def amounts(text: str, per_hour: bool, currency: str) -> list[str]:
    """Money: '5', '$5', '5 usd' are 5 USD; a wage of '18 USD' or '0.3 USD/min' is 18 USD/h."""
    front = re.fullmatch(r"\s*(US\$|[$€£¥]|[A-Za-z]{3})\s*([\d+-].*)", text, re.DOTALL)
    moved = f"{front[2]} {front[1]}" if front is not None and parts(front[2]) else text
    if front is not None and (beside := parts(front[2])) and beside[0][1]:
        number, rest = beside[0]
        moved = f"{number} {front[1]}{rest}"
    texts = []
    for number, unit in parts(moved):
        match = _PER.fullmatch(unit)
        code, per = (match[1], match[2].casefold()) if match is not None else (unit, "")
        code = _SIGNS.get(code, code.upper()) or currency
        size = TIME_UNITS.get(per)
        if not re.fullmatch(r"[A-Z]{3}", code) or (per and (size is None or not per_hour)):
            continue
        if size is not None and size > HOUR:
            continue  # a day or a week of how many hours?
        rate = number if size in (None, HOUR) else written(float(number) * HOUR / (size or HOUR))
        texts.append(f"{rate} {code}" + ("/h" if per_hour else ""))
    return texts


def limits(number: float, unit: str, wanted: str) -> list[str]:
    """Of a figure in the unit that is wanted: '5' is 5 of it, '5 hrs' are 5 h, '5 kg' are not 5 %.

    Units of our own that can be converted are for `Quantity.in_unit` and not looked at here.
    """
    unit = unit.removesuffix(" in")  # '98 % in', where the periods were forgotten
    text = f"{number:.15g} {unit}"
    if not unit:
        return [f"{number:.15g} {wanted}"]
    if wanted == "%":
        return percentages(text)
    if wanted in TIME_UNITS:
        return durations(text)
    if wanted in LENGTH_UNITS:
        return measures(text, LENGTH_UNITS, LENGTHS)
    if wanted in WEIGHT_UNITS:
        return measures(text, WEIGHT_UNITS, WEIGHTS)
    head, _, per = wanted.partition("/")
    match = _PER.fullmatch(unit) if per else None
    name = match[1] if match is not None else unit
    same_time = match is not None and TIME_UNITS.get(match[2]) == TIME_UNITS[per]
    same_name = _singular(name) == _singular(head) or _SIGNS.get(name) == head
    return [f"{number:.15g} {wanted}"] if same_name and (same_time or not per) else []


def _singular(name: str) -> str:
    return name.strip().casefold().removesuffix("s")


def example(unit: str) -> str:
    """'one such as 95 %', for a limit of a figure in a unit."""
    return f"one such as {95 if unit == '%' else 10} {unit}"


def promises(text: str) -> list[str]:
    """Promises: 'next-day' is next day, '2 business days' are 2 working days, '24' is 24 h or d."""
    words = " ".join(re.findall(r"\w+", text.lower()))
    written = [words] if words in ("same day", "next day") else []
    days = re.fullmatch(r"(\d+) ?(?:business|work|working|week) ?days?", words)
    if days is not None:
        written.append(f"{int(days[1])} working days")
    return written or [duration for duration in durations(text) if duration.endswith((" h", " d"))]


_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?\s*(?:h|(am|pm|a\.m\.|p\.m\.))?", re.IGNORECASE)


def times(value: object) -> list[str]:
    """Times of day: '7pm' is 19:00, '17.30', '17h30' and 1730 are 17:30, '24:00' is 00:00."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    match = _TIME.fullmatch(text.strip())
    if match is None or (isinstance(value, int) and len(text) < 3):
        return []
    hour, minute, half = int(match[1]), match[2] or "00", (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return []
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return [f"{hour if (hour, minute) != (24, '00') else 0:02d}:{minute}"]


def hours(text: str) -> list[str]:
    """Ranges of hours: '6-14', '6am-2pm' and '6.00 - 14.00' are 06:00-14:00."""
    written = []
    for first, last in _split_in_two(text):
        ends = [times(first), times(last)]
        if not all(ends):
            continue
        begins, until = (end[0] for end in ends)
        bare = first.strip().isdecimal() and last.strip().isdecimal()
        if bare and until < begins < "12:00":  # '8 to 5' is meant for 17:00 by most
            written.append(f"{begins}-{int(until[:2]) + 12:02d}:00")
        written.append(f"{begins}-{until}")
    return written


def _split_in_two(text: str) -> list[tuple[str, str]]:
    pieces = re.split(r"\s*(?:-|–|\bto\b|\.\.)\s*", text.strip())
    return [(pieces[0], pieces[1])] if len(pieces) == 2 else []


_DATES = (
    (re.compile(r"\s*(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})\s*"), "ymd"),
    (re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*"), "mdy"),
    (re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\s*"), "dmy"),
)


def dates(value: object) -> list[str]:
    """Dates: '2026-3-5', 20260305, '5.3.2026'; '12/03/2026' could be two."""
    written = []
    for pattern, order in _DATES:
        match = pattern.fullmatch(str(value)) if isinstance(value, str | int) else None
        if match is not None:
            part = dict(zip(order, map(int, match.groups()), strict=True))
            written.append(f"{part['y']:04d}-{part['m']:02d}-{part['d']:02d}")
    return list(dict.fromkeys(written))


def moments(value: object) -> list[str]:
    """Dates with a time of day: '2026-3-5 7pm', '12/03/2026 19:00'."""
    if not isinstance(value, str):
        return dates(value)
    first, _, rest = value.strip().replace("T", " ").partition(" ")
    clock = times(rest) or ([rest.strip()] if rest else [])
    return [f"{day} {clock[0]}" if clock else day for day in dates(first)]


def plain_text(value: object) -> str:
    """A number as a text; empty for what is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return written(value)


def written(number: float) -> str:
    """All digits of a number that matter, without an exponent where that is readable."""
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    if 1e-9 < abs(number) < 1e15:
        return format(Decimal(f"{number:.12g}"), "f")
    return repr(number)
