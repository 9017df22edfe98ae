// Legend and filters on the left, search above, the table below.

const $ = (id) => document.getElementById(id);

function buildFilters() {
  const kindCounts = count(data.nodes.slice(0, LEAVES).map((node) => node.group));
  const relationCounts = count(data.edges.map(relationName));
  $("filters").append(
    choices("Types", KINDS.filter((kind) => kindCounts.has(kind)), kindCounts, "kinds", icon, (kind) => kind),
    choices("Relations", data.relations.filter((r) => relationCounts.has(r)), relationCounts, "relations", lineSample, (r) => WORDS[r][0]),
    slider("confidence", "Confidence at least", 0, 1, 0.05, (value) => value.toFixed(2)),
  );
  const most = Math.min(20, data.nodes.reduce((m, node) => (node.group === "Paper" ? m : Math.max(m, node.n)), 1));
  if (most > 1) $("filters").append(slider("papers", "Named by at least", 1, most, 1, (value) => plural(value, "paper", "papers")));
  const dates = [...new Set(data.nodes.map((node) => node.d).filter(Boolean))].sort();
  if (dates.length > 1) $("filters").append(dateRange(dates));
  if (data.groups.length) $("filters").append(groupList());
}

const count = (values) => values.reduce((all, value) => all.set(value, (all.get(value) || 0) + 1), new Map());

function choices(title, values, counts, key, sample, label) {
  const set = make("fieldset", {}, make("legend", {}, title));
  for (const value of values) {
    const box = make("input", { type: "checkbox", "data-set": key, "data-value": value });
    box.checked = true;
    box.addEventListener("change", () => {
      const off = new Set(state[key]);
      if (box.checked) off.delete(value);
      else off.add(value);
      change({ [key]: off });
    });
    set.append(make("label", {}, box, sample(value), make("span", {}, label(value)), make("span", { class: "count" }, counts.get(value).toLocaleString("en"))));
  }
  return set;
}

function slider(key, title, min, max, step, say) {
  const input = make("input", { type: "range", min, max, step, id: "min-" + key });
  const output = make("output", { for: "min-" + key });
  const show = () => { output.textContent = say(Number(input.value)); };
  input.value = state[key];
  input.addEventListener("input", () => { show(); change({ [key]: Number(input.value) }, { replace: true }); });
  input.refresh = () => { input.value = state[key]; show(); };
  show();
  return make("fieldset", { class: "range" }, make("legend", {}, make("label", { for: "min-" + key }, title + " "), output), input);
}

// Days where there are few, else months, else years.
function dateRange(dates) {
  const cut = [10, 7, 4].find((length) => new Set(dates.map((date) => date.slice(0, length))).size <= 60) || 4;
  const steps = [...new Set(dates.map((date) => date.slice(0, cut)))];
  const choice = (key, title, first) => {
    const select = make("select", { id: "date-" + key, "data-key": key }, make("option", { value: "" }, first));
    for (const step of steps) select.append(make("option", { value: step }, step));
    select.addEventListener("change", () => change({ [key]: select.value }));
    return make("label", { class: "date" }, make("span", {}, title), select);
  };
  return make("fieldset", { class: "range" }, make("legend", {}, "Papers dated"), choice("from", "from", "the first"), choice("to", "to", "the last"));
}

function groupList() {
  const list = make("ul", { class: "groups" });
  const rows = [...data.groups];
  if (!ATLAS && !data.sides && data.nodes.some((node) => groupOf(node) < 0)) rows.push([-1, "Others"]);
  for (const [group, name] of rows) {
    const box = make("input", { type: "checkbox", "data-set": "groups", "data-value": group, "aria-label": "Show " + clip(name, 80) });
    box.checked = true;
    box.addEventListener("change", () => {
      const off = new Set(state.groups);
      if (box.checked) off.delete(group);
      else off.add(group);
      change({ groups: off });
    });
    list.append(make("li", {}, box, button(words(name), () => toGroup(group), { title: ATLAS ? "Unfold this theme" : "Go to this group" })));
  }
  return make("fieldset", {}, make("legend", {}, ATLAS ? "Themes" : data.sides ? "Compared" : "Groups"), list);
}

function toGroup(group) {
  if (ATLAS) return unfold(LEAVES + group);
  return fitNodes(data.nodes.filter((node) => groupOf(node) === group && shownNode[node.id]).map((node) => node.id), motion());
}

function refreshFilters() {
  for (const box of document.querySelectorAll("#filters input[type=checkbox]"))
    box.checked = !state[box.dataset.set].has(box.dataset.set === "groups" ? Number(box.dataset.value) : box.dataset.value);
  for (const select of document.querySelectorAll("#filters select")) select.value = state[select.dataset.key];
  for (const input of document.querySelectorAll("#filters input[type=range]")) input.refresh();
}

