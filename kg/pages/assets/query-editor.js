"use strict";
// A textarea with its text painted behind it, and completions that the server finds in the graph.
window.Editor = (() => {
  const text = document.getElementById("text"), paint = document.getElementById("paint"), offers = document.getElementById("offers");
  const status = document.getElementById("status");
  const token = /(#[^\n]*)|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<[^\s<>"{}|^`]*>)|([?$]\w+)|([A-Za-z][\w.-]*)?:[\w~.%\\/-]*|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)/g;
  const groups = ["comment", "string", "iri", "variable", "prefixed", "number", "word"];
  let items = [], range = [0, 0], chosen = -1, timer = 0, asked = 0, bad = 0;

  function draw() {
    const pieces = document.createDocumentFragment(), source = text.value;
    let at = 0;
    for (const match of source.matchAll(token)) {
      pieces.append(source.slice(at, match.index));
      const group = match.slice(1, 8).findIndex((part) => part !== undefined);
      const span = document.createElement("span");
      span.className = "t-" + groups[group < 0 ? 4 : group];
      span.textContent = match[0];
      if (bad && source.slice(0, match.index).split("\n").length === bad) span.className += " t-bad";
      pieces.append(span);
      at = match.index + match[0].length;
    }
    pieces.append(source.slice(at) + "\n");
    paint.replaceChildren(pieces);
    text.style.height = "auto";
    text.style.height = Math.max(210, text.scrollHeight) + "px";
  }

  function place(offset) {
    const walker = document.createTreeWalker(paint, NodeFilter.SHOW_TEXT);
    let left = offset, node = walker.nextNode();
    while (node && node.data.length < left) { left -= node.data.length; node = walker.nextNode(); }
    const range_ = document.createRange();
    range_.setStart(node || paint, node ? left : 0);
    const box = range_.getBoundingClientRect(), frame = paint.getBoundingClientRect();
    return [box.left - frame.left, (box.bottom || frame.top + 34) - frame.top];
  }

  function close() {
    asked++;
    offers.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    [...offers.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === number)));
    chosen = number;
    text.setAttribute("aria-activedescendant", "offer-" + number);
    offers.children[number].scrollIntoView({ block: "nearest" });
  }

  function option(item, number) {
    const row = document.createElement("li"), label = document.createElement("span"), detail = document.createElement("span");
    row.id = "offer-" + number;
    row.setAttribute("role", "option");
    label.className = "label " + item.kind;
    label.textContent = item.label;
    detail.className = "detail";
    detail.textContent = item.detail;
    row.append(label, detail);
    row.addEventListener("mousedown", (event) => { event.preventDefault(); take(number); });
    return row;
  }

  function show(found) {
    items = found.items;
    range = [found.from, found.to];
    if (!items.length) return close();
    offers.replaceChildren(...items.map(option));
    offers.hidden = false;
    const [x, y] = place(found.from);
    offers.style.left = Math.max(0, Math.min(x, text.clientWidth - offers.offsetWidth)) + "px";
    offers.style.top = y + 4 + "px";
    choose(0);
    status.textContent = items.length + (items.length === 1 ? " completion" : " completions");
  }

  function take(number) {
    const item = items[number];
    close();
    text.focus();
    text.setSelectionRange(range[0], Math.max(range[1], text.selectionEnd));
    const words = item.insert + (item.kind === "prefix" || /[({ ]$/.test(item.insert) ? "" : " ");
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
      draw();
    }
    if (item.kind === "prefix") complete(true);
  }

  async function complete(wanted) {
    const at = text.selectionStart, word = /[\w:?$~-]*$/.exec(text.value.slice(0, at))[0];
    if (!wanted && !word) return close();
    const mine = ++asked;
    // The server counts code points, the page UTF-16 units.
    const points = (units) => [...text.value.slice(0, units)].length;
    const units = (count) => [...text.value].slice(0, count).join("").length;
    try {
      const response = await fetch("/complete?" + new URLSearchParams({ query: text.value, at: points(at) }));
      if (!response.ok || mine !== asked) return;
      const found = await response.json();
      if (mine === asked && document.activeElement === text) show({ ...found, from: units(found.from), to: Math.min(units(found.to), at) });
    } catch { /* no completions while the server is away */ }
  }

  text.addEventListener("input", () => {
    bad = 0;
    draw();
    clearTimeout(timer);
    timer = setTimeout(complete, 110);
  });
  text.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === " ") { clearTimeout(timer); complete(true); }
    else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { close(); text.form.requestSubmit(); }
    else if (offers.hidden) return;
    else if (event.key === "ArrowDown") choose((chosen + 1) % items.length);
    else if (event.key === "ArrowUp") choose((chosen + items.length - 1) % items.length);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  text.addEventListener("blur", () => { clearTimeout(timer); close(); });
  addEventListener("resize", draw);
  draw();
  return {
    get: () => text.value,
    set: (value) => { text.value = value; bad = 0; close(); draw(); },
    mark: (line) => { bad = line; draw(); },
    close: () => { clearTimeout(timer); close(); },
  };
})();
