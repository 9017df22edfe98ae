// The canvas: marks by kind, edges behind a veil when something is selected, labels that never overlap.

const paths = Object.fromEntries(Object.entries(OUTLINES).map(([kind, path]) => [kind, new Path2D(path)]));
let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["bg", "ink", "soft", "line", "label", "quiet", "accent", ...KINDS];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name.toLowerCase()).trim()]));
}
readColours();

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
let lit = null; // nodes that stay bright while others fade; null when all do
let litEdges = [];
let way = null; // edges of the highlighted path; null where there is none
let veiled = false;
let boxes = []; // labels drawn in the last frame, for tests
let groupBoxes = []; // and names of groups

function computeLit() {
  const centre = state.node >= 0 ? state.node : hovered;
  litEdges = [];
  lit = null;
  way = state.path ? wayBetween(...state.path) : null;
  if (state.path) {
    litEdges = way || [];
    lit = new Set([...state.path, ...litEdges.flatMap((id) => [data.edges[id].from, data.edges[id].to])]);
  } else if (state.edge >= 0) {
    const edge = data.edges[state.edge];
    litEdges = [edge.id];
    lit = new Set([edge.from, edge.to]);
  } else if (centre >= 0 && !isTheme(centre)) {
    litEdges = touching[centre].filter((id) => allowedEdge[id]);
    lit = new Set([centre]);
    for (const id of litEdges) lit.add(otherEnd(data.edges[id], centre));
  }
  if (lit && ATLAS) for (const id of [...lit]) lit.add(standsFor(id));
  if (lit && hovered >= 0) lit.add(hovered);
}

const scale = () => network.getScale();
// Never less than a visible dot, but on the smallest scale less than what parts neighbours.
const radius = (id) => Math.max(data.nodes[id].size, Math.min((data.nodes[id].n > 1 ? 3.6 : 2.2) / scale(), data.nodes[id].n > 1 ? 22 : 14));

function drawMark({ ctx, id, x, y, state: flags }) {
  const r = radius(id);
  return {
    drawNode() {
      if (lit && !veiled) veil(ctx);
      const node = data.nodes[id];
      const chosen = id === state.node;
      ctx.save();
      ctx.translate(x, y);
      if (lit && !lit.has(id)) ctx.globalAlpha = SMALL ? 0.5 : 0.22;
      if (isTheme(id)) {
        drawTheme(ctx, node, chosen || flags.hover);
        ctx.restore();
        return;
      }
      if (chosen || flags.hover) {
        ctx.beginPath();
        ctx.arc(0, 0, r * 1.3 + 5 / scale(), 0, 7);
        ctx.fillStyle = colours[node.group];
        ctx.globalAlpha = chosen ? 0.28 : 0.18;
        ctx.fill();
        ctx.globalAlpha = 1;
      }
      drawSigns(ctx, node, r);
      ctx.scale(r, r);
      ctx.fillStyle = colours[node.group];
      ctx.fill(paths[node.group]);
      if (r * scale() > 4) {
        ctx.lineWidth = 1.4 / scale() / r;
        ctx.strokeStyle = colours.bg;
        ctx.stroke(paths[node.group]);
      }
      if (node.group === "Paper" && r * scale() > 6) {
        ctx.fillStyle = colours.bg;
        for (const at of [-0.35, 0.05, 0.45]) ctx.fillRect(-0.45, at, at > 0.4 ? 0.55 : 0.9, 0.16);
      }
      ctx.restore();
    },
    nodeDimensions: { width: 2 * r, height: 2 * r },
  };
}

// What is pinned has a ring, what is collapsed a thick rim, what two compared things share a halo.
function drawSigns(ctx, node, r) {
  const ring = (gap, width, colour, dash = []) => {
    ctx.beginPath();
    ctx.arc(0, 0, r * 1.15 + gap / scale(), 0, 7);
    ctx.lineWidth = width / scale();
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash.map((length) => length / scale()));
    ctx.stroke();
    ctx.setLineDash([]);
  };
  if (data.sides && node.g === 0) ring(3, 2.5, colours.ink);
  if (data.sides && node.g === 2 && r * scale() > 3.4) ring(3, 1.5, colours.soft, [2, 3]); // on a small scale: a wall of rings
  if (state.pinned.has(node.id)) ring(6, 2, colours.accent);
  if (within.get(node.id)) ring(2, 4, colours[node.group]);
}

