/* French typography, dates and numbers; text cut by code points, as the server counts. */

const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

/** Return text as it is shown: one character for one, so that offsets stay valid. */
export function typeset(text) {
  return text
    .replace(/ (?=[;!?%])/g, "\u202f")
    .replace(/ (?=[:»])/g, "\u00a0")
    .replace(/« /g, "«\u00a0")
    .replace(/(?<!\d)\d{1,3}(?: \d{3})+(?!\d)/g, (number) => number.replaceAll(" ", "\u202f"))
    .replace(/(\p{L})'(?=[\p{L}\d«])/gu, "$1’");
}

/** Return text[start:end], counted in Unicode code points. */
export const slice = (text, start, end) => Array.from(text).slice(start, end).join("");

/**
 * Cut a text into its paragraphs and each of those where a range begins or ends.
 * Returns an array of paragraphs, each an array of { text, ranges }, `ranges` being those that cover the piece.
 */
export function paragraphs(text, ranges) {
  const points = Array.from(typeset(text));
  const cuts = ranges.flatMap((range) => [range.start, range.end]);
  const found = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + Array.from(line).length;
    const bounds = [...new Set([start, ...cuts.filter((cut) => cut > start && cut < end), end])].sort((a, b) => a - b);
    found.push(bounds.slice(1).map((to, i) => ({
      text: points.slice(bounds[i], to).join(""),
      ranges: ranges.filter((range) => range.start <= bounds[i] && to <= range.end),
    })));
    start = end + 1;
  }
  return found;
}

/** "2023", "2023-10" or "2023-10-25" (or a date-time) in French: "25 octobre 2023". */
export function frenchDate(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return [day === 1 ? "1er" : day, MONTHS[month - 1], year].filter(Boolean).join("\u00a0");
}

/** "du 25 octobre 2023", "d’octobre 2023", "de 2023" */
export function ofDate(iso) {
  const date = frenchDate(iso);
  return iso.length >= 10 ? `du ${date}` : /^[ao]/.test(date) ? `d’${date}` : `de ${date}`;
}

/** A date-time in French, in the reader's time: "24 novembre 2026 à 20:34". */
export function frenchTime(iso) {
  const time = new Date(iso);
  const [date, hour] = [time.toLocaleDateString("sv"), time.toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" })];
  return `${frenchDate(date)} à ${hour}`;
}

/** "une source", "3 sources" */
export const count = (n, one, many) => (n === 1 ? one : `${n.toLocaleString("fr")}\u00a0${many}`);

export const seconds = (ms) => `${(ms / 1000).toLocaleString("fr", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}\u00a0s`;

/** Where an article comes from: "Le Journal, 25 octobre 2023". */
export const origin = (article) =>
  [article.source ?? "source inconnue", article.published ? frenchDate(article.published) : "sans date"].join(", ");
