// Drags a branch before another one of its queue: the same form as the button's, sent to the same address.
(() => {
  "use strict";
  let dragged = null;
  const target = (event) => {
    const place = event.target.closest?.(".car, .row");
    const form = place?.querySelector("form.move");
    return dragged && form && form !== dragged ? { place, form } : null;
  };
  const mark = (place) => {
    document.querySelector(".drop")?.classList.remove("drop");
    place?.classList.add("drop");
  };
  document.addEventListener("dragstart", (event) => {
    const form = event.target.closest?.("form.move");
    if (!form) return;
    dragged = form;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", form.dataset.branch);
  });
  document.addEventListener("dragover", (event) => {
    const over = target(event);
    mark(over?.place);
    if (over) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const over = target(event);
    if (!over) return;
    event.preventDefault();
    const before = document.createElement("input");
    before.type = "hidden";
    before.name = "before";
    before.value = over.form.dataset.branch;
    dragged.append(before);
    dragged.submit();
  });
  document.addEventListener("dragend", () => { mark(null); dragged = null; });
  // Nothing moves under the pointer while somebody drags.
  document.addEventListener("htmx:before:request", (event) => { if (dragged) event.preventDefault(); });
})();
