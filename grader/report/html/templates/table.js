
"use strict";
// Sorts and filters the table of a class. Without it, the page shows everybody, in the order of their keys.
{
  const table = document.getElementById("class");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const headings = Array.from(table.tHead.rows[0].cells);
  const status = document.getElementById("shown");
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function sortBy(column, ascending) {
    const number = headings[column].dataset.kind === "number";
    const value = (row) => row.cells[column].dataset.value;
    const compare = number ? (a, b) => value(a) - value(b) : (a, b) => words.compare(value(a), value(b));
    rows.sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
    body.append(...rows);
    headings.forEach((heading, index) => {
      if (index === column) heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      else heading.removeAttribute("aria-sort");
    });
  }

  function filter() {
    const text = document.getElementById("text").value.trim().toLowerCase();
    const chosen = (id) => document.getElementById(id)?.value ?? "";
    const state = chosen("state"), hint = chosen("hint");
    const has = (names, name) => !name || names.split(" ").includes(name);
    let shown = 0;
    for (const row of rows) {
      const { search, states, hints } = row.dataset;
      row.hidden = !(search.toLowerCase().includes(text) && has(states, state) && has(hints, hint));
      shown += !row.hidden;
    }
    status.textContent = status.dataset.words.replace("{shown}", shown).replace("{all}", rows.length);
  }

  headings.forEach((heading, column) => {
    heading.querySelector("button").addEventListener("click", () => {
      const sorted = heading.getAttribute("aria-sort");
      // Points are looked through from either end: the first click shows the lowest, for whom there is something to do.
      sortBy(column, sorted !== "ascending");
    });
  });
  const filters = document.querySelector(".filters");
  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = false;
  table.classList.add("sortable");
  sortBy(0, true);
  filter();
}
