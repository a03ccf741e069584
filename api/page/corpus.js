/* The corpus view: what Vigie knows, over time and by source, searched, added to and taken from. */

import { openAdding } from "./adding.js";
import { adminRequest } from "./admin.js";
import { articleItems } from "./catalogue.js";
import { CorpusFilters } from "./corpusfilters.js";
import { confirmed } from "./dialogs.js";
import { make } from "./dom.js";
import { histogram } from "./histogram.js";
import { problemMessage } from "./messages.js";
import { getExtent, getJson } from "./server.js";
import { count, frenchTime, ofDate, typeset } from "./text.js";

export class Corpus {
  /** `hooks`: open(target, button), announce(text), changed() after articles came or went. */
  constructor(section, hooks) {
    this.hooks = hooks;
    this.filters = new CorpusFilters(() => this.load());
    this.extent = make("div", { class: "small" }, "\u00a0");
    this.chart = make("div", { class: "chart" });
    this.found = make("p", { class: "found", role: "status" }, "\u00a0");
    this.list = make("div", { class: "catalogue" });
    this.more = make("button", { type: "button", class: "quiet", hidden: true, click: () => this.loadMore() }, "Afficher plus d’articles");
    const add = make("button", { type: "button", class: "strong", click: () => this.add() }, "Ajouter des articles");
    section.append(
      make("div", { class: "headline-row" }, make("div", {}, make("h2", { id: "corpus-title", tabindex: "-1" }, "Corpus"), this.extent), add),
      this.chart, this.filters.element, make("div", { class: "outcome" }, this.found, this.filters.clear), this.list, this.more);
    this.acceptDrops(section);
    addEventListener("resize", () => this.whole && !section.hidden && this.draw());
  }

  /** Show the state of the corpus as it is now. */
  async show() {
    try {
      this.whole = await getExtent();
    } catch (error) {
      return this.fail(error);
    }
    const { whole } = this;
    this.extent.replaceChildren(...extentOf(whole));
    this.filters.setSources(whole.sources);
    this.shown = whole;
    this.draw();
    return this.load();
  }

  /** Draw the histogram as wide as there is room. */
  draw() {
    const figure = histogram(this.whole.histogram, this.chart.clientWidth, (month) => this.filters.setMonth(month));
    figure.light(this.shown.histogram);
    this.chart.replaceChildren(figure);
  }

  /** The first articles that the filters let through. */
  async load() {
    this.page = 1;
    const shown = await this.fetch();
    if (!shown) return;
    this.found.textContent = this.foundLine(shown.total);
    this.shown = shown;
    this.chart.firstChild.light(shown.histogram);
    this.list.replaceChildren();
    this.append(shown);
  }

  async loadMore() {
    this.page += 1;
    const known = this.list.querySelectorAll(".item").length;
    const shown = await this.fetch();
    if (!shown) return;
    this.append(shown);
    this.list.querySelectorAll(".item .article")[known]?.focus();
  }

  append(shown) {
    const query = this.filters.query();
    articleItems(this.list, shown.articles, { searched: Boolean(query.get("q")), open: this.hooks.open, remove: (article) => this.remove(article) });
    this.more.hidden = shown.page * shown.page_size >= shown.total;
  }

  /** The articles of the current page; nothing if they cannot be had or are no longer wanted. */
  async fetch() {
    const request = this.request = Symbol("request");
    const query = this.filters.query();
    query.set("page", this.page);
    try {
      const shown = await getJson(`api/articles?${query}`);
      return request === this.request ? shown : null;
    } catch (error) {
      if (request === this.request) this.fail(error);
      return null;
    }
  }

  fail(error) {
    this.list.replaceChildren();
    this.more.hidden = true;
    this.found.textContent = problemMessage(error.code);
  }

  foundLine(total) {
    if (total) return `${count(total, "1 article", "articles")}${this.filters.query().get("q") ? ", les plus proches d’abord" : ", du plus récent au plus ancien"}`;
    return this.whole.total ? "Aucun article ne correspond\u00a0: élargissez la recherche ou effacez les filtres." : "Le corpus est vide\u00a0: ajoutez des articles.";
  }

  add(files = null) {
    openAdding(files, async (added) => {
      this.hooks.announce(count(added.length, "1 article ajouté", "articles ajoutés"));
      await this.show();
      this.hooks.changed();
    });
  }

  async remove(article) {
    const text = typeset(`« ${article.title} » ne servira plus aux réponses. Celles qui le citent ne pourront plus être vérifiées.`);
    if (!await confirmed("Retirer l’article", text, "Retirer")) return;
    try {
      await adminRequest(`api/articles/${encodeURIComponent(article.article_id)}`, { method: "DELETE" });
    } catch (error) {
      this.found.textContent = problemMessage(error.code);
      return;
    }
    await this.show();
    this.hooks.announce("Article retiré");
    document.getElementById("corpus-title").focus();
    this.hooks.changed();
  }

  /** Files dropped anywhere on the view are added. */
  acceptDrops(section) {
    const over = (event) => event.dataTransfer.types.includes("Files") && event.preventDefault();
    section.addEventListener("dragover", over);
    section.addEventListener("drop", (event) => {
      over(event);
      if (event.dataTransfer.files.length) this.add([...event.dataTransfer.files]);
    });
  }
}

function extentOf({ total, sources, newest, built_at: built }) {
  const parts = [count(total, "1 article", "articles"), count(sources.length, "1 source", "sources")];
  if (newest) parts.push(`le plus récent ${ofDate(newest)}`);
  return [make("p", {}, parts.join(" · ")), make("p", {}, `Dernier index le ${frenchTime(built)}`)];
}
