/* The sources of an answer: one row an article, in the order found. */

import { make } from "./dom.js";
import { count, origin, typeset } from "./text.js";

/** One hit an article, best first; `open(target, button)` shows an article in the panel. */
export class SourceList {
  constructor(open) {
    this.open = open;
    this.rows = new Map(); // by article id
    this.quotes = new Map();
    this.heading = make("h3", { class: "label" });
    this.list = make("ul", { class: "articles" });
    this.element = make("div", { class: "sources" });
  }

  show(hits) {
    const articles = firstOfEach(hits);
    if (!articles.length) return this.clear();
    this.heading.textContent = count(articles.length, "1 source", "sources");
    this.rows = new Map(articles.map((hit) => [hit.article_id, this.row(hit)]));
    this.list.replaceChildren(...this.rows.values());
    this.element.replaceChildren(this.heading, this.list);
    return undefined;
  }

  clear() {
    this.rows.clear();
    this.element.replaceChildren();
  }

  /** Number the sources that the answer cites, and let the others step back. */
  cite(answer) {
    const cited = citations(answer);
    if (answer.sources.some((hit) => !this.rows.has(hit.article_id))) this.show(answer.sources);
    for (const [id, row] of this.rows) {
      const citation = cited.find((c) => c.article_id === id);
      row.classList.toggle("unused", !citation);
      row.querySelector(".number").textContent = citation ? `[${citation.marker}]` : "";
      this.quotes.set(id, cited.filter((c) => c.article_id === id));
    }
  }

  /** Highlight the sources of these citations, no others. */
  light(citations) {
    for (const [id, row] of this.rows) row.classList.toggle("lit", citations.some((c) => c.article_id === id));
  }

  row(hit) {
    const button = articleButton(hit, (event) => {
      const quotes = this.quotes.get(hit.article_id) ?? [];
      this.open({ article: hit, quotes, passage: quotes.length ? null : hit }, event.currentTarget);
    });
    button.prepend(make("span", { class: "number" }));
    const copies = hit.copies?.length ?? 0; // articles that say the same
    if (copies) button.querySelector(".origin").append(`, ${count(copies, "1 reprise", "reprises")}`);
    return make("li", {}, button);
  }
}

/** A button with an article's title and origin, which opens the panel. */
export function articleButton(article, click) {
  return make("button", { type: "button", class: "article", "aria-haspopup": "dialog", click },
    make("span", { class: "title" }, typeset(article.title)),
    make("span", { class: "origin" }, typeset(origin(article))));
}

export const citations = (answer) => answer.claims.flatMap((claim) => claim.citations);

export function firstOfEach(hits) {
  const seen = new Map();
  for (const hit of hits) if (!seen.has(hit.article_id)) seen.set(hit.article_id, hit);
  return [...seen.values()];
}
