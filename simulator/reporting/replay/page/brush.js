// Words on a canvas: figures one by one between the words about them, cut where there is no room.
"use strict";

// A browser shapes each text that it has not seen before, which takes longer than all else of a frame.
// Figures change many times a second and words seldom, so that these are drawn apart and shaped once.
Replay.brush = function (context, colors) {
  const widths = new Map(); // of pieces, by font
  const known = new Map();
  let font = "";
  let width_of = null;
  return { write, text, fitted, wrapped };

  function set(size, weight) {
    const wanted = Replay.font(size, weight);
    if (font === wanted) return;
    context.font = font = wanted;
    if (!widths.has(font)) widths.set(font, figures());
    width_of = widths.get(font);
  }

  // Each figure has the room of the widest, so that how many there are says how wide a number is.
  function figures() {
    const each = Array.from("0123456789");
    const widest = Math.max(...each.map((figure) => context.measureText(figure).width));
    return new Map(each.map((figure) => [figure, widest]));
  }

  function wide(piece) {
    let width = width_of.get(piece);
    if (width === undefined) width_of.set(piece, (width = context.measureText(piece).width));
    return width;
  }

  function pieces(words) {
    return words.match(/\d|\D+/g) ?? [];
  }

  function length(words) {
    return pieces(words).reduce((sum, piece) => sum + wide(piece), 0);
  }

  function write(words, left, top, size, color, weight) {
    set(size, weight);
    context.fillStyle = color;
    for (const piece of pieces(words)) {
      context.fillText(piece, left, top);
      left += wide(piece);
    }
  }

  // Words as they fit, and their width; the same for all figures, so that each form is measured once.
  function fitted(words, size, weight, most) {
    const form = words.replace(/\d/g, "0");
    const key = `${size} ${weight} ${most} ${form}`;
    let found = known.get(key);
    if (!found) {
      set(size, weight);
      let end = form.length;
      if (most && length(form) > most) while (end > 1 && length(`${form.slice(0, end)}…`) > most) end--;
      const cut = end < form.length ? `${form.slice(0, end).trimEnd()}…` : form;
      found = { end: end < form.length ? cut.length - 1 : end, width: length(cut) };
      if (known.size > 3000) known.clear();
      known.set(key, found);
    }
    return found;
  }

  // What is wider than `most` is cut.
  function text(words, left, top, size, color, weight = 400, most = 0) {
    const { end } = most ? fitted(words, size, weight, most) : { end: words.length };
    write(end < words.length ? `${words.slice(0, end)}…` : words, left, top, size, color, weight);
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
