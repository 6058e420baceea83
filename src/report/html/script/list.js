// Tables that filter, search and sort.
const ROWS = 25;
const ROWS_IN_PRINT = 200;
const LONG_FACET = 60;
const TITLES = { changes: "Change", findings: "Finding", tickets: "Ticket" };
const lists = new Map();

class List {
  constructor(name, table) {
    this.name = name;
    this.title = TITLES[name];
    this.rows = table.rows;
    this.words = table.words;
    this.defaultSort = table.sort;
    this.columns = table.columns;
    this.by = new Map(table.columns.map((column) => [column.key, column]));
    this.section = document.getElementById(name);
    this.controls = this.section.querySelector(".controls");
    this.found = this.section.querySelector(".found");
    this.table = this.section.querySelector("table");
    this.pager = this.section.querySelector(".pager");
    this.view = decode("")[1];
    this.facets = new Map();
    this.most = ROWS;
    this.heads();
    this.build();
  }

  isText(column) { return column.kind !== "time" && column.kind !== "score"; }

  isWords(column) { return this.isText(column) && column.kind !== "id"; }

  has(id) {
    if (!this.ids) this.ids = new Set(this.columns[0].data);
    return this.ids.has(id);
  }

  text(column, row) {
    const value = column.data[row];
    if (value === null) return "";
    if (column.kind === "time") return time(value);
    if (column.kind === "score") return value.toFixed(1);
    return column.kind === "id" ? value : this.words[value];
  }

  heads() {
    for (const th of this.table.querySelectorAll("thead th")) {
      const key = th.dataset.key;
      th.replaceChildren(button(th.textContent, () => {
        const now = this.view.sort || this.defaultSort;
        const falls = !this.isText(this.by.get(key));
        const first = falls ? "-" + key : key;
        const other = falls ? key : "-" + key;
        this.change({ sort: now === first ? other : first });
      }));
    }
  }

  build() {
    this.search = el("input", { type: "search", size: 24, placeholder: "all columns" });
    this.search.addEventListener("input", () => this.change({ q: this.search.value }));
    const more = el("div");
    this.more = el("details", { class: "more" }, el("summary", null, "More filters"), more);
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
      (column.stands === "inside" ? more : this.controls).append(el("label", null, column.head, select));
    }
    this.controls.append(
      button("Clear", () => this.change({ filters: new Map(), q: "", sort: null, open: new Set() })),
      button("Export these rows as CSV", () => download("deskproof-" + this.name + ".csv", sheet(this, this.sorted(this.pass().rows)))));
    if (more.childElementCount) this.controls.append(this.more);
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

  // What a row must pass: every search term in some text of it, and every filter, by the filter's column.
  tests() {
    const tests = [];
    for (const [key, values] of this.view.filters) {
      const column = this.by.get(key);
      if (!column) continue;
      if (!this.isWords(column)) {
        tests.push([key, (row) => values.has(this.text(column, row))]);
      } else {
        const has = column.kind === "words" ? (word) => word.split(";").some((one) => values.has(one)) : (word) => values.has(word);
        const wanted = this.words.map(has);
        tests.push([key, (row) => wanted[column.data[row]]]);
      }
    }
    const texts = this.columns.filter((column) => this.isWords(column));
    const ids = this.columns.filter((column) => column.kind === "id");
    for (const term of this.view.q.toLowerCase().split(/\s+/).filter(Boolean)) {
      if (!this.lower) this.lower = this.words.map((word) => word.toLowerCase());
      const hit = this.lower.map((word) => word.includes(term));
      tests.push([null, (row) => texts.some((column) => hit[column.data[row]]) || ids.some((column) => column.data[row].toLowerCase().includes(term))]);
    }
    return tests;
  }

  // Rows that pass, and for each facet how many rows have each word if only its own filter were open.
  pass() {
    const tests = this.tests();
    const rows = [];
    const facets = [...this.facets.keys()].map((key) => [key, this.by.get(key).data, new Uint32Array(this.words.length)]);
    for (let row = 0; row < this.rows; row += 1) {
      let failed = 0;
      let at = null;
      for (const [key, passes] of tests) {
        if (!passes(row)) {
          failed += 1;
          at = key;
          if (failed > 1) break;
        }
      }
      if (failed === 0) rows.push(row);
      if (failed > 1 || (failed === 1 && at === null)) continue;
      for (const [key, data, counts] of facets) if (failed === 0 || key === at) counts[data[row]] += 1;
    }
    return { rows, counts: new Map(facets.map(([key, , counts]) => [key, counts])) };
  }

