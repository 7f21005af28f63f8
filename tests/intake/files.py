"""Small order files, one for each layout and peculiarity, with what is right of each.

Of each: the text, how it is read, and the orders that ship by name with their units by SKU and
their value in cents; or what an error says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NEW_YORK = {"time_zone": "America/New_York"}
OURS = "order_id,placed_at,sku,quantity"
SHOPIFY = (
    "Name,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,"
    "Shipping Method,Cancelled at,Refunded Amount"
)
AMAZON = (
    "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tship-service-level\t"
    "sku\titem-status\tquantity\titem-price"
)
WOO = "Order Number,Order Status,Order Date,SKU,Item Name,Quantity (- Refund),Item Cost"
PLUG_IN = "order_id,date,status,item_sku,item_quantity,item_total,item_refunded_qty,paid_date"


@dataclass(frozen=True)
class Case:
    """A file, and what is right of it."""

    what: str
    text: str
    reading: dict[str, Any] = field(default_factory=dict)
    ships: dict[str, dict[str, int]] = field(default_factory=dict)
    value: tuple[int, ...] | None = None
    out: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    encoding: str = "utf-8"


def shopify(*rows: str) -> str:
    """A Shopify export."""
    return "\n".join([SHOPIFY, *rows, ""])


def ours(*rows: str, more: str = "") -> str:
    """A file in our columns."""
    return "\n".join([OURS + more, *rows, ""])


AT = "2024-03-09 10:00:00 -0500"
PAID = "2024-03-09 10:00:05 -0500"

CASES = (
    Case("ours", ours("1,2024-03-08 10:00,A,2", "1,2024-03-08 10:00,B,1"),
         ships={"1": {"A": 2, "B": 1}}),
    Case("headers with blanks, case, hyphens and a byte order mark",
         "\ufeffOrder ID, PLACED-AT ,Sku,Quantity\n1,2024-03-08,A,2\n", ships={"1": {"A": 2}}),
    Case("blanks around ids and SKUs", ours("1,2024-03-08, A,1", " 1 ,2024-03-08,A ,2"),
         ships={"1": {"A": 3}}, counts={"repeated": 1}),
    Case("the layout's name first in a file as Excel saves it",
         "sep=;\r\n" + ours("1;2024-03-08;A;2").replace(",", ";"), ships={"1": {"A": 2}}),
    Case("semicolons and decimal commas",
         ours("1;2024-03-08;A;2;12,50", more=",unit_price").replace("d,", "d;").replace(
             "t,", "t;").replace("u,", "u;").replace("y,", "y;"),
         ships={"1": {"A": 2}}, value=(2500,)),
    Case("bars", ours("1|2024-03-08|A|2").replace(",", "|"), ships={"1": {"A": 2}}),
    Case("tabs", ours("1\t2024-03-08\tA\t2").replace(",", "\t"), ships={"1": {"A": 2}}),
    Case("UTF-16 with a mark", ours("1,2024-03-08,Tür,2"), ships={"1": {"Tür": 2}},
         encoding="utf-16"),
    Case("an encoding that is written", ours("1,2024-03-08,Tür,2"), {"encoding": "cp1252"},
         ships={"1": {"Tür": 2}}, encoding="cp1252"),
    Case("an encoding that is not", ours("1,2024-03-08,Tür,2"), encoding="cp1252",
         error="demand.trace.encoding: cp1252"),
    Case("thousands and decimals as in Germany",
         ours('1,2024-03-08,A,1,"1.234,50"', '2,2024-03-09,B,1,"12,50"', "3,2024-03-10,C,1,1e3",
              more=",unit_price"),
         ships={"1": {"A": 1}, "2": {"B": 1}, "3": {"C": 1}}, value=(123450, 1250, 100000)),
    Case("thousands as in America",
         ours('1,2024-03-08,A,1,"1,234.50"', '2,2024-03-09,B,1,"1,234"', more=",unit_price"),
         ships={"1": {"A": 1}, "2": {"B": 1}}, value=(123450, 123400)),
    Case("a number that could be either", ours('1,2024-03-08,A,1,"1,234"', more=",unit_price"),
         error="'1,234' could be read in two ways; write demand.trace.decimal: point"),
    Case("the same with a decimal mark", ours('1,2024-03-08,A,1,"1,234"', more=",unit_price"),
         {"decimal": "comma"}, ships={"1": {"A": 1}}, value=(123,)),
    Case("the same with a mark of thousands", ours('1,2024-03-08,A,1,"1,234"', more=",unit_price"),
         {"thousands": "comma"}, ships={"1": {"A": 1}}, value=(123400,)),
    Case("numbers with both marks",
         ours('1,2024-03-08,A,1,"12,50"', "1,2024-03-08,B,1,12.50", more=",unit_price"),
         error="the file has both '12.50' and '12,50'"),
    Case("currencies and blanks between thousands",
         ours("1,2024-03-08,A,1,$1 234.50", "2,2024-03-09,B,1,12.50 USD", more=",unit_price"),
         ships={"1": {"A": 1}, "2": {"B": 1}}, value=(123450, 1250)),
    Case("days before months", ours("1,13/02/2024 10:00,A,1"),
         error='write demand.trace.time_format: "%d/%m/%Y %H:%M"'),
    Case("days or months first", ours("1,03/02/2024 10:00,A,1"),
         error='"%d/%m/%Y %H:%M" or "%m/%d/%Y %H:%M"'),
    Case("a time format", ours("1,13/02/2024 10:00,A,1"), {"time_format": "%d/%m/%Y %H:%M"},
         ships={"1": {"A": 1}}),
    Case("dates without a time of day", ours("1,2024-03-08,A,1"), ships={"1": {"A": 1}},
         counts={"dates_only": 1}),
    Case("offsets without a time zone", ours("1,2024-03-08 10:00 -0500,A,1"),
         error="write clock.time_zone: America/New_York"),
    Case("offsets by instant", ours("first,2024-11-03 01:50:00 -0400,A,1",
                                    "second,2024-11-03 01:10:00 -0500,A,1"),
         NEW_YORK, ships={"first": {"A": 1}, "second": {"A": 1}}),
    Case("a local time that occurs twice", ours("1,2024-11-03 01:30,A,1"), NEW_YORK,
         ships={"1": {"A": 1}}, counts={"twice": 1}),
    Case("a local time that does not exist", ours("1,2024-03-10 02:30,A,1"), NEW_YORK,
         ships={"1": {"A": 1}}, counts={"skipped": 1}),
    Case("an empty price, beside one of nothing",
         ours("1,2024-03-08,A,2,", "1,2024-03-08,B,1,0", "2,2024-03-08,A,1,4.50",
              more=",unit_price"),
         ships={"1": {"A": 2, "B": 1}, "2": {"A": 1}}, counts={"unpriced": 1}, value=(0, 450)),
    Case("paid before it was placed",
         ours("1,2024-03-09 10:00,A,1,2024-03-09 09:59", more=",paid_at"),
         ships={"1": {"A": 1}}, counts={"paid_before": 1}),
    Case("promised before it was placed, for its day and for nothing",
         ours("1,2024-03-09 10:00,A,1,2024-03-09 09:59", "2,2024-03-09 10:00,A,1,2024-03-08",
              "3,2024-03-09 10:00,A,1,2024-03-09", "4,2024-03-09 10:00,A,1,", more=",promised_at"),
         ships={"1": {"A": 1}, "2": {"A": 1}, "3": {"A": 1}, "4": {"A": 1}},
         counts={"promised_before": 2}),
    Case("unpaid by an empty cell",
         ours("1,2024-03-09,A,1,2024-03-09", "2,2024-03-10,A,1,", more=",paid_at"),
         ships={"1": {"A": 1}}, out={"unpaid": 1}),
    Case("an empty column of payments tells nothing", ours("1,2024-03-09,A,1,", more=",paid_at"),
         ships={"1": {"A": 1}}),
    Case("rows of no units", ours("1,2024-03-08,A,0", "2,2024-03-08,A,1", "2,2024-03-08,B,0"),
         ships={"2": {"A": 1}}, out={"no units": 1}),
    Case("rows of less than none are taken off their order's",
         ours("1,2024-03-08,A,3", "1,2024-03-08,A,-1", "2,2024-03-09,B,-1", "3,2024-03-09,B,1",
              "3,2024-03-09,B,-1", "3,2024-03-09,C,1"),
         ships={"1": {"A": 2}, "3": {"C": 1}}, out={"taken back": 1}, counts={"netted": 3}),
    Case("two orders of one name", ours("1,2024-03-08 10:00,A,1", "1,2024-03-09 12:00,A,3"),
         error="2: order_id: order '1' was placed at different times"),
    Case("the same, kept apart", ours("1,2024-03-08 10:00,A,1", "1,2024-03-09 12:00,A,3"),
         {"same_name": "two orders"}, ships={"1": {"A": 1}, "1 (2)": {"A": 3}},
         counts={"same_name": 1}),
    Case("the same, as one", ours("1,2024-03-08 10:00,A,1", "1,2024-03-09 12:00,A,3"),
         {"same_name": "one order"}, ships={"1": {"A": 4}}),
    Case("two of one name of which one was canceled",
         ours("1,2024-03-08 10:00,A,1,canceled", "1,2024-03-09 12:00,A,3,paid", more=",status"),
         ships={"1 (2)": {"A": 3}}, out={"canceled": 1}),
    Case("rows that cannot be read",
         ours("1,yesterday,A,1", "2,2024-03-08,A,x", "3,2024-03-08,,1", ",2024-03-08,A,1"),
         error="2: placed_at: .*3: quantity: .*4: sku: .*5: order_id: .*4 rows cannot be read"),
    Case("the same, left out", ours("1,yesterday,A,1", "2,2024-03-08,A,x", "3,2024-03-08,A,1"),
         {"leave_out_bad": True}, ships={"3": {"A": 1}}, out={"bad row": 2},
         counts={"bad_rows": 2}),
    Case("a row with more cells than the header",
         ours("1,2024-03-08,A,1,50", "2,2024-03-08,A,1"), error="2: has more cells"),
    Case("quoted cells with separators and lines", ours('1,2024-03-08,"A, or ""a""\nb",1'),
         ships={"1": {'A, or "a"\nb': 1}}),
    Case("weights with their unit", ours("1,2024-03-08,A,1,1.5", more=",Unit Weight (kg)"),
         ships={"1": {"A": 1}}),
    Case("weights without", ours("1,2024-03-08,A,1,1.5", more=",unit_weight"),
         error="write demand.trace.weight_unit"),
    Case("statuses", ours("1,2024-03-08,A,1,paid", "2,2024-03-08,A,1,Cancelled",
                          "3,2024-03-08,A,1,refunded", "4,2024-03-08,A,1,on-hold", more=",status"),
         ships={"1": {"A": 1}}, out={"canceled": 1, "refunded": 1, "unpaid": 1}),
    Case("rows of one order that differ in status, each by its own",
         ours("A1,2024-03-08,A,1,paid", "A1,2024-03-08,B,2,canceled", "A2,2024-03-08,A,3,canceled",
              "A2,2024-03-08,B,4,paid", "A3,2024-03-08,A,1,canceled", "A3,2024-03-08,B,1,refunded",
              "A4,2024-03-08,A,5,shipped", "A4,2024-03-08,B,6,", more=",status"),
         ships={"A1": {"A": 1}, "A2": {"B": 4}, "A4": {"A": 5, "B": 6}}, out={"canceled": 1},
         counts={"differ": ("A1", "A2"), "rows_out": (("canceled", 2),)}),
    Case("rows of one order that differ in payment, one of them sent before",
         ours("1,2024-03-08,A,1,paid,", "1,2024-03-08,B,2,refunded,",
              "1,2024-03-08,C,3,refunded,2024-03-09", more=",payment_status,fulfilled_at"),
         ships={"1": {"A": 1, "C": 3}}, counts={"differ": ("1",)}),
    Case("statuses that nobody knows", ours("1,2024-03-08,A,1,Versandt", more=",status"),
         error=r"'Versandt' 1; write demand.trace.map: \{status: \{\"Versandt\": ships\}\}"),
    Case("statuses that are mapped", ours("1,2024-03-08,A,1,Versandt", "2,2024-03-08,A,1,Storno",
                                          more=",status"),
         {"statuses": (("versandt", "ships"), ("Storno", "canceled"))},
         ships={"1": {"A": 1}}, out={"canceled": 1}),
    Case("what does not ship need not be readable",
         ours("1,2024-03-08,A,1,paid", "2,never,,x,canceled", more=",status"),
         ships={"1": {"A": 1}}, out={"canceled": 1}),
    Case("kept though it is unpaid", ours("1,2024-03-08,A,1,pending", more=",status"),
         {"keep": ("unpaid",)}, ships={"1": {"A": 1}}),
    Case("nothing ships", ours("1,2024-03-08,A,1,canceled", more=",status"),
         error="no order of the file ships: 1 canceled; write demand.trace.keep"),
    Case("a mapping of columns",
         "Order Date;Ref;Item SKU;Menge;Preis\n2024-03-08;1;A;2;1,5\n",
         {"columns": (("placed_at", "order-date"), ("order_id", "Ref"), ("sku", "Item SKU"),
                      ("quantity", "Menge"), ("unit_price", "Preis"))},
         ships={"1": {"A": 2}}, value=(300,)),
    Case("a mapping of a column that is not there", ours("1,2024-03-08,A,1"),
         {"columns": (("sku", "Artikel"),)}, error="columns.sku: there is no column 'Artikel'"),
    Case("Shopify: canceled, voided and refunded",
         shopify(f"#1,paid,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,",
                 f"#2,voided,,,,10,{AT},1,Thing,10.00,A,true,Std,{PAID},",
                 f"#3,refunded,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,10",
                 f"#4,voided,,,,10,{AT},1,Thing,10.00,A,true,Std,,"),
         NEW_YORK, ships={"#1": {"A": 1}}, out={"canceled": 1, "refunded": 1, "voided": 1}),
    Case("Shopify: refunded after it was fulfilled",
         shopify(f"#1,refunded,{PAID},fulfilled,{PAID},10,{AT},1,Thing,10.00,A,true,Std,,10"),
         NEW_YORK, ships={"#1": {"A": 1}}),
    Case("Shopify: all the money is refunded, whatever its status",
         shopify(f"#1,paid,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,10.00",
                 f"#2,partially_refunded,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,4.00"),
         NEW_YORK, ships={"#2": {"A": 1}}, out={"refunded": 1}, counts={"refunded_in_part": 1}),
    Case("Shopify: digital",
         shopify(f"#1,paid,{PAID},,,10,{AT},1,Card,10.00,GIFT,false,Std,,",
                 f"#2,paid,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,",
                 f"#2,,,,,,{AT},1,Card,10.00,GIFT,false,,,"),
         NEW_YORK, ships={"#2": {"A": 1}}, out={"not shipped": 1}),
    Case("Shopify: unpaid",
         shopify(f"#1,pending,,,,10,{AT},1,Thing,10.00,A,true,Std,,",
                 f"#2,paid,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,"),
         NEW_YORK, ships={"#2": {"A": 1}}, out={"unpaid": 1}),
    Case("Shopify: unpaid where a payment declines it",
         shopify(f"#1,pending,,,,10,{AT},1,Thing,10.00,A,true,Std,,"),
         {**NEW_YORK, "declines": True}, ships={"#1": {"A": 1}}, counts={"unpaid": 1}),
    Case("Shopify: a SKU that is empty has its title",
         shopify(f"#1,paid,{PAID},,,10,{AT},1,Thing,10.00,,true,Std,,"),
         NEW_YORK, ships={"#1": {"Thing": 1}}),
    Case("Amazon: canceled rows have no units, and some orders are not ours to ship",
         "\n".join([AMAZON,
                    "1\t2024-03-08T10:00:00+00:00\tShipped\tMerchant\tStandard\tA\tShipped\t2\t20.00",
                    "2\t2024-03-08T11:00:00+00:00\tCancelled\tMerchant\tStandard\tA\tCancelled\t0\t",
                    "3\t2024-03-08T12:00:00+00:00\tShipped\tAmazon\tStandard\tA\tShipped\t1\t10.00",
                    "4\t2024-03-08T13:00:00+00:00\tPending\tMerchant\tStandard\tA\tUnshipped\t1\t10",
                    "5\t2024-03-08T13:00:00+00:00\tShipped - Delivered to Buyer\tMerchant\t"
                    "Standard\tB\tShipped\t1\t9.00", ""]),
         {"time_zone": "Europe/London"}, ships={"1": {"A": 2}, "5": {"B": 1}}, value=(2000, 900),
         out={"canceled": 1, "shipped by others": 1, "unpaid": 1}),
    Case("Amazon: new orders",
         "order-id\torder-item-id\tpurchase-date\tpayments-date\tsku\tquantity-purchased\t"
         "item-price\tship-service-level\n"
         "1\t77\t2024-03-08T10:00:00-08:00\t2024-03-08T10:00:00-08:00\tA\t3\t30.00\tExpedited\n",
         {"time_zone": "America/Los_Angeles"}, ships={"1": {"A": 3}}, value=(3000,)),
    Case("WooCommerce: one plug-in",
         f"{WOO}\n1,Processing,2024-03-08 10:00,A,Thing,2,5\n1,Processing,2024-03-08 10:00,B,,0,5\n"
         "2,wc-cancelled,2024-03-08 10:00,A,Thing,2,5\n3,Completed,2024-03-08 10:00,A,Thing,1,5\n"
         "4,Pending payment,2024-03-08 10:00,A,Thing,1,5\n5,Failed,2024-03-08 10:00,A,Thing,1,5\n"
         "6,Refunded,2024-03-08 10:00,A,Thing,1,5\n",
         ships={"1": {"A": 2}, "3": {"A": 1}}, value=(1000, 500),
         out={"canceled": 1, "refunded": 1, "unpaid": 2}),
    Case("WooCommerce: another plug-in, with refunds of some units",
         f"{PLUG_IN}\n1,2024-03-08 10:00,processing,A,3,30,1,2024-03-08 10:01\n"
         "2,2024-03-08 11:00,completed,A,1,10,0,2024-03-08 11:01\n"
         "3,2024-03-08 12:00,processing,A,1,10,1,2024-03-08 12:01\n",
         ships={"1": {"A": 2}, "2": {"A": 1}}, value=(2000, 1000), out={"taken back": 1},
         counts={"netted": 2}),
)  # fmt: skip