// Search: every word of the query must begin a word of a label or an alias; else be part of one.
const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s\-_\u2010-\u2015]+/g, " ").trim();
let searchable = null; // made when first asked: an atlas has tens of thousands of names

function findNodes(query, limit = 10) {
  const wanted = plain(query);
  if (!wanted) return [];
  const found = [];
  searchable ??= data.nodes.map((node) => [node.label, ...(node.aka || [])].map((name) => [name, plain(name.slice(0, 400))]));
  searchable.forEach((names, id) => {
    let best = 0, by = "";
    names.forEach(([name, text], i) => {
      const score = quality(text, wanted) - (i ? 0.5 : 0);
      if (score > best) [best, by] = [score, i ? name : ""];
    });
    if (best > 0) found.push({ id, by, best });
  });
  found.sort((a, b) => b.best - a.best || rank[b.id] - rank[a.id] || a.id - b.id);
  return found.slice(0, limit);
}

function quality(text, wanted) {
  if (text === wanted) return 5;
  if (text.startsWith(wanted)) return 4;
  if ((" " + text).includes(" " + wanted)) return 3;
  if (wanted.split(" ").every((word) => (" " + text).includes(" " + word))) return 2;
  return text.includes(wanted) ? 1 : 0;
}

let suggested = [], active = -1;
function suggest() {
  suggested = findNodes($("search").value);
  active = suggested.length ? 0 : -1;
  const list = $("suggestions");
  list.replaceChildren(...suggested.map(({ id, by }, i) => {
    const node = data.nodes[id];
    const row = make("li", { role: "option", id: "option-" + i }, icon(node.group), words(clip(node.label, 90)));
    if (by) row.append(make("span", { class: "count" }, "also ", words(clip(by, 40))));
    row.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(i); });
    return row;
  }));
  if (!suggested.length && $("search").value.trim()) list.append(make("li", { class: "quiet", role: "presentation" }, "Nothing of that name here."));
  list.hidden = !list.children.length;
  $("search").setAttribute("aria-expanded", String(!list.hidden));
  activate(active);
}

function activate(index) {
  active = index;
  [...$("suggestions").children].forEach((row, i) => row.setAttribute("aria-selected", String(i === index)));
  if (index >= 0) $("search").setAttribute("aria-activedescendant", "option-" + index);
  else $("search").removeAttribute("aria-activedescendant");
}

function closeSuggestions() {
  $("suggestions").hidden = true;
  $("search").setAttribute("aria-expanded", "false");
  $("search").removeAttribute("aria-activedescendant");
}

function choose(index) {
  const { id } = suggested[index];
  $("search").value = clip(data.nodes[id].label, 100);
  closeSuggestions();
  if (allowedNode[id] || isTheme(id)) pick(id);
  else change({ ...fresh(), open: state.open, node: id }); // a filter hides it: searching wins
  // On a map what was sought would be a dot among dots: go there.
  if (!SMALL && scale() < 0.6 && state.node === id) fitNodes([id, ...neighboursOf(id)].filter((one) => shownNode[one]), motion());
}

function buildSearch() {
  $("search").addEventListener("input", suggest);
  $("search").addEventListener("focus", () => $("search").value && suggest());
  $("search").addEventListener("blur", closeSuggestions);
  $("search").addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && suggested.length) activate((active + move + suggested.length) % suggested.length);
    else if (event.key === "Enter" && active >= 0 && !$("suggestions").hidden) choose(active);
    else if (event.key === "Escape") closeSuggestions();
    else return;
    event.preventDefault();
  });
}

const ROWS = 200;
let tableRows = ROWS;
function drawTables() {
  if (!$("table").open) return;
  const nodes = shownByRank.map((id) => data.nodes[id]);
  const edges = data.edges.filter((edge) => shownEdge[edge.id]);
  const names = table("Names and papers", ["Name", "Type", "Papers or ties"], nodes.slice(0, tableRows).map((node) => [nodeButton(node.id), node.group, String(node.n)]));
  const ties = table("Edges", ["From", "Relation", "To", "Confidence", ""], edges.slice(0, tableRows).map((edge) => [
    nodeButton(edge.from), WORDS[relationName(edge)][0], nodeButton(edge.to), edge.c.toFixed(2), button("why", () => select({ edge: edge.id })),
  ]));
  $("tables").replaceChildren(names, ties);
  if (Math.max(nodes.length, edges.length) > tableRows)
    $("tables").append(button("Show more rows", () => { tableRows += 1000; drawTables(); }));
}

function table(caption, heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell))));
  return make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
}
