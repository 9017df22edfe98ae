// An atlas: themes within themes, each a disc that unfolds into what lies in it. Folded ones stand for their members.

const HUES = [210, 28, 160, 320, 45, 265, 190, 95];
const themes = ATLAS ? data.themes : [];
const chains = themes.map((theme, i) => { // themes that a theme lies in, outermost first, itself last
  const chain = [i];
  while (themes[chain[0]].parent >= 0) chain.unshift(themes[chain[0]].parent);
  return chain;
});
const held = new Int32Array(themes.length); // members that the filters allow
const front = new Int32Array(themes.length); // the folded theme (its node) that stands for a theme, else -1
let bridges = []; // ties between folded themes, the strongest of each

const folded = (id) => (ATLAS && id < LEAVES && !state.only && !state.pinned.has(id) ? front[data.nodes[id].g] : -1);
const standsFor = (id) => (folded(id) >= 0 ? folded(id) : id);
const isTheme = (id) => ATLAS && id >= LEAVES;
const unfolded = (ids) => new Set([...state.open, ...ids.flatMap((id) => chains[isTheme(id) ? id - LEAVES : data.nodes[id].g])]);

function foldThemes() {
  held.fill(0);
  for (let i = 0; i < LEAVES; i++) if (allowedNode[i]) for (const theme of chains[data.nodes[i].g]) held[theme]++;
  themes.forEach((theme, i) => {
    const closed = chains[i].find((one) => !state.open.has(one));
    front[i] = closed === undefined ? -1 : LEAVES + closed;
    shownNode[theme.id] = allowedNode[theme.id] = !state.only && front[i] === theme.id && held[i] > 0 ? 1 : 0;
  });
  for (let i = 0; i < LEAVES; i++) if (folded(i) >= 0) shownNode[i] = 0;
  bridges = state.only ? [] : strongestBridges();
}

