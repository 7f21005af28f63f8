// The picture: one tile a spot with its parcels as dots, below it people, trucks and stock.
"use strict";

Replay.painter = function (canvas, film, followed) {
  const context = canvas.getContext("2d");
  const count = film.parcels.count;
  const at = new Int32Array(count);
  const x = new Float32Array(count).fill(-1);
  const y = new Float32Array(count);
  const known = new Map();
  let layout = null;
  let colors = null;
  const most = mostWaiting();
  const font = (size, weight) => `${weight} ${size}px system-ui, "Segoe UI", Roboto, Arial, sans-serif`;
  return { paint, resize, hit };

  function mostWaiting() {
    const bins = 289;
    const each = film.day.last / (bins - 1) || 1;
    const change = film.spots.map(() => new Int32Array(bins + 1));
    const { spells } = film;
    for (let one = 0; one < spells.count; one++) {
      const until = film.spots[spells.spot[one]].kind === "station" ? spells.began[one] : spells.ended[one];
      const from = Math.max(Math.ceil(spells.queued[one] / each), 0);
      const to = Math.min(Math.ceil(until / each), bins);
      if (to > from) {
        change[spells.spot[one]][from]++;
        change[spells.spot[one]][to]--;
      }
    }
    let most = 1;
    for (const steps of change) {
      let sum = 0;
      for (let bin = 0; bin < bins; bin++) most = Math.max(most, (sum += steps[bin]));
    }
    return most;
  }

  // Tiles as wide as they fit; one size of dots for all, so that areas can be compared.
  function resize() {
    const style = getComputedStyle(canvas);
    const color = (name, other) => style.getPropertyValue(`--${name}`).trim() || other;
    colors = {
      ink: color("ink", "#1d1f21"),
      soft: color("soft", "#5a6066"),
      line: color("line", "#d9dde1"),
      wash: color("wash", "#f5f7f9"),
      blue: color("blue", "#0072b2"),
      red: color("red", "#b03a00"),
      green: color("green", "#00694c"),
    };
    const width = Math.max(canvas.clientWidth, 280);
    const across = Math.max(2, Math.min(film.spots.length, Math.floor(width / 146)));
    const rows = Math.ceil(film.spots.length / across);
    const even = Math.ceil(film.spots.length / rows) || 1;
    const gap = 8;
    const tile = { width: (width - gap * (even - 1)) / even, height: width < 600 ? 150 : rows > 1 ? 196 : 236 };
    const queue = { top: 74, height: tile.height - 74 - 40 };
    const pitch = Math.max(3, Math.min(9, Math.sqrt(((tile.width - 16) * queue.height) / most)));
    const band = Math.max(14, 22);
    const crews = film.content.crews.length;
    const carriers = film.content.carriers.length;
    const skus = film.day.skus.length;
    const outside = film.content.outside.length;
    const side = width >= 900;
    const tiles = rows * (tile.height + gap);
    const left = crews ? 30 + crews * band * (width < 600 ? 2 : 1) : 0;
    const right = (carriers ? 30 + carriers * (band + 14) : 0) + (skus ? 30 + skus * band : 0);
    const height = tiles + 8 + (side ? Math.max(left, right) : left + right) + (outside ? 30 : 6);
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = `${height}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    layout = { width, height, even, gap, tile, queue, pitch, band, tiles, side, left };
    x.fill(-1);
  }

  function corner(number) {
    const { even, gap, tile } = layout;
    return [(number % even) * (tile.width + gap), Math.floor(number / even) * (tile.height + gap)];
  }

  function paint(frame, glide) {
    if (!layout) resize();
    const state = Replay.state(film, frame, at);
    context.clearRect(0, 0, layout.width, layout.height);
    context.textBaseline = "alphabetic";
    const worst = Replay.stuck(film, state);
    film.spots.forEach((spot, number) => tile(state, spot, number, number === worst));
    dots(state, glide);
    const below = layout.tiles + 8;
    const half = layout.side ? layout.width * 0.46 : layout.width;
    people(state, 0, below, half);
    const from = layout.side ? layout.width * 0.5 : 0;
    let top = layout.side ? below : below + layout.left;
    top = trucks(state, from, top, layout.width - from);
    stock(state, from, top, layout.width - from);
    outside(state);
    return state;
  }

  function write(words, left, top, size, color, weight) {
    const wanted = font(size, weight);
    if (context.font !== wanted) context.font = wanted;
    if (context.fillStyle !== color) context.fillStyle = color;
    context.fillText(words, left, top);
  }

  // Measuring takes longer than drawing, and the same words are there in nearly every frame.
  function fitted(words, size, weight, most) {
    const key = `${size} ${weight} ${most} ${words}`;
    let found = known.get(key);
    if (found) return found;
    context.font = font(size, weight);
    if (most && context.measureText(words).width > most) {
      let end = words.length;
      while (end > 1 && context.measureText(`${words.slice(0, end)}…`).width > most) end--;
      words = `${words.slice(0, end).trimEnd()}…`;
    }
    found = { words, width: context.measureText(words).width };
    if (known.size > 3000) known.clear();
    known.set(key, found);
    return found;
  }

  // Gives the width; what is wider than `most` is cut.
  function text(words, left, top, size, color, weight = 400, most = 0) {
    const found = fitted(words, size, weight, most);
    write(found.words, left, top, size, color, weight);
    return found.width;
  }

  // Two lines at most; what does not fit is in the table.
  function wrapped(words, left, top, size, color, most) {
    const parts = words.split(" ");
    let first = parts[0];
    let next = 1;
    while (next < parts.length && fitted(`${first} ${parts[next]}`, size, 400, 0).width <= most) first += ` ${parts[next++]}`;
    text(first, left, top, size, color, 400, most);
    if (next < parts.length) text(parts.slice(next).join(" "), left, top + 13, size, color, 400, most);
  }

  function tile(state, spot, number, worst) {
    const [left, top] = corner(number);
    const { width, height } = layout.tile;
    const inner = width - 16;
    context.fillStyle = colors.wash;
    context.fillRect(left, top, width, height);
    context.lineWidth = worst ? 2.5 : 1;
    context.strokeStyle = worst ? colors.red : colors.line;
    context.strokeRect(left + 1, top + 1, width - 2, height - 2);
    text(spot.label, left + 8, top + 18, 13, colors.ink, 600, inner);
    const station = spot.kind === "station";
    const here = station ? state.waiting[number] : state.waiting[number] + state.working[number];
    const shown = text(here.toLocaleString("en-US"), left + 8, top + 41, 21, worst ? colors.red : colors.ink, 600);
    const word = station ? (here === 1 ? "waits" : "wait") : spot.kind === "stock" ? "without stock" : spot.kind === "dock" ? "on the dock" : "here";
    text(word, left + 13 + shown, top + 41, 12, colors.soft, 400, inner - shown - 5);
    const why = Replay.why(film, state, number);
    if (why) wrapped(why, left + 8, top + 56, 11, colors.soft, inner);
    if (!station) return;
    const floor = top + height - 34;
    context.fillStyle = colors.line;
    context.fillRect(left + 8, floor, inner, 1);
    const down = state.down[spot.activity] && spot.place === null ? `, ${state.down[spot.activity]} down` : "";
    text(`${state.working[number].toLocaleString("en-US")} in work${down}`, left + 8, floor + 13, 11, down ? colors.red : colors.soft, 400, inner);
  }

  // Where each parcel is to stand, in the order in which they came to the spot.
  function dots(state, glide) {
    const { queue, tile: size, pitch } = layout;
    const standing = film.spots.map(() => 0);
    const active = film.spots.map(() => 0);
    const { spells, parcels } = film;
    const fits = Math.max(1, Math.floor((size.width - 16) / pitch));
    const room = fits * Math.max(1, Math.floor(queue.height / pitch));
    const at_work = Math.min(pitch, 7);
    const abreast = Math.max(1, Math.floor((size.width - 16) / at_work));
    const dot = Math.max(pitch - 1.2, 2);
    const kinds = [new Path2D(), new Path2D()];
    const rings = [];
    for (let row = 0; row < count; row++) {
      const one = at[row];
      if (one < 0) {
        x[row] = -1;
        continue;
      }
      const number = spells.spot[one];
      const [left, top] = corner(number);
      const works = film.spots[number].kind === "station" && spells.began[one] <= state.frame;
      const place = works ? active[number]++ : standing[number]++;
      if (works ? place >= 2 * abreast : place >= room) {
        x[row] = -1;
        continue;
      }
      const wide = works ? at_work : pitch;
      const many = works ? abreast : fits;
      const goal = left + 8 + (place % many) * wide;
      const depth = (works ? top + size.height - 17 : top + queue.top) + Math.floor(place / many) * wide;
      if (!glide || x[row] < 0) {
        x[row] = goal;
        y[row] = depth;
      } else {
        x[row] += (goal - x[row]) * glide;
        y[row] += (depth - y[row]) * glide;
      }
      const late = parcels.due[row] <= state.frame && film.spots[number].before_the_door;
      const side = works ? Math.max(at_work - 1.2, 2) : dot;
      kinds[late ? 1 : 0].rect(x[row], y[row], side, side);
      if (followed.has(row)) rings.push(row);
    }
    context.fillStyle = colors.blue;
    context.fill(kinds[0]);
    context.fillStyle = colors.red;
    context.fill(kinds[1]);
    standing.forEach((many, number) => {
      if (many <= room) return;
      const [left, top] = corner(number);
      context.fillStyle = colors.wash;
      context.fillRect(left + 8, top + queue.top + queue.height - 14, 80, 14);
      text(`+${(many - room).toLocaleString("en-US")} more`, left + 8, top + queue.top + queue.height - 3, 11, colors.ink);
    });
    context.strokeStyle = colors.ink;
    context.lineWidth = 2;
    for (const row of rings) {
      context.beginPath();
      context.arc(x[row] + dot / 2, y[row] + dot / 2, dot / 2 + 5, 0, 7);
      context.stroke();
    }
  }

  function people(state, left, top, width) {
    if (!state.crews.length) return;
    const narrow = layout.width < 600;
    text("People", left, top + 16, 13, colors.ink, 600);
    text("■ busy", left + 62, top + 16, 11, colors.green);
    text("□ free", left + 112, top + 16, 11, colors.soft);
    text("– on a break", left + 156, top + 16, 11, colors.soft);
    text("× absent", left + 232, top + 16, 11, colors.soft);
    state.crews.forEach((crew, number) => {
      const line = top + 30 + number * layout.band * (narrow ? 2 : 1);
      const told = `${Replay.plain(crew.name)} ${crew.busy} of ${crew.present} busy`;
      text(told, left, line + 12, 12, colors.ink, 400, narrow ? width : 190);
      const from = narrow ? left : left + 196;
      const depth = narrow ? line + layout.band - 4 : line;
      const shapes = ["busy", "free", "break", "absent"];
      const counts = [crew.busy, Math.max(crew.present - crew.busy, 0), crew.on_break, crew.absent];
      const all = counts.reduce((sum, each) => sum + each, 0);
      const step = Math.min(15, (width - (from - left) - 4) / Math.max(all, 1));
      let place = 0;
      counts.forEach((many, kind) => {
        for (let k = 0; k < many; k++) person(shapes[kind], from + step * place++, depth, Math.max(step - 4, 1.5));
      });
    });
  }

  function person(kind, left, top, size) {
    context.lineWidth = 1.4;
    if (kind === "busy") {
      context.fillStyle = colors.green;
      context.fillRect(left, top + 2, size, 11);
    } else if (kind === "free") {
      context.strokeStyle = colors.soft;
      context.strokeRect(left + 0.7, top + 2.7, Math.max(size - 1.4, 0.5), 9.6);
    } else {
      context.strokeStyle = colors.soft;
      context.beginPath();
      context.moveTo(left, kind === "break" ? top + 7.5 : top + 3);
      context.lineTo(left + size, kind === "break" ? top + 7.5 : top + 12);
      if (kind === "absent") {
        context.moveTo(left + size, top + 3);
        context.lineTo(left, top + 12);
      }
      context.stroke();
    }
  }

  function trucks(state, left, top, width) {
    if (!state.trucks.length) return top;
    text("Trucks", left, top + 16, 13, colors.ink, 600);
    text("height: parcels loaded; red: left behind", left + 56, top + 16, 11, colors.soft, 400, width - 60);
    const biggest = film.trucks.reduce((most, one) => Math.max(most, one.waiting, one.loaded), 1);
    state.trucks.forEach((carrier, number) => {
      const line = top + 28 + number * (layout.band + 14);
      text(carrier.name, left, line + 12, 12, colors.ink, 400, 96);
      const told = carrier.last
        ? `last ${Replay.time(film, carrier.last.at)}: ${carrier.last.loaded.toLocaleString("en-US")} loaded${carrier.last.waiting > carrier.last.loaded ? `, ${(carrier.last.waiting - carrier.last.loaded).toLocaleString("en-US")} left behind` : ""}`
        : carrier.next
          ? `next ${Replay.time(film, carrier.next.at)}`
          : "no pick-up";
      const behind = carrier.last && carrier.last.waiting > carrier.last.loaded;
      text(told, left, line + 26, 11, behind ? colors.red : colors.soft, 400, 215);
      const from = left + 222;
      const wide = width - 226;
      const spot = (frame) => from + (wide * frame) / film.day.last;
      context.fillStyle = colors.line;
      context.fillRect(from, line + 28, wide, 1);
      for (const one of film.trucks) {
        if (one.carrier !== number || one.at < 0 || one.at > film.day.last) continue;
        const tall = (24 * one.loaded) / biggest;
        const left_behind = (24 * Math.max(one.waiting - one.loaded, 0)) / biggest;
        context.globalAlpha = one.at <= state.frame ? 1 : 0.35;
        context.fillStyle = colors.blue;
        context.fillRect(spot(one.at) - 3, line + 28 - tall, 7, Math.max(tall, 1));
        context.fillStyle = colors.red;
        context.fillRect(spot(one.at) - 3, line + 28 - tall - left_behind, 7, left_behind);
        context.globalAlpha = 1;
      }
      context.fillStyle = colors.ink;
      context.fillRect(spot(state.frame), line + 2, 1.5, 29);
    });
    return top + 30 + state.trucks.length * (layout.band + 14);
  }

  function stock(state, left, top, width) {
    if (!state.stock.length) return;
    text("Stock", left, top + 16, 13, colors.ink, 600);
    text("units on hand; red: units that orders wait for", left + 56, top + 16, 11, colors.soft, 400, width - 60);
    const greatest = state.stock.map((_, sku) => Math.max(1, ...["on_hand", "awaited"].flatMap((name) => [...film.lines[`sku.${sku}.${name}`].values])));
    state.stock.forEach((sku, number) => {
      const line = top + 28 + number * layout.band;
      text(sku.name, left, line + 12, 12, colors.ink, 400, 110);
      const from = left + 116;
      const wide = Math.max(width - 116 - 92, 20);
      context.fillStyle = colors.line;
      context.fillRect(from, line + 3, wide, 10);
      context.fillStyle = colors.blue;
      context.fillRect(from, line + 3, (wide * Math.max(sku.on_hand, 0)) / greatest[number], 10);
      context.fillStyle = colors.red;
      context.fillRect(from, line + 9, (wide * sku.awaited) / greatest[number], 4);
      const told = sku.awaited ? `${sku.on_hand}, ${sku.awaited} awaited` : `${sku.on_hand} on hand`;
      text(told, from + wide + 6, line + 12, 11, sku.awaited ? colors.red : colors.soft, 400, 88);
    });
  }

  function outside(state) {
    if (!state.outside.length) return;
    const told = state.outside.map((one) => `${Replay.plain(one.name)} ${one.parcels.toLocaleString("en-US")}`);
    text(`Outside the house: ${told.join(" · ")}`, 0, layout.height - 8, 12, colors.soft, 400, layout.width);
  }

  // The parcel whose dot is nearest to a point; -1 where none is near.
  function hit(left, top) {
    let nearest = -1;
    let distance = 14;
    for (let row = 0; row < count; row++) {
      if (x[row] < 0) continue;
      const far = Math.hypot(x[row] + layout.pitch / 2 - left, y[row] + layout.pitch / 2 - top);
      if (far < distance) [nearest, distance] = [row, far];
    }
    return nearest;
  }
};
