/* One question and its answer, from the first source to the verified text. */

import { claimsParagraph, droppedDetails, extractFigure, isExtract, markers, plainText, refusalBox, smallPrint, verdict, warningList, watched } from "./answer.js";
import { copy, make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { SourceList, firstOfEach } from "./sources.js";
import { ask } from "./stream.js";
import { count, frenchDate, typeset } from "./text.js";

const BUTTON_REST = 2000;

export class Turn {
  /** `hooks`: open(target, button), light(citations), announce(text), again(turn). */
  constructor(body, number, hooks) {
    this.body = body;
    this.hooks = { ...hooks, light: (citations) => { this.sources.light(citations); hooks.light(citations); } };
    this.state = make("p", { class: "state" });
    this.sources = new SourceList(hooks.open);
    this.extract = make("div", { class: "slot" });
    this.answer = make("div", { class: "slot" });
    this.tail = make("div", { class: "tail" });
    this.hits = [];
    this.written = "";
    this.control = new AbortController();
    this.element = make("article", { class: "turn", "aria-labelledby": `turn-${number}` },
      make("h2", { id: `turn-${number}`, class: "asked", tabindex: "-1" }, typeset(body.question)), filtersLine(body.filters),
      this.state, this.sources.element, this.extract, this.answer, this.tail);
  }

  /** Ask, show what comes, and return when it ends, whatever the end. */
  async run() {
    this.element.setAttribute("aria-busy", "true");
    this.setState("Recherche des sources…", "working");
    try {
      for await (const { name, data } of ask(this.body, this.control.signal)) this[EVENTS[name]]?.(data);
    } catch (error) {
      error.name === "AbortError" ? this.stopped() : this.failed(error);
    } finally {
      clearInterval(this.clock);
      this.element.removeAttribute("aria-busy");
    }
  }

  stop() {
    this.control.abort();
  }

  onSources({ hits }) {
    this.hits = firstOfEach(hits);
    this.sources.show(hits);
    this.setState("Lecture des sources…", "working");
    this.hooks.announce(this.hits.length ? count(this.hits.length, "1 source trouvée", "sources trouvées") : "Aucune source trouvée");
  }

  onExtract(extract) {
    const article = this.hits.find((hit) => hit.article_id === extract.article_id) ?? { ...extract, title: extract.article_id };
    this.extract.replaceChildren(extractFigure(extract, article, this.hooks.open));
    this.hooks.announce("Extrait vérifié affiché");
    if (this.body.mode === "full") this.awaitDraft();
  }

  /** The first word of a draft takes seconds on a small machine: say so, and count them. */
  awaitDraft() {
    const wait = make("span", { class: "wait" });
    const start = Date.now();
    const tick = () => { wait.textContent = `Le modèle lit les sources… ${Math.round((Date.now() - start) / 1000)}\u00a0s`; };
    tick();
    this.clock = setInterval(tick, 1000);
    this.draft = make("p", { class: "draft" }, wait);
    this.answer.replaceChildren(make("div", { class: "unverified" },
      make("p", { class: "label" }, make("span", { class: "pill" }, "brouillon non vérifié")), this.draft));
    this.setState("Rédaction…", "working");
  }

  onToken({ text }) {
    if (!this.draft) this.awaitDraft();
    clearInterval(this.clock);
    if (!this.written) this.hooks.announce("Rédaction d’un brouillon, pas encore vérifié");
    this.written += text;
    this.draft.textContent = typeset(this.written);
  }

  onAnswer(answer) {
    this.setState(verdict(answer), answer.status === "answered" ? "proved" : "refused");
    if (answer.status === "refused") this.refuse(answer);
    else this.prove(answer);
    this.finish(answer);
    const state = answer.status === "answered" ? "Réponse vérifiée" : verdict(answer);
    this.hooks.announce([state, typeset(answer.text)].filter(Boolean).join("\u00a0: "));
  }

  refuse(answer) {
    this.sources.clear();
    this.extract.replaceChildren();
    this.answer.replaceChildren(refusalBox(answer, this.hooks.open));
  }

  prove(answer) {
    this.sources.cite(answer);
    if (isExtract(answer) && this.extract.firstChild) this.proveByExtract(answer);
    else {
      this.extract.firstChild?.classList.add("settled");
      this.answer.replaceChildren(make("h3", { class: "label" }, make("span", { class: "pill proved" }, "Réponse vérifiée")),
        claimsParagraph(answer, this.hooks));
    }
    this.answer.append(...[warningList(answer.warnings), droppedDetails(answer.dropped)].filter(Boolean));
  }

  /** The extract is the whole answer: it gets the marker, and no text stands below it. */
  proveByExtract(answer) {
    const [claim] = answer.claims;
    const text = this.extract.querySelector("blockquote span");
    text.classList.add("claim");
    text.append("\u00a0", ...markers(claim, answer, this.hooks.open));
    watched(text, claim, this.hooks.light);
    this.answer.replaceChildren(...(answer.mode === "full" && answer.dropped.length
      ? [make("p", { class: "note" }, "Aucune phrase rédigée n’a pu être prouvée\u00a0: l’extrait ci-dessus est la réponse.")] : []));
  }

  finish(answer) {
    if (answer.refusal?.reason === "bavardage") return;
    const share = answer.status === "answered" ? this.copyButton(answer) : null;
    this.tail.replaceChildren(make("div", { class: "actions" }, share, this.againButton("Relancer"), this.widenButton(answer)), smallPrint(answer));
  }

  stopped() {
    this.answer.replaceChildren();
    const kept = this.extract.firstChild ? "Le brouillon, non vérifié, a été retiré\u00a0; l’extrait vérifié reste." : "";
    this.end("Réponse arrêtée", kept ? make("p", { class: "note" }, kept) : null);
  }

  failed(error) {
    this.answer.replaceChildren();
    const detail = error.detail ? make("details", { class: "detail" }, make("summary", {}, "Détail technique"), make("p", { lang: "en" }, error.detail)) : null;
    const message = problemMessage(error.code);
    this.end("Pas de réponse", make("div", { class: "notice" }, make("p", {}, message), detail), message);
    if (!error.code) console.error(error);
  }

  end(state, box, spoken = state) {
    this.setState(state, "refused");
    this.tail.replaceChildren(...[box, make("div", { class: "actions" }, this.againButton("Réessayer"))].filter(Boolean));
    this.hooks.announce(spoken);
  }

  setState(text, kind) {
    this.state.className = `state ${kind}`;
    this.state.textContent = text;
  }

  againButton(label) {
    return make("button", { type: "button", class: "quiet", click: () => this.hooks.again(this) }, label);
  }

  widenButton(answer) {
    if (answer.status !== "refused" || !this.body.filters) return null;
    const click = () => { const { filters, ...body } = this.body; this.hooks.again(this, body); };
    return make("button", { type: "button", class: "quiet", click }, "Chercher sans les filtres");
  }

  copyButton(answer) {
    const label = "Copier avec les sources";
    const button = make("button", { type: "button", class: "quiet", click: async () => {
      await copy(plainText(answer));
      button.textContent = "Copié";
      this.hooks.announce("Réponse copiée avec ses sources");
      setTimeout(() => { button.textContent = label; }, BUTTON_REST);
    } }, label);
    return button;
  }
}

const EVENTS = { sources: "onSources", extract: "onExtract", token: "onToken", answer: "onAnswer" };

function filtersLine(filters) {
  if (!filters) return null;
  const parts = [filters.from && `depuis le ${frenchDate(filters.from)}`, filters.to && `jusqu’au ${frenchDate(filters.to)}`, filters.sources?.join(", ")];
  return make("p", { class: "small" }, typeset(`Filtres : ${parts.filter(Boolean).join(" · ")}`));
}
