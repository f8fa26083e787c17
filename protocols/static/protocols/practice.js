// Show a question when its answer counts, and hide it when it does not. Without scripts each question says
// when to answer it, and the engine leaves the others out.

const items = [...document.querySelectorAll(".fp-item")];

function chosen(name, shown) {
  const field = document.querySelector(`input[name="${CSS.escape(name)}"]:checked`);
  // What was answered before its question went away counts no more.
  return field && shown.get(field.closest(".fp-item")) ? field.value : "";
}

function holds({ how, terms }, shown) {
  const met = ([name, values]) => values.includes(chosen(name, shown));
  return how === "all" ? terms.every(met) : terms.some(met);
}

// In the order of the page, so that a chain of conditions is settled in one pass.
function refresh() {
  const shown = new Map();
  for (const item of items) {
    const condition = item.dataset.showIf;
    const visible = !condition || holds(JSON.parse(condition), shown);
    shown.set(item, visible);
    item.hidden = !visible;
  }
}

document.addEventListener("change", refresh);
// A page that comes back from the browser's memory has its answers again.
window.addEventListener("pageshow", refresh);
refresh();
