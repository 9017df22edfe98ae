"use strict";
// A chart where an answer has a column of numbers: bars, or a line where the other column is time.
window.Chart = (() => {
  const SPACE = "http://www.w3.org/2000/svg", MOST = 40, { number, label } = window.Results;

  function svg(tag, given, text) {
    const element = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const words = (cell) => (!cell ? "" : cell.type === "uri" ? label(cell.value) : cell.value);
  const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

  // The columns to draw: the first of numbers only, and the best one to name them by.
  function columns(answer) {
    if (!answer.results || answer.triples || answer.results.bindings.length < 2) return null;
    const rows = answer.results.bindings, names = answer.head.vars;
    const years = (n) => rows.every((row) => row[n] && /^\d{4}(-\d\d){0,2}$/.test(row[n].value));
    const numbers = names.filter((n) => rows.every((row) => !row[n] || !Number.isNaN(number(row[n]))) && rows.some((row) => row[n]));
    const value = numbers.find((n) => !(years(n) && numbers.length > 1)) ;
    const others = names.filter((n) => n !== value && !(numbers.includes(n) && !years(n)));
    const by = others.find((n) => /label|title|name/i.test(n)) || others[0];
    return value && by ? { value, by, time: years(by) } : null;
  }

  // As wide as the page, so that text keeps its size on a phone.
  const room = () => Math.min(760, Math.max(320, document.getElementById("results").clientWidth || 760));

  function bars(rows, height) {
    const across = room(), left = across < 560 ? 140 : 236, scale = across - left - 94;
    const picture = svg("svg", { class: "chart", viewBox: `0 0 ${across} ${height}`, role: "img" });
    const most = Math.max(...rows.map((row) => row[1]), 1e-9);
    rows.forEach(([name, n], i) => {
      const y = 24 * i, wide = Math.max(1, Math.round((scale * Math.max(n, 0)) / most));
      const text = svg("text", { x: left, y: y + 17, "text-anchor": "end" }, cut(name, left < 200 ? 19 : 34));
      text.append(svg("title", {}, name));
      picture.append(text, svg("rect", { x: left + 10, y: y + 5, width: wide, height: 16, rx: 2 }), svg("text", { class: "n", x: left + 18 + wide, y: y + 17 }, n.toLocaleString("en")));
    });
    return picture;
  }

  function line(rows) {
    const wide = room(), picture = svg("svg", { class: "chart", viewBox: `0 0 ${wide} 280`, role: "img" });
    const most = Math.max(...rows.map((row) => row[1]), 1e-9), step = (wide - 100) / Math.max(rows.length - 1, 1);
    const at = rows.map(([, n], i) => [50 + Math.round(step * i), 240 - Math.round((210 * n) / most)]);
    picture.append(svg("path", { d: "M" + at.map((point) => point.join(" ")).join("L") }));
    rows.forEach(([name, n], i) => {
      const dot = svg("circle", { cx: at[i][0], cy: at[i][1], r: 3 });
      dot.append(svg("title", {}, `${name}: ${n}`));
      picture.append(dot);
      if (i % Math.ceil(rows.length / (wide < 560 ? 5 : 10)) === 0) picture.append(svg("text", { class: "n", x: at[i][0], y: 264, "text-anchor": "middle" }, name), svg("text", { class: "n", x: at[i][0], y: at[i][1] - 9, "text-anchor": "middle" }, n.toLocaleString("en")));
    });
    return picture;
  }

  function draw(answer, panel) {
    const found = columns(answer);
    panel.replaceChildren();
    if (!found) return false;
    let rows = answer.results.bindings.filter((row) => row[found.value] && row[found.by]).map((row) => [words(row[found.by]), number(row[found.value])]);
    const all = rows.length;
    if (found.time) rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const lined = found.time && new Set(rows.map((row) => row[0])).size === all;
    if (!lined) rows = rows.slice(0, MOST);
    const picture = lined ? line(rows) : bars(rows, 24 * rows.length + 6);
    picture.setAttribute("aria-label", `${found.value} by ${found.by}, ${rows.length} of ${all} rows`);
    const note = document.createElement("p");
    note.className = "quiet";
    note.textContent = `${found.value} by ${found.by}` + (rows.length < all ? `, the first ${rows.length} of ${all} rows` : "");
    panel.append(note, picture);
    return true;
  }
  return { draw, svg, cut };
})();
