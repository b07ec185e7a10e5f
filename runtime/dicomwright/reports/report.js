"use strict";
// Hides the findings that the filters do not want, and the files in which none is left.
const filters = document.getElementById("filters");
const files = [...document.querySelectorAll(".file")].map((element) => ({
  element,
  name: element.querySelector("summary").textContent.toLowerCase(),
  groups: [...element.querySelectorAll("tbody")].map((group) => ({
    element: group,
    title: group.querySelector("th").textContent.toLowerCase(),
    rows: [...group.querySelectorAll("tr[data-code]")].map((row) => ({
      element: row, severity: row.dataset.severity, code: row.dataset.code, text: row.textContent.toLowerCase(),
    })),
  })),
}));
const total = files.reduce((sum, file) => sum + file.groups.reduce((n, group) => n + group.rows.length, 0), 0);

function apply() {
  const words = filters.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const severities = new Set([...filters.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
  const code = filters.elements.code.value;
  let shown = 0;
  for (const file of files) {
    let inFile = 0;
    for (const group of file.groups) {
      let inGroup = 0;
      for (const row of group.rows) {
        const around = [row.text, group.title, file.name];
        const wanted = severities.has(row.severity) && (!code || row.code === code)
          && words.every((word) => around.some((text) => text.includes(word)));
        row.element.hidden = !wanted;
        inGroup += wanted;
      }
      group.element.hidden = !inGroup;
      inFile += inGroup;
    }
    file.element.hidden = !inFile;
    if (words.length && inFile) file.element.open = true;
    shown += inFile;
  }
  filters.elements.shown.value = `${shown.toLocaleString("en")} of ${total.toLocaleString("en")} rows`;
}

function setOpen(open) {
  for (const file of files) file.element.open = open;
}

let waiting;
filters.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
filters.addEventListener("submit", (event) => event.preventDefault());
filters.elements.open.addEventListener("click", () => setOpen(true));
filters.elements.close.addEventListener("click", () => setOpen(false));
window.addEventListener("beforeprint", () => setOpen(true));
filters.hidden = false;
apply();
