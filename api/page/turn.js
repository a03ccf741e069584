/* One question and its answer, from the first source to the verified text. */

import { againButton, answerActions } from "./actions.js";
import { claimsParagraph, droppedDetails, extractFigure, isExtract, markers, refusalBox, verdict, warningList, watched } from "./answer.js";
import { make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { SourceList, firstOfEach } from "./sources.js";
import { ask } from "./stream.js";
import { count, frenchDate, typeset } from "./text.js";

export class Turn {
  /** `hooks`: open(target, button), light(citations), announce(text), again(turn, body). */
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
    this.answered = false; // whether the whole answer has come
    this.control = new AbortController();
    this.element = make("article", { class: "turn", "aria-labelledby": `turn-${number}` },
      make("h2", { id: `turn-${number}`, class: "asked", tabindex: "-1" }, typeset(body.question)), filtersLine(body.filters),
      this.state, this.sources.element, this.extract, this.answer, this.tail);
  }

  /** Ask in a conversation (null for none), show what comes, and return when it ends, whatever the end. */
  async run(conversationId) {
    this.element.setAttribute("aria-busy", "true");
    this.setState("Recherche des sources…", "working");
    try {
      const body = { ...this.body, conversation_id: conversationId };
      for await (const { name, data } of ask(body, this.control.signal)) this[EVENTS[name]]?.(data);
    } catch (error) {
      error.name === "AbortError" ? this.stopped() : this.failed(error);
    } finally {
      clearInterval(this.clock);
      this.element.removeAttribute("aria-busy");
    }
  }

  /** Show an answer that was kept. */
  restore(answer) {
    this.hits = firstOfEach(answer.sources);
    this.sources.show(answer.sources);
    if (answer.extract) this.showExtract(answer.extract);
    this.settle(answer);
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
    this.showExtract(extract);
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
    this.answered = true;
    this.settle(answer);
    const state = answer.status === "answered" ? "Réponse vérifiée" : verdict(answer);
    this.hooks.announce([state, typeset(answer.text)].filter(Boolean).join("\u00a0: "));
  }

  settle(answer) {
    this.setState(verdict(answer), answer.status === "answered" ? "proved" : "refused");
    if (answer.status === "refused") this.refuse(answer);
    else this.prove(answer);
    this.answer.prepend(...[understood(answer.rewritten_question)].filter(Boolean));
    if (answer.refusal?.reason !== "bavardage") this.tail.replaceChildren(...answerActions(answer, this));
  }

  refuse(answer) {
    this.sources.clear();
    this.extract.replaceChildren();
    this.answer.replaceChildren(refusalBox(answer, this.hooks.open));
    this.addNotices(answer);
  }

  prove(answer) {
    this.sources.cite(answer);
    if (isExtract(answer) && this.extract.firstChild) this.proveByExtract(answer);
    else {
      this.extract.firstChild?.classList.add("settled");
      this.answer.replaceChildren(make("h3", { class: "label" }, make("span", { class: "pill proved" }, "Réponse vérifiée")),
        claimsParagraph(answer, this.hooks));
    }
    this.addNotices(answer);
  }

  addNotices(answer) {
    this.answer.append(...[warningList(answer, this.hooks.open), droppedDetails(answer.dropped)].filter(Boolean));
  }

  /** The extract is the whole answer: it gets the marker, and no text stands below it. */
  proveByExtract(answer) {
    const [claim] = answer.claims;
    const text = this.extract.querySelector("blockquote span");
    text.classList.add("claim");
    text.append("\u00a0", ...markers(claim, answer, this.hooks.open));
    watched(text, claim, this.hooks.light);
    this.answer.replaceChildren(...(answer.mode === "full" && answer.dropped.length
      ? [make("p", { class: "note" }, "Rien d’autre n’a pu être prouvé\u00a0: l’extrait ci-dessus est la réponse.")] : []));
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
    this.tail.replaceChildren(...[box, make("div", { class: "actions" }, againButton("Réessayer", this))].filter(Boolean));
    this.hooks.announce(spoken);
  }

  showExtract(extract) {
    const article = this.hits.find((hit) => hit.article_id === extract.article_id) ?? { ...extract, title: extract.article_id };
    this.extract.replaceChildren(extractFigure(extract, article, this.hooks.open));
  }

  setState(text, kind) {
    this.state.className = `state ${kind}`;
    this.state.textContent = text;
  }
}

const EVENTS = { sources: "onSources", extract: "onExtract", token: "onToken", answer: "onAnswer" };

const understood = (question) => question && make("p", { class: "note" }, typeset(`Question comprise : ${question}`));

function filtersLine(filters) {
  if (!filters) return null;
  const parts = [filters.from && `depuis le ${frenchDate(filters.from)}`, filters.to && `jusqu’au ${frenchDate(filters.to)}`, filters.sources?.join(", ")];
  return make("p", { class: "small" }, typeset(`Filtres : ${parts.filter(Boolean).join(" · ")}`));
}
