// A day as it is stored: what has happened by each of its frames. Draws nothing.
"use strict";

var Replay = globalThis.Replay ?? {};
globalThis.Replay = Replay;

Replay.NOT_YET = 0x3fffffff; // a frame after all others

Replay.load = async function (content, number) {
  const day = content.days[number];
  const columns = await inflated(day);
  return film(content, day, columns);

  async function inflated(day) {
    if (!day.data) return Object.fromEntries(day.columns.map(([name]) => [name, new Int32Array(0)]));
    const bytes = Uint8Array.from(atob(day.data), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const raw = new Uint8Array(await new Response(stream).arrayBuffer());
    let at = 0;
    const found = {};
    for (const [name, count] of day.columns) {
      const values = new Float64Array(count);
      for (let row = 0; row < count; row++) {
        let value = 0;
        let power = 1;
        while (raw[at] > 127) {
          value += (raw[at++] & 127) * power;
          power *= 128;
        }
        values[row] = value + raw[at++] * power;
      }
      found[name] = values;
    }
    return found;
  }

  function film(content, day, columns) {
    const back = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);
    const column = (name) => columns[name] ?? new Float64Array(0);
    const count = column("spells").length;
    const parcels = {
      count,
      begin: new Int32Array(count + 1),
      first: new Int32Array(count),
      last: new Int32Array(count),
      order: new Array(count),
      number: Int32Array.from(column("number")),
      class: Int32Array.from(column("class")),
      due: Int32Array.from(column("due"), (code) => (code ? Math.min(back(code - 1), Replay.NOT_YET) : Replay.NOT_YET)),
      carrier: Int32Array.from(column("carrier"), (code) => code - 1),
      outcome: Int32Array.from(column("outcome"), (code) => code - 1),
      over: Float64Array.from(column("over"), (code, row) => (column("outcome")[row] ? back(code) : Replay.NOT_YET)),
    };
    let order = 0;
    for (let row = 0; row < count; row++) {
      parcels.begin[row + 1] = parcels.begin[row] + column("spells")[row];
      order += back(column("order")[row]);
      parcels.order[row] = day.names ? day.names[order] : String(order);
    }
    const all = parcels.begin[count];
    const spells = {
      count: all,
      spot: Int32Array.from(column("spot")),
      crew: Int32Array.from(column("crew"), (code) => code - 1),
      person: Uint8Array.from(column("person")),
      queued: new Int32Array(all),
      began: new Int32Array(all),
      ended: new Int32Array(all),
    };
    let before = 0;
    for (let row = 0; row < count; row++) {
      let since = before;
      let last = -Replay.NOT_YET;
      for (let one = parcels.begin[row]; one < parcels.begin[row + 1]; one++) {
        const queued = since + back(column("queued")[one]);
        const wait = column("wait")[one];
        const work = column("work")[one];
        const began = wait ? queued + wait - 1 : Replay.NOT_YET;
        const ended = work ? began + work - 1 : Replay.NOT_YET;
        spells.queued[one] = queued;
        spells.began[one] = began;
        spells.ended[one] = ended;
        since = work ? ended : wait ? began : queued;
        if (one === parcels.begin[row]) parcels.first[row] = before = queued;
        last = Math.max(last, ended);
      }
      parcels.last[row] = last;
    }
    const lines = {};
    for (const [name, unit] of Object.entries(day.lines)) {
      const at = column(`${name}.at`);
      const frames = new Int32Array(at.length);
      const values = new Int32Array(at.length);
      let frame = 0;
      let value = 0;
      for (let row = 0; row < at.length; row++) {
        frames[row] = frame += at[row] * unit;
        values[row] = value += back(column(`${name}.by`)[row]);
      }
      lines[name] = { frames, values, passed: 0 };
    }
    const trucks = Array.from(column("truck.at"), (code, row) => ({
      at: back(code),
      carrier: column("truck.carrier")[row],
      room: column("truck.room")[row] ? column("truck.room")[row] - 1 : null,
      waiting: column("truck.waiting")[row],
      loaded: column("truck.loaded")[row],
      due: back(code) - (column("truck.since")[row] ?? 0),
      late: column("truck.late")[row],
      called: column("truck.called")[row] > 0,
      missed: column("truck.missed")[row] > 0,
      known: column("truck.called")[row] ? back(column("truck.called")[row] - 1) : -Replay.NOT_YET,
    }));
    const made = { content, day, parcels, spells, lines, trucks, spots: content.spots };
    return Object.assign(made, { counter: Replay.counter(made) });
  }
};
