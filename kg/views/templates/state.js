// What the page knows and what is shown of it. Everything drawn follows from `state`; the URL's fragment holds it.

const KINDS = data.kinds;
const WORDS = {
  proposes: ["proposes", "proposed by"],
  addresses: ["addresses", "addressed by"],
  uses: ["uses", "used by"],
  comparesWith: ["compares with", "compared with by"],
  evaluatesOn: ["evaluates on", "evaluated on by"],
  reports: ["reports", "reported by"],
  discusses: ["discusses", "discussed by"],
  usedFor: ["used for", "done with"],
  isA: ["is a kind of", "kinds of it"],
  partOf: ["part of", "has parts"],
  comparedWith: ["compared with", "compared with"],
  evaluatedOn: ["evaluated on", "evaluation of"],
  measuredBy: ["measured by", "measure of"],
};
// One outline a kind, radius 1: drawn on the canvas and in the legend alike.
const OUTLINES = {
  Paper: "M-.78-1H.38L.78-.6V1H-.78Z",
  Method: "M0-1A1 1 0 0 1 0 1A1 1 0 0 1 0-1Z",
  Task: "M-.86-.86H.86V.86H-.86Z",
  Dataset: "M0-1.15L1.15 0L0 1.15L-1.15 0Z",
  Metric: "M0-1.12L1.08.84H-1.08Z",
  Concept: "M-.55-.95H.55L1.1 0L.55.95H-.55L-1.1 0Z",
  Theme: "M0-1A1 1 0 0 1 0 1A1 1 0 0 1 0-1ZM0-.72A.72 .72 0 0 0 0 .72A.72 .72 0 0 0 0-.72Z",
};
const DASHES = {
  proposes: [], addresses: [], uses: [], reports: [2, 3], evaluatesOn: [7, 4], comparesWith: [10, 4, 2, 4],
  discusses: [1, 4], usedFor: [], isA: [], partOf: [2, 3], comparedWith: [10, 4, 2, 4], evaluatedOn: [7, 4],
  measuredBy: [2, 3],
};

const N = data.nodes.length;
const M = data.edges.length;
const LEAVES = ATLAS ? N - data.themes.length : N; // nodes beyond are themes
if (ATLAS) data.groups = data.themes.flatMap((theme, i) => (theme.parent < 0 ? [[i, theme.label]] : []));
const SMALL = N <= 110; // as in kg/views/layout.py: room for every label
const HEAVY = M > 4000;
const touching = Array.from({ length: N }, () => []);
for (const edge of data.edges) {
  touching[edge.from].push(edge.id);
  if (edge.to !== edge.from) touching[edge.to].push(edge.id);
}
const byName = new Map(data.nodes.map((node) => [node.name, node.id]));
const relationName = (edge) => data.relations[edge.r];
const otherEnd = (edge, node) => (edge.from === node ? edge.to : edge.from);

const fresh = () => ({
  node: -1, edge: -1, kinds: new Set(), relations: new Set(), groups: new Set(), confidence: 0, papers: 1, from: "", to: "",
  hidden: new Set(), only: null, pinned: new Set(), collapsed: new Set(), path: null, open: new Set(),
});
let state = fresh();
let hovered = -1;
const allowedNode = new Uint8Array(N).fill(1); // by the filters, folded or not
const allowedEdge = new Uint8Array(M).fill(1);
const shownNode = new Uint8Array(N).fill(1); // and drawn
const shownEdge = new Uint8Array(M).fill(1);
let within = new Map(); // how many neighbours a collapsed node holds

// The group of the legend that a node belongs to: its named group, on an atlas its outermost theme.
const named = new Set(data.groups.map(([group]) => group));
const outermost = (theme) => { while (data.themes[theme].parent >= 0) theme = data.themes[theme].parent; return theme; };
const groupOf = (node) => (ATLAS ? outermost(node.group === "Theme" ? node.id - LEAVES : node.g) : named.has(node.g) ? node.g : -1);
const dated = (date) => (!state.from || date.slice(0, state.from.length) >= state.from) && (!state.to || date.slice(0, state.to.length) <= state.to);

