// The picture: parcels as dots, above the floor that floor.js draws; where everything stands.
"use strict";

Replay.painter = function (canvas, under, film, followed) {
  const context = canvas.getContext("2d");
  const { spells, parcels, spots } = film;
  const { rows, seen } = film.counter;
  const station = spots.map((spot) => spot.kind === "station");
  const before_the_door = spots.map((spot) => spot.before_the_door);
  const most = Replay.most_waiting(film);
  // Of each parcel: where its dot is, in which slot that is, in which picture it was drawn last, and
  // whether it is on its way. A slot is the queue of a spot (even) or the work at it (odd).
  const x = new Float32Array(parcels.count);
  const y = new Float32Array(parcels.count);
  const stood = new Int32Array(parcels.count).fill(-1);
  const drawn = new Int32Array(parcels.count);
  const moves = new Uint8Array(parcels.count);
  const gliding = new Int32Array(parcels.count);
  const slot_of = new Int32Array(parcels.count);
  const slots = 2 * spots.length;
  const of_slot = () => new Int32Array(slots);
  const [total, placed, room, fits] = [of_slot(), of_slot(), of_slot(), of_slot()];
  const left = new Float32Array(slots);
  const top = new Float32Array(slots);
  let picture = 0;
  let glides = 0;
  let layout = null;
  let colors = null;
  let floor = null;
  let standing = null;
  let last = -1;
  return { paint, resize, hit };

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
    layout = Replay.layout(film, Math.max(canvas.clientWidth, 280), most);
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    for (const each of [canvas, under]) {
      each.width = Math.round(layout.width * ratio);
      each.height = Math.round(layout.height * ratio);
      each.style.height = `${layout.height}px`;
      each.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    const { tile, queue, pitch, work } = layout;
    for (let number = 0; number < spots.length; number++) {
      const [at, down] = layout.corner(number);
      left.fill(at + 8, 2 * number, 2 * number + 2);
      top[2 * number] = down + queue.top;
      top[2 * number + 1] = down + tile.height - 17;
      fits[2 * number] = Math.max(1, Math.floor((tile.width - 16) / pitch));
      fits[2 * number + 1] = Math.max(1, Math.floor((tile.width - 16) / work));
      room[2 * number + 1] = 2 * fits[2 * number + 1];
    }
    floor = Replay.floor(under, film, layout, colors);
    standing = Replay.standing(under, { layout, colors, slots, left, top, fits });
    stood.fill(-1);
    last = -1;
  }

  // `glide` is the share of its way that a dot goes which has come to another place; 0 for all of it.
  function paint(frame, glide) {
    if (!layout) resize();
    const state = Replay.state(film, frame);
    if (glide && frame === last && !glides) return state;
    last = frame;
    floor(state);
    make_room(state);
    place(state, glide);
    context.clearRect(0, 0, layout.width, layout.height);
    draw_moving(frame);
    left_over();
    if (followed.size) draw_followed();
    context.fillStyle = colors.ink;
    for (let k = 0; k < state.trucks.length; k++) {
      const { left: from, width, line } = layout.clock;
      context.fillRect(from + (width * frame) / film.day.last, line(k) + 2, 1.5, 29);
    }
    return state;
  }

  // Where a queue has more than there is room for as dots, lines are left for the words.
  function make_room(state) {
    total.fill(0);
    for (let k = 0; k < state.inside; k++) {
      const one = seen[k];
      const number = spells.spot[one];
      slot_of[k] = 2 * number + (station[number] && spells.began[one] <= state.frame ? 1 : 0);
      total[slot_of[k]]++;
    }
    const lines = Math.max(1, Math.floor(layout.queue.height / layout.pitch));
    for (let slot = 0; slot < slots; slot += 2) {
      room[slot] = fits[slot] * lines;
      if (total[slot] > room[slot]) room[slot] = fits[slot] * Math.max(1, lines - Math.ceil(14 / layout.pitch));
    }
  }

  function left_over() {
    for (let slot = 0; slot < slots; slot += 2) {
      const more = total[slot] - room[slot];
      if (more <= 0) continue;
      context.fillStyle = colors.ink;
      context.font = Replay.font(11, 400);
      context.fillText(`+${Replay.number(more)} more`, left[slot], top[slot] + layout.queue.height - 3);
    }
  }

  function place(state, glide) {
    picture++;
    placed.fill(0);
    glides = 0;
    for (let k = 0; k < state.inside; k++) {
      const row = rows[k];
      const slot = slot_of[k];
      const number = placed[slot]++;
      if (number >= room[slot]) continue;
      const wide = slot & 1 ? layout.work : layout.pitch;
      const line = Math.floor(number / fits[slot]);
      const goal = left[slot] + (number - line * fits[slot]) * wide;
      const down = top[slot] + line * wide;
      const was = drawn[row] === picture - 1;
      if (glide && was && (moves[row] || stood[row] !== slot)) {
        x[row] += (goal - x[row]) * glide;
        y[row] += (down - y[row]) * glide;
        moves[row] = Math.abs(goal - x[row]) + Math.abs(down - y[row]) > 1 ? 1 : 0;
      } else moves[row] = 0;
      drawn[row] = picture;
      stood[row] = slot;
      if (moves[row]) gliding[glides++] = row;
      else {
        x[row] = goal;
        y[row] = down;
      }
      standing.add(slot, line, moves[row] ? 2 : late(row, slot, state.frame));
    }
    standing.end();
  }

  function late(row, slot, frame) {
    return parcels.due[row] <= frame && before_the_door[slot >> 1] ? 1 : 0;
  }

  function draw_moving(frame) {
    for (let k = 0; k < glides; k++) {
      const row = gliding[k];
      const slot = stood[row];
      const dot = Math.max((slot & 1 ? layout.work : layout.pitch) - 1.2, 2);
      context.fillStyle = late(row, slot, frame) ? colors.red : colors.blue;
      context.fillRect(x[row], y[row], dot, dot);
    }
  }

  function draw_followed() {
    const middle = Math.max(layout.pitch - 1.2, 2) / 2;
    context.strokeStyle = colors.ink;
    context.lineWidth = 2;
    for (const row of followed) {
      if (drawn[row] !== picture) continue;
      context.beginPath();
      context.arc(x[row] + middle, y[row] + middle, middle + 5, 0, 7);
      context.stroke();
    }
  }

  // The parcel whose dot is nearest to a point; -1 where none is near.
  function hit(across, down) {
    let nearest = -1;
    let distance = 14;
    for (let row = 0; row < parcels.count; row++) {
      if (drawn[row] !== picture) continue;
      const far = Math.hypot(x[row] + layout.pitch / 2 - across, y[row] + layout.pitch / 2 - down);
      if (far < distance) [nearest, distance] = [row, far];
    }
    return nearest;
  }
};

