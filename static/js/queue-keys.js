// One key for a decision: 1, 2, … post a proposal, l puts off, t splits; i and s lead to their fields.
// Without this file the buttons do the same.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.closest("input, textarea, select")) return;
  const field = { i: "id_ignore-reason", s: "queue-search" }[event.key];
  const target = field
    ? document.getElementById(field)
    : [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  if (field) target.focus();
  else target.click();
});
