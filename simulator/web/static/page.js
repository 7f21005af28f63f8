// The first screen: what is changed, and what becomes of the figures. Other screens: screens.js.

import { address, follow, forget, leave, listen, open, post, ask as put, soon } from "./asking.js";
import { bars, curves, lasting, make, table, unbroken, words as unbrokenWords } from "./drawing.js";
import { links, mark as markMistakes, said } from "./mistakes.js";
import { keep, recall } from "./past.js";
import { searched } from "./search.js";
import { screens } from "./screens.js";

const $ = (selector) => document.querySelector(selector);
const every = (selector) => document.querySelectorAll(selector);
const given = JSON.parse($("#question").textContent);
const inputs = new Map([...document.querySelectorAll("[data-path]")].map((one) => [one.dataset.path, one]));
const demand = $("#demand");
const number = $("#replications");

// What is asked. `set` has a text for each path that is not as in the scenario.
const now = { set: new Map(), alternative: [...given.alternative], replications: given.replications };
const past = [];
const future = [];
recall(past, future);
let job = null;
let turn = 0;
let asking = false;
let drawn = "";
let painted = 0; // the job of which the drawings are
let refused = false; // what is asked is not a scenario: figures and command are of what was before
let typed = false; // what stands in a control is not asked yet
let ends = null;
let edited = null; // the control in which is typed: pauses do not make several changes of it

export function question(set = now.set) {
  return {
    scenario: given.scenario,
    variant: given.variant,
    set: [...set].map(([path, text]) => `${path}=${text}`),
    alternative: now.alternative,
    replications: now.replications,
  };
}

// ---- controls ----

const base = (input) => input.dataset.base;
const factor = () => Number(demand.dataset.base) || 1;
const read = (input) => (input === demand ? scaled(Number(input.value)) : input.value.trim());
const scaled = (percent) => String(Math.round(factor() * percent * 100) / 10000);
const control = (input) => input.closest(".control");

// A demand in percent of that which the scenario has without a variant.
const of = (text) => `${Math.round((100 * Number(text)) / Number(demand.dataset.own))} %`;

function write(input, text) {
  if (input === demand) return writeDemand(text);
  if (input.tagName === "SELECT" && ![...input.options].some((one) => one.value === text)) {
    input.add(new Option(text, text));
  }
  if (input.value.trim() !== text) input.value = text; // whoever types there keeps the place
}

// The slider says both: how many orders a day that are, and how much more or less than now.
function writeDemand(text) {
  const percent = Math.round((100 * Number(text)) / factor());
  demand.value = percent;
  const more = percent === 100 ? "as it is" : `${percent > 100 ? "+" : "\u2212"}${Math.abs(percent - 100)} %`;
  const [rate, what] = comes();
  const level = rate ? `${Math.round(rate * Number(text)).toLocaleString("en")} ${what} a day` : "";
  $("#demand-shown").textContent = `${percent} %`;
  $("#demand-level").textContent = [level, more].filter(Boolean).join(", ");
  $("#demand-own").textContent = demand.dataset.own === base(demand) ? "" : `= ${of(text)} of the scenario's`;
  const told = [`${percent} %`, $("#demand-own").textContent].filter(Boolean).join(" ");
  demand.setAttribute("aria-valuetext", [told, $("#demand-level").textContent].join(", "));
}

// Orders or carts a day as they are written or typed; none where they are of a file or a forecast.
function comes() {
  for (const what of ["orders", "carts"]) {
    const input = inputs.get(`demand.${what}_per_day`);
    const rate = input && Number(now.set.get(input.dataset.path) ?? base(input));
    if (rate && !$("[data-path^='demand.forecast.']")) return [rate, what];
  }
  return [0, ""];
}

function mark(input) {
  const path = input.dataset.path;
  const is = path ? now.set.has(path) : now.replications !== null;
  control(input).classList.toggle("changed", is);
  const was = control(input).querySelector(".was");
  if (was) {
    was.hidden = !is;
    was.textContent = is ? `was ${base(input)}` : "";
  }
}

