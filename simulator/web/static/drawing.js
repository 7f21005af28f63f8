// Figures of numbers: curves against a mark, and bars. Each has its sentence in words above it.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 100;

// No line ends between a number and its unit or its half-width; what is copied stays as it is.
const GAP = /\d (?=(?:±|%|ms|s|min|h|d|points|orders|units|pallets|parcels|[A-Z]{3})(?!\w))|± /g;
export const unbroken = (text) => text.replace(GAP, (gap) => gap.replace(" ", "\u00a0"));

// Seconds as a planner reads them.
export function lasting(seconds, digits = 0) {
  if (seconds < 100) return `${digits ? seconds.toFixed(digits) : Math.max(1, Math.round(seconds))} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

// A command whose lines end between words alone, not at a hyphen; copied it is as it was.
export const words = (command) =>
  command.split(/(?<= )/).flatMap((one) => {
    const word = Object.assign(document.createElement("span"), { className: "word-of-command" });
    word.textContent = one.trimEnd();
    return one.endsWith(" ") ? [word, document.createTextNode(" ")] : [word];
  });

export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  if (properties.textContent && name !== "code") element.textContent = unbroken(properties.textContent);
  element.append(...children.map((one) => (typeof one === "string" ? unbroken(one) : one)));
  return element;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// A line in steps, one a value; values that are missing leave a gap at the bottom.
function steps(values, top, closed) {
  const each = WIDTH / values.length;
  const points = values.flatMap((value, k) => {
    const y = HEIGHT - (HEIGHT * (value ?? 0)) / top;
    return [[k * each, y], [(k + 1) * each, y]];
  });
  const path = points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return closed ? `M0 ${HEIGHT}L${path.slice(1)}L${WIDTH} ${HEIGHT}Z` : path;
}

export function curves(one) {
  const every = [...Object.values(one.lines), ...Object.values(one.marks)];
  const top = Math.max(...every.flat().map((value) => value ?? 0), 1e-9) * 1.08;
  const svg = shape("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${one.title}: ${one.text}`,
  });
  const marks = Object.values(one.marks)[0];
  for (const values of Object.values(one.lines)) {
    svg.append(shape("path", { d: steps(values, top, true), class: "fill" }));
    if (marks) {
      const over = values.map((value, k) => ((value ?? 0) > (marks[k] ?? 0) + 1e-9 ? value : 0));
      if (over.some(Boolean)) svg.append(shape("path", { d: steps(over, top, true), class: "over" }));
    }
  }
  if (marks) svg.append(shape("path", { d: steps(marks, top, false), class: "mark" }));
  const high = (top / 1.08).toLocaleString("en-US", { maximumFractionDigits: top < 10 ? 1 : 0 });
  const plot = make("div", { className: "plot" }, svg);
  plot.append(make("span", { className: "top", textContent: `${high} ${high === "1" ? one.unit.replace(/s$/, "") : one.unit}` }));
  const ticks = make("div", { className: "ticks", ariaHidden: "true" });
  for (const [place, text] of one.ticks) {
    const tick = make("span", { textContent: text });
    tick.style.left = `${100 * place}%`;
    ticks.append(tick);
  }
  const told = make("figcaption", {}, make("b", { textContent: one.title }), ` ${one.text}`);
  return make("figure", {}, told, plot, ticks);
}

export function bars(one) {
  const list = make("dl", { className: "bars" });
  const longest = Math.max(...one.rows.map((row) => row[1]), 1e-9);
  for (const [name, value, text] of one.rows) {
    const bar = make("dd", { className: "bar", ariaHidden: "true" });
    bar.style.width = `${(100 * value) / longest}%`;
    list.append(make("dt", { textContent: name }), bar, make("dd", { textContent: text }));
  }
  return make("figure", {}, make("figcaption", { textContent: one.text }), list);
}

// Figures below each other, each with what it means.
export function table(title, figures) {
  const rows = figures.map((one) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, one.label, make("small", { textContent: one.meaning })),
      make("td", { textContent: `${one.value} ${one.unit}` }),
      make("td", { textContent: one.interval }),
    ),
  );
  const names = ["Figure", "Mean", "±"].map((text) => make("th", { scope: "col", textContent: text }));
  const head = make("thead", {}, make("tr", {}, ...names));
  const caption = make("caption", { className: "unseen", textContent: title });
  return make("table", { className: "figures" }, caption, head, make("tbody", {}, ...rows));
}
