// Words on a canvas: measured once, cut where there is no room, in fonts that are set when they change.
"use strict";

Replay.brush = function (context, colors) {
  const known = new Map();
  let font = "";
  return { write, text, fitted, wrapped };

  function write(words, left, top, size, color, weight) {
    const wanted = Replay.font(size, weight);
    if (font !== wanted) context.font = font = wanted;
    context.fillStyle = color;
    if (words) context.fillText(words, left, top);
  }

  // Measuring takes longer than drawing, and the same words come again and again.
  function fitted(words, size, weight, most) {
    const key = `${size} ${weight} ${most} ${words}`;
    let found = known.get(key);
    if (found) return found;
    write("", 0, 0, size, colors.ink, weight);
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

  // What is wider than `most` is cut. Numbers change many times a second and the words about them do
  // not: where there is room for the widest, these are not measured.
  function text(words, left, top, size, color, weight = 400, most = 0) {
    const widest = most ? words.replace(/\d/g, "0") : words;
    const fits = !most || fitted(widest, size, weight, most).words === widest;
    write(fits ? words : fitted(words, size, weight, most).words, left, top, size, color, weight);
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
};
