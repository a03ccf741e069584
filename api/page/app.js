/* The page's parts, put together. Conversations and the corpus view will be modules of their own beside Turn and Panel. */

import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { Panel } from "./panel.js";
import { ready } from "./readiness.js";
import { Turn } from "./turn.js";
import { welcome } from "./welcome.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const panel = new Panel(byId("panel"));
const composer = new Composer({ send: begin, stop });
let current = null;
let asked = 0;

const hooks = {
  open: (target, button) => panel.open(target, button),
  light: (citations) => panel.light(citations),
  announce: (text) => { byId("status").textContent = text; },
  again: (turn, body = turn.body) => begin(body, turn),
};

/** Ask a question in a new turn, which takes the place of `old` if that is given. One answer at a time. */
async function begin(body, old = null) {
  if (current) return composer.refuse();
  panel.close();
  const turn = new Turn(body, ++asked, hooks);
  current = turn;
  document.body.classList.remove("empty");
  byId("restart").hidden = false;
  composer.setBusy(true);
  old ? old.element.replaceWith(turn.element) : byId("thread").append(turn.element);
  turn.element.scrollIntoView({ block: "start", behavior: CALM.matches ? "auto" : "smooth" });
  if (!composer.hasFocus) turn.element.querySelector("h2").focus({ preventScroll: true });
  await turn.run();
  if (current === turn) rest();
  return undefined;
}

function rest() {
  current = null;
  composer.setBusy(false);
}

function stop() {
  current?.stop();
}

function restart() {
  stop();
  rest();
  panel.close();
  byId("thread").replaceChildren();
  byId("restart").hidden = true;
  document.body.classList.add("empty");
  composer.focus();
}

/** Esc closes the panel when it has the focus, else stops the answer under way, else closes the panel. */
function onEscape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (panel.isOpen && (!current || byId("panel").contains(document.activeElement))) panel.close();
  else if (current) stop();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", onEscape);
byId("restart").addEventListener("click", restart);
await ready((message) => { byId("readiness").textContent = message; });
composer.setSources(await welcome((question) => composer.submitQuestion(question)));
