// A live part of a page holds still while somebody is in it: points at its list, is at one of its rows with the keyboard, has selected
// text, or has written something. A button says how much is new, and shows it; whoever goes on elsewhere sees it by themselves.
(() => {
  "use strict";

  const region = document.querySelector("#board, #story");
  const held = document.getElementById("held");
  if (!region || !held) return;
  const button = held.querySelector("button");
  const isList = region.id === "board";
  const isStream = region.hasAttribute("hx-sse:connect");
  const AIMING = 2_000; // milliseconds in which whoever moved to a button of a timeline presses it, or does not
  const CONTROLS = "a, button, summary, input, select, textarea, label";

  let inside = false; // a mouse is over the list
  let aimed = 0;
  let news = 0;
  let output = false; // of a job that runs: as often as it comes, it is one update

  const hasSelection = () => {
    const selection = getSelection();
    return !selection.isCollapsed && region.contains(selection.anchorNode);
  };
  const hasWritten = () => [...region.querySelectorAll("textarea, input:not([type=hidden])")]
    .some((field) => field.value !== field.defaultValue);
  const holds = () => hasSelection() || hasWritten()
    || (isList ? inside || region.contains(document.activeElement) : Date.now() - aimed < AIMING);

  const tell = () => {
    const count = news + (output ? 1 : 0);
    held.hidden = count === 0;
    button.textContent = !isStream ? "Show updates" : count === 1 ? "1 update" : `${count} updates`;
  };
  const forget = () => {
    news = 0;
    output = false;
    tell();
  };
  let showing = false;
  const show = async () => {
    forget();
    showing = true;
    try {
      await htmx.ajax("GET", location.href, { target: `#${region.id}`, select: `#${region.id}`, swap: "outerMorph" });
    } finally {
      showing = false;
    }
  };
  const settle = () => { if ((news > 0 || output) && !holds()) show(); };

  // A finger is nowhere once it is lifted.
  region.addEventListener("pointerenter", (event) => { inside = event.pointerType === "mouse"; });
  region.addEventListener("pointerleave", () => { inside = false; settle(); });
  region.addEventListener("pointermove", (event) => {
    if (isList || event.pointerType !== "mouse" || !event.target.closest?.(CONTROLS)) return;
    aimed = Date.now();
    setTimeout(settle, AIMING);
  });
  region.addEventListener("focusout", () => setTimeout(settle));
  region.addEventListener("input", () => setTimeout(settle));
  document.addEventListener("selectionchange", () => setTimeout(settle));
  button.addEventListener("click", show);

  region.addEventListener("htmx:sse:before:message", (event) => {
    if (event.target !== region || event.detail.message.event || !holds()) return;
    event.detail.cancelled = true;
    if (event.detail.message.data.startsWith("<hx-partial")) output = true;
    else news++;
    tell();
  });

  // Lists that look again by themselves: what differs is more than how long ago something was.
  const words = (root) => {
    const copy = root.cloneNode(true);
    copy.querySelectorAll("time").forEach((time) => time.remove());
    return copy.textContent.replace(/\s+/g, " ");
  };
  region.addEventListener("htmx:before:swap", (event) => {
    if (isStream || showing || event.target !== region || !holds()) return;
    event.preventDefault();
    const fresh = new DOMParser().parseFromString(event.detail.ctx.text, "text/html").getElementById(region.id);
    news = fresh && words(fresh) !== words(region) ? 1 : 0;
    tell();
  });
})();