// Everything drawn so far (the edges) steps back, and the edges of the selection are drawn anew.
function veil(ctx) {
  veiled = true;
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalAlpha = SMALL ? 0.5 : 0.86;
  ctx.fillStyle = colours.bg;
  ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.restore();
  for (const id of litEdges) drawLitEdge(ctx, data.edges[id]);
}

function drawLitEdge(ctx, edge) {
  const a = spot(edge.from), b = spot(edge.to);
  const zoom = scale();
  ctx.save();
  ctx.globalAlpha = 0.45 + 0.55 * edge.c;
  ctx.strokeStyle = ctx.fillStyle = edgeColour(edge);
  ctx.lineWidth = (edge.id === state.edge ? 3 : 1.8) / zoom;
  ctx.setLineDash(DASHES[relationName(edge)].map((length) => length / zoom));
  ctx.beginPath();
  ctx.moveTo(a.x, a.y);
  ctx.lineTo(b.x, b.y);
  ctx.stroke();
  if (relationName(edge) !== "comparedWith") arrow(ctx, a, b, radius(edge.to) + 3 / zoom, 8 / zoom);
  ctx.restore();
}

// Where a node lies, or what stands for it.
const spot = (id) => { const at = standsFor(id); return network.body.nodes[at] || data.nodes[at]; };

function arrow(ctx, a, b, gap, size) {
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const x = b.x - Math.cos(angle) * gap, y = b.y - Math.sin(angle) * gap;
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (const turn of [-0.4, 0.4]) ctx.lineTo(x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn));
  ctx.fill();
}

const fromPaper = (edge) => data.nodes[edge.from].group === "Paper";
const edgeColour = (edge) => (fromPaper(edge) ? colours[data.nodes[edge.to].group] : colours.soft);

// On a map, ties to what several papers share are what one looks for.
const shared = (edge) => !SMALL && data.nodes[edge.to].n > 1 && fromPaper(edge);

function visEdge(edge) {
  return {
    id: edge.id, from: edge.from, to: edge.to, hidden: !shownEdge[edge.id],
    color: { color: edgeColour(edge), opacity: (HEAVY ? 0.1 : 0.15) + (HEAVY ? 0.25 : 0.4) * edge.c + (shared(edge) ? 0.15 : 0) },
    dashes: HEAVY ? false : DASHES[relationName(edge)].length ? DASHES[relationName(edge)] : false,
    width: (relationName(edge) === "proposes" ? 2.4 : 1.2) * (shared(edge) ? 2 : 1),
    arrows: SMALL && relationName(edge) !== "comparedWith" ? "to" : "",
  };
}

const LINE = 22;
function lines(id) {
  const rows = [];
  const left = shortLabel[id].split(" ");
  while (left.length && rows.length < (SMALL ? 3 : 2)) {
    let row = left.shift();
    while (left.length && (row + " " + left[0]).length <= LINE) row += " " + left.shift();
    rows.push(clip(row, LINE + 2));
  }
  if (left.length) rows[rows.length - 1] = clip(rows[rows.length - 1] + " …", LINE + 2);
  return rows;
}
const wrapped = [];
const wrap = (id) => (wrapped[id] ??= lines(id));

// Whether a label may show at this zoom: what few papers share shows later.
function ripe(id, zoom) {
  if (ATLAS) return zoom > 0.34 || rank[id] >= 4 || state.pinned.has(id);
  if (SMALL || zoom > 0.62 || rank[id] >= 4) return true;
  return rank[id] >= 2 && (N < 2000 || zoom > 0.3);
}

function labelOrder() {
  const first = [];
  if (hovered >= 0) first.push(hovered);
  if (state.node >= 0) first.push(state.node);
  if (lit) first.push(...[...lit].sort((a, b) => rank[b] - rank[a] || a - b));
  first.push(...state.pinned);
  return lit && !SMALL ? [...new Set(first)] : [...new Set([...first, ...shownByRank])];
}

