// The panel on the right: a name with its ties, a paper with its marked text, an edge with its evidence.

const panel = document.getElementById("panel");

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") element.addEventListener("click", value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
// Text of papers stands in <bdi>, so that its direction stays its own.
const words = (text) => { const element = make("bdi"); element.textContent = text; return element; };
const button = (label, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, label);

function safeLink(address, label) {
  if (!/^https?:\/\/(arxiv\.org|doi\.org)\//.test(address)) return words(label);
  return make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, label);
}

function nodeButton(id) {
  const node = data.nodes[id];
  return make("button", { type: "button", class: "node", onclick: () => pick(id) }, icon(node.group), words(clip(node.label, 120) || "(without a name)"));
}

function meter(confidence) {
  const bar = make("meter", { min: 0, max: 1, value: confidence, title: "confidence " + confidence.toFixed(2) });
  return make("span", { class: "confidence" }, bar, make("span", {}, confidence.toFixed(2)));
}

function drawPanel() {
  panel.replaceChildren();
  panel.hidden = state.node < 0 && state.edge < 0 && !state.path;
  document.body.classList.toggle("with-panel", !panel.hidden);
  if (panel.hidden) return;
  const close = button("×", () => select({}), { class: "close", "aria-label": "Close details" });
  panel.append(close, ...(state.path ? pathDetails() : state.edge >= 0 ? edgeDetails(data.edges[state.edge]) : nodeDetails(data.nodes[state.node])));
  panel.scrollTop = 0;
}

function pathDetails() {
  const [from, to] = state.path;
  const parts = [make("p", { class: "kind" }, "Path")];
  if (!way) return [...parts, make("h2", {}, "No way between them here"), make("p", {}, nodeButton(from), nodeButton(to)), make("p", { class: "quiet" }, "What is filtered out does not count.")];
  const steps = make("ol", { class: "steps" }, make("li", {}, nodeButton(from)));
  let at = from;
  for (const id of way) {
    const edge = data.edges[id], forward = edge.from === at;
    at = otherEnd(edge, at);
    const why = button("why", () => select({ edge: id }), { class: "why" });
    steps.append(make("li", {}, make("p", { class: "relation" }, (forward ? "" : "← ") + WORDS[relationName(edge)][forward ? 0 : 1], why), nodeButton(at)));
  }
  return [...parts, make("h2", {}, plural(way.length, "step", "steps")), steps];
}

function nodeDetails(node) {
  if (node.group === "Theme") return themeDetails(node);
  const parts = [make("p", { class: "kind" }, icon(node.group), node.group), make("h2", {}, words(clip(node.label, 600)))];
  if (node.aka) parts.push(make("p", { class: "aliases" }, node.group === "Paper" ? "" : "also ", ...joined(node.aka.slice(0, 12).map((name) => words(clip(name, 120))))));
  parts.push(...definitionOf(node), ...resultsOf(node));
  const facts = make("dl");
  for (const [key, value] of node.facts || []) facts.append(make("dt", {}, key), make("dd", {}, words(clip(value, 400))));
  if (facts.children.length) parts.push(facts);
  if (node.href) parts.push(make("p", {}, safeLink(node.href, node.href.replace("https://", ""))));
  parts.push(nodeTools(node), ...tieLists(node), ...unsureList(node));
  if (node.group === "Paper") parts.push(...paperText(node));
  return parts;
}

// The sentence of a paper that says what a name is, its words marked; nothing where none does.
const definitions = new Map(data.definitions);
function definitionOf(node) {
  const found = definitions.get(node.id);
  if (!found) return [];
  const [paper, start, end, marks] = found;
  const source = byName.get("paper/" + data.papers[paper][0]);
  const title = clip(data.papers[paper][1], 200), date = data.papers[paper][3];
  return [make("article", { class: "definition" }, make("h3", {}, "definition"), make("blockquote", {}, make("bdi", {}, ...marked(paper, start, end, marks))),
    make("p", { class: "source" }, source === undefined ? words(title) : nodeButton(source), date ? make("span", { class: "quiet" }, date) : null))];
}

