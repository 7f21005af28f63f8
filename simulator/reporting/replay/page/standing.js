// Dots that stand: a line of them is drawn anew when it differs from the one that is there.
"use strict";

// Draws on the canvas of the floor. Dots of a slot are added one by one, 0 in time, 1 late, 2 on its
// way (a gap), `end` draws what is left.
Replay.standing = function (canvas, { layout, colors, slots, left, top, fits }) {
  const context = canvas.getContext("2d");
  const of_slot = () => new Int32Array(slots);
  const [line_now, count, mark, lines] = [of_slot(), of_slot(), of_slot(), of_slot()];
  const kinds = Array.from(fits, (many) => new Uint8Array(many));
  const kept = Array.from(fits, () => []); // of each line that is drawn a number for what it shows
  const FEW = 8; // dots that are drawn faster one by one than as a dashed line
  const dashes = [0, 0];
  const none = [];
  line_now.fill(-1);
  return { add, end };

  function add(slot, line, kind) {
    if (line !== line_now[slot]) {
      if (line_now[slot] >= 0) finish(slot);
      line_now[slot] = line;
      count[slot] = mark[slot] = 0;
    }
    kinds[slot][count[slot]++] = kind;
    mark[slot] = (Math.imul(mark[slot], 31) + kind + 1) | 0;
  }

  function end() {
    for (let slot = 0; slot < slots; slot++) {
      if (line_now[slot] >= 0) finish(slot);
      const drawn = line_now[slot] + 1;
      for (let line = drawn; line < lines[slot]; line++) clear(slot, line);
      if (lines[slot] > drawn) kept[slot].length = drawn;
      lines[slot] = drawn;
      line_now[slot] = -1;
    }
  }

  function finish(slot) {
    const line = line_now[slot];
    if (kept[slot][line] === mark[slot]) return;
    kept[slot][line] = mark[slot];
    clear(slot, line);
    draw(slot, line);
  }

  function pitch(slot) {
    return slot & 1 ? layout.work : layout.pitch;
  }

  function clear(slot, line) {
    context.fillStyle = colors.wash;
    context.fillRect(left[slot] - 1, top[slot] + line * pitch(slot), layout.tile.width - 14, pitch(slot));
  }

  // Like dots side by side are a dashed line: a dot, a gap, a dot.
  function draw(slot, line) {
    const wide = pitch(slot);
    const dot = Math.max(wide - 1.2, 2);
    const middle = top[slot] + line * wide + dot / 2;
    const kind = kinds[slot];
    const many = count[slot];
    dashes[0] = dot;
    dashes[1] = wide - dot;
    context.setLineDash(dashes);
    context.lineWidth = dot;
    for (let from = 0; from < many; ) {
      let to = from + 1;
      while (to < many && kind[to] === kind[from]) to++;
      if (kind[from] < 2 && to - from < FEW) {
        context.fillStyle = kind[from] ? colors.red : colors.blue;
        for (let k = from; k < to; k++) context.fillRect(left[slot] + k * wide, middle - dot / 2, dot, dot);
      } else if (kind[from] < 2) {
        context.strokeStyle = kind[from] ? colors.red : colors.blue;
        context.beginPath();
        context.moveTo(left[slot] + from * wide, middle);
        context.lineTo(left[slot] + (to - 1) * wide + dot, middle);
        context.stroke();
      }
      from = to;
    }
    context.setLineDash(none);
  }
};
