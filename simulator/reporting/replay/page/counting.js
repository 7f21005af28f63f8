// What has happened by a frame of a day: counted many times a second, so that nothing is made anew.
"use strict";

Replay.STRETCHES = 192; // of a day, each with the list of what is open in it

// The value of a line at a frame: what changes at it has changed. While a day plays the place in the
// line is mostly that of the frame before.
Replay.level = function (line, frame) {
  if (!line) return 0;
  const { frames, values } = line;
  let low = line.passed;
  if ((low && frames[low - 1] > frame) || frames[low] <= frame) {
    low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frames[middle] <= frame) low = middle + 1;
      else high = middle;
    }
    line.passed = low;
  }
  return low ? values[low - 1] : 0;
};

// The spells that are open in each stretch of a day, by parcel: all others need not be looked at.
Replay.stretches = function (film) {
  const { parcels, spells, day } = film;
  const each = Math.max(Math.ceil((day.last + 1) / Replay.STRETCHES), 1);
  const count = Math.floor(day.last / each) + 1;
  const begin = new Int32Array(count + 1);
  const row_of = new Int32Array(spells.count);
  for (let row = 0; row < parcels.count; row++) row_of.fill(row, parcels.begin[row], parcels.begin[row + 1]);
  const first = (one) => Math.max(Math.floor(spells.queued[one] / each), 0);
  const last = (one) => Math.min(Math.floor((spells.ended[one] - 1) / each), count - 1);
  for (let one = 0; one < spells.count; one++) {
    for (let k = first(one); k <= last(one); k++) begin[k + 1]++;
  }
  for (let k = 0; k < count; k++) begin[k + 1] += begin[k];
  const next = begin.slice();
  const open = new Int32Array(begin[count]);
  for (let one = 0; one < spells.count; one++) {
    for (let k = first(one); k <= last(one); k++) open[next[k]++] = one;
  }
  let most = 0;
  for (let k = 0; k < count; k++) most = Math.max(most, begin[k + 1] - begin[k]);
  const column = () => new Int32Array(most);
  const near = { queued: column(), began: column(), ended: column(), row: column(), spot: column(), crew: column() };
  return { each, count, begin, open, row_of, near, now: -1 };
};

// The spells of a stretch side by side: read as they lie, many times before the next stretch is asked
// for. Gives how many they are.
Replay.near = function (film, stretch) {
  const { parcels, spells } = film;
  const { stretches } = film.counter;
  const { begin, open, row_of, near } = stretches;
  const many = begin[stretch + 1] - begin[stretch];
  if (stretch === stretches.now) return many;
  stretches.now = stretch;
  for (let k = 0; k < many; k++) {
    const one = open[begin[stretch] + k];
    const row = row_of[one];
    near.queued[k] = Math.max(spells.queued[one], parcels.first[row]);
    near.began[k] = spells.began[one];
    near.ended[k] = spells.ended[one];
    near.row[k] = row;
    near.spot[k] = spells.spot[one];
    near.crew[k] = spells.person[one] ? spells.crew[one] : -1;
  }
  return many;
};

