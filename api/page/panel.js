/* The source panel: an article beside the answer (above it on a narrow screen), scrolled to the quote. */

import { make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { getJson } from "./server.js";
import { count, origin, paragraphs, slice, typeset } from "./text.js";

const WIDE = matchMedia("(min-width: 64rem)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const FOUND = "Passage trouvé pour cette question, que la réponse ne cite pas.";

export class Panel {
  constructor(dialog) {
    this.dialog = dialog;
    this.opener = null;
    dialog.addEventListener("close", () => this.closed());
    WIDE.addEventListener("change", () => dialog.open && this.reopen());
  }

  get isOpen() {
    return this.dialog.open;
  }

  /**
   * Show an article: `quotes` are the citations asked for, `others` those of the same answer,
   * `passage` the passage found when nothing is cited, with a `note` on what it is. Focus goes to the title, and back
   * to `opener` at the end.
   */
  async open({ article, quotes, others = [], passage = null, note = FOUND }, opener) {
    this.setOpener(opener);
    this.request = Symbol(article.article_id);
    const { request } = this;
    this.render(article, [make("p", { class: "loading" }, "Chargement de l’article…")]);
    this.display();
    try {
      const full = await getJson(`api/articles/${encodeURIComponent(article.article_id)}`);
      if (request === this.request) this.fill(full, quotes, others, passage, note);
    } catch (error) {
      if (request === this.request) this.fail(error);
    }
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** Highlight the quotes of these citations where they are on display. */
  light(citations) {
    const keys = new Set(citations.map(keyOf));
    for (const piece of this.dialog.querySelectorAll("[data-ranges]")) {
      piece.classList.toggle("lit", piece.dataset.ranges.split(" ").some((key) => keys.has(key)));
    }
  }

  setOpener(opener) {
    this.opener?.removeAttribute("aria-expanded");
    this.opener = opener;
    opener.setAttribute("aria-expanded", "true");
  }

  display() {
    document.body.classList.add("beside");
    if (!this.dialog.open) WIDE.matches ? this.dialog.show() : this.dialog.showModal();
    this.dialog.querySelector("h2").focus({ preventScroll: true });
  }

  /** Beside the page it is an ordinary part of it; over it, modal. */
  reopen() {
    this.dialog.close();
    this.display();
  }

  closed() {
    if (this.dialog.open) return;
    document.body.classList.remove("beside");
    const { opener } = this;
    this.opener = null;
    opener.removeAttribute("aria-expanded");
    (opener.isConnected ? opener : document.getElementById("question")).focus();
  }

  render(article, body) {
    const close = make("button", { type: "button", class: "quiet close", click: () => this.close() }, "Fermer");
    this.head = make("div", { class: "head" }, ...headOf(article));
    this.body = make("div", { class: "text", tabindex: "0", role: "region", "aria-label": "Texte de l’article" }, body);
    this.dialog.replaceChildren(make("div", { class: "top" }, make("p", { class: "label" }, "Source"), close), this.head, this.body);
  }

  fill(article, quotes, others, passage, note) {
    const asked = quotes.map((quote) => ({ ...quote, kind: "asked" }));
    const cited = others.map((quote) => ({ ...quote, kind: "other" }));
    const found = passage ? [{ ...passage, quote: passage.text, kind: "passage" }] : [];
    const focused = document.activeElement === this.head.querySelector("h2");
    this.head.replaceChildren(...headOf(article), ...factsOf(article), ...proofOf(article.text, asked, found.length ? note : ""));
    if (focused) this.head.querySelector("h2").focus({ preventScroll: true });
    this.body.querySelector(".loading").replaceWith(make("div", { class: "verbatim", lang: article.language || "fr" },
      paragraphs(article.text, [...asked, ...cited, ...found]).map((pieces) => make("p", {}, pieces.map(pieceOf)))));
    this.scrollTo(this.body.querySelector("mark, .passage"));
  }

  fail(error) {
    this.body.querySelector(".loading").replaceWith(make("p", { class: "notice" }, problemMessage(error.code)));
  }

  /** Scroll the panel alone: scrollIntoView would move the page too. In a low window the whole panel scrolls. */
  scrollTo(mark) {
    if (!mark) return;
    const box = this.body.scrollHeight > this.body.clientHeight ? this.body : this.dialog;
    const distance = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTo({ top: box.scrollTop + distance - box.clientHeight / 4, behavior: CALM.matches ? "auto" : "smooth" });
  }
}

const keyOf = ({ article_id: id, start, end }) => `${encodeURIComponent(id)}:${start}-${end}`;

function pieceOf({ text, ranges }) {
  if (!ranges.length) return text;
  const kinds = ranges.map((range) => range.kind);
  const attributes = { "data-ranges": ranges.map(keyOf).join(" ") };
  if (kinds.includes("asked")) return make("mark", attributes, text);
  return make("span", { ...attributes, class: kinds.includes("other") ? "other" : "passage" }, text);
}

function headOf(article) {
  return [
    make("h2", { id: "panel-title", tabindex: "-1" }, typeset(article.title)),
    make("p", { class: "origin" }, typeset(origin(article))),
    isLink(article.url) ? make("p", {}, link(article.url, "Lire l’article d’origine")) : null,
  ].filter(Boolean);
}

function factsOf(article) {
  if (!article.facts_from.length) return [];
  return [make("details", { class: "facts", open: WIDE.matches }, make("summary", { class: "label" }, "Faits tirés de"),
    make("ul", {}, article.facts_from.map((fact) => make("li", {}, linked(fact)))))];
}

/** The page checks the quotes itself: the article's characters at their place must be the quote's. */
function proofOf(text, asked, note) {
  const line = (kind, text) => [make("p", { class: `proof ${kind}` }, text)];
  if (!asked.length) return note ? line("none", note) : [];
  const exact = asked.every(({ start, end, quote }) => slice(text, start, end) === quote);
  if (!exact) return line("wrong", "L’article a changé depuis cette réponse\u00a0: relancez la question.");
  return line("exact", `${count(asked.length, "Citation retrouvée", "citations retrouvées")} mot pour mot dans l’article.`);
}

const isLink = (url) => /^https?:\/\//i.test(url ?? "");

const link = (url, text) => make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text, make("span", { class: "hidden" }, " (nouvel onglet)"));

/** A text whose web addresses are links. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) => (i % 2 ? link(part, part) : typeset(part)));
}
