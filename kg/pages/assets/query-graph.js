"use strict";
// An answer as nodes and lines, where its rows join things. The places are computed, the same every time.
window.Net = (() => {
  const { svg, cut } = window.Chart, { label, kind, local } = window.Results;
  const MOST = 90, WIDE = 900, HIGH = 620;

  const thing = (cell) => cell && cell.type === "uri" && /^(name|paper|author|venue)\/[^#]+$/.test(local(cell.value));

  function edges(answer) {
    if (!answer.results) return [];
    const found = new Map();
    for (const row of answer.results.bindings) {
      const cells = answer.triples ? [row.subject, row.object] : answer.head.vars.map((n) => row[n]).filter(thing);
      const said = answer.triples ? row.predicate.value.replace(/^.*[#/]/, "") : "";
      for (let i = 1; i < cells.length; i++) {
        if (!thing(cells[0]) || !thing(cells[i]) || cells[0].value === cells[i].value) continue;
        const key = cells[0].value + " " + cells[i].value;
        found.set(key, [cells[0].value, cells[i].value, said]);
      }
    }
    return [...found.values()];
  }

  function laid(nodes, lines) {
    const index = new Map(nodes.map((node, i) => [node, i]));
    const at = nodes.map((_, i) => [WIDE / 2 + 9 * Math.sqrt(i + 1) * Math.cos(2.4 * i), HIGH / 2 + 9 * Math.sqrt(i + 1) * Math.sin(2.4 * i)]);
    const ideal = 0.8 * Math.sqrt((WIDE * HIGH) / Math.max(nodes.length, 1));
    for (let heat = 60; heat > 0.5; heat *= 0.975) {
      const move = at.map(([x, y]) => [(WIDE / 2 - x) * 0.012 * ideal / 20, (HIGH / 2 - y) * 0.018 * ideal / 20]);
      for (let i = 0; i < at.length; i++) for (let j = i + 1; j < at.length; j++) {
        const dx = at[i][0] - at[j][0], dy = at[i][1] - at[j][1], far = Math.max(dx * dx + dy * dy, 1), push = (ideal * ideal) / far;
        move[i][0] += dx * push; move[i][1] += dy * push; move[j][0] -= dx * push; move[j][1] -= dy * push;
      }
      for (const [from, to] of lines) {
        const i = index.get(from), j = index.get(to), dx = at[i][0] - at[j][0], dy = at[i][1] - at[j][1], pull = Math.hypot(dx, dy) / ideal;
        move[i][0] -= dx * pull; move[i][1] -= dy * pull; move[j][0] += dx * pull; move[j][1] += dy * pull;
      }
      at.forEach((point, i) => {
        const size = Math.max(Math.hypot(...move[i]), 1e-6), step = Math.min(size, heat) / size;
        point[0] = Math.min(WIDE - 70, Math.max(70, point[0] + move[i][0] * step));
        point[1] = Math.min(HIGH - 24, Math.max(20, point[1] + move[i][1] * step));
      });
    }
    return new Map(nodes.map((node, i) => [node, at[i].map(Math.round)]));
  }

  // A label that would lie over another one waits until its thing is pointed at.
  function free(taken, x, y, text) {
    const half = 3.4 * text.length + 3, box = [x - half, y - 12, x + half, y + 3];
    if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return false;
    return taken.push(box) > 0;
  }

  function draw(answer, panel) {
    panel.replaceChildren();
    let lines = edges(answer);
    const degree = new Map();
    for (const line of lines) for (const end of line.slice(0, 2)) degree.set(end, (degree.get(end) || 0) + 1);
    const nodes = [...degree.keys()].slice(0, MOST), kept = new Set(nodes), all = degree.size;
    lines = lines.filter(([from, to]) => kept.has(from) && kept.has(to));
    if (!lines.length) return false;
    const place = laid(nodes, lines);
    const picture = svg("svg", { class: "net", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "group", "aria-label": `${nodes.length} things and ${lines.length} lines between them` });
    for (const [from, to, said] of lines) {
      const [x1, y1] = place.get(from), [x2, y2] = place.get(to);
      picture.append(svg("line", { x1, y1, x2, y2 }));
      if (said && lines.length <= 40) picture.append(svg("text", { class: "edge", x: (x1 + x2) / 2, y: (y1 + y2) / 2, "text-anchor": "middle" }, said));
    }
    const taken = [];
    for (const node of [...nodes].sort((a, b) => degree.get(b) - degree.get(a))) {
      const [x, y] = place.get(node), size = 5 + Math.min(7, degree.get(node)), text = cut(label(node), 28);
      const link = svg("a", { href: "/" + local(node), class: kind(node) });
      link.append(svg("circle", { cx: x, cy: y, r: size }), svg("text", { x, y: y - size - 5, "text-anchor": "middle", class: free(taken, x, y - size - 5, text) ? "" : "late" }, text));
      link.append(svg("title", {}, label(node)));
      picture.append(link);
    }
    if (nodes.length < all) {
      const note = document.createElement("p");
      note.className = "quiet";
      note.textContent = `The first ${nodes.length} of ${all} things.`;
      panel.append(note);
    }
    panel.append(picture);
    return true;
  }
  return { draw };
})();
