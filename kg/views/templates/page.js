// Ties it together: the network, the one way to change what is shown, pointer and keyboard.

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

function visNode(node) {
  const row = { id: node.id, x: node.x, y: node.y, size: node.size, group: node.group, hidden: !shownNode[node.id] };
  // Labels are drawn in draw.js; vis-network would measure each one, which takes longest on large maps.
  return HEAVY || ATLAS ? row : { ...row, label: clip(node.label, 60) };
}

state = decodeState(location.hash);
if (!location.hash && data.focus >= 0) state.node = data.focus;
if (!location.hash && data.path.length === 2) state.path = data.path;
reveal();
computeShown();

const nodes = new vis.DataSet(ATLAS ? [] : data.nodes.map(visNode));
const edges = new vis.DataSet(ATLAS ? [] : data.edges.map(visEdge));
const network = new vis.Network($("graph"), { nodes, edges }, {
  autoResize: true,
  physics: false,
  layout: { improvedLayout: false },
  nodes: { shape: "custom", ctxRenderer: drawMark, chosen: false, scaling: { label: { drawThreshold: 100000 } } },
  edges: { smooth: false, chosen: false, arrows: { to: { scaleFactor: 0.45 } }, selectionWidth: 0, hoverWidth: 0 },
  interaction: { hover: true, hideEdgesOnDrag: HEAVY, hideEdgesOnZoom: HEAVY, tooltipDelay: 1e9, multiselect: false, zoomSpeed: 0.7 },
});
// As pyvis' own page offers them; and which labels the last frame drew.
Object.assign(window, { network, nodes, edges, labelsDrawn: () => boxes, groupNamesDrawn: () => groupBoxes });

let written = location.hash;
// How many views of this page lie behind; the length of the history tells not, it has a limit.
const depth = () => history.state?.depth || 0;
function select({ node = -1, edge = -1 }) {
  change({ node, edge });
}

// What somebody points at: the other end of a path that was begun, a theme to unfold, or a node to tell of.
let begun = -1;
function pick(id) {
  if (begun >= 0 && id !== begun && !isTheme(id)) {
    const path = [begun, id];
    begun = -1;
    change({ path, node: -1, edge: -1, ...(ATLAS ? { open: unfolded(path) } : {}) });
    if (way) fitNodes([...lit].filter((one) => shownNode[one]), motion());
  } else if (isTheme(id) && !state.open.has(id - LEAVES)) unfold(id);
  else select({ node: id });
}

function startPath(id) {
  begun = id;
  say();
  $("search").focus();
}

// What is selected lies in no folded theme.
function reveal() {
  if (!ATLAS) return;
  const ends = state.edge >= 0 ? [data.edges[state.edge].from, data.edges[state.edge].to] : state.path || (state.node >= 0 ? [state.node] : []);
  const leaves = ends.filter((id) => !isTheme(id));
  if (leaves.length) state.open = unfolded(leaves);
}

function change(part, { replace = false } = {}) {
  state = { ...state, ...part };
  if ("node" in part && !("edge" in part)) state.edge = -1;
  if (("node" in part || "edge" in part) && !("path" in part)) state.path = null;
  reveal();
  const fragment = encodeState();
  if ("#" + fragment !== written && !(written === "" && !fragment)) {
    written = fragment ? "#" + fragment : "";
    if (replace) history.replaceState(history.state, "", "#" + fragment);
    else history.pushState({ depth: depth() + 1 }, "", "#" + fragment);
  }
  apply();
}

function apply() {
  const nodesBefore = shownNode.slice(), edgesBefore = shownEdge.slice();
  computeShown();
  if (ATLAS) {
    syncAtlas();
    return refresh();
  }
  const nodeChanges = [], edgeChanges = [];
  for (let i = 0; i < N; i++) if (nodesBefore[i] !== shownNode[i]) nodeChanges.push({ id: i, hidden: !shownNode[i] });
  for (let i = 0; i < M; i++) if (edgesBefore[i] !== shownEdge[i]) edgeChanges.push({ id: i, hidden: !shownEdge[i] });
  if (nodeChanges.length) nodes.updateOnly(nodeChanges);
  if (edgeChanges.length) edges.updateOnly(edgeChanges);
  return refresh();
}

