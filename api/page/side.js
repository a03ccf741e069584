/* The side list's frame: beside the page when there is room, else over it until a choice is made. And the scheme. */

import { byId, remember, remembered } from "./dom.js";

const WIDE = matchMedia("(min-width: 64rem)");
const SCHEMES = { auto: "automatique", light: "clair", dark: "sombre" };
const FOLDED = "vigie.folded";

const side = byId("side");
const menu = byId("menu");

/** Make the side list open and close, and the scheme change. */
export function setUpSide() {
  menu.addEventListener("click", toggle);
  side.addEventListener("toggle", tell);
  side.addEventListener("click", (event) => event.target.closest("a[href^='#/']") && closeOver());
  WIDE.addEventListener("change", place);
  byId("scheme").addEventListener("click", nextScheme);
  place();
  nameScheme();
}

/** Over the page the list is a popover, which Esc and a click elsewhere close. */
function place() {
  if (WIDE.matches) side.removeAttribute("popover");
  else side.setAttribute("popover", "auto");
  document.body.classList.toggle("folded", remembered(FOLDED) === "1");
  tell();
}

function toggle() {
  if (!WIDE.matches) return side.togglePopover();
  const folded = document.body.classList.toggle("folded");
  remember(FOLDED, folded ? "1" : "0");
  return tell();
}

function closeOver() {
  if (!WIDE.matches && side.matches(":popover-open")) side.hidePopover();
}

function tell() {
  const open = WIDE.matches ? !document.body.classList.contains("folded") : side.matches(":popover-open");
  menu.setAttribute("aria-expanded", String(open));
}

function nextScheme() {
  const names = Object.keys(SCHEMES);
  const next = names[(names.indexOf(document.documentElement.dataset.scheme) + 1) % names.length];
  document.documentElement.dataset.scheme = next;
  remember("vigie.scheme", next);
  nameScheme();
}

function nameScheme() {
  byId("scheme").textContent = `Thème\u00a0: ${SCHEMES[document.documentElement.dataset.scheme] ?? SCHEMES.auto}`;
}
