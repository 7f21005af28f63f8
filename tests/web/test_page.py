"""The page in a browser, by role and label, as somebody uses it who sees or does not see it."""

import re
from pathlib import Path

import pytest

from simulator.scenario import minimal
from tests.web.browsers import AXE, chromium, expect, faults, new_page
from tests.web.served import SHOP, request, served, wait_for


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    path = folder / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    with served(path, folder) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def opened(shop, browser):
    """Opens the page; in the end nothing was asked of another server, and no script has failed."""
    contexts, outside, wrong = [], [], []

    def page(more="", **context):
        found = new_page(browser, **context)
        contexts.append(found.context)
        found.on("pageerror", lambda error: wrong.append(str(error)))
        found.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        own = f"http://127.0.0.1:{shop.guard.port}/"
        found.on(
            "request", lambda one: None if one.url.startswith(own) else outside.append(one.url)
        )
        found.goto(f"{shop.address}{more}")
        expect(found.get_by_role("status").first).to_contain_text("2 replications")
        return found

    yield page
    for context in contexts:
        context.close()
    assert (outside, wrong) == ([], [])


def answered(page, *texts):
    """Wait until the answer is there that has these texts."""
    for text in texts:
        expect(page.get_by_role("region", name="Answer")).to_contain_text(text)


def test_a_change_is_answered_under_an_address_and_a_command_that_say_the_same(opened, shop):
    page = opened()
    heads = page.get_by_role("spinbutton", name="pickers, day shift")
    heads.fill("2")
    heads.press("Enter")
    answered(page, "--set shifts.day.heads.pickers=2", "2 replications")
    assert page.url.endswith("set=shifts.day.heads.pickers%3D2")
    figures = page.get_by_role("list", name="Figures", exact=True).get_by_role("listitem")
    assert 3 <= figures.count() <= 5
    expect(figures.first).to_contain_text("On-time ship")
    expect(page.get_by_role("img", name=re.compile("^pickers: .* heads"))).to_be_visible()
    expect(page.get_by_role("heading", name="Where an order's time goes")).to_be_visible()
    page.reload()
    expect(page.get_by_role("spinbutton", name="pickers, day shift")).to_have_value("2")
    answered(page, "2 replications, read from the store")
    page.get_by_role("button", name="Back to the scenario").click()
    answered(page, f"simulator run {shop.scenario}")
    expect(heads).to_have_value("1")
    page.get_by_role("button", name="Undo").click()
    expect(heads).to_have_value("2")
    page.get_by_role("button", name="Redo").click()
    expect(heads).to_have_value("1")


def test_the_slider_moves_by_keyboard_and_is_undone_by_it(opened):
    page = opened()
    slider = page.get_by_role("slider", name="against the scenario's")
    slider.focus()
    slider.press("ArrowRight")
    answered(page, "--set demand.scale=1.05", "2 replications")
    expect(slider).to_have_attribute("aria-valuetext", "105 %, 21 orders a day, +5 %")
    expect(page.get_by_text("21 orders a day, +5 %", exact=True)).to_be_visible()
    answered(page, "At 21 orders a day, the mean of all seven days of the week")
    slider.press("Control+z")
    expect(slider).to_have_value("100")
    answered(page, "2 replications, read from the store")


