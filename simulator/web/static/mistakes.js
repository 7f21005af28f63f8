// What is wrong with a question: beside the control whose value it is about, with a way to it.

import { make } from "./drawing.js";

export const said = (one) => [one.place, one.path, one.message].filter(Boolean).join(": ");
const near = (path, at) => path === at || path.startsWith(`${at}.`) || at.startsWith(`${path}.`);
const control = (input) => input.closest(".control");

// Within a value of several parts the part is named, as in a list of events.
const within = (input, one) => {
  const path = input.dataset.path ?? "";
  return one.path.startsWith(`${path}.`) ? `${one.path.slice(path.length + 1)}: ${one.message}` : one.message;
};

function placeOf(one, inputs, number) {
  if (one.path.startsWith("experiment.replications") || one.message.startsWith("replications")) return number;
  const fits = [...inputs].filter(([path]) => one.path && near(path, one.path));
  const longest = (some) => some.sort((a, b) => b[0].length - a[0].length)[0]?.[1];
  const holds = fits.filter(([path]) => !path.startsWith(`${one.path}.`));
  if (holds.length) return longest(holds);
  // Of several values together, as shares that add up: beside the one that was changed.
  const changed = fits.map(([, input]) => input).filter(isChanged);
  return changed.find((input) => input === document.activeElement) ?? changed.at(-1) ?? longest(fits);
}

const isChanged = (input) =>
  control(input).classList.contains("changed") || (input.type !== "range" && input.value.trim() !== input.dataset.base);

// All mistakes by their control; those that are about none in `left`.
export function mark(mistakes, inputs, number) {
  for (const input of [...inputs.values(), number]) {
    input.removeAttribute("aria-invalid");
    control(input).querySelector(".wrong").replaceChildren();
  }
  const placed = new Map();
  const left = [];
  for (const one of mistakes) {
    const input = placeOf(one, inputs, number);
    if (input) placed.set(input, [...(placed.get(input) ?? []), within(input, one)]);
    else left.push(one);
  }
  for (const [input, texts] of placed) {
    input.setAttribute("aria-invalid", "true");
    const lines = texts.map((textContent) => make("span", { textContent }));
    control(input).querySelector(".wrong").replaceChildren(...lines);
    input.closest("details")?.setAttribute("open", "");
  }
  return { placed, left };
}

// For the top of the page: what is wrong, and a link that goes to where it is corrected.
export function links(placed) {
  return [...placed].map(([input, texts]) => {
    const link = make("a", { href: `#${input.id}`, textContent: control(input).querySelector("label").textContent });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control(input).hidden = false; // a search may have left it out
      input.closest("details")?.setAttribute("open", "");
      input.focus();
      control(input).scrollIntoView({ block: "center" });
    });
    const others = texts.length > 1 ? ` (and ${texts.length - 1} more there)` : "";
    return make("li", {}, link, `: ${texts[0]}${others}`);
  });
}
