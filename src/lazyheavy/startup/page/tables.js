// What the page is built of: elements, numbers, and tables that sort.
const parts = (() => {
  "use strict";

  // Text goes in as text, never as markup.
  const element = (tag, attributes = {}, ...content) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null) made.setAttribute(name, value);
    }
    made.append(...content.filter((part) => part !== null));
    return made;
  };

  const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

  // Three figures at least: 1.78 s, 439 ms, 80.2 ms, 0.31 ms.
  const time = (ms) => {
    const size = Math.abs(ms);
    if (size >= 999.5) return `${(ms / 1000).toFixed(2)} s`;
    if (size >= 99.95) return `${ms.toFixed(0)} ms`;
    if (size >= 0.995) return `${ms.toFixed(1)} ms`;
    return size < 0.005 ? "0 ms" : `${ms.toFixed(2)} ms`;
  };

  const count = (number, one, many = `${one}s`) =>
    `${grouped.format(number)} ${number === 1 ? one : many}`;

  const percent = (part, whole) => {
    if (!(whole > 0)) return "";
    const share = (100 * part) / whole;
    return `${share > 0 && share < 9.95 ? share.toFixed(1) : share.toFixed(0)} %`;
  };

  // A table whose heads sort it. A column has `name`, `value(row)` to sort by,
  // `cell(row)` to show, and maybe `first`, the order of the first click: "down".
  const table = ({ columns, rows, caption, sorted, limit = Infinity, rowOf }) => {
    let shown = rows;
    let most = limit;
    const order = { column: sorted[0], direction: sorted[1] };
    const body = element("tbody");
    const more = element("button", { type: "button", class: "more" });
    const heads = columns.map((column, number) => {
      const press = () => {
        const other = order.direction === "down" ? "up" : "down";
        order.direction = order.column === number ? other : (column.first ?? "up");
        order.column = number;
        fill();
      };
      const inside = column.value
        ? element("button", { type: "button", onclick: press }, column.name)
        : column.name;
      return element("th", { scope: "col", class: column.class ?? null }, inside);
    });

    const compare = (one, other) =>
      typeof one === "string" || typeof other === "string"
        ? String(one).localeCompare(String(other), "en")
        : one - other;

    const fill = () => {
      const { value } = columns[order.column];
      const sign = order.direction === "down" ? -1 : 1;
      const keys = new Map(shown.map((row) => [row, value(row)]));
      const list = [...shown].sort((a, b) => sign * compare(keys.get(a), keys.get(b)));
      heads.forEach((head, number) => {
        const words = { up: "ascending", down: "descending" };
        if (number === order.column) {
          head.setAttribute("aria-sort", words[order.direction]);
        } else head.removeAttribute("aria-sort");
      });
      body.replaceChildren(
        ...list.slice(0, most).map((row) => {
          const cells = columns.map((column) =>
            element("td", { class: column.class ?? null }, column.cell(row)),
          );
          const line = element("tr", {}, ...cells);
          rowOf?.(line, row);
          return line;
        }),
      );
      more.hidden = list.length <= most;
      more.textContent = `Show all ${grouped.format(list.length)}`;
    };
    more.addEventListener("click", () => {
      most = Infinity;
      fill();
    });

    fill();
    return {
      node: element(
        "div",
        { class: "scroll" },
        element(
          "table",
          {},
          element("caption", { class: "hidden" }, caption),
          element("thead", {}, element("tr", {}, ...heads)),
          body,
        ),
        more,
      ),
      refresh: fill,
      show: (some) => {
        shown = some;
        fill();
      },
    };
  };

  // A number with a bar behind it, as wide as its share of the largest.
  const gauge = (text, share) => {
    const made = element("span", { class: "gauge" }, text);
    made.style.setProperty("--share", String(Math.max(0, Math.min(share, 1))));
    return made;
  };

  return { element, time, count, percent, table, gauge };
})();
