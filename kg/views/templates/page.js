// Ties it together: the network, the one way to change what is shown, pointer and keyboard.

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

function visNode(node) {
  const row = { id: node.id, x: node.x, y: node.y, size: node.size, group: node.group, hidden: !shownNode[node.id] };
  // Labels are drawn in draw.js; vis-network would measure each one, which takes longest on large maps.
  return HEAVY ? row : { ...row, label: clip(node.label, 60) };
}

state = decodeState(location.hash);
if (!location.hash && data.focus >= 0) state.node = data.focus;
computeShown();

const nodes = new vis.DataSet(data.nodes.map(visNode));
const edges = new vis.DataSet(data.edges.map(visEdge));
const network = new vis.Network($("graph"), { nodes, edges }, {
  autoResize: true,
  physics: false,
  layout: { improvedLayout: false },
  nodes: { shape: "custom", ctxRenderer: drawMark, chosen: false, scaling: { label: { drawThreshold: 100000 } } },
  edges: { smooth: false, chosen: false, arrows: { to: { scaleFactor: 0.45 } }, selectionWidth: 0, hoverWidth: 0 },
  interaction: { hover: true, hideEdgesOnDrag: HEAVY, hideEdgesOnZoom: HEAVY, tooltipDelay: 1e9, multiselect: false, zoomSpeed: 0.7 },
});
// As pyvis' own page offers them; and which labels the last frame drew.
Object.assign(window, { network, nodes, edges, labelsDrawn: () => boxes });

let written = location.hash;
function select({ node = -1, edge = -1 }) {
  change({ node, edge });
}

function change(part, { replace = false } = {}) {
  state = { ...state, ...part };
  if ("node" in part && !("edge" in part)) state.edge = -1;
  const fragment = encodeState();
  if ("#" + fragment !== written && !(written === "" && !fragment)) {
    written = fragment ? "#" + fragment : "";
    if (replace) history.replaceState(null, "", "#" + fragment);
    else location.hash = fragment;
  }
  apply();
}

function apply() {
  const nodesBefore = shownNode.slice(), edgesBefore = shownEdge.slice();
  computeShown();
  const nodeChanges = [], edgeChanges = [];
  for (let i = 0; i < N; i++) if (nodesBefore[i] !== shownNode[i]) nodeChanges.push({ id: i, hidden: !shownNode[i] });
  for (let i = 0; i < M; i++) if (edgesBefore[i] !== shownEdge[i]) edgeChanges.push({ id: i, hidden: !shownEdge[i] });
  if (nodeChanges.length) nodes.updateOnly(nodeChanges);
  if (edgeChanges.length) edges.updateOnly(edgeChanges);
  refresh();
}

function refresh() {
  computeLit();
  const wasOpen = !panel.hidden;
  drawPanel();
  if (wasOpen === panel.hidden) network.setSize("100%", "100%"); // at once: what follows measures the canvas
  refreshFilters();
  say();
  drawTables();
  network.redraw();
  if (state.node >= 0) bringIntoView([state.node]);
  if (state.edge >= 0) bringIntoView([data.edges[state.edge].from, data.edges[state.edge].to]);
}

function say() {
  const shown = shownNode.reduce((a, b) => a + b, 0), ties = shownEdge.reduce((a, b) => a + b, 0);
  const all = shown === N && ties === M;
  if (!all) $("counts").textContent = "Shown are " + shown.toLocaleString("en") + " of " + plural(N, "node", "nodes") + ", " + ties.toLocaleString("en") + " of " + plural(M, "edge", "edges");
  else $("counts").textContent = countsOfAll;
  $("empty").hidden = shown > 0;
  $("undo").disabled = history.length <= started;
}
const countsOfAll = $("counts").textContent;
const started = history.length;

// On a phone the panel lies over the picture.
const covered = () => (panel.hidden || getComputedStyle(panel).position !== "absolute" ? 0 : panel.offsetHeight);

function bringIntoView(ids) {
  const box = $("graph").getBoundingClientRect();
  const free = box.height - covered();
  const out = ids.some((id) => {
    const at = network.canvasToDOM(network.getPosition(id));
    return at.x < 40 || at.y < 40 || at.x > box.width - 40 || at.y > free - 40;
  });
  if (!out) return;
  if (ids.length === 1) {
    const offset = { x: 0, y: -covered() / 2 };
    network.moveTo({ position: network.getPosition(ids[0]), scale: Math.max(scale(), SMALL ? 0 : 0.8), offset, animation: motion() });
  } else fitNodes(ids, motion());
}

function fitNodes(ids, animation) {
  network.fit({ nodes: ids, maxZoomLevel: 1.3 });
  const height = $("graph").clientHeight, share = 1 - covered() / height;
  if (share < 1) network.moveTo({ scale: scale() * share, offset: { x: 0, y: (-height * (1 - share)) / 2 }, animation });
}

const fitAll = (animation = false) => fitNodes(data.nodes.filter((node) => shownNode[node.id]).map((node) => node.id), animation);

network.on("beforeDrawing", (ctx) => { veiled = false; drawTerritories(ctx); });
network.on("afterDrawing", drawLabels);
network.on("click", (event) => {
  if (event.nodes.length) select({ node: event.nodes[0] });
  else if (event.edges.length) select({ edge: nearestEdge(event.edges, event.pointer.canvas) });
  else if (state.node >= 0 || state.edge >= 0) select({});
});
// Of edges under the pointer, one of the selection goes first: the others lie faded behind it.
const nearestEdge = (ids) => ids.find((id) => litEdges.includes(id)) ?? ids[0];
network.on("hoverNode", ({ node }) => hover(node));
network.on("blurNode", () => hover(-1));
network.on("dragStart", () => hover(-1));
function hover(node) {
  hovered = node;
  $("graph").style.cursor = node >= 0 ? "pointer" : "";
  computeLit();
  network.redraw();
}

const zoomBy = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.02, scale() * factor)), animation: motion() });
const pan = (dx, dy) => {
  const at = network.getViewPosition();
  network.moveTo({ position: { x: at.x + dx / scale(), y: at.y + dy / scale() } });
};
const KEYS = {
  ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60),
  "+": () => zoomBy(1.4), "=": () => zoomBy(1.4), "-": () => zoomBy(1 / 1.4), 0: () => fitAll(motion()),
};
$("graph").addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
  if (event.key === "/" && !typing) { event.preventDefault(); $("search").focus(); }
  if (event.key === "Escape" && !typing && (state.node >= 0 || state.edge >= 0)) select({});
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
window.addEventListener("hashchange", () => {
  if (location.hash === written) return;
  written = location.hash;
  state = decodeState(location.hash);
  apply();
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readColours();
  edges.updateOnly(data.edges.map((edge) => ({ id: edge.id, color: visEdge(edge).color })));
  network.redraw();
});

buildFilters();
buildSearch();
if (window.matchMedia("(max-width: 760px)").matches) $("filters-toggle").click();
fitAll();
refresh();
fitAll();
