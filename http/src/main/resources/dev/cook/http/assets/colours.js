// Colours of code in files and diffs. A worker finds out what is a word of the language, so that the page never waits; this script
// only says where the colours are. It changes nothing in the page, so marks, selections and links stay as they are.
(() => {
  "use strict";

  const own = document.currentScript;
  if (!own || !window.Worker || !window.Highlight || !CSS.highlights) return;

  const KINDS = ["keyword", "string", "comment", "number", "title", "type", "attr", "meta"];
  const MOST_PAGE = 1_000_000; // characters
  const MOST_PIECE = 400_000; // characters of one file, or of one side of a part of a diff
  const PATIENCE = 5_000; // milliseconds for one piece: a text may be made to be slow

  const highlights = KINDS.map((kind) => {
    const highlight = new Highlight();
    CSS.highlights.set(`hl-${kind}`, highlight);
    return highlight;
  });

  let worker = null;
  let waiting = []; // pieces that no worker has seen yet
  let asked = null; // the piece that the worker is at
  let timer = 0;
  let characters = 0;
  const slow = new Set(); // paths whose text took too long

  const next = () => {
    asked = waiting.shift() ?? null;
    if (!asked) return;
    if (slow.has(asked.path)) {
      next();
      return;
    }
    if (!worker) {
      worker = new Worker(own.dataset.worker);
      worker.addEventListener("message", (event) => {
        clearTimeout(timer);
        paint(asked, event.data);
        next();
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        giveUp();
      });
    }
    timer = setTimeout(giveUp, PATIENCE);
    worker.postMessage({ library: new URL(own.dataset.library, location.href).href, path: asked.path, text: asked.text });
  };

  const giveUp = () => {
    clearTimeout(timer);
    worker.terminate();
    worker = null;
    slow.add(asked.path);
    next();
  };

  /** A text made of cells, one a line, with what in them may be coloured. */
  const piece = (path, cells) => {
    let text = "";
    const nodes = [];
    for (const { cell, colours } of cells) {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.parentElement.closest(".odd")) {
          text += " "; // stands for a character that is shown by its number
          continue;
        }
        // What is marked keeps the colour that was chosen for the mark.
        if (colours && !node.parentElement.closest("mark")) nodes.push({ node, from: text.length, to: text.length + node.length });
        text += node.data;
      }
      text += "\n";
    }
    if (text.length > MOST_PIECE || characters + text.length > MOST_PAGE || nodes.length === 0) return;
    characters += text.length;
    waiting.push({ path, text, nodes });
  };

  const paint = (to, tokens) => {
    let at = 0;
    for (let i = 0; i + 2 < tokens.length; i += 3) {
      const [start, end, kind] = [tokens[i], tokens[i + 1], tokens[i + 2]];
      while (at < to.nodes.length && to.nodes[at].to <= start) at++;
      for (let j = at; j < to.nodes.length && to.nodes[j].from < end; j++) {
        const { node, from } = to.nodes[j];
        const first = Math.max(0, start - from);
        const last = Math.min(node.length, end - from);
        if (first < last) {
          highlights[kind]?.add(new StaticRange({ startContainer: node, startOffset: first, endContainer: node, endOffset: last }));
        }
      }
    }
  };

  const seen = new WeakSet();

  const collect = () => {
    for (const table of document.querySelectorAll("table.blob[data-path], .file table.diff")) {
      if (seen.has(table)) continue;
      seen.add(table);
      if (table.classList.contains("blob")) {
        piece(table.dataset.path, [...table.querySelectorAll("td.code")].map((cell) => ({ cell, colours: true })));
        continue;
      }
      const path = table.closest(".file").getAttribute("aria-label") ?? "";
      for (const hunk of table.tBodies) {
        const before = [];
        const after = [];
        for (const row of hunk.rows) {
          const cells = row.querySelectorAll("td.code");
          if (cells.length === 2) {
            if (!cells[0].classList.contains("blank")) before.push({ cell: cells[0], colours: true });
            if (!cells[1].classList.contains("blank")) after.push({ cell: cells[1], colours: true });
          } else if (cells.length === 1) {
            const [deleted, added] = [row.classList.contains("deleted"), row.classList.contains("added")];
            if (!added) before.push({ cell: cells[0], colours: deleted });
            if (!deleted) after.push({ cell: cells[0], colours: true });
          }
        }
        piece(path, before);
        piece(path, after);
      }
    }
    if (!asked) next();
  };

  document.addEventListener("htmx:after:swap", collect);
  collect();
})();
