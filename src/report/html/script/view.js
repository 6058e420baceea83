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
