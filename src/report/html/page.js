"use strict";
// Tables that filter and sort. Text from data goes into the page as text only.
(() => {
  const island = JSON.parse(document.getElementById("island").textContent);
  const words = island.words;
  const lower = words.map((word) => word.toLowerCase());
  const PAGE = 25;
  const LONG_FACET = 60;
  const SHAPED = new Set(["proven", "insufficient", "late", "unproven", "unticketed", "not_testable", "pass", "fail", "exception"]);
  const lists = new Map();

  const el = (name, attributes, ...kids) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) node.setAttribute(key, value);
    }
    node.append(...kids.filter((kid) => kid !== null && kid !== undefined).map((kid) => (kid instanceof Node ? kid : String(kid))));
    return node;
  };
  const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  const spoken = (word) => (word === "not_testable" ? "cannot be told" : word.replace(/_/g, " "));
  const time = (seconds) => {
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace("T", " ").replace(/\.000Z$/, "");
  };

  const badge = (word) => {
    const node = el("span", { class: "badge" });
    if (SHAPED.has(word)) {
      node.classList.add("v-" + word);
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      svg.setAttribute("aria-hidden", "true");
      use.setAttribute("href", "#s-" + word);
      svg.append(use);
      node.append(svg);
    }
    node.append(spoken(word));
    return node;
  };

  // A line may break after the at sign of an address and the dots behind it, and nowhere else.
  const breakable = (text) => text.split(/(?<=@)|(?<=@\S*\.)/).flatMap((piece) => [piece, el("wbr")]);
  const account = (name) => {
    const short = island.domain && name.endsWith(island.domain) && name.length > island.domain.length ? name.slice(0, -island.domain.length) : name;
    return breakable(short);
  };
  // Details hold places of words, in lists as deep as they need to be.
  const said = (value) => (Array.isArray(value) ? value.map(said) : value === null ? null : words[value]);

  // A view is what the address says: filters by column, search, order, page, open rows.
  const decode = (hash) => {
    const at = hash.indexOf("?");
    const name = at < 0 ? hash : hash.slice(0, at);
    const view = { filters: new Map(), q: "", sort: null, page: 1, open: new Set() };
    if (at < 0) return [name, view];
    for (const part of hash.slice(at + 1).split("&")) {
      const eq = part.indexOf("=");
      if (eq < 1) continue;
      const key = part.slice(0, eq);
      let values;
      try {
        values = part.slice(eq + 1).split(",").map(decodeURIComponent);
      } catch {
        continue;
      }
      if (key === "q") view.q = values.join(",");
      else if (key === "sort") view.sort = values[0];
      else if (key === "page") view.page = Math.max(1, parseInt(values[0], 10) || 1);
      else if (key === "open") view.open = new Set(values);
      else view.filters.set(key, new Set(values));
    }
    return [name, view];
  };
  const encode = (name, view) => {
    const parts = [];
    for (const [key, values] of view.filters) parts.push(key + "=" + [...values].map(encodeURIComponent).join(","));
    if (view.q) parts.push("q=" + encodeURIComponent(view.q));
    if (view.sort) parts.push("sort=" + encodeURIComponent(view.sort));
    if (view.page > 1) parts.push("page=" + view.page);
    if (view.open.size) parts.push("open=" + [...view.open].map(encodeURIComponent).join(","));
    return "#" + name + (parts.length ? "?" + parts.join("&") : "");
  };

  class List {
    constructor(name, table) {
      this.name = name;
      this.rows = table.rows;
      this.defaultSort = table.sort;
      this.columns = table.columns;
      this.by = new Map(table.columns.map((column) => [column.key, column]));
      this.section = document.getElementById(name);
      this.controls = this.section.querySelector(".controls");
      this.table = this.section.querySelector("table");
      this.pager = this.section.querySelector(".pager");
      this.view = decode("")[1];
      this.facets = new Map();
      this.heads();
      this.build();
    }

    isText(column) { return column.kind !== "time" && column.kind !== "score"; }

    text(column, row) {
      const value = column.data[row];
      if (value === null) return "";
      if (column.kind === "time") return time(value);
      if (column.kind === "score") return value.toFixed(1);
      if (column.kind === "id") return value;
      return words[value];
    }

    heads() {
      for (const th of this.table.querySelectorAll("thead th")) {
        const key = th.dataset.key;
        const button = el("button", { type: "button" }, th.textContent);
        button.addEventListener("click", () => {
          const now = this.view.sort || this.defaultSort;
          const falls = !this.isText(this.by.get(key));
          const first = falls ? "-" + key : key;
          const other = falls ? key : "-" + key;
          this.change({ sort: now === first ? other : first });
        });
        th.replaceChildren(button);
      }
    }

    build() {
      this.search = el("input", { type: "search", size: 24, placeholder: "all columns" });
      this.search.addEventListener("input", () => this.change({ q: this.search.value }));
      this.controls.append(el("label", null, "Search", this.search));
      for (const column of this.columns.filter((one) => one.facet)) {
        const select = el("select");
        select.addEventListener("change", () => {
          const filters = new Map(this.view.filters);
          if (select.value === "*") filters.delete(column.key);
          else if (select.value !== "several") filters.set(column.key, new Set([select.value.slice(1)]));
          this.change({ filters });
        });
        this.facets.set(column.key, select);
        this.controls.append(el("label", null, column.head, select));
      }
      const reset = el("button", { type: "button" }, "Clear");
      reset.addEventListener("click", () => this.change({ filters: new Map(), q: "", sort: null, open: new Set() }));
      this.controls.append(reset);
    }

    change(part) {
      this.view = { ...this.view, page: 1, ...part };
      this.show();
      try {
        history.replaceState(null, "", encode(this.name, this.view));
      } catch {
        // Some viewers of local files do not allow it; the view then has no address.
      }
    }

    // Rows that pass: every search term in some text of the row, and every filter.
    matches(skip) {
      const tests = [];
      for (const [key, values] of this.view.filters) {
        const column = this.by.get(key);
        if (!column || key === skip) continue;
        if (column.kind === "id" || !this.isText(column)) {
          tests.push((row) => values.has(this.text(column, row)));
        } else {
          const wanted = new Set();
          const has = column.kind === "words" ? (word) => word.split(";").some((one) => values.has(one)) : (word) => values.has(word);
          words.forEach((word, at) => { if (has(word)) wanted.add(at); });
          tests.push((row) => wanted.has(column.data[row]));
        }
      }
      const texts = this.columns.filter((column) => this.isText(column) && column.kind !== "id");
      const ids = this.columns.filter((column) => column.kind === "id");
      for (const term of this.view.q.toLowerCase().split(/\s+/).filter(Boolean)) {
        const hit = lower.map((word) => word.includes(term));
        tests.push((row) => texts.some((column) => hit[column.data[row]]) || ids.some((column) => column.data[row].toLowerCase().includes(term)));
      }
      const rows = [];
      for (let row = 0; row < this.rows; row += 1) if (tests.every((test) => test(row))) rows.push(row);
      return rows;
    }

    sorted(rows) {
      const sort = this.view.sort || this.defaultSort;
      const falls = sort.startsWith("-");
      const column = this.by.get(falls ? sort.slice(1) : sort);
      if (!column) return rows;
      const data = column.data;
      if (this.isText(column) && column.kind !== "id" && !this.rank) {
        const order = words.map((_, at) => at).sort((a, b) => (lower[a] < lower[b] ? -1 : lower[a] > lower[b] ? 1 : 0));
        this.rank = new Uint32Array(words.length);
        order.forEach((word, place) => { this.rank[word] = place; });
      }
      const value = this.isText(column) && column.kind !== "id" ? (row) => this.rank[data[row]] : (row) => data[row];
      const way = falls ? -1 : 1;
      return rows.sort((a, b) => {
        const x = value(a);
        const y = value(b);
        if (x === y) return a - b;
        if (x === null) return 1;
        if (y === null) return -1;
        return (x < y ? -1 : 1) * way;
      });
    }

    fill(key, select) {
      const column = this.by.get(key);
      const chosen = this.view.filters.get(key);
      const counts = new Map();
      for (const row of this.matches(key)) {
        const word = column.data[row];
        counts.set(word, (counts.get(word) || 0) + 1);
      }
      const options = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, LONG_FACET);
      const nodes = [el("option", { value: "*" }, "any")];
      if (chosen && chosen.size > 1) nodes.push(el("option", { value: "several" }, [...chosen].map(spoken).join(", ")));
      for (const [word, number] of options) {
        const label = words[word] === "" ? "none" : column.kind !== "word" && column.kind !== "badge" ? words[word] : spoken(words[word]);
        nodes.push(el("option", { value: "=" + words[word] }, (label.length > 40 ? label.slice(0, 39) + "…" : label) + " (" + count(number) + ")"));
      }
      if (chosen && chosen.size === 1 && !options.some(([word]) => chosen.has(words[word]))) {
        nodes.push(el("option", { value: "=" + [...chosen][0] }, spoken([...chosen][0]) + " (0)"));
      }
      select.replaceChildren(...nodes);
      select.value = !chosen ? "*" : chosen.size > 1 ? "several" : "=" + [...chosen][0];
    }

    show() {
      const view = this.view;
      const rows = this.sorted(this.matches(null));
      const pages = Math.max(1, Math.ceil(rows.length / PAGE));
      const page = Math.min(view.page, pages);
      const first = (page - 1) * PAGE;
      const body = el("tbody");
      for (const row of rows.slice(first, first + PAGE)) this.row(body, row);
      this.table.tBodies[0].replaceWith(body);
      // Filters that have no control of their own are said in words.
      const silent = [...view.filters].filter(([key]) => this.by.has(key) && !this.facets.has(key))
        .map(([key, values]) => ", " + this.by.get(key).head + ": " + [...values].join(" or ")).join("");
      this.table.caption.textContent = rows.length === 0 ? "No row matches" + silent :
        count(first + 1) + " to " + count(Math.min(first + PAGE, rows.length)) + " of " + count(rows.length) +
        (rows.length === this.rows ? "" : " that match, of " + count(this.rows)) + silent;
      for (const [key, select] of this.facets) this.fill(key, select);
      if (this.search.value !== view.q) this.search.value = view.q;
      const sort = view.sort || this.defaultSort;
      for (const th of this.table.querySelectorAll("thead th")) {
        const key = th.dataset.key;
        th.setAttribute("aria-sort", sort === key ? "ascending" : sort === "-" + key ? "descending" : "none");
      }
      this.page(page, pages);
    }

    page(page, pages) {
      const turn = (label, to, able) => {
        const button = el("button", { type: "button" }, label);
        button.disabled = !able;
        button.addEventListener("click", () => { this.change({ page: to }); this.section.scrollIntoView(); });
        return button;
      };
      this.pager.replaceChildren(...(pages < 2 ? [] : [
        turn("Previous", page - 1, page > 1),
        el("span", null, "Page " + count(page) + " of " + count(pages)),
        turn("Next", page + 1, page < pages),
      ]));
    }

    row(body, row) {
      const shown = this.columns.filter((column) => column.stands === "beside");
      const under = this.columns.filter((column) => column.stands === "under");
      const id = this.text(this.columns[0], row);
      const isOpen = this.view.open.has(id);
      const tr = el("tr");
      for (const column of shown) tr.append(this.cell(column, row, id, isOpen));
      body.append(tr);
      if (under.length) {
        body.append(el("tr", { class: "under" }, el("td"), el("td", { colspan: shown.length - 1 },
          ...under.flatMap((column) => [el("span", { class: column.kind === "place" ? "place" : null }, this.text(column, row)), " "]))));
      }
      if (isOpen) body.append(el("tr", { class: "detail" }, el("td", { colspan: shown.length }, this.detail(row, id))));
    }

    cell(column, row, id, isOpen) {
      const text = this.text(column, row);
      if (column.kind === "id") {
        const button = el("button", { type: "button", class: "open", "aria-expanded": String(isOpen) }, text);
        button.addEventListener("click", () => this.toggle(id));
        return el("td", { class: "tab" }, button);
      }
      if (column.kind === "badge") return el("td", null, text ? badge(text) : "");
      if (column.kind === "word") return el("td", null, spoken(text));
      if (column.kind === "time") return el("td", { class: "tab" }, text);
      if (!this.isText(column)) return el("td", { class: "num" }, text);
      if (column.kind === "ref") return el("td", { class: "n" }, ...links(text));
      if (column.kind === "account") return el("td", { class: "n" }, ...account(text));
      return el("td", { class: { text: "t", code: "tab", place: "p" }[column.kind] || "n" }, text);
    }

    toggle(id) {
      const open = new Set(this.view.open);
      if (open.has(id)) open.delete(id); else open.add(id);
      this.change({ open, page: this.view.page });
      const again = [...this.table.querySelectorAll(".open")].find((button) => button.textContent === id);
      if (again) again.focus();
    }

    detail(row, id) {
      const facts = this.columns.filter((column) => column.stands === "inside").map((column) => {
        const text = this.text(column, row);
        if (column.kind === "words") return [column.head, text.split(";").map(spoken).join(", ")];
        return [column.head, column.kind === "word" ? spoken(text) : text];
      });
      if (this.name !== "changes") return el("div", { class: "case" }, el("div", null, list(facts)));
      if (!island.details[row]) {
        return el("div", { class: "case" }, el("div", null, list(facts),
          el("p", { class: "note" }, "Evidence, link and risk of this change stand in data/evidence.csv, data/links.csv and data/changes.csv under ", el("code", null, id), ".")));
      }
      const [found, chosen, runnerUp, lost, flips, [score, terms], more, events] = said(island.details[row]);
      const part = (title, ...kids) => el("section", null, el("h4", null, title), ...kids);
      return el("div", { class: "case" },
        part("Evidence", ...(found.length ? found.map(evidence) : [el("p", null, "None was found.")])),
        part("Ticket, as a sum", link(chosen, "No ticket.")),
        runnerUp ? part("The next best ticket", el("p", null, lost), link(runnerUp, "")) : null,
        flips.length ? part("What would turn it, smallest first", el("ol", null, ...flips.map((one) => el("li", null, ...breakable(one))))) : null,
        part("Risk, as a sum", sum(terms, score)),
        part("Facts", list([...more, ...facts])),
        events.length ? part("Records", records(events)) : null);
    }
  }

  const links = (text) => {
    const nodes = [];
    for (const name of text.split(" ")) {
      if (nodes.length) nodes.push(" ");
      const ticket = name.startsWith("ticket:") ? name.slice(7) : name;
      if (/^chg-[0-9a-f]+$/.test(name)) nodes.push(el("a", { href: "#changes?id=" + encodeURIComponent(name) + "&open=" + encodeURIComponent(name) }, name));
      else if (tickets().has(ticket)) nodes.push(el("a", { href: "#tickets?ticket=" + encodeURIComponent(ticket) + "&open=" + encodeURIComponent(ticket) }, name));
      else nodes.push(name);
    }
    return nodes;
  };
  let known = null;
  const tickets = () => {
    if (!known) known = new Set(island.tables.tickets.columns[0].data);
    return known;
  };

  const list = (facts) => {
    const dl = el("dl");
    for (const [name, value] of facts) if (value !== "" && value !== null) dl.append(el("dt", null, name), el("dd", null, ...breakable(value)));
    return dl;
  };

  const evidence = ([method, level, basis, timing, at, pieces, facts]) => {
    const quote = el("blockquote");
    pieces.forEach((piece, place) => quote.append(place % 2 ? el("mark", null, piece) : piece));
    return el("div", { class: "piece" },
      el("p", null, el("b", null, method), " · level " + level + " · " + basis + " · " + timing + (at ? " · " + at : "")),
      pieces.join("") ? quote : null,
      list(facts));
  };

  const records = (events) => {
    const ol = el("ol");
    for (const [at, type, outcome, reason, place] of events) {
      ol.append(el("li", null, at + " ", el("code", null, type), " " + outcome + (reason ? ": " + reason : ""), el("br"), el("span", { class: "note" }, place)));
    }
    return ol;
  };

  // A sum as a waterfall: each bar begins where the one before ended. What the words say, the bars only show.
  const NS = "http://www.w3.org/2000/svg";
  const shape = (name, attributes) => {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const bar = (from, to, least, most, fill) => {
    const x = (value) => 2 + (116 * (value - least)) / Math.max(most - least, 1e-9);
    const svg = shape("svg", { class: "fall", "aria-hidden": "true", viewBox: "0 0 120 12", width: 120, height: 12 });
    svg.append(shape("rect", { x: x(0), y: 0, width: 1, height: 12, fill: "#D6D8DB" }));
    const start = x(Math.min(from, to));
    svg.append(shape("rect", { x: start, y: 2, width: Math.max(1, x(Math.max(from, to)) - start), height: 8, fill }));
    return svg;
  };
  const sum = (terms, total) => {
    const body = el("tbody");
    const running = [0];
    for (const [, points] of terms) running.push(running[running.length - 1] + (parseFloat(points) || 0));
    const [least, most] = [Math.min(...running), Math.max(...running)];
    terms.forEach(([name, points, seen], at) => {
      const [from, to] = [running[at], running[at + 1]];
      body.append(el("tr", { class: "term" }, el("th", { scope: "row" }, name), el("td", { class: "num" }, points), el("td", null, bar(from, to, least, most, to < from ? "#BF4800" : "#0072B2"))));
      if (seen) body.append(el("tr", { class: "seen" }, el("td", { colspan: 3 }, ...breakable(seen))));
    });
    body.append(el("tr", { class: "sum" }, el("th", { scope: "row" }, "sum"), el("td", { class: "num" }, total), el("td", null, bar(0, running[terms.length], least, most, "#1C1E21"))));
    return el("table", null, body);
  };

  const link = (one, none) => {
    if (one === null) return el("p", null, none);
    const [ticket, confidence, basis, mismatch, score, terms] = one;
    return el("div", null,
      el("p", null, ...links(ticket), " · confidence " + confidence + " · by " + basis + (mismatch ? " · " + mismatch : "")),
      sum(terms, score));
  };

  const follow = () => {
    const [name, view] = decode(location.hash.slice(1));
    const target = lists.get(name);
    if (!target) return;
    target.view = view;
    target.show();
    target.section.scrollIntoView();
  };

  for (const button of document.querySelectorAll(".unfold")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const all = [...document.querySelectorAll("#" + button.dataset.of + " details")];
      const open = !all.every((one) => one.open);
      for (const one of all) one.open = open;
    });
  }
  for (const [name, table] of Object.entries(island.tables)) lists.set(name, new List(name, table));
  for (const one of lists.values()) one.show();
  addEventListener("hashchange", follow);
  follow();
})();