function strongestBridges() {
  const counts = new Map();
  for (const edge of data.edges) {
    if (!allowedEdge[edge.id]) continue;
    const a = front[data.nodes[edge.from].g], b = front[data.nodes[edge.to].g];
    if (a < 0 || b < 0 || a === b) continue;
    const key = Math.min(a, b) * N + Math.max(a, b);
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  // Large themes share much with all; what counts is more than their sizes explain.
  const all = [...counts].map(([key, k]) => ({ key, a: Math.floor(key / N), b: key % N, k }));
  const weight = ({ a, b, k }) => k / Math.sqrt(held[a - LEAVES] * held[b - LEAVES]);
  all.sort((x, y) => weight(y) - weight(x) || x.key - y.key);
  const used = new Map(), kept = [];
  for (const tie of all) {
    const [a, b] = [used.get(tie.a) || 0, used.get(tie.b) || 0];
    if (tie.k < 2 || Math.min(a, b) >= 2 || Math.max(a, b) >= 4) continue;
    used.set(tie.a, a + 1).set(tie.b, b + 1);
    kept.push(tie);
  }
  return kept;
}

// Only what is shown is given to vis-network: an atlas has tens of thousands of nodes.
const drawnEdges = new Set();
function syncAtlas() {
  const wanted = [];
  for (let i = 0; i < N; i++) if (shownNode[i]) wanted.push(i);
  const there = new Set(nodes.getIds()), kept = new Set(wanted);
  nodes.remove([...there].filter((id) => !kept.has(id)));
  nodes.add(wanted.filter((id) => !there.has(id)).map((id) => visNode(data.nodes[id])));
  const ties = [];
  for (let i = 0; i < M; i++) if (shownEdge[i]) ties.push(i);
  const stay = new Set(ties), gone = [...drawnEdges].filter((id) => !stay.has(id));
  edges.remove(gone);
  gone.forEach((id) => drawnEdges.delete(id));
  edges.add(ties.filter((id) => !drawnEdges.has(id)).map((id) => visEdge(data.edges[id])));
  ties.forEach((id) => drawnEdges.add(id));
}

const hueOf = (theme) => HUES[chains[theme][0] % HUES.length];

// Behind everything: the discs of unfolded themes, and the ties between folded ones.
function drawAtlasGround(ctx) {
  themes.forEach((theme, i) => {
    if (state.only || !state.open.has(i) || front[i] >= 0 || !held[i]) return;
    ctx.beginPath();
    ctx.arc(theme.x, theme.y, theme.size, 0, 7);
    ctx.fillStyle = `hsl(${hueOf(i)} 70% 50% / .06)`;
    ctx.fill();
    ctx.lineWidth = 1.2 / scale();
    ctx.strokeStyle = `hsl(${hueOf(i)} 50% 50% / .45)`;
    ctx.stroke();
  });
  const most = Math.max(1, ...bridges.map((tie) => tie.k));
  ctx.strokeStyle = colours.soft;
  for (const { a, b, k } of bridges) {
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = (1 + 5 * Math.sqrt(k / most)) / scale();
    const from = data.nodes[a], to = data.nodes[b];
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    ctx.beginPath(); // from rim to rim
    ctx.moveTo(from.x + from.size * Math.cos(angle), from.y + from.size * Math.sin(angle));
    ctx.lineTo(to.x - to.size * Math.cos(angle), to.y - to.size * Math.sin(angle));
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function drawTheme(ctx, node, chosen) {
  const hue = hueOf(node.id - LEAVES);
  ctx.beginPath();
  ctx.arc(0, 0, node.size, 0, 7);
  ctx.fillStyle = colours.bg;
  ctx.fill();
  ctx.fillStyle = `hsl(${hue} 70% 50% / ${chosen ? 0.34 : 0.2})`;
  ctx.fill();
  ctx.lineWidth = (chosen ? 3 : 1.4) / scale();
  ctx.strokeStyle = `hsl(${hue} 55% 48%)`;
  ctx.stroke();
}

// Names in their discs, what is pointed at and the largest first; of unfolded themes at their upper rim. A disc that
// is too small for its name has it beside itself, where that is free.
function drawThemeNames(ctx, sheet, zoom, place) {
  ctx.save();
  ctx.lineWidth = 4;
  const order = themes.map((_, i) => i).sort((a, b) => (hovered === themes[b].id) - (hovered === themes[a].id) || themes[b].size - themes[a].size || a - b);
  const discs = new Discs(), small = []; // what is cut short in its disc may yet be whole beside it
  for (const i of order) {
    const theme = themes[i], closed = shownNode[theme.id];
    if (!closed && (state.only || !state.open.has(i) || front[i] >= 0 || !held[i])) continue;
    const at = place(theme.id), r = theme.size * zoom;
    if (at.x < -r || at.y < -r || at.x > ctx.canvas.clientWidth + r || at.y > ctx.canvas.clientHeight + r) continue;
    if (closed) discs.take(at, r);
    if (!(closed ? r >= 18 && nameInside(ctx, sheet, theme, at, r) : r >= 60 && nameAtRim(ctx, sheet, theme, at, r)) && closed) small.push([theme, at, r]);
  }
  for (const [theme, at, r] of small)
    if (!nameBeside(ctx, sheet, discs, theme, at, r)) nameInside(ctx, sheet, theme, at, r, true);
  ctx.restore();
}

// Row by row, as wide as each: discs lie so close that the corners of whole names would touch.
const rowBoxes = (ctx, rows, x, top, size) => rows.map((row, n) => {
  const w = ctx.measureText(row).width / 2 + 4, y = top + n * (size + 3);
  return [x - w, y, x + w, y + size + 3];
});

function nameInside(ctx, sheet, theme, at, r, cut = false) {
  const usual = Math.max(11, Math.min(17, Math.round(r / 4.5)));
  const shapes = r < 26 ? [[3, 2 * r, 10]] : [[4, Math.max(2 * r - 12, 74), 30], [2, 2 * r - 8, 16], [3, 1.6 * r, 0], [1, 1.4 * r, 0]];
  const forms = (r < 26 ? [9.5] : [usual, 10]).flatMap((size) => {
    ctx.font = "600 " + size + "px " + FONT;
    return shapes.map(([most, width, slack]) => ({ size, rows: themeLines(theme, most, width, slack, ctx).slice(0, r < 26 ? -1 : undefined) }));
  });
  const free = ({ size, rows }) => {
    ctx.font = "600 " + size + "px " + FONT;
    return rowBoxes(ctx, rows, at.x, at.y - (rows.length * (size + 3)) / 2, size).every((box) => sheet.free(box));
  };
  const whole = ({ rows }) => rows.every((row) => !row.includes("…"));
  const form = cut ? r >= 26 && forms.find(free) : forms.find((one) => whole(one) && free(one));
  if (!form) return false;
  writeName(ctx, sheet, theme, form.rows, at.x, at.y - (form.rows.length * (form.size + 3)) / 2, form.size, { papers: r >= 26, colour: colours.ink });
  return true;
}

function nameAtRim(ctx, sheet, theme, at, r) {
  const size = Math.max(11, Math.min(17, Math.round(r / 4.5))), rows = [clip(theme.label, 60)];
  ctx.font = "600 " + size + "px " + FONT;
  if (rowBoxes(ctx, rows, at.x, at.y - r + 4, size).every((box) => sheet.free(box)))
    writeName(ctx, sheet, theme, rows, at.x, at.y - r + 4, size, { papers: false, colour: colours.quiet });
  return true;
}

function nameBeside(ctx, sheet, discs, theme, at, r) {
  const size = 10, pointed = hovered === theme.id;
  ctx.font = "600 " + size + "px " + FONT;
  const rows = brokenAt(theme.label.split(" · ")[0], 90, ctx);
  const w = Math.max(...rows.map((row) => ctx.measureText(row).width)) / 2 + 4, h = rows.length * (size + 3);
  const places = [[at.x, at.y + r + 2], [at.x, at.y - r - 2 - h], [at.x + r + w, at.y - h / 2], [at.x - r - w, at.y - h / 2]];
  const fits = ([x, top]) => x >= w && top >= 0 && x + w <= ctx.canvas.clientWidth && top + h <= ctx.canvas.clientHeight;
  const found = places.find((one) => fits(one) && rowBoxes(ctx, rows, ...one, size).every((box) => sheet.free(box) && discs.free(box)));
  const write = (place) => writeName(ctx, sheet, theme, rows, ...place, size, { papers: false, colour: colours.ink });
  if (found) return write(found), true;
  const aside = boxAside(ctx, sheet, discs, at, r, 2 * w, h + 4, ctx.canvas.clientWidth / 2);
  if (aside) {
    drawTie(ctx, aside.tie);
    return write([(aside.box[0] + aside.box[2]) / 2, aside.box[1] + 2]), true;
  }
  if (pointed) write(places.find(fits) || places[0]);
  return pointed;
}

function writeName(ctx, sheet, theme, rows, x, top, size, { papers, colour }) {
  const taken = rowBoxes(ctx, rows, x, top, size);
  for (const box of taken) sheet.take(box);
  boxes.push({ id: theme.id, rows, box: [Math.min(...taken.map((box) => box[0])), top, Math.max(...taken.map((box) => box[2])), top + rows.length * (size + 3)] });
  ctx.strokeStyle = colours.bg;
  ctx.fillStyle = colour;
  rows.forEach((row, n) => {
    if (n === rows.length - 1 && papers) ctx.font = "400 11.5px " + FONT;
    const y = top + (n + 1) * (size + 3) - 4;
    ctx.strokeText(row, x, y);
    ctx.fillText(row, x, y);
  });
}

// At most so many lines of a theme's name, each little longer than `width`, and its papers. What does not fit
// leaves the second part of the name out rather than ending in the middle of it.
function themeLines(theme, most, width, slack, ctx) {
  const parts = theme.label.split(" · ").map((part) => brokenAt(part, width, ctx));
  const all = parts.flat(), rows = all.length > most ? parts[0] : all;
  const shown = rows.slice(0, most).map((row) => { while (row.length > 4 && ctx.measureText(row).width > width + slack) row = row.slice(0, -2) + "…"; return row; });
  if (rows.length > most) shown[most - 1] = shown[most - 1].replace(/…?$/, " …");
  return [...shown, plural(theme.papers, "paper", "papers")];
}

// At spaces, and at the hyphens of a word that is wider than a line.
function brokenAt(text, width, ctx) {
  const rows = [];
  for (const word of text.split(" ")) {
    const pieces = ctx.measureText(word).width > width ? word.split(/(?<=-)/) : [word];
    pieces.forEach((piece, n) => {
      const longer = rows.length ? rows[rows.length - 1] + (n ? "" : " ") + piece : piece;
      if (rows.length && ctx.measureText(longer).width <= width) rows[rows.length - 1] = longer;
      else rows.push(piece);
    });
  }
  return rows;
}

function themeDetails(node) {
  const i = node.id - LEAVES, theme = themes[i];
  const parts = [
    make("p", { class: "kind" }, icon("Theme"), "Theme"), make("h2", {}, words(node.label)),
    make("p", { class: "quiet" }, plural(theme.papers, "paper", "papers") + ", " + plural(theme.names, "name", "names") + (held[i] < theme.n ? "; shown " + held[i].toLocaleString("en") : "")),
  ];
  const tools = make("p", { class: "tools" });
  if (state.open.has(i)) tools.append(button("Fold", () => foldTheme(i)));
  else tools.append(button("Unfold", () => unfold(node.id)));
  tools.append(button("Hide", () => change({ groups: new Set([...state.groups, outermost(i)]), node: -1 })));
  parts.push(tools);
  if (theme.children.length) parts.push(memberList("Themes in it", theme.children.map((child) => child.id)));
  const members = byRank.filter((id) => id < LEAVES && allowedNode[id] && chains[data.nodes[id].g].includes(i));
  parts.push(memberList("Names", members.filter((id) => data.nodes[id].group !== "Paper")));
  parts.push(memberList("Papers", members.filter((id) => data.nodes[id].group === "Paper")));
  return parts;
}

const memberList = (heading, ids) => longList(heading, ids, 10, (id) => make("li", {}, nodeButton(id)));

// Unfolding goes there: the theme fills the screen.
function unfold(id) {
  change({ open: unfolded([id]), node: id, edge: -1, path: null });
  fitNodes([id], motion());
}
function foldTheme(i) {
  change({ open: new Set([...state.open].filter((one) => !chains[one].includes(i))), node: LEAVES + i });
  fitNodes([LEAVES + (themes[i].parent >= 0 ? themes[i].parent : i)], motion());
}
