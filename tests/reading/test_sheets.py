"""Tables out of workbooks: the same as from a CSV, and every cell that says nothing is told."""

import csv
import io
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest

from simulator.intake.order_file import read_orders
from simulator.intake.reading import Reading
from simulator.mistakes import InputError
from simulator.reading.csv_files import notes_on, place_in, text_of
from simulator.reading.mistakes import MisreadingError, ScenarioError, letters
from simulator.reading.sheet_cells import Written
from simulator.reading.sheet_paths import named_sheet, on_disk
from simulator.reading.sheets import number_of, sheet
from simulator.scenario import loads, scenario_hash
from tests.intake.files import CASES
from tests.intake.test_layouts import lines

openpyxl = pytest.importorskip("openpyxl")


def workbook(path, *rows, **sheets):
    """A workbook of one sheet, or of several by name; text that begins with = is a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, content in (sheets or {"SKUs": rows}).items():
        page = book.create_sheet(name)
        for row in content:
            page.append(row)
    book.save(path)
    return path


def refused(path, written=None):
    with pytest.raises(MisreadingError) as caught:
        sheet(path, *([written] if written else []))
    return str(caught.value)


SKUS = (("sku", "weight", "price", "initial"), ("pen", 3, 1.5, 100), ("sofa", 1, 899, 4))


def scenario(catalog, demand=""):
    return f"""\
schema: fulfillment/1
name: books
clock: {{start: 2026-03-02, run: 1 d}}
demand:
  orders_per_day: 10
{demand}
catalog: {{file: {catalog}}}
inventory:
  policy: {{cover_s: 5 d, cover_S: 10 d}}