function refresh() {
  shownByRank = byRank.filter((id) => shownNode[id]);
  computeLit();
  const wasOpen = !panel.hidden;
  drawPanel();
  if (wasOpen === panel.hidden) network.setSize("100%", "100%"); // at once: what follows measures the canvas
  refreshFilters();
  say();
  drawTables();
  network.redraw();
  if (state.node >= 0 && !isTheme(state.node)) bringIntoView([state.node]);
  if (state.edge >= 0) bringIntoView([data.edges[state.edge].from, data.edges[state.edge].to]);
}

function say() {
  const shown = shownByRank.length, ties = shownEdge.reduce((a, b) => a + b, 0);
  const all = shown === N && ties === M;
  if (begun >= 0) $("counts").textContent = "Path from " + clip(data.nodes[begun].label, 40) + ": choose where it leads, by click or search (Esc: stop)";
  else if (ATLAS) $("counts").textContent = sayAtlas();
  else if (!all) $("counts").textContent = "Shown are " + shown.toLocaleString("en") + " of " + plural(N, "node", "nodes") + ", " + ties.toLocaleString("en") + " of " + plural(M, "edge", "edges");
  else $("counts").textContent = countsOfAll;
  $("empty").hidden = shown > 0;
  $("undo").disabled = depth() < 1;
}
const countsOfAll = $("counts").textContent;

// On a phone the panel lies over the picture.
const covered = () => (panel.hidden || getComputedStyle(panel).position !== "absolute" ? 0 : panel.offsetHeight);

function bringIntoView(ids) {
  const box = $("graph").getBoundingClientRect();
  const free = box.height - covered();
  const out = ids.some((id) => {
    const at = network.canvasToDOM(spot(id));
    return at.x < 40 || at.y < 40 || at.x > box.width - 40 || at.y > free - 40;
  });
  if (!out) return;
  if (ids.length === 1) {
    const offset = { x: 0, y: -covered() / 2 };
    network.moveTo({ position: { x: spot(ids[0]).x, y: spot(ids[0]).y }, scale: Math.max(scale(), SMALL ? 0 : 0.8), offset, animation: motion() });
  } else fitNodes(ids, motion());
}

// Nodes and whole themes, folded or not, by the room that they take. vis-network's own fit goes by where it has
// drawn the nodes: those that it has not drawn yet count as lying in the middle.
function fitNodes(ids, animation) {
  if (!ids.length) return;
  const place = (id) => (ATLAS ? data.nodes[id] : spot(id));
  const largest = Math.max(...ids.map((id) => (isTheme(id) ? data.nodes[id].size : 0)));
  const room = (id) => (isTheme(id) ? Math.max(data.nodes[id].size, 0.36 * largest) : 90); // a small disc's name lies beside it
  const discs = ids.map((id) => ({ x: place(id).x, y: place(id).y, r: room(id) }));
  const low = (pick) => Math.min(...discs.map(pick)), high = (pick) => Math.max(...discs.map(pick));
  const [x0, x1, y0, y1] = [low((d) => d.x - d.r), high((d) => d.x + d.r), low((d) => d.y - d.r), high((d) => d.y + d.r)];
  const box = $("graph").getBoundingClientRect(), height = box.height - covered();
  const zoom = Math.min(1.3, (box.width - 24) / (x1 - x0), (height - 24) / (y1 - y0));
  network.moveTo({ position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, scale: zoom, offset: { x: 0, y: -covered() / 2 }, animation });
}

function sayAtlas() {
  const folds = themes.filter((theme) => shownNode[theme.id]).length, leaves = shownByRank.length - folds;
  const allowed = allowedNode.subarray(0, LEAVES).reduce((a, b) => a + b, 0);
  const part = allowed < LEAVES ? allowed.toLocaleString("en") + " of " : "";
  return part + plural(LEAVES, "paper or name", "papers and names") + ": " + plural(folds, "folded theme", "folded themes") + ", " + plural(leaves, "member", "members") + " in sight";
}

const fitAll = (animation = false) => fitNodes(ATLAS ? themes.filter((theme) => theme.parent < 0 && held[theme.id - LEAVES]).map((theme) => theme.id) : shownByRank, animation);

