"""Reports and pages of answers in a browser: for every eye, in the dark, narrow and on paper."""

import re

import pytest

import simulator as sim
from tests.web.browsers import AXE, chromium, faults, new_page
from tests.web.served import SHOP

HEADS = "shifts.day.heads.pickers"
ANSWERS = {
    "run": lambda path: sim.run(path, jobs=1),
    "compare": lambda path: sim.compare(path, changed={"two": {HEADS: 2}}, jobs=1),
    "many choices": lambda path: sim.compare(
        path, changed={f"{heads} pickers": {HEADS: heads} for heads in range(2, 7)}, jobs=1
    ),
    "sweep": lambda path: sim.sweep(path, vary={"demand.scale": [1, 2], HEADS: [1, 2]}, jobs=1),
    "stress": lambda path: sim.stress(path, demand=["3x@2026-03-02"], jobs=1),
    "optimize": lambda path: sim.optimize(
        path, vary={HEADS: [1, 2]}, replications=2, check=2, jobs=1
    ),
}

OPEN = """for (const one of document.querySelectorAll("details"))
  one.open = !one.closest("#kpis");"""


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """Each page written once, by what it answers."""
    folder = tmp_path_factory.mktemp("answers")
    shop = folder / "shop.yaml"
    shop.write_text(SHOP, encoding="utf-8")
    written = {name: answer(shop).write(folder / name) for name, answer in ANSWERS.items()}
    return {name: (place / "report.html").as_uri() for name, place in written.items()}


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.mark.parametrize("name", ANSWERS)
def test_axe_finds_nothing_whatever_the_width_and_the_light(addresses, browser, name):
    """With all that is folded opened but a run's KPIs, many tables of one form, which take long."""
    for width, scheme in ((1280, "light"), (390, "dark")):
        page = new_page(
            browser,
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            bypass_csp=True,
        )
        page.goto(addresses[name])
        page.evaluate(OPEN)
        page.evaluate(AXE)
        assert faults(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.context.close()


CELLS = """[...document.querySelectorAll("main table :is(th[scope=row], td)")]
  .filter(cell => cell.checkVisibility({contentVisibilityAuto: true}) && cell.textContent)
  .map(cell => cell.getBoundingClientRect().right)"""


@pytest.mark.parametrize("name", ANSWERS)
def test_on_a_telephone_every_column_is_in_sight(addresses, browser, name):
    """Cost and verdict, which decide, among them: rows of wide tables are cards there."""
    page = new_page(browser, viewport={"width": 390, "height": 900})
    page.goto(addresses[name])
    page.evaluate(OPEN)
    ends = page.evaluate(CELLS)
    assert len(ends) > 5
    assert max(ends) <= 390
    page.context.close()


@pytest.mark.parametrize("name", ANSWERS)
def test_one_screen_has_question_answer_and_the_figure(addresses, browser, name):
    page = new_page(browser, viewport={"width": 1280, "height": 900})
    page.goto(addresses[name])
    lead = page.locator("#standing" if name == "run" else "figure.lead").first
    figure = lead.locator("svg").first.bounding_box()
    assert figure["y"] + figure["height"] <= 900
    assert lead.locator(".title, svg text").first.is_visible()
    for place in (".question", ".answer"):
        assert page.locator(place).bounding_box()["y"] < figure["y"]
    page.context.close()


def test_what_explains_a_run_is_folded_on_a_screen_and_open_on_paper(addresses, browser):
    """But for what is for a screen alone, such as the replay and the table of all KPIs."""
    page = new_page(browser, viewport={"width": 1280, "height": 900})
    page.goto(addresses["run"])
    figures = page.locator("main figure:visible")
    assert figures.count() == 1
    assert page.locator(".part h2").evaluate_all("all => all.every(each => each.checkVisibility())")
    page.emulate_media(media="print")
    assert figures.count() > 5
    assert page.locator("#cost table").first.is_visible()
    assert not page.locator("#kpis h2").is_visible()
    page.context.close()


@pytest.mark.parametrize("name", ANSWERS)
def test_five_printed_pages_at_most_and_every_figure_says_what_is_seen(addresses, browser, name):
    page = new_page(browser)
    page.goto(addresses[name])
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 5
    told = page.locator("figure svg desc").all_text_contents()
    assert told
    assert all(re.search(r"\d", text) for text in told), told
    page.context.close()


def test_the_page_is_dark_on_a_dark_screen_and_light_on_paper(addresses, browser):
    page = new_page(browser, color_scheme="dark")
    page.goto(addresses["compare"])
    ink = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    on_screen = page.evaluate(ink)
    card = page.evaluate("getComputedStyle(document.querySelector('figure svg')).backgroundColor")
    page.emulate_media(media="print", color_scheme="dark")
    assert on_screen == ["rgb(23, 25, 27)", "rgb(233, 235, 237)"]
    assert card == "rgb(255, 255, 255)"  # figures are drawn for white
    assert page.evaluate(ink) == ["rgb(255, 255, 255)", "rgb(29, 31, 33)"]
    page.context.close()
