/* The conversation on display: its turns, the answer under way, and the address that names it. */

import { byId, make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { Turn } from "./turn.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export class Chat {
  /** `moved(id)` is called when a conversation begins (or, with null, when none is kept) so that the address can say so. */
  constructor({ composer, panel, conversations, announce, moved }) {
    Object.assign(this, { composer, panel, conversations, moved });
    this.thread = byId("thread");
    this.id = null;
    this.current = null;
    this.asked = 0;
    this.hooks = {
      announce,
      open: (target, button) => panel.open(target, button),
      light: (citations) => panel.light(citations),
      again: (turn, body = turn.body) => this.begin(body, turn),
    };
  }

  /** Ask a question in a new turn, which takes the place of `old` if that is given. One answer at a time. */
  async begin(body, old = null) {
    if (this.current) return this.composer.refuse();
    this.panel.close();
    const turn = this.current = this.add(body, old);
    this.composer.setBusy(true);
    turn.element.scrollIntoView({ block: "start", behavior: CALM.matches ? "auto" : "smooth" });
    if (!this.composer.hasFocus) turn.element.querySelector("h2").focus({ preventScroll: true });
    const first = !this.id;
    const id = this.id ?? await this.conversations.start(body.question);
    if (this.current === turn && first) this.move(id);
    await turn.run(id);
    if (this.current === turn) this.rest();
    if (first && id && !turn.answered) await this.takeBack(id);
    await this.conversations.refresh();
    return undefined;
  }

  /** Show a conversation that was kept. */
  async open(id) {
    if (id === this.id) return;
    this.clear();
    this.id = id;
    this.conversations.select(id);
    document.body.classList.remove("empty");
    try {
      const { turns } = await this.conversations.load(id);
      if (this.id === id) this.showTurns(turns);
    } catch (error) {
      if (this.id === id) this.fail(error);
    }
  }

  /** Stop, forget the conversation on display and wait for a first question. */
  restart() {
    this.clear();
    this.moved(null);
    this.conversations.select(null);
    document.body.classList.add("empty");
  }

  stop() {
    this.current?.stop();
  }

  showTurns(turns) {
    for (const { question, answer } of withoutRepeats(turns)) this.add({ question, mode: answer.mode }).restore(answer);
    if (!turns.length) this.note("Aucune réponse n’a été gardée dans cette conversation.");
    else this.thread.lastElementChild.scrollIntoView({ block: "start" });
  }

  add(body, old = null) {
    const turn = new Turn(body, ++this.asked, this.hooks);
    document.body.classList.remove("empty");
    this.thread.querySelector(":scope > .note")?.remove();
    if (old) old.element.replaceWith(turn.element);
    else this.thread.append(turn.element);
    return turn;
  }

  move(id) {
    this.id = id;
    this.conversations.select(id);
    this.moved(id);
    if (id) this.conversations.refresh();
  }

  /** A conversation whose first question got no answer holds nothing. */
  async takeBack(id) {
    await this.conversations.drop(id);
    if (this.id === id) this.move(null);
  }

  clear() {
    this.stop();
    this.rest();
    this.panel.close();
    this.id = null;
    this.thread.replaceChildren();
  }

  rest() {
    this.current = null;
    this.composer.setBusy(false);
  }

  fail(error) {
    this.note(problemMessage(error.code === "introuvable" ? "conversation" : error.code));
    this.id = null;
  }

  note(text) {
    this.thread.append(make("p", { class: "note" }, text));
  }
}

/** A question asked again at once took the place of the turn before. */
const withoutRepeats = (turns) => turns.filter((turn, i) => turn.question !== turns[i + 1]?.question);
