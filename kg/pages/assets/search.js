"use strict";
// Suggestions below the search box: a combobox as the ARIA practices describe it. Without this script the
// form still searches. Text reaches the page by textContent alone.
(() => {
  const input = document.getElementById("q");
  const list = document.getElementById("found");
  if (!input || !list) return;
  const base = document.body.dataset.base;
  let matches = [], chosen = -1, timer = 0, asked = 0;

  const path = (iri) => (iri.startsWith(base) ? "/" + iri.slice(base.length) : "#");

  function piece(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(found) {
    matches = found;
    list.replaceChildren(...found.map((match, number) => {
      const item = document.createElement("li");
      item.id = "found-" + number;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const kind = match.kind === "paper" ? "Paper" : match.types[0] || "Concept";
      const label = piece("span", "label name " + (match.kind === "paper" ? "" : kind), match.label);
      label.dir = "auto";
      const count = match.kind === "paper" ? "paper" : kind + " · " + match.papers.toLocaleString("en");
      item.append(label, piece("span", "quiet", count));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        location.assign(path(match.iri));
      });
      return item;
    }));
    chosen = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === number)));
    chosen = number;
    if (number < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", "found-" + number);
    list.children[number].scrollIntoView({ block: "nearest" });
  }

  async function suggest() {
    const text = input.value.trim(), mine = ++asked;
    if (!text) return close();
    try {
      const response = await fetch("/find?limit=8&q=" + encodeURIComponent(text));
      const found = response.ok ? await response.json() : [];
      if (mine === asked && document.activeElement === input) show(found);
    } catch {
      if (mine === asked) close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 80);
  });
  input.addEventListener("keydown", (event) => {
    const many = list.hidden ? 0 : matches.length;
    if (event.key === "ArrowDown" && !many) suggest();
    else if (event.key === "ArrowDown" && many) choose((chosen + 1) % many);
    else if (event.key === "ArrowUp" && many) choose(chosen <= 0 ? many - 1 : chosen - 1);
    else if (event.key === "Escape" && many) close();
    else if (event.key === "Enter" && many && chosen >= 0) location.assign(path(matches[chosen].iri));
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => { asked++; clearTimeout(timer); close(); });
})();
