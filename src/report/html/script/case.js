// An opened change: its evidence, its ticket, its risk and its records.
const evidence = ([method, level, basis, timing, at, pieces, more]) => {
  const quote = el("blockquote");
  pieces.forEach((piece, place) => quote.append(place % 2 ? el("mark", null, piece) : piece));
  return el("div", { class: "piece" },
    el("p", null, el("b", null, method), " · level " + level + " · " + basis + " · " + timing + (at ? " · " + at : "")),
    pieces.join("") ? quote : null,
    facts(more));
};

const records = (events) => {
  const ol = el("ol");
  for (const [at, type, outcome, reason, place] of events) {
    ol.append(el("li", null, at + " ", el("code", null, type), " " + outcome + (reason ? ": " + reason : ""), el("br"), el("span", { class: "note" }, place)));
  }
  return ol;
};

const link = (one, none) => {
  if (one === null) return el("p", null, none);
  const [ticket, confidence, basis, mismatch, score, terms] = one;
  return el("div", null,
    el("p", null, ...links(ticket), " · confidence " + confidence + " · by " + basis + (mismatch ? " · " + mismatch : "")),
    sum(terms, score, "Why this ticket, as a sum"));
};

const part = (title, ...kids) => el("section", null, el("h4", null, title), ...kids);

// A drawing of ours, taken as a drawing and nothing else.
const DRAWN = new Set(["svg", "g", "line", "rect", "polyline", "polygon", "path", "circle", "text", "title"]);
const drawing = (svg) => {
  const holder = el("template");
  holder.innerHTML = svg;
  for (const node of holder.content.querySelectorAll("*")) {
    if (!DRAWN.has(node.localName)) node.remove();
    for (const { name } of [...node.attributes]) if (/^on|href/i.test(name)) node.removeAttribute(name);
  }
  return el("div", { class: "sheet" }, holder.content);
};

const timeline = ([lanes, rows, left, untold]) => {
  const body = el("tbody");
  for (const [at, lane, what, place] of rows) {
    body.append(el("tr", null,
      el("th", { scope: "row", class: "tab" }, at), el("td", null, lane), el("td", { class: "t" }, ...breakable(what)), el("td", { class: "n" }, place)));
  }
  const heads = ["Time", "Whose", "What happened", "Record"].map((head) => el("th", { scope: "col" }, head));
  const caption = (left ? "The " + rows.length + " moments nearest to the change; " + left + " more are shown by deskproof timeline" : rows.length + " moments") + ", in order";
  return el("section", { class: "lanes" },
    el("h4", null, "Who did what around it"),
    drawing(lanes),
    el("p", { class: "note" }, run.lanes_note),
    ...untold.map((said) => el("p", { class: "note" }, said)),
    el("details", null, el("summary", null, "The same as a list"),
      el("div", { class: "wide" }, el("table", null, el("caption", null, caption), el("thead", null, el("tr", null, ...heads)), body))));
};

// Facts of the row's own columns, then all that is known of the case, if the page holds it.
const opened = (own, detail, id) => {
  if (!detail) {
    return [facts(own), el("p", { class: "note" },
      "Evidence, link and risk of this change are not in this page: they stand in data/evidence.csv, data/links.csv and data/changes.csv under ",
      el("code", null, id), ".")];
  }
  const [found, chosen, runnerUp, lost, flips, [score, terms], more, events, moments] = detail;
  return [
    timeline(moments),
    part("Evidence", ...(found.length ? found.map(evidence) : [el("p", null, "None was found.")])),
    part("Ticket, as a sum", link(chosen, "No ticket.")),
    runnerUp ? part("The next best ticket", el("p", null, lost), link(runnerUp, "")) : null,
    flips.length ? part("What would turn it, smallest first", el("ol", null, ...flips.map((one) => el("li", null, ...breakable(one))))) : null,
    part("Risk, as a sum", sum(terms, score, "Why this risk, as a sum")),
    part("Facts", facts([...more, ...own])),
    events.length ? part("Records", records(events)) : null,
  ].filter(Boolean);
};
