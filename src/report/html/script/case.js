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

// Facts of the row's own columns, then all that is known of the case, if the page holds it.
const opened = (own, detail, id) => {
  if (!detail) {
    return [facts(own), el("p", { class: "note" },
      "Evidence, link and risk of this change are not in this page: they stand in data/evidence.csv, data/links.csv and data/changes.csv under ",
      el("code", null, id), ".")];
  }
  const [found, chosen, runnerUp, lost, flips, [score, terms], more, events] = detail;
  return [
    part("Evidence", ...(found.length ? found.map(evidence) : [el("p", null, "None was found.")])),
    part("Ticket, as a sum", link(chosen, "No ticket.")),
    runnerUp ? part("The next best ticket", el("p", null, lost), link(runnerUp, "")) : null,
    flips.length ? part("What would turn it, smallest first", el("ol", null, ...flips.map((one) => el("li", null, ...breakable(one))))) : null,
    part("Risk, as a sum", sum(terms, score, "Why this risk, as a sum")),
    part("Facts", facts([...more, ...own])),
    events.length ? part("Records", records(events)) : null,
  ].filter(Boolean);
};