function drawLabels(ctx) {
  const zoom = scale(), ratio = ctx.canvas.width / ctx.canvas.clientWidth;
  const width = ctx.canvas.clientWidth, height = ctx.canvas.clientHeight;
  const centre = network.getViewPosition();
  const sheet = new Sheet();
  const place = (id) => {
    const { x, y } = isTheme(id) ? data.nodes[id] : spot(id);
    return { x: (x - centre.x) * zoom + width / 2, y: (y - centre.y) * zoom + height / 2 };
  };
  const marks = marksInView(ctx, place, zoom);
  boxes = [];
  groupBoxes = [];
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  if (ATLAS && !state.path) drawThemeNames(ctx, sheet, zoom, place);
  else if (!ATLAS && !SMALL && !lit && zoom < 0.5) drawGroupNames(ctx, sheet, zoom, place);
  const crowded = []; // those without room at their mark
  for (const id of labelOrder()) {
    if (boxes.length > 260) break;
    if (isTheme(id) || !shownNode[id] || !(lit?.has(id) || ripe(id, zoom))) continue;
    const { x, y } = place(id);
    if (x < -40 || y < -20 || x > width + 40 || y > height + 20) continue;
    if (!placeLabel(ctx, sheet, marks, id, { x, y }, radius(id) * zoom)) crowded.push([id, { x, y }]);
  }
  if (SMALL && !ATLAS) for (const [id, at] of crowded) placeAside(ctx, sheet, marks, id, at, radius(id) * zoom);
  drawRelations(ctx, sheet, place);
  ctx.restore();
}

// Below its mark if that is free, else above or beside it; over other marks only where nothing else is left, and
// in a small picture only what matters: the rest shows as one zooms in.
function placeLabel(ctx, sheet, marks, id, at, r) {
  const strong = id === state.node || id === hovered || rank[id] >= 4 || state.pinned.has(id);
  const size = id === state.node ? 14 : Math.min(12 + Math.floor(Math.max(0, rank[id] - 4) / 4), 15);
  ctx.font = (strong ? "600 " : "") + size + "px " + FONT;
  const air = N < 2000 || lit ? 0 : 12; // a large map shows fewer names, not a wall of them
  const must = strong || lit?.has(id) || !SMALL || (shownByRank.length <= 30 && scale() > 0.75);
  let rows = wrap(id), box = placeFor(ctx, rows, size, at, r).find((one) => sheet.free(one, air) && marks.free(one));
  if (!box && must) box = placeFor(ctx, rows, size, at, r).find((one) => sheet.free(one, air));
  else if (!box && rows.length > 1) {
    rows = [rows[0].replace(/ ?…?$/, " …")];
    box = placeFor(ctx, rows, size, at, r).find((one) => sheet.free(one, air) && marks.free(one));
  }
  if (!box) return false;
  writeLabel(ctx, sheet, id, rows, size, box, strong);
  return true;
}

function writeLabel(ctx, sheet, id, rows, size, box, strong) {
  sheet.take(box);
  boxes.push({ id, box });
  ctx.strokeStyle = colours.bg;
  ctx.fillStyle = strong || lit ? colours.ink : colours.label;
  ctx.globalAlpha = lit && !lit.has(id) ? 0.6 : 1;
  rows.forEach((row, i) => {
    ctx.strokeText(row, (box[0] + box[2]) / 2, box[1] + (i + 1) * (size + 2) - 3);
    ctx.fillText(row, (box[0] + box[2]) / 2, box[1] + (i + 1) * (size + 2) - 3);
  });
  ctx.globalAlpha = 1;
}

// Below, above, right, left, and at the corners; whole, also at the rim of the canvas.
function placeFor(ctx, rows, size, at, r) {
  const w = Math.max(...rows.map((row) => ctx.measureText(row).width)) / 2 + 3, h = rows.length * (size + 2) + 1;
  const wide = ctx.canvas.clientWidth, x = Math.min(Math.max(at.x, w), wide - w);
  const places = [[x, at.y + r + 2], [x, at.y - r - 2 - h], [at.x + r + w + 2, at.y - h / 2], [at.x - r - w - 2, at.y - h / 2]];
  for (const top of [at.y + r - 2, at.y - r + 2 - h]) places.push([at.x + r + w - 2, top], [at.x - r - w + 2, top]);
  return places.map(([mid, top]) => [mid - w, top, mid + w, top + h])
    .filter((box, i) => i === 0 || (box[0] >= 0 && box[1] >= 0 && box[2] <= wide));
}

// Where marks lie that labels had better not cover; at a small zoom they are too many to avoid.
function marksInView(ctx, place, zoom) {
  const marks = new Sheet();
  if (!SMALL && zoom < 0.45) return marks;
  for (const id of shownByRank) {
    if (isTheme(id) || (lit && !SMALL && !lit.has(id))) continue;
    const { x, y } = place(id), r = radius(id) * zoom;
    if (x > -r && y > -r && x < ctx.canvas.clientWidth + r && y < ctx.canvas.clientHeight + r) marks.take([x - r, y - r, x + r, y + r]);
  }
  return marks;
}

