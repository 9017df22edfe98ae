"use strict";
// The page's data; those of an atlas travel as columns and become the records that the rest of the page reads.

const data = JSON.parse(document.getElementById("graph-data").textContent);
const ATLAS = Boolean(data.packed);
if (ATLAS) unpack();

function unpack() {
  const p = data.packed;
  const size = (paper, n) => (paper ? 11 : Math.min(30, Math.round(6 + 3.2 * Math.sqrt(Math.max(n, 1) - 1)))); // as in kg/views/hubs.py
  data.nodes = p.label.map((label, id) => {
    const group = data.kinds[Number(p.kind[id])], paper = group === "Paper";
    const local = p.name[id] || label.toLowerCase().replaceAll(" ", "-");
    return { id, label, group, x: p.x[id], y: p.y[id], size: size(paper, p.n[id]), name: (paper ? "paper/" : "name/") + local, n: p.n[id], g: p.theme[id] };
  });
  for (const [id, date] of p.date) data.nodes[id].d = date;
  for (const id of p.href) data.nodes[id].href = "https://arxiv.org/abs/" + data.nodes[id].name.slice(6);
  for (const [id, address] of p.link) data.nodes[id].href = address;
  let from = 0;
  data.edges = p.to.map((to, id) => ({ id, from: (from += p.step[id]), to, r: p.r.charCodeAt(id) - 97, c: p.c[id] / 100, k: 1, ev: [] }));
  for (const [id, k] of p.k) data.edges[id].k = k;
  for (const [id, ev] of p.ev) data.edges[id].ev = ev;
  const leaves = data.nodes.length;
  data.themes = data.themes.map(([label, parent, x, y, size, papers, names], i) => ({
    id: leaves + i, label, group: "Theme", parent, x, y, size, papers, names, n: papers + names, name: "theme/" + i, g: parent, children: [], members: [],
  }));
  for (const theme of data.themes) if (theme.parent >= 0) data.themes[theme.parent].children.push(theme);
  for (const node of data.nodes) data.themes[node.g].members.push(node.id);
  data.nodes.push(...data.themes);
  delete data.packed;
}
