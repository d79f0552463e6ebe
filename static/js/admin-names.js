/* Names for what Django's admin and its Select2 leave without one, and a way by keyboard into tables
   that are broader than the window. Nothing here is seen. */
(() => {
  const CONTROLS = "input:not([type=hidden]), select, textarea";
  const NAMES = "[aria-label], [aria-labelledby]";
  const BROAD = ".inline-group, .results, .admin-lines";
  let made = 0;

  const idOf = (element) => {
    element.id ||= `named-${(made += 1)}`;
    return element.id;
  };

  /* The label of a field; in a table of rows the head of its column. */
  const sourceOf = (control) => {
    if (control.labels?.length) {
      return control.labels[0];
    }
    const cell = control.closest(".tabular td");
    const table = cell?.closest("table");
    const field = [...(cell?.classList ?? [])].find((name) => name.startsWith("field-"));
    return cell && table.querySelector(
      field ? `thead th.column-${field.slice("field-".length)}` : "thead th:last-child",
    );
  };

  const nameCells = () => {
    for (const control of document.querySelectorAll(`.tabular td :is(${CONTROLS})`)) {
      const source = !control.labels?.length && !control.matches(NAMES) && sourceOf(control);
      if (source) {
        control.setAttribute("aria-labelledby", idOf(source));
      }
    }
  };

  /* Select2 names its box by what is chosen in it alone, and its search not at all. */
  const nameBoxes = () => {
    for (const box of document.querySelectorAll(".select2-container .select2-selection:not([data-named])")) {
      const select = box.closest(".select2-container").previousElementSibling;
      const source = select && sourceOf(select);
      if (source) {
        const chosen = box.getAttribute("aria-labelledby");
        box.setAttribute("aria-labelledby", [idOf(source), chosen].filter(Boolean).join(" "));
        box.querySelector("[role=textbox]:not([type])")?.setAttribute("aria-labelledby", source.id);
        box.dataset.named = source.textContent.trim().replace(/:$/, "");
      }
    }
    for (const field of document.querySelectorAll(`.select2-search__field:not(${NAMES})`)) {
      const box = field.closest(".select2-selection")
        ?? document.querySelector(".select2-container--open .select2-selection[data-named]");
      if (box?.dataset.named) {
        field.setAttribute("aria-label", box.dataset.named);
      }
    }
  };

  /* Its label is a picture; the button beside it has the word in the reader's language. */
  const nameSearch = () => {
    const search = document.querySelector("#searchbar:not([aria-label])");
    const button = search?.form.querySelector("[type=submit]");
    if (button) {
      search.setAttribute("aria-label", button.value);
    }
  };

  const openBroad = () => {
    for (const frame of document.querySelectorAll(BROAD)) {
      const isBroad = frame.scrollWidth > frame.clientWidth;
      if (isBroad && !frame.hasAttribute("tabindex")) {
        const heading = frame.querySelector("h2") ?? document.querySelector("#content h1");
        frame.tabIndex = 0;
        frame.setAttribute("role", "region");
        if (heading) {
          frame.setAttribute("aria-labelledby", idOf(heading));
        }
      }
    }
  };

  const look = () => {
    nameSearch();
    nameCells();
    nameBoxes();
    openBroad();
  };

  document.addEventListener("DOMContentLoaded", () => {
    look();
    let waits = false;
    new MutationObserver(() => {
      if (!waits) {
        waits = true;
        requestAnimationFrame(() => {
          waits = false;
          look();
        });
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
  window.addEventListener("load", openBroad);
  window.addEventListener("resize", openBroad);
})();
