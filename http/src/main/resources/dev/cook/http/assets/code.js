// Files and diffs: links to lines, such as #L10 and #L10-L20.
(() => {
  "use strict";

  const table = document.querySelector("table.blob[data-from]");
  if (!table) return;
  const LINES = /^#L(\d{1,8})(?:-L?(\d{1,8}))?$/;

  /** The lines that the address names, in their order. */
  const named = () => {
    const found = LINES.exec(location.hash);
    if (!found) return null;
    const first = Number(found[1]);
    const last = Number(found[2] ?? first);
    return { first: Math.min(first, last), last: Math.max(first, last) };
  };

  const show = (scroll) => {
    for (const row of table.querySelectorAll("tr.at")) row.classList.remove("at");
    const lines = named();
    if (!lines) return;
    const from = Number(table.dataset.from);
    const to = Number(table.dataset.to);
    if ((lines.first < from || lines.first > to) && lines.first >= 1 && lines.first <= Number(table.dataset.all)) {
      const there = new URL(location.href);
      there.searchParams.set("from", String(Math.max(1, lines.first - 100)));
      there.searchParams.set("plain", "");
      location.replace(there);
      return;
    }
    for (let line = Math.max(lines.first, from); line <= Math.min(lines.last, to); line++) {
      document.getElementById(`L${line}`)?.classList.add("at");
    }
    if (scroll) document.getElementById(`L${lines.first}`)?.scrollIntoView({ block: "center" });
    // The lines stay the same there when the branch moves on.
    const permanent = document.getElementById("permanent");
    if (permanent) permanent.hash = location.hash;
  };

  table.addEventListener("click", (event) => {
    const number = event.target.closest?.("td.n[data-n]")?.dataset.n;
    if (!number) return;
    const lines = named();
    const range = event.shiftKey && lines ? `#L${Math.min(lines.first, number)}-L${Math.max(lines.last, number)}` : `#L${number}`;
    history.replaceState(null, "", range);
    show(false);
  });
  addEventListener("hashchange", () => show(true));
  show(true);
})();
