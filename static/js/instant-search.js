// Answers while typing come through htmx (see templates/faq/search/_box.html). Here: not before
// the third letter, and Escape clears. Without this file the box is a plain form.
(() => {
  const SHORTEST = 3;
  const found = () => document.getElementById("search-found");
  const status = () => document.getElementById("search-status");

  function clear(input) {
    htmx.trigger(input, "htmx:abort");
    found()?.replaceChildren();
    status()?.replaceChildren();
    if (input.hasAttribute("hx-replace-url")) history.replaceState(history.state, "", input.form.action);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const input = event.target;
    if (!input.closest?.("[data-instant]") || input.value.trim().length >= SHORTEST) return;
    event.preventDefault();
    clear(input);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const input = document.querySelector("[data-instant] input[type=search]");
    const isInList = found()?.contains(document.activeElement);
    if (!input || !(document.activeElement === input || isInList)) return;
    event.preventDefault();
    if (isInList) input.focus(); // what had the focus goes away
    else input.value = "";
    clear(input);
  });
})();
