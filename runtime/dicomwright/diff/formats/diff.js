"use strict";
// Hides the changes that the filters do not want, and the groups in which none is left.
const filters = document.getElementById("filters");
if (filters) {
  const groups = [...document.querySelectorAll(".group")].map((element) => ({
    element,
    changes: [...element.querySelectorAll("article")].map((row) => ({
      row,
      text: row.textContent.toLowerCase(),
    })),
  }));
  const total = groups.reduce((sum, group) => sum + group.changes.length, 0);
  const apply = () => {
    const words = filters.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const iod = filters.iod.value;
    const actions = new Set(
      [...filters.querySelectorAll("[name=action]:checked")].map((box) => box.value));
    let shown = 0;
    for (const { element, changes } of groups) {
      let left = 0;
      for (const { row, text } of changes) {
        const wanted = actions.has(row.dataset.action)
          && (!filters.breaking.checked || "breaking" in row.dataset)
          && (!iod || row.dataset.iods.includes(`|${iod}|`))
          && words.every((word) => text.includes(word));
        row.hidden = !wanted;
        left += wanted;
      }
      element.hidden = !left;
      if (left && words.length) element.open = true;
      shown += left;
    }
    filters.shown.value = shown === total ? `${total} changes` : `${shown} of ${total} changes`;
  };
  const openAll = (open) => groups.forEach(({ element }) => { element.open = open; });
  filters.open.addEventListener("click", () => openAll(true));
  filters.close.addEventListener("click", () => openAll(false));
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = false;
  apply();
}
// what a link points into is opened, and everything before it is printed
const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
openTarget();
