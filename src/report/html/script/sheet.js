// The rows of a view as CSV (RFC 4180): columns are called as in the files under data/.

// A spreadsheet computes a cell that begins like a formula: an apostrophe before it keeps it a text.
const guarded = (text) => (/^ *[=+\-@\t\r＝＋－＠]/.test(text) && !/^-?\d+(;-?\d+)*$/.test(text) ? "'" + text : text);
const quoted = (text) => (/[",\n\r]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text);

const sheet = (list, rows) => {
  const cell = (column, row) => {
    const value = column.data[row];
    if (value === null) return "";
    if (column.kind === "time") return rfc3339(value);
    return list.isText(column) ? quoted(guarded(list.text(column, row))) : list.text(column, row);
  };
  const lines = [list.columns.map((column) => column.name).join(",")];
  for (const row of rows) lines.push(list.columns.map((column) => cell(column, row)).join(","));
  return lines.join("\n") + "\n";
};

const download = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = el("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};
