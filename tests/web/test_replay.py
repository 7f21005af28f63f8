"""The replay of a day in a browser: its own reading of the log, and how it is used."""

import json
from datetime import date

import pytest

from simulator.journey import simulate
from simulator.reporting.replay.replay import past_of, replay_of
from simulator.scenario import load
from simulator.workload.sampling import sample
from tests.laws.runs import load as load_world
from tests.reporting.replay_read import Film
from tests.reporting.test_replay import receiving, worlds
from tests.web.browsers import AXE, chromium, expect, new_page

CALLED = "shipping.carriers.parcelco.on_call={parcels: 30 parcels, price: 90 USD}"


def made(scenario, *days):
    workload = sample(scenario, 0)
    past = past_of(scenario, workload, simulate(scenario, workload))
    return replay_of(past, 0, ["Replication 0, the only one of this run."], days)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """{name: (replay, address)} of pages in files."""
    folder = tmp_path_factory.mktemp("replay")
    zoned = next(world for world in worlds() if "style: pick and pass" in repr(world))
    found = {
        "small": made(load("small").scenario, date(2026, 3, 5), date(2026, 3, 4)),
        "zoned": made(load_world(zoned).scenario),
        "dock": made(receiving(CALLED), date(2026, 3, 6)),
    }
    for name, replay in found.items():
        replay.to_html(folder / f"{name}.html")
    return {name: (one, (folder / f"{name}.html").as_uri()) for name, one in found.items()}


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def opened(pages, browser):
    """Opens a page; in the end nothing else was asked for, and no script has failed."""
    contexts, asked, wrong = [], [], []

    def page(name="small", **context):
        found = new_page(browser, **context)
        contexts.append(found.context)
        found.on("pageerror", lambda error: wrong.append(str(error)))
        found.on("request", lambda one: asked.append(one.url))
        found.goto(pages[name][1])
        found.wait_for_selector("[data-ready]")
        return found

    yield page
    for context in contexts:
        context.close()
    assert wrong == []
    assert {url.partition(":")[0] for url in asked} == {"file"}


def shown(page):
    """What the page counts at the frame that it shows."""
    return page.evaluate("document.querySelector('[data-replay]').shown.state()")


