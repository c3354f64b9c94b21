// Comments on lines: a click or tap on the number of a line opens the file's form below it, another one chooses a range.
(() => {
  "use strict";

  const table = (cell) => cell.closest("table.diff");
  const form = (section) => section.querySelector("form.comment");
  const number = (cell) => Number.parseInt(cell.textContent, 10);

  // Each row has the number before and after the change, side by side or one column each.
  const cells = (row) => [...row.cells].filter((cell) => cell.classList.contains("n"));
  const cellOf = (row, side) => cells(row)[side === "old" ? 0 : 1];
  const sideOf = (cell) => (cells(cell.parentElement).indexOf(cell) === 0 ? "old" : "new");

  const rowsOf = (section, side) => [...section.querySelectorAll("table.diff tr")]
    .filter((row) => cellOf(row, side) && number(cellOf(row, side)) > 0);

  const range = (its) => {
    const first = Number.parseInt(its.elements.first.value, 10);
    const last = Number.parseInt(its.elements.last.value, 10) || first;
    return [Math.min(first, last), Math.max(first, last)];
  };

  const mark = (its) => {
    const section = its.closest("section");
    section.querySelectorAll(".meant").forEach((cell) => cell.classList.remove("meant"));
    const [first, last] = range(its);
    const side = its.elements.side.value;
    for (const row of rowsOf(section, side)) {
      const cell = cellOf(row, side);
      if (number(cell) >= first && number(cell) <= last) cell.classList.add("meant");
    }
  };

  const close = (its) => {
    const section = its.closest("section");
    const writing = section.querySelector("tr.writing");
    const home = section.querySelector("details.write");
    home.append(its);
    home.open = false;
    writing?.remove();
    section.querySelectorAll(".meant").forEach((cell) => cell.classList.remove("meant"));
  };

  // Moves the form below the last line that is meant, where that is shown.
  const place = (its) => {
    const section = its.closest("section");
    const side = its.elements.side.value;
    const [, last] = range(its);
    const row = rowsOf(section, side).find((each) => number(cellOf(each, side)) === last);
    if (!row) return;
    let after = row;
    while (after.nextElementSibling?.classList.contains("said")) after = after.nextElementSibling;
    const writing = section.querySelector("tr.writing") ?? document.createElement("tr");
    if (!writing.classList.contains("writing")) {
      writing.className = "writing";
      writing.append(document.createElement("td"));
      writing.firstChild.colSpan = table(row).classList.contains("split") ? 6 : 4;
    }
    after.after(writing);
    writing.firstChild.append(its);
    const cancel = its.querySelector(".cancel");
    cancel.hidden = false;
    section.querySelector("details.write").open = false;
  };

  const choose = (cell, extend) => {
    const section = cell.closest("section");
    const its = form(section);
    const option = its?.elements.side.querySelector(`option[value=${sideOf(cell)}]`);
    if (!option) return;
    const line = number(cell);
    const isOpen = section.querySelector("tr.writing") !== null && its.elements.side.value === option.value;
    if (isOpen || extend) {
      const first = Number.parseInt(its.elements.first.value, 10) || line;
      its.elements.first.value = Math.min(first, line);
      its.elements.last.value = Math.max(first, line);
    } else {
      its.elements.first.value = its.elements.last.value = line;
    }
    its.elements.side.value = option.value;
    place(its);
    mark(its);
    its.elements.text.focus();
  };

  document.addEventListener("click", (event) => {
    const cell = event.target.closest?.(".diff td.n");
    if (cell && number(cell) > 0) {
      // A line that did not change has both numbers: what is meant is the one after the change.
      const row = cell.parentElement;
      const both = !table(cell).classList.contains("split") && cells(row).every((each) => number(each) > 0);
      choose(both ? cellOf(row, "new") : cell, event.shiftKey);
    }
    const cancel = event.target.closest?.("form.comment .cancel");
    if (cancel) {
      const home = cancel.closest("section").querySelector("details.write > summary");
      close(cancel.form);
      home.focus();
    }
  });

  document.addEventListener("change", (event) => {
    const its = event.target.form;
    if (its?.matches("form.comment") && event.target.name !== "text" && its.elements.first.value) mark(its);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("tr.writing")) {
      event.target.form.querySelector(".cancel").click();
    }
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && event.target.closest?.("form.comment")) {
      event.target.form.requestSubmit();
    }
  });

  // A refusal keeps what was written, and says why.
  document.addEventListener("htmx:response:error", (event) => {
    const said = event.target.querySelector?.(":scope > .wrong");
    if (said) {
      said.textContent = event.detail.ctx.text;
      said.hidden = false;
    }
  });

  // Whoever wrote something goes on where it stands now: the file that the form was in is replaced.
  const FRAMES = 120;
  const goOn = (its, file, comment, frames) => {
    if (its.isConnected && frames > 0) {
      requestAnimationFrame(() => goOn(its, file, comment, frames - 1));
      return;
    }
    // Whoever went on elsewhere meanwhile stays there.
    if (document.activeElement !== document.body) return;
    const section = document.getElementById(`file-${file}`);
    const drafts = section?.querySelectorAll(".remark.queued") ?? [];
    const card = comment ? document.getElementById(`comment-${comment.replace(".", "-")}`) : drafts[drafts.length - 1];
    (card ?? section?.querySelector("summary"))?.focus();
  };
  document.addEventListener("htmx:after:request", (event) => {
    const its = event.target;
    if (!its.matches?.("section.file form") || event.detail.ctx.response.status >= 400) return;
    goOn(its, its.elements.file.value, its.elements.comment?.value, FRAMES);
  });
})();
