/* The parts of an answer as elements. */

import { make } from "./dom.js";
import { WARNINGS, refusalAdvice, refusalMessage } from "./messages.js";
import { articleButton, citations } from "./sources.js";
import { getExtent } from "./server.js";
import { count, frenchDate, ofDate, origin, seconds, slice, typeset } from "./text.js";

/** The verified extract, with the likeliest answer in it marked if that is narrower. */
export function extractFigure(extract, article, open) {
  const target = { article, quotes: [{ ...extract, quote: extract.text }] };
  return make("figure", { class: "extract" },
    make("figcaption", { class: "label" }, make("span", { class: "pill proved" }, "Extrait vérifié")),
    make("blockquote", {}, make("p", {}, make("span", {}, ...markedSpan(extract)))),
    articleButton(article, (event) => open(target, event.currentTarget)));
}

function markedSpan({ text, start, end, span }) {
  const shown = typeset(text);
  const narrower = span && span.start >= start && span.end <= end && span.end > span.start && span.end - span.start < end - start;
  if (!narrower) return [shown];
  const [from, to] = [span.start - start, span.end - start];
  return [slice(shown, 0, from), make("mark", {}, slice(shown, from, to)), slice(shown, to)];
}

/** Whether the answer is nothing but its extract. */
export function isExtract({ claims, extract }) {
  if (!extract || claims.length !== 1 || claims[0].citations.length !== 1) return false;
  const [{ text, citations: [citation] }] = claims;
  return text === extract.text.replaceAll("\n", " ") && citation.article_id === extract.article_id
    && citation.start === extract.start && citation.end === extract.end;
}

/** The claims as a paragraph of sentences, each followed by its markers. */
export function claimsParagraph(answer, hooks) {
  return make("p", { class: "claims" }, answer.claims.flatMap((claim) => [claimSentence(claim, answer, hooks), " "]));
}

function claimSentence(claim, answer, hooks) {
  return watched(make("span", { class: "claim" }, typeset(claim.text), "\u00a0", ...markers(claim, answer, hooks.open)), claim, hooks.light);
}

/** Light the claim's quotes while its element is pointed at or holds the focus. */
export function watched(element, claim, light) {
  const on = () => light(claim.citations);
  const off = () => light([]);
  for (const [name, listener] of [["mouseenter", on], ["mouseleave", off], ["focusin", on], ["focusout", off]]) {
    element.addEventListener(name, listener);
  }
  return element;
}

/** One button for each source of the claim. */
export function markers(claim, answer, open) {
  const numbers = [...new Set(claim.citations.map((c) => c.marker))];
  return numbers.map((number) => {
    const quotes = claim.citations.filter((c) => c.marker === number);
    const others = citations(answer).filter((c) => c.article_id === quotes[0].article_id);
    const label = typeset(`[${number}] Voir la citation : ${quotes[0].title}, ${origin(quotes[0])}`);
    const click = (event) => open({ article: quotes[0], quotes, others }, event.currentTarget);
    return make("button", { type: "button", class: "marker", "aria-label": label, "aria-haspopup": "dialog", click }, `[${number}]`);
  });
}

/** Why there is no answer, and the nearest articles. */
export function refusalBox(answer, open) {
  const { refusal } = answer;
  const lines = [make("p", { class: "message" }, refusalMessage(refusal))];
  if (refusal.reason === "trop_recent" && !/\d{4}/.test(refusal.message)) lines.push(newestLine());
  lines.push(...refusalAdvice(refusal.reason).map((advice) => make("p", { class: "advice" }, advice)));
  if (refusal.nearest.length) lines.push(...nearestList(refusal.nearest, open));
  return make("div", { class: `refusal ${refusal.reason}` }, lines);
}

/** For a message that does not tell the date itself. */
function newestLine() {
  const line = make("p", { class: "newest" }, "\u00a0");
  getExtent().then(({ newest }) => {
    if (newest) line.textContent = `L’article le plus récent est daté ${ofDate(newest)}.`;
  }, () => line.remove());
  return line;
}

function nearestList(articles, open) {
  const button = (article) => articleButton(article, (event) => open({ article, quotes: [] }, event.currentTarget));
  return [
    make("h3", { class: "label" }, "Articles les plus proches"),
    make("ul", { class: "articles" }, articles.map((article) => make("li", {}, button(article)))),
  ];
}

/** What the reader should know besides the answer, and the articles that it is about. */
export function warningList({ warnings, sources, claims }, open) {
  if (!warnings.length) return null;
  const known = new Map([...claims.flatMap((claim) => claim.citations), ...sources].map((article) => [article.article_id, article]));
  const link = (article) => make("button", { type: "button", class: "link", "aria-haspopup": "dialog",
    click: (event) => open({ article, quotes: [] }, event.currentTarget) }, typeset(origin(article)));
  const line = ({ kind, message, article_ids: ids }) => make("li", {},
    make("strong", {}, `${WARNINGS[kind] ?? "Attention"}\u00a0: `), typeset(message),
    ids.map((id) => known.get(id)).filter(Boolean).flatMap((article) => [" ", link(article)]));
  return make("ul", { class: "warnings" }, warnings.map(line));
}

/** The sentences of the draft that no quote proves: struck through, each with its reason. */
export function droppedDetails(dropped) {
  if (!dropped.length) return null;
  const rows = dropped.map(({ text, why }) => make("li", {}, make("s", {}, typeset(text)), make("span", { class: "why" }, typeset(why))));
  return make("details", { class: "dropped", open: true },
    make("summary", {}, `Phrases écartées (${dropped.length})`), make("ul", {}, rows));
}

/** Timings, models and index, in small print. */
export function smallPrint({ timings, models, index }) {
  const steps = [["Sources", "retrieve_ms"], ["extrait", "extract_ms"], ["premier mot", "first_token_ms"], ["en tout", "total_ms"]];
  const times = steps.filter(([, key]) => timings[key] !== null && timings[key] !== undefined)
    .map(([name, key]) => `${name} ${seconds(timings[key])}`);
  const articles = `${count(index.articles, "1 article", "articles")} au ${frenchDate(index.built_at)}`;
  return make("p", { class: "small" }, [times.join(", "), `${models.embedder}, ${models.generator}`, articles].join(" · "));
}

/** The state line of a finished answer. */
export function verdict(answer) {
  if (answer.refusal?.reason === "bavardage") return "";
  if (answer.status === "refused") return "Pas de réponse prouvée";
  if (isExtract(answer)) return "L’extrait répond, mot pour mot";
  const sources = new Set(citations(answer).map((c) => c.article_id)).size;
  return `${count(answer.claims.length, "1 phrase prouvée", "phrases prouvées")} par ${count(sources, "1 source", "sources")}`;
}

/** The answer as text to paste elsewhere, with its numbered sources and their quotes. */
export function plainText(answer) {
  const sources = new Map();
  for (const citation of citations(answer)) {
    const quotes = sources.get(citation.marker) ?? { citation, quotes: new Set() };
    quotes.quotes.add(citation.quote.replaceAll("\n", " "));
    sources.set(citation.marker, quotes);
  }
  const lines = [...sources].sort(([a], [b]) => a - b).flatMap(([marker, { citation, quotes }]) => [
    `[${marker}] ${[citation.title, origin(citation), citation.url].filter(Boolean).join(", ")}`,
    ...[...quotes].map((quote) => `    « ${quote} »`),
  ]);
  return typeset([answer.question, "", answer.text, "", "Sources :", ...lines].join("\n"));
}
