"""The section of a scenario that reads an order file, as text to start with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap

from simulator.intake.look import Look

WIDTH = 90
NAMED = 12
"""Names of classes and regions that the text lists; the others are counted."""

BESIDE = (
    "Keep the classes: and regions: of your scenario here, beside trace: carriers and targets name "
    "them. Orders by day and hour, lines and units come from the file."
)

FORMATS = {"orders": "orders", "shopify": "shopify", "amazon": "amazon",
           "woocommerce": "woocommerce", "mapped": "orders"}  # fmt: skip


def section(seen: Look) -> str:
    """YAML: the clock's time zone and `demand.trace`, with what the file needs to be read.

    What somebody has to decide stands in comments: the classes and regions of the file, and what
    was chosen so that it can be read at all.
    """
    lines = []
    if seen.reading.time_zone is not None:
        chosen = "time_zone" in seen.found
        why = "  # the first zone with the offsets of the file" if chosen else ""
        lines += ["clock:", f"  time_zone: {seen.reading.time_zone}{why}"]
    lines += ["demand:", *(f"  # {line}" for line in wrap(BESIDE, WIDTH)), "  trace:"]
    lines += [f"    file: {_text(str(_from_here(seen.path)))}"]
    lines += [f"    {line}" for line in _keys(seen)]
    kinds = (("classes", "class", "service"), ("regions", "region", "dest_region"))
    for title, kind, column in kinds:
        words = [(word, count) for word, count in seen.words(column) if word]
        if words:
            told = ", ".join(f"{_text(word)} {count:,}" for word, count in words[:NAMED])
            more = f" and {len(words) - NAMED:,} more" if len(words) > NAMED else ""
            sentence = (
                f"{title} in the file, by orders: {told}{more}; where yours are called otherwise: "
            )
            sentence += f"map: {{{kind}: {{{_text(words[0][0])}: yours}}}}"
            lines += [f"    # {line}" for line in wrap(sentence, WIDTH, break_long_words=False)]
    return "\n".join([*lines, ""])


def _keys(seen: Look) -> list[str]:
    reading, trouble = seen.reading, seen.seen
    keys = [f"format: {FORMATS[trouble.layout.name]}"]
    if reading.columns:
        keys += ["columns:", *_block(dict(reading.columns), "  ")]
    if seen.class_like is not None:
        header = _text(seen.class_like[0])
        own = f"  service: {header}" if reading.columns else f"columns: {{service: {header}}}"
        keys.append(f"# {own}  # if the class of an order is there")
    if seen.formats:
        keys.append("# the day or the month first? Keep one of the two:")
        keys += [f"# time_format: {_text(each)}" for each in seen.formats]
    for name in ("time_format", "decimal", "thousands", "weight_unit"):
        value = getattr(reading, name)
        if value is not None:
            keys.append(f"{name}: {_text(value)}")
    if reading.encoding != "utf-8":
        keys.append(f"encoding: {_text(reading.encoding)}")
    if reading.class_column != "service":
        keys.append(f"class_column: {_text(reading.class_column)}")
    statuses = dict(reading.statuses)
    unknown = {word for words in trouble.unknown.words.values() for word in words}
    if unknown:
        statuses |= dict.fromkeys(sorted(unknown), "ships")
        keys.append("# not known, so say what they mean: ships, canceled, unpaid, refunded, ...")
    if statuses:
        keys += ["map:", "  status:", *_block(statuses, "    ")]
    if reading.keep:
        keys.append(f"keep: [{', '.join(reading.keep)}]")
    if reading.same_name != "refuse":
        keys.append(f"same_name: {reading.same_name}")
    elif any("different times" in mistake.message for mistake in trouble.mistakes):
        keys.append("same_name: two orders  # or one order")
    if reading.leave_out_bad or (trouble.bad.count and trouble.bad.few):
        keys.append(f"bad_rows: leave out  # {trouble.bad.count:,} that cannot be read")
    elif trouble.bad.count:
        keys.append(f"# {trouble.bad.count:,} rows cannot be read yet: a run says what to write")
    return keys


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _block(pairs: Mapping[str, str], indent: str) -> list[str]:
    return [f"{indent}{_text(key)}: {_text(value)}" for key, value in pairs.items()]


def _text(value: str) -> str:
    """A text as YAML has it; in quotes unless it is a plain word or path."""
    plain = re.fullmatch(r"[A-Za-z_][\w./-]*( [A-Za-z_][\w./-]*)*", value, re.ASCII)
    words = {"on", "off", "yes", "no", "true", "false", "null", "none", "y", "n"}
    return (
        value if plain and value.casefold() not in words else json.dumps(value, ensure_ascii=False)
    )
