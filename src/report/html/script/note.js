// A row as a note for the working papers: plain text with everything needed to find it again.

// The file of a place in it (`file:record`), among those that the run read.
const fileOf = (place) => run.files.find(([name]) => place.startsWith(name + ":"));

const evidenceNoted = ([method, level, basis, timing, at, pieces, more], number) => {
  const known = new Map(more);
  const quote = pieces.map((piece, place) => (place % 2 ? "[" + piece + "]" : piece)).join("");
  return [
    "Evidence " + (number + 1) + ": " + method + ", level " + level + ", " + basis + ", " + timing + (at ? ", " + at : "") + " (" + (known.get("Id") || "") + ")",
    quote ? "  \"" + quote.replace(/\n/g, "\n   ") + "\"" : "",
    "  " + (known.get("Record") || ""),
  ];
};

const detailNoted = ([found, chosen, , , , , more, events]) => [
  chosen ? "Ticket: " + chosen[0] + ", confidence " + chosen[1] + ", by " + chosen[2] + (chosen[3] ? ", " + chosen[3] : "") : "Ticket: none",
  ...(found.length ? found.flatMap(evidenceNoted) : ["Evidence: none was found"]),
  ...more.filter(([name]) => ["Name", "Level needed", "Approved by", "Address"].includes(name)).map(([name, value]) => name + ": " + value),
  ...events.flatMap(([at, type, outcome, reason, place]) => ["Record: " + at + " " + type + " " + outcome + (reason ? ": " + reason : ""), "  " + place]),
];

// Places that a detail names: of its evidence and of its records.
const placesOf = ([found, , , , , , , events]) => [...found.map((one) => new Map(one[6]).get("Record") || ""), ...events.map((one) => one[4])];

const workpaperNote = (title, own, detail) => {
  const places = [...own.filter(([, value, kind]) => kind === "place").map(([, value]) => value), ...(detail ? placesOf(detail) : [])];
  const files = [...new Set(places.map(fileOf).filter(Boolean))];
  return [
    title,
    "deskproof " + run.version + ", judged as of " + run.as_of + ", all times UTC",
    ...own.filter(([, value]) => value !== "").map(([name, value]) => name + ": " + value),
    ...(detail ? detailNoted(detail) : []),
    ...files.map(([name, hash]) => "SHA-256 of " + name + ": " + hash),
  ].filter(Boolean).join("\n") + "\n";
};

// The clipboard, or what older browsers have in its place.
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};

const copier = (make) => {
  const said = el("span", { class: "note", role: "status" });
  const shown = el("pre", { class: "workpaper", tabindex: 0 });
  shown.hidden = true;
  const act = button("Copy as workpaper note", async (node) => {
    const text = make();
    const done = await copy(text);
    said.textContent = done ? "Copied." : "This browser does not let the page copy: here it is.";
    shown.textContent = text;
    shown.hidden = done;
    node.focus();
  });
  return el("div", { class: "copier" }, act, " ", said, shown);
};
