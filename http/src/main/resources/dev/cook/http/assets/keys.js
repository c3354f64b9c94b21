// The keyboard: Ctrl K or ⌘K opens the palette, ? the list of shortcuts; j and k go through rows and files. None of the plain keys means
// anything while somebody types, or in a terminal.
(() => {
  "use strict";

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const isSeen = (each) => each.checkVisibility({ contentVisibilityAuto: true });
  const isTyping = (at) => at.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=submit]), [contenteditable]");
  const isTerminal = (at) => Boolean(at.closest?.(".screen .pane"));

  // ---- the palette

  const PATIENCE = 120; // milliseconds after a key before the server is asked
  const MOST_ACTIONS = 12;
  const opener = document.getElementById("jump");
  let palette = null;

  /** What this page offers whoever looks, and nothing else: the server shows no button that it would refuse. */
  const actions = () => [...document.querySelectorAll("main form[method=post] button:not([type=button]), main a.new, main a.main")]
    .filter((each) => !each.disabled && !each.closest("[hidden], .remark"))
    .slice(0, MOST_ACTIONS)
    .map((each) => ({ kind: "On this page", label: each.textContent.trim(), detail: each.form?.querySelector("label")?.textContent ?? "", act: () => goTo(each) }));

  /** Leads to a button and what has to be written before it: pressing it stays the person's own. */
  const goTo = (each) => {
    for (let around = each.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    const field = each.form?.querySelector("textarea, input:not([type=hidden])");
    const to = field && !field.closest("[hidden]") ? field : each;
    to.scrollIntoView({ block: "center" });
    to.focus();
  };

  const fits = (row, words) => words.every((word) => `${row.label} ${row.detail}`.toLowerCase().includes(word));

  const build = () => {
    const input = element("input", {
      type: "text", role: "combobox", "aria-label": "Jump to a branch, repository, page or action", "aria-expanded": "false",
      "aria-controls": "jump-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", maxlength: "200",
      placeholder: "Branch, repository, page or action",
    });
    const list = element("ul", { id: "jump-list", role: "listbox", "aria-label": "Found" });
    const says = element("p", { class: "none", role: "status" });
    const dialog = element("dialog", { class: "palette", "aria-label": "Jump to" }, input, list, says);
    document.body.append(dialog);
    let rows = [];
    let before = []; // what the server found for the letters before
    let at = 0;
    let timer = 0;
    let asked = new AbortController();
    let local = [];

    const choose = (row) => {
      dialog.close();
      if (row.act) row.act();
      else location.assign(row.address);
    };
    const point = (index) => {
      at = index;
      [...list.children].forEach((each, i) => each.setAttribute("aria-selected", String(i === at)));
      const chosen = list.children[at];
      if (chosen) {
        input.setAttribute("aria-activedescendant", chosen.id);
        chosen.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };
    const draw = (found, why) => {
      before = found;
      const words = typed();
      rows = [...local.filter((row) => fits(row, words)), ...found];
      list.replaceChildren(...rows.map((row, i) => {
        const option = element("li", { id: `jump-${i}`, role: "option", "aria-selected": "false" },
          element("b", {}, row.label), " ", element("span", { class: "who" }, row.detail ? `${row.kind}, ${row.detail}` : row.kind));
        option.addEventListener("click", () => choose(row));
        option.addEventListener("pointermove", () => { if (at !== i) point(i); });
        return option;
      }));
      list.hidden = rows.length === 0;
      input.setAttribute("aria-expanded", String(rows.length > 0));
      says.textContent = why || (rows.length === 0 ? "Nothing begins with these words." : "");
      says.hidden = says.textContent === "";
      point(0);
    };
    const typed = () => input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const ask = async () => {
      asked.abort();
      asked = new AbortController();
      const { signal } = asked;
      const query = new URLSearchParams({ q: input.value, at: location.pathname });
      try {
        const answer = await fetch(`${opener.dataset.palette}?${query}`, { signal, headers: { Accept: "application/json" } });
        if (answer.status === 401) location.reload();
        else if (answer.ok) draw(await answer.json(), "");
        else draw([], "The server cannot search at the moment.");
      } catch (error) {
        if (!signal.aborted) draw([], "The server cannot be reached.");
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PATIENCE);
      // What no longer fits is gone at once: Enter means what is typed.
      draw(before.filter((row) => fits(row, typed())), "");
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && rows.length > 0) {
        event.preventDefault();
        point((at + step + rows.length) % rows.length);
      } else if (event.key === "Enter" && rows[at]) {
        event.preventDefault();
        choose(rows[at]);
      }
    });
    // A click beside it closes it, as Escape does.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { clearTimeout(timer); asked.abort(); });
    return () => {
      if (dialog.open) return;
      local = [...actions(), { kind: "Help", label: "Keyboard shortcuts", detail: "?", act: showHelp }];
      input.value = "";
      draw([], "");
      dialog.showModal();
      ask();
    };
  };
  const openPalette = () => {
    if (document.querySelector("dialog[open]")) return;
    palette ??= build();
    palette();
  };
  if (opener) {
    opener.hidden = false;
    if (/Mac|iP(hone|ad)/.test(navigator.platform)) opener.querySelector("kbd").textContent = "⌘K";
    opener.addEventListener("click", openPalette);
  }

  // ---- the list of shortcuts

  const SHORTCUTS = [
    ["Ctrl K or ⌘K", "Jump to a branch, repository, page or action"],
    ["j", "Next row, or next file of a change"],
    ["k", "Row or file before"],
    ["Enter", "Open the row"],
    ["/", "Search on this page"],
    ["?", "This list"],
    ["Esc", "Close what is open"],
  ];
  let help = null;
  const showHelp = () => {
    if (document.querySelector("dialog[open]")) return;
    if (!help) {
      const close = element("button", { type: "button" }, "Close");
      help = element("dialog", { class: "shortcuts", "aria-labelledby": "shortcuts-head" },
        element("h2", { id: "shortcuts-head" }, "Keyboard shortcuts"),
        element("dl", {}, ...SHORTCUTS.map(([key, what]) =>
          element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)))),
        close);
      close.addEventListener("click", () => help.close());
      document.body.append(help);
    }
    help.showModal();
  };

  // ---- rows and files

  const STOPS = "main section.file, main .row a.what, main .history a.what, main .tree a, main .car a.what";
  const go = (step) => {
    const stops = [...document.querySelectorAll(STOPS)].filter(isSeen);
    if (stops.length === 0) return;
    const now = stops.findIndex((each) => each === document.activeElement || each.contains(document.activeElement));
    // Whoever has not begun begins with what they see.
    const first = stops.findIndex((each) => each.getBoundingClientRect().top >= 0);
    const next = now >= 0 ? now + step : step > 0 ? first : first - 1;
    const to = stops[Math.max(0, Math.min(stops.length - 1, next))];
    if (to.localName === "section") to.tabIndex = -1;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: to.localName === "section" ? "start" : "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || isTerminal(event.target)) return;
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      if (!opener) return;
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") showHelp();
    else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "/") {
      const search = [...document.querySelectorAll("main input[type=search]")].find(isSeen);
      if (!search) return;
      search.focus();
      search.select();
    } else return;
    event.preventDefault();
  });
})();
