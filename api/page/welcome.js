/* The page before the first question: what the corpus holds, and questions to start with. */

import { byId, make } from "./dom.js";
import { getJson } from "./stream.js";
import { count, ofDate, typeset } from "./text.js";

/** Show the corpus's extent and the suggested questions; return the corpus's sources. Without them the page works too. */
export async function welcome(askQuestion) {
  const [corpus, suggested] = await Promise.allSettled([getJson("api/articles"), getJson("api/suggestions")]);
  if (suggested.status === "fulfilled") showSuggestions(suggested.value.suggestions, askQuestion);
  if (corpus.status !== "fulfilled") return [];
  showExtent(corpus.value);
  return corpus.value.sources;
}

function showSuggestions(questions, askQuestion) {
  const button = (question) => make("button", { type: "button", class: "suggestion", click: () => askQuestion(question) }, typeset(question));
  byId("suggestions").querySelector("ul").replaceChildren(...questions.map((question) => make("li", {}, button(question))));
  byId("suggestions").classList.toggle("filled", questions.length > 0);
}

function showExtent({ total, articles: [newest] }) {
  const date = newest?.published ? `, le plus récent ${ofDate(newest.published)}` : "";
  byId("corpus").textContent = `${count(total, "1 article", "articles")}${date}`;
}
