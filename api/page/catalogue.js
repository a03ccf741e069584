/* The list of articles: by month, or the nearest to a search with its words highlighted. */

import { make } from "./dom.js";
import { articleButton } from "./sources.js";
import { frenchDate, slice, typeset } from "./text.js";

const FOUND = "Passage trouvé par la recherche.";

/** Add articles at the list's end. `searched` keeps their order, else each month has a heading. */
export function articleItems(list, articles, { searched, open, remove }) {
  for (const article of articles) {
    groupOf(list, searched ? null : monthOf(article)).append(item(article, open, remove));
  }
}

function item(article, open, remove) {
  const [first] = article.snippets ?? [];
  const passage = first ? { article_id: article.article_id, ...first } : null;
  const button = articleButton(article, (event) => open({ article, quotes: [], passage, note: FOUND }, event.currentTarget));
  const away = article.removable
    ? make("button", { type: "button", class: "bare away", "aria-label": typeset(`Retirer : ${article.title}`), click: () => remove(article) }, "Retirer") : null;
  return make("li", { class: "item" }, make("div", { class: "line" }, button, away), (article.snippets ?? []).map(snippet));
}

/** A passage with the words of the search marked; offsets count code points. */
function snippet({ text, highlights }) {
  const shown = typeset(text);
  const pieces = [];
  let end = 0;
  for (const [from, to] of highlights) {
    pieces.push(slice(shown, end, from), make("mark", {}, slice(shown, from, to)));
    end = to;
  }
  return make("p", { class: "snippet" }, pieces, slice(shown, end));
}

const monthOf = ({ published }) => (published ? frenchDate(published.slice(0, 7)) : "Sans date");

/** The list of that month (null for none), which goes on where the last page ended. */
function groupOf(list, month) {
  const last = list.lastElementChild;
  if (last && (month === null || last.dataset.month === month)) return last.querySelector("ul");
  const items = make("ul", { class: "articles" });
  list.append(make("section", { "data-month": month }, month && make("h3", { class: "label" }, month), items));
  return items;
}
