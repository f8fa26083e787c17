// Offer people while a name is typed, in fields marked with data-suggest. Without scripts the field
// takes a name or a staff number all the same.

const WAIT_MS = 250;
const SHORTEST = 3;

function watch(field) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-suggestions`;
  field.after(list);
  field.setAttribute("list", list.id);
  let waiting = 0;
  let asked = "";

  async function ask() {
    const typed = field.value.trim();
    if (typed.length < SHORTEST || typed === asked) {
      return;
    }
    asked = typed;
    const address = `${field.dataset.suggest}?q=${encodeURIComponent(typed)}`;
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      const found = response.ok ? (await response.json()).people : [];
      // A slow answer to what was typed before is of no use any more.
      if (asked === typed) {
        list.replaceChildren(...found.map(({ login, name }) => new Option(name, login)));
      }
    } catch {
      // No connection at the moment: typing goes on without suggestions.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  });
}

document.querySelectorAll("[data-suggest]").forEach(watch);
