// The statements, what making them lazy would save, and the verdict on those that
// are ticked. Everything is recomputed in the page by what is still reachable.
const createWhatIf = (data, graph, hooks) => {
  "use strict";
  const { element, time, count, percent, table, gauge } = parts;
  const { statements, plan } = data;
  const byId = (id) => document.getElementById(id);
  const now = importGraph.reach(graph, new Set());
  const ticked = new Set();
  const boxes = new Map(); // statement -> its checkbox, as far as it is shown
  let gains = []; // what each statement adds to what is ticked

  const without = (lazy) => importGraph.reach(graph, lazy);
  const savingOf = (lazy) => importGraph.difference(graph, now, without(lazy));

  const weigh = (total) => {
    gains = statements.map((_, number) => {
      const other = new Set(ticked);
      if (!other.delete(number)) other.add(number);
      return Math.abs(savingOf(other).ms - total);
    });
  };

  weigh(0);

  const place = (file, line) => data.files[file] + (line ? `:${line}` : "");

  const keepers = ({ kept, keptMore }) => {
    const shown = kept.map(([module, file, line]) =>
      element(
        "span",
        { class: "keeper" },
        element("code", {}, module),
        file < 0 ? null : ` ${place(file, line)}`,
      ),
    );
    if (keptMore) shown.push(element("span", { class: "quiet" }, `and ${keptMore} more`));
    return shown;
  };

  const notes = (row) => {
    const made = element("div", { class: "notes" });
    if (row.needed) {
      made.append(
        element("span", { class: "needed" }, `needed while loading: ${row.needed}`),
      );
    }
    if (row.used) made.append(element("span", {}, `used in the run: ${row.used}`));
    if (row.fails) made.append(element("span", {}, row.fails));
    made.append(...keepers(row));
    return made;
  };

  const checkbox = (number) => {
    const row = statements[number];
    const box = element("input", {
      type: "checkbox",
      "aria-label": `Lazy: ${row.text}, ${place(row.file, row.line)}`,
      "data-statement": row.number,
      onchange: () => tick([number], box.checked),
    });
    box.checked = ticked.has(number);
    boxes.set(number, box);
    return box;
  };

  const most = Math.max(...statements.map((row) => row.cumulative), 0.001);
  const numbers = statements.map((_, number) => number);
  const rows = table({
    caption: "Import statements and what making them lazy would save",
    rows: numbers,
    sorted: [3, "down"],
    limit: 60,
    rowOf: (line, number) => line.classList.toggle("ticked", ticked.has(number)),
    columns: [
      { name: "Lazy", class: "tick", cell: checkbox },
      {
        name: "Imported at",
        class: "place",
        value: (number) => {
          const { file, line } = statements[number];
          return `${data.files[file]}:${String(line).padStart(6, "0")}`;
        },
        cell: (number) => place(statements[number].file, statements[number].line),
      },
      {
        name: "Statement",
        class: "text",
        value: (number) => statements[number].text,
        cell: (number) => element("code", {}, statements[number].text),
      },
      {
        name: "Saves alone",
        class: "number",
        first: "down",
        // Where that says nothing, the dearest stands first.
        value: (number) =>
          statements[number].alone + statements[number].cumulative * 1e-6,
        cell: (number) => {
          const { alone } = statements[number];
          return gauge(alone < 0.005 ? "0" : time(alone), alone / most);
        },
      },
      {
        name: "Adds now",
        class: "number",
        first: "down",
        value: (number) => gains[number] + statements[number].cumulative * 1e-6,
        cell: (number) => {
          const gain = gains[number];
          return gauge(gain < 0.005 ? "0" : time(gain), gain / most);
        },
      },
      {
        name: "Cumulative",
        class: "number",
        first: "down",
        value: (number) => statements[number].cumulative,
        cell: (number) =>
          gauge(time(statements[number].cumulative), statements[number].cumulative / most),
      },
      {
        name: "Kept alive by",
        class: "kept",
        cell: (number) => notes(statements[number]),
      },
    ],
  });

  const steps = plan.map((step, at) => {
    const press = () => {
      const upTo = plan.slice(0, at + 1).flatMap((one) => one.statements);
      ticked.clear();
      tick(upTo, true);
    };
    const names = step.statements.map((number) => {
      const { file, line, text } = statements[number];
      return element("span", {}, element("code", {}, text), ` ${place(file, line)}`);
    });
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", onclick: press, "aria-pressed": "false" },
        element("b", {}, time(step.gain)),
        element("span", { class: "names" }, ...names),
        element("span", { class: "quiet" }, `${time(step.total)} in all`),
      ),
    );
  });

  const verdict = (saving) => {
    const wall = data.total;
    const shown = byId("verdict");
    shown.dataset.ms = String(saving.ms);
    shown.dataset.modules = String(saving.modules);
    if (!ticked.size) {
      shown.replaceChildren(
        element("b", {}, time(wall)),
        element("span", {}, "to start now, by the least times. Tick import statements to see it with them lazy."),
      );
      return;
    }
    shown.replaceChildren(
      element("b", {}, time(wall - saving.ms)),
      element("span", {}, `instead of ${time(wall)}: `),
      element(
        "span",
        {},
        `${count(ticked.size, "lazy statement")} ${ticked.size === 1 ? "saves" : "save"} `,
        element("strong", {}, time(saving.ms)),
        ` (${percent(saving.ms, wall)}), ${count(saving.modules, "module")} `,
        "not loaded at start",
      ),
    );
  };

  const update = () => {
    const loaded = without(ticked);
    const saving = importGraph.difference(graph, now, loaded);
    verdict(saving);
    byId("meter").style.setProperty(
      "--part",
      String(Math.min(saving.ms / (data.total || 1), 1)),
    );
    byId("untick").disabled = !ticked.size;
    weigh(saving.ms);
    const active = document.activeElement?.dataset?.statement;
    rows.refresh();
    if (active !== undefined) {
      // The table was written anew: the focus stays where it was.
      document.querySelector(`input[data-statement="${active}"]`)?.focus();
    }
    steps.forEach((step, at) => {
      const isIn = plan
        .slice(0, at + 1)
        .every((one) => one.statements.every((number) => ticked.has(number)));
      step.firstChild.setAttribute("aria-pressed", String(isIn));
    });
    const gone = now.map((is, module) => (is && !loaded[module] ? 1 : 0));
    hooks.changed(ticked.size ? gone : null);
  };

  const tick = (some, on) => {
    for (const number of some) {
      if (on) ticked.add(number);
      else ticked.delete(number);
    }
    update();
  };

  byId("tick-plan").disabled = !plan.length;
  byId("tick-plan").addEventListener("click", () =>
    tick(plan.flatMap((step) => step.statements), true),
  );
  byId("untick").addEventListener("click", () => {
    ticked.clear();
    update();
  });
  byId("savings-note").textContent = statements.length
    ? "“Saves alone” is the time of the modules that nothing else loads; “adds now” is the same on top of what is ticked (or what a ticked one adds to the others). “Cumulative” is what the first load took: it says what an import costs, not what laziness saves."
    : "The program itself has no import statement at module level. With --all, those of installed packages stand here.";
  if (statements.length) byId("savings-table").append(rows.node);
  if (steps.length) {
    byId("plan").append(
      element("h3", {}, "Plan, in this order"),
      element("ol", {}, ...steps),
    );
  }
  update();
};