// What a method improves on and where it was tested: names that the graph has, then those that it is less sure of,
// then what its paper says in a sentence; and where there is nothing of all this, that.
const results = new Map(data.results);
const TEXTS = data.papers.some((paper) => paper[2]);
const PROPOSES = data.relations.indexOf("proposes");
function resultsOf(node) {
  const papers = touching[node.id].map((id) => data.edges[id]).filter((edge) => edge.r === PROPOSES && edge.to === node.id).map((edge) => edge.from);
  if (node.group !== "Method" || !papers.length) return [];
  const [better, tested] = results.get(node.id) || [null, null];
  const row = (title, own, theirs, says, nothing) => {
    const box = make("div", { class: "result" }, make("h3", {}, title));
    const names = namesTied(node, papers, own, theirs), doubtful = doubtfulTies(node, papers, own, theirs, names);
    if (names.length) box.append(make("p", {}, ...names.map(nodeButton)));
    if (doubtful.length) box.append(make("p", { class: "quiet" }, "less sure: ", ...joined(doubtful.map((label) => words(clip(label, 120))))));
    if (says && says === better && tested && says[1] === tested[1]) says = [...says.slice(0, 3), [...says[3], ...tested[3]].sort((a, b) => a[0] - b[0])];
    else if (says && better && says[1] === better[1] && says !== better) return box.append(make("p", { class: "quiet" }, "The sentence above says where.")), box;
    if (says) box.append(make("blockquote", {}, make("bdi", {}, ...marked(says[0], says[1], says[2], says[3]))));
    if (!names.length && !doubtful.length && !says) box.append(make("p", { class: "quiet" }, ATLAS || !TEXTS ? "Nothing in this file; its title and abstract may." : nothing));
    return box;
  };
  return [row("improves on, compared with", "comparedWith", "comparesWith", better, "Its title and abstract name nothing that it is held against."),
    row("tested on", "evaluatedOn", "evaluatesOn", tested, "Its title and abstract do not say where it was tested.")];
}

// Other ends of a relation of its own, and of one that the papers proposing it have.
function namesTied(node, papers, own, theirs) {
  const found = new Set();
  for (const at of [node.id, ...papers])
    for (const id of touching[at]) {
      const edge = data.edges[id], relation = relationName(edge);
      if (relation === (at === node.id ? own : theirs) && (edge.from === at || relation === "comparedWith")) found.add(otherEnd(edge, at));
    }
  return [...found].filter((id) => id !== node.id);
}

function doubtfulTies(node, papers, own, theirs, known) {
  const found = new Set();
  for (const at of [node.id, ...papers])
    for (const [from, to, relation] of unsureOf.get(at) || []) {
      const name = data.relations[relation], other = from === at ? to : from;
      if (name !== (at === node.id ? own : theirs) || (from !== at && name !== "comparedWith") || other === node.id || known.includes(other)) continue;
      found.add(typeof other === "number" ? data.nodes[other].label : other[0]);
    }
  return [...found];
}

const joined = (items) => items.flatMap((item, i) => (i ? [", ", item] : [item]));

function nodeTools(node) {
  const near = () => new Set([node.id, ...touching[node.id].map((id) => otherEnd(data.edges[id], node.id))]);
  const tools = make("p", { class: "tools" });
  tools.append(button("Only this and its neighbours", () => change({ only: near() })));
  if (state.only) tools.append(button("Add its neighbours", () => change({ only: new Set([...state.only, ...near()]) })));
  const toggled = (set) => { const next = new Set(set); if (!next.delete(node.id)) next.add(node.id); return next; };
  if (state.collapsed.has(node.id)) tools.append(button("Expand", () => change({ collapsed: toggled(state.collapsed) })));
  else tools.append(button("Collapse", () => change({ collapsed: toggled(state.collapsed) }), { title: "Take in what hangs on it alone" }));
  tools.append(button(state.pinned.has(node.id) ? "Unpin" : "Pin", () => change({ pinned: toggled(state.pinned) }), { title: "Keep it in sight whatever the filters" }));
  tools.append(button("Path from here", () => startPath(node.id)));
  tools.append(button("Hide", () => change({ hidden: new Set([...state.hidden, node.id]), node: -1 })));
  return tools;
}

function tieLists(node) {
  const lists = new Map();
  for (const id of touching[node.id]) {
    const edge = data.edges[id];
    const key = edge.r * 2 + (edge.from === node.id ? 0 : 1);
    if (!lists.has(key)) lists.set(key, []);
    lists.get(key).push(edge);
  }
  return [...lists.keys()].sort((a, b) => a - b).map((key) => tieList(node, lists.get(key), WORDS[data.relations[key >> 1]][key & 1]));
}

function tieList(node, edges, heading) {
  const ordered = [...edges].sort((a, b) => b.k - a.k || b.c - a.c || a.id - b.id);
  return longList(heading, ordered, 12, (edge) => {
    const why = button("why", () => select({ edge: edge.id }), { class: "why", title: "confidence " + edge.c.toFixed(2) + ": show the evidence" });
    return make("li", allowedEdge[edge.id] ? {} : { class: "filtered" }, nodeButton(otherEnd(edge, node.id)), why);
  });
}

// Claims that are no edges, because they are more often wrong than right: told as such, with their sentence.
const PASSING = data.relations.indexOf("discusses");
const unsureOf = new Map();
for (const claim of data.unsure)
  for (const end of [claim[0], claim[1]])
    if (typeof end === "number") unsureOf.set(end, [...(unsureOf.get(end) || []), claim]);

