// Turning the pages of a paper that came in one piece: no request, and an address for each question,
// so that Back, reloading and bookmarks do what they do without scripts.

/** Bring in the questions that wait in templates. Gives {overview} to show all answers. */
export function turnPages(form, outbox) {
  const pages = new Pages(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = event.submitter?.value ?? pages.main.value;
    if (wanted === "all") outbox.send();
    else pages.go(wanted);
  });
  addEventListener("popstate", () => pages.show(pages.wanted()));
  return pages;
}

class Pages {
  constructor(form) {
    this.form = form;
    const place = form.querySelector("[data-questions]");
    const rest = form.querySelector("template[data-rest]");
    if (rest) place.append(...rest.content.querySelectorAll("[data-question]"));
    this.blocks = [...place.children].sort((a, b) => a.dataset.number - b.dataset.number);
    place.append(...this.blocks);
    [this.main, this.back, this.all] = form.querySelectorAll("button[name=go]");
    const source = document.querySelector("template[data-overview]");
    form.after(source.content);
    this.section = document.querySelector("section[data-overview]");
    this.row = this.section.querySelector("template");
    this.section.addEventListener("click", (event) => this.#follow(event));
    form.addEventListener("told", () => this.section.hidden || this.#list());
    this.single = "turn" in form.dataset;
    if (this.single) this.show(this.wanted());
  }

  /** What the address asks for: a question by number, or "review". */
  wanted() {
    const { pathname, searchParams } = new URL(location.href);
    const number = searchParams.get("q") ?? "1";
    return pathname === this.form.dataset.review ? "review" : number;
  }

  go(wanted) {
    const { pathname } = new URL(this.form.dataset.whole, location.href);
    const review = wanted === "review";
    history.pushState(null, "", review ? this.form.dataset.review : `${pathname}?q=${wanted}`);
    this.show(wanted);
    const shown = review ? this.section : this.blocks[wanted - 1];
    const heading = shown.querySelector("h1, legend");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: !review && this.single });
    if (this.single) scrollTo(0, 0);
  }

  overview() {
    this.go("review");
  }

  show(wanted) {
    const review = wanted === "review";
    this.form.hidden = review;
    this.section.hidden = !review;
    if (review) this.#list();
    else if (this.single) this.#turn(Number(wanted));
    const shown = review ? this.section : this.blocks[wanted - 1];
    document.title = document.title.replace(/^.* – /, `${shown.dataset.title} – `);
  }

  #turn(number) {
    for (const block of this.blocks) block.hidden = Number(block.dataset.number) !== number;
    const last = number === this.blocks.length;
    this.main.value = last ? "review" : number + 1;
    this.main.textContent = last ? this.form.dataset.toAll : this.form.dataset.goOn;
    this.back.value = number - 1;
    this.back.hidden = number === 1;
    this.all.hidden = last;
  }

  #follow(event) {
    const link = event.target.closest("a[data-number]");
    if (!link) return;
    event.preventDefault();
    this.go(link.dataset.number);
  }

  /** The list of all answers as they are on this page. */
  #list() {
    const list = this.section.querySelector("ul");
    const focused = list.contains(document.activeElement) && document.activeElement.dataset.number;
    list.replaceChildren(...this.blocks.map((block) => this.#rowOf(block)));
    // Whoever goes through the list by keyboard must not be thrown out of it by an answer that arrives.
    if (focused) list.querySelector(`a[data-number="${focused}"]`).focus({ preventScroll: true });
    const missing = this.blocks.filter((block) => !block.querySelector("input:checked"));
    for (const part of this.section.querySelectorAll("[data-missing]")) {
      part.hidden = (part.dataset.missing === "some") !== missing.length > 0;
    }
    this.section.querySelector("[data-count]").textContent = missing.length;
    if (missing.length) {
      this.section.querySelector("a.govuk-button").dataset.number = missing[0].dataset.number;
    }
  }

  #rowOf(block) {
    const row = this.row.content.cloneNode(true).firstElementChild;
    const { number } = block.dataset;
    const link = row.querySelector("a");
    link.dataset.number = number;
    link.href = `${this.form.dataset.whole}?q=${number}`;
    link.textContent = `${number}. ${block.querySelector("legend").textContent.trim()}`;
    const chosen = [...block.querySelectorAll("input:checked + label")];
    row.querySelector("[data-chosen]").textContent = chosen.map((one) => one.textContent).join("; ");
    row.querySelector("[data-where]").textContent = block.querySelector("[data-saved]").textContent;
    row.querySelector(".fl-dot").classList.toggle("fl-dot--done", chosen.length > 0);
    for (const part of row.querySelectorAll("[data-answered]")) {
      part.hidden = (part.dataset.answered === "yes") !== chosen.length > 0;
    }
    return row;
  }
}