function allows(node) {
  if (state.pinned.has(node.id) || node.id === state.node) return true;
  if (state.kinds.has(node.group) || state.hidden.has(node.id) || (state.only !== null && !state.only.has(node.id))) return false;
  if (state.groups.size && state.groups.has(groupOf(node))) return false;
  if (node.group !== "Paper") return node.n >= state.papers;
  return !(state.from || state.to) || (node.d !== undefined && dated(node.d));
}

function computeShown() {
  const tied = new Uint8Array(N);
  for (let i = 0; i < LEAVES; i++) allowedNode[i] = allows(data.nodes[i]) ? 1 : 0;
  for (const edge of data.edges) {
    const allowed = allowedNode[edge.from] && allowedNode[edge.to] && edge.c >= state.confidence - 1e-9 && !state.relations.has(relationName(edge));
    allowedEdge[edge.id] = allowed ? 1 : 0;
    if (allowed) tied[edge.from] = tied[edge.to] = 1;
  }
  // What lost all its edges to a filter would lie about as an unexplained mark.
  for (let i = 0; i < LEAVES; i++)
    if (touching[i].length && !tied[i] && i !== state.node && !state.pinned.has(i)) allowedNode[i] = 0;
  collapse();
  for (let i = 0; i < LEAVES; i++) shownNode[i] = allowedNode[i];
  if (ATLAS) foldThemes();
  for (let i = 0; i < M; i++) shownEdge[i] = allowedEdge[i] && shownNode[data.edges[i].from] && shownNode[data.edges[i].to] ? 1 : 0;
}

// A collapsed node takes in the neighbours that hang on it alone.
function collapse() {
  within = new Map();
  for (const id of state.collapsed) {
    if (!allowedNode[id]) continue;
    const own = neighboursOf(id).filter((other) => other !== state.node && !state.pinned.has(other) && !state.collapsed.has(other) &&
      touching[other].every((edge) => !allowedEdge[edge] || otherEnd(data.edges[edge], other) === id));
    for (const other of own) allowedNode[other] = 0;
    within.set(id, own.length);
  }
  if (state.collapsed.size)
    for (const edge of data.edges) if (!allowedNode[edge.from] || !allowedNode[edge.to]) allowedEdge[edge.id] = 0;
}

const neighboursOf = (id) => [...new Set(touching[id].filter((edge) => allowedEdge[edge]).map((edge) => otherEnd(data.edges[edge], id)))];

// The shortest way between two nodes over what the filters allow; of equally short ones the surest.
function wayBetween(from, to) {
  const best = new Map([[from, { sure: 0, edge: -1 }]]);
  let ring = [from];
  while (ring.length && !best.has(to)) {
    const next = new Map();
    for (const id of ring)
      for (const edge of touching[id]) {
        const other = otherEnd(data.edges[edge], id);
        if (!allowedEdge[edge] || best.has(other)) continue;
        const sure = best.get(id).sure + Math.log(Math.max(data.edges[edge].c, 0.01));
        if (!next.has(other) || sure > next.get(other).sure) next.set(other, { sure, edge });
      }
    for (const [id, step] of next) best.set(id, step);
    ring = [...next.keys()];
  }
  if (!best.has(to)) return null;
  const way = [];
  for (let at = to; at !== from; at = otherEnd(data.edges[way[0]], at)) way.unshift(best.get(at).edge);
  return way;
}

