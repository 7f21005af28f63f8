// The replay of a day: controls, the picture, the same as a table, and one order to follow.
"use strict";

Replay.SPEEDS = [1, 5, 15, 30, 60];

Replay.make = function (tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((one) => one !== null));
  return made;
};

// Shows a replay within an element; gives what a test or a page may ask of it.
Replay.mount = function (root, content) {
  const make = Replay.make;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const id = `replay-${(Replay.count = (Replay.count ?? 0) + 1)}`;
  const followed = new Set();
  let film = null;
  let painter = null;
  let frame = 0;
  let playing = false;
  let last = 0;
  let told = 0;
  let sought = 0;
  let rate = 0;
  let glides = true;

  const why = make("p", { className: "replay-why" });
  const play = make("button", { type: "button", textContent: "Play" });
  const worst = make("button", { type: "button", textContent: "Worst hour" });
  const speed = make("select", { id: `${id}-speed` }, ...Replay.SPEEDS.map((one) => make("option", { value: one, textContent: `${one} min a second`, selected: one === 15 })));
  const day = make("select", { id: `${id}-day` }, ...content.days.map((one, number) => make("option", { value: number, textContent: one.label })));
  const order = make("input", { id: `${id}-order`, type: "search", autocomplete: "off", size: 12 });
  const follow = make("button", { type: "submit", textContent: "Follow" });
  const seek = make("input", { type: "range", min: 0, step: 1, value: 0 });
  seek.setAttribute("aria-label", "Time of day");
  const spark = make("canvas", { className: "replay-spark" });
  spark.setAttribute("aria-hidden", "true");
  const now = make("p", { className: "replay-now" });
  now.setAttribute("role", "status");
  const canvas = make("canvas", { className: "replay-canvas" });
  canvas.setAttribute("role", "img");
  const under = make("canvas", { className: "replay-floor" });
  under.setAttribute("aria-hidden", "true");
  const picture = make("div", { className: "replay-picture" }, under, canvas);
  canvas.setAttribute("aria-label", "The house at this time; the same is in the table below");
  const journey = make("p", { className: "replay-journey" });
  journey.setAttribute("role", "status");
  const tables = make("div", { className: "replay-tables" });
  const table = make("details", {}, make("summary", { textContent: "What is drawn now, as a table" }), tables);
  const labeled = (text, control) => make("label", { htmlFor: control.id }, `${text} `, control);
  const finder = make("form", { className: "replay-find" }, labeled("Order", order), follow);
  const buttons = make(
    "div",
    { className: "replay-controls" },
    play,
    labeled("Speed", speed),
    worst,
    content.days.length > 1 ? labeled("Day", day) : null,
    finder,
  );
  const legend = make(
    "p",
    { className: "replay-legend" },
    make("span", { className: "replay-dot" }),
    " a parcel ",
    make("span", { className: "replay-dot late" }),
    " past its promised hand-over. Click one to follow it. Space plays and pauses, the arrows move by a minute.",
  );
  root.replaceChildren(why, buttons, make("div", { className: "replay-seek" }, spark, seek), now, picture, legend, journey, table);

  const each = () => Math.max(60 / film.day.seconds, 1);
  const whole = (at) => Math.min(Math.max(Math.round(at / each()) * each(), 0), film.day.last);

  async function open(number) {
    stop();
    const next = await Replay.load(content, number);
    film = next;
    followed.clear();
    journey.textContent = "";
    painter = Replay.painter(canvas, under, film, followed);
    seek.max = film.day.last;
    seek.step = each();
    worst.disabled = !film.day.worst;
    const [at, mean] = film.day.worst ?? [0, 0];
    const hour = Replay.time(film, at);
    worst.textContent = film.day.worst ? `Worst hour (${hour})` : "No worst hour";
    const meaning = film.day.worst
      ? `Worst hour: from ${hour}, when ${Replay.number(Math.round(mean))} parcels waited on average at stations with people at work.`
      : "Nobody waited at a station with people at work.";
    const names = [film.day.label, ...content.told, film.day.why, meaning, film.day.note].filter(Boolean);
    why.replaceChildren(make("strong", { textContent: `${names[0]}. ` }), names.slice(1).join(" "));
    sparkline();
    go(film.day.worst ? at : Math.round(film.day.last / 2));
    root.dataset.ready = String(number);
  }

  // The slider is moved by steps that are seen: each lays out the page again.
  function draw(glide) {
    const at = Math.floor(frame);
    if (!glide || Math.abs(at - sought) * 600 >= film.day.last) seek.value = sought = at;
    return painter.paint(at, glide);
  }

  // While it plays a reader is told nothing; what stands is said.
  function say(state) {
    seek.setAttribute("aria-valuetext", Replay.time(film, state.frame));
    now.textContent = Replay.headline(film, state);
    if (table.open) tabulate(state);
    if (followed.size) journey.textContent = [...followed].map((row) => Replay.journey(film, row, state.frame)).join(" ");
  }

  function go(at) {
    frame = whole(at);
    say(draw(0));
  }

  function step(time) {
    if (!playing) return;
    const passed = Math.min((time - last) / 1000, 0.25);
    last = time;
    frame = Math.min(frame + passed * rate, film.day.last);
    const state = draw(glides ? Math.min(1, passed * 9) : 1);
    if (time - told > 300) {
      told = time;
      say(state);
    }
    if (frame >= film.day.last) stop();
    else requestAnimationFrame(step);
  }

  function start() {
    if (!film) return;
    if (frame >= film.day.last) frame = 0;
    rate = (Number(speed.value) * 60) / film.day.seconds;
    glides = !still.matches;
    playing = true;
    play.textContent = "Pause";
    now.setAttribute("aria-live", "off");
    journey.setAttribute("aria-live", "off");
    last = performance.now();
    requestAnimationFrame(step);
  }

  function stop() {
    const was = playing;
    playing = false;
    play.textContent = "Play";
    now.setAttribute("aria-live", "polite");
    journey.setAttribute("aria-live", "polite");
    if (was) go(frame);
  }

  function sparkline() {
    const width = Math.max(spark.clientWidth, 200);
    const height = 34;
    spark.width = width * 2;
    spark.height = height * 2;
    const context = spark.getContext("2d");
    context.scale(2, 2);
    const color = (name, other) => getComputedStyle(spark).getPropertyValue(`--${name}`).trim() || other;
    const line = film.lines.waiting;
    const most = Math.max(1, ...line.values);
    const left = (at) => 8 + ((width - 16) * at) / film.day.last;
    if (film.day.worst) {
      context.fillStyle = color("red", "#b03a00");
      context.globalAlpha = 0.2;
      context.fillRect(left(film.day.worst[0]), 0, Math.max(left(3600 / film.day.seconds) - 8, 2), height);
    }
    context.fillStyle = color("blue", "#0072b2");
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(left(0), height);
    let before = height;
    line.frames.forEach((at, row) => {
      context.lineTo(left(at), before);
      before = height - (line.values[row] / most) * (height - 3);
      context.lineTo(left(at), before);
    });
    context.lineTo(left(film.day.last), before);
    context.lineTo(left(film.day.last), height);
    context.fill();
  }

  function rows(caption, head, body) {
    const told = (value) => (typeof value === "number" ? Replay.number(value) : value);
    const cells = (name, values) => values.map((value) => make(name, name === "th" ? { scope: "col", textContent: value } : { textContent: told(value) }));
    const lines = body.map(([first, ...others]) => make("tr", {}, make("th", { scope: "row", textContent: first }), ...cells("td", others)));
    return make("table", {}, make("caption", { textContent: caption }), make("thead", {}, make("tr", {}, ...cells("th", head))), make("tbody", {}, ...lines));
  }

  function tabulate(state) {
    const time = Replay.time(film, state.frame);
    const loads = (one) => `${one.called ? ", called" : one.late ? `, ${one.late} min late` : ""}: ${Replay.number(one.loaded)} loaded, ${Replay.number(Math.max(one.waiting - one.loaded, 0))} left behind`;
    const truck = (one) => (one ? `${Replay.time(film, one.at)}${one.missed ? ": no truck came" : loads(one)}` : "none");
    const place = (spot, number) => {
      const [waits, works] = [state.waiting[number], state.working[number]];
      const counts = spot.kind === "stock" ? [waits + works, 0] : [waits, works]; // for goods who is there waits
      return [spot.label, ...counts, Replay.why(film, state, number)];
    };
    const coming = (one) => (one ? (one.called ? "called for " : "") + Replay.coming(film, one, state.frame) + (one.room === null ? "" : `, room for ${Replay.number(one.room)}`) : "none");
    const found = [
      rows(`Where parcels are at ${time}`, ["Where", "Waiting", "In work", "Why they wait"], film.spots.map(place)),
    ];
    if (state.crews.length) found.push(rows("People", ["Crew", "Present", "Busy", "On a break", "Absent"], state.crews.map((one) => [Replay.plain(one.name), one.present, one.busy, one.on_break, one.absent])));
    const down = Object.entries(state.down);
    if (down.length) found.push(rows("Machines", ["Of", "In all", "Down"], down.map(([name, many]) => [Replay.plain(name), film.content.machines[name], many])));
    if (state.doors.length) {
      const [{ at_a_door, in_the_yard }] = state.doors;
      const pallets = state.inbound.map((one) => [`Pallets, ${Replay.plain(one.name)}`, one.waiting, one.working]);
      const trucks = [`Trucks at ${Replay.plural(film.content.doors, "door")}`, in_the_yard, at_a_door];
      found.push(rows("Receiving", ["What", "Waiting", "At a door or in work"], [trucks, ...pallets]));
    }
    if (state.trucks.length) found.push(rows("Trucks", ["Carrier", "Last pick-up", "Next pick-up"], state.trucks.map((one) => [one.name, truck(one.last), coming(one.next)])));
    if (state.stock.length) found.push(rows("Stock of some SKUs", ["SKU", "On hand", "Awaited by orders"], state.stock.map((one) => [one.name, one.on_hand, one.awaited])));
    if (state.outside.length) found.push(rows("Outside the house", ["Where", "Parcels or carts"], state.outside.map((one) => [Replay.plain(one.name), one.parcels])));
    tables.replaceChildren(...found);
  }

  function pick(found) {
    followed.clear();
    for (const row of found) followed.add(row);
    go(frame);
  }

  play.addEventListener("click", () => (playing ? stop() : start()));
  worst.addEventListener("click", () => {
    stop();
    go(film.day.worst[0]);
  });
  speed.addEventListener("change", () => film && (rate = (Number(speed.value) * 60) / film.day.seconds));
  day.addEventListener("change", () => open(Number(day.value)));
  seek.addEventListener("input", () => {
    stop();
    go(Number(seek.value));
  });
  table.addEventListener("toggle", () => film && say(draw(0)));
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!film || !order.value.trim()) return;
    stop();
    const found = Replay.find(film, order.value);
    if (found.length) pick(found);
    else {
      pick([]);
      journey.textContent = `No order ${order.value.trim()} is in the house on this day.`;
    }
  });
  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    const row = painter.hit(event.clientX - box.left, event.clientY - box.top);
    if (row < 0) return;
    stop();
    order.value = film.parcels.order[row];
    pick([row]);
  });
  root.addEventListener("keydown", (event) => {
    const typing = event.target.closest("select, button, summary, input:not([type=range])");
    if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " ") {
      event.preventDefault();
      if (playing) stop();
      else start();
    }
  });
  const resized = new ResizeObserver(() => {
    if (!film || !canvas.clientWidth) return;
    painter.resize();
    sparkline();
    draw(0);
  });
  resized.observe(root);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!film) return;
    painter.resize();
    sparkline();
    draw(0);
  });
  if (typeof DecompressionStream === "undefined") {
    root.replaceChildren(make("p", { textContent: "This browser is too old for the replay; one of 2023 or later shows it." }));
    return null;
  }
  if (content.days.length) open(0);
  return { state: () => Replay.state(film, Math.floor(frame)), go, film: () => film, open };
};

// Those that stand in a page with their content, each when it is first seen.
Replay.begin = function () {
  for (const holder of document.querySelectorAll("[data-replay]")) {
    const folded = holder.closest("details");
    const mount = () => {
      if (holder.shown || (folded && !folded.open)) return;
      holder.shown = Replay.mount(holder, JSON.parse(document.getElementById(holder.dataset.replay).textContent));
    };
    if (folded) folded.addEventListener("toggle", mount);
    mount();
  }
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", Replay.begin);
else Replay.begin();
