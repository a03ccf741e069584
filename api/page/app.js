/* The page's parts, put together, and the address that says which view is shown: #/, #/c/<conversation> or #/corpus. */

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Conversations } from "./conversations.js";
import { byId } from "./dom.js";
import { Panel } from "./panel.js";
import { ready } from "./readiness.js";
import { setUpSide } from "./side.js";
import { welcome } from "./welcome.js";

const TITLE = document.title;

const announce = (text) => { byId("status").textContent = text; };
const panel = new Panel(byId("panel"));
const composer = new Composer({ send: (body) => chat.begin(body), stop: () => chat.stop() });
const conversations = new Conversations({ removed: (id) => id === chat.id && chat.restart() });
const chat = new Chat({ composer, panel, conversations, announce, moved });
let corpus = null;

/** Show what the address names. */
async function show() {
  const [, view = "", id] = location.hash.match(/^#\/(corpus|c)?\/?(.*)$/) ?? [];
  const inCorpus = view === "corpus";
  panel.close();
  byId("chat").hidden = inCorpus;
  byId("corpus").hidden = !inCorpus;
  mark(byId("to-chat"), !inCorpus);
  mark(byId("to-corpus"), inCorpus);
  document.title = inCorpus ? "Corpus · Vigie" : TITLE;
  if (inCorpus) await showCorpus();
  else if (view === "c") await chat.open(id);
  else if (chat.id) chat.restart();
  conversations.select(inCorpus ? null : chat.id);
}

async function showCorpus() {
  if (!corpus) {
    const { Corpus } = await import("./corpus.js");
    corpus ??= new Corpus(byId("corpus"), { open: (target, button) => panel.open(target, button), announce, changed: greet });
  }
  await corpus.show();
}

function mark(link, current) {
  if (current) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

/** The address follows the conversation that began, so that a reload finds it again. */
function moved(id) {
  const hash = id ? `#/c/${id}` : "#/";
  if (!byId("chat").hidden && location.hash !== hash) history[id ? "pushState" : "replaceState"](null, "", hash);
  byId("to-chat").href = hash;
}

function onClick(event) {
  const link = event.target.closest("a");
  if (!link?.matches(".skip, .new, .brand") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches(".skip")) (byId("chat").hidden ? byId("corpus-title") : byId("question")).focus();
  else beginAnew();
}

/** Show the empty page, even where the address says so already. */
async function beginAnew() {
  if (location.hash !== "#/") history.pushState(null, "", "#/");
  chat.restart();
  await show();
  composer.focus();
}

/** Esc closes the panel when it has the focus, else stops the answer under way, else closes the panel. */
function onEscape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (event.target.closest?.("dialog.card, :popover-open")) return;
  if (panel.isOpen && (!chat.current || byId("panel").contains(document.activeElement))) panel.close();
  else if (chat.current && !byId("chat").hidden) chat.stop();
  else return;
  event.preventDefault();
}

async function greet() {
  composer.setSources(await welcome((question) => composer.submitQuestion(question)));
}

document.addEventListener("keydown", onEscape);
document.addEventListener("click", onClick);
addEventListener("hashchange", show);
setUpSide();
conversations.refresh();
show();
await ready((message) => { byId("readiness").textContent = message; });
if (corpus && !corpus.whole) corpus.show();
await greet();