def test_another_variant_keeps_what_is_changed_and_undo_goes_back(opened, shop):
    more = "variants: {more: {kind: circumstance, set: {demand.scale: 1.3}}}\n"
    name = shop.sources.keep({"two.yaml": SHOP + more})
    page = opened(f"&scenario={name}")
    heads = page.get_by_role("spinbutton", name="pickers, day shift")
    heads.fill("2")
    heads.press("Enter")
    page.get_by_role("button", name="Pin this").click()
    variant = page.get_by_role("combobox", name="Variant")
    variant.select_option("more")
    answered(page, "--variant more", "shifts.day.heads.pickers=2")
    assert heads.input_value() == "2"
    expect(page.get_by_role("link", name="Pinned (1)")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(variant).to_have_value("")
    answered(page, f"simulator run {name} --set shifts.day.heads.pickers=2")
    page.get_by_role("button", name="Redo").click()
    expect(variant).to_have_value("more")
    answered(page, "--variant more", "shifts.day.heads.pickers=2")
    page.go_back()
    expect(variant).to_have_value("")
    answered(page, f"simulator run {name} --set shifts.day.heads.pickers=2")


def test_what_is_changed_is_made_the_scenario_that_others_are_compared_with(opened):
    page = opened()
    adopt = page.get_by_role("button", name="Make this the scenario")
    expect(adopt).to_be_disabled()
    hours = page.get_by_role("textbox", name="hours, day shift")
    hours.fill("08:00-18:00")
    hours.press("Enter")
    answered(page, "shifts.day.hours=08:00-18:00", "2 replications")
    adopt.click()
    answered(page, "is in this server's memory alone", "2 replications")
    assert "shifts.day.hours" not in page.url
    expect(hours).to_have_value("08:00-18:00")
    expect(adopt).to_be_disabled()
    heads = page.get_by_role("spinbutton", name="pickers, day shift")
    heads.fill("2")
    heads.press("Enter")
    page.get_by_role("button", name="Pin this").click()
    page.get_by_role("link", name="Pinned (1)").click()
    expect(page.get_by_role("columnheader", name="2 pickers, day shift")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="What if").click()
    expect(adopt).to_be_visible()  # the other screen has a button of that name too
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    answered(page, "shop.yaml --set shifts.day.hours=08:00-18:00")


def test_demand_of_a_variant_is_told_against_the_scenario_too(opened, shop):
    """1.3 x 1.3 = 1.69."""
    more = "variants: {more: {kind: circumstance, set: {demand.scale: 1.3}}}\n"
    name = shop.sources.keep({"more.yaml": f"{SHOP}{more}"})
    page = opened(f"&scenario={name}&variant=more&set=demand.scale%3D1.69")
    slider = page.get_by_role(
        "slider", name="against the variant's, itself 130 % of the scenario's"
    )
    expect(slider).to_have_value("130")
    expect(slider).to_have_attribute(
        "aria-valuetext", "130 % = 169 % of the scenario's, 34 orders a day, +30 %"
    )
    expect(page.get_by_text("= 169 % of the scenario's")).to_be_visible()


def test_a_mistake_is_said_while_it_is_typed_and_its_remedy_works(opened):
    page = opened()
    absence = page.get_by_role("textbox", name="absence of pickers")
    absence.fill("10")
    alert = page.get_by_role("alert").filter(has_text="10 has no unit; write 10 %")
    expect(alert).to_be_visible()
    expect(absence).to_have_attribute("aria-invalid", "true")
    absence.press("Enter")
    answered(page, "Not a scenario yet")
    absence.fill("10 %")
    absence.press("Enter")
    answered(page, "crews.pickers.absence=10 %", "2 replications")
    expect(alert).to_have_count(0)


def test_what_is_not_a_scenario_is_said_at_the_top_with_a_way_to_it(opened):
    """All mistakes of a value stand beside it, each with its path within; undone they go away."""
    page = opened("&set=shifts.day.heads.pickers%3D2")
    page.get_by_text("Every other value").click()
    events = page.get_by_role("textbox", name="events (demand)")
    events.fill("[{on: 2026-03-02, factor: 2}]")
    events.press("Enter")
    answered(page, "Not a scenario yet", "#1.on: unknown key", "(and 3 more there)")
    beside = page.get_by_role("alert").filter(has_text="#1.on: unknown key; write one of")
    expect(beside).to_contain_text("#1.to: is missing; write to: 2026-03-20")
    for name in ("Pin this", "Copy"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    page.get_by_role("link", name="events (demand)").click()
    expect(events).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    answered(page, "2 replications")
    expect(beside).to_have_count(0)
    share = page.get_by_role("textbox", name="classes express share")
    share.fill("99 %")
    share.press("Tab")
    answered(page, "Not a scenario yet", "make them add up to 100 %")
    expect(share).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Undo").click()
    answered(page, "2 replications")
    for name in ("Pin this", "Copy"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_enabled()


def test_an_advice_is_tried_by_one_key_and_undone_as_one_change(opened, shop):
    name = shop.sources.keep(
        {"short.yaml": minimal().replace("replications: 20", "replications: 2")}
    )
    page = opened(f"&scenario={name}&set=demand.scale%3D2")
    advice = page.get_by_role("list", name="What to try").get_by_role("button").first
    expect(advice).to_have_text(re.compile(r"^Try \d+ p(i|a)ckers.*, day shift$"))
    expect(page.locator("#premises")).not_to_contain_text("Try ")
    advice.focus()
    page.keyboard.press("Enter")
    answered(page, "--set shifts.day.heads.", "2 replications")
    expect(page.get_by_role("region", name="Answer")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(advice).to_be_enabled()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_what_is_changed_and_has_no_price_is_said_beside_the_difference(opened, shop):
    free = minimal().replace("replications: 20", "replications: 2")
    name = shop.sources.keep({"free.yaml": free})
    times = "shipping.carriers.carrier.pick_ups={daily: ['12:00', '18:00']}"
    pinned = f"two: shifts.day.heads.pickers%3D4; {times}"
    page = opened(f"&scenario={name}&set={times}&alternative={pinned}".replace(" ", "%20"))
    page.get_by_role("link", name="Pinned (1)").click()
    warned = page.get_by_role("list", name="What could bend the differences")
    expect(warned).to_contain_text("Write shipping.carriers.carrier.pick_up_cost, such as 80 USD")
    table = page.get_by_role("region", name="Pinned alternatives and their differences")
    expect(table.get_by_role("row", name="Cost per order")).to_contain_text("pick-ups assumed free")
    page.get_by_role("link", name="What if").click()
    rests_on = page.get_by_role("list", name="What the answer rests on")
    expect(rests_on).to_contain_text("Pick-ups that were changed have no price")


def test_columns_that_do_not_fit_are_counted_until_they_are_in_sight(opened):
    more = "".join(f"&alternative=heads%20{k}:shifts.day.heads.pickers%3D{k}" for k in range(2, 7))
    page = opened(more, viewport={"width": 700, "height": 800})
    page.get_by_role("link", name="Pinned (5)").click()
    table = page.get_by_role("region", name="Pinned alternatives and their differences")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    told = page.get_by_text(re.compile(r"\d more columns? to the right"))
    expect(told).to_be_visible()
    table.focus()
    page.keyboard.press("End")
    table.evaluate("(box) => box.scrollTo({ left: box.scrollWidth })")
    expect(told).to_be_hidden()


TOLD = """() => {
  globalThis.told = [];
  const place = document.querySelector("#told");
  const note = () => told.push(place.textContent);
  new MutationObserver(note).observe(place, { childList: true, subtree: true });
}"""
"""Every text that stands there, however short it does: a busy machine may look too late."""


def test_what_is_typed_is_asked_after_a_pause_and_undone_at_once(opened):
    """Until then no figure stands there as its answer."""
    page = opened()
    heads = page.get_by_role("spinbutton", name="pickers, day shift")
    page.evaluate(TOLD)
    heads.fill("3")
    answered(page, "--set shifts.day.heads.pickers=3", "2 replications")
    told = page.evaluate("told")
    typed = next(k for k, text in enumerate(told) if text.startswith("Of before what is typed"))
    until_asked = told[typed : told.index("Asking…", typed)]
    assert not any(re.match(r"\d+ repl", text) for text in until_asked)
    heads.press("ArrowUp")
    answered(page, "--set shifts.day.heads.pickers=4", "2 replications")
    expect(heads).to_be_focused()
    heads.fill("1")
    heads.fill("4")
    answered(page, "2 replications")
    page.get_by_role("button", name="Undo").click()
    expect(heads).to_have_value("1")


def test_no_line_ends_within_a_figure_and_commands_stay_as_they_are(opened):
    page = opened("&set=crews.pickers.absence%3D10%20%25")
    answered(page, "absence=10 %")
    texts = page.evaluate(
        """async () => {
          const { make, unbroken } = await import("/static/drawing.js");
          const copied = make("code", { textContent: "absence=10 %" }).textContent;
          return [unbroken("51 ± 17 %, 9 of 10 weeks, 10 days"), copied];
        }"""
    )
    assert texts == ["51\u00a0±\u00a017\u00a0%, 9 of 10 weeks, 10 days", "absence=10 %"]
    assert "\u00a0%" not in page.locator("#command").text_content()
    page.set_viewport_size({"width": 390, "height": 800})
    rows = page.get_by_text("--set", exact=True).evaluate("(one) => one.getClientRects().length")
    assert rows == 1
    page.get_by_role("link", name="Change something").click()
    expect(page.get_by_role("form", name="Controls")).to_be_in_viewport()


def test_every_other_value_is_found_by_a_search(opened):
    page = opened()
    page.get_by_text("Every other value").click()
    search = page.get_by_role("searchbox", name="Search")
    search.fill("staff")
    matches = page.get_by_role("status").filter(has_text="of them")
    expect(matches).to_contain_text("above: pickers, day shift; packers, day shift")
    search.fill("mizpick")
    expect(matches).to_have_text(re.compile("^0 of them; try mispick"))
    search.fill("mispick")
    expect(page.get_by_role("status").filter(has_text="of them")).to_contain_text("of them")
    mispick = page.get_by_role("textbox", name="mispick (picking)")
    mispick.fill("2 %")
    mispick.press("Enter")
    answered(page, "picking.mispick=2 %", "2 replications")


def test_what_is_pinned_stands_side_by_side_with_paired_differences(opened, shop):
    page = opened("&set=shifts.day.heads.pickers%3D2&set=demand.scale%3D1.2")
    posts = []
    page.on("request", lambda asked: posts.append(asked.url))
    page.get_by_role("button", name="Pin this").click()
    page.get_by_role("link", name="Pinned (1)").click()
    table = page.get_by_role("region", name="Pinned alternatives and their differences")
    row = table.get_by_role("row", name="On-time ship")
    expect(row).to_contain_text("points")
    expect(table.get_by_role("columnheader").last).to_have_text("2 pickers, day shift")
    expect(table.get_by_role("columnheader").nth(1)).to_have_text("shop")
    expect(page.get_by_text("Every column is at 120 % of the scenario's demand.")).to_be_visible()
    command = (
        "--set demand.scale=1.2 --alternative '2 pickers, day shift: shifts.day.heads.pickers=2'"
    )
    expect(page.get_by_text(command)).to_be_visible()
    wait_for(lambda: all(job.explained for job in shop.runs.jobs.values() if job.state == "done"))
    assert len([url for url in posts if url.endswith("/api/pinned")]) == 1
    page.get_by_role("textbox", name="Alternative 1").fill("a second picker")
    page.get_by_role("textbox", name="Alternative 1").press("Enter")
    expect(table.get_by_role("columnheader").last).to_have_text("a second picker")
    page.get_by_role("button", name="Unpin a second picker").click()
    expect(page.get_by_text("Nothing is pinned yet.")).to_be_visible()
    expect(table).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("columnheader").last).to_have_text("a second picker")
    with page.expect_download() as download:
        page.get_by_role("link", name="Workbook").click()
    assert download.value.suggested_filename == "shop-compare.xlsx"


def test_a_difference_of_what_is_pinned_has_two_replications(opened):
    """Where one is asked for, targets and differences are of two, and the command says so."""
    page = opened()
    length = page.get_by_role("spinbutton", name="replications")
    length.fill("1")
    length.press("Enter")
    answered(page, "1 of 1: one has no interval")
    heads = page.get_by_role("spinbutton", name="pickers, day shift")
    heads.fill("2")
    heads.press("Enter")
    page.get_by_role("button", name="Pin this").click()
    page.route("**/api/pinned", lambda route: route.fulfill(body="a proxy's page"))
    page.get_by_role("link", name="Pinned (1)").click()
    expect(page.get_by_text("come back to this screen to ask again")).to_be_visible()
    page.unroute("**/api/pinned")
    page.get_by_role("link", name="What if").click()
    page.get_by_role("link", name="Pinned (1)").click()
    table = page.get_by_role("region", name="Pinned alternatives and their differences")
    expect(table.get_by_role("row", name="Targets")).to_contain_text("of 2 days")
    expect(page.get_by_text("--replications 2")).to_be_visible()


def test_a_tab_that_leaves_does_not_call_again(opened):
    """It turns hidden as it closes: a call then would keep its runs for minutes."""
    polls = """async () => {
      const { leave } = await import("/static/asking.js");
      const own = globalThis.fetch;
      let polls = 0;
      globalThis.fetch = (...given) => {
        if (String(given[0]).endsWith("/poll")) polls++;
        return own(...given);
      };
      leave();
      document.dispatchEvent(new Event("visibilitychange"));
      await new Promise((then) => setTimeout(then, 300));
      globalThis.fetch = own;
      return polls;
    }"""
    assert opened().evaluate(polls) == 0


def test_questions_of_a_tab_are_asked_one_after_the_other(opened, shop):
    """Else a poll that has heard of the second gives up the first, and what is pinned waits."""
    page = opened()
    most, numbers = page.evaluate(
        """async (scenario) => {
          const { ask } = await import("/static/asking.js");
          const own = globalThis.fetch;
          let under = 0;
          let most = 0;
          globalThis.fetch = async (...given) => {
            if (!String(given[0]).endsWith("/ask")) return own(...given);
            most = Math.max(most, ++under);
            try { return await own(...given); } finally { under--; }
          };
          const asked = [1, 2, 3].map((replications) =>
            ask({ scenario, set: [], alternative: [], replications }));
          const found = await Promise.all(asked);
          globalThis.fetch = own;
          return [most, found.map((one) => one.job.number)];
        }""",
        shop.scenario,
    )
    assert most == 1
    assert numbers == sorted(numbers)


def test_the_scenario_is_shown_with_origins_saved_and_loaded(opened, tmp_path):
    page = opened("&set=shifts.day.heads.pickers%3D2")
    page.get_by_role("link", name="Scenario").click()
    text = page.get_by_role("region", name="Every value, and where it is from")
    expect(text).to_contain_text("pickers: 2  changed here")
    expect(text).to_contain_text("mispick: 0.5 %  small.yaml:")  # of what ships no folder
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert saved == SHOP.replace("pickers: 1", "pickers: 2")
    bad = tmp_path / "bad.yaml"
    bad.write_text(SHOP.replace("pickers: 1", "pickers: one"), encoding="utf-8")
    page.get_by_label("Load files").set_input_files(bad)
    expect(page.get_by_role("alert").filter(has_text="bad.yaml:10")).to_be_visible()
    good = tmp_path / "good.yaml"
    good.write_text(saved.replace("A small shop of mine", "Another shop"), encoding="utf-8")
    page.get_by_label("Load files").set_input_files(good)
    expect(page.get_by_role("heading", name="Another shop")).to_be_visible()
    answered(page, "simulator run good.yaml", "2 replications")


def test_a_run_is_listed_with_its_progress_and_canceled(opened):
    page = opened()
    length = page.get_by_role("spinbutton", name="replications")
    before = page.get_by_text("Of the answer before; the new one is not complete yet.")
    why = page.get_by_role("region", name="Why")
    expect(why.get_by_role("heading", name="Where an order's time goes")).to_be_visible()
    expect(before).to_be_hidden()
    length.fill("9999")
    length.press("Enter")
    expect(before).to_be_visible()
    expect(why).to_have_attribute("aria-busy", "true")
    page.get_by_role("link", name="Runs").click()
    run = page.get_by_role("row").filter(has_text="of 9999")
    told = run.inner_text()
    cancel = run.get_by_role("button", name="Cancel")
    cancel.evaluate("one => { globalThis.pressed = one; }")
    expect(run).not_to_have_text(told)
    assert page.evaluate("pressed.isConnected")  # it stays while it is pressed
    cancel.click()
    expect(run).to_contain_text("canceled")
    done = page.get_by_role("row").filter(has_text="as it is written").last
    with page.expect_download() as download:
        done.get_by_role("link", name="Report").click()
    assert download.value.suggested_filename == "shop.html"
    page.get_by_role("link", name="What if").click()
    expect(before).to_be_visible()  # nothing more comes
    expect(why).to_have_attribute("aria-busy", "false")
    page.get_by_role("button", name="Undo").click()
    answered(page, "2 replications")
    expect(before).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(opened, width, scheme):
    page = opened(
        "&alternative=two%3A+shifts.day.heads.pickers%3D2",
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    expect(page.get_by_role("heading", name="Where an order's time goes")).to_be_visible()
    page.evaluate(AXE)
    for name in ("What if", "Pinned (1)", "Replay", "Scenario", "Runs"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        if name == "Pinned (1)":
            expect(page.get_by_role("table")).to_be_visible()
        if name == "Replay":
            expect(page.get_by_text("Monday 2 March 2026. Replication")).to_be_visible()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_day_of_the_run_is_replayed_and_another_one_asked_for(opened, shop):
    page = opened()
    page.get_by_role("link", name="Replay").click()
    expect(page.get_by_text("Monday 2 March 2026. Replication")).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    page.get_by_role("combobox", name="Which day").select_option("2026-03-04")
    expect(page.get_by_text("This day is outside the measured window.")).to_be_visible()
    number = max(shop.runs.jobs)
    wrong = request(shop.guard, "GET", f"/replay/{number}?day=never")
    assert (wrong.status, wrong.body[:32]) == (404, b"--replay never: is not a date; w")
