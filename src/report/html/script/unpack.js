// Data stands packed in elements of the page: JSON, deflated, as base64. Nothing is fetched.
const bytes = (base64) => {
  const letters = atob(base64);
  const all = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) all[at] = letters.charCodeAt(at);
  return all;
};

const whole = () => (document.readyState === "loading" ? new Promise((done) => { addEventListener("DOMContentLoaded", done, { once: true }); }) : null);

const unpack = async (name) => {
  let holder = document.getElementById("data-" + name);
  if (!holder) {
    await whole();
    holder = document.getElementById("data-" + name);
  }
  const stream = new Blob([bytes(holder.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
};

// A table whose cells are words (each by its place, every word once), times or numbers.
const unpackTable = async (name) => {
  const table = await unpack(name);
  let places = null;
  const place = (text) => {
    if (!places) places = new Map(table.words.map((word, at) => [word, at]));
    if (!places.has(text)) places.set(text, table.words.push(text) - 1);
    return places.get(text);
  };
  for (const column of table.columns) {
    if (column.kind === "time") {
      let before = 0;
      column.data = column.data.map((step) => (step === null ? null : (before += step)));
    } else if (column.kind !== "id" && typeof column.data[0] === "string") {
      column.data = column.data.map(place);
    }
  }
  return table;
};

// Details of changes are unpacked some dozens at a time, when one of them is opened.
const details = {
  where: null,
  packs: new Map(),
  async of(row) {
    if (!this.where) {
      const index = await unpack("details");
      this.where = new Map(index.flatMap((rows, pack) => rows.map((one, at) => [one, [pack, at]])));
    }
    if (!this.where.has(row)) return null;
    const [pack, at] = this.where.get(row);
    if (!this.packs.has(pack)) this.packs.set(pack, await unpack("details-" + pack));
    return this.packs.get(pack)[at];
  },
};
