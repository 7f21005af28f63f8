// What the server is asked, and by whom: a tab, which says so with every call.

const named = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
let client = named();

// The newest job that this tab has heard of: what it does not name of older ones it does not want.
let newest = 0;

export async function post(name, asked) {
  const answer = await fetch(`/api/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client, newest, ...asked }),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim() || `The server says ${answer.status}.`);
  const told = await answer.json();
  newest = Math.max(newest, told.job?.number ?? 0);
  return told;
}

// A question, one after the other: were two under way, the newest that is heard of could be newer than
// one that is not, which the next poll would then give up.
let before = Promise.resolve();
export function ask(question) {
  gone = false;
  const answer = before.then(() => post("ask", { wanted: wanted(), question }));
  before = answer.catch(() => {});
  return answer;
}

// Given up at once when the tab closes, even though nothing waits for the answer. Whoever left stays
// away for the server, which may hear of its question after that; a tab that comes back is another.
export function leave() {
  gone = true;
  fetch("/api/leave", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client }),
    keepalive: true,
  }).catch(() => {});
  client = named();
}

export function address(question, path = "/") {
  const pairs = [["scenario", question.scenario]];
  if (question.variant) pairs.push(["variant", question.variant]);
  for (const text of question.set) pairs.push(["set", text]);
  for (const text of question.alternative) pairs.push(["alternative", text]);
  if (question.replications) pairs.push(["replications", String(question.replications)]);
  return `${path}?${new URLSearchParams(pairs)}`;
}

// Jobs that this tab waits for, by number: what is known of each, and who is told of news.
const followed = new Map();
let timer = null;
let gone = false; // a call after leaving would be a tab that is there, hidden
let since = 0;
let extra = () => ({});
let news = () => {};

export const open = (job) => job.state === "waiting" || job.state === "running";
const lively = (job) => open(job) || (job.state === "done" && !job.heads);
export const wanted = () => [...followed.keys()];

export function follow(job, told) {
  followed.set(job.number, { job, told });
  since = performance.now();
  told(job);
  soon(40);
}

export function forget(number) {
  followed.delete(number);
}

// `more` gives what is asked besides of every poll, `hear` gets the whole answer.
export function listen(more, hear) {
  extra = more;
  news = hear;
}

export function soon(wait) {
  clearTimeout(timer);
  if (!gone) timer = setTimeout(poll, wait);
}

function pace(more) {
  const alive = [...followed.values()].some((one) => lively(one.job));
  if (!alive) return more.runs ? 1000 : null;
  const lasted = performance.now() - since;
  return document.hidden ? 5000 : lasted < 2000 ? 40 : lasted < 15000 ? 150 : 400;
}

async function poll() {
  const more = extra();
  const seen = Object.fromEntries([...followed].map(([number, one]) => [number, one.job.version]));
  try {
    const answer = await post("poll", { seen, hidden: document.hidden, ...more });
    for (const job of answer.jobs ?? []) {
      const one = followed.get(job.number);
      if (one) {
        one.job = job;
        one.told(job);
      }
    }
    for (const number of answer.gone ?? []) followed.delete(number);
    news(answer, null);
  } catch (error) {
    news(null, error);
    soon(2000);
    return;
  }
  const wait = pace(extra());
  if (wait !== null) soon(wait);
}

document.addEventListener("visibilitychange", () => soon(0));
