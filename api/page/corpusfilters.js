/* The corpus view's search box and filters. */

import { make } from "./dom.js";
import { typeset } from "./text.js";

const PAUSE = 250; // ms after the last key before searching

export class CorpusFilters {
  /** `changed()` is called when what is asked for has changed. */
  constructor(changed) {
    this.changed = changed;
    this.search = make("input", {
      type: "search", placeholder: "Chercher dans les articles…", "aria-label": "Chercher dans les articles", maxlength: "500",
      input: () => this.soon(),
    });
    this.from = make("input", { type: "date" });
    this.to = make("input", { type: "date" });
    this.sources = make("div", { class: "checks" });
    this.outlets = make("fieldset", { hidden: true }, make("legend", { class: "hidden" }, "Sources"), this.sources);
    this.clear = make("button", { type: "button", class: "quiet", hidden: true, click: () => this.reset() }, "Tout afficher");
    const submit = (event) => { event.preventDefault(); this.now(); };
    this.element = make("form", { class: "sift", role: "search", "aria-label": "Articles", submit, change: () => this.now() },
      this.search,
      make("div", { class: "dates" }, make("label", {}, "Depuis le ", this.from), make("label", {}, "jusqu’au ", this.to)),
      this.outlets);
  }

  /** The filters as the server reads them. */
  query() {
    const pairs = [["q", this.search.value.trim()], ["from", this.from.value], ["to", this.to.value],
      ...[...this.sources.querySelectorAll(":checked")].map((box) => ["source", box.value])];
    return new URLSearchParams(pairs.filter(([, value]) => value));
  }

  /** Let through one month ("2023-10") alone. */
  setMonth(month) {
    const [year, number] = month.split("-").map(Number);
    this.from.value = `${month}-01`;
    this.to.value = `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
    this.now();
  }

  setSources(sources) {
    const named = sources.filter(({ source }) => source);
    const checked = new Set([...this.sources.querySelectorAll(":checked")].map((box) => box.value));
    this.outlets.hidden = named.length < 2;
    this.sources.replaceChildren(...named.map(({ source, articles }) => make("label", { class: "chip" },
      make("input", { type: "checkbox", value: source, checked: checked.has(source) }), typeset(source), make("span", { class: "small" }, String(articles)))));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  now() {
    clearTimeout(this.timer);
    this.clear.hidden = ![...this.query()].length;
    this.changed();
  }

  reset() {
    this.element.reset();
    for (const box of this.sources.querySelectorAll(":checked")) box.checked = false;
    this.search.focus();
    this.now();
  }
}
