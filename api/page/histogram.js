/* Articles a month as bars, and the same as a table for those who cannot see them. */

import { make } from "./dom.js";
import { count, frenchDate, ofDate } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 96;
const AXIS = 18; // the years below

/**
 * A figure, `width` pixels wide, of the months from the first to the last; `choose(month)` is called with one that is
 * clicked. Its method `light(counted)` fills each bar as far as these counts, a part of the first, go.
 */
export function histogram(counted, width, choose) {
  const months = withoutGaps(counted);
  const top = Math.max(1, ...months.map(({ articles }) => articles));
  const step = width / Math.max(months.length, 12);
  const bars = months.map((one, i) => bar(one, i * step, step, top, choose));
  const image = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT + AXIS}`, role: "img", "aria-label": summary(months) }, ...bars, ...years(months, step, width));
  const figure = make("figure", {}, image, months.length ? table(months) : null);
  figure.light = (part) => {
    const counts = new Map(part.map(({ month, articles }) => [month, articles]));
    bars.forEach((group, i) => fill(group.lastElementChild, counts.get(months[i].month) ?? 0, top));
  };
  return figure;
}

function bar({ month, articles }, x, step, top, choose) {
  const shape = { x: x + step * 0.12, width: step * 0.76, rx: Math.min(2, step / 4) };
  const group = svg("g", { class: "bar" },
    svg("title", {}, `${frenchDate(month)}\u00a0: ${count(articles, "1 article", "articles")}`),
    svg("rect", { class: "column", x, y: 0, width: step, height: HEIGHT }),
    fill(svg("rect", { class: "whole", ...shape }), articles, top),
    fill(svg("rect", { class: "part", ...shape }), articles, top));
  if (articles) group.addEventListener("click", () => choose(month));
  return group;
}

function fill(rectangle, articles, top) {
  const height = articles ? Math.max(2, (articles / top) * (HEIGHT - 4)) : 0;
  rectangle.setAttribute("y", HEIGHT - height);
  rectangle.setAttribute("height", height);
  return rectangle;
}

/** The year below its January, or below the first month if there is room. */
function years(months, step, width) {
  const marks = months.flatMap(({ month }, i) => (month.endsWith("-01") || i === 0 ? [{ i, year: month.slice(0, 4) }] : []));
  const roomy = marks.filter(({ i }, n) => n === marks.length - 1 || (marks[n + 1].i - i) * step > 36);
  return [svg("line", { x1: 0, x2: width, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5 }),
    ...roomy.map(({ i, year }) => svg("text", { x: Math.min(i * step + 2, width - 28), y: HEIGHT + AXIS - 4 }, year))];
}

function table(months) {
  const heads = ["Mois", "Articles"].map((name) => make("th", { scope: "col" }, name));
  const rows = months.filter(({ articles }) => articles).map(({ month, articles }) => make("tr", {},
    make("th", { scope: "row" }, frenchDate(month)), make("td", {}, String(articles))));
  return make("details", { class: "figures" }, make("summary", {}, "Articles par mois, en chiffres"),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Articles par mois" },
      make("table", {}, make("thead", {}, make("tr", {}, heads)), make("tbody", {}, rows))));
}

function summary(months) {
  if (!months.length) return "Aucun article daté";
  const most = months.reduce((best, one) => (one.articles > best.articles ? one : best));
  const peak = `le plus en ${frenchDate(most.month)}, ${count(most.articles, "1 article", "articles")}`;
  return `Articles par mois, ${ofDate(months[0].month)} à ${frenchDate(months.at(-1).month)}\u00a0; ${peak}`;
}

/** Every month from the first to the last; they come in order. */
function withoutGaps(counted) {
  const known = new Map(counted.map(({ month, articles }) => [month, articles]));
  const months = [];
  for (let month = counted[0]?.month; month && month <= counted.at(-1).month; month = next(month)) {
    months.push({ month, articles: known.get(month) ?? 0 });
  }
  return months;
}

function next(month) {
  const [year, number] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