network.on("beforeDrawing", (ctx) => { veiled = false; drawTerritories(ctx); });
network.on("afterDrawing", drawLabels);
network.on("click", (event) => {
  const ties = [...litEdges, ...event.edges].filter((id) => event.edges.includes(id));
  if (event.nodes.length) pick(event.nodes[0]);
  else if (ties.length) select({ edge: ties[0] }); // of the selection first: the others lie faded behind it
  else if (state.node >= 0 || state.edge >= 0 || state.path) select({});
});
network.on("hoverNode", ({ node }) => hover(node));
network.on("blurNode", () => hover(-1));
network.on("dragStart", () => hover(-1));
function hover(node) {
  hovered = node;
  $("graph").style.cursor = node >= 0 ? "pointer" : "";
  computeLit();
  network.redraw();
}

const zoomBy = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.003, scale() * factor)), animation: motion() });
const pan = (dx, dy) => {
  const at = network.getViewPosition();
  network.moveTo({ position: { x: at.x + dx / scale(), y: at.y + dy / scale() } });
};
const KEYS = {
  ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60),
  "+": () => zoomBy(1.4), "=": () => zoomBy(1.4), "-": () => zoomBy(1 / 1.4), 0: () => fitAll(motion()),
  n: () => step(1), p: () => step(-1), Enter: () => enter(), Backspace: () => depth() && history.back(),
  h: () => tool("Hide"), i: () => tool("Pin", "Unpin"), c: () => tool("Collapse", "Expand"), t: () => tool("Path from here"),
  f: () => tool("Fold") || (state.node >= 0 && ATLAS && foldTheme(isTheme(state.node) ? state.node - LEAVES : data.nodes[state.node].g)),
};
// Through what is shown, the most important first; a theme is only pointed at until Enter unfolds it.
function step(by) {
  const at = shownByRank.indexOf(state.node);
  const next = shownByRank[(at + by + shownByRank.length) % shownByRank.length];
  if (next !== undefined) select({ node: next });
}
function enter() {
  if (isTheme(state.node) && !state.open.has(state.node - LEAVES)) unfold(state.node);
  else if (!panel.hidden) panel.focus();
}
// Presses the button of the panel that is called so.
function tool(...names) {
  const found = [...panel.querySelectorAll(".tools button")].find((one) => names.includes(one.textContent));
  found?.click();
  if (found && names[0] !== "Path from here") $("graph").focus();
  return Boolean(found);
}
$("graph").addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
  if (event.key === "/" && !typing) { event.preventDefault(); $("search").focus(); }
  if (event.key === "Escape" && begun >= 0) { begun = -1; say(); }
  else if (event.key === "Escape" && !typing && (state.node >= 0 || state.edge >= 0 || state.path)) select({});
});

$("zoom-in").addEventListener("click", () => zoomBy(1.4));
$("zoom-out").addEventListener("click", () => zoomBy(1 / 1.4));
$("fit").addEventListener("click", () => fitAll(motion()));
$("reset").addEventListener("click", () => { $("search").value = ""; change(fresh()); fitAll(motion()); });
$("undo").addEventListener("click", () => history.back());
$("png").addEventListener("click", savePng);
$("svg").addEventListener("click", saveSvg);
$("table").addEventListener("toggle", drawTables);
$("filters-toggle").addEventListener("click", () => {
  const open = document.body.classList.toggle("filters-closed") === false;
  $("filters-toggle").setAttribute("aria-expanded", String(open));
  network.setSize("100%", "100%");
  network.redraw();
});
for (const event of ["popstate", "hashchange"]) window.addEventListener(event, () => {
  if (location.hash === written) return;
  written = location.hash;
  state = decodeState(location.hash);
  reveal();
  apply();
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readColours();
  edges.updateOnly(edges.getIds().map((id) => ({ id, color: visEdge(data.edges[id]).color })));
  network.redraw();
});

buildFilters();
buildSearch();
if (window.matchMedia("(max-width: 1000px)").matches) $("filters-toggle").click();
if (ATLAS) syncAtlas();
shownByRank = byRank.filter((id) => shownNode[id]);
fitAll();
refresh();
if (state.path && way && N > 24) fitNodes([...lit].filter((one) => shownNode[one]), false);
else if (!ATLAS && !SMALL && state.node >= 0 && state.node !== data.focus) fitNodes([state.node, ...neighboursOf(state.node)].filter((one) => shownNode[one]), false);
else if (isTheme(state.node) || !ATLAS || state.node < 0) fitNodes(ATLAS && state.open.size ? [...state.open].slice(-1).map((i) => LEAVES + i) : shownByRank, false);
