"use strict";
// The query page: saved questions and their fields, run and cancel, tabs, downloads, links to share.
addEventListener("DOMContentLoaded", async () => {
  const get = (id) => document.getElementById(id);
  const [form, saved, about, fields, error, results, status, run, cancel] = ["ask", "saved", "about", "fields", "error", "results", "status", "run", "cancel"].map(get);
  const { Editor, Results, Chart, Net } = window;
  const FORMS = { csv: "text/csv", tsv: "text/tab-separated-values", json: "application/sparql-results+json", xml: "application/sparql-results+xml" };
  const GRAPHS = { turtle: "text/turtle", "n-triples": "application/n-triples", "json-ld": "application/ld+json", "rdf/xml": "application/rdf+xml" };
  const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
  const known = new Map((await (await fetch("/api/query")).json()).map((query) => [query.name, query]));
  let running = null, answer = null;

  const chosen = () => known.get(saved.value);
  const values = () => Object.fromEntries([...fields.querySelectorAll("input")].filter((box) => box.value.trim()).map((box) => [box.name, box.value.trim()]));
  const unchanged = () => chosen() && Editor.get() === chosen().text;
  const address = () => (unchanged() ? `/api/query/${saved.value}?` + new URLSearchParams(values()) : "/sparql?" + new URLSearchParams({ query: Editor.get() }));

  function load(name, given) {
    const query = known.get(name);
    saved.value = query ? name : "";
    about.textContent = query ? query.description : "";
    fields.replaceChildren();
    fields.hidden = !query || !query.fields.length;
    if (!query) return;
    Editor.set(query.text);
    for (const field of query.fields) {
      const label = Results.make("label", "", field.description || field.name), box = Results.make("input");
      box.name = field.name;
      box.value = given[field.name] ?? field.default ?? (field.required ? field.example : "") ?? "";
      box.placeholder = field.example || "";
      box.required = field.required;
      label.append(box);
      fields.append(label);
    }
  }

  function say(text, wrong) {
    status.textContent = wrong ? "" : text;
    error.hidden = !wrong;
    error.textContent = wrong ? text : "";
    if (wrong) results.hidden = true;
  }

  // What is odd about the query is told beside its answer: SPARQL answers a typo with nothing.
  function note(texts) {
    const box = get("notes");
    box.hidden = !texts.length;
    box.replaceChildren(...texts.map((text) => Results.make("li", "", text.split("\n")[0])));
  }

  async function look(query, empty, signal) {
    const response = await fetch("/check?" + new URLSearchParams({ query, ...(empty ? { empty: 1 } : {}) }), { signal });
    if (!response.ok) return [];
    const { wrong, notes } = await response.json();
    return wrong ? [wrong] : notes;
  }

  function downloads() {
    const box = get("downloads"), forms = answer.triples ? GRAPHS : "boolean" in answer ? {} : FORMS;
    box.replaceChildren(Object.keys(forms).length ? "Download: " : "");
    for (const [name, media] of Object.entries(forms)) {
      const link = Results.make("a", "", name);
      link.href = address();
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        const response = await fetch(link.href, { headers: { Accept: media } });
        const file = document.createElement("a");
        file.href = URL.createObjectURL(await response.blob());
        file.download = `${saved.value || "answer"}.${name.replace("turtle", "ttl").replace("n-triples", "nt").replace("json-ld", "jsonld").replace("rdf/xml", "rdf")}`;
        file.click();
        setTimeout(() => URL.revokeObjectURL(file.href), 10000);
      });
      box.append(link);
    }
  }

  function tab(name) {
    for (const other of ["table", "chart", "graph"]) {
      const on = other === name, button = get("tab-" + other);
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      get("panel-" + other).hidden = !on;
    }
  }

  async function show(found) {
    answer = found;
    results.hidden = false;
    tab("table");
    await Results.table(found, unchanged() ? Object.keys(values()) : []);
    if (found.results) await Results.name(found.results.bindings.slice(0, 300));
    get("tab-chart").hidden = !Chart.draw(found, get("panel-chart"));
    get("tab-graph").hidden = !Net.draw(found, get("panel-graph"));
    downloads();
  }

  function share() {
    const state = unchanged() ? { saved: saved.value, ...values() } : { query: Editor.get() };
    return location.pathname + "?" + new URLSearchParams(state);
  }

  async function ask(event) {
    event?.preventDefault();
    Editor.close();
    running?.abort();
    const mine = (running = new AbortController()), started = performance.now();
    run.disabled = true;
    cancel.disabled = false;
    say("Running …");
    note([]);
    history.replaceState(null, "", share());
    try {
      const url = address(), long = url.length > 30000;
      const response = await fetch(long ? "/sparql" : url, {
        signal: mine.signal, method: long ? "POST" : "GET", headers: { Accept: ACCEPT, ...(long ? { "Content-Type": "application/sparql-query" } : {}) }, body: long ? Editor.get() : undefined,
      });
      const text = await response.text();
      if (!response.ok) {
        Editor.mark(Number(/^line (\d+)/.exec(text)?.[1] || 0));
        return say(text.trim(), true);
      }
      const found = /n-triples/.test(response.headers.get("Content-Type")) ? Results.triples(text) : JSON.parse(text);
      const rows = found.results ? found.results.bindings.length : 1;
      await show(found);
      const told = (response.headers.get("Kg-Note") || "").split(", ").filter(Boolean).map(decodeURIComponent);
      if (mine === running) note([...told, ...(Editor.get().length < 5000 && !unchanged() ? await look(Editor.get(), !rows, mine.signal) : [])]);
      if (mine === running) say(`${rows.toLocaleString("en")} ${found.triples ? "triples" : rows === 1 ? "row" : "rows"} in ${((performance.now() - started) / 1000).toFixed(2)} s`);
    } catch (failure) {
      say(failure.name === "AbortError" ? "Cancelled: the server has ended the query." : "The server can not be reached.", failure.name !== "AbortError");
    } finally {
      if (mine === running) { run.disabled = false; cancel.disabled = true; }
    }
  }

  form.addEventListener("submit", ask);
  cancel.addEventListener("click", () => running?.abort());
  saved.addEventListener("change", () => { load(saved.value, {}); say(""); });
  get("share").addEventListener("click", async () => {
    const link = location.origin + share();
    history.replaceState(null, "", link);
    try { await navigator.clipboard.writeText(link); say("The link is copied."); } catch { say("The link is in the address bar."); }
  });
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const button of tabs) {
    button.addEventListener("click", () => tab(button.id.slice(4)));
    button.addEventListener("keydown", (event) => {
      const open = tabs.filter((other) => !other.hidden), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = open[(open.indexOf(button) + step + open.length) % open.length];
      tab(next.id.slice(4));
      next.focus();
    });
  }
  const given = Object.fromEntries(new URLSearchParams(location.search));
  if (known.has(given.saved)) load(given.saved, given);
  else if (given.query) Editor.set(given.query);
  document.body.dataset.ready = "yes";
  if ((known.has(given.saved) && form.checkValidity()) || given.query) ask();
});
