// What was done before, kept for the page that follows this one in the same tab.

const KEY = "past";

const written = (states) => states.map((one) => ({ ...one, set: [...one.set] }));
const read = (states) => states.map((one) => ({ ...one, set: new Map(one.set) }));

// For the page at this address, and for no other.
export function keep(at, past, future) {
  sessionStorage.setItem(KEY, JSON.stringify({ at, past: written(past), future: written(future) }));
}

export function recall(past, future) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept?.at !== location.pathname + location.search) return;
  past.push(...read(kept.past));
  future.push(...read(kept.future));
}
