// The picture: parcels as dots, above the floor that floor.js draws; where everything stands.
"use strict";

Replay.TURNS = 12; // pictures in which all of the floor is looked at while the day plays
Replay.COUNTED = 2; // pictures of which one counts: between, dots go on to where they are on their way
Replay.APART = 4; // pictures from one look at a part of it to the next: words cost most after a pause

Replay.painter = function (canvas, under, film, followed) {
  const context = canvas.getContext("2d");
  const { parcels, spots } = film;
  const { due } = parcels;
  const { rows, slots: slot_of, in_house } = film.counter;
  const most = Replay.most_waiting(film);
  const NEAR = 3; // pixels from its place at which a dot has come
  // Of each parcel: its place among those of standing.js, where it is while it is on its way to it, and
  // in which picture it was drawn last.
  const x = new Float32Array(parcels.count);
  const y = new Float32Array(parcels.count);
  const place_of = new Int32Array(parcels.count).fill(-1);
  const drawn = new Int32Array(parcels.count);
  const moves = new Uint8Array(parcels.count);
  const gliding = new Int32Array(parcels.count);
  const slots = 2 * spots.length;
  const of_slot = () => new Int32Array(slots);
  const [total, placed, room, fits, lines] = [of_slot(), of_slot(), of_slot(), of_slot(), of_slot()];
  const left = new Float32Array(slots);
  const top = new Float32Array(slots);
  let turn = 0;
  let owed = 0; // turns until it shows the last frame
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
    lines.fill(Math.max(1, Math.floor(queue.height / pitch)));
    for (let number = 0; number < spots.length; number++) {
      const [at, down] = layout.corner(number);
      left.fill(at + 8, 2 * number, 2 * number + 2);
      top[2 * number] = down + queue.top;
      top[2 * number + 1] = down + tile.height - 17;
      fits[2 * number] = Math.max(1, Math.floor((tile.width - 16) / pitch));
      fits[2 * number + 1] = Math.max(1, Math.floor((tile.width - 16) / work));
      lines[2 * number + 1] = 2;
    }
    context.font = Replay.font(11, 400);
    floor = Replay.floor(under, film, layout, colors);
    standing = Replay.standing(under, { layout, colors, left, top, fits, lines });
    place_of.fill(-1);
    moves.fill(0);
    picture += 2; // no dot glides from a place of another layout
    last = -1;
  }

  // `glide` is the share of its way that a dot goes which has come to another place; 0 for all of it.
  // Numbers that nobody reads sixty times a second are looked at in turn while dots glide.
  function paint(frame, glide) {
    if (!layout) resize();
    if (frame !== last) owed = Replay.TURNS;
    else if (glide && !glides && !owed) return Replay.state(film, frame);
    last = frame;
    owed = glide ? Math.max(owed - 1, 0) : 0;
    turn = (turn + 1) % Replay.TURNS;
    const counts = !glide || turn % Replay.COUNTED === 0;
    const state = counts ? Replay.state(film, frame) : film.counter.state;
    if (!glide) floor(state, 0, 1);
    else if (turn % Replay.APART === 0) floor(state, turn / Replay.APART, Replay.TURNS / Replay.APART);
    if (counts) {
      make_room(state);
      place(state, glide);
    } else go_on(glide);
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
    for (let k = 0; k < state.inside; k++) total[slot_of[k]]++;
    for (let slot = 0; slot < slots; slot++) {
      const words = slot & 1 || total[slot] <= fits[slot] * lines[slot] ? 0 : Math.ceil(14 / layout.pitch);
      room[slot] = fits[slot] * Math.max(1, lines[slot] - words);
    }
  }

  function left_over() {
    for (let slot = 0; slot < slots; slot += 2) {
      const more = total[slot] - room[slot];
      if (more <= 0) continue;
      context.fillStyle = colors.ink;
      context.fillText(`+${Replay.number(more)} more`, left[slot], top[slot] + layout.queue.height - 3);
    }
  }

  // Most dots stand where they stood: of these nothing is done but to look whether they are late now.
  function place(state, glide) {
    const { frame, inside } = state;
    const { begin, shown, changed, line_of } = standing;
    picture++;
    placed.fill(0);
    glides = 0;
    for (let k = 0; k < inside; k++) {
      const slot = slot_of[k];
      if (placed[slot] >= room[slot]) continue;
      const row = rows[k];
      const at = begin[slot] + placed[slot]++;
      const stays = place_of[row] === at && drawn[row] === picture - 1 && !moves[row];
      const kind = !stays && on_its_way(row, at, glide) ? 2 : due[row] <= frame ? in_house[slot >> 1] : 0;
      drawn[row] = picture;
      if (shown[at] !== kind) {
        shown[at] = kind;
        changed[line_of[at]] = 1;
      }
    }
    standing.end(placed);
  }

  // A dot that comes to another place: whether it is still away from it.
  function on_its_way(row, at, glide) {
    const before = place_of[row];
    place_of[row] = at;
    if (!glide || drawn[row] !== picture - 1 || (!moves[row] && standing.slot_of[before] === standing.slot_of[at])) {
      moves[row] = 0;
      return false;
    }
    if (!moves[row]) {
      x[row] = standing.x[before];
      y[row] = standing.y[before];
    }
    const across = standing.x[at] - x[row];
    const down = standing.y[at] - y[row];
    x[row] += across * glide;
    y[row] += down * glide;
    moves[row] = (Math.abs(across) + Math.abs(down)) * (1 - glide) > NEAR ? 1 : 0;
    if (moves[row]) gliding[glides++] = row;
    return moves[row] > 0;
  }

  // Whoever comes close stays on its way until the next picture that counts, which draws it there.
  function go_on(glide) {
    for (let k = 0; k < glides; k++) {
      const row = gliding[k];
      x[row] += (standing.x[place_of[row]] - x[row]) * glide;
      y[row] += (standing.y[place_of[row]] - y[row]) * glide;
    }
  }

  function draw_moving(frame) {
    let before = -1;
    for (let k = 0; k < glides; k++) {
      const row = gliding[k];
      const slot = standing.slot_of[place_of[row]];
      const dot = Math.max((slot & 1 ? layout.work : layout.pitch) - 1.2, 2);
      const late = due[row] <= frame ? in_house[slot >> 1] : 0;
      if (late !== before) context.fillStyle = late ? colors.red : colors.blue;
      before = late;
      context.fillRect(x[row], y[row], dot, dot);
    }
  }

  function draw_followed() {
    const middle = Math.max(layout.pitch - 1.2, 2) / 2;
    context.strokeStyle = colors.ink;
    context.lineWidth = 2;
    for (const row of followed) {
      if (drawn[row] !== picture) continue;
      const [across, down] = corner_of(row);
      context.beginPath();
      context.arc(across + middle, down + middle, middle + 5, 0, 7);
      context.stroke();
    }
  }

  function corner_of(row) {
    return moves[row] ? [x[row], y[row]] : [standing.x[place_of[row]], standing.y[place_of[row]]];
  }

  // The parcel whose dot is nearest to a point; -1 where none is near.
  function hit(across, down) {
    let nearest = -1;
    let distance = 14;
    for (let row = 0; row < parcels.count; row++) {
      if (drawn[row] !== picture) continue;
      const [from, above] = corner_of(row);
      const far = Math.hypot(from + layout.pitch / 2 - across, above + layout.pitch / 2 - down);
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
