"""Files that are huge, deep, or explode, and paths that lead where nothing should be read."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping

from tests.fuzz.harness import Case

PATHS = ("/dev/zero", "/dev/stdin", "/dev/tty", "/proc/self/mem", "/etc", ".", "", "x" * 5000)

VALID = ("long duration", "long decimals", "just short of too many bytes")
BODY = """\
schema: fulfillment/1
name: s
clock: {start: 2026-03-02, run: 2 d}
demand: {orders_per_day: 20}
"""


def cases() -> Iterator[Case]:
    """Each of them is refused, soon and without much memory."""
    for name, text in _texts().items():
        expected = (0,) if name in VALID else (2,)
        yield Case(name, ("validate", "s.yaml"), {"s.yaml": text.encode()}, expected)
    for name, files in _bombs().items():
        yield Case(name, ("validate", "s.yaml"), files, (2,))
    for path in (
        "/dev/zero",
        "/dev/stdin",
        "/dev/tty",
        "/proc/self/mem",
        "/etc",
        ".",
        "",
        "x" * 5000,
    ):
        yield Case(f"scenario {path[:20]}", ("validate", path), {}, (2,))
        for line in (
            f"demand: {{trace: {{file: '{path}'}}}}",
            f"catalog: {{file: '{path}'}}",
            f"demand: {{orders_per_day: 9, hour_of_day: '{path}'}}",
            f"picking: {{time: {{setup: {{csv: {{file: '{path}', unit: s}}}}}}}}",
            f"extends: '{path}'",
        ):
            text = BODY.replace("demand: {orders_per_day: 20}\n", "") if "demand" in line else BODY
            files = {"s.yaml": f"{text}{line}\n".encode()}
            yield Case(f"{line[:40]} {path[:20]}", ("validate", "s.yaml"), files, (2,))
    for name, files in _relatives().items():
        yield Case(name, ("validate", "s.yaml"), files, (2,))


def _texts() -> Mapping[str, str]:
    deep = "\n".join(" " * k + "a:" for k in range(1_500))
    return {
        **{name: BODY + text for name, text in (_LONG | _many()).items()},
        "10 MB of keys": BODY + "".join(f"k{k}: 1\n" for k in range(900_000)),
        "deep blocks": BODY + deep,
        "laughs": BODY + _laughs(),
        "long number": BODY.replace("20}", "9" * 1_000_000 + "}"),
        "long decimals": BODY.replace("20}", "0." + "9" * 1_000_000 + "}"),
        "long duration": BODY.replace("2 d", "1 h " * 100_000),
        "long unit": BODY.replace("2 d", "1 " + "h" * 1_000_000),
        "long spaces": BODY.replace("2 d", "'1" + " " * 200_000 + "q'"),
        "long name": BODY.replace("name: s", "name: " + "s" * 1_000_000),
        "many classes": _with_demand(f"classes: {{{_listed('c', ': {share: 1 %}')}}}"),
        "long working days": _with_demand(f"classes: {{a: {{ship_by: {'9' * 99_999} d}}}}"),
        "a long cap": _with_demand("lines: {shifted_geometric: {mean: 2, max: 1e12}}"),
        "many holidays": BODY.replace("2 d}", f"2 d, holidays: [{'2026-02-30, ' * 90_000}]}}"),
        "many years": BODY.replace("2 d}", "900000 d, warm_up: 300000 d, holidays: US}"),
    }


_LONG = {
    "10 MB of text": "# " + "x" * 10_000_000,
    "just short of too many bytes": "title: " + "x" * 1_900_000,
    "duplicate keys": "title: x\n" * 90_000,
    "deep lists": "title: " + "[" * 50_000 + "]" * 50_000,
    "deep mappings": "title: " + "{a: " * 50_000 + "1" + "}" * 50_000,
    "deep keys": "? " * 20_000 + "a",
    "an anchor within itself": "title: &a {b: *a}",
    "long path": "extends: small\nset: {%s: 1}" % ".".join(["a"] * 100_000),  # noqa: UP031
    "long weekdays": f"shifts: {{a: {{days: '{'mon,' * 200_000}', hours: 6:00-9:00}}}}",
    "many values": f"delivery: {{hours: {{values: [{'1 s, ' * 95_000}]}}}}",
    "many pick-ups": f"shipping: {{carriers: {{c: {{pick_ups: {{sat: [{'9:00, ' * 90_000}]}}}}}}}}",
}


def _many() -> dict[str, str]:
    targets = "".join(f"- {{kpi: on_time_shi{k}, at_least: 1 %}}\n" for k in range(20_000))
    carrier = "c: {pick_ups: {daily: ['15:00']}, services: {a: {transit: 1 d, serves: "
    return {
        "unknown keys": _lines("orders_", "1"),
        "unknown keys below": "crews:\n" + _lines("  c", "{skils: [picking]}"),
        "crews without heads": "crews:\n" + _lines("  c", "{skills: [picking]}"),
        "wrong targets": f"targets:\n{targets}",
        "wrong serves": f"shipping: {{carriers: {{{carrier} [{_listed('x')}]}}}}}}}}}}\n",
        "anchors": "".join(f"k{k}: &k{k} 1\n" for k in range(60_000)),
        "changes": "extends: small\nset:\n" + _lines("  crews.pickers.w", "1"),
        "additions": "extends: small\nadd:\n" + _lines("  crews.c", "{skills: [picking]}"),
        "removals": f"extends: small\nremove: [{_listed('crews.c')}]",
        "variants": "variants:\n" + _lines("  v", "{sett: {}}"),
        "kinds": "extends: small\nname: s\nvariants:\n" + _kinds(),
    }


def _kinds() -> str:
    kinds = ("choice", "circumstance")
    return "".join(
        f"  v{k}: {{kind: {kinds[k % 2]}, set: {{demand.scale: {k + 1}}}}}\n" for k in range(600)
    )


def _lines(name: str, value: str) -> str:
    return "".join(f"{name}{k}: {value}\n" for k in range(20_000))


def _listed(name: str, behind: str = "") -> str:
    return ", ".join(f"{name}{k}{behind}" for k in range(24_000))


def _with_demand(more: str) -> str:
    return BODY.replace("20}", f"20, {more}}}")


def _laughs() -> str:
    """Nine to the power of twelve words, in a few lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 12)]
    return "\n".join(lines) + "\n"


