// Keeps relative times true, output at its end, where the reason of a failure stands, and says when a live page is not connected.
(() => {
  "use strict";

  const words = (at, now) => {
    const seconds = Math.floor((now - at) / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (seconds < 10) return "just now";
    if (minutes < 1) return `${seconds} s ago`;
    if (hours < 1) return `${minutes} min ago`;
    if (days < 1) return `${hours} h ago`;
    return days === 1 ? "1 day ago" : `${days} days ago`;
  };

  const tick = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[datetime]")) {
      const at = Date.parse(time.dateTime);
      // Older ones show a date, which stays true.
      if (now - at < 30 * 86_400_000) {
        const text = words(at, now);
        if (time.textContent !== text) time.textContent = text;
      }
    }
  };

  const AT_END = 24;
  const scrolledUp = new WeakSet();
  const followOutput = () => {
    for (const output of document.querySelectorAll("#story pre.term")) {
      if (!scrolledUp.has(output)) output.scrollTop = output.scrollHeight;
    }
  };
  document.addEventListener("scroll", (event) => {
    const output = event.target;
    if (!(output instanceof HTMLPreElement)) return;
    const atEnd = output.scrollHeight - output.scrollTop - output.clientHeight < AT_END;
    if (atEnd) scrolledUp.delete(output);
    else scrolledUp.add(output);
  }, true);

  const live = (connected) => {
    const note = document.getElementById("live");
    if (note) note.hidden = connected;
  };
  document.addEventListener("htmx:sse:after:connection", () => live(true));
  document.addEventListener("htmx:sse:after:message", () => { live(true); followOutput(); });
  document.addEventListener("htmx:sse:error", (event) => {
    live(false);
    // Signed out, here or elsewhere: the whole page asks to sign in and comes back.
    if (event.detail.status === 401) location.reload();
  });

  // Lists look again by themselves; a stream that never began does not.
  const AGAIN = 3_000;
  const failed = (element) => {
    if (!element.matches?.("#board, #story")) return;
    live(false);
    const stream = element.getAttribute("hx-sse:connect");
    if (stream) setTimeout(() => htmx.ajax("GET", stream, { source: element }), AGAIN);
  };
  document.addEventListener("htmx:error", (event) => failed(event.target));
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status >= 400) failed(event.target);
    else if (event.target.id === "board") live(true);
  });
  document.addEventListener("htmx:after:swap", followOutput);

  // A link to a line of a log leads to the part of the log that has it.
  const showLine = () => {
    const line = /^#L([1-9][0-9]{0,8})$/.exec(location.hash);
    const log = document.querySelector("[data-lines]");
    const here = line && document.getElementById(`L${line[1]}`);
    const groups = here ? here.closest("details") : null;
    for (let group = groups; group; group = group.parentElement.closest("details")) group.open = true;
    if (groups) here.scrollIntoView();
    if (line && log && !document.getElementById(`L${line[1]}`) && Number(line[1]) <= Number(log.dataset.lines)) {
      location.replace(`?line=${line[1]}${location.hash}`);
    }
  };
  addEventListener("hashchange", showLine);
  showLine();

  // The board's number in the title and the icon.
  const board = document.getElementById("board");
  if (board?.dataset.needs !== undefined) {
    const number = (needs) => {
      document.title = document.title.replace(/^(\([^)]*\) )?/, needs ? `(${needs}) ` : "");
      const icon = document.querySelector("link[rel=icon]");
      icon.dataset.plain ??= icon.getAttribute("href");
      const size = needs.length > 2 ? 13 : 18;
      icon.href = needs ? "data:image/svg+xml," + encodeURIComponent(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#b5400e"/>`
        + `<text x="16" y="${16 + size * 0.36}" font-family="sans-serif" font-weight="700" font-size="${size}" fill="#fff" text-anchor="middle">${needs}</text></svg>`)
        : icon.dataset.plain;
    };
    board.addEventListener("needs", (event) => number(event.detail.data));
    number(board.dataset.needs);
  }

  tick();
  followOutput();
  setInterval(tick, 5_000);
})();

// A button beside each command or address that is there to be copied.
(() => {
  "use strict";
  if (!navigator.clipboard) return; // over plain http to another machine: one click still selects all of it
  // The buttons come with the page, so that a live update keeps them and whoever is at one of them.
  document.documentElement.classList.add("copies");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".copy button");
    const text = button?.parentElement.querySelector("code");
    if (!text) return;
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2_000);
  });
})();
