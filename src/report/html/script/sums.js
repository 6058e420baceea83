// A sum as a waterfall: each bar begins where the one before ended. What the words say, the bars only show.
const bar = (from, to, least, most, fill) => {
  const x = (value) => 2 + (116 * (value - least)) / Math.max(most - least, 1e-9);
  const start = x(Math.min(from, to));
  return shape("svg", { class: "fall", "aria-hidden": "true", viewBox: "0 0 120 12", width: 120, height: 12 },
    shape("rect", { x: x(0), y: 0, width: 1, height: 12, fill: "#D6D8DB" }),
    shape("rect", { x: start, y: 2, width: Math.max(1, x(Math.max(from, to)) - start), height: 8, fill }));
};

const sum = (terms, total, caption) => {
  const body = el("tbody");
  const running = [0];
  for (const [, points] of terms) running.push(running[running.length - 1] + (parseFloat(points) || 0));
  const [least, most] = [Math.min(...running), Math.max(...running)];
  terms.forEach(([name, points, seen], at) => {
    const [from, to] = [running[at], running[at + 1]];
    body.append(el("tr", { class: "term" },
      el("th", { scope: "row" }, name),
      el("td", { class: "num" }, points),
      el("td", null, bar(from, to, least, most, to < from ? "#BF4800" : "#0072B2"))));
    if (seen) body.append(el("tr", { class: "seen" }, el("td", { colspan: 3 }, ...breakable(seen))));
  });
  body.append(el("tr", { class: "sum" },
    el("th", { scope: "row" }, "sum"),
    el("td", { class: "num" }, total),
    el("td", null, bar(0, running[terms.length], least, most, "#1C1E21"))));
  return el("table", null, el("caption", { class: "unseen" }, caption), body);
};
