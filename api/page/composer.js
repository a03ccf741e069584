/* The ask box and its filters. */

import { byId, make } from "./dom.js";
import { typeset } from "./text.js";

export class Composer {
  /** `send(body)` is called with a question to ask, `stop()` to stop the answer under way. */
  constructor({ send, stop }) {
    this.send = send;
    this.stop = stop;
    this.form = byId("composer");
    this.question = byId("question");
    this.button = byId("send");
    this.busy = false;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("change", () => this.countFilters());
    this.question.addEventListener("keydown", (event) => this.onKey(event));
    this.question.addEventListener("input", () => this.grow());
    byId("clear").addEventListener("click", () => this.clearFilters());
    this.countFilters();
  }

  setBusy(busy) {
    this.busy = busy;
    this.button.textContent = busy ? "Arrêter" : "Demander";
    this.button.classList.toggle("stop", busy);
    this.question.required = !busy;
  }

  get hasFocus() {
    return this.form.contains(document.activeElement);
  }

  focus() {
    this.question.focus();
  }

  /** Offer a source as a filter; those without a name cannot be asked for. */
  setSources(sources) {
    const named = sources.filter(({ source }) => source);
    const checked = new Set(this.filters()?.sources);
    byId("outlets").hidden = named.length < 2;
    const box = (source) => make("input", { type: "checkbox", name: "source", value: source, checked: checked.has(source) });
    byId("outlets").querySelector(".checks").replaceChildren(...named.map(({ source, articles }) => make("label", { class: "check" },
      box(source), ` ${source} `, make("span", { class: "small" }, `(${articles})`))));
  }

  /** Say why nothing is asked now. */
  refuse() {
    byId("complaint").textContent = typeset("Une réponse est en cours : attendez-la, ou arrêtez-la avec Échap.");
  }

  submit(event) {
    event.preventDefault();
    if (this.busy) this.stop();
    else this.submitQuestion(this.question.value);
  }

  /** Send a question with the filters set; a wrong one is told and stays in the box. */
  submitQuestion(text) {
    const fault = this.faultOf(text);
    byId("complaint").textContent = typeset(fault);
    if (fault) return;
    this.question.value = "";
    this.grow();
    this.send(this.body(text.trim()));
  }

  /** What keeps a question from being asked, "" if nothing does. */
  faultOf(text) {
    const { from, to } = this.filters() ?? {};
    if (!/[\p{L}\p{N}]/u.test(text)) return "Écrivez une question.";
    return from && to && from > to ? "La date de début est après la date de fin : corrigez les filtres." : "";
  }

  body(question) {
    const filters = this.filters();
    return { question, mode: byId("short").checked ? "extract" : "full", ...(filters ? { filters } : {}) };
  }

  /** What the filters say, null if nothing. */
  filters() {
    const sources = [...this.form.querySelectorAll("[name=source]:checked")].map((box) => box.value);
    const [from, to] = [byId("from").value, byId("to").value];
    const set = { ...(from && { from }), ...(to && { to }), ...(sources.length && { sources }) };
    return Object.keys(set).length ? set : null;
  }

  countFilters() {
    const n = Object.keys(this.filters() ?? {}).length + Number(byId("short").checked);
    byId("count").textContent = n ? ` (${n})` : "";
    byId("clear").hidden = !n;
    byId("complaint").textContent = "";
  }

  clearFilters() {
    for (const input of byId("filters").querySelectorAll("input")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    this.countFilters();
    byId("filters").querySelector("summary").focus();
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (this.busy) this.refuse();
    else this.form.requestSubmit();
  }

  grow() {
    this.question.rows = Math.min(6, this.question.value.split("\n").length);
    byId("complaint").textContent = "";
  }
}