function restore() {
  for (const [path, input] of inputs) {
    write(input, now.set.get(path) ?? base(input));
    mark(input);
  }
  write(number, String(now.replications ?? base(number)));
  mark(number);
  const changed = now.set.size > 0 || now.replications !== null || Boolean(given.variant);
  $("#reset").disabled = !changed;
  restoreButtons();
  for (const one of every("[data-undo]")) one.disabled = past.length === 0;
  for (const one of every("[data-redo]")) one.disabled = future.length === 0;
  const at = address(question()) + location.hash;
  history.replaceState(null, "", at);
  $("#save").href = address(question(), "/save");
}

function restoreButtons() {
  $("#pin").disabled = refused || choices().length === 0;
  $("#adopt").disabled = refused || (now.set.size === 0 && !given.variant);
  for (const one of every("#answer [data-copies]")) one.disabled = refused;
}

const place = { scenario: given.scenario, variant: given.variant };
const copy = () => ({ ...now, ...place, set: new Map(now.set), alternative: [...now.alternative] });
const asked = () => JSON.stringify([[...now.set], now.replications]);

function change(how, input = null) {
  if (input === null || input !== edited) past.push(copy());
  edited = input;
  future.length = 0;
  how();
  restore();
  ask();
}

function go(from, to) {
  if (!from.length) return;
  edited = null;
  const before = asked();
  to.push(copy());
  const { scenario, variant, ...then } = from.pop();
  if (scenario !== given.scenario || variant !== given.variant) return leaveFor({ scenario, variant, ...then });
  Object.assign(now, then);
  pinned();
  if (asked() !== before) ask();
}

const isChoice = (path) => inputs.get(path)?.dataset.choice !== undefined;
const choices = () => [...now.set].filter(([path]) => isChoice(path));
const common = () => [...now.set].filter(([path]) => !isChoice(path)).map(([path, text]) => `${path}=${text}`);

// What holds for all that is pinned, in words: the demand always, and what else is changed.
function forAll() {
  const others = [...now.set].filter(([path]) => !isChoice(path) && inputs.get(path) !== demand);
  const words = others.map(([path, text]) => `${inputs.has(path) ? labeled(path) : path} ${text}`);
  if (demand) words.unshift(`${of(now.set.get(demand.dataset.path) ?? base(demand))} of the scenario's demand`);
  const variant = given.variant ? `With the variant ${given.variant}. ` : "";
  return words.length ? `${variant}Every column is at ${words.join(", ")}.` : variant;
}
const labeled = (path) => control(inputs.get(path)).querySelector("label").textContent;

function tentative(input) {
  const set = new Map(now.set);
  const text = read(input);
  if (text === base(input)) set.delete(input.dataset.path);
  else set.set(input.dataset.path, text);
  return set;
}

const current = (input) => (input === number ? String(now.replications ?? base(number)) : (now.set.get(input.dataset.path) ?? base(input)));

function commit(input) {
  untyped();
  if (read(input) === current(input)) return settle();
  if (input === number) {
    const value = input.value.trim();
    const next = value === base(number) || value === "" ? null : Number(value);
    return change(() => (now.replications = next), input);
  }
  const set = tentative(input);
  return change(() => (now.set = set), input);
}

// What is typed is looked at after a short pause and, where it is right, asked after a longer one;
// until then no figure stands there as the answer to it.
let keys = 0;
function untyped() {
  keys += 1;
  typed = false;
}

async function type(input) {
  const mine = ++keys;
  const still = async (ms) => {
    await new Promise((then) => setTimeout(then, ms));
    return mine === keys;
  };
  typed = read(input) !== current(input);
  if (!typed) return settle();
  waits(true);
  $("#told").textContent = "Of before what is typed; asked anew after a pause, or with Enter.";
  if (!(await still(120))) return;
  if (input === number) {
    if (!number.value || !number.checkValidity()) return;
  } else {
    const answer = await post("check", { question: question(tentative(input)) });
    if (mine !== keys || document.activeElement !== input) return;
    if (wrong(answer.mistakes)) return;
  }
  if (await still(600)) commit(input);
}

// Nothing else is asked than what has been: its answer stands again.
function settle() {
  if (asking) return undefined;
  if (!job) return ask();
  wrong([]);
  return show(job);
}

