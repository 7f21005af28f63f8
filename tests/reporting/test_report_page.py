import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from synthetic import empty_input, kpis, report_input

from simulator.measure.costs import HOUSE_COSTS, OWN_COSTS
from simulator.measure.margins import LOSSES
from simulator.reporting import money
from simulator.reporting.answer import _outcomes as ends_of_orders
from simulator.reporting.answer import answer, precision_sentence, verdict_of_run
from simulator.reporting.console import text_table
from simulator.reporting.estimates import estimates
from simulator.reporting.folder import folder_files, from_folder
from simulator.reporting.report import figures, flat, render
from simulator.reporting.report_input import ReportInput
from simulator.reporting.tables import (
    all_kpis,
    by_class,
    crews,
    heads_table,
    in_flight,
    machines,
    outcomes,
    stations,
    targets,
    waits,
)
from simulator.results.folder import NotARunFolderError
from simulator.results.order_money import CONTACTS
from tests.reporting.conclusion_rules import assert_plain

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Ids, text, what is loaded from elsewhere, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [str(given["id"])] if "id" in given else []
        self.links += [str(v) for k, v in attrs if k in ("src", "href", "xlink:href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def run() -> ReportInput:
    return report_input()


@pytest.fixture(scope="module")
def page(run: ReportInput) -> str:
    return render(run, figures(run))


def test_the_page_is_whole_and_needs_nothing_else(page: str) -> None:
    read = Page(page)
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert all(link.startswith("#") and link[1:] in read.ids for link in read.links)
    assert "<script" not in page
    assert not re.findall(r"https?://", page)
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {f"#{each}" for each in read.ids}
    assert len(page) < 900_000


def test_every_section_is_there(page: str) -> None:
    sections = re.findall(r'<section id="(\w+)" ?(class="part)?', page)
    in_sight = ["targets", "headline", "warnings"]
    folded = [
        "rests_on", "orders", "customers", "flow", "load", "crews", "handling", "carriers",
        "inventory", "cost", "kpis", "replications", "limits", "provenance",
    ]  # fmt: skip
    assert [name for name, part in sections if not part] == in_sight
    assert [name for name, part in sections if part] == folded
    assert page.count("<figure ") == 11
    assert page.count('role="img"') == 11


def test_what_decides_comes_before_all_that_is_folded(page: str) -> None:
    """Verdict, targets with their figure and its line, figures; then what explains them."""
    parts = ('class="answer"', 'id="targets"', 'id="standing"', 'class="cards"', "<details")
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert '<p class="answer"><strong class="missed">Missed on average.</strong> ' in page
    figure = page[places[2] : places[3]]
    assert "target 98 %" in figure
    assert "the thin line what single" in figure


def test_heads_needed_stand_beside_those_scheduled(run: ReportInput, page: str) -> None:
    table = heads_table(run.heads)
    assert table is not None
    assert table.rows[0] == (
        "pickers, early shift", "9.0", "6.8", "10.8", "Mon 6:00", "75.2 %", "picking",
    )  # fmt: skip
    assert "<li>60\u00a0s set-up assumed: 46\u00a0% of the pickers&#39; work" in page
    assert heads_table(empty_input().heads) is None


def test_an_older_folder_has_no_heads_and_rests_on_nothing(
    run: ReportInput, tmp_path: Path
) -> None:
    for name, content in folder_files(run).items():
        (tmp_path / name).write_bytes(content)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    del summary["heads"], summary["rests_on"]
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    again = from_folder(tmp_path)
    assert again.heads.empty
    assert again.rests_on == ()


def test_machines_have_a_table_of_their_own_where_they_are_counted() -> None:
    rows = [
        (name, "all", "min", 3.0, 1.0, 0.95, 3)
        for name in ("queue_time.picking.mean", "queue_time.packing.mean")
    ]
    busy = ("machine_utilization.packing", "all", "%", 40.0, 2.0, 0.95, 3)
    known = estimates(pd.DataFrame([*rows, busy], columns=kpis().columns))
    found = machines(known)
    assert found is not None
    assert found.head == ("Station", "Busy, of all time")
    assert [row[0] for row in found.rows] == ["packing"]
    beside = stations(known)
    assert beside is not None
    assert beside.head == ("Station", "Queue time, mean")
    assert machines(estimates(pd.DataFrame(rows, columns=kpis().columns))) is None


def test_a_column_has_one_unit() -> None:
    rows = [
        ("overtime_hours.pickers", "all", "h", 6.6, 0.5, 0.95, 3),
        ("overtime_hours.packers", "all", "h", 0.5, 0.1, 0.95, 3),
    ]
    busy = [
        (f"utilization.{who}", "all", "%", 50.0, 1.0, 0.95, 3) for who in ("pickers", "packers")
    ]
    found = crews(estimates(pd.DataFrame([*rows, *busy], columns=kpis().columns)))
    assert found is not None
    assert [row[-1] for row in found.rows] == ["6.6 ± 0.5 h", "0.50 ± 0.10 h"]


def test_crews_show_what_was_planned_missed_paid_and_what_it_cost() -> None:
    rows = [
        ("utilization.pickers", "all", "%", 92.7, 2.6, 0.95, 3),
        ("occupancy.pickers", "all", "%", 88.5, 2.4, 0.95, 3),
        ("scheduled_hours.pickers", "all", "h", 336.0, 0.0, 0.95, 3),
        ("absent_hours.pickers", "all", "h", 12.0, 5.0, 0.95, 3),
        ("paid_hours.pickers", "all", "h", 327.0, 5.0, 0.95, 3),
        ("overtime_hours.pickers", "all", "h", 3.2, 0.3, 0.95, 3),
        ("labor_cost.pickers", "all", "USD", 7411.0, 105.0, 0.95, 3),
    ]
    found = crews(estimates(pd.DataFrame(rows, columns=kpis().columns)))
    assert found is not None
    assert found.head == (
        "Crew", "Busy, of available time", "Busy, of paid time", "Scheduled", "Absent", "Paid",
        "Overtime, of the paid", "Labor cost",
    )  # fmt: skip
    assert found.rows == (
        (
            "pickers", "92.7 ± 2.6 %", "88.5 ± 2.4 %", "336 ± 0 h", "12 ± 5 h", "327 ± 5 h",
            "3.2 ± 0.3 h", "7,411 ± 105 USD",
        ),
    )  # fmt: skip


def test_what_orders_wait_for_has_hours_and_what_made_late_ones_late(run: ReportInput) -> None:
    assert "The house is limited by 'packers'" in answer(run, estimates(run.kpis))
    table = waits(run.waits)
    assert table is not None
    assert table.rows == (
        ("The working hours of 'pickers'", "4.40 h", "–", "9.0 %"),
        ("'packers' of the shift 'late'", "2.25 h", "97.0 %", "61.0 %"),
        ("The times at which 'parcelco' comes", "–", "–", "30.0 %"),
    )
    assert waits(()) is None


def test_the_page_says_which_tables_are_beside_it(page: str) -> None:
    assert "By quarter of an hour: <code>roster.parquet</code>" in page
    for name in ("orders", "events", "stock", "roster"):
        assert f"<code>{name}</code>, one " in page


def test_provenance_leaves_out_what_is_not_there() -> None:
    manifest = {"stopped": "", "interrupted": False, "seed": 0, "versions": {"python": "3.11"}}
    assert flat(manifest) == [("interrupted", "no"), ("seed", "0"), ("versions, python", "3.11")]


def test_titles_are_escaped(page: str) -> None:
    assert "<h1>One fulfillment center &lt;two shifts&gt; &amp; é ☃</h1>" in page
    assert "<two shifts>" not in page


def test_the_answer_comes_from_the_figures(run: ReportInput) -> None:
    assert answer(run, estimates(run.kpis)) == (
        "On-time ship at least 98 % holds in 1 of 5 4-week periods (4 to 62 %); its mean of 97.2 "
        "± 0.4 % misses it. Of 2 other targets 1 is undecided and 1 is met. The house is "
        "limited by 'packers' (behind 61 % of the late orders, 97 % busy). Of 33,612 orders placed "
        "88.7 % were delivered and 8.5 % were declined. An order cost 8.43 ± 0.04 USD, margin 8.10 "
        "± 0.05 USD, with 3.6 ± <0.1 orders more put off at the end."
    )


def told(run: ReportInput) -> str:
    text = answer(run, estimates(run.kpis))
    assert_plain(text)
    return text


def test_an_undecided_target_says_first_how_many_more_replications_decide_it(
    run: ReportInput,
) -> None:
    text = told(replace(run, targets=run.targets[1:]))
    assert text.startswith(
        "Run about 36 more replications first: Cycle time, P95 ('express') at most 48 h in 90 % of "
        "periods is undecided: it holds in 4 of 5 4-week periods (38 to 96 %), mean 47.6 ± 1.3 h. "
        "The other target is met."
    )


def test_what_is_met_leaves_room_for_the_cost(run: ReportInput) -> None:
    text = told(replace(run, targets=run.targets[2:]))
    assert text.startswith("Cost per order at most 9 USD holds in 5 of 5 4-week periods (57 to 100")
    assert "its mean of 8.43 ± 0.11 USD meets it." in text
    assert "An order cost 8.43 ± 0.04 USD, margin 8.10 ± 0.05 USD, with " in text


@pytest.mark.parametrize("made", [report_input, lambda: report_input(1), empty_input])
def test_the_answer_is_plain_with_and_without_targets(made: object) -> None:
    run = made()  # type: ignore[operator]
    for frame in (run.targets, run.targets[:0]):
        told(replace(run, targets=frame))  # asserts that it is plain


@pytest.mark.parametrize(
    ("verdicts", "asked", "word"),
    [
        (("met", "missed"), (90.0, None), ("missed", "Missed on average")),
        (("met", "undecided"), (None, 90.0), ("undecided", "Undecided")),
        (("met", "met"), (90.0, 90.0), ("met", "Met")),
        ((), (), ("", "")),
    ],
)
def test_the_word_in_front_is_that_of_the_target_that_stands_worst(
    run: ReportInput, verdicts: object, asked: object, word: tuple[str, str]
) -> None:
    rows = run.targets.iloc[[0] * len(verdicts)].assign(verdict=verdicts, in_periods=asked)  # type: ignore[arg-type]
    assert verdict_of_run(replace(run, targets=rows)) == word


def test_a_target_that_no_replication_measures_is_said_to_be_undefined(run: ReportInput) -> None:
    nothing = float("nan")
    row = run.targets[:1].assign(
        hits=0, trials=0, left_out=5, share_low=nothing, share_high=nothing, mean=nothing,
        half_width=nothing, lowest=nothing, highest=nothing, verdict="undecided",
    )  # fmt: skip
    undefined = replace(run, targets=row)
    text = told(undefined)
    assert text.startswith("On-time ship at least 98 % is undefined in all 5 4-week periods.")
    table = targets(undefined)
    assert table is not None
    assert table.rows == (
        ("On-time ship at least 98 %", "? average undecided", "undefined in all 5", "n/a"),
    )


def test_a_folder_of_an_older_version_has_targets_without_periods(run: ReportInput) -> None:
    columns = ["hits", "trials", "left_out", "share_low", "share_high", "in_periods", "lowest"]
    old = run.targets.assign(**dict.fromkeys(columns, float("nan")))
    table = targets(replace(run, targets=old))
    assert table is not None
    assert table.head == ("Target", "Verdict", "Mean")
    assert told(replace(run, targets=old)).startswith("On-time ship at least 98 %: its mean of 97")


def test_the_sentence_on_precision_says_what_a_fixed_trace_leaves_out(run: ReportInput) -> None:
    assert precision_sentence(run) == (
        "Figures are means of 5 replications; ± is the half-width of a 95 % confidence interval."
    )
    note = "Every replication has the orders of one trace: ± covers the work, not the demand."
    assert precision_sentence(replace(run, demand_note=note)).endswith(f"interval. {note}")
    assert note in render(replace(run, demand_note=note), {}).replace("\u00a0", " ")


def test_promises_and_cancellations_stand_in_words(page: str) -> None:
    section = page.split('<section id="customers" ')[1].split("</section>")[0]
    for words in ("Days promised, mean", "Promise kept", "Requests that came too late"):
        assert f'<th scope="row">{words}</th>' in section
    assert "promise." not in section
    assert 'id="customers"' not in render(empty_input(), {})


def test_one_replication_has_no_interval_and_says_so() -> None:
    run = report_input(1)
    text = render(run, {})
    assert "n/a (1 replication)" in text
    assert "One replication: no figure has a confidence interval" in text
    assert not re.search(r"±\s*nan|[^a-z]nan[^a-z]", text, re.IGNORECASE)


def test_without_anything_the_page_still_stands() -> None:
    run = empty_input()
    assert figures(run) == {}
    read = Page(render(run, {}))
    assert read.open == []
    text = " ".join(read.words)
    assert "No order was placed in the measurement window." in text
    assert "No order was in the house or on the road when the simulated time ended." in text
    assert "Targets" not in text
    assert "Carriers" not in text


def test_outcomes_add_up_and_are_never_mixed() -> None:
    means = {"placed": 100, "delivered": 70, "declined": 12, "out_of_stock": 8, "in_flight": 10}
    frame = pd.DataFrame(
        [(f"orders.{k}", "all", "orders", float(v), 3.0, 0.95, 3) for k, v in means.items()],
        columns=kpis().columns,
    )
    table = outcomes(estimates(frame))
    assert table is not None
    assert [(row[0], row[1], row[3]) for row in table.rows] == [
        ("placed", "100", "100.0 %"),
        ("delivered", "70", "70.0 %"),
        ("declined: payment refused", "12", "12.0 %"),
        ("canceled: out of stock", "8", "8.0 %"),
        ("still open at the end", "10", "10.0 %"),
    ]


@pytest.mark.parametrize(
    ("canceled", "told"),
    [(4.1, ["delivered", "declined", "canceled"]), (1.9, ["delivered", "declined"])],
)
def test_the_conclusion_names_two_ends_of_orders_and_what_else_is_of_some_size(
    canceled: float, told: list[str]
) -> None:
    means = {"placed": 100, "delivered": 87, "declined": 8, "canceled": canceled, "in_flight": 0.5}
    frame = pd.DataFrame(
        [(f"orders.{k}", "all", "orders", float(v), 3.0, 0.95, 3) for k, v in means.items()],
        columns=kpis().columns,
    )
    assert [name for name, _, _ in ends_of_orders(estimates(frame))] == told


def test_in_flight_is_a_mean_over_all_replications(run: ReportInput) -> None:
    rows = [(0, "picking", 6, 3.0, 0), (2, "picking", 4, 50.0, 3), (0, "transit", 50, 1.0, 10)]
    frame = pd.DataFrame(rows, columns=run.in_flight.columns)
    table = in_flight(replace(run, in_flight=frame))
    assert table is not None
    assert table.rows == (
        ("transit", "10", "0 to 50", "2", "1.0 h"),
        ("picking", "2", "0 to 6", "0.6", "50.0 h"),
    )


def test_targets_show_goal_verdict_and_class(run: ReportInput) -> None:
    table = targets(run)
    assert table is not None
    assert table.rows[1] == (
        "Cycle time, P95 (express) at most 48 h in 90 % of periods",
        "? undecided: about 36 more replications", "4 of 5 (38 to 96 %)",
        "47.6 ± 1.3 h", "45.9 to 49.0 h",
    )  # fmt: skip
    assert table.head[2:5] == ("4-week periods that hold", "Mean", "Lowest to highest")
    assert table.rows[0][:2] == ("On-time ship at least 98 %", "✗ average missed")
    assert table.marks == ("missed", "undecided", "met")


def test_classes_have_a_column_each(run: ReportInput) -> None:
    table = by_class(estimates(run.kpis))
    assert table is not None
    assert table.head == ("KPI", "all", "express", "standard")
    assert by_class(estimates(kpis(classes=()))) is None


def euros(**values: float) -> pd.DataFrame:
    rows = [(name.replace("__", "."), "all", "EUR", v, 0.1, 0.9, 3) for name, v in values.items()]
    return pd.DataFrame(rows, columns=kpis().columns)


def test_costs_are_ordered_add_up_and_name_their_bases() -> None:
    frame = euros(
        cost_per_order=9.0,
        cost_per_order__labor=3.0,
        cost_per_order__shipping=6.0,
        cost_per_order__inventory=0.0,
        total_cost__shipping=1200.0,
    )
    table = money.costs(estimates(frame))
    assert table is not None
    assert [(row[0], row[1], row[3], row[4]) for row in table.rows] == [
        ("parcels", money.OF_ORDERS, "66.7 %", "1,200.00 ± 0.10 EUR"),
        ("paid hours", money.OF_THE_HOUSE, "33.3 %", "–"),
        ("all together", "", "100.0 %", "–"),
    ]


def test_every_part_of_cost_and_every_loss_has_its_words() -> None:
    assert set(money.PARTS) == {*HOUSE_COSTS, *OWN_COSTS, CONTACTS}
    assert set(money.LOST) == {*LOSSES, "customer", "damage"}  # of `cancellation` and `claims`


def test_margin_leads_from_revenue_to_what_is_left() -> None:
    frame = euros(
        revenue_per_order=60.0, goods_per_order=36.0, cost_per_order=9.0, margin_per_order=15.0,
        total_revenue=6e3, total_goods=3.6e3, total_cost=9e2, total_margin=1.5e3,
        cost_per_order__labor=5.0, cost_per_order__shipping=4.0, cost_per_order__delivery=0.0,
        total_cost__labor=5e2, total_cost__shipping=4e2, total_cost__delivery=0.0,
        lost_margin=50.0, lost_margin__loss=30.0, lost_margin__stock=20.0, lost_margin__fraud=0.0,
    )  # fmt: skip
    known = estimates(frame)
    table = money.margin(known)
    assert table is not None
    each = [float(row[1].split()[0]) for row in table.rows]
    assert each == [60, 36, 5, 4, 15]  # what did not cost anything is left out
    assert each[-1] == each[0] - sum(each[1:-1])
    assert [row[0] for row in table.rows[2:4]] == ["less paid hours", "less parcels"]
    assert not money.goods_are_left_out(known)
    lost = money.lost_margin(known)
    assert lost is not None
    assert [row[0] for row in lost.rows] == [
        money.LOST["loss"], money.LOST["stock"], "all together"
    ]  # fmt: skip
    assert money.margin(estimates(euros(cost_per_order=9.0))) is None
    assert money.goods_are_left_out(estimates(euros(total_revenue=6e3, total_goods=0.0)))


def test_what_was_put_off_is_told_with_the_cost() -> None:
    frame = euros(cost_per_order=9.0, backlog__growth=12.0)
    known = estimates(frame.replace({"unit": {"EUR": "orders"}}).assign(kpi=frame["kpi"]))
    assert "changed by 12.0 ± 0.1 orders. A house that puts work off looks cheap" in (
        money.growth(known)
    )


def test_every_overall_kpi_is_listed_once(run: ReportInput) -> None:
    listed = [row[0] for table in all_kpis(estimates(run.kpis)) for row in table.rows]
    assert sorted(listed) == sorted(run.kpis.loc[run.kpis["scope"] == "all", "kpi"])


def test_both_ways_to_a_report_give_the_same_page(
    run: ReportInput, page: str, tmp_path: Path
) -> None:
    for name, data in folder_files(run).items():
        (tmp_path / name).write_bytes(data)
    again = from_folder(tmp_path)
    assert render(again, figures(again)) == page
    assert folder_files(again) == folder_files(run)
    pd.testing.assert_frame_equal(again.kpis, run.kpis, check_exact=True)


@pytest.mark.parametrize("made", [empty_input, lambda: report_input(1)])
def test_odd_runs_come_back_from_their_folder_too(made: object, tmp_path: Path) -> None:
    run = made()  # type: ignore[operator]
    for name, data in folder_files(run).items():
        (tmp_path / name).write_bytes(data)
    assert render(from_folder(tmp_path), {}) == render(run, {})


def test_a_class_called_na_is_a_class(run: ReportInput, tmp_path: Path) -> None:
    odd = replace(run, kpis=kpis(classes=("NA", "null")))
    for name, data in folder_files(odd).items():
        (tmp_path / name).write_bytes(data)
    assert estimates(from_folder(tmp_path).kpis).scopes == ["NA", "null"]


def test_another_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kpis.csv").write_text("kpi\n")
    with pytest.raises(NotARunFolderError, match=r"no series\.parquet, no summary\.json"):
        from_folder(tmp_path)


@pytest.mark.parametrize("made", [report_input, lambda: report_input(1), empty_input])
def test_the_console_table_fits_in_100_columns(made: object) -> None:
    out = io.StringIO()
    run = made()  # type: ignore[operator]
    Console(file=out, width=100).print(text_table(run))
    text = out.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "\x1b" not in text


def test_the_console_shows_headline_targets_and_warnings(run: ReportInput) -> None:
    out = io.StringIO()
    Console(file=out, width=100).print(text_table(replace(run, title="[bold] & co")))
    text = out.getvalue()
    assert "[bold] & co" in text
    assert re.search(r"On-time ship +97\.2 +± 1\.3 +%", text)
    assert re.search(r"On-time ship at .*✗ average missed +1 of 5 \(4 to 62 %\)", text)
    assert "warning: 548 orders" in text
    assert "simulator run baseline --replication 3" in text


def test_importing_reporting_loads_nothing_heavy() -> None:
    code = (
        "import sys, simulator.reporting, simulator.reporting.report, simulator.reporting.folder; "
        "import simulator.reporting.console; "
        "print({'pandas', 'matplotlib', 'scipy.stats', 'duckdb'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