def _bombs() -> Mapping[str, Mapping[str, bytes]]:
    zeros = _gzipped(b"0\n" * 500_000, 250)
    header = b"order_id,placed_at,sku,quantity\n"
    row = b"A%d,2026-03-02 10:00,x,1\n"
    trace = BODY.replace("orders_per_day: 20", "trace: {file: t.csv.gz}").encode()
    plain = trace.replace(b".gz", b"")
    skus = (BODY + "catalog: {file: c.csv.gz}\n").encode()
    hours = BODY.replace("20}", "20, hour_of_day: h.csv.gz}").encode()
    times = (BODY + "picking: {time: {setup: {csv: {file: h.csv.gz, unit: s}}}}\n").encode()
    return {
        "a profile of 250 MB": {"s.yaml": hours, "h.csv.gz": zeros},
        "times of 250 MB": {"s.yaml": times, "h.csv.gz": zeros},
        "a catalog of 250 MB": {"s.yaml": skus, "c.csv.gz": zeros},
        "a trace of 250 MB": {"s.yaml": trace, "t.csv.gz": zeros},
        "a trace of one line of 250 MB": {
            "s.yaml": trace,
            "t.csv.gz": _gzipped(b"x" * 1_000_000, 250),
        },
        "a trace of a million commas": {
            "s.yaml": plain,
            "t.csv": b"," * 1_000_000 + b"\n" + header,
        },
        "a trace of an open quote": {
            "s.yaml": plain,
            "t.csv": header + b'"' + b"".join(row % k for k in range(200_000)),
        },
        "no gzip": {"s.yaml": trace, "t.csv.gz": header},
        "half a gzip": {"s.yaml": trace, "t.csv.gz": _gzipped(header, 1)[:-6]},
        "half a gzip catalog": {"s.yaml": skus, "c.csv.gz": _gzipped(b"sku\nx\n", 1)[:-6]},
        "half a gzip profile": {"s.yaml": hours, "h.csv.gz": zeros[:-6]},
        "no gzip catalog": {"s.yaml": skus, "c.csv.gz": b"sku\nx\n"},
        "no gzip profile": {"s.yaml": hours, "h.csv.gz": b"\x1f\x8bxxxx"},
        "broken gzip profile": {"s.yaml": hours, "h.csv.gz": zeros[:90] + b"\0" * 90 + zeros[180:]},
        "broken gzip trace": {"s.yaml": trace, "t.csv.gz": zeros[:90] + b"\0" * 90 + zeros[180:]},
    }


def _gzipped(block: bytes, times: int) -> bytes:
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", mtime=0) as file:
        for _ in range(times):
            file.write(block)
    return target.getvalue()


def _relatives() -> Mapping[str, Mapping[str, bytes]]:
    child = b"schema: fulfillment/1\nname: s\nextends: %s\n"
    chain = {f"p{k}.yaml": child % (b"p%d.yaml" % (k + 1)) for k in range(300)}
    return {
        "its own parent": {"s.yaml": child % b"s.yaml"},
        "parents in a circle": {"s.yaml": child % b"t.yaml", "t.yaml": child % b"./s.yaml"},
        "a long line of parents": {"s.yaml": child % b"p0.yaml", **chain},
        "a parent that is not a text": {"s.yaml": child % b"p.yaml", "p.yaml": b"\x89PNG\r\n\0"},
        "parents from a list": {"s.yaml": child % b"[a, b]"},
    }