// Each mistake at the control whose value it is about, all others above the figures; the verdict
// gives way to them. Gives whether there are any.
function wrong(mistakes) {
  const { placed, left } = markMistakes(mistakes, inputs, number);
  $("#general").replaceChildren(...left.map((one) => make("p", { textContent: said(one) })));
  refused = mistakes.length > 0;
  restoreButtons();
  if (!refused) return false;
  waits(true);
  $("#verdict").className = "";
  $("#verdict-word").textContent = "Not a scenario yet";
  $("#targets").replaceChildren(...links(placed));
  $("#told").textContent = "Figures and command below are of what was asked before. Correct this or undo it to pin or copy.";
  outdated(true, false);
  return true;
}

// ---- asking ----

async function ask() {
  turn += 1;
  untyped();
  if (asking) return;
  asking = true;
  try {
    let mine;
    do {
      mine = turn;
      await once();
    } while (mine !== turn);
  } catch (error) {
    lost(error);
  } finally {
    asking = false;
  }
}

async function once() {
  const mine = turn;
  waits(true);
  $("#told").textContent = "Asking…";
  if (job) forget(job.number);
  job = null;
  const answer = await put(question());
  if (mine !== turn) return;
  if (wrong(answer.mistakes ?? [])) return;
  $("#command").replaceChildren(...unbrokenWords(answer.command));
  job = answer.job;
  drawn = "";
  follow(answer.job, show);
}

function lost(error) {
  $("#general").replaceChildren(
    make("p", { textContent: `The server does not answer (${error.message}). Is \`simulator serve\` still running?` }),
  );
}

// What was the answer before is dimmed until that of now stands there: of the first replication the
// figures, of all of them what says why.
const FIGURES = ["#verdict", "#cards", "#limited", "#command"];
const REASONS = ["#tips", "#premises", "#conclusion", "#warnings", "#asked", "#drawings", "#every"];

function waits(are) {
  for (const id of FIGURES) $(id).classList.toggle("stale", are);
  if (are) outdated(true);
}

function outdated(are, comes = are) {
  for (const id of REASONS) $(id).classList.toggle("stale", are);
  $("#before").hidden = !are;
  $("#figures").setAttribute("aria-busy", String(comes));
}

// ---- the answer ----

const WORDS = { met: "Met", missed: "Missed", undecided: "Undecided", none: "No target", alone: "" };

function show(told) {
  if (!job || told.number !== job.number) return;
  job = told;
  if (typed || refused) return;
  const found = told.so_far;
  $("#progress").value = told.done / told.wanted;
  $("#progress").hidden = !open(told);
  if (told.state === "failed") failed(told.wrong);
  if (!found) {
    const before = painted ? "; until then this is the answer before" : "";
    $("#told").textContent = open(told) ? `0 of ${told.wanted}: the first replication is under way${before}` : told.state;
    if (!open(told)) outdated(true, false);
    return;
  }
  waits(false);
  verdict(told, found);
  $("#level").textContent = found.level;
  $("#cards").replaceChildren(...found.figures.map(card));
  $("#limited").textContent = told.state === "done" ? "" : unbroken(found.limited);
  const key = `${told.number} ${told.state} ${told.heads}`;
  if (told.state !== "done") return outdated(true, open(told));
  if (key === drawn) return outdated(painted !== told.number);
  drawn = key;
  requestAnimationFrame(() => setTimeout(() => more().catch(lost), 0));
}

const failed = (message) => $("#general").replaceChildren(make("p", { textContent: message }));

function verdict(told, found) {
  const box = $("#verdict");
  box.className = found.verdict;
  const first = found.targets[0];
  const ended = { canceled: "Canceled", failed: "Failed" }[told.state];
  $("#verdict-word").textContent = ended ?? (found.verdict === "alone" ? first.word : WORDS[found.verdict]);
  $("#targets").replaceChildren(...found.targets.map(target));
  const time = told.left ? `, about ${lasting(told.left)} left` : "";
  const from = told.reused === told.wanted ? ", read from the store" : "";
  $("#told").textContent = `${found.told}${open(told) ? time : from}`;
}

function target(one) {
  const held = [one.holds, one.mean && `mean ${one.mean}`, one.more && `${one.more} should decide it`].filter(Boolean);
  const word = make("strong", { textContent: one.word });
  return make("li", {}, `${one.name}: `, word, held.length ? ` – ${held.join("; ")}` : "");
}

