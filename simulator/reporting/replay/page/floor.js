// The floor below the dots: tiles, people, trucks and stock, each drawn anew when it has changed.
"use strict";

// Draws on a canvas of a layout; gives a function of the state, which looks at every `apart`-th part,
// the first of them `first`.
Replay.floor = function (canvas, film, layout, colors) {
  const context = canvas.getContext("2d");
  const { write, text, fitted, wrapped } = Replay.brush(context, colors);
  const crews = film.content.crews.length;
  const now = new Float64Array(16 + 5 * crews);
  const { below, band, narrow, half, right } = layout;
  const parts = [...film.spots.flatMap(tile), ...film.content.crews.map(crew), ...dock(), ...film.content.carriers.map(truck), ...film.day.skus.map(sku), outside()];
  const kept = parts.map(() => new Float64Array(now.length).fill(NaN));
  // Of what is said of a truck that is to come a number, which is another one where that is.
  const expected = (truck, frame) => (truck ? 2 * truck.due + 2 + (truck.due <= frame ? 1 : 0) : 0);
  const rooms = []; // of numbers by how many figures they have
  let figure = 0;
  let worst = -1;
  context.textBaseline = "alphabetic";
  headings();
  return function (state, first, apart) {
    worst = Replay.stuck(film, state);
    for (let k = first; k < parts.length; k += apart) {
      const part = parts[k];
      if (!changed(kept[k], part.look(state))) continue;
      if (part.wash) context.fillStyle = colors.wash;
      if (part.wash) context.fillRect(...part.box);
      else context.clearRect(...part.box);
      part.draw(state);
    }
  };

  // Whether the first numbers of `now` are others than before; they are kept.
  function changed(before, many) {
    let differs = false;
    for (let k = 0; k < many; k++) {
      if (before[k] !== now[k]) {
        before[k] = now[k];
        differs = true;
      }
    }
    return differs;
  }

  // In whole dots of the screen.
  function room_of(many) {
    let figures = 1;
    for (let left = many; left >= 10; left /= 10) figures++;
    rooms[figures] ??= Math.ceil(figures * figure + Math.floor((figures - 1) / 3) * fitted(",", 21, 600, 0).width);
    return rooms[figures];
  }

  function headings() {
    figure = fitted("0", 21, 600, 0).width;
    film.spots.forEach((spot, number) => {
      const [left, top] = layout.corner(number);
      text(spot.label, left + 8, top + 18, 13, colors.ink, 600, layout.tile.width - 16);
    });
    if (crews) {
      text("People", 0, below + 16, 13, colors.ink, 600);
      text("■ busy", 62, below + 16, 11, colors.green);
      text("□ free", 112, below + 16, 11, colors.soft);
      text("– on a break", 156, below + 16, 11, colors.soft);
      text("× absent", 232, below + 16, 11, colors.soft);
    }
    if (film.content.inbound.length) {
      text("Receiving", 0, layout.dock + 16, 13, colors.ink, 600);
      text("trucks and pallets:", 76, layout.dock + 16, 11, colors.soft);
      text("■ at a door, in work", 180, layout.dock + 16, 11, colors.green);
      text("□ waiting", 296, layout.dock + 16, 11, colors.soft);
    }
    const heading = (name, meaning, top) => {
      text(name, right.left, top + 16, 13, colors.ink, 600);
      text(meaning, right.left + 56, top + 16, 11, colors.soft, 400, right.width - 60);
    };
    if (film.content.carriers.length) heading("Trucks", "height: parcels loaded; red: left behind", right.top);
    if (film.day.skus.length) heading("Stock", "units on hand; red: units that orders wait for", goods());
  }

  function goods() {
    const trucks = film.content.carriers.length;
    return right.top + (trucks ? 30 + trucks * (band + 14) : 0);
  }

  // What is above the dots of a tile (below its name), what is below them, and its frame. How many
  // there are changes often, why they wait seldom.
  function tile(spot, number) {
    const [left, top] = layout.corner(number);
    const { width, height } = layout.tile;
    const inner = width - 16;
    const station = spot.kind === "station";
    const line = top + height - 34;
    context.fillStyle = colors.wash;
    context.fillRect(left, top, width, height);
    const count = { wash: true, box: [left + 4, top + 22, 0, 24], look: look_count, draw: draw_count };
    const word = { wash: true, box: [0, top + 22, 0, 24], look: look_word, draw: draw_word };
    const reason = { wash: true, box: [left + 4, top + 46, width - 8, 26], look: look_why, draw: draw_why };
    const foot = { wash: true, box: [left + 4, line, width - 8, 16], look: look_foot, draw: draw_foot };
    const frame = { wash: true, box: [0, 0, 0, 0], look: look_frame, draw: draw_frame };
    return station ? [count, word, reason, foot, frame] : [count, word, reason, frame];

    function here(state) {
      return station ? state.waiting[number] : state.waiting[number] + state.working[number];
    }

    // A number has the room of its figures, each as wide as any, so that what is behind it stays.
    function look_count(state) {
      now[0] = here(state);
      now[1] = number === worst ? 1 : 0;
      count.box[2] = 5 + room_of(now[0]);
      return 2;
    }

    function draw_count(state) {
      write(Replay.number(here(state)), left + 8, top + 41, 21, number === worst ? colors.red : colors.ink, 600);
    }

    function look_word(state) {
      const many = here(state);
      now[0] = room_of(many);
      now[1] = many === 1 ? 1 : 0;
      word.box[0] = left + 9 + now[0];
      word.box[2] = width - 13 - now[0];
      return 2;
    }

    function draw_word(state) {
      const many = here(state);
      const told = station ? (many === 1 ? "waits" : "wait") : spot.kind === "stock" ? "without stock" : spot.kind === "dock" ? "on the dock" : "here";
      text(told, left + 13 + room_of(many), top + 41, 12, colors.soft, 400, inner - room_of(many) - 5);
    }

    // Why orders wait hangs on the people of the spot and its machines; of a dock on the next trucks.
    function look_why(state) {
      const waits = state.waiting[number] > 0;
      const working = state.working[number];
      now[0] = waits ? 1 : 0;
      now[1] = waits && spot.room !== null ? working : working > 0 ? 1 : 0;
      now[2] = state.down[spot.activity] ?? 0;
      now[3] = 0;
      if (spot.kind === "dock") for (const one of state.trucks) now[3] = 7 * now[3] + expected(one.next, state.frame);
      let many = 4;
      for (const crew of spot.crews) {
        const { present, busy, on_break, absent } = state.crews[crew];
        now[many++] = waits ? present : 0;
        now[many++] = waits ? busy : 0;
        now[many++] = waits ? on_break : 0;
        now[many++] = waits ? absent : 0;
        now[many++] = waits ? state.people[number][crew] : 0;
      }
      return many;
    }

    function draw_why(state) {
      const why = Replay.why(film, state, number);
      if (why) wrapped(why, left + 8, top + 56, 11, colors.soft, inner);
    }

    function look_foot(state) {
      now[0] = state.working[number];
      now[1] = state.down[spot.activity] ?? 0;
      return 2;
    }

    function draw_foot(state) {
      context.fillStyle = colors.line;
      context.fillRect(left + 8, line, inner, 1);
      const down = state.down[spot.activity] && spot.place === null ? `, ${state.down[spot.activity]} down` : "";
      text(`${Replay.number(state.working[number])} in work${down}`, left + 8, line + 13, 11, down ? colors.red : colors.soft, 400, inner);
    }

    function look_frame() {
      now[0] = number === worst ? 1 : 0;
      return 1;
    }

    function draw_frame() {
      const stuck = number === worst;
      ring(3, colors.wash);
      ring(stuck ? 3 : 1, stuck ? colors.red : colors.line);
    }

    function ring(wide, color) {
      context.fillStyle = color;
      context.fillRect(left, top, width, wide);
      context.fillRect(left, top + height - wide, width, wide);
      context.fillRect(left, top, wide, height);
      context.fillRect(left + width - wide, top, wide, height);
    }
  }

  function crew(name, number) {
    return row(below + 30, number, count, (state) => {
      const { busy, present } = state.crews[number];
      return `${Replay.plain(name)} ${busy} of ${present} busy`;
    });

    function count(state) {
      const { busy, present, on_break, absent } = state.crews[number];
      now[0] = busy;
      now[1] = Math.max(present - busy, 0);
      now[2] = on_break;
      now[3] = absent;
      return 4;
    }
  }

  // Suppliers' trucks at the doors and in the yard, then pallets by what is done with them.
  function dock() {
    const count = (done, waits) => {
      now[0] = done;
      now[1] = waits;
      return 2;
    };
    if (!film.content.inbound.length) return [];
    const trucks = row(layout.dock + 30, 0, ({ doors: [one] }) => count(one.at_a_door, one.in_the_yard), ({ doors: [one] }) => {
      return `${one.at_a_door} of ${Replay.plural(film.content.doors, "door")} taken, ${one.in_the_yard} in the yard`;
    });
    const pallets = film.content.inbound.map((name, number) =>
      row(layout.dock + 30, number + 1, ({ inbound }) => count(inbound[number].working, inbound[number].waiting), ({ inbound }) => {
        const { working, waiting } = inbound[number];
        return `${Replay.plain(name)}: ${Replay.number(working)} in work, ${waiting === 1 ? "1 waits" : `${Replay.number(waiting)} wait`}`;
      }),
    );
    return [trucks, ...pallets];
  }

  // A line of words with a sign for each that is counted: `look` gives how many kinds there are.
  function row(top, number, look, words) {
    const lines = narrow ? 2 : 1;
    const line = top + number * band * lines;
    const from = narrow ? 0 : 196;
    const depth = narrow ? line + band - 4 : line;
    return { box: [0, line - 1, half, band * lines], look, draw };

    function draw(state) {
      const kinds = look(state);
      text(words(state), 0, line + 12, 12, colors.ink, 400, narrow ? half : 190);
      let all = 0;
      for (let kind = 0; kind < kinds; kind++) all += now[kind];
      const step = Math.min(15, (half - from - 4) / Math.max(all, 1));
      let place = 0;
      for (let kind = 0; kind < kinds; kind++) {
        for (let k = 0; k < now[kind]; k++) person(kind, from + step * place++, depth, Math.max(step - 4, 1.5));
      }
    }
  }

  // Busy, free, on a break, absent: told apart by their form, in print and by every eye.
  function person(kind, left, top, size) {
    context.lineWidth = 1.4;
    context.strokeStyle = colors.soft;
    context.fillStyle = colors.green;
    if (kind === 0) context.fillRect(left, top + 2, size, 11);
    else if (kind === 1) context.strokeRect(left + 0.7, top + 2.7, Math.max(size - 1.4, 0.5), 9.6);
    else {
      context.beginPath();
      context.moveTo(left, kind === 2 ? top + 7.5 : top + 3);
      context.lineTo(left + size, kind === 2 ? top + 7.5 : top + 12);
      if (kind === 3) {
        context.moveTo(left + size, top + 3);
        context.lineTo(left, top + 12);
      }
      context.stroke();
    }
  }

  function truck(name, number) {
    const { left: from, width: wide } = layout.clock;
    const line = layout.clock.line(number);
    const mine = film.trucks.filter((one) => one.carrier === number && one.at >= 0 && one.at <= film.day.last);
    const biggest = film.trucks.reduce((most, one) => Math.max(most, one.waiting, one.loaded), 1);
    return { box: [right.left, line, right.width, band + 13], look, draw };

    function look(state) {
      const { last, next } = state.trucks[number];
      now[0] = last ? last.at : -1e9;
      now[1] = expected(next, state.frame);
      now[2] = mine.reduce((many, one) => many + (one.known <= state.frame ? 1 : 0), 0);
      return 3;
    }

    function draw(state) {
      const { last, next } = state.trucks[number];
      text(name, right.left, line + 12, 12, colors.ink, 400, 96);
      const behind = last ? Math.max(last.waiting - last.loaded, 0) : 0;
      const loaded = last ? `last ${Replay.time(film, last.at)}: ${last.missed ? "no truck came" : `${Replay.number(last.loaded)} loaded`}` : "";
      const told = last ? loaded + (behind ? `, ${Replay.number(behind)} left behind` : "") : next ? `${next.called ? "called for" : "next"} ${Replay.coming(film, next, state.frame)}` : "no pick-up";
      text(told, right.left, line + 26, 11, behind || last?.missed ? colors.red : colors.soft, 400, 215);
      context.fillStyle = colors.line;
      context.fillRect(from, line + 28, wide, 1);
      for (const one of mine) {
        if (one.known > state.frame) continue; // nobody has called it yet
        const tall = (24 * one.loaded) / biggest;
        const left_behind = (24 * Math.max(one.waiting - one.loaded, 0)) / biggest;
        const at = from + (wide * one.at) / film.day.last - 3;
        context.globalAlpha = one.at <= state.frame ? 1 : 0.35;
        context.fillStyle = colors.blue;
        context.fillRect(at, line + 28 - tall, 7, Math.max(tall, 1));
        context.fillStyle = colors.red;
        context.fillRect(at, line + 28 - tall - left_behind, 7, left_behind);
      }
      context.globalAlpha = 1;
    }
  }

  function sku(name, number) {
    const line = goods() + 28 + number * band;
    const from = right.left + 116;
    const wide = Math.max(right.width - 116 - 116, 20);
    const values = ["on_hand", "awaited"].map((key) => film.lines[`sku.${number}.${key}`]?.values ?? []);
    const greatest = values.reduce((most, each) => each.reduce((a, b) => Math.max(a, b), most), 1);
    return { box: [right.left, line, right.width, band], look, draw };

    function look(state) {
      now[0] = state.stock[number].on_hand;
      now[1] = state.stock[number].awaited;
      return 2;
    }

    function draw(state) {
      const { on_hand, awaited } = state.stock[number];
      text(name, right.left, line + 12, 12, colors.ink, 400, 110);
      context.fillStyle = colors.line;
      context.fillRect(from, line + 3, wide, 10);
      context.fillStyle = colors.blue;
      context.fillRect(from, line + 3, (wide * Math.max(on_hand, 0)) / greatest, 10);
      context.fillStyle = colors.red;
      context.fillRect(from, line + 9, (wide * awaited) / greatest, 4);
      const told = awaited ? `${Replay.number(on_hand)} here, ${Replay.number(awaited)} awaited` : `${Replay.number(on_hand)} on hand`;
      text(told, from + wide + 6, line + 12, 11, awaited ? colors.red : colors.soft, 400, 112);
    }
  }

  function outside() {
    const places = Math.min(film.content.outside.length, now.length);
    return {
      box: [0, layout.height - 24, layout.width, 24],
      look(state) {
        for (let k = 0; k < places; k++) now[k] = state.outside[k].parcels;
        return places;
      },
      draw(state) {
        const told = state.outside.map((one) => `${Replay.plain(one.name)} ${Replay.number(one.parcels)}`);
        text(`Outside the house: ${told.join(" · ")}`, 0, layout.height - 8, 12, colors.soft, 400, layout.width);
      },
    };
  }
};
