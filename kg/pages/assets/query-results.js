"use strict";
// Answers as a table: IRIs of the graph become links with labels. Text reaches the page by textContent alone.
window.Results = (() => {
  const base = document.body.dataset.base, STEP = 100;
  const panel = document.getElementById("panel-table");
  const labels = new Map();

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const local = (iri) => (iri.startsWith(base) ? iri.slice(base.length) : "");
  const number = (cell) => (cell && cell.type === "literal" && /#(integer|decimal|double|float|nonNegativeInteger)$/.test(cell.datatype || "") ? Number(cell.value) : NaN);
  const short = (iri) => {
    const path = local(iri);
    if (path) return path.startsWith("ontology#") ? path.slice(9) : path;
    return iri.replace(/^.*[#/](?=.)/, "");
  };
  const label = (iri) => (labels.get(local(iri)) || [short(iri)])[0];
  const kind = (iri) => (labels.get(local(iri)) || ["", ""])[1] || (local(iri).startsWith("paper/") ? "Paper" : "Concept");

  // N-Triples as rows of three cells.
  function triples(text) {
    const term = /<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([\w-]+))?/g;
    const plain = (value) => value.replace(/\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
      one ? ({ n: "\n", t: "\t", r: "\r" })[one] || one : String.fromCodePoint(parseInt(four || eight, 16)));
    const bindings = text.split("\n").filter(Boolean).map((line) => {
      const cells = [...line.matchAll(term)].slice(0, 3).map((m) =>
        m[1] !== undefined ? { type: "uri", value: plain(m[1]) } : m[2] ? { type: "bnode", value: m[2] } : { type: "literal", value: plain(m[3]), datatype: m[4] });
      return { subject: cells[0], predicate: cells[1], object: cells[2] };
    });
    return { head: { vars: ["subject", "predicate", "object"] }, results: { bindings }, triples: true };
  }

  async function name(rows) {
    const wanted = new Set();
    for (const row of rows) for (const cell of Object.values(row)) {
      const path = cell.type === "uri" ? local(cell.value) : "";
      if (/^(name|paper|author|venue)\/[^#]+$/.test(path) && !labels.has(path)) wanted.add(path);
    }
    const paths = [...wanted];
    for (let start = 0; start < paths.length; start += 150) {
      const response = await fetch("/labels?" + new URLSearchParams({ ids: paths.slice(start, start + 150).join(" ") }));
      if (response.ok) for (const [path, found] of Object.entries(await response.json())) labels.set(path, found);
    }
  }

  function shown(cell) {
    if (!cell) return make("td", "quiet", "");
    const box = make("td", Number.isNaN(number(cell)) ? "" : "num");
    if (cell.type !== "uri") {
      const text = make("bdi", "", cell.type === "triple" ? "a triple" : cell.value);
      box.append(text);
      return box;
    }
    const link = make("a", local(cell.value) ? "name " + kind(cell.value) : "");
    link.append(make("bdi", "", label(cell.value)));
    link.title = cell.value;
    if (local(cell.value) && !local(cell.value).startsWith("ontology#")) link.href = "/" + local(cell.value).replace(/#.*/, "");
    else if (/^https?:/.test(cell.value)) { link.href = cell.value; link.rel = "noreferrer"; }
    box.append(link);
    return box;
  }

  // Whether a column says only what the links of another one are called anyway.
  function repeats(column, columns, rows) {
    return columns.some((other) => other !== column && rows.length && rows.slice(0, STEP).every((row) =>
      row[column]?.type === "literal" && row[other]?.type === "uri" && labels.has(local(row[other].value)) && label(row[other].value) === row[column].value));
  }

  // ``given`` are columns that the question was asked with: the same in each row.
  async function table(answer, given) {
    panel.replaceChildren();
    if ("boolean" in answer) return panel.append(make("p", "yes", answer.boolean ? "Yes" : "No"));
    const rows = answer.results.bindings;
    await name(rows.slice(0, STEP));
    const own = answer.head.vars.filter((n) => !given.includes(n) && !repeats(n, answer.head.vars, rows)), names = own.length ? own : answer.head.vars;
    if (!rows.length) return panel.append(make("p", "", "Nothing in the graph fits."));
    const grid = make("table"), head = make("tr"), body = make("tbody"), top = make("thead");
    for (const name_ of names) {
      const cell = make("th", Number.isNaN(number(rows[0][name_])) ? "" : "num", name_);
      cell.scope = "col";
      head.append(cell);
    }
    top.append(head);
    grid.append(top, body);
    const more = make("button", "", "");
    more.type = "button";
    let at = 0;
    const next = async () => {
      const part = rows.slice(at, at + STEP);
      await name(part);
      body.append(...part.map((row) => { const line = make("tr"); line.append(...names.map((n) => shown(row[n]))); return line; }));
      at += part.length;
      more.textContent = `Show more (${at.toLocaleString("en")} of ${rows.length.toLocaleString("en")})`;
      more.hidden = at >= rows.length;
    };
    more.addEventListener("click", next);
    panel.append(grid, more);
    await next();
  }

  return { table, triples, number, label, kind, local, make, name };
})();