  sorted(rows) {
    const sort = this.view.sort || this.defaultSort;
    const falls = sort.startsWith("-");
    const column = this.by.get(falls ? sort.slice(1) : sort);
    if (!column) return rows;
    const data = column.data;
    if (this.isWords(column) && !this.rank) {
      const lower = this.words.map((word) => word.toLowerCase());
      const order = this.words.map((_, at) => at).sort((a, b) => (lower[a] < lower[b] ? -1 : lower[a] > lower[b] ? 1 : 0));
      this.rank = new Uint32Array(this.words.length);
      order.forEach((word, place) => { this.rank[word] = place; });
    }
    const value = this.isWords(column) ? (row) => this.rank[data[row]] : (row) => data[row];
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

  fill(key, select, counts) {
    const column = this.by.get(key);
    const chosen = this.view.filters.get(key);
    const words = [];
    counts.forEach((number, word) => { if (number) words.push([word, number]); });
    const options = words.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, LONG_FACET);
    const nodes = [el("option", { value: "*" }, "any")];
    if (chosen && chosen.size > 1) nodes.push(el("option", { value: "several" }, [...chosen].map((word) => (word === "" ? "none" : spoken(word))).join(", ")));
    for (const [word, number] of options) {
      const text = this.words[word];
      const label = text === "" ? "none" : column.kind !== "word" && column.kind !== "badge" ? text : spoken(text);
      nodes.push(el("option", { value: "=" + text }, (label.length > 40 ? label.slice(0, 39) + "…" : label) + " (" + count(number) + ")"));
    }
    if (chosen && chosen.size === 1 && !options.some(([word]) => chosen.has(this.words[word]))) {
      nodes.push(el("option", { value: "=" + [...chosen][0] }, spoken([...chosen][0]) + " (0)"));
    }
    select.replaceChildren(...nodes);
    select.value = !chosen ? "*" : chosen.size > 1 ? "several" : "=" + [...chosen][0];
    if (chosen && column.stands === "inside") this.more.open = true;
  }

  show() {
    const view = this.view;
    const passed = this.pass();
    const rows = this.sorted(passed.rows);
    const pages = Math.max(1, Math.ceil(rows.length / this.most));
    const page = Math.min(view.page, pages);
    const first = (page - 1) * this.most;
    this.table.tBodies[0].replaceWith(el("tbody", null, ...rows.slice(first, first + this.most).flatMap((row) => rowNodes(this, row))));
    this.table.caption.textContent = this.caption(rows.length, first);
    this.found.textContent = this.table.caption.textContent;
    for (const [key, select] of this.facets) this.fill(key, select, passed.counts.get(key));
    if (this.search.value !== view.q) this.search.value = view.q;
    const sort = view.sort || this.defaultSort;
    for (const th of this.table.querySelectorAll("thead th")) {
      const key = th.dataset.key;
      th.setAttribute("aria-sort", sort === key ? "ascending" : sort === "-" + key ? "descending" : "none");
    }
    this.page(page, pages);
  }

  caption(matching, first) {
    // Filters that have no control of their own are said in words.
    const silent = [...this.view.filters].filter(([key]) => this.by.has(key) && !this.facets.has(key))
      .map(([key, values]) => ", " + this.by.get(key).head + ": " + [...values].join(" or ")).join("");
    if (matching === 0) return "No row matches" + silent;
    return count(first + 1) + " to " + count(Math.min(first + this.most, matching)) + " of " + count(matching) +
      (matching === this.rows ? "" : " that match, of " + count(this.rows)) + silent;
  }

  page(page, pages) {
    const turn = (label, to, able) => {
      const node = button(label, () => { this.change({ page: to }); this.section.querySelector("h3").focus(); });
      node.disabled = !able;
      return node;
    };
    this.pager.replaceChildren(...(pages < 2 ? [] : [
      turn("Previous", page - 1, page > 1),
      el("span", null, "Page " + count(page) + " of " + count(pages)),
      turn("Next", page + 1, page < pages),
    ]));
  }

  toggle(id) {
    const open = new Set(this.view.open);
    if (open.has(id)) open.delete(id); else open.add(id);
    this.change({ open, page: this.view.page });
    const again = [...this.table.querySelectorAll(".open")].find((one) => one.textContent === id);
    if (again) again.focus();
  }

  // Paper has no pages to turn in a list: it gets more rows of the same view.
  print(isPrinting) {
    const most = isPrinting ? ROWS_IN_PRINT : ROWS;
    if (most === this.most) return;
    this.most = most;
    this.show();
  }
}
