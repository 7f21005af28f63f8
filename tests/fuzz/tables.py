"""Mutated CSVs: order files in every layout, catalogs, hour profiles, columns of measured times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.fuzz.harness import Case
from tests.fuzz.heavy import BODY
from tests.fuzz.scenarios import BESIDE, flipped_bytes, inserted_bytes, lost_or_doubled_bytes

SHOPIFY = b"\n".join(BESIDE["sample_orders.csv"].splitlines()[:60]) + b"\n"
OURS = (
    b"order_id,placed_at,sku,quantity,line_no,paid_at,promised_at,service,dest_region,"
    b"unit_weight_g,unit_price\n"
    + b"".join(
        b"A%d,2026-03-0%dT%02d:15:00,SKU%d,%d,%d,2026-03-0%dT23:00:00,2026-03-09,express,north,100,"
        b"%d.50\n" % (k // 2, 2 + k // 20, k % 24, k % 7, 1 + k % 3, 1 + k % 2, 2 + k // 20, k)
        for k in range(40)
    )
)
SKUS = b"sku,weight,price,s,S,r,Q,initial,unit_weight_g,unit_volume_cm3,zone\n" + b"".join(
    b"SKU%d,%d,%d.25,%d,%d,3,9,%d,200,900,\n" % (k, 100 - k, k, k, k + 20, k) for k in range(30)
)
HOURS = b"weight\n" + b"".join(b"%d\n" % (k + 1) for k in range(24))
TIMES = b"minutes,seconds\n" + b"".join(b"%d,%d.5\n" % (k, 60 * k) for k in range(1, 50))

_TRACE = (
    BODY.replace("orders_per_day: 20", "trace: {file: t.csv, unknown: draw}")
    .replace("run:", "time_zone: Europe/London, run:", 1)
    .encode()
)
WOO = (
    b"Order Number,Order Status,Order Date,Item SKU,Quantity,Item Cost,Shipping Method,"
    b"Item Refunded Qty\n"
    + b"".join(
        b"%d,%s,2026-03-0%d %02d:00,SKU%d,%d,%d.50,express,%d\n"
        % (k // 2, (b"processing", b"wc-completed", b"cancelled", b"on-hold")[k // 2 % 4],
           2 + k // 20, k % 24, k % 7, 1 + k % 3, k, k % 5 == 0)
        for k in range(40)
    )
)  # fmt: skip
AMAZON = (
    b"amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tsku\tquantity\t"
    b"item-price\tship-service-level\n"
    + b"".join(
        b"%d\t2026-03-0%dT%02d:00:00+00:00\t%s\tMerchant\tSKU%d\t%d\t%d.00\tStandard\n"
        % (k // 2, 2 + k // 20, k % 24, (b"Shipped", b"Cancelled", b"Pending")[k // 2 % 3],
           k % 7, k % 3, k)
        for k in range(40)
    )
)  # fmt: skip
OTHERS = (
    b'Datum;Beleg;Artikel;Menge;Preis\n'
    + b"".join(
        b"0%d.03.2026 %02d:30;B%d;SKU%d;%d;1.234,5%d\n" % (2 + k // 20, k % 24, k // 2, k % 7,
                                                          1 + k % 3, k % 10)
        for k in range(40)
    )
)  # fmt: skip
_OTHERS = _TRACE.replace(
    b"file: t.csv",
    b"file: t.csv, same_name: one order, time_format: '%d.%m.%Y %H:%M', columns: {placed_at: "
    b"Datum, order_id: Beleg, sku: Artikel, quantity: Menge, unit_price: Preis}",
)
READINGS = (
    b"", b", bad_rows: leave out", b", same_name: two orders", b", same_name: one order",
    b", decimal: comma", b", thousands: comma", b", encoding: cp1252", b", format: orders",
    b", keep: [canceled, unpaid, refunded]", b", resample: days", b", shift_to: 2026-03-03 07:30",
    b", map: {status: {cancelled: ships}}", b", weight_unit: kg", b", format: amazon",
    b", bad_rows: leave out, same_name: two orders, keep: [unpaid]",
)  # fmt: skip
"""Further keys of a trace, drawn for each case."""
ZONES = (b"Europe/London", b"America/New_York", b"Asia/Kolkata", b"Australia/Lord_Howe", b"UTC")
EXPECTED = b"date,class,orders,low,high\n" + b"".join(
    b"2026-03-0%d,express,%d,%d,%d\n2026-03-0%d,plain,%d.5,,\n" % (k, k, k - 1, 2 * k, k, 3 * k)
    for k in range(2, 7)
)
_EXPECTED = BODY.replace(
    "20}",
    "20, classes: {express: {share: 40 %}, plain: {share: 60 %}}, "
    "forecast: {file: f.csv, error: 20 %}}",
).encode()
TABLES: dict[str, tuple[bytes, bytes, str]] = {
    "ours": (OURS, _TRACE.replace(b"file:", b"same_name: one order, file:"), "t.csv"),
    "shopify": (SHOPIFY, b"currency: GBP\n" + _TRACE, "t.csv"),
    "woocommerce": (WOO, _TRACE.replace(b"file:", b"same_name: one order, file:"), "t.csv"),
    "amazon": (AMAZON, _TRACE.replace(b"file:", b"same_name: one order, file:"), "t.csv"),
    "mapped": (OTHERS, _OTHERS, "t.csv"),
    "catalog": (
        SKUS,
        f"{BODY}catalog: {{file: c.csv}}\n"
        "inventory: {policy: {cover_s: 3 d, cover_S: 9 d}}\n".encode(),
        "c.csv",
    ),
    "forecast": (EXPECTED, _EXPECTED, "f.csv"),
    "forecast by hour": (
        EXPECTED.replace(b"class", b"hour").replace(b"express", b"9").replace(b"plain", b"14:00"),
        _EXPECTED,
        "f.csv",
    ),
    "hours": (HOURS, BODY.replace("20}", "20, hour_of_day: h.csv}").encode(), "h.csv"),
    "times": (
        TIMES,
        f"{BODY}crews: {{p: {{skills: [picking], heads: 2}}}}\n"
        "picking: {time: {setup: {csv: {file: m.csv, column: seconds, unit: s}}}}\n".encode(),
        "m.csv",
    ),
}
"""By name: a table that is right, a scenario that reads it, and its file name."""

_WRITTEN = Path(__file__).with_name("cells.txt").read_text(encoding="ascii").splitlines()
CELLS = (*(line.encode().decode("unicode_escape") for line in _WRITTEN), "x" * 200_000)
"""What is written into a cell; in the file with Python's escapes."""