// What a few lit edges say, on the middle of each.
function drawRelations(ctx, sheet, place) {
  if (litEdges.length > 16) return;
  ctx.font = "11px " + FONT;
  for (const id of litEdges) {
    const edge = data.edges[id];
    const a = place(edge.from), b = place(edge.to);
    const text = WORDS[relationName(edge)][0], w = ctx.measureText(text).width / 2 + 2;
    const x = (a.x + b.x) / 2, y = (a.y + b.y) / 2;
    const box = [x - w, y - 8, x + w, y + 7];
    if (Math.hypot(a.x - b.x, a.y - b.y) < 2 * w || !sheet.free(box)) continue;
    sheet.take(box);
    ctx.strokeStyle = colours.bg;
    ctx.fillStyle = colours.quiet;
    ctx.strokeText(text, x, y + 4);
    ctx.fillText(text, x, y + 4);
  }
}

// Taken rectangles in cells, so that asking costs the same however many labels there are.
class Sheet {
  constructor() { this.cells = new Map(); }
  * keys([x0, y0, x1, y1]) {
    for (let i = Math.floor(x0 / 64); i <= Math.floor(x1 / 64); i++)
      for (let j = Math.floor(y0 / 32); j <= Math.floor(y1 / 32); j++) yield i * 4096 + j;
  }
  free(box, air = 0) {
    if (air) box = [box[0] - air, box[1] - air, box[2] + air, box[3] + air];
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) || [])
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
    return true;
  }
  take(box) {
    for (const key of this.keys(box)) this.cells.set(key, [...(this.cells.get(key) || []), box]);
  }
}

// Groups of the map: a tinted territory each, and a name that makes way as one zooms in.
const hubs = new Map((ATLAS || SMALL ? [] : data.groups).map(([group]) => [group, []]));
for (const node of data.nodes) if (hubs.has(node.g) && (node.group === "Paper" || node.n > 1)) hubs.get(node.g).push(node.id);
function drawTerritories(ctx) {
  if (ATLAS) return drawAtlasGround(ctx);
  if (SMALL) return;
  if (lit && state.node < 0 && state.edge < 0) return;
  data.groups.forEach(([group], i) => {
    ctx.beginPath();
    for (const id of hubs.get(group)) {
      const { x, y } = network.body.nodes[id];
      const r = data.nodes[id].group === "Paper" ? 170 : 110;
      ctx.moveTo(x + r, y);
      ctx.arc(x, y, r, 0, 7);
    }
    ctx.fillStyle = `hsl(${HUES[i % HUES.length]} 70% 50% / .09)`;
    ctx.fill();
  });
}

function drawGroupNames(ctx, sheet, zoom, place) {
  ctx.save();
  const wide = ctx.canvas.clientWidth;
  ctx.lineWidth = 5;
  ctx.letterSpacing = wide > 600 ? "0.06em" : "0";
  ctx.font = "600 " + (wide > 600 ? 12.5 : 10.5) + "px " + FONT;
  ctx.globalAlpha = Math.min(1, Math.max(0, (0.5 - zoom) * 8));
  ctx.strokeStyle = colours.bg;
  ctx.fillStyle = colours.quiet;
  for (const [group, name] of data.groups) {
    const places = hubs.get(group).map(place);
    const middle = places.reduce((sum, at) => sum + at.x, 0) / places.length;
    const above = Math.min(...places.map((at) => at.y)) - 150 * zoom;
    const rows = name.split(" · ").map((row) => clip(row, 34).toUpperCase());
    const w = Math.max(...rows.map((row) => ctx.measureText(row).width)) / 2 + 6, h = 15 * rows.length;
    if (middle < -w || middle > wide + w || above < -h || above > ctx.canvas.clientHeight + h) continue;
    const x = Math.min(Math.max(middle, w), wide - w), y = Math.max(above, h + 6); // whole, also at the rim
    const box = [x - w, y - h, x + w, y + 4];
    if (!sheet.free(box)) continue;
    sheet.take(box);
    groupBoxes.push(box);
    rows.forEach((row, i) => {
      ctx.strokeText(row, x, box[1] + 12 + i * 15);
      ctx.fillText(row, x, box[1] + 12 + i * 15);
    });
  }
  ctx.restore();
}