export function card(one) {
  const value = make("span", { className: "value", textContent: one.value });
  if (one.unit) value.append("\u00a0", make("small", { textContent: one.unit }));
  const parts = [make("span", { className: "label", textContent: one.label }), value];
  const interval = one.interval.startsWith("±") ? one.interval : "no interval yet";
  parts.push(make("span", { className: "interval", textContent: interval }));
  return make("li", { title: one.meaning }, ...parts);
}

function listed(id, texts) {
  $(id).hidden = texts.length === 0;
  $(id).replaceChildren(...texts.map((text) => make("li", { textContent: text })));
}

// An advice is tried by one click: all that it sets is one change, and one Undo takes it back.
function tip(advice) {
  const button = make("button", { type: "button", textContent: unbroken(advice.words) });
  button.addEventListener("click", () => {
    change(() => {
      now.set = new Map(now.set);
      for (const text of advice.overrides) set(text);
    });
    $("#answer").focus(); // the button goes with the answer that it stands in
  });
  return make("li", {}, button, make("span", { className: "note", textContent: unbroken(advice.beside) }));
}

function set(text) {
  const at = text.indexOf("=");
  now.set.set(text.slice(0, at).trim(), text.slice(at + 1).trim());
}

async function more() {
  if (!job) return;
  const mine = job.number;
  const { more: found } = await post("more", { job: mine });
  if (!found || !job || job.number !== mine) return;
  $("#figures").hidden = false;
  painted = mine;
  if (!typed && !refused) outdated(false);
  $("#conclusion").textContent = unbroken(found.conclusion?.text ?? "");
  listed("#warnings", found.conclusion?.warnings ?? []);
  $("#tips").replaceChildren(...(found.conclusion?.tips ?? []).map(tip));
  $("#tips").hidden = !$("#tips").children.length;
  listed("#premises", [...found.premises, ...(found.conclusion?.premises ?? [])]);
  const title = (textContent) => make("h3", { textContent });
  const parts = [];
  if (found.heads?.length) parts.push(title("Heads needed (filled) against heads scheduled (dashed), by hour of the week"), ...found.heads.map(curves));
  if (found.queues.length) parts.push(title("Orders that wait, through the measured days"), ...found.queues.map(curves));
  else parts.push(title("Orders that wait"), make("p", { textContent: "At no station does an order wait for long." }));
  parts.push(title(found.causes.title), bars(found.causes));
  $("#drawings").replaceChildren(...parts);
  stages(found.stages);
  $("#engines").textContent = found.engines ? `${found.engines}.` : "";
}

// Figures of what the question is about in sight, all of them behind a fold.
function stages(every) {
  const open = matchMedia("(min-width: 48rem)").matches; // on a telephone there is much to scroll
  const folds = every.filter((one) => one.asked).map((one) => {
    const summary = make("summary", { textContent: `${one.title}: ${one.figures.length} figures` });
    return make("details", { open }, summary, table(one.title, one.figures));
  });
  $("#asked").replaceChildren(...folds);
  const count = every.reduce((sum, one) => sum + one.figures.length, 0);
  $("#every").hidden = count === 0;
  $("#every summary").textContent = `Every figure (${count})`;
  const others = every.filter((one) => !one.asked);
  $("#every div").replaceChildren(
    ...others.flatMap((one) => [make("h3", { textContent: one.title }), table(one.title, one.figures)]),
  );
}

// ---- pinning ----

const plain = (text) => text.replace(/[:;=]/g, " ").replace(/\s+/g, " ").trim();

