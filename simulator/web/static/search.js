// Values by words; of a word that none has, those that are written nearly so.

const $ = (selector) => document.querySelector(selector);

// Letters to change, add or take away.
function apart(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length];
}

function nearest(words, known) {
  const alike = [...known]
    .map((word) => [Math.min(...words.map((one) => apart(one, word) / Math.max(one.length, word.length))), word])
    .filter(([distance]) => distance <= 0.45)
    .sort((a, b) => a[0] - b[0] || a[1].localeCompare(b[1]));
  return alike.slice(0, 3).map(([, word]) => word);
}

const fits = (one, words) => words.every((word) => one.dataset.search.includes(word));
const named = (one) => one.querySelector("#demand") ? "demand" : one.querySelector("label").textContent;

function say(words, count, above) {
  if (!words.length) return "";
  const others = above.slice(0, 4).map(named).join("; ");
  const rest = above.length > 4 ? ` and ${above.length - 4} more` : "";
  const also = above.length ? `, and above: ${others}${rest}` : "";
  if (count || above.length) return `${count} of them${also}`;
  const every = [...document.querySelectorAll("#controls [data-search]")].map((one) => one.dataset.search);
  const near = nearest(words, new Set(every.join(" ").match(/[a-z]{4,}/g)));
  return near.length ? `0 of them; try ${near.join(", ")}` : "0 of them; try fewer words";
}

export function searched() {
  const words = $("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const others = [...document.querySelectorAll("#others [data-search]")];
  for (const one of others) one.hidden = !fits(one, words);
  const above = [...document.querySelectorAll("#controls fieldset [data-search]")].filter((one) => fits(one, words));
  $("#matches").textContent = say(words, others.filter((one) => !one.hidden).length, above);
}