// Tiles as wide as they fit; one size of dots for all, so that areas can be compared.
Replay.layout = function (film, width, most) {
  const many = film.spots.length;
  const across = Math.max(2, Math.min(many, Math.floor(width / 146)));
  const rows = Math.ceil(many / across);
  const even = Math.ceil(many / rows) || 1;
  const gap = 8;
  const narrow = width < 600;
  // All in whole dots of the screen, so that a part can be drawn anew and leaves nothing beside it.
  const tile = { width: Math.floor((width - gap * (even - 1)) / even), height: narrow ? 150 : rows > 1 ? 196 : 236 };
  const queue = { top: 74, height: tile.height - 74 - 40 };
  const pitch = Math.max(3, Math.floor(Math.min(9, Math.sqrt(((tile.width - 16) * queue.height) / most))));
  const band = 22;
  const crews = film.content.crews.length;
  const carriers = film.content.carriers.length;
  const skus = film.day.skus.length;
  const side = width >= 900;
  const below = rows * (tile.height + gap) + 8;
  const people = crews ? 30 + crews * band * (narrow ? 2 : 1) : 0;
  const dock = film.content.inbound.length;
  const receiving = dock ? 30 + (dock + 1) * band * (narrow ? 2 : 1) : 0;
  const goods = (carriers ? 30 + carriers * (band + 14) : 0) + (skus ? 30 + skus * band : 0);
  const height = below + (side ? Math.max(people + receiving, goods) : people + receiving + goods) + (film.content.outside.length ? 30 : 6);
  const half = Math.floor(width / 2);
  const right = { left: side ? half : 0, top: side ? below : below + people + receiving, width: side ? half : width };
  const corner = (number) => [(number % even) * (tile.width + gap), Math.floor(number / even) * (tile.height + gap)];
  const clock = { left: right.left + 222, width: right.width - 226, line: (carrier) => right.top + 28 + carrier * (band + 14) };
  return { width, height, tile, queue, pitch, work: Math.min(pitch, 7), band, below, dock: below + people, narrow, right, half: side ? half - 40 : width, corner, clock };
};

// The longest queue of the day, by which the size of dots is chosen.
Replay.most_waiting = function (film) {
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
};
