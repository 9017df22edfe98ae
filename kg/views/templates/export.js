// Saving what is seen: the canvas as PNG, the shown part of the graph as SVG.

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function savePng() {
  const from = document.querySelector("#graph canvas");
  const canvas = document.createElement("canvas");
  canvas.width = from.width;
  canvas.height = from.height;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = colours.bg;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(from, 0, 0);
  canvas.toBlob((blob) => blob && download(blob, "graph.png"), "image/png");
}

const svgElement = (name, attributes, text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

function icon(kind) {
  const svg = svgElement("svg", { viewBox: "-1.3 -1.3 2.6 2.6", class: "icon", "aria-hidden": "true" });
  svg.append(svgElement("path", { d: OUTLINES[kind], class: "kind-" + kind.toLowerCase() }));
  return svg;
}

function lineSample(relation) {
  const svg = svgElement("svg", { viewBox: "0 0 30 8", class: "line", "aria-hidden": "true" });
  svg.append(svgElement("line", {
    x1: 1, y1: 4, x2: 29, y2: 4, "stroke-dasharray": DASHES[relation].join(" ") || "none",
    "stroke-width": relation === "proposes" ? 3 : 1.6,
  }));
  return svg;
}

function buildSvg() {
  const at = data.nodes.map((node) => network.body.nodes[node.id] || node);
  const shown = data.nodes.filter((node) => shownNode[node.id]);
  const edge = (node) => (isTheme(node.id) ? node.size : 0) + 80;
  const reach = (pick, side) => shown.reduce((most, node) => Math.max(most, side * pick(at[node.id]) + edge(node)), -1e9);
  const low = [-reach((p) => p.x, -1), -reach((p) => p.y, -1)], high = [reach((p) => p.x, 1), reach((p) => p.y, 1)];
  const svg = svgElement("svg", {
    xmlns: "http://www.w3.org/2000/svg", viewBox: [...low, high[0] - low[0], high[1] - low[1]].join(" "),
    "font-family": "sans-serif", "font-size": 12, "text-anchor": "middle",
  });
  svg.append(svgElement("title", {}, data.title));
  svg.append(svgElement("rect", { x: low[0], y: low[1], width: "100%", height: "100%", fill: colours.bg }));
  for (const edge of data.edges) {
    if (!shownEdge[edge.id]) continue;
    svg.append(svgElement("line", {
      x1: at[edge.from].x, y1: at[edge.from].y, x2: at[edge.to].x, y2: at[edge.to].y,
      stroke: edgeColour(edge), "stroke-opacity": (0.2 + 0.5 * edge.c).toFixed(2),
      "stroke-dasharray": DASHES[relationName(edge)].join(" ") || "none",
    }));
  }
  for (const { a, b } of bridges) {
    const from = data.nodes[a], to = data.nodes[b];
    svg.append(svgElement("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: colours.soft, "stroke-width": from.size / 40 }));
  }
  for (const node of shown) {
    const { x, y } = at[node.id];
    if (isTheme(node.id)) {
      const hue = hueOf(node.id - LEAVES), size = Math.max(12, node.size / 5);
      svg.append(svgElement("circle", { cx: x, cy: y, r: node.size, fill: colours.bg }));
      svg.append(svgElement("circle", { cx: x, cy: y, r: node.size, fill: `hsl(${hue},70%,50%)`, "fill-opacity": 0.2, stroke: `hsl(${hue},55%,48%)` }));
      svg.append(svgElement("text", { x, y, fill: colours.ink, "font-size": size, "font-weight": 600 }, clip(node.label, 30)));
      continue;
    }
    svg.append(svgElement("path", {
      d: OUTLINES[node.group], fill: colours[node.group], transform: `translate(${x} ${y}) scale(${node.size})`,
    }));
    if (ripe(node.id, 0.5)) svg.append(svgElement("text", { x, y: y + node.size + 13, fill: colours.ink }, shortLabel[node.id]));
  }
  return new XMLSerializer().serializeToString(svg);
}

const saveSvg = () => download(new Blob([buildSvg()], { type: "image/svg+xml" }), "graph.svg");
