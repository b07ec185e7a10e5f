// What the pages do with a script: search, the switch of colours, filters, macros in place, copying. No network.
"use strict";
const root = document.documentElement;
const up = root.dataset.up, edition = root.dataset.edition;
const remembered = (value) => { try { if (value) localStorage.theme = value; return localStorage.theme; } catch { return ""; } };
if (remembered()) root.dataset.theme = remembered();

const site = { parts: [], macros: {} };
window.dicomwright = {
  index: (part) => { site.parts.push(part); },
  macro: (name, rows) => { site.macros[name] = rows; },
};

function load(address, then, failed) {
  const script = document.createElement("script");
  script.src = address;
  script.onload = then;
  script.onerror = failed || (() => {});
  document.head.append(script);
}

const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/['’]s?\b/g, "").replace(/[^a-z0-9$]+/g, " ").trim();

// An index is lines of text: kind, key, name, and what else it is found by, between tabs.
function entries(part) {
  return part.lines.split("\n").map((line) => {
    const [kind, key, name, also = ""] = line.split("\t");
    const words = folded(name), others = folded(also);
    return { kind, key, name, also, words, others, tight: words.replaceAll(" ", ""), first: folded(also.split("|")[0]).replaceAll(" ", ""), file: part.files[kind], rank: part.ranks[kind], label: part.labels[kind] };
  });
}

function score(entry, query, tokens, tight) {
  let best = 0;
  if (entry.words === query || entry.tight === tight || entry.first === tight) best = 100;
  else if (` ${entry.others} `.includes(` ${query} `)) best = 90;
  else if (entry.words.startsWith(query) || entry.tight.startsWith(tight)) best = 75;
  else if (` ${entry.words}`.includes(` ${query}`)) best = 70;
  else if (tokens.every((token) => ` ${entry.words}`.includes(` ${token}`))) best = 62;
  else if (tokens.every((token) => ` ${entry.words} ${entry.others}`.includes(` ${token}`))) best = 48;
  else if (tight.length > 3 && entry.tight.includes(tight)) best = 35;
  return best && best + entry.rank - Math.min(entry.words.length, 60) / 12;
}

const pairs = (text) => new Set(Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2)));
function likeness(one, two) {
  let both = 0;
  for (const pair of one) both += two.has(pair);
  return 2 * both / (one.size + two.size || 1);
}

function find(all, text, most = 12) {
  const query = folded(text), tokens = query.split(" "), tight = query.replaceAll(" ", "");
  if (!query) return [];
  let found = all.map((entry) => [score(entry, query, tokens, tight), entry]).filter(([points]) => points > 0);
  if (!found.length && tight.length > 3) {
    const wanted = pairs(tight);
    found = all.filter((entry) => Math.abs(entry.tight.length - tight.length) < 6)
      .map((entry) => [likeness(wanted, pairs(entry.tight)) * 60 + entry.rank / 4, entry]).filter(([points]) => points > 36);
  }
  return found.sort((one, two) => two[0] - one[0]).slice(0, most).map(([, entry]) => entry);
}

const address = (entry) => `${up}${edition}/${entry.file}/${entry.key.replace("#", ".html#")}${entry.key.includes("#") ? "" : ".html"}`;

