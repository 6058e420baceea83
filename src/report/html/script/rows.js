// Rows of the long tables, and what they open to.

// Words that name rows of the tables lead to them.
const links = (text) => {
  const nodes = [];
  for (const name of text.split(" ")) {
    if (nodes.length) nodes.push(" ");
    const ticket = name.startsWith("ticket:") ? name.slice(7) : name;
    const to = (table, key, id) => el("a", { href: "#" + table + "?" + key + "=" + encodeURIComponent(id) + "&open=" + encodeURIComponent(id) }, name);
    if (/^chg-[0-9a-f]+$/.test(name)) nodes.push(to("changes", "id", name));
    else if (lists.has("tickets") && lists.get("tickets").has(ticket)) nodes.push(to("tickets", "ticket", ticket));
    else nodes.push(name);
  }
  return nodes;
};

// Accounts of the organisation's own domain are called without it.
const account = (name) => {
  const isOwn = run.domain && name.endsWith(run.domain) && name.length > run.domain.length;
  // Two columns of long names would push the verdict out of sight: a name may break at its dots.
  const shown = isOwn ? name.slice(0, -run.domain.length) : name;
  return shown.split(/(?<=[@.])/).flatMap((piece) => [piece, el("wbr")]);
};

const rowCell = (list, column, row, id, isOpen) => {
  const text = list.text(column, row);
  if (column.kind === "id") {
    const opener = button(text, () => list.toggle(id), { class: "open", "aria-expanded": String(isOpen) });
    return el("th", { scope: "row", class: "tab" }, opener);
  }
  if (column.kind === "badge") return el("td", null, text ? badge(text) : "");
  if (column.kind === "word") return el("td", null, spoken(text));
  if (column.kind === "time") return el("td", { class: "tab" }, text);
  if (!list.isText(column)) return el("td", { class: "num" }, text);
  if (column.kind === "ref") return el("td", { class: "n" }, ...links(text));
  if (column.kind === "account") return el("td", { class: "n" }, ...account(text));
  return el("td", { class: { text: "t", code: "tab", place: "p" }[column.kind] || "n" }, text);
};

// What a column says of a row, as words.
const said = (list, column, row) => {
  const text = list.text(column, row);
  if (column.kind === "words") return text.split(";").map(spoken).join(", ");
  return column.kind === "word" || column.kind === "badge" ? spoken(text) : text;
};

const rowNodes = (list, row) => {
  const shown = list.columns.filter((column) => column.stands === "beside");
  const under = list.columns.filter((column) => column.stands === "under");
  const id = list.text(list.columns[0], row);
  const isOpen = list.view.open.has(id);
  const nodes = [el("tr", null, ...shown.map((column) => rowCell(list, column, row, id, isOpen)))];
  if (under.length) {
    const words = under.flatMap((column) => [el("span", { class: column.kind === "place" ? "place" : null }, list.text(column, row)), " "]);
    nodes.push(el("tr", { class: "under" }, el("td"), el("td", { colspan: shown.length - 1 }, el("div", null, ...words))));
  }
  if (isOpen) nodes.push(el("tr", { class: "detail" }, el("td", { colspan: shown.length }, rowDetail(list, row, id))));
  return nodes;
};

const rowDetail = (list, row, id) => {
  const holder = el("div", { "aria-busy": "true" });
  const inside = list.columns.filter((column) => column.stands === "inside").map((column) => [column.head, said(list, column, row)]);
  const noted = list.columns.filter((column) => column.stands !== "inside").map((column) => [column.head, said(list, column, row), column.kind]);
  const fill = (detail) => {
    const kids = list.name === "changes" ? opened(inside, detail, id) : [facts(inside)];
    const wide = kids.filter((kid) => kid.classList.contains("lanes"));
    holder.replaceChildren(
      copier(() => workpaperNote(list.title + " " + id, noted.slice(1), detail)),
      ...wide,
      el("div", { class: "case" }, ...kids.filter((kid) => !wide.includes(kid))));
    holder.removeAttribute("aria-busy");
  };
  if (list.name === "changes") details.of(row).then(fill, () => fill(null));
  else fill(null);
  return holder;
};