function called(path, text) {
  const label = labeled(path);
  if (/^[[{]/.test(text)) {
    const short = text.replace(/(\d\d):(\d\d)/g, "$1.$2").replace(/[[\]{}"']/g, "");
    return short.length > 24 ? `other ${label}` : `${label} ${short}`;
  }
  if (!/^\d+$/.test(text) || !path.includes("heads")) return `${label} ${text}`;
  return `${text} ${text === "1" ? label.replace(/s(?=,|$)/, "") : label}`;
}

// Heads first, since they are what alternatives mostly differ in.
const MOST_NAMED = 4;
const byHeads = ([path], [other]) => other.includes("heads") - path.includes("heads");

function pin() {
  const texts = choices().map(([path, text]) => `${path}=${text}`);
  const names = choices().sort(byHeads).map(([path, text]) => called(path, text));
  const rest = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  const name = plain(names.slice(0, MOST_NAMED).join(", ") + rest) || "changed";
  const there = now.alternative.map((one) => one.slice(0, one.indexOf(":")));
  let unique = name;
  for (let k = 2; there.includes(unique); k += 1) unique = `${name} (${k})`;
  repin(() => now.alternative.push(`${unique}: ${texts.join("; ")}`));
}

function repin(how) {
  past.push(copy());
  future.length = 0;
  how();
  pinned();
}

function pinned() {
  $("#pinned-count").textContent = now.alternative.length ? `(${now.alternative.length})` : "";
  restore();
  others.pinned();
}

// ---- the start ----

for (const text of given.set) set(text);
for (const [path, text] of now.set) if (inputs.has(path) && base(inputs.get(path)) === text) now.set.delete(path); // as it is
for (const input of [...inputs.values(), number]) {
  input.addEventListener("change", () => {
    commit(input);
    clearTimeout(ends);
    if (input === demand) ends = setTimeout(() => (edited = null), 1500); // arrow by arrow is one change
    else edited = null;
  });
  input.addEventListener("blur", () => (edited = null));
  if (input === demand) {
    input.addEventListener("input", () => write(demand, scaled(Number(demand.value))));
  } else input.addEventListener("input", () => type(input).catch(lost));
}
$("#controls").addEventListener("submit", (event) => event.preventDefault());
for (const one of every("[data-undo]")) one.addEventListener("click", () => go(past, future));
for (const one of every("[data-redo]")) one.addEventListener("click", () => go(future, past));
$("#reset").addEventListener("click", reset);
$("#pin").addEventListener("click", pin);
for (const one of every("[data-copies]")) {
  one.addEventListener("click", async () => {
    await navigator.clipboard.writeText($(one.dataset.copies).textContent);
    one.textContent = "Copied";
    setTimeout(() => (one.textContent = "Copy"), 1500);
  });
}
document.addEventListener("keydown", (event) => {
  const writes = event.target.matches("input:not([type=range]), textarea, select");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !writes) {
    event.preventDefault();
    if (event.shiftKey) go(future, past);
    else go(past, future);
  }
});
$("#search").addEventListener("input", searched);

// Another scenario has other controls, and so has a variant: the page is made anew. What was done here
// goes along, so that Undo comes back.
function leaveFor(then, screen = location.hash) {
  const set = [...then.set].map(([path, text]) => `${path}=${text}`);
  const there = address({ ...then, set });
  keep(there, past, future);
  location.assign(there + screen);
}

function elsewhere(then, screen = location.hash) {
  past.push(copy());
  future.length = 0;
  leaveFor({ ...copy(), ...then }, screen);
  past.pop(); // whoever comes back by the browser has not left
  chosen();
}

// As the address has it, whatever the browser remembers of its choice.
function chosen() {
  $("#scenario-name").value = given.scenario;
  if ($("#variant")) $("#variant").value = given.variant ?? "";
}

// To what the file has, without a variant too.
function reset() {
  const plain = { set: new Map(), replications: null };
  if (given.variant) elsewhere({ ...plain, variant: null });
  else change(() => Object.assign(now, plain));
}

const afresh = (scenario) =>
  elsewhere({ scenario, variant: null, set: new Map(), alternative: [], replications: null }, "");

async function adopt() {
  const answer = await post("adopt", { question: question() });
  if (wrong(answer.mistakes ?? [])) return;
  elsewhere({ scenario: answer.scenario, variant: null, set: new Map() });
}

$("#scenario-name").addEventListener("change", () => afresh($("#scenario-name").value));
$("#variant")?.addEventListener("change", () => elsewhere({ variant: $("#variant").value || null }));
$("#adopt").addEventListener("click", () => adopt().catch(lost));
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => {
  chosen();
  if (event.persisted) ask();
});

const others = screens({ now, current: () => job, given, question, common, forAll, changed: repin, plan: () => now.replications ?? Number(base(number)), afresh });
listen(others.asks, (answer, error) => (error ? lost(error) : others.hear(answer)));
addEventListener("hashchange", () => soon(0));
pinned();
ask();