function encodeState() {
  const parts = [];
  const put = (key, values) => { if (values.length) parts.push(key + "=" + values.map(encodeURIComponent).join(",")); };
  if (state.node >= 0) put("at", [data.nodes[state.node].name]);
  if (state.edge >= 0) {
    const edge = data.edges[state.edge];
    put("edge", [data.nodes[edge.from].name, relationName(edge), data.nodes[edge.to].name]);
  }
  put("without", [...state.kinds]);
  put("unlinked", [...state.relations]);
  if (state.confidence > 0) put("confidence", [state.confidence.toFixed(2)]);
  if (state.papers > 1) put("papers", [String(state.papers)]);
  put("outside", [...state.groups].map(String));
  if (state.from) put("from", [state.from]);
  if (state.to) put("to", [state.to]);
  put("pinned", [...state.pinned].map((id) => data.nodes[id].name));
  put("collapsed", [...state.collapsed].map((id) => data.nodes[id].name));
  put("open", [...state.open].map(String));
  if (state.path) put("path", state.path.map((id) => data.nodes[id].name));
  put("hidden", [...state.hidden].map((id) => data.nodes[id].name));
  if (state.only) put("only", [...state.only].map((id) => data.nodes[id].name));
  return parts.join("&");
}

function decodeState(fragment) {
  const next = fresh();
  const ids = (values) => values.map((value) => byName.get(value)).filter((id) => id !== undefined);
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [key, raw] = part.split("=", 2);
    if (raw === undefined) continue;
    const values = raw.split(",").map((value) => { try { return decodeURIComponent(value); } catch { return ""; } });
    if (key === "at") next.node = ids(values)[0] ?? -1;
    if (key === "edge") next.edge = findEdge(...values);
    if (key === "without") next.kinds = new Set(values.filter((v) => KINDS.includes(v)));
    if (key === "unlinked") next.relations = new Set(values.filter((v) => data.relations.includes(v)));
    if (key === "confidence") next.confidence = Math.min(1, Math.max(0, Number(values[0]) || 0));
    if (key === "papers") next.papers = Math.max(1, Math.floor(Number(values[0])) || 1);
    if (key === "outside") next.groups = new Set(values.map(Number).filter((v) => Number.isInteger(v)));
    if (key === "from" && /^\d{4}(-\d\d){0,2}$/.test(values[0])) next.from = values[0];
    if (key === "to" && /^\d{4}(-\d\d){0,2}$/.test(values[0])) next.to = values[0];
    if (key === "pinned") next.pinned = new Set(ids(values));
    if (key === "collapsed") next.collapsed = new Set(ids(values));
    if (key === "open" && ATLAS) next.open = new Set(values.map(Number).filter((v) => data.themes[v]).flatMap((v) => chains[v])); // with those they lie in
    if (key === "path" && ids(values).length === 2) next.path = ids(values);
    if (key === "hidden") next.hidden = new Set(ids(values));
    if (key === "only") next.only = new Set(ids(values));
  }
  return next;
}

function findEdge(source, relation, target) {
  const from = byName.get(source), to = byName.get(target);
  const found = from === undefined ? undefined : touching[from].find((id) =>
    data.edges[id].to === to && relationName(data.edges[id]) === relation && data.edges[id].from === from);
  return found === undefined ? -1 : found;
}

// Offsets count code points, JavaScript counts UTF-16: texts with characters beyond U+FFFF are cut up once.
const cutUp = new Map();
function slice(paper, start, end) {
  const text = data.papers[paper][2];
  if (!/[\ud800-\udfff]/.test(text)) return text.slice(start, end);
  if (!cutUp.has(paper)) cutUp.set(paper, Array.from(text));
  return cutUp.get(paper).slice(start, end).join("");
}

const clip = (text, length) => (text.length <= length ? text : Array.from(text).slice(0, length - 1).join("") + "…");
const plural = (count, one, many) => count.toLocaleString("en") + " " + (count === 1 ? one : many);

// A paper titled "NAME: what it does" goes by its NAME on the map.
const shortLabel = data.nodes.map((node) => {
  const head = /^([^:]{2,28}): /.exec(node.label);
  return node.group === "Paper" && head ? head[1] : clip(node.label, SMALL ? 64 : 40);
});
const rank = data.nodes.map((node) => (node.group === "Theme" ? 1e6 + node.n : node.group === "Paper" ? 3 + Math.min(touching[node.id].length, 99) / 1000 : node.n));
let shownByRank = [];
const byRank = data.nodes.map((node) => node.id).sort((a, b) => rank[b] - rank[a] || a - b);