@pytest.mark.parametrize("name", ["small", "zoned", "dock"])
def test_the_page_counts_what_the_log_says(opened, pages, name):
    content = pages[name][0].content
    film, page = Film(content, content["days"][0]), opened(name)
    frames = list(range(0, film.day["last"] + 1, max(film.day["last"] // 40, 1)))
    states = page.evaluate(
        "frames => { const film = document.querySelector('[data-replay]').shown.film();"
        " return frames.map((k) => { const state = Replay.state(film, k);"
        " return JSON.stringify({ ...state, waiting: [...state.waiting],"
        " working: [...state.working] }); }); }",
        frames,
    )
    for frame, text in zip(frames, states, strict=True):
        drawn, read = json.loads(text), film.state(frame)
        assert {key: drawn[key] for key in read} == read
        next_trucks = [one["next"] and one["next"]["due"] for one in drawn["trucks"]]
        assert next_trucks == [film.expected(k, frame) for k in range(len(next_trucks))]
    called = [one for one in film.columns["truck.called"] if one]
    assert bool(called) == (name == "dock")


def test_the_table_has_what_is_drawn_and_the_sentence_says_why(opened):
    page = opened()
    slider = page.get_by_role("slider", name="Time of day")
    assert slider.get_attribute("aria-valuetext") == "08:00"
    expect(page.get_by_role("status").first).to_have_text(
        "08:00. 94 parcels wait at stations, most at Picking (93): both pickers are busy. "
        "1 parcel is late."
    )
    page.get_by_text("What is drawn now, as a table").click()
    row = page.get_by_role("row", name="Picking")
    expect(row.get_by_role("cell")).to_have_text(["93", "2", "both pickers are busy"])
    goods = page.get_by_role("row", name="Inventory").get_by_role("cell")
    expect(goods.nth(1)).to_have_text("0")  # who waits for goods is not in work
    crew = page.get_by_role("row", name="packers")
    expect(crew.get_by_role("cell")).to_have_text(["2", "0", "0", "0"])
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "08:01"
    slider.press("ArrowLeft")
    expect(row.get_by_role("cell").first).to_have_text("93")


def test_it_plays_by_keyboard_and_a_reader_is_told_when_it_stands(opened):
    page = opened()
    status = page.get_by_role("status").first
    page.get_by_role("slider", name="Time of day").press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(status).to_have_attribute("aria-live", "off")
    expect(page.get_by_role("slider", name="Time of day")).not_to_have_attribute(
        "aria-valuetext", "08:00"
    )
    page.get_by_role("slider", name="Time of day").press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(status).to_have_attribute("aria-live", "polite")
    assert shown(page)["frame"] % 60 == 0  # it stands at a whole minute
    page.get_by_role("button", name="Worst hour (08:00)").click()
    expect(status).to_contain_text("08:00. 94 parcels wait")


def test_an_order_is_followed_by_its_number_and_another_day_is_chosen(opened, pages):
    page = opened()
    content = pages["small"][0].content
    film = Film(content, content["days"][0])
    waits = next(
        one for one in film.parcels
        if any(film.spots[s]["activity"] == "picking" and q < 28800 < b < film.day["last"]
               for s, q, b, *_ in one["spells"])
    )  # fmt: skip
    page.get_by_role("searchbox", name="Order").fill(waits["order"])
    page.get_by_role("button", name="Follow").click()
    journey = page.get_by_role("status").last
    expect(journey).to_contain_text(f"Order {waits['order']}")
    expect(journey).to_contain_text("Picking: waits since")
    page.get_by_role("searchbox", name="Order").fill("no such")
    page.get_by_role("searchbox", name="Order").press("Enter")
    expect(journey).to_have_text("No order no such is in the house on this day.")
    page.get_by_role("combobox", name="Day").select_option("Wednesday 4 March 2026")
    expect(page.get_by_text("Wednesday 4 March 2026. Replication 0")).to_be_visible()


def test_a_dot_is_followed_by_a_click(opened):
    page = opened()
    box = page.get_by_role("img").bounding_box()
    # The first dot of the third tile of seven, picking: below its heading.
    left = 2 * (box["width"] + 8) / 7 + 12
    page.get_by_role("img").click(position={"x": left, "y": 78})
    expect(page.get_by_role("status").last).to_contain_text("Picking: waits since")


PAINTER = """
const film = document.querySelector("[data-replay]").shown.film();
const painted = () => {
  const [under, above] = [document.createElement("canvas"), document.createElement("canvas")];
  document.querySelector(".replay-picture").append(under, above);
  above.style.width = "900px";
  const painter = Replay.painter(above, under, film, new Set());
  painter.resize();
  return { painter, pixels: () => under.toDataURL() + above.toDataURL() };
};
"""


@pytest.mark.parametrize("name", ["small", "zoned", "dock"])
def test_what_is_drawn_piece_by_piece_is_what_is_drawn_at_once(opened, name):
    """Played, and gone to from elsewhere: the same picture, dot by dot."""
    same = f"""() => {{ {PAINTER}
      const [played, fresh] = [painted(), painted()];
      const told = [];
      for (const part of [0.2, 0.4, 0.6, 0.8]) {{
        const at = Math.floor(part * film.day.last);
        for (let k = -40; k < 0; k++) played.painter.paint(at + 15 * k, 0.2);
        played.painter.paint(at, 0);
        fresh.painter.resize();
        fresh.painter.paint(at, 0);
        told.push(played.pixels() === fresh.pixels());
        const later = Math.min(at + 900, film.day.last);
        for (let k = 0; k < Replay.TURNS; k++) played.painter.paint(later, 1);
        fresh.painter.resize();
        fresh.painter.paint(later, 0);
        told.push(played.pixels() === fresh.pixels());
      }}
      return told;
    }}"""
    assert opened(name).evaluate(same) == [True] * 8


def test_whatever_changes_of_a_crew_or_a_truck_is_drawn_anew(opened):
    """Each number alone, whatever else stands still: what a tile says of its people is of now."""
    differ = f"""() => {{ {PAINTER}
      const [played, fresh] = [painted(), painted()];
      const counted = Replay.state;
      const state = Replay.state(film, film.day.worst[0]);
      Replay.state = () => state;
      const seen = [played.painter.paint(0, 0) && played.pixels()];
      const wrong = [];
      const look = (name) => {{
        played.painter.paint(0, 0);
        fresh.painter.resize();
        fresh.painter.paint(0, 0);
        if (played.pixels() !== fresh.pixels()) wrong.push(name);
        seen.push(fresh.pixels());
      }};
      const picking = film.spots.findIndex((spot) => spot.activity === "picking");
      for (const key of ["on_break", "absent", "present", "busy"]) {{
        state.crews[0][key]++; // somebody is free with `present`, nobody with `busy`
        look(key);
      }}
      state.people[picking][0]--;
      look("people");
      state.waiting[picking]++;
      look("waiting");
      state.working[picking]++;
      look("working");
      const dock = film.spots.findIndex((spot) => spot.kind === "dock");
      state.waiting[dock] = 1;
      look("on the dock");
      const truck = state.trucks[0].next;
      state.trucks[0].next = {{ ...truck, at: truck.at + 3600, due: truck.due + 3600 }};
      look("next truck");
      Replay.state = counted;
      return [wrong, seen.length - new Set(seen).size];
    }}"""
    assert opened().evaluate(differ) == [[], 0]


def test_a_frame_draws_what_has_changed_and_asks_for_no_style(opened):
    """Counted by the calls of the canvas, not by time: far fewer than there are dots."""
    calls = f"""() => {{ {PAINTER}
      const {{ painter }} = painted();
      const at = film.day.worst[0];
      painter.paint(at, 0);
      let calls = 0;
      let measured = 0;
      const kind = CanvasRenderingContext2D.prototype;
      for (const name of ["fillRect", "clearRect", "fillText", "measureText", "stroke", "fill"]) {{
        const own = kind[name];
        kind[name] = function (...given) {{
          calls++;
          if (name === "measureText") measured++;
          return own.apply(this, given);
        }};
      }}
      const style_of = getComputedStyle;
      globalThis.getComputedStyle = () => {{ throw new Error("a style was asked for"); }};
      painter.paint(at, 0.2);
      const still = calls;
      let dots = 0;
      for (let k = 1; k <= 100; k++) dots += painter.paint(at + 15 * k, 0.2).inside;
      globalThis.getComputedStyle = style_of;
      const later = measured;
      for (let k = 1; k <= 100; k++) painter.paint(at + 15 * k + 7, 0.2);
      return [still, (calls - still) / dots, measured - later];
    }}"""
    still, for_each_dot, measured = opened().evaluate(calls)
    assert still == 0
    assert for_each_dot < 0.5
    assert measured == 0  # figures change, the words about them have been measured


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(opened, width, scheme):
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.get_by_text("What is drawn now, as a table").click()
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    expect(page.get_by_role("img")).to_be_hidden()


FLOOR = {
    "spots": [
        {"activity": "packing", "label": "Packing", "kind": "station", "place": None,
         "part_of": None, "crews": [0, 1], "room": 3, "machines": "packing benches",
         "gathers": False},
        {"activity": "picking", "label": "Picking", "kind": "station", "place": None,
         "part_of": None, "crews": [1], "room": None, "machines": "", "gathers": True},
        {"activity": "labeling", "label": "Labeling", "kind": "station", "place": None,
         "part_of": None, "crews": [], "room": 2, "machines": "label printers", "gathers": False},
        {"activity": "inventory", "label": "Inventory", "kind": "stock", "place": None,
         "part_of": None, "crews": [], "room": None, "machines": "", "gathers": False},
        {"activity": "shipping", "label": "Shipping", "kind": "dock", "place": None,
         "part_of": None, "crews": [], "room": None, "machines": "", "gathers": False},
    ],
    "content": {"machines": {"packing": 3, "labeling": 2}},
    "day": {"seconds": 1, "shown": [[0, 0]], "date": "2026-03-02", "last": 86400},
}  # fmt: skip


def why(page, spot, waiting=1, working=0, at_packing=(0, 0), next_truck=None, **crews):
    """Why orders wait at a spot of a floor with packers and pickers, who may pack too."""
    heads = [
        {"name": name, "present": 0, "busy": 0, "on_break": 0, "absent": 0} | crews.get(name, {})
        for name in ("packers", "pickers")
    ]
    zeros = [0] * len(FLOOR["spots"])
    state = {
        "waiting": [*zeros[:spot], waiting, *zeros[spot + 1 :]],
        "working": [*zeros[:spot], working, *zeros[spot + 1 :]],
        "people": [list(at_packing), [0, 0], [0, 0], [0, 0], [0, 0]],
        "crews": heads,
        "down": crews.get("down", {}),
        "trucks": [{"next": next_truck and {"due": next_truck, "called": crews.get("called")}}],
        "frame": 60_000,
    }
    return page.evaluate("given => Replay.why(...given)", [FLOOR, state, spot])


def test_it_says_why_orders_wait(opened):
    page = opened("zoned")
    two = {"present": 2, "busy": 2}
    assert why(page, 0) == "no packers and pickers at work"
    assert why(page, 0, packers={"on_break": 2}) == "all packers and pickers are on a break"
    assert why(page, 0, at_packing=(2, 0), packers=two) == "both packers are busy"
    assert why(page, 0, at_packing=(2, 0), packers=two, pickers=two) == (
        "all 4 packers and pickers are busy, 2 elsewhere"
    )
    assert why(page, 1, pickers=two | {"absent": 1}) == "both pickers are busy, elsewhere, 1 absent"
    free = {"present": 4, "busy": 3}
    assert why(page, 0, working=3, packers=free) == "all 3 packing benches are taken"
    assert why(page, 0, working=2, packers=free, down={"packing": 1}) == (
        "1 of 3 packing benches down"
    )
    assert why(page, 0, working=1, packers=free) == ""
    assert why(page, 1, pickers=free) == "a batch or wave is still to come"
    assert why(page, 2, working=2) == "all 2 label printers are taken"
    assert why(page, 2, working=1, down={"labeling": 1}) == "1 of 2 label printers down"
    assert why(page, 3, waiting=0, working=1) == "goods are missing"
    assert why(page, 4, next_truck=61_200) == "next pick-up 17:00"
    assert why(page, 4, next_truck=61_200, called=True) == "a truck is called for 17:00"
    assert why(page, 4, next_truck=57_600) == "next pick-up 16:00, late"
    assert why(page, 4) == "no pick-up is left"
    assert why(page, 4, waiting=0) == ""
