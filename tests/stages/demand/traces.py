"""Order files of a few lines and the scenarios that replay them."""

import gzip

from simulator.intake.order_file import OrderFile, read_orders
from simulator.intake.reading import Reading
from tests.workload.worlds import scenario

OURS = """order_id,placed_at,line_no,sku,quantity,dest_region,unit_price,service
B,2026-03-03T09:30:00,1,tea,2,far,3.50,express
A,2026-03-02 08:00,1,cup,1,near,10,standard
B,2026-03-03T09:30:00,2,cup,1,far,10,express
B,2026-03-03T09:30:00,3,tea,4,far,3.50,express
C,2026-03-04T00:00:00.250,1,tea,1,abroad,3.50,unheard
"""


SHOPIFY = """Name,Email,Financial Status,Paid at,Created at,Lineitem quantity,Lineitem name,\
Lineitem price,Lineitem sku,Shipping Method,Shipping Country,Notes
#1002,a@b.c,paid,2026-03-08 10:20:12 -0400,2026-03-08 10:11:12 -0400,2,Tea,3.50,TEA,Express,far,"two
lines, a note"
#1002,a@b.c,,,,1,A cup,10.00,,,,
#1001,d@e.f,pending,,2026-03-07 23:59:59 -0500,3,Tea,3.50,TEA,Standard,near,
"""


def written(tmp_path, text, name="orders.csv"):
    path = tmp_path / name
    data = text.encode("utf-8")
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    return path


def read_trace(path, layout="auto", class_column="service", **more) -> OrderFile:
    return read_orders(path, Reading(layout=layout, class_column=class_column, **more))


def traced(path, *, without=("checkout",), scale=1.0, demand=(), clock=(), **trace):
    kept = {"orders_per_day": None, "hour_of_day": None, "day_to_day_cv": None}
    kept |= {"lines": None, "units_per_line": None}
    trace = {"file": str(path), "unknown": "draw", **trace}
    given = {"trace": trace, "scale": scale, **dict(demand)}
    world = {"payment": {"timeout": "1 d"}, "without": without, "clock": dict(clock)}
    return scenario(demand=kept | given, **world)


def lines_of(work, i):
    part = slice(work.line_start[i], work.line_start[i + 1])
    names = [work.supply.sku[k] for k in work.line_sku[part]]
    return dict(zip(names, work.line_units[part].tolist(), strict=True))