// What is counted of a day, and where: the same arrays at every frame. `rows` and `slots` have the
// parcels that are inside and where each is seen, so many as `state.inside` says. A slot is the queue
// of a spot (even) or the work at it (odd).
Replay.counter = function (film) {
  const { parcels, spots, content, day, lines } = film;
  const zeros = () => new Int32Array(spots.length);
  const named = (names, kind, keys) =>
    names.map((name, number) => ({
      told: { name, ...Object.fromEntries(keys.map((key) => [key, 0])) },
      lines: keys.map((key) => [key, lines[kind(name, number, key)]]),
    }));
  const crews = named(content.crews, (_, crew, key) => `crew.${crew}.${key}`, ["present", "on_break", "absent", "inbound"]);
  const stock = named(day.skus, (_, sku, key) => `sku.${sku}.${key}`, ["on_hand", "awaited"]);
  const outside = named(content.outside, (name) => `outside.${name}`, ["parcels"]);
  const inbound = named(content.inbound, (name, _, key) => `inbound.${name}.${key}`, ["waiting", "working"]);
  const doors = named(content.inbound.length ? ["trucks"] : [], (name, _, key) => `${name}.${key}`, ["in_the_yard", "at_a_door"]);
  const machines = Object.keys(content.machines).map((name) => [name, lines[`down.${name}`]]);
  const trucks = content.carriers.map((name, carrier) => ({
    told: { name, last: null, next: null },
    all: film.trucks.filter((one) => one.carrier === carrier),
  }));
  const told = (all) => all.map((one) => one.told);
  const state = {
    frame: 0,
    waiting: zeros(),
    working: zeros(),
    people: spots.map(() => new Int32Array(content.crews.length)),
    crews: told(crews),
    down: Object.fromEntries(machines.map(([name]) => [name, 0])),
    doors: told(doors),
    inbound: told(inbound),
    outside: told(outside),
    stock: told(stock),
    trucks: told(trucks),
    late: 0,
    inside: 0,
  };
  for (const crew of state.crews) crew.busy = 0;
  return {
    state,
    stretches: Replay.stretches(film),
    levels: [...crews, ...doors, ...inbound, ...stock, ...outside],
    machines,
    trucks,
    part_of: Int32Array.from(spots, (spot) => spot.part_of ?? -1),
    in_house: Uint8Array.from(spots, (spot) => (spot.before_the_door ? 1 : 0)),
    station: Uint8Array.from(spots, (spot) => (spot.kind === "station" ? 1 : 0)),
    rows: new Int32Array(parcels.count),
    slots: new Int32Array(parcels.count),
  };
};

// All that is counted at a frame; it holds until the next one is asked for.
Replay.state = function (film, frame) {
  const { state, stretches, levels, machines, trucks } = film.counter;
  state.frame = frame;
  Replay.count_parcels(film, frame, state, stretches);
  for (const { told, lines } of levels) {
    for (const [key, line] of lines) told[key] = Replay.level(line, frame);
  }
  for (const crew of state.crews) crew.busy += crew.inbound;
  for (const [name, line] of machines) state.down[name] = Replay.level(line, frame);
  for (const { told, all } of trucks) {
    told.last = told.next = null;
    for (const one of all) {
      if (one.at <= frame) told.last = one;
      else if (!told.next && one.known <= frame) told.next = one; // nobody knows of a call to come
    }
  }
  return state;
};

Replay.count_parcels = function (film, frame, state, stretches) {
  const { due } = film.parcels;
  const { rows, slots, part_of, in_house, station } = film.counter;
  const { each, count } = stretches;
  const { waiting, working, people, crews } = state;
  waiting.fill(0);
  working.fill(0);
  for (const there of people) there.fill(0);
  for (const crew of crews) crew.busy = 0;
  const many = Replay.near(film, Math.min(Math.max(Math.floor(frame / each), 0), count - 1));
  const { queued, began, ended, row: row_at, spot, crew: crew_at } = stretches.near;
  let inside = 0;
  let late = 0;
  let row = -1;
  let rank = -1;
  let before = 0;
  for (let k = 0; k < many; k++) {
    if (queued[k] > frame || ended[k] <= frame) continue;
    const of = row_at[k];
    if (of !== row) {
      if (before && due[row] <= frame) late++;
      row = of;
      rank = -1;
      before = 0;
      rows[inside++] = row;
    }
    const number = spot[k];
    const whole = part_of[number];
    const works = began[k] <= frame ? 1 : 0;
    if (works) {
      working[number]++;
      const crew = crew_at[k];
      if (crew >= 0) {
        crews[crew].busy++;
        people[number][crew]++;
        if (whole >= 0) people[whole][crew]++;
      }
    } else waiting[number]++;
    before |= in_house[number];
    const mine = (whole < 0 ? 0 : 2) + works;
    if (mine >= rank) {
      rank = mine;
      slots[inside - 1] = 2 * number + (works & station[number]);
    }
  }
  if (before && due[row] <= frame) late++;
  state.inside = inside;
  state.late = late;
};
