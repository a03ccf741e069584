/* The page before the first question: what the corpus holds, and questions to start with. */

import { byId, make } from "./dom.js";
import { getExtent, getJson } from "./server.js";
import { count, ofDate, typeset } from "./text.js";

/** Show the corpus's extent and the suggested questions; return the corpus's sources. Without them the page works too. */
export async function welcome(askQuestion) {
  const [corpus, suggested] = await Promise.allSettled([getExtent(), getJson("api/suggestions")]);
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

function showExtent({ total, newest }) {
  const date = newest ? `, le plus récent ${ofDate(newest)}` : "";
  byId("extent").textContent = `${count(total, "1 article", "articles")}${date}`;
}
