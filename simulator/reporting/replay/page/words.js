// What is seen at a frame, in words: the time, why orders wait, the journey of one order.
"use strict";

Replay.WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
Replay.number = (whole) => String(whole).replace(/\B(?=(\d{3})+$)/g, ","); // Intl takes longer than drawing
Replay.plural = (count, word, many) => `${Replay.number(count)} ${count === 1 ? word : (many ?? `${word}s`)}`;
Replay.fonts = new Map();
Replay.font = function (size, weight) {
  const key = 1000 * size + weight;
  if (!Replay.fonts.has(key)) Replay.fonts.set(key, `${weight} ${size}px system-ui, "Segoe UI", Roboto, Arial, sans-serif`);
  return Replay.fonts.get(key);
};
Replay.plain = (name) => name.replaceAll("_", " ");

// What the clock on the wall shows; of another day its name too.
Replay.time = function (film, frame) {
  const shown = film.day.shown;
  const [from, minutes] = shown.findLast((one) => one[0] <= frame) ?? shown[0] ?? [0, 0];
  const all = Math.floor(minutes + ((frame - from) * film.day.seconds) / 60 + 1e-9);
  const days = Math.floor(all / 1440);
  const two = (number) => String(number).padStart(2, "0");
  const text = `${two(Math.floor((all - 1440 * days) / 60))}:${two((((all % 60) + 60) % 60))}`;
  if (days === 0) return text;
  if (frame === film.day.last && text === "00:00") return "24:00";
  const date = new Date(`${film.day.date}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  if (Math.abs(days) < 7) return `${text} on ${Replay.WEEKDAYS[date.getUTCDay()]}`;
  return `${text} on ${date.toISOString().slice(0, 10)}`;
};

// Why orders wait at a spot; empty where none waits, or nothing can be said.
Replay.why = function (film, state, number) {
  const spot = film.spots[number];
  const here = state.waiting[number] + state.working[number];
  if (!here) return "";
  if (spot.kind === "stock") return "goods are missing";
  if (spot.kind === "dock") return pickUp();
  if (spot.kind === "lag" || !state.waiting[number]) return "";
  const down = state.down[spot.activity] ?? 0;
  const broken = down ? `${down} of ${film.content.machines[spot.activity]} ${spot.machines} down` : "";
  const taken = spot.room !== null && state.working[number] >= spot.room - (spot.place === null ? down : 0);
  if (!spot.crews.length) return taken || broken ? broken || `all ${spot.room} ${spot.machines} are taken` : gathering();
  const crews = spot.crews.map((crew) => state.crews[crew]);
  const sum = (key) => crews.reduce((total, crew) => total + crew[key], 0);
  const names = crews.map((crew) => Replay.plain(crew.name)).join(" and ");
  const present = sum("present");
  if (!present) return sum("on_break") ? `all ${names} are on a break` : `no ${names} at work`;
  if (sum("busy") >= present) {
    const others = sum("busy") - spot.crews.reduce((total, crew) => total + state.people[number][crew], 0);
    const there = crews.filter((crew) => crew.present);
    const names = there.map((crew) => Replay.plain(crew.name)).join(" and ");
    const all = present === 1 ? `the one of ${names} at work is busy` : present === 2 ? `both ${names} are busy` : `all ${present} ${names} are busy`;
    const away = others > 0 ? (others >= present ? ", elsewhere" : `, ${others} elsewhere`) : "";
    const missing = sum("on_break") ? `, ${sum("on_break")} on a break` : sum("absent") ? `, ${sum("absent")} absent` : "";
    return all + away + missing + (broken ? `; ${broken}` : "");
  }
  if (broken) return broken;
  return taken ? `all ${spot.room} ${spot.machines || "places"} are taken` : gathering();

  function gathering() {
    if (spot.gathers) return "a batch or wave is still to come";
    return spot.part_of !== null || film.spots.some((one) => one.part_of === number) ? "a zone before it is not done" : "";
  }

  function pickUp() {
    const next = state.trucks.map((one) => one.next).filter(Boolean);
    if (!next.length) return film.content.on_call ? "no truck is planned or called" : "no pick-up is left";
    const first = next.reduce((a, b) => (b.due < a.due ? b : a));
    return `${first.called ? "a truck is called for" : "next pick-up"} ${Replay.coming(film, first, state.frame)}`;
  }
};

// When a truck that has not come yet is to come: by the plan, for who waits does not know how late it is.
Replay.coming = (film, truck, frame) => `${Replay.time(film, truck.due)}${truck.due <= frame ? ", late" : ""}`;

// The station with most orders waiting at it; -1 where none waits.
Replay.stuck = function (film, state) {
  let worst = -1;
  for (let number = 0; number < film.spots.length; number++) {
    const spot = film.spots[number];
    if (spot.kind !== "station" || spot.part_of !== null || !state.waiting[number]) continue;
    if (worst < 0 || state.waiting[number] > state.waiting[worst]) worst = number;
  }
  return worst;
};

Replay.headline = function (film, state) {
  const waits = film.spots.reduce(
    (sum, spot, number) => sum + (spot.kind === "station" && spot.part_of === null ? state.waiting[number] : 0),
    0,
  );
  const worst = Replay.stuck(film, state);
  const late = state.late ? ` ${Replay.plural(state.late, "parcel is", "parcels are")} late.` : "";
  const told = `${Replay.time(film, state.frame)}. ${Replay.plural(waits, "parcel waits", "parcels wait")} at stations`;
  if (worst < 0) return `${told}.${late}`;
  const why = Replay.why(film, state, worst);
  const where = waits === state.waiting[worst] ? ` (${film.spots[worst].label})` : `, most at ${film.spots[worst].label} (${Replay.number(state.waiting[worst])})`;
  return `${told}${where}${why ? `: ${why}` : ""}.${late}`;
};

// The rows of parcels of an order, by the name that the order table has.
Replay.find = function (film, name) {
  const wanted = name.trim();
  const rows = [];
  film.parcels.order.forEach((order, row) => {
    if (order === wanted) rows.push(row);
  });
  return rows;
};

Replay.journey = function (film, row, frame) {
  const { parcels, spells, spots, content } = film;
  const time = (at) => Replay.time(film, at);
  const told = [];
  for (let one = parcels.begin[row]; one < parcels.begin[row + 1]; one++) {
    if (spells.queued[one] > frame) continue;
    const spot = spots[spells.spot[one]];
    if (spots.some((part) => part.part_of === spells.spot[one])) continue;
    const [queued, began, ended] = [spells.queued[one], spells.began[one], spells.ended[one]];
    const by = spells.crew[one] >= 0 && began <= frame ? ` by ${Replay.plain(content.crews[spells.crew[one]])}` : "";
    if (spot.kind === "station") {
      if (began > frame) told.push(ended <= frame ? `${spot.label}: waited from ${time(queued)} until ${time(ended)}` : `${spot.label}: waits since ${time(queued)}`);
      else {
        const wait = began > queued ? `waited from ${time(queued)}, ` : "";
        told.push(`${spot.label}: ${wait}${ended <= frame ? `in work ${time(began)} to ${time(ended)}` : `in work since ${time(began)}`}${by}`);
      }
    } else {
      const where = spot.kind === "dock" ? "on the dock" : spot.kind === "stock" ? "goods are missing" : spot.label;
      told.push(ended <= frame ? `${where} from ${time(queued)} to ${time(ended)}` : `${where} since ${time(queued)}`);
    }
  }
  const name = `Order ${parcels.order[row]}${parcels.number[row] > 1 ? `, parcel ${parcels.number[row]}` : ""}`;
  const kind = content.classes.length > 1 ? ` (${Replay.plain(content.classes[parcels.class[row]])})` : "";
  const due = parcels.due[row] < Replay.NOT_YET ? ` Promised to leave by ${time(parcels.due[row])}.` : "";
  const over = parcels.over[row] <= frame ? ` It ended ${time(parcels.over[row])}: ${content.outcomes[parcels.outcome[row]]}.` : "";
  return `${name}${kind}: ${told.join("; ") || "not in the house yet"}.${due}${over}`;
};