function searching() {
  const form = document.querySelector(".search"), input = form.querySelector("input");
  const results = form.querySelector("#results"), list = form.querySelector("#found"), status = form.querySelector("#status");
  let all = null, chosen = -1, shown = [], asked = false;
  form.hidden = false;
  const ready = () => { all = site.parts.flatMap(entries); show(); };
  const prepare = () => {
    if (asked) return;
    asked = true;
    const next = () => { ready(); load(`${up}assets/codes-${edition}.js`, ready); };
    load(`${up}assets/search-${edition}.js`, next, () => { status.textContent = "The index of the search is missing."; });
  };
  const choose = (at) => {
    chosen = shown.length ? (at + shown.length) % shown.length : -1;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
    if (chosen >= 0) { input.setAttribute("aria-activedescendant", `r${chosen}`); list.children[chosen].scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const open = (state) => { results.hidden = !state; input.setAttribute("aria-expanded", String(state)); };
  const show = () => {
    const text = input.value.trim();
    shown = all && text ? find(all, text) : [];
    list.replaceChildren(...shown.map((entry, number) => {
      const item = document.createElement("li"), name = document.createElement("span"), kind = document.createElement("small");
      item.id = `r${number}`;
      item.setAttribute("role", "option");
      name.textContent = entry.name;
      kind.textContent = entry.label + (entry.also ? ` · ${entry.also.split("|")[0]}` : "");
      item.append(name, kind);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); go(number); });
      item.addEventListener("mousemove", () => { if (chosen !== number) choose(number); });
      return item;
    }));
    status.textContent = !text ? "" : !all ? "Loading the index …" : shown.length ? "" : `Nothing is found for “${text}”.`;
    choose(shown.length ? 0 : -1);
    open(Boolean(text));
  };
  const go = (number) => { if (shown[number]) { open(false); location.href = address(shown[number]); } };
  input.addEventListener("focus", prepare);
  input.addEventListener("input", () => { prepare(); show(); });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("focus", () => { if (input.value.trim()) open(true); });
  form.addEventListener("submit", (event) => { event.preventDefault(); go(Math.max(chosen, 0)); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter") { event.preventDefault(); go(Math.max(chosen, 0)); }
    else if (event.key === "Escape") { if (results.hidden) { input.value = ""; input.blur(); } else { event.preventDefault(); open(false); } }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); input.select(); }
  });
}

function colours() {
  const button = document.querySelector("#theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = remembered(dark ? "light" : "dark") || (dark ? "light" : "dark");
  });
}

// A list or table of which only the rows are shown that have all the words, and the rows that those are below.
const depth = (row) => Number(getComputedStyle(row).getPropertyValue("--d") || 0);

function filter(rows, words) {
  let above = -1, table = null;
  for (const row of rows.reverse()) {
    if (row.parentNode !== table) { table = row.parentNode; above = -1; }
    const text = row.textContent.toLowerCase(), own = depth(row);
    const shown = words.every((word) => text.includes(word)) || (above >= 0 && own <= above);
    row.hidden = !shown;
    if (shown) above = own - 1;
  }
}

function filters() {
  for (const box of document.querySelectorAll(".filter")) {
    box.hidden = false;
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      filter([...document.querySelectorAll(box.dataset.rows)], words);
      for (const part of document.querySelectorAll("#tree details")) {
        part.hidden = !part.querySelector("tbody tr:not([hidden])");
        part.open = words.length > 0;
      }
    });
  }
}

// The rows of a macro below the row that includes it.
function expand(button, row) {
  const name = row.dataset.macro;
  const put = () => {
    const around = depth(row);
    const body = document.createElement("tbody");
    body.innerHTML = site.macros[name];
    for (const each of body.children) {
      const own = Number(/\bd(\d)\b/.exec(each.className)?.[1] || 0);
      each.className = each.className.replace(/\bd\d\b/, "");
      each.style.setProperty("--d", own + around);
      each.removeAttribute("id");
    }
    row.after(...body.children);
    row.removeAttribute("data-macro");
    button.remove();
    macros(document);
  };
  if (site.macros[name]) put();
  else load(`../${name}.js`, put);
}

function macros(where) {
  for (const row of where.querySelectorAll("tr[data-macro]")) {
    if (row.querySelector(".expand")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "expand";
    button.textContent = "show its rows";
    button.addEventListener("click", () => { expand(button, row); }, { once: true });
    row.cells[0].append(button);
  }
}

function copying() {
  for (const block of document.querySelectorAll(".copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(block.querySelector("pre").textContent); button.textContent = "Copied"; } catch { getSelection().selectAllChildren(block.querySelector("pre")); }
    });
    block.append(button);
  }
}

document.addEventListener("DOMContentLoaded", () => { searching(); colours(); filters(); macros(document); copying(); });
