// The other screens: what is pinned side by side, the scenario as text, and the runs of all tabs.

import { address, ask, follow, forget, open, post, soon } from "./asking.js";
import { lasting, make, unbroken, words } from "./drawing.js";
import { said } from "./mistakes.js";
import { replays } from "./replays.js";

const $ = (selector) => document.querySelector(selector);
const RESULT = ["#pinned-conclusion", "#pinned-warnings", "#pinned-table", "#pinned-more", "#pinned-notes", "#pinned-files", "#pinned-command"];
const VIEWS = ["what-if", "pinned", "replay", "scenario", "runs"];
const shown = () => VIEWS.find((name) => `#${name}` === location.hash) ?? "what-if";
const told = (place, mistakes) =>
  place.replaceChildren(...mistakes.map((one) => make("p", { className: "wrong", textContent: said(one) })));

export function screens({ now, current, given, question, common, forAll, changed, plan, afresh }) {
  const day = replays(current);
  let sides = new Map();
  let compared = "";

  function view() {
    const name = shown();
    for (const one of VIEWS) $(`#${one}`).hidden = one !== name;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (name === "pinned") compare().catch(unheard);
    if (name === "scenario") written().catch((error) => told($("#load-wrong"), [{ place: "", path: "", message: error.message }]));
    if (name === "replay") day.show();
    soon(0);
  }

  // ---- pinned ----

  const split = (text) => [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1).trim()];

  function names() {
    const rows = now.alternative.map((text, k) => {
      const [name, sets] = split(text);
      const id = `name-${k}`;
      const input = make("input", { id, type: "text", value: name, maxLength: 60, size: Math.max(20, name.length) });
      input.addEventListener("change", () => {
        const plain = input.value.replace(/[:;=]/g, " ").trim() || name;
        changed(() => (now.alternative[k] = `${plain}: ${sets}`));
      });
      const away = make("button", { type: "button", textContent: "Unpin" });
      away.setAttribute("aria-label", `Unpin ${name}`);
      away.addEventListener("click", () => {
        changed(() => now.alternative.splice(k, 1));
        $("#pinned-title").focus();
      });
      const label = make("label", { htmlFor: id, textContent: `Alternative ${k + 1}` });
      return make("p", { className: "buttons" }, label, input, away, make("code", { textContent: sets }));
    });
    $("#pinned-names").replaceChildren(...rows);
    $("#pinned-none").hidden = now.alternative.length > 0;
    if (!now.alternative.length) none();
    $("#pinned-common").textContent = now.alternative.length ? forAll() : "";
  }

  // What has been compared goes with the last of what is pinned.
  function none() {
    compared = "";
    for (const side of sides.values()) forget(side.number);
    sides = new Map();
    for (const one of RESULT) $(one).hidden = true;
    outdated(false);
    $("#pinned-told").textContent = "";
  }

  function unheard(error) {
    compared = "";
    $("#pinned-told").textContent = `The server does not answer (${error.message}); come back to this screen to ask again.`;
  }

  // What stands there until the comparison of now does.
  function outdated(are) {
    for (const one of RESULT) $(one).classList.toggle("stale", are);
    $("#pinned-before").hidden = !are || $("#pinned-table").hidden;
  }

  async function compare() {
    const key = JSON.stringify([given.scenario, given.variant, common(), now.alternative, now.replications]);
    if (!now.alternative.length || key === compared) return;
    compared = key;
    tabled = "";
    outdated(true);
    for (const side of sides.values()) forget(side.number);
    sides = new Map();
    const every = [["", []], ...now.alternative.map(split).map(([name, sets]) => [name, sets.split(";")])];
    for (const [name, sets] of every) {
      const set = [...common(), ...sets.map((one) => one.trim()).filter(Boolean)];
      const replications = plan() < 2 ? 2 : now.replications; // a difference needs two
      const asked = { ...question(), set, alternative: [], replications };
      const answer = await ask(asked);
      if (key !== compared) return;
      if (answer.mistakes) {
        $("#pinned-told").textContent = `${name}: ${answer.mistakes.map(said).join(" ")}`;
        return;
      }
      sides.set(name, answer.job);
      follow(answer.job, (job) => {
        if (key !== compared) return;
        sides.set(name, job);
        progress(key, every.length);
      });
    }
  }

  function progress(key, count) {
    const jobs = [...sides.values()];
    const done = jobs.reduce((sum, job) => sum + job.done, 0);
    const wants = jobs.reduce((sum, job) => sum + job.wanted, 0);
    const failed = jobs.find((job) => job.state === "failed");
    if (failed) $("#pinned-told").textContent = failed.wrong;
    else if (jobs.some((job) => job.state === "canceled")) {
      compared = "";
      $("#pinned-told").textContent = "A run of these was canceled; come back to this screen to ask again.";
    } else if (jobs.length < count || jobs.some(open)) $("#pinned-told").textContent = `${done} of ${wants} replications`;
    else if (jobs.every((job) => job.state === "done")) differences(key).catch(unheard);
  }

  // Jobs that are done have news once more: what is explained of them changes no difference.
  let fetching = "";
  let tabled = "";
  async function differences(key) {
    if (fetching === key || tabled === key) return;
    fetching = key;
    $("#pinned-told").textContent = "Comparing…";
    try {
      const answer = await post("pinned", { question: { ...question(), set: common() } });
      if (key !== compared) return;
      if (answer.mistakes) $("#pinned-told").textContent = answer.mistakes.map(said).join(" ");
      else {
        tabled = key;
        table(answer.compared, answer.command);
      }
    } finally {
      fetching = "";
    }
  }

  function table(found, command) {
    for (const one of RESULT) $(one).hidden = false;
    outdated(false);
    for (const form of ["report", "workbook"]) {
      const link = $(`#pinned-${form}`);
      if (link) link.href = address({ ...question(), set: common() }, `/pinned/${form}`);
    }
    $("#pinned-told").textContent = "";
    $("#pinned-conclusion").textContent = unbroken(found.conclusion);
    const head = make("tr", {}, ...["Figure", found.base, ...found.names].map((text) => make("th", { scope: "col", textContent: text })));
    const rows = found.rows.map((row) =>
      make(
        "tr",
        {},
        make("th", { scope: "row", textContent: row.label }),
        make("td", { textContent: row.base }),
        ...row.cells.map((cell) =>
          make("td", {}, cell.value, make("small", { className: cell.verdict, textContent: `${cell.difference} · ${cell.verdict}` }), cell.free && make("small", { textContent: cell.free })),
        ),
      ),
    );
    rows.unshift(make("tr", {}, make("th", { scope: "row", textContent: "Targets" }), ...["", ...found.names].map((name) => verdict(name))));
    $("#pinned-table").replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
    const warned = found.warnings.map((text) => make("li", { textContent: unbroken(text) }));
    $("#pinned-warnings").replaceChildren(...warned);
    $("#pinned-warnings").hidden = !warned.length;
    beyond();
    $("#pinned-notes").replaceChildren(...found.notes.map((text) => make("p", { className: "note", textContent: text })));
    $("#pinned-command code").replaceChildren(...words(command));
  }

  // Columns that do not fit are counted, as long as they are out of sight.
  function beyond() {
    const box = $("#pinned-table");
    const right = box.getBoundingClientRect().right;
    const heads = [...box.querySelectorAll("thead th")];
    const hidden = heads.filter((one) => one.getBoundingClientRect().right > right + 1).length;
    $("#pinned-more").hidden = box.hidden || !hidden;
    $("#pinned-more").textContent = hidden ? `${hidden} more ${hidden === 1 ? "column" : "columns"} to the right: scroll the table, or press the arrow keys in it. →` : "";
  }
  $("#pinned-table").addEventListener("scroll", beyond, { passive: true });
  addEventListener("resize", beyond);

  function verdict(name) {
    const found = sides.get(name)?.so_far;
    const words = { met: ["better", "met"], missed: ["worse", "missed"], undecided: ["", "undecided"], none: ["", "no target"], alone: ["", "one replication"] };
    const [className, textContent] = words[found?.verdict] ?? ["", ""];
    const held = found?.targets[0]?.holds ?? "";
    return make("td", {}, make("strong", { className, textContent }), make("small", { textContent: held }));
  }

  // ---- scenario ----

  let read = "";
  async function written() {
    const key = JSON.stringify(question());
    if (key === read) return;
    const found = await post("scenario", { question: question() });
    if (found.mistakes) return told($("#load-wrong"), found.mistakes);
    read = key;
    told($("#load-wrong"), []);
    const lines = found.resolved.split("\n").map((line) => {
      const at = line.lastIndexOf("  # ");
      if (at < 0) return make("span", { textContent: `${line}\n` });
      const origin = line.slice(at + 4);
      const own = origin === "--set";
      return make("span", { className: own ? "here" : "" }, line.slice(0, at), make("span", { className: "origin", textContent: `  ${own ? "changed here" : origin === "default" ? "assumed" : origin}\n` }));
    });
    $("#resolved").replaceChildren(...lines);
    $("#bundle").hidden = found.tables.length === 0;
    $("#bundle").href = address(question(), "/bundle");
    if ($("#text").dataset.of !== given.scenario) {
      $("#text").value = found.written;
      $("#text").dataset.of = given.scenario;
    }
  }

  async function take(name, asked, place) {
    try {
      const answer = await post(name, asked);
      if (answer.mistakes) told(place, answer.mistakes);
      else afresh(answer.scenario);
    } catch (error) {
      told(place, [{ place: "", path: "", message: error.message }]);
    }
  }

  // As they are: a text would come with what is not UTF-8 replaced, and a workbook is not text.
  const bytes = (file) =>
    new Promise((then, fail) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => then(reader.result.slice(reader.result.indexOf(",") + 1)));
      reader.addEventListener("error", () => fail(reader.error));
      reader.readAsDataURL(file);
    });

  $("#load").addEventListener("change", async () => {
    const files = {};
    for (const file of $("#load").files) files[file.name] = { base64: await bytes(file) };
    await take("load", { files }, $("#load-wrong"));
    $("#load").value = "";
  });
  $("#rewrite").addEventListener("click", () =>
    take("rewrite", { scenario: given.scenario, text: $("#text").value }, $("#text-wrong")),
  );

  // ---- runs ----

  // What is done and how long it lasts is written anew; the buttons stay while somebody presses them.
  const rows = new Map();
  const kind = (run) => (open(run) ? "open" : run.state);

  function row(run) {
    const kept = rows.get(run.number);
    const made = kept?.kind === kind(run) ? kept : { kind: kind(run), verdict: make("td"), done: make("td"), state: make("td") };
    if (made !== kept) {
      const at = make("small", { textContent: `${run.scenario}, asked at ${new Date(1000 * run.asked_at).toTimeString().slice(0, 8)}` });
      const what = make("th", { scope: "row" }, make("strong", { textContent: unbroken(run.title) }), at);
      made.row = make("tr", {}, what, made.verdict, made.done, made.state, actions(run));
      rows.set(run.number, made);
    }
    const lasted = run.reused === run.wanted ? "read from the store" : lasting(run.seconds, 1);
    const state = run.state === "failed" ? `failed: ${run.wrong}` : run.state;
    write(made.verdict, VERDICTS[run.verdict] ?? "");
    made.verdict.className = { met: "better", missed: "worse" }[run.verdict] ?? "";
    write(made.done, `${run.done} of ${run.wanted}`);
    write(made.state, `${state}, ${run.left ? `about ${lasting(run.left)} left` : lasted}`);
    return made.row;
  }

  const VERDICTS = { met: "Met", missed: "Missed", undecided: "Undecided", none: "no target", alone: "one replication" };
  const write = (cell, text) => {
    const told = unbroken(text);
    if (cell.textContent !== told) cell.textContent = told;
  };

  function actions(run) {
    const cell = make("td");
    const named = `${run.scenario}, ${run.title}`;
    const action = (name, properties, text) => {
      const one = make(name, { textContent: text, ...properties });
      one.setAttribute("aria-label", `${text}: ${named}`);
      cell.append(one, " ");
      return one;
    };
    if (open(run)) {
      action("button", { type: "button" }, "Cancel").addEventListener("click", async () => {
        await post("cancel", { job: run.number });
        soon(0);
      });
    }
    action("a", { href: run.address }, "Show");
    if (run.state === "done") {
      action("a", { href: `/report/${run.number}` }, "Report");
      if (!$("#no-workbooks")) action("a", { href: `/workbook/${run.number}` }, "Workbook");
    }
    action("a", { href: run.address.replace("/?", "/save?") }, "Scenario");
    return cell;
  }

  // Rows that are there already are not moved: who points at one goes on pointing at it.
  function list(runs) {
    const body = $("#run-rows");
    const at = document.activeElement?.closest("#run-rows") && document.activeElement.getAttribute("aria-label");
    const wanted = runs.map(row);
    for (const one of [...body.children]) if (!wanted.includes(one)) one.remove();
    wanted.forEach((one, k) => body.children[k] === one || body.insertBefore(one, body.children[k] ?? null));
    for (const number of rows.keys()) if (!runs.some((run) => run.number === number)) rows.delete(number);
    if (!at || document.activeElement?.closest("#run-rows")) return;
    body.querySelector(`[aria-label="${CSS.escape(at)}"]`)?.focus();
  }

  function hear(answer) {
    if (shown() === "replay") day.show();
    if (answer.runs) list(answer.runs);
  }

  addEventListener("hashchange", view);
  view();
  return {
    asks: () => ({ runs: shown() === "runs" }),
    hear,
    pinned: () => {
      names();
      if (shown() === "pinned") compare().catch(unheard);
    },
  };
}