Mutation = Callable[[bytes, Random], bytes]


def cases(number: int, seed: int) -> Iterator[Case]:
    """This many mutated tables, each with the scenario that reads it."""
    random = Random(seed)
    names = list(TABLES)
    for k in range(number):
        name = names[k % len(names)]
        how = MUTATIONS[k // len(names) % len(MUTATIONS)]
        table, scenario, file = TABLES[name]
        for _ in range(random.choice((1, 1, 1, 2, 5))):
            table = how(table, random)
        if file == "t.csv":
            scenario = read_otherwise(scenario, random)
        files = {"s.yaml": scenario, file: table}
        yield Case(f"{how.__name__} of {name} #{k}", ("s.yaml",), files, simulates=True)


def read_otherwise(scenario: bytes, random: Random) -> bytes:
    """A scenario that reads its order file in another zone, and with further keys."""
    scenario = scenario.replace(b"Europe/London", random.choice(ZONES))
    if random.random() < 0.3:
        scenario = scenario.replace(b", unknown: draw", b"")
    return scenario.replace(b"file: t.csv", b"file: t.csv" + random.choice(READINGS))


def originals() -> Iterator[Case]:
    """Each table as it is before it is mutated."""
    for name, (table, scenario, file) in TABLES.items():
        yield Case(name, ("s.yaml",), {"s.yaml": scenario, file: table}, (0,), simulates=True)


def other_cells(table: bytes, random: Random) -> bytes:
    """A cell is another one."""
    rows = table.split(b"\n")
    at = random.randrange(len(rows))
    cells = rows[at].split(b",")
    cells[random.randrange(len(cells))] = random.choice(CELLS).encode()
    rows[at] = b",".join(cells)
    return b"\n".join(rows)


def other_columns(table: bytes, random: Random) -> bytes:
    """A column is lost, doubled, renamed, elsewhere, empty, or the same in every row."""
    rows = [row.split(b",") for row in table.split(b"\n")]
    at, other = random.randrange(len(rows[0])), random.randrange(len(rows[0]))
    how = random.randrange(6)
    filled = random.choice(CELLS[:-1]).encode()
    for k, row in enumerate(rows):
        if len(row) <= max(at, other):
            continue
        if how == 0:
            del row[at]
        elif how == 1:
            row.append(row[at])
        elif how == 2:
            row[at] = row[at] + b"_" * (k == 0)
        elif how == 3:
            row[at], row[other] = row[other], row[at]
        elif k:
            row[at] = filled if how == 4 else b""
    return b"\n".join(b",".join(row) for row in rows)


def other_rows(table: bytes, random: Random) -> bytes:
    """Rows are unsorted, doubled, lost but one, short, long, or blank; or there is only one."""
    head, *rows = [*table.split(b"\n"), b""]
    at = random.randrange(len(rows))
    match random.randrange(7):
        case 0:
            random.shuffle(rows)
        case 1:
            rows += rows
        case 2:
            rows = rows[at : at + 1]
        case 3:
            rows[at] = rows[at].rpartition(b",")[0]
        case 4:
            rows[at] += b",1,2,3"
        case 5:
            rows[at:at] = [b"", b",,,", b"   "]
        case _:
            rows = []
    return b"\n".join([head, *rows])


def other_separators(table: bytes, random: Random) -> bytes:
    """Another separator everywhere, in the header alone, or in some rows."""
    old = max((b",", b";", b"\t"), key=table.split(b"\n", 1)[0].count)
    new = random.choice((b";", b"\t", b"|", b",", b" "))
    rows = table.split(b"\n")
    match random.randrange(3):
        case 0:
            return table.replace(old, new)
        case 1:
            return b"\n".join([rows[0].replace(old, new), *rows[1:]])
        case _:
            return b"\n".join(
                row.replace(old, new) if random.random() < 0.2 else row for row in rows
            )


def as_excel_saves(table: bytes, random: Random) -> bytes:
    """Semicolons and decimal commas, a byte order mark, CRLF, UTF-16, or quotes everywhere."""
    match random.randrange(6):
        case 0:
            return table.replace(b",", b";").replace(b".", b",")
        case 1:
            return b"\xef\xbb\xbf" + table
        case 2:
            return table.replace(b"\n", random.choice((b"\r\n", b"\r")))
        case 3:
            return table.decode("utf-8", "replace").encode("utf-16")
        case 4:
            return b"sep=,\r\n" + table
        case _:
            quoted = [b'"' + row.replace(b",", b'","') + b'"' for row in table.split(b"\n") if row]
            return b"\n".join(quoted)


MUTATIONS: tuple[Mutation, ...] = (
    other_cells,
    other_columns,
    other_cells,
    other_rows,
    as_excel_saves,
    other_separators,
    other_cells,
    flipped_bytes,
    inserted_bytes,
    lost_or_doubled_bytes,
)