"""


# Which sheet


def test_a_path_names_a_workbook_and_perhaps_a_sheet(tmp_path):
    assert on_disk(tmp_path / "stock.xlsx#SKUs") == tmp_path / "stock.xlsx"
    assert named_sheet(tmp_path / "stock.xlsx#a #1") == "a #1"
    assert named_sheet(tmp_path / "stock.xlsx") is None
    assert on_disk(tmp_path / "no#sheet.csv") == tmp_path / "no#sheet.csv"


def test_the_only_sheet_is_read_without_a_word(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", *SKUS)
    assert text_of(path) == "sku,weight,price,initial\npen,3,1.5,100\nsofa,1,899,4\n"
    assert notes_on([path]) == ()


def test_of_several_the_first_that_is_not_hidden_is_read_and_the_others_are_named(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", Old=[["x"]], SKUs=SKUS, Notes=[["y"]])
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    assert text_of(path).startswith("sku,weight")
    assert notes_on([path, path]) == (
        "stock.xlsx: read from sheet 'SKUs', not 'Old' (hidden), 'Notes': write stock.xlsx#SHEET "
        "for another.",
    )
    assert text_of(tmp_path / "stock.xlsx#Old") == "x\n"
    assert notes_on([tmp_path / "stock.xlsx#Old"]) == ()
    said = refused(tmp_path / "stock.xlsx#SKU")
    assert said == "stock.xlsx has no sheet 'SKU'; did you mean SKUs?"


def test_columns_are_called_as_a_spreadsheet_calls_them():
    assert [letters(k) for k in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(number_of(letters(k)) == k for k in range(1, 2000))


# What cells say


def test_numbers_dates_and_texts_are_those_that_a_csv_would_have(tmp_path):
    path = tmp_path / "cells.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["number", "date", "moment", "midnight", "time", "length", "yes", "text", "padded"])
    page.append([1234.0, date(2026, 3, 2), datetime(2026, 3, 2, 10, 11, 12), datetime(2026, 3, 2),
                 time(6, 30), timedelta(hours=30), True, "007", 7])  # fmt: skip
    page.append([0.125, None, None, None, None, None, None, 'a\r\nb, "c"', None])
    page["D2"].number_format = "yyyy-mm-dd hh:mm"
    page["I2"].number_format = "00000"
    book.save(path)
    rows = list(csv.reader(io.StringIO(text_of(path))))
    assert rows[1] == ["1234", "2026-03-02", "2026-03-02T10:11:12", "2026-03-02T00:00:00",
                       "06:30:00", "1 day, 6:00:00", "TRUE", "007", "00007"]  # fmt: skip
    assert rows[2] == ["0.125", "", "", "", "", "", "", 'a\nb, "c"', ""]


def test_numbers_and_dates_follow_what_is_said_of_the_texts(tmp_path):
    path = workbook(tmp_path / "cells.xlsx", ["n", "t"], [1.5, datetime(2026, 3, 2, 10, 11, 12)])
    assert sheet(path, Written(",", "%d.%m.%Y %H:%M:%S")).text == 'n,t\n"1,5",02.03.2026 10:11:12\n'
    to_the_minute = sheet(path, Written(".", "%d.%m.%Y %H:%M")).text
    assert to_the_minute == "n,t\n1.5,2026-03-02T10:11:12\n"  # no second is lost


def test_empty_rows_keep_the_places_of_the_others(tmp_path):
    path = workbook(tmp_path / "gaps.xlsx", [], ["sku", "note"], [], ["a", "x\ny"], [None, " "],
                    ["b", "z"], [], [])  # fmt: skip
    found = sheet(path)
    assert found.rows == (2, 3, 4, 5, 6)
    assert [found.row(line) for line in range(1, 7)] == [2, 3, 4, 4, 5, 6]
    assert str(place_in(path, 6, "note")) == f"{path}: sheet 'SKUs', cell B6"
    assert str(place_in(path, 6, "elsewhere")) == f"{path}: sheet 'SKUs', row 6"
    assert str(place_in(path, None)) == f"{path}: sheet 'SKUs'"


def test_a_wrong_dimension_of_another_program_cuts_nothing_off(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", *SKUS)
    rewrite(path, lambda xml: xml.replace('ref="A1:D3"', 'ref="A1"'))
    assert text_of(path).endswith("sofa,1,899,4\n")


def rewrite(path, change):
    """Change the XML of the only sheet of a workbook."""
    import zipfile

    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    changed = change(files[name].decode())
    assert changed != files[name].decode()
    files[name] = changed.encode()
    with zipfile.ZipFile(path, "w") as new:
        for each, content in files.items():
            new.writestr(each, content)


def test_a_formula_is_its_saved_value_and_said(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", *SKUS[:2], ["sofa", 1, "=B2*300", 4])
    said = "the formula =B2*300 was saved without its value"
    (told,) = sheet(path).without_value(["price"])
    assert str(told).startswith(f"{path}: sheet 'SKUs', cell C3: price: {said}; open the workbook")
    assert sheet(path).without_value(["sku", "weight"]) == []
    rewrite(path, lambda xml: xml.replace("<v />", "<v>900</v>").replace("<v></v>", "<v>900</v>"))
    assert text_of(path).endswith("sofa,1,900,4\n")
    assert sheet(path).without_value(["price"]) == []
    assert notes_on([path]) == (
        "stock.xlsx: in sheet 'SKUs' 1 cell is a formula, read by the value saved with it.",
    )


def test_the_error_of_a_formula_is_told_by_its_cell(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", *SKUS[:2], ["sofa", 1, "#N/A", 4])
    (told,) = sheet(path).without_value(["price"])
    assert told.message == "the cell gives the error #N/A; correct it, or write the value"


def test_merged_cells_below_the_header_are_not_guessed(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", *SKUS)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B3")
    book.save(path)
    (told,) = sheet(path).without_value(["weight"])
    assert str(told) == (
        f"{path}: sheet 'SKUs', cell B3: weight: the cells B2:B3 are merged; unmerge them, and "
        "write the value in each row"
    )


def test_hidden_rows_are_read_and_said(tmp_path):
    path = workbook(tmp_path / "stock.xlsx", *SKUS)
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    assert text_of(path).endswith("sofa,1,899,4\n")
    assert notes_on([path]) == (
        "stock.xlsx: in sheet 'SKUs' 1 hidden row is read like the others.",
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"sku,weight\n", "a.xlsx cannot be read"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "a.xls is a workbook that is not read; save it as .xlsx"),
    ],
)
def test_what_is_not_a_workbook_is_told(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MisreadingError, match=said) as caught:
        text_of(tmp_path / name)
    assert "; save it" in str(caught.value)


def test_an_empty_sheet_is_told(tmp_path):
    said = refused(workbook(tmp_path / "a.xlsx", []))
    assert said.startswith("a.xlsx: sheet 'SKUs' is empty; write a header and rows")


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", *SKUS)
    monkeypatch.setattr("simulator.reading.sheets.MOST_UNPACKED", 100)
    assert "unpacks to more than" in refused(path)


def test_without_the_extra_one_line_says_what_to_install(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", *SKUS)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    said = refused(path)
    assert said.endswith("; pip install 'fulfillment-simulator[excel]', or save the sheet as a CSV")
    assert "\n" not in said


def test_importing_the_simulator_loads_no_library_of_workbooks():
    code = "import simulator.reading.sheets, sys; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# Where a scenario names a table


def test_a_catalog_of_a_workbook_is_that_of_its_csv(tmp_path):
    from simulator.stages.inventory.assortment import assortment

    workbook(tmp_path / "stock.xlsx", Notes=[["x"]], SKUs=SKUS)
    (tmp_path / "skus.csv").write_text(text_of(tmp_path / "stock.xlsx#SKUs"))
    of_csv = loads(scenario("skus.csv"), directory=tmp_path)
    of_book = loads(scenario("stock.xlsx#SKUs"), directory=tmp_path)
    ours, theirs = (assortment(one.scenario.catalog) for one in (of_csv, of_book))
    assert (ours.sku, ours.price.tolist()) == (theirs.sku, theirs.price.tolist())
    assert ours.levels["initial"].tolist() == theirs.levels["initial"].tolist() == [100, 4]
    other = loads(scenario("stock.xlsx#Notes"), directory=tmp_path)
    assert scenario_hash(of_book) != scenario_hash(other)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["sofa", 1, "dear", 4], "cell C3: price: 'dear' is not a number; write one such as 12"),
        (["sofa", 1, -2, 4], "cell C3: price: -2 is negative; write 0 or more"),
        (["pen", 1, 2, 4], "cell A3: sku: SKU 'pen' twice; keep one row"),
        (["sofa", 1, 2, 4.5], "cell D3: initial: 4.5 is not whole; write whole units"),
        (["sofa", 1, "=B2", 4], "cell C3: price: the formula =B2 was saved without its value; "),
        (["sofa", "=1/0", "=B2", 4], "cell B3: weight: the formula =1/0 was saved without"),
    ],
)
def test_a_mistake_in_a_catalog_names_sheet_and_cell(tmp_path, row, said):
    from simulator.workload.sampling import prepare

    path = workbook(tmp_path / "stock.xlsx", *SKUS[:2], row)
    with pytest.raises(ScenarioError) as caught:
        prepare(loads(scenario("stock.xlsx"), directory=tmp_path).scenario)
    assert str(caught.value).startswith(f"{path}: sheet 'SKUs', {said}")


def test_a_column_of_a_workbook_is_a_distribution_or_a_profile(tmp_path):
    workbook(tmp_path / "times.xlsx", Times=[["s"], *([k] for k in range(1, 5))],
             Day=[["weight"], *([k] for k in range(24))])  # fmt: skip
    demand = "  hour_of_day: times.xlsx#Day\n"
    found = loads(scenario("s.xlsx", demand), directory=_with_catalog(tmp_path))
    assert found.scenario.demand.hour_of_day[23] == pytest.approx(23 / sum(range(24)))
    workbook(tmp_path / "times.xlsx", ["weight"], *([k] for k in range(22)), [], ["late"], [1])
    with pytest.raises(ScenarioError) as caught:
        loads(scenario("s.xlsx", "  hour_of_day: times.xlsx\n"), directory=tmp_path)
    said = "times.xlsx: sheet 'SKUs', cell A25: 'late' is not a number; correct it"
    assert said in str(caught.value)


def _with_catalog(folder):
    workbook(folder / "s.xlsx", *SKUS)
    return folder


def test_a_file_that_is_not_there_is_told_as_a_csv_is(tmp_path):
    workbook(tmp_path / "stock.xlsx", *SKUS)
    with pytest.raises(InputError, match=r"there is no file 'stok\.xlsx#SKUs'; did you mean stock"):
        loads(scenario("stok.xlsx#SKUs"), directory=tmp_path)


# Order files


def as_workbook(case, path):
    """The file of a case with every cell a text, in the rows that its records are."""
    text = case.text.removeprefix("\ufeff")
    separator = max(",;\t|", key=text.split("\n", 1)[0].count)
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(text), delimiter=separator):
        book.active.append([cell or None for cell in row])
    book.save(path)
    return path


PLAIN = [
    case for case in CASES
    if not case.error and not case.text.startswith("sep=") and "\r" not in case.text
]  # fmt: skip


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.what)
def test_an_order_file_of_texts_ships_what_its_csv_ships(case, tmp_path):
    file = read_orders(as_workbook(case, tmp_path / "orders.xlsx"), Reading(**case.reading))
    assert lines(file) == case.ships
    assert dict(file.counts.orders_out) == case.out


ORDER = ("order_id", "placed_at", "sku", "quantity", "unit_price")
AT = datetime(2026, 3, 2, 10, 11, 12)


def test_numbers_and_dates_of_an_order_file_are_read_as_such(tmp_path):
    rows = [[1, AT, "007", 2, 1.125], [2, AT, "x", 1, 9.5]]
    file = read_orders(workbook(tmp_path / "o.xlsx", ORDER, *rows), Reading())
    assert lines(file) == {"1": {"007": 2}, "2": {"x": 1}}
    assert file.line_value.tolist() == [225, 950]  # 1.125 is not a thousand
    assert len(set(file.placed.tolist())) == 1


def test_a_number_beside_texts_with_a_decimal_comma_is_never_thousands(tmp_path):
    path = workbook(tmp_path / "o.xlsx", ORDER, [1, AT, "a", 1, 1.125], [2, AT, "b", 1, "9,50"])
    with pytest.raises(ScenarioError, match=r"both .*; write demand\.trace\.decimal: point, or"):
        read_orders(path, Reading())
    file = read_orders(path, Reading(decimal="comma"))
    assert file.line_value.tolist() == [112, 950]


def test_texts_beside_real_dates_need_their_format_alone(tmp_path):
    rows = [[1, AT, "a", 1, 1], [2, "02.03.2026 10:11:12", "b", 1, 1]]
    path = workbook(tmp_path / "o.xlsx", ORDER, *rows)
    with pytest.raises(ScenarioError, match=r"cell B3: placed_at: .*could be two days"):
        read_orders(path, Reading())
    file = read_orders(path, Reading(time_format="%d.%m.%Y %H:%M:%S"))
    assert len(set(file.placed.tolist())) == 1


def test_mistakes_of_an_order_file_name_their_cells_and_rows(tmp_path):
    rows = [[k, AT, "a", "two", 1] for k in range(5)]
    path = workbook(tmp_path / "o.xlsx", ORDER, [9, AT, "a", 1, 1], [], *rows, [7, "noon", "a", 1])
    with pytest.raises(ScenarioError) as caught:
        read_orders(path, Reading())
    told = str(caught.value)
    assert f"{path}: sheet 'SKUs', cell D4: quantity: 'two' " in told
    assert "on rows 4 to 8)" in told
    assert "sheet 'SKUs', cell B9: placed_at: 'noon' is not a date and time" in told


def test_a_formula_without_a_value_in_a_column_that_is_not_used_is_no_matter(tmp_path):
    rows = [[1, AT, "a", 1, 1, "=D2*E2"]]
    file = read_orders(workbook(tmp_path / "o.xlsx", (*ORDER, "note"), *rows), Reading())
    assert lines(file) == {"1": {"a": 1}}
    path = workbook(tmp_path / "p.xlsx", ORDER, [1, AT, "a", 1, "=2*3"])
    with pytest.raises(ScenarioError, match=r"cell E2: unit_price: the formula =2\*3 was saved"):
        read_orders(path, Reading())
