// What the page is built of. Text from data goes into it as text only.
const SHAPED = new Set(["proven", "insufficient", "late", "unproven", "unticketed", "not_testable", "pass", "fail", "exception"]);
const SVG = "http://www.w3.org/2000/svg";

const el = (name, attributes, ...kids) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...kids.filter((kid) => kid !== null && kid !== undefined).map((kid) => (kid instanceof Node ? kid : String(kid))));
  return node;
};

const shape = (name, attributes, ...kids) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...kids);
  return node;
};

const button = (label, act, attributes) => {
  const node = el("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", () => act(node));
  return node;
};

const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const spoken = (word) => (word === "not_testable" ? "cannot be told" : word.replace(/_/g, " "));

// Seconds of the epoch as a table shows them, and as a file has them.
const time = (seconds) => {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace("T", " ").replace(/\.000Z$/, "");
};
const rfc3339 = (seconds) => time(seconds).replace(" ", "T") + "Z";

const badge = (word) => {
  const node = el("span", { class: "badge" });
  if (SHAPED.has(word)) {
    node.classList.add("v-" + word);
    node.append(shape("svg", { "aria-hidden": "true" }, shape("use", { href: "#s-" + word })));
  }
  node.append(spoken(word));
  return node;
};

// A line may break after the at sign of an address and the dots behind it, and nowhere else.
const breakable = (text) => text.split(/(?<=@)|(?<=@\S*\.)/).flatMap((piece) => [piece, el("wbr")]);

// Names and what they are, where there is something to say.
const facts = (pairs) => {
  const dl = el("dl");
  for (const [name, value] of pairs) if (value !== "" && value !== null) dl.append(el("dt", null, name), el("dd", null, ...breakable(value)));
  return dl;
};