function unsureList(node) {
  const found = unsureOf.get(node.id) || [];
  if (!found.length) return [];
  const late = (claim) => (claim[2] === PASSING ? 1 : 0);
  const ordered = [...found].sort((a, b) => late(a) - late(b) || b[3][4] - a[3][4] || a[2] - b[2]);
  const list = longList("less sure, not in the picture", ordered, 6, (claim) => unsureRow(node, claim));
  list.className = "unsure";
  list.append(make("p", { class: "quiet" }, "Below the threshold: more often wrong than right. Read the sentence."));
  return [list];
}

function unsureRow(node, [from, to, relation, evidence]) {
  const other = from === node.id ? to : from;
  const drawn = typeof other === "number";
  const [label, group] = drawn ? [data.nodes[other].label, data.nodes[other].group] : [other[0], KINDS[other[1]]];
  const head = make("summary", {}, make("span", { class: "relation" }, WORDS[data.relations[relation]][from === node.id ? 0 : 1]), " ", icon(group), " ", words(clip(label, 120)));
  const more = drawn ? make("p", {}, nodeButton(other)) : null;
  return make("li", {}, make("details", {}, head, evidenceCard(evidence), more));
}

// The first few of a list, with a button that shows more of it.
function longList(heading, items, first, row) {
  const list = make("ul", { class: "ties" });
  const rest = [...items], more = make("button", { type: "button", class: "more" });
  const add = (count) => {
    list.append(...rest.splice(0, count).map(row));
    more.hidden = !rest.length;
    more.textContent = "Show " + rest.length.toLocaleString("en") + " more";
  };
  more.addEventListener("click", () => add(200));
  add(first);
  return make("div", {}, make("h3", {}, heading + " ", make("span", { class: "count" }, items.length.toLocaleString("en"))), list, more);
}

// Title and abstract with every mention marked in the colour of its kind.
function paperText(node) {
  const index = data.papers.findIndex((paper) => "paper/" + paper[0] === node.name);
  if (index < 0 || !data.papers[index][2]) return [];
  const spans = [];
  for (const id of touching[node.id])
    for (const [paper, , , marks] of data.edges[id].ev)
      if (paper === index) for (const [start, end] of marks) spans.push([start, end, otherEnd(data.edges[id], node.id)]);
  spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const text = data.papers[index][2];
  const from = Array.from(data.papers[index][1]).length + 1;
  const length = Array.from(text).length;
  if (length <= from || length > 20000) return [];
  return [make("h3", {}, "abstract"), make("p", { class: "abstract" }, ...marked(index, from, length, spans))];
}

function marked(paper, from, to, spans) {
  const parts = [];
  let at = from;
  for (const [start, end, target] of spans) {
    if (start < at || end > to) continue;
    parts.push(slice(paper, at, start));
    const mark = make("mark", {});
    mark.textContent = slice(paper, start, end);
    if (target !== undefined) {
      mark.className = "kind-" + data.nodes[target].group.toLowerCase();
      mark.title = data.nodes[target].group + ": " + clip(data.nodes[target].label, 80);
      mark.addEventListener("click", () => select({ node: target }));
    }
    parts.push(mark);
    at = end;
  }
  parts.push(slice(paper, at, to));
  return parts;
}

function edgeDetails(edge) {
  const relation = make("span", { class: "relation" }, WORDS[relationName(edge)][0]);
  const parts = [
    make("p", { class: "kind" }, "Evidence"),
    make("h2", { class: "triple" }, nodeButton(edge.from), relation, nodeButton(edge.to)),
    make("p", { class: "sum" }, meter(edge.c), "stated by " + plural(edge.k, "paper", "papers")),
  ];
  if (!edge.ev.length) parts.push(make("p", { class: "quiet" }, "No sentence is kept for this edge in this file; kg why tells it."));
  parts.push(...edge.ev.map(evidenceCard));
  const papers = new Set(edge.ev.map((piece) => piece[0])).size;
  if (papers && papers < edge.k) parts.push(make("p", { class: "quiet" }, "Sentences of " + papers + " of " + edge.k + " papers are kept in this file."));
  return parts;
}

function evidenceCard([paper, start, end, marks, confidence, extractor, context]) {
  const [id, title, text, date, address] = data.papers[paper];
  const quote = make("blockquote");
  if (text) quote.append(make("bdi", {}, ...marked(paper, start, end, marks)));
  else quote.append("Characters " + start + " to " + end + " (texts are left out of this file)");
  const node = byName.get("paper/" + id);
  const source = make("p", { class: "source" }, node === undefined ? words(clip(title, 200)) : nodeButton(node));
  const facts = make("p", { class: "quiet" }, address ? safeLink(address, id) : words(id), date ? " · " + date : "");
  facts.append(" · " + data.extractors[extractor] + " · ", meter(confidence));
  if (context) facts.append(make("span", { class: "context" }, context));
  return make("article", { class: "evidence" }, quote, source, facts);
}
