// A page with several forms sends one of them: before what was typed in another is lost, or the
// page is left, the browser asks.
let sent = null;

const isChanged = (field) => {
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  if (field.options) {
    const chosen = [...field.options];
    const begins = chosen.some((option) => option.defaultSelected);
    return begins && chosen.some((option) => option.selected !== option.defaultSelected);
  }
  return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
};

document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget !== "_blank") sent = event.target;
});

window.addEventListener("beforeunload", (event) => {
  const others = [...document.forms].filter((form) => form.method === "post" && form !== sent);
  sent = null;
  if (others.some((form) => [...form.elements].some(isChanged))) event.preventDefault();
});
