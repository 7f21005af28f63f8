// Dots that stand: a line of them is drawn anew when it differs from what is there.
"use strict";

// Places for dots, numbered slot by slot: where each is, what it shows (0 a dot in time, 1 a late one,
// 2 the gap of one on its way, 3 nothing), and whether its line has to be drawn anew. Who places dots
// writes `shown` and `changed`; `end` draws, on the canvas of the floor.
Replay.standing = function (canvas, { layout, colors, left, top, fits, lines }) {
  const context = canvas.getContext("2d");
  const slots = fits.length;
  const NOTHING = 3;
  const FEW = 8; // dots that are drawn faster one by one than as a dashed line
  const dashes = [0, 0];
  const none = [];
  const begin = new Int32Array(slots + 1);
  for (let slot = 0; slot < slots; slot++) begin[slot + 1] = begin[slot] + fits[slot] * lines[slot];
  const of_places = (kind) => new kind(begin[slots]);
  const [x, y, slot_of, line_of, shown] = [Float32Array, Float32Array, Int32Array, Int32Array, Uint8Array].map(of_places);
  const all = []; // lines: slot, first place, top
  for (let slot = 0; slot < slots; slot++) {
    for (let line = 0; line < lines[slot]; line++) {
      const from = begin[slot] + line * fits[slot];
      for (let k = 0; k < fits[slot]; k++) {
        x[from + k] = left[slot] + k * pitch(slot);
        y[from + k] = top[slot] + line * pitch(slot);
      }
      line_of.fill(all.length, from, from + fits[slot]);
      all.push({ slot, from, to: from + fits[slot], top: top[slot] + line * pitch(slot) });
    }
    slot_of.fill(slot, begin[slot], begin[slot + 1]);
  }
  const changed = new Uint8Array(all.length);
  const taken = new Int32Array(slots);
  shown.fill(NOTHING);
  return { begin, x, y, slot_of, line_of, shown, changed, end };

  // `many` dots of each slot were placed, from its first place on.
  function end(many) {
    for (let slot = 0; slot < slots; slot++) {
      for (let at = begin[slot] + many[slot]; at < begin[slot] + taken[slot]; at++) {
        shown[at] = NOTHING;
        changed[line_of[at]] = 1;
      }
      taken[slot] = many[slot];
    }
    for (let line = 0; line < all.length; line++) {
      if (changed[line]) draw(all[line]);
      changed[line] = 0;
    }
  }

  function pitch(slot) {
    return slot & 1 ? layout.work : layout.pitch;
  }

  // Like dots side by side are a dashed line: a dot, a gap, a dot.
  function draw(line) {
    const { slot, to } = line;
    const wide = pitch(slot);
    const dot = Math.max(wide - 1.2, 2);
    const middle = line.top + dot / 2;
    context.fillStyle = colors.wash;
    context.fillRect(left[slot] - 1, line.top, layout.tile.width - 14, wide);
    for (let from = line.from; from < to && shown[from] !== NOTHING; ) {
      const kind = shown[from];
      let next = from + 1;
      while (next < to && shown[next] === kind) next++;
      const color = kind ? colors.red : colors.blue;
      if (kind < 2 && next - from < FEW) {
        context.fillStyle = color;
        for (let at = from; at < next; at++) context.fillRect(x[at], line.top, dot, dot);
      } else if (kind < 2) {
        dashes[0] = dot;
        dashes[1] = wide - dot;
        context.setLineDash(dashes);
        context.lineWidth = dot;
        context.strokeStyle = color;
        context.beginPath();
        context.moveTo(x[from], middle);
        context.lineTo(x[next - 1] + dot, middle);
        context.stroke();
        context.setLineDash(none);
      }
      from = next;
    }
  }
};
